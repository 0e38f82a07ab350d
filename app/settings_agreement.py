"""What settings say together: contradictions, which stop a start, and doubts, which are told."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from app.errors import SettingsError
from app.ladder_doubts import contradictory_calendars, ladder_doubts
from app.notification_targets import notify_doubts
from app.rule_values import PHRASE_SETTINGS, Switch
from app.rules.contact import Contact
from app.rules.follow_up import MERGED_TAG, OWN_TAGS
from app.rules.observation import HOLD_TAG
from app.rules.outcome import UPHELD_TAG
from app.rules.phrases import claimed_twice
from app.rules.response import MISSED_TAG
from app.rules.ticket import Tier
from app.setting_values import HIGHEST_LEVEL, ShadowAction, shown
from app.storm_settings import contradictory_storms, storm_doubts
from app.switch_doubts import switch_doubts

if TYPE_CHECKING:
    from app.config import Settings

API_TOKENS_END: Final = "2027-04-30"
"""The day on which Zendesk stops every API token."""


_SHORT_SECRET: Final = 16

RESERVED_TAGS: Final = OWN_TAGS | {HOLD_TAG, MERGED_TAG, MISSED_TAG, UPHELD_TAG}
"""Tags of tickets that have a meaning of their own."""

NO_SECRETS: Final = (
    "WEBHOOK_SECRETS is not set: the webhook door is closed, every webhook is answered 401; set it to the signing "
    "secrets of your webhooks, separated by commas."
)


def refuse(problems: list[str]) -> None:
    if problems:
        raise SettingsError("\n".join(["The settings cannot be used:", *(f"- {problem}" for problem in problems)]))


class ContradictionError(ValueError):
    """Settings that are right one by one and wrong together; each problem with the fields it concerns."""

    def __init__(self, problems: list[tuple[frozenset[str], str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


def contradictions(settings: "Settings") -> Iterator[tuple[frozenset[str], str]]:
    """Return what does not go together, each with the names of the fields it concerns."""
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
    yield from _tags_of_ours(settings)


def _contradictory_rules(settings: "Settings") -> Iterator[tuple[frozenset[str], str]]:
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


def _late_warning(settings: "Settings") -> Iterator[tuple[frozenset[str], str]]:
    warning, promise = settings.first_response_warning_minutes, settings.first_response_minutes
    if warning >= promise and "first_response_warning_minutes" in settings.model_fields_set:
        yield (
            frozenset({"first_response_warning_minutes", "first_response_minutes"}),
            f"FIRST_RESPONSE_WARNING_MINUTES is {warning:g}, but FIRST_RESPONSE_MINUTES is {promise:g}: warn earlier.",
        )


def _tags_of_ours(settings: "Settings") -> Iterator[tuple[frozenset[str], str]]:
    """A tag that we set ourselves, or that has a meaning already, would ask or stop by itself."""
    people = ("refusal_stop_tag", "escalation_request_tag")
    for name in people:
        tag = getattr(settings, name)
        if tag in RESERVED_TAGS:
            sentence = f"{name.upper()} is {tag}, a tag that Tierline itself sets or reads: choose another."
            yield frozenset({name}), sentence
    if settings.escalation_request_tag == settings.refusal_stop_tag:
        sentence = f"ESCALATION_REQUEST_TAG is {settings.refusal_stop_tag}, as REFUSAL_STOP_TAG is: choose two tags."
        yield frozenset(people), sentence


def _half_credentials(settings: "Settings") -> Iterator[tuple[frozenset[str], str]]:
    for one, other in (("zendesk_client_id", "zendesk_client_secret"), ("zendesk_email", "zendesk_api_token")):
        has_one, has_other = getattr(settings, one) is not None, getattr(settings, other) is not None
        if has_one != has_other:
            there, absent = (one, other) if has_one else (other, one)
            yield (
                frozenset({one, other}),
                f"{there.upper()} is set, but {absent.upper()} is not: set both, or neither.",
            )


def _shared_field_ids(settings: "Settings") -> Iterator[tuple[frozenset[str], str]]:
    users: dict[int, str] = {}
    for name in type(settings).model_fields:
        if not name.startswith("zendesk_field_") or (field_id := getattr(settings, name)) is None:
            continue
        if field_id in users:
            yield (
                frozenset({name, users[field_id]}),
                f"{users[field_id].upper()} and {name.upper()} are the same field, {field_id}: give each its own.",
            )
        users.setdefault(field_id, name)


def doubts(settings: "Settings") -> Iterator[str]:
    """Return a sentence for everything that works but is hardly meant so."""
    if not settings.webhook_secrets:
        yield NO_SECRETS
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
    yield from storm_doubts(settings)
    if Tier.THREE not in settings.escalation_tiers:
        yield "ESCALATION_TIERS leaves out 3: the most severe tickets will never climb."
    if settings.escalation_tick_seconds > 60:
        yield f"ESCALATION_TICK_SECONDS is {settings.escalation_tick_seconds:g}: levels may come that much late."
    if settings.switch(ShadowAction.ESCALATE) is not Switch.OFF:
        yield from ladder_doubts(settings)


def _doubtful_access(settings: "Settings") -> Iterator[str]:
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


def _quoted(settings: "Settings") -> Iterator[str]:
    """A file for `docker --env-file` keeps quotation marks, and no signature or token then fits."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        for item in value if isinstance(value, tuple) else (value,):
            text = item.get_secret_value() if isinstance(item, SecretStr) else item
            if isinstance(text, str) and len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
                yield f"{name.upper()} holds quotation marks as part of its value; remove them."
                break
