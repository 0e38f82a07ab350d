"""
Every setting: its name, default, meaning and check.

`load_settings` reads the environment and `.env` once; nothing else does. What is wrong is told in sentences that name
the variable and what to change, all of them at once, and never with the value of a secret.
"""

import os
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, get_args, get_origin

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app import database_address
from app.errors import SettingsError
from app.ladder_doubts import contradictory_calendars, ladder_doubts, wrong_rosters
from app.notification_targets import EXAMPLE, Addresses, WebAddress, notify_doubts
from app.rule_values import FilePath, FolderPath, Phrases, Switch, TomlPath, TopicWords, joined
from app.rules.contact import Contact
from app.rules.languages import ENGLISH, LANGUAGES, Languages
from app.rules.note import NoteFor
from app.rules.phrases import Phrase, claimed_twice
from app.rules.ticket import Priority, Tier
from app.rules.working_time import WorkingTime
from app.rules_file import read_rules_file
from app.setting_values import (
    CONTACT_EXAMPLE,
    HIGHEST_LEVEL,
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
    did_you_mean,
    shown,
)
from app.storm_settings import contradictory_storms
from app.switch_doubts import switch_doubts
from app.working_hours import EXAMPLE as CALENDAR_EXAMPLE
from app.working_hours import TierCalendar

__all__ = ["OWNED_PREFIXES", "Contact", "Settings", "ShadowAction", "Switch", "load_settings"]

OWNED_PREFIXES: Final = (
    "ZENDESK_",
    "WEBHOOK_",
    "TRIAGE_",
    "REFUSAL_",
    "ESCALATION_",
    "RECONCILE_",
    "SHADOW_",
    "REPLAY_",
    "NOTICES_",
    "NOTIFY_",
    "STORM_",
    "LEDGER_",
)
"""A variable that begins like this is ours: one we do not know is a mistake, not somebody else's."""

PHRASE_SETTINGS: Final[Mapping[str, Tier | None]] = {
    "triage_tier_3_phrases": Tier.THREE,
    "triage_tier_2_phrases": Tier.TWO,
    "triage_tier_1_phrases": Tier.ONE,
    "triage_review_phrases": None,
}
"""The settings that hold phrases, each with the tier it stands for; None is review."""

JOINED: Final = frozenset(
    {*PHRASE_SETTINGS, "triage_words_add", "triage_words_remove", "triage_carriers_add", "triage_carriers_remove"}
)
"""Lists of which a rules file and the environment each hold a part; of every other setting the environment's holds."""

API_TOKENS_END: Final = "2027-04-30"
"""The day on which Zendesk stops every API token."""

_SHORT_SECRET: Final = 16


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
        if problems := list(_contradictions(self)):
            raise _ContradictionError(problems)
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
        _refuse(problems)

    def require_webhooks(self) -> None:
        """Raise `SettingsError` when the webhook door is closed because no secret is set."""
        if not self.webhook_secrets:
            _refuse([_NO_SECRETS])

    def warnings(self) -> list[str]:
        """Return a sentence for everything that works but is hardly meant so."""
        return list(_doubts(self))

    @property
    def _has_oauth(self) -> bool:
        return self.zendesk_client_id is not None and self.zendesk_client_secret is not None

    @property
    def _has_api_token(self) -> bool:
        return self.zendesk_email is not None and self.zendesk_api_token is not None


