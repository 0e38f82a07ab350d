"""`tierline notify-test`: whether the people who are to be told can be told, without waiting for a bad night."""

import asyncio
from collections.abc import Mapping

import typer

from app.clock import Clock, SystemClock
from app.config import Settings
from app.errors import InvalidInput
from app.notification_targets import addresses_of
from app.rules.notification import moment

NOTHING_SET = (
    "No notification address is set: set NOTIFY_TIER_3, NOTIFY_LEVELS, NOTIFY_FIRST_RESPONSE, NOTIFY_STORM or "
    "NOTIFY_UNHEALTHY, or notify in an ESCALATION_LEVEL_n."
)
EXIT_NOT_TAKEN = 1


def notify_test(settings: Settings, clock: Clock | None = None) -> int:
    """Print a line for every target, by name; return 1 when one does not take its message, else 0."""
    addresses = addresses_of(settings)
    if not addresses:
        raise InvalidInput(NOTHING_SET)
    now = (clock or SystemClock()).now()
    found = asyncio.run(
        _try_all(addresses, f"This is a test that somebody ordered at {moment(now)}. Nothing is wrong.")
    )
    width = max(map(len, found))
    for target, why in found.items():
        typer.echo(f"{target:<{width}}  {'took the message' if why is None else f'did not work: {why}'}")
    return EXIT_NOT_TAKEN if any(found.values()) else 0


async def _try_all(addresses: Mapping[str, str], text: str) -> dict[str, str | None]:
    """Return what came of each target; an address that stands in several places gets one message."""
    from app.messenger import deliver  # loaded by the check of the settings, since there is an address

    outcomes: dict[str, str | None] = {}
    for address in dict.fromkeys(addresses.values()):
        outcomes[address] = await deliver(address, "Tierline: a test message", text, "test")
    return {target: outcomes[address] for target, address in addresses.items()}
