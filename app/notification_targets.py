"""
The addresses of notifications: how a setting's text becomes a list of them, and under which names they are known.

An address is a URL as apprise has them, and holds the key of a chat room or pager. So nothing here repeats one: a
sentence about an address names the setting and its place in it, counted from 1, and so does every stored row.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import unquote, urlsplit

from pydantic import BeforeValidator, SecretStr

from app.rules.audience import Audience

if TYPE_CHECKING:
    from app.config import Settings

EXAMPLE: Final = "json://127.0.0.1:9000/notify"
_BETWEEN: Final = re.compile(r"\s*,\s*(?=[A-Za-z][A-Za-z0-9+.-]*://)")
"""A comma is part of an address unless another address begins behind it."""
_SHORTEST_KEY: Final = 16
"""A part of an address that is as long is taken for a key; a shorter one may be a word that logs have, too."""
_SHORTEST_PASSWORD: Final = 6
_HTTP: Final = ("http", "https")


# --- reading ----------------------------------------------------------------------------------------------------------


def _addresses(value: object) -> object:
    """Read addresses separated by commas; raises ValueError with the place of the first that cannot be used."""
    texts = tuple(filter(None, _BETWEEN.split(value.strip(" \t,")))) if isinstance(value, str) else value
    if not isinstance(texts, tuple):
        return value
    plain = [one.get_secret_value() if isinstance(one, SecretStr) else str(one) for one in texts]
    if why := unusable(plain):
        raise ValueError(why)
    return tuple(map(SecretStr, plain))


def unusable(addresses: Iterable[str]) -> str | None:
    """Return the rest of a sentence about the first address that no message can be sent to, or None."""
    for place, address in enumerate(addresses, 1):
        if re.search(r"[\s\x00-\x1f\x7f]", address):
            return (
                f"holds a blank in or after address {place}; separate addresses by commas, each with its scheme, such "
                f"as {EXAMPLE}, and write %20 for a blank within one"
            )
        from app.messenger import is_usable  # apprise takes half a second, which only those pay who use it

        if not is_usable(address):
            return (
                f"holds no usable address in place {place}; write one as apprise has it, with everything its service "
                f"needs, such as {EXAMPLE} (docs/notifications.md)"
            )
    return None


def _web_address(value: object) -> object:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not isinstance(text, str):
        return value
    try:
        parts = urlsplit(text)
        fits = parts.scheme in _HTTP and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s\x00-\x1f\x7f]", text):
        msg = "must be one address that begins with https:// or http:// and a host"
        raise ValueError(msg)
    return value


Addresses = Annotated[tuple[SecretStr, ...], BeforeValidator(_addresses)]
WebAddress = Annotated[SecretStr, BeforeValidator(_web_address)]


# --- names ------------------------------------------------------------------------------------------------------------


def addresses_of(settings: "Settings") -> dict[str, str]:
    """Return every target's address by its name, such as `NOTIFY_TIER_3:1`."""
    found: dict[str, str] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if name.startswith("notify_") and isinstance(value, tuple):
            found |= _numbered(name, (one.get_secret_value() for one in value))
    for level, contact in settings.contacts.items():
        found |= _numbered(f"escalation_level_{level}", contact.notify)
    return found


def audience_of(settings: "Settings") -> Audience:
    """Return who is told of what; an address that an occasion names twice is told once."""
    known = addresses_of(settings)
    first = {address: target for target, address in reversed(known.items())}
    return Audience(
        tier_3=_named(known, "notify_tier_3"),
        first_response=_named(known, "notify_first_response"),
        storm=_named(known, "notify_storm"),
        unhealthy=_named(known, "notify_unhealthy"),
        levels={level: _named(known, f"escalation_level_{level}", "notify_levels") for level in settings.levels},
        twins={target: first[address] for target, address in known.items() if first[address] != target},
        account=settings.zendesk_url,
    )


def counts_of(settings: "Settings") -> dict[str, int]:
    """Return how many addresses each setting holds; those that hold none are absent."""
    counts: dict[str, int] = {}
    for target in addresses_of(settings):
        setting = target.partition(":")[0]
        counts[setting] = counts.get(setting, 0) + 1
    if settings.notify_heartbeat_url is not None:
        counts["NOTIFY_HEARTBEAT_URL"] = 1
    return counts


def secret_parts(address: str) -> Iterator[str]:
    """Return an address, and the parts of it that are long enough to be keys: libraries may print those alone."""
    yield address
    for part in re.split(r"[/?&=@:,#;]+", address):
        if len(part) >= _SHORTEST_KEY:
            yield from (part, unquote(part))
    with contextlib.suppress(ValueError):  # an address of apprise's need not be one of the web's
        password = urlsplit(address).password
        if password and len(password) >= _SHORTEST_PASSWORD:
            yield from (password, unquote(password))


def _numbered(setting: str, addresses: Iterable[str]) -> dict[str, str]:
    return {f"{setting.upper()}:{place}": address for place, address in enumerate(addresses, 1)}


def _named(known: Mapping[str, str], *settings: str) -> tuple[str, ...]:
    """Return the targets of these settings, in their order, without those whose address an earlier one has."""
    names = [target for setting in settings for target in known if target.partition(":")[0] == setting.upper()]
    by_address = {known[target]: target for target in reversed(names)}
    return tuple(target for target in names if by_address[known[target]] == target)


# --- doubts -----------------------------------------------------------------------------------------------------------


def notify_doubts(settings: "Settings") -> Iterator[str]:
    """Return a sentence for every notification that is asked for and cannot come."""
    from app.rule_values import Switch
    from app.setting_values import ShadowAction

    for setting, action in (
        ("notify_tier_3", ShadowAction.TRIAGE),
        ("notify_levels", ShadowAction.ESCALATE),
        ("notify_first_response", ShadowAction.RESPONSE),
        ("notify_storm", ShadowAction.STORM),
    ):
        if getattr(settings, setting) and settings.switch(action) is not Switch.LIVE:
            at = settings.switch(action)
            fate = "nobody is told" if at is Switch.OFF else "messages are recorded and not sent"
            yield f"{setting.upper()} has no effect while {action} is {at} (TRIAGE_ACTION_{action.upper()}): {fate}."
    if settings.notify_heartbeat_url is not None and not settings.scheduler_enabled:
        yield "NOTIFY_HEARTBEAT_URL is not used by this process, since SCHEDULER_ENABLED is false."