class _OneByOne(Settings):
    """Settings of which each value is judged, and not what they say together: a part of them may be elsewhere."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        return self


_NO_SECRETS: Final = (
    "WEBHOOK_SECRETS is not set: the webhook door is closed, every webhook is answered 401; set it to the signing "
    "secrets of your webhooks, separated by commas."
)


# --- what the settings say together ---------------------------------------------------------------------------------


class _ContradictionError(ValueError):
    """Settings that are right one by one and wrong together; each problem with the fields it concerns."""

    def __init__(self, problems: list[tuple[frozenset[str], str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


def _contradictions(settings: Settings) -> Iterator[tuple[frozenset[str], str]]:
    yield from _half_credentials(settings)
    levels = len(settings.escalation_hours)
    for level in range(levels + 1, HIGHEST_LEVEL + 1):
        for name in (f"escalation_level_{level}", f"escalation_level_{level}_calendar"):
            if getattr(settings, name) not in (Contact(), None):
                thresholds = f"{levels} threshold{'s' if levels > 1 else ''}"
                what = "shifts" if name.endswith("_calendar") else "a contact"
                sentence = f"{name.upper()} names {what}, but ESCALATION_HOURS has {thresholds}: remove it or add one."
                yield frozenset({name, "escalation_hours"}), sentence
    yield from contradictory_calendars(settings)
    folded = {carrier.casefold() for carrier in settings.triage_carriers_remove}
    if both := [carrier for carrier in settings.triage_carriers_add if carrier.casefold() in folded]:
        yield (
            frozenset({"triage_carriers_add", "triage_carriers_remove"}),
            f"TRIAGE_CARRIERS_ADD and TRIAGE_CARRIERS_REMOVE both name {shown(both[0])}: take it out of one of them.",
        )
    if settings.notices_language not in settings.notices_languages:
        yield (
            frozenset({"notices_language", "notices_languages"}),
            f"NOTICES_LANGUAGE is {settings.notices_language}, which NOTICES_LANGUAGES does not hold: add it there.",
        )
    yield from _contradictory_rules(settings)
    yield from _shared_field_ids(settings)
    yield from contradictory_storms(settings)
    yield from _late_warning(settings)


def _contradictory_rules(settings: Settings) -> Iterator[tuple[frozenset[str], str]]:
    for sentence in claimed_twice(settings.phrases):
        yield frozenset(PHRASE_SETTINGS), sentence
    for name in PHRASE_SETTINGS:
        for text in getattr(settings, name):
            if text.startswith("-"):
                sentence = f"{name.upper()} takes out {text[1:]!r}, which the rules file does not hold: remove it."
                yield frozenset({name}), sentence
    both = frozenset({"triage_words_add", "triage_words_remove"})
    topics: dict[str, str] = {}
    removed = {word.casefold() for word in settings.triage_words_remove}
    for topic, words in settings.triage_words_add.items():
        for word in map(str.casefold, words):
            if word in removed:
                yield both, f"TRIAGE_WORDS_ADD and TRIAGE_WORDS_REMOVE both name {shown(word)}: take it out of one."
            if topics.setdefault(word, topic) != topic:
                sentence = f"TRIAGE_WORDS_ADD gives {shown(word)} to {topics[word]} and to {topic}: keep it in one."
                yield frozenset({"triage_words_add"}), sentence
    for number in settings.triage_emergency_numbers:
        if number in removed:
            yield (
                both | {"triage_emergency_numbers"},
                f"TRIAGE_EMERGENCY_NUMBERS names {number}, and TRIAGE_WORDS_REMOVE takes it out: keep one of them.",
            )


def _late_warning(settings: Settings) -> Iterator[tuple[frozenset[str], str]]:
    warning, promise = settings.first_response_warning_minutes, settings.first_response_minutes
    if warning >= promise and "first_response_warning_minutes" in settings.model_fields_set:
        yield (
            frozenset({"first_response_warning_minutes", "first_response_minutes"}),
            f"FIRST_RESPONSE_WARNING_MINUTES is {warning:g}, but FIRST_RESPONSE_MINUTES is {promise:g}: warn earlier.",
        )


def _half_credentials(settings: Settings) -> Iterator[tuple[frozenset[str], str]]:
    for one, other in (("zendesk_client_id", "zendesk_client_secret"), ("zendesk_email", "zendesk_api_token")):
        has_one, has_other = getattr(settings, one) is not None, getattr(settings, other) is not None
        if has_one != has_other:
            there, absent = (one, other) if has_one else (other, one)
            yield (
                frozenset({one, other}),
                f"{there.upper()} is set, but {absent.upper()} is not: set both, or neither.",
            )


def _shared_field_ids(settings: Settings) -> Iterator[tuple[frozenset[str], str]]:
    users: dict[int, str] = {}
    for name in Settings.model_fields:
        if not name.startswith("zendesk_field_") or (field_id := getattr(settings, name)) is None:
            continue
        if field_id in users:
            yield (
                frozenset({name, users[field_id]}),
                f"{users[field_id].upper()} and {name.upper()} are the same field, {field_id}: give each its own.",
            )
        users.setdefault(field_id, name)


def _doubts(settings: Settings) -> Iterator[str]:
    if not settings.webhook_secrets:
        yield _NO_SECRETS
    if any(len(secret.get_secret_value()) < _SHORT_SECRET for secret in settings.webhook_secrets):
        yield f"WEBHOOK_SECRETS holds a secret shorter than {_SHORT_SECRET} characters; Zendesk's own are longer."
    yield from _quoted(settings)
    yield from _doubtful_access(settings)
    if settings.zendesk_field_tier is None:
        yield "ZENDESK_FIELD_TIER is not set: the tier is written as a tag only."
    if settings.zendesk_field_escalation_level is None:
        yield "ZENDESK_FIELD_ESCALATION_LEVEL is not set: the level is written as a tag only."
    refuses = settings.switch(ShadowAction.REFUSE) is not Switch.OFF
    if settings.partner_organization_tag is None and refuses:
        yield "PARTNER_ORGANIZATION_TAG is not set: every organization counts as a partner and may be refused."
    if settings.mode == "shadow" and settings.shadow_actions:
        yield "SHADOW_ACTIONS has no effect: with MODE=shadow nothing is sent anyway."
    yield from switch_doubts(settings)
    yield from notify_doubts(settings)
    if Tier.THREE not in settings.escalation_tiers:
        yield "ESCALATION_TIERS leaves out 3: the most severe tickets will never climb."
    if settings.escalation_tick_seconds > 60:
        yield f"ESCALATION_TICK_SECONDS is {settings.escalation_tick_seconds:g}: levels may come that much late."
    if settings.switch(ShadowAction.ESCALATE) is not Switch.OFF:
        yield from ladder_doubts(settings)


def _doubtful_access(settings: Settings) -> Iterator[str]:
    has_oauth, has_token = settings.zendesk_client_id is not None, settings.zendesk_api_token is not None
    if has_oauth and has_token:
        yield "ZENDESK_EMAIL and ZENDESK_API_TOKEN are not used, since an OAuth client is set: remove them."
    elif has_token:
        yield (
            f"ZENDESK_API_TOKEN is a legacy token: Zendesk stops all of them on {API_TOKENS_END}; create an OAuth "
            "client and set ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET."
        )
    if settings.zendesk_base_url is not None and settings.zendesk_subdomain is not None:
        yield f"ZENDESK_SUBDOMAIN is not used, since ZENDESK_BASE_URL points to {settings.zendesk_base_url}."


def _quoted(settings: Settings) -> Iterator[str]:
    """A file for `docker --env-file` keeps quotation marks, and no signature or token then fits."""
    for name in Settings.model_fields:
        value = getattr(settings, name)
        for item in value if isinstance(value, tuple) else (value,):
            text = item.get_secret_value() if isinstance(item, SecretStr) else item
            if isinstance(text, str) and len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
                yield f"{name.upper()} holds quotation marks as part of its value; remove them."
                break


# --- reading all of them --------------------------------------------------------------------------------------------


def load_settings(
    env: Mapping[str, str] | None = None, env_file: Path | None = Path(".env"), *, candidate: Path | None = None
) -> Settings:
    """
    Read the settings from `env` (default: the process's environment) over those of `env_file`, where it exists.

    `candidate` is an env file of changes somebody considers: what it names wins over both, and a name it leaves empty
    goes back to the default; it must exist. A variable that is empty or blank counts as not set. Raises
    `SettingsError`, whose text has one line for every problem and never the value of a secret.
    """
    texts, problems = _read_file(env_file) if env_file is not None else ({}, [])
    texts |= os.environ if env is None else env
    if candidate is not None:
        changes, wrong_lines = _read_file(candidate, must_exist=True)
        texts |= changes
        problems += wrong_lines
    texts = {name: text.strip() for name, text in texts.items() if text.strip()}
    known = {name.upper(): name for name in Settings.model_fields}
    problems += _unknown_names(texts, known)
    values: dict[str, Any] = {known[name]: text for name, text in texts.items() if name in known}
    if path := _alone("triage_rules_file", values):
        rules, wrong_rules = _rules_of(path, known)
        problems += wrong_rules
        both = JOINED & rules.keys() & values.keys()
        values = rules | values | {name: _join(name, rules[name], values) for name in both}
    settings, wrong = _validate(values)
    if settings is not None and settings.notices_dir is not None:
        problems += _wrong_notices(settings.notices_dir)
    if settings is not None:
        problems += wrong_rosters(settings)
    _refuse(problems + wrong)
    assert settings is not None  # noqa: S101 - without a problem there are settings
    return settings


def _rules_of(path: Path, known: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return the sound values of a rules file, read; a wrong one is told with the file, and only there."""
    texts, problems = read_rules_file(path, known)
    values = {known[name]: value for name, value in texts.items()}
    settings, wrong = _validate(values, _OneByOne)
    problems += [f"{path}: {sentence}" for sentence in wrong]
    if settings is None:
        return {}, problems
    return {name: getattr(settings, name) for name in values}, problems


def _wrong_notices(folder: Path) -> list[str]:
    from app.notices_folder import read_notices  # the template engine is wanted only where there is a folder

    return read_notices(folder)[1]


def _alone(name: str, texts: Mapping[str, Any]) -> Any:
    """Return one setting's value; None where it is not set or wrong, of which the reading of all of them tells."""
    if name not in texts:
        return None
    try:
        return getattr(_OneByOne(**{name: texts[name]}), name)
    except ValidationError:
        return None


def _join(name: str, known: Any, texts: Mapping[str, Any]) -> Any:
    """Return a list's two parts together; an unsound text is returned as it is, so that validation tells."""
    more = _alone(name, texts)
    return texts[name] if more is None else joined(known, more)


def _refuse(problems: list[str]) -> None:
    if problems:
        raise SettingsError("\n".join(["The settings cannot be used:", *(f"- {problem}" for problem in problems)]))


def _read_file(path: Path, *, must_exist: bool = False) -> tuple[dict[str, str], list[str]]:
    """Return the variables of an env file, the last of equal names winning, and a sentence for each bad line."""
    texts: dict[str, str] = {}
    problems = []
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for binding in parse_stream(lines):
                if binding.error:
                    problems.append(f"Line {binding.original.line} of {path} cannot be read: write NAME=value.")
                elif binding.key is not None:
                    texts[binding.key] = binding.value or ""
    except FileNotFoundError:
        if must_exist:
            problems.append(f"The file {path} does not exist: write the settings to try there, NAME=value on a line.")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problems.append(f"The file {path} cannot be read: {reason}.")
    return texts, problems


def _unknown_names(names: Iterable[str], known: Iterable[str]) -> list[str]:
    known = list(known)
    return [
        f"{name} is not a setting{did_you_mean(name.upper(), known)}: rename it or remove it."
        for name in sorted(names)
        if name.upper().startswith(OWNED_PREFIXES) and name not in known
    ]


def _validate(texts: dict[str, Any], kind: type[Settings] = Settings) -> tuple[Settings | None, list[str]]:
    """Return the settings, or every problem: those of single values, then contradictions among the others."""
    try:
        return kind(**texts), []
    except ValidationError as error:
        details = error.errors(include_input=False, include_url=False)
    wrong = {str(detail["loc"][0]): detail for detail in reversed(details) if detail["loc"]}
    sentences = [
        _sentence(name, wrong[name], str(texts.get(name, ""))) for name in Settings.model_fields if name in wrong
    ]
    if wrong:
        try:
            kind(**{name: text for name, text in texts.items() if name not in wrong})
        except ValidationError as error:
            details = error.errors(include_input=False, include_url=False)
    for detail in details:
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, _ContradictionError):
            sentences += [text for fields, text in cause.problems if not fields & wrong.keys()]
    return None, sentences


