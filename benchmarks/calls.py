"""
Zendesk calls per triaged ticket: the labelled tickets, opened a few at a time, from native events and from triggers.

Everything is counted that a ticket causes: its read, its comments and audits, whoever is looked up for it, its write.
The partners are eight and their tickets repeat, as a wholesaler's do; two of three read Spanish or French.
"""

import asyncio
import json
import random
import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any, Final

from tests.journeys.kit import NO_FORM, NO_RECONCILE, Town, town_with

TICKETS: Final = Path(__file__).parent.parent / "tests" / "data" / "tickets"
AT_ONCE: Final = 5
"""Fewer than the ten from which tickets count as a crowd."""
PROMISED: Final = {"native events": 1.1, "triggers": 2.1}
PARTNERS: Final = tuple(
    (f"Partner {number}", locale) for number, locale in enumerate(("en-US", "es-419", "fr-CA", "en-GB") * 2)
)
_BACKGROUND: Final = (
    *("/incremental/", "/search/", "/users/me", "/oauth"),
    # Once in ten minutes, however many tickets there are: the settings' own people, groups and fields.
    *("/users/search", "/groups", "/ticket_fields"),
)


def run(*, quick: bool = False) -> bool:
    """Print calls per ticket by entrance; return whether both promises are kept."""
    tickets = _tickets(120 if quick else 400)
    kept = True
    for entrance, promised in PROMISED.items():
        calls = asyncio.run(_measured(tickets, events=entrance == "native events"))
        per_ticket = sum(calls.values()) / len(tickets)
        print(f"{entrance:16}{per_ticket:8.3f} calls per ticket   promised at most {promised}")
        for name, count in calls.most_common():
            print(f"    {name:48}{count / len(tickets):8.3f}")
        kept = kept and per_ticket <= promised
    return kept


def _tickets(number: int) -> list[dict[str, Any]]:
    rows = [
        json.loads(line)
        for path in sorted(TICKETS.glob("labelled*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    random.Random(7).shuffle(rows)
    return [_of_partner(row, place) for place, row in enumerate(islice(rows, number))]


def _of_partner(row: dict[str, Any], place: int) -> dict[str, Any]:
    """Return a ticket as one of the partners sends it; one of nobody's partner stays so."""
    name = PARTNERS[place % len(PARTNERS)][0]
    keys = ("subject", "description", "attachments", "form", "partner_priority")
    kept = {key: row[key] for key in keys if row.get(key) is not None}
    return {**kept, "organization": name if row.get("organization") else None}


async def _measured(tickets: list[dict[str, Any]], *, events: bool) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with town_with(Path(folder), NO_RECONCILE, NO_FORM if events else {}, events=events) as place:
            _settle_partners(place)
            for start in range(0, len(tickets), AT_ONCE):
                ids = [place.open_ticket(ticket) for ticket in tickets[start : start + AT_ONCE]]
                await place.until(lambda ids=ids: _are_judged(place, ids), 60)  # type: ignore[misc]
                await place.quiet(60)
            edge: Any = place.parts.app
            return _by_kind(edge.requests)


def _settle_partners(place: Town) -> None:
    world = place.parts.sandbox.world
    for name, locale in PARTNERS:
        world.users[world.person_of(world.organization_named(name))]["locale"] = locale


def _are_judged(place: Town, ids: list[int]) -> bool:
    return len(place.rows(f"SELECT id FROM ticket WHERE id IN ({','.join(map(str, ids))})")) == len(ids)  # noqa: S608


def _by_kind(requests: Counter[str]) -> Counter[str]:
    """Sum up requests with their ids left out, without what is asked whether or not there are tickets."""
    kinds: Counter[str] = Counter()
    for name, count in requests.items():
        if not any(part in name for part in _BACKGROUND):
            kinds["/".join("…" if part.isdigit() else part for part in name.split("/"))] += count
    return kinds
