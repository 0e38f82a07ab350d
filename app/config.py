"""
Every setting: its name, default and meaning.

`app.settings_reading` reads them, `app.settings_agreement` judges what they say together, `app.settings_pages` tells of
them.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app import database_address
from app.notification_targets import EXAMPLE, Addresses, WebAddress
from app.rule_values import PHRASE_SETTINGS, FilePath, FolderPath, Phrases, Switch, TomlPath, TopicWords
from app.rules.contact import Contact
from app.rules.languages import ENGLISH, LANGUAGES, Languages
from app.rules.note import NoteFor
from app.rules.phrases import Phrase
from app.rules.ticket import Priority, Tier
from app.rules.working_time import WorkingTime
from app.setting_values import (
    CONTACT_EXAMPLE,
    BaseUrl,
    DatabaseUrl,
    FieldId,
    Hours,
    Language,
    LanguageList,
    LevelContact,
    Line,
    PhoneNumbers,
    Priorities,
    Proxies,
    Reference,
    Secret,
    Secrets,
    ShadowAction,
    ShadowActions,
    Subdomain,
    Tag,
    Tiers,
    UnsolvedStatuses,
    User,
    Words,
    ZoneName,
)
from app.settings_agreement import API_TOKENS_END, NO_SECRETS, ContradictionError, contradictions, doubts, refuse
from app.working_hours import EXAMPLE as CALENDAR_EXAMPLE
from app.working_hours import TierCalendar

__all__ = ["Contact", "Settings", "ShadowAction", "Switch"]


def _level(number: int) -> Any:
    """Return the field of one level; not in `repr`, since notification addresses may carry keys."""
    order = {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")
    meaning = f"Who answers for the {order} threshold: JSON with any of name, assignee, group, phone, email, notify."
    if number == 1:
        meaning += f" Example: {CONTACT_EXAMPLE}"
    return Field(default=Contact(), description=meaning, repr=False)


def _level_calendar(number: int) -> Any:
    meaning = f"iCalendar file with the shifts of level {number}."
    if number == 1:
        meaning += (
            " Who is on call becomes the assignee: the event's attendee, its organizer, or an e-mail address or "
            "Zendesk user id in its title or description. When nobody is on call the next level's contact answers. "
            "See docs/ladder.md."
        )
    return Field(default=None, description=meaning)


def _tier_calendar(tier: str, more: str = "") -> Any:
    return Field(
        default=None,
        description=f"The hours that count towards the age of a Tier {tier} ticket, as JSON with hours, zone and "
        f"holidays; unset, every hour of every day does, as the policy has it.{more}",
    )


def _told(occasion: str, more: str = "") -> Any:
    return Field(default=(), description=f"Who is told {occasion}: apprise addresses, by commas.{more}")


def _phrases_of(place: str, more: str = "") -> Any:
    return Field(default=(), description=f"Phrases that send a ticket to {place}, by commas.{more}")


def _switch(what: str, more: str = "") -> Any:
    return Field(
        default=Switch.LIVE, description=f"live sends {what}; shadow records only; off leaves it undone.{more}"
    )


class Settings(BaseSettings):
    """
    The settings in force; an attribute is the lower-case name of its variable.

    Constructing it reads nothing from the environment: `load_settings` does, and hands the values in.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        arbitrary_types_allowed=False,
        str_strip_whitespace=True,
        allow_inf_nan=False,
    )

    mode: Literal["live", "shadow"] = Field(
        default="live", description="live writes to Zendesk; shadow decides and records everything and writes nothing."
    )
    shadow_actions: ShadowActions = Field(
        default=frozenset(),
        description="Actions that are decided and recorded but not sent, even in live mode: any of triage, refuse, "
        "acknowledge, escalate, dispute, request, response, storm, separated by commas.",
    )
    database_url: DatabaseUrl = Field(
        default="sqlite:///data/tierline.db",
        repr=False,
        description="Where events and effects are kept: a file on a local disk, never on a network share; or, for "
        "several replicas, a PostgreSQL database: postgresql+psycopg://user:password@host/database.",
    )
    host: Line = Field(
        default="127.0.0.1", description="Address to listen on; 0.0.0.0 for every interface, as in a container."
    )
    port: int = Field(default=8000, ge=0, le=65535, description="TCP port to listen on; 0 takes any free one.")
    forwarded_allow_ips: Proxies = Field(
        default=(),
        description="Addresses or networks of your reverse proxies, by commas. Only what they say about a sender's "
        "address (X-Forwarded-For) is believed; unset, nobody is.",
    )
    docs_enabled: bool = Field(
        default=False, description="true shows the description of the HTTP interface under /docs and /openapi.json."
    )
    shutdown_seconds: float = Field(
        default=10.0, gt=0, le=300, description="How long a stop waits for requests and writes under way."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged: debug, info, warning or error."
    )
    provider_name: Annotated[Line, Field(max_length=100)] = Field(
        default="Partner Support", description="The name that signs what partners read."
    )
    scheduler_enabled: bool = Field(
        default=True, description="false serves webhooks and health only; another process must then run the jobs."
    )

    zendesk_subdomain: Subdomain | None = Field(
        default=None, description="Your account: for https://acme.zendesk.com write acme."
    )
    zendesk_base_url: BaseUrl | None = Field(
        default=None,
        description="Only to point at a sandbox or a test double; plain HTTP is allowed on loopback alone. Wins over "
        "ZENDESK_SUBDOMAIN.",
    )
    zendesk_client_id: Line | None = Field(
        default=None, description="Identifier of the OAuth client, created while signed in as the service's own agent."
    )
    zendesk_client_secret: Secret | None = Field(default=None, description="Secret of that OAuth client.")
    zendesk_scope: Line = Field(default="read write", description="OAuth scopes to ask for, separated by spaces.")
    zendesk_email: Line | None = Field(
        default=None,
        description=f"Legacy: e-mail address that goes with an API token. Zendesk stops tokens on {API_TOKENS_END}.",
    )
    zendesk_api_token: Secret | None = Field(
        default=None,
        description=f"Legacy: an existing API token, used when no OAuth client is set, until {API_TOKENS_END}.",
    )
    zendesk_timeout_seconds: float = Field(
        default=10.0, gt=0, le=60, description="Longest wait for one answer of Zendesk's."
    )
    zendesk_updates_per_minute: int = Field(
        default=100,
        ge=1,
        le=10_000,
        description="Ticket updates your plan allows each minute, until Zendesk's own headers tell: 100, or 300 with "
        "the High Volume add-on, 20 on trial and sandbox accounts.",
    )
    zendesk_field_tier: FieldId = Field(
        default=None,
        description="Id of the ticket field for the tier: a dropdown of tier_1, tier_2, tier_3, or an integer.",
    )
    zendesk_field_escalation_level: FieldId = Field(
        default=None,
        description="Id of the ticket field for the level: a dropdown of escalation_level_0 and up, or an integer.",
    )
    zendesk_field_service_affecting: FieldId = Field(
        default=None, description="Id of the form's field 'service affecting' (checkbox or dropdown)."
    )
    zendesk_field_workaround: FieldId = Field(default=None, description="Id of the form's field 'work-around exists'.")
    zendesk_field_affected_users: FieldId = Field(default=None, description="Id of the form's field 'users affected'.")
    zendesk_field_total_users: FieldId = Field(default=None, description="Id of the form's field 'users in all'.")
    zendesk_field_circuit_id: FieldId = Field(default=None, description="Id of the form's field 'Circuit ID'.")
    zendesk_field_category: FieldId = Field(default=None, description="Id of the form's field 'category'.")
    zendesk_field_escalation_request: FieldId = Field(
        default=None, description="Id of the form's checkbox by which a partner asks for an escalation."
    )

    webhook_secrets: Secrets = Field(
        default=(),
        description="Signing secrets of the webhooks, separated by commas; keep the old one beside the new one while "
        "rotating. Unset, every webhook is refused.",
    )
    webhook_tolerance_seconds: float = Field(
        default=300.0, ge=1, le=86_400, description="How far a webhook's signature time may lie from ours, either way."
    )
    webhook_max_bytes: int = Field(
        default=262_144,
        ge=1024,
        le=16_777_216,
        description="Largest webhook body that is read; larger ones are answered 413.",
    )

    triage_priorities: Priorities = Field(
        default={Tier.ONE: Priority.LOW, Tier.TWO: Priority.HIGH, Tier.THREE: Priority.URGENT},
        description="Priority of each tier; low, normal, high or urgent.",
    )
    triage_large_group_percent: float = Field(
        default=10.0, gt=0, le=100, description="Share of affected users, in percent, from which a fault is Tier III."
    )
    triage_rules_file: TomlPath = Field(
        default=None,
        description="TOML file with settings of the sections Triage to Escalation, by the same names, for long rule "
        "sets. The environment wins over it; phrases, words and carriers of both are joined.",
    )
    triage_tier_1_phrases: Phrases = _phrases_of(
        "Tier I, whatever the learned reader makes of it", " An RE2 pattern stands between slashes: /port(ed|ing) out/."
    )
    triage_tier_2_phrases: Phrases = _phrases_of("Tier II")
    triage_tier_3_phrases: Phrases = _phrases_of("Tier III")
    triage_review_phrases: Phrases = _phrases_of("a person, whatever its tier: it is never refused")
    triage_words_add: TopicWords = Field(
        default={},
        description="Words for a topic of app/rules/lexicon.toml: TOPIC=word|word two; TOPIC2=word. They win over the "
        "shipped meaning.",
    )
    triage_words_remove: Words = Field(
        default=(), description="Words of app/rules/lexicon.toml that shall mean nothing, by commas."
    )
    triage_learned: bool = Field(
        default=True, description="on lets the learned reader have a say; off leaves triage to the rules alone."
    )
    triage_carriers_add: Words = Field(default=(), description="Further carriers whose outage is Tier III, by commas.")
    triage_carriers_remove: Words = Field(default=(), description="Shipped carriers that shall not count, by commas.")
    triage_emergency_numbers: PhoneNumbers = Field(
        default=("911", "112", "999"), description="Numbers for emergency calls; a fault in reaching them is Tier III."
    )
    triage_note: NoteFor = Field(
        default=NoteFor.REVIEW,
        description="Whose decision card is written on the ticket as a private note, with the marks: off nobody's; "
        "review where a person should look first and no acknowledgement goes out; all every ticket's that is not "
        "refused. Beside an acknowledgement, all parts one write into two: Zendesk takes one comment a write.",
    )
    triage_action_triage: Switch = _switch("tier tags, tier field, priority, review")
    triage_action_refuse: Switch = _switch(
        "the Tier I notice and its solve", " Off, a ticket that would be refused goes to review."
    )
    triage_action_acknowledge: Switch = _switch("the public acknowledgement of Tier II and III")
    triage_action_escalate: Switch = _switch("the levels of the ladder")
    triage_action_dispute: Switch = _switch("marking a refused ticket to which the partner replied")
    triage_action_request: Switch = _switch("the answer to a partner who asks for an escalation by hand")
    triage_action_response: Switch = _switch("warning and breach mark of the first response")
    triage_action_storm: Switch = _switch("linking Tier III tickets of one carrier or region to a problem ticket")

    partner_organization_tag: Line | None = Field(
        default=None,
        description="Tag of the organizations that are partners; only their tickets may be refused. Unset, every "
        "organization counts as a partner.",
    )
    notices_dir: FolderPath = Field(
        default=None,
        description="Folder with templates that replace the shipped texts, under the same file names: refusal.txt.j2, "
        "acknowledgement_2.txt.j2 and the others of app/rules/templates.",
    )
    notices_languages: LanguageList = Field(
        default=tuple(LANGUAGES),
        description="Languages that partners are written to in, by the requester's locale in Zendesk: any of en, es, "
        "fr, by commas. es-419 counts as es, fr-CA as fr. Notes for your own people are in English.",
    )
    notices_language: Language = Field(
        default=ENGLISH,
        description="Language for requesters whose own is not among NOTICES_LANGUAGES, or not known.",
    )
    review_group: Reference = Field(
        default=None,
        description="Group (id or name) that gets tickets a person should see first; unset leaves the group.",
    )
    refusal_assignee: User = Field(
        default=None,
        description="User (id or e-mail) who is assignee of refused tickets, since Zendesk solves none without; unset "
        "takes the service's own user.",
    )
    refusal_group: Reference = Field(
        default=None, description="Group (id or name) of refused tickets; unset leaves it to Zendesk."
    )
    acknowledge: bool = Field(default=True, description="Whether accepted tickets get one public acknowledgement.")
    refusal_grace_minutes: float = Field(
        default=0.0,
        ge=0,
        le=10_080,
        description="Minutes for which a refusal is announced in a private note before it is sent, so that an agent "
        "can stop it; 0 refuses at once.",
    )
    refusal_stop_tag: Tag = Field(
        default="tierline_keep", description="Tag by which an agent stops an announced refusal: a person decides then."
    )
    escalation_request_tag: Tag | None = Field(
        default=None,
        description="Tag by which a partner asks for an escalation, as a form or a macro may set it; words need none.",
    )
    first_response_warning_minutes: float = Field(
        default=45.0,
        gt=0,
        le=100_000,
        description="Minutes after which assignee or group are reminded of a first response that is still missing; "
        "below FIRST_RESPONSE_MINUTES.",
    )
    first_response_minutes: float = Field(
        default=60.0,
        gt=0,
        le=100_000,
        description="Minutes in which a person should have answered a Tier II or III ticket.",
    )

    escalation_hours: Hours = Field(
        default=(4.0, 8.0, 10.0, 12.0),
        description="Ages in hours at which a ticket climbs to levels 1, 2, 3 …; ascending, at most nine.",
    )
    escalation_tiers: Tiers = Field(
        default=frozenset({Tier.TWO, Tier.THREE}),
        description="Tiers whose unsolved tickets climb, separated by commas.",
    )
    escalation_pause_statuses: UnsolvedStatuses = Field(
        default=frozenset(),
        description="Statuses in which the ladder's clock stands still: any of new, open, pending, hold, by commas.",
    )
    escalation_level_1: LevelContact = _level(1)
    escalation_level_2: LevelContact = _level(2)
    escalation_level_3: LevelContact = _level(3)
    escalation_level_4: LevelContact = _level(4)
    escalation_level_5: LevelContact = _level(5)
    escalation_level_6: LevelContact = _level(6)
    escalation_level_7: LevelContact = _level(7)
    escalation_level_8: LevelContact = _level(8)
    escalation_level_9: LevelContact = _level(9)
    escalation_level_1_calendar: FilePath = _level_calendar(1)
    escalation_level_2_calendar: FilePath = _level_calendar(2)
    escalation_level_3_calendar: FilePath = _level_calendar(3)
    escalation_level_4_calendar: FilePath = _level_calendar(4)
    escalation_level_5_calendar: FilePath = _level_calendar(5)
    escalation_level_6_calendar: FilePath = _level_calendar(6)
    escalation_level_7_calendar: FilePath = _level_calendar(7)
    escalation_level_8_calendar: FilePath = _level_calendar(8)
    escalation_level_9_calendar: FilePath = _level_calendar(9)
    escalation_calendar_tier_2: TierCalendar = _tier_calendar("II", f" Example: {CALENDAR_EXAMPLE}")
    escalation_calendar_tier_3: TierCalendar = _tier_calendar("III")
    escalation_tick_seconds: float = Field(
        default=15.0, gt=0, le=3600, description="Seconds between two looks for tickets whose next level is due."
    )

    notify_tier_3: Addresses = _told(
        "that a ticket is Tier III",
        f" Slack, Teams, e-mail, PagerDuty, webhooks and a hundred more; such as {EXAMPLE}; see docs/notifications.md.",
    )
    notify_levels: Addresses = _told(
        "of every level that a ticket reaches", " Beside these, the contact's own (notify) of ESCALATION_LEVEL_n."
    )
    notify_first_response: Addresses = _told("that a first response is about to be missed, and that it was")
    notify_storm: Addresses = _told("that several tickets share one problem")
    notify_unhealthy: Addresses = _told(
        "that the service has not been ready for a minute, and that it is again", " Sent with MODE=shadow, too."
    )
    notify_heartbeat_url: WebAddress | None = Field(
        default=None,
        description="Address of a dead-man's switch, asked with GET as long as every promise of /health is kept; what "
        "watches it raises the alarm when the calls stay away.",
    )
    notify_heartbeat_seconds: float = Field(
        default=60.0, ge=1, le=86_400, description="Seconds between two calls of NOTIFY_HEARTBEAT_URL."
    )

    storm_tickets: int = Field(
        default=3,
        ge=0,
        le=1000,
        description="So many Tier III tickets of one carrier, or of one place of STORM_REGIONS, within STORM_MINUTES "
        "are linked to one problem ticket as incidents; 0 looks for none.",
    )
    storm_minutes: float = Field(
        default=30.0, gt=0, le=1440, description="Minutes within which the tickets of a storm were opened."
    )
    storm_regions: Words = Field(
        default=(),
        description="Places to watch besides carriers, by commas, as partners write them: Denver,Dallas. A ticket "
        "counts for a place that it says to be hit, not for its customer's address.",
    )
    storm_group: Reference = Field(
        default=None, description="Group (id or name) of the problem tickets; unset leaves it to Zendesk."
    )
    storm_assignee: User = Field(
        default=None, description="User (id or e-mail) who is assignee of the problem tickets; unset leaves it empty."
    )
    storm_ends_hours: float = Field(
        default=12.0,
        gt=0,
        le=720,
        description="Hours without a further ticket after which a storm is over; it is over at once when people solve "
        "its problem ticket.",
    )

    reconcile_seconds: float = Field(
        default=120.0, gt=0, le=86_400, description="Seconds between two looks for tickets whose webhooks never came."
    )
    reconcile_lookback_hours: float = Field(
        default=24.0, gt=0, le=8760, description="How far back the first such look goes."
    )
    reconcile_exports_per_minute: int = Field(
        default=10,
        ge=1,
        le=100_000,
        description="Calls of Zendesk's incremental export that all replicas together may make in a minute: 10 on "
        "every plan, 30 with the High Volume add-on.",
    )
    audit_minutes: float = Field(
        default=30.0,
        gt=0,
        le=1440,
        description="Minutes between two rounds of the auditor, which recomputes what every unsolved ticket should "
        "show and has each difference repaired.",
    )
    housekeeping_seconds: float = Field(default=3600.0, gt=0, le=604_800, description="Seconds between two clean-ups.")
    inbox_park_after: int = Field(
        default=12,
        ge=1,
        le=100,
        description="Failed tries after which an event is parked for a person to look at; with the growing distance, "
        "12 take half an hour. Zendesk being away never parks one.",
    )
    inbox_keep_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="Days for which ended events are kept; a repeated webhook is known so long.",
    )

    replay_min_tier_3_recall: float = Field(
        default=95.0,
        ge=0,
        le=100,
        description="Share of the tickets labelled Tier III, in percent, that a replay must find; below it "
        "`tierline replay` ends with code 3.",
    )
    replay_max_wrong_refusals: int = Field(
        default=0,
        ge=0,
        le=1_000_000,
        description="Refusals against label or dispute that a replay may show before it ends with code 3.",
    )
    replay_max_moved_percent: float | None = Field(
        default=None,
        ge=0,
        le=100,
        description="Share of tickets, in percent, that a candidate may move before a replay ends with code 3; unset "
        "allows any.",
    )

    ledger_zone: ZoneName = Field(
        default="UTC",
        description="Time zone whose months `tierline ledger` and `tierline evidence` count, such as America/Denver.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from the caller only, so that nobody reads the environment behind `load_settings`."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if problems := list(contradictions(self)):
            raise ContradictionError(problems)
        return self

    @property
    def contacts(self) -> dict[int, Contact]:
        """The contact of each level that `ESCALATION_HOURS` has; an empty one where nobody is named."""
        return {level: getattr(self, f"escalation_level_{level}") for level in self.levels}

    @property
    def level_calendars(self) -> dict[int, Path]:
        """The file with the shifts of each level that has one."""
        files = {level: getattr(self, f"escalation_level_{level}_calendar") for level in self.levels}
        return {level: path for level, path in files.items() if path is not None}

    @property
    def tier_calendars(self) -> dict[Tier, WorkingTime]:
        """The hours that count, by tier; a tier without a calendar is not there."""
        calendars = {Tier.TWO: self.escalation_calendar_tier_2, Tier.THREE: self.escalation_calendar_tier_3}
        return {tier: calendar for tier, calendar in calendars.items() if calendar is not None}

    @property
    def levels(self) -> range:
        """The levels of the ladder, 1 to the number of thresholds."""
        return range(1, len(self.escalation_hours) + 1)

    @property
    def zendesk_url(self) -> str | None:
        """Scheme and host of the account, such as `https://acme.zendesk.com`; None when none is set."""
        if self.zendesk_base_url is not None:
            return self.zendesk_base_url
        return f"https://{self.zendesk_subdomain}.zendesk.com" if self.zendesk_subdomain else None

    @property
    def database_path(self) -> Path:
        """The SQLite file, relative to the working directory unless absolute; with PostgreSQL where it would be."""
        shared = database_address.is_shared(self.database_url)
        return Path("data/tierline.db" if shared else self.database_url.removeprefix("sqlite:///"))

    def switch(self, action: ShadowAction) -> Switch:
        """Return what becomes of `action`: `off` stays off, `MODE` and `SHADOW_ACTIONS` win over `live`."""
        chosen: Switch = getattr(self, f"triage_action_{action}")
        shadowed = self.mode == "shadow" or action in self.shadow_actions
        return Switch.SHADOW if chosen is Switch.LIVE and shadowed else chosen

    def is_shadowed(self, action: ShadowAction) -> bool:
        """Return whether `action` is recorded only."""
        return self.switch(action) is Switch.SHADOW

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The phrases of all tiers and of review; those of the highest tier first."""
        return tuple(Phrase(text, tier) for name, tier in PHRASE_SETTINGS.items() for text in getattr(self, name))

    @property
    def languages(self) -> Languages:
        """The languages that partners are written to in."""
        return Languages(self.notices_languages, self.notices_language)

    def require_zendesk(self) -> None:
        """Raise `SettingsError` unless an account and credentials are set; what only reads files needs neither."""
        problems = []
        if self.zendesk_url is None:
            problems.append("ZENDESK_SUBDOMAIN is not set: for https://acme.zendesk.com set it to acme.")
        if not (self._has_oauth or self._has_api_token):
            problems.append(
                "No credentials are set: create an OAuth client in Zendesk (docs/zendesk-setup.md) and set "
                "ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET."
            )
        refuse(problems)

    def require_webhooks(self) -> None:
        """Raise `SettingsError` when the webhook door is closed because no secret is set."""
        if not self.webhook_secrets:
            refuse([NO_SECRETS])

    def warnings(self) -> list[str]:
        """Return a sentence for everything that works but is hardly meant so."""
        return list(doubts(self))

    @property
    def _has_oauth(self) -> bool:
        return self.zendesk_client_id is not None and self.zendesk_client_secret is not None

    @property
    def _has_api_token(self) -> bool:
        return self.zendesk_email is not None and self.zendesk_api_token is not None