def _sentence(name: str, detail: Mapping[str, Any], text: str) -> str:
    if detail["type"] == "value_error":
        return f"{name.upper()} {detail['ctx']['error']}."
    return f"{name.upper()} is {shown(text)}; it must be {_expected(Settings.model_fields[name])}."


def _expected(field: FieldInfo) -> str:
    """Say what a value must be, from the field's type and limits."""
    annotation = field.annotation
    if annotation is bool:
        return "true or false"
    if get_origin(annotation) is Literal:
        return f"one of {', '.join(get_args(annotation))}"
    if get_origin(annotation) is frozenset:
        return f"any of {', '.join(get_args(annotation)[0])}, separated by commas"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return f"one of {', '.join(annotation)}"
    limits = {key: getattr(limit, key) for limit in field.metadata for key in ("gt", "ge", "le") if hasattr(limit, key)}
    if annotation == float | None:
        annotation = float
    if annotation in (int, float):
        kind = "a whole number" if annotation is int else "a number"
        low = f"from {limits['ge']:g} to" if "ge" in limits else f"above {limits['gt']:g} and up to"
        return f"{kind} {low} {limits['le']}"
    if limits:
        return "the numeric id of a ticket field"
    return "one line of text, not too long"


# --- telling about them ---------------------------------------------------------------------------------------------

