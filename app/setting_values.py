"""
How the text of one setting becomes its value.

Each reader takes the text of a variable, or an already typed value from a caller, and raises ValueError with the rest
of the sentence "NAME …". No sentence repeats a value that may hold a secret.
"""

import difflib
import ipaddress
import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Final
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field, SecretStr

from app.database_address import database_url
from app.ledger.zone import zone_named
from app.notification_targets import unusable
from app.rules.contact import Contact
from app.rules.languages import LANGUAGES
from app.rules.ticket import Priority, Status, Tier

PUBLISHED_TEST_SECRET: Final = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="  # noqa: S105 - public, and refused
"""Zendesk prints it in its manual for testing; who uses it accepts webhooks from anybody."""

HIGHEST_LEVEL: Final = 9
CONTACT_EXAMPLE: Final = '{"name": "Dana Ops", "assignee": "dana@example.com", "group": "Tier III desk"}'
NOTIFY_EXAMPLE: Final = "mailto://tierline@example.com?to=noc@example.com"
_LARGEST_ID: Final = 2**63 - 1
_LONGEST_SHOWN: Final = 24
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class ShadowAction(StrEnum):
    """The actions that can be decided and recorded without being sent."""

    TRIAGE = "triage"
    """Tags, priority and tier field."""
    REFUSE = "refuse"
    """The Tier I notice and its solve."""
    ACKNOWLEDGE = "acknowledge"
    """The public acknowledgement of Tier II and III."""
    ESCALATE = "escalate"
    """The levels of the ladder."""
    DISPUTE = "dispute"
    """Reopening a refused ticket to which the partner replied."""
    REQUEST = "request"
    """The answer to a partner who asks for an escalation by hand."""
    RESPONSE = "response"
    """Warning and breach mark of the first response."""
    STORM = "storm"
    """Linking tickets of one carrier or region to a problem ticket."""


def _list(value: object) -> object:
    """Split at commas; blanks around items and empty items vanish."""
    if not isinstance(value, str):
        return value
    return tuple(item for item in (part.strip() for part in value.split(",")) if item)


def _hours(value: object) -> object:
    items = _list(value)
    if not isinstance(items, tuple):
        return items
    try:
        hours = tuple(float(item) for item in items)
    except (TypeError, ValueError):
        msg = "must be hours separated by commas, such as 4,8,10,12"
        raise ValueError(msg) from None
    if not hours or len(hours) > HIGHEST_LEVEL:
        msg = f"must name 1 to {HIGHEST_LEVEL} thresholds; it names {len(hours)}"
        raise ValueError(msg)
    if not all(0 < hour <= 100_000 for hour in hours):
        msg = "must name hours above 0 and up to 100000 only"
        raise ValueError(msg)
    if any(later <= earlier for earlier, later in pairwise(hours)):
        order = ",".join(f"{hour:g}" for hour in hours)
        msg = f"must rise from each threshold to the next; {order} does not: put the hours in ascending order"
        raise ValueError(msg)
    return hours


def _tiers(value: object) -> object:
    items = _list(value)
    if isinstance(items, tuple) and any(str(item) not in {"1", "2", "3"} for item in items):
        msg = "must hold tiers, 1, 2 or 3, separated by commas, such as 2,3"
        raise ValueError(msg)
    return frozenset(Tier(int(item)) for item in items) if isinstance(items, tuple) else items


def _language(value: object) -> object:
    if isinstance(value, str) and value.strip().lower() not in LANGUAGES:
        msg = f"is {shown(value)}; it must be one of {', '.join(LANGUAGES)}, the languages that have templates"
        raise ValueError(msg)
    return value.strip().lower() if isinstance(value, str) else value


def _languages(value: object) -> object:
    items = _list(value)
    if not isinstance(items, tuple):
        return items
    if not items:
        msg = f"must hold at least one of {', '.join(LANGUAGES)}, separated by commas"
        raise ValueError(msg)
    if wrong := next((item for item in items if str(item).lower() not in LANGUAGES), None):
        msg = f"holds {shown(str(wrong))}; it must be any of {', '.join(LANGUAGES)}, separated by commas"
        raise ValueError(msg)
    return tuple(dict.fromkeys(str(item).lower() for item in items))


def _unsolved_statuses(value: object) -> object:
    items = _list(value)
    for item in items if isinstance(items, tuple) else ():
        if item not in set(Status) or not Status(item).is_unsolved:
            msg = f"holds {shown(str(item))}; it must be any of new, open, pending, hold, separated by commas"
            raise ValueError(msg)
    return items