SECTIONS: Final = {
    "mode": "Running",
    "zendesk_subdomain": "The Zendesk account",
    "webhook_secrets": "Webhooks",
    "triage_priorities": "Triage",
    "partner_organization_tag": "Refusal, review and acknowledgement",
    "escalation_hours": "Escalation",
    "notify_tier_3": "Notifications",
    "storm_tickets": "Storms",
    "reconcile_seconds": "Reconciling and keeping",
    "replay_min_tier_3_recall": "Replay",
    "ledger_zone": "Ledger",
}
"""Heading before the field that opens a group."""


def default_text(field: FieldInfo) -> str:
    """Return a field's default as one would write it in the environment; empty when it has none."""
    return _as_text(field.default)


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        # Priorities only: a dictionary of words has no default.
        return ",".join(f"{_as_text(key)}={_as_text(item)}" for key, item in value.items())
    if isinstance(value, frozenset):
        return ",".join(sorted(_as_text(item) for item in value))
    if isinstance(value, tuple):
        return ",".join(_as_text(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value == Contact():
        return ""
    if isinstance(value, WorkingTime):
        return value.text
    return f"{value:g}" if isinstance(value, float) else str(int(value) if isinstance(value, Tier) else value)


def setting_text(settings: Settings, name: str) -> str:
    """Return a setting's value as one would write it in the environment; empty when not set, never a secret."""
    value = getattr(settings, name)
    items = value if isinstance(value, tuple) else (value,)
    if any(isinstance(item, SecretStr) for item in items) or isinstance(value, Contact):
        return "(not shown)" if value else ""
    return database_address.shown(value) if name == "database_url" else _as_text(value)


def env_example() -> str:
    """Return the text of `.env.example`: every setting with its meaning and default."""
    lines = [
        "# Every setting of Tierline with its default; copy to .env and change what differs.",
        "# Empty counts as not set. Variables of the environment win over this file. Meanings: docs/settings.md",
    ]
    for name, field in Settings.model_fields.items():
        if name in SECTIONS:
            lines += ["", f"# ===== {SECTIONS[name]} ====="]
        lines += ["", *textwrap.wrap(field.description or "", 114, initial_indent="# ", subsequent_indent="# ")]
        lines.append(f"{name.upper()}={default_text(field)}")
    return "\n".join(lines) + "\n"


def settings_tables() -> str:
    """Return the tables of docs/settings.md, one for each section."""
    lines = []
    for name, field in Settings.model_fields.items():
        if name in SECTIONS:
            lines += ["", f"## {SECTIONS[name]}", "", "| setting | default | meaning |", "|---|---|---|"]
        default = f"`{default_text(field)}`" if default_text(field) else "not set"
        lines.append(f"| `{name.upper()}` | {default} | {(field.description or '').replace('|', '/')} |")
    return "\n".join(lines[1:]) + "\n"