def _priorities(value: object) -> object:
    if not isinstance(value, str):
        return value
    priorities: dict[Tier, Priority] = {}
    for item in value.split(","):
        tier, _, priority = (part.strip() for part in item.partition("="))
        if tier not in {"1", "2", "3"} or priority not in set(Priority):
            msg = f"holds {shown(item.strip())}; write each tier with its priority, such as 1=low,2=high,3=urgent"
            raise ValueError(msg)
        if Tier(int(tier)) in priorities:
            msg = f"names tier {tier} twice; name each tier once, such as 1=low,2=high,3=urgent"
            raise ValueError(msg)
        priorities[Tier(int(tier))] = Priority(priority)
    if missing := [str(int(tier)) for tier in Tier if tier not in priorities]:
        msg = f"leaves out tier {' and '.join(missing)}; name all three, such as 1=low,2=high,3=urgent"
        raise ValueError(msg)
    return priorities


def _phone_numbers(value: object) -> object:
    numbers = _list(value)
    for number in numbers if isinstance(numbers, tuple) else ():
        if not isinstance(number, str) or not re.fullmatch(r"[0-9]{2,15}", number):
            msg = f"holds {shown(str(number))}; write numbers of 2 to 15 digits, such as 911,112,999"
            raise ValueError(msg)
    return numbers


def _secrets(value: object) -> object:
    secrets = _list(value)
    if isinstance(value, str) and not secrets:
        msg = "holds commas and no secret; copy the signing secret of your webhook there"
        raise ValueError(msg)
    for secret in secrets if isinstance(secrets, tuple) else ():
        text = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        if text == PUBLISHED_TEST_SECRET:
            msg = (
                "holds the test secret that Zendesk publishes in its manual, with which anybody can sign; put the "
                "signing secret of your own webhook there (Admin Center, Webhooks, the webhook, Reveal secret)"
            )
            raise ValueError(msg)
        if not text or _CONTROL.search(text):
            msg = "holds an empty secret or one with a control character; copy the secret again, separated by commas"
            raise ValueError(msg)
    return secrets


def _line(value: object) -> object:
    """Refuse control characters: these texts end in headers and in comments."""
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if isinstance(text, str) and _CONTROL.search(text):
        msg = "contains a line break or another control character; it must be one plain line"
        raise ValueError(msg)
    return value


def _subdomain(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", value):
        msg = "must be the first part of your account's address only: for https://acme.zendesk.com write acme"
        raise ValueError(msg)
    return value.lower() if isinstance(value, str) else value


def _base_url(value: object) -> object:
    """Return scheme, host and port of an allowed address; a trailing /api/v2 is forgiven."""
    if not isinstance(value, str):
        return value
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        msg = "is not an address; write something like http://127.0.0.1:8900, or leave it unset"
        raise ValueError(msg) from None
    is_zendesk = parts.scheme == "https" and re.fullmatch(r"[a-z0-9][a-z0-9-]*\.zendesk\.com", host) is not None
    if not is_zendesk and not (parts.scheme in {"http", "https"} and _is_loopback(host)):
        msg = (
            "must be https://….zendesk.com, or an address on loopback such as http://127.0.0.1:8900 for a sandbox; "
            "for your account set ZENDESK_SUBDOMAIN instead"
        )
        raise ValueError(msg)
    if parts.username is not None or parts.password is not None:
        msg = "must not hold a user name or password; credentials have settings of their own"
        raise ValueError(msg)
    if parts.query or parts.fragment or parts.path.rstrip("/") not in {"", "/api/v2"}:
        msg = "must end after the host and port, without a path or query"
        raise ValueError(msg)
    shown_host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown_host}" + (f":{port}" if port is not None else "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _proxies(value: object) -> object:
    """Addresses and networks only: a star would let everybody choose the address he is known by."""
    proxies = _list(value)
    for proxy in proxies if isinstance(proxies, tuple) else ():
        try:
            ipaddress.ip_network(str(proxy))
        except ValueError:
            msg = (
                f"holds {shown(str(proxy))}; write addresses or networks of your proxies, such as 10.0.0.7,10.1.0.0/24"
            )
            raise ValueError(msg) from None
    return proxies


def _person_or_group(value: object) -> object:
    """An id where there are digits only, else an e-mail or a name."""
    _line(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]+", value):
        value = int(value)
    if isinstance(value, int) and not (not isinstance(value, bool) and 0 < value <= _LARGEST_ID):
        msg = "must be an id of Zendesk's (a positive whole number) or a name"
        raise ValueError(msg)
    return value


def _user(value: object) -> object:
    value = _person_or_group(value)
    if isinstance(value, str) and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        msg = "must be a Zendesk user's id or e-mail address"
        raise ValueError(msg)
    return value


def _zone(value: object) -> object:
    if isinstance(value, str) and zone_named(value) is None:
        near = did_you_mean(value, available_timezones())
        msg = f"must be a time zone of the IANA database, such as UTC or America/Denver{near}"
        raise ValueError(msg)
    return value


def _contact(value: object) -> object:
    """Read a level's contact from JSON; every mistake says which key and what belongs there."""
    if not isinstance(value, str):
        return value
    keys = _json_object(value)
    for key in keys:
        if key not in Contact.__dataclass_fields__:
            known = ", ".join(Contact.__dataclass_fields__)
            msg = f"has the unknown key {shown(key)}{did_you_mean(key, Contact.__dataclass_fields__)}; known: {known}"
            raise ValueError(msg)
    notify = keys.get("notify") or ()
    notify = (notify,) if isinstance(notify, str) else notify
    if not isinstance(notify, list | tuple) or not all(isinstance(url, str) and url for url in notify):
        msg = f'has a "notify" that is not a list of addresses, such as ["{NOTIFY_EXAMPLE}"]'
        raise ValueError(msg)
    if why := unusable(notify):
        msg = f'has a "notify" that {why}'
        raise ValueError(msg)
    return Contact(
        name=_contact_text(keys, "name"),
        assignee=_contact_reference(keys, "assignee", _user, "a user's id or e-mail address"),
        group=_contact_reference(keys, "group", _person_or_group, "a group's id or name"),
        phone=_contact_text(keys, "phone"),
        email=_contact_text(keys, "email"),
        notify=tuple(notify),
    )


def _json_object(text: str) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) < len(keys):
            msg = "names a key twice; name each once"
            raise ValueError(msg)
        return dict(pairs)

    try:
        document = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        msg = f"is not JSON ({reason} at character {error.pos + 1}); write it like {CONTACT_EXAMPLE}"
        raise ValueError(msg) from None
    except RecursionError:
        document = None
    if not isinstance(document, dict):
        msg = f"must be a JSON object; write it like {CONTACT_EXAMPLE}"
        raise ValueError(msg)
    return document


def _contact_text(keys: Mapping[str, Any], key: str) -> str | None:
    value = keys.get(key)
    if value is not None and (not isinstance(value, str) or _CONTROL.search(value)):
        msg = f'has a "{key}" that is not one line of text in quotation marks'
        raise ValueError(msg)
    return (value or "").strip() or None


def _contact_reference(
    keys: Mapping[str, Any], key: str, read: Callable[[object], object], expected: str
) -> int | str | None:
    value = keys.get(key)
    value = (value.strip() or None) if isinstance(value, str) else value
    try:
        value = read(value)
    except ValueError:
        value = False
    if value is None or (isinstance(value, int | str) and not isinstance(value, bool)):
        return value
    msg = f'has an unusable "{key}"; write {expected}, or leave it out'
    raise ValueError(msg)


def shown(text: str) -> str:
    """Quote a short value; of a longer one, which may be a secret in the wrong place, tell the length only."""
    return f"'{text}'" if len(text) <= _LONGEST_SHOWN and text.isprintable() else f"a text of {len(text)} characters"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else ""


def _tag(value: object) -> object:
    """Zendesk stores tags in lower case and parts them at blanks."""
    if isinstance(value, str):
        value = value.strip().lower()
        if not re.fullmatch(r"[^\s,\x00-\x1f]{1,80}", value):
            msg = "must be one tag: no blanks, no commas, at most 80 characters"
            raise ValueError(msg)
    return value


Line = Annotated[str, BeforeValidator(_line), Field(min_length=1)]
ZoneName = Annotated[str, BeforeValidator(_zone), BeforeValidator(_line), Field(min_length=1)]
Secret = Annotated[SecretStr, BeforeValidator(_line), Field(min_length=1)]
Tag = Annotated[str, BeforeValidator(_tag)]
Words = Annotated[tuple[str, ...], BeforeValidator(_list), BeforeValidator(_line)]
Reference = Annotated[int | str | None, BeforeValidator(_person_or_group)]
User = Annotated[int | str | None, BeforeValidator(_user)]
FieldId = Annotated[int | None, Field(gt=0, le=_LARGEST_ID)]
LevelContact = Annotated[Contact, BeforeValidator(_contact)]
Subdomain = Annotated[str, BeforeValidator(_subdomain)]
BaseUrl = Annotated[str, BeforeValidator(_base_url)]
DatabaseUrl = Annotated[str, BeforeValidator(database_url)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_secrets)]
Proxies = Annotated[tuple[str, ...], BeforeValidator(_proxies)]
PhoneNumbers = Annotated[tuple[str, ...], BeforeValidator(_phone_numbers)]
Hours = Annotated[tuple[float, ...], BeforeValidator(_hours)]
Tiers = Annotated[frozenset[Tier], BeforeValidator(_tiers)]
UnsolvedStatuses = Annotated[frozenset[Status], BeforeValidator(_unsolved_statuses)]
Language = Annotated[str, BeforeValidator(_language)]
LanguageList = Annotated[tuple[str, ...], BeforeValidator(_languages)]
Priorities = Annotated[dict[Tier, Priority], BeforeValidator(_priorities)]
ShadowActions = Annotated[frozenset[ShadowAction], BeforeValidator(_list)]
