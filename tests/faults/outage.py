"""
Proof: Zendesk is down for six hours while tickets keep ageing and webhooks pile up.

    python -m tests.faults.outage [--tickets 300] [--seed 1] [--short]

Every call fails, half by a cut, half by a 503. Zendesk's clock moves on in quarters of an hour; partners open tickets
and write on old ones, and the webhooks of that are taken in. Afterwards each ticket stands at its true level, with one
write and one note for all the levels it missed, and the most urgent tickets were written first.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.zendesk.sandbox.state import Sandbox, moment_of
from app.zendesk.sandbox.world import LEVEL_FIELD, SERVICE_ID
from tests.faults.judge import DOUBLED, LEVEL, THRESHOLDS, Problem, try_ticket
from tests.faults.proof import Proof
from tests.faults.replicas import Fleet, fleet
from tests.faults.stories import Load

HOURS = 6
QUARTERS = HOURS * 4
KINDS = ("outage", "small fault", "vague", "outage with a chat")
"""All of them climb."""
NEIGHBOURS = 12
"""Writes that may change places: several are on their way at the same time, and the first are probes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    tickets: int = 300
    newcomers: int = 60
    """Tickets that are opened while Zendesk does not answer us."""
    quarter_seconds: float = 5.0
    """How long a quarter of an hour takes."""
    seed: int = 1
    settle_seconds: float = 240.0


LONG = Plan()
SHORT = Plan(tickets=20, newcomers=6, quarter_seconds=0.25, settle_seconds=60.0)


async def prove(folder: Path, plan: Plan) -> Proof:
    """Live through the outage and judge what came after."""
    dice = random.Random(plan.seed)
    async with fleet(folder) as town:
        load = Load(town.sandbox, dice, plan.tickets, oldest=timedelta(hours=3), kinds=KINDS)
        problems = await town.settled(load, plan.settle_seconds)
        assert not problems, problems[:5]
        await town.shown(plan.settle_seconds)

        began, audits = town.sandbox.now(), {number: len(town.sandbox.audits[number]) for number in load.stories}
        written = len(town.sandbox.written)
        asked = await _down(town, load, plan)
        ended, ended_at = time.monotonic(), town.sandbox.now()
        problems = await town.settled(load, plan.settle_seconds)
        seconds = time.monotonic() - ended

        problems += _one_write_each(town.sandbox, audits, ended_at)
        order = _ranks(town.sandbox, written, load, (began, ended_at), set(audits))
        late = _displaced(order)
        facts = {
            "tickets open before, opened meanwhile": f"{plan.tickets}, {plan.newcomers}",
            "simulated hours down": round((town.sandbox.now() - began) / timedelta(hours=1), 1),
            "calls that failed": asked,
            "ladder writes afterwards": len(order),
            "farthest a less urgent write came too soon": f"{late} places of {len(order)}",
            "seconds until all stood at their level": round(seconds, 1),
        }
    failures = [f"a less urgent ticket was written {late} places too soon"] if late > NEIGHBOURS else []
    return Proof("Zendesk down for six hours", dict(facts), problems, failures)


async def _down(town: Fleet, load: Load, plan: Plan) -> int:
    """Six hours of silence; return how many calls were made into it."""
    before = town.asked()
    town.parts.faults.order({"kind": "cut_before", "times": 10**9, "probability": 0.5})
    town.parts.faults.order({"kind": "unavailable", "times": 10**9})
    load.tickets += plan.newcomers
    for quarter in range(QUARTERS):
        load.sandbox.offset += timedelta(minutes=15)
        for _ in range(plan.newcomers * (quarter + 1) // QUARTERS - plan.newcomers * quarter // QUARTERS):
            load.act()
        await asyncio.sleep(plan.quarter_seconds)
    await _told_the_time(town)
    town.parts.faults.orders.clear()
    return town.asked() - before


async def _told_the_time(town: Fleet) -> None:
    """
    Let the service hear a 503 after the last jump of the clock, and plan what has fallen due by then.

    In life six hours pass for it as well; here it learns of them from the `Date` of an answer, and ticks once more. How
    soon is a busy machine's affair: what is not planned yet when Zendesk comes back cannot be written first.
    """
    town.parts.faults.orders = [one for one in town.parts.faults.orders if one.kind == "unavailable"]
    heard = town.asked() + 2
    await town.until(lambda: town.asked() >= heard, 60)

    def is_planned() -> bool:
        first = town.rows("SELECT min(next_due_at) FROM ticket WHERE NOT hold")[0][0]
        return first is None or datetime.fromisoformat(first).replace(tzinfo=UTC) > town.sandbox.now()

    await town.until(is_planned, 60)


def _one_write_each(sandbox: Sandbox, audits: dict[int, int], ended_at: datetime) -> list[Problem]:
    """Whoever climbed while Zendesk was down must have climbed in one write with one note."""
    problems = []
    for number, seen in audits.items():
        opened_at = moment_of(sandbox.tickets[number]["created_at"])
        climbs = [
            audit
            for audit in sandbox.audits[number][seen:]
            if (level := _raised_level(audit)) and opened_at + timedelta(hours=THRESHOLDS[level - 1]) <= ended_at
        ]
        notes = sum(event["type"] == "Comment" for audit in climbs for event in audit["events"])
        if len(climbs) > 1:
            problems.append(Problem(LEVEL, number, f"{len(climbs)} writes for the levels it missed"))
        if notes != len(climbs):
            problems.append(Problem(DOUBLED, number, f"{notes} notes for {len(climbs)} climbs"))
    return problems


def _raised_level(audit: dict[str, Any]) -> int:
    """The level that the service raised a ticket to with this audit, or 0."""
    levels = [event["value"] for event in audit["events"] if event.get("field_name") == str(LEVEL_FIELD)]
    return int(str(levels[-1] or "0").rpartition("_")[2]) if levels and audit["author_id"] == SERVICE_ID else 0


def _ranks(
    sandbox: Sandbox, after: int, load: Load, span: tuple[datetime, datetime], known: set[int]
) -> list[tuple[int, int]]:
    """
    The ladder's writes in the order in which they were handed to Zendesk, each as (tier, level), both negative.

    When Zendesk begins with a job is Zendesk's affair; what goes alone meanwhile takes nothing from those in it.
    """
    found = []
    for write in sorted(sandbox.written[after:], key=lambda one: one.request):
        fields = {one["id"]: one["value"] for one in write.change.get("custom_fields", ())}
        level = int(str(fields.get(LEVEL_FIELD) or "0").rpartition("_")[2])
        opened = moment_of(sandbox.tickets[write.ticket_id]["created_at"])
        was_due = level and opened + timedelta(hours=THRESHOLDS[level - 1]) <= span[1]
        # Newcomers wait for their triage first.
        if was_due and write.ticket_id in known and not _was_touched(sandbox, write.ticket_id, span[0]):
            tier = try_ticket(sandbox, write.ticket_id, load.openings[write.ticket_id], sandbox.now()).tier
            found.append((-tier, -level))
    return found


def _was_touched(sandbox: Sandbox, ticket_id: int, began: datetime) -> bool:
    """Whether a person wrote on it since: then it is read and judged anew first, as a newcomer is."""
    audits = sandbox.audits[ticket_id]
    return any(one["author_id"] != SERVICE_ID and moment_of(one["created_at"]) >= began for one in audits)


def _displaced(ranks: list[tuple[int, int]]) -> int:
    """The greatest distance by which a write came before a more urgent one."""
    return max((j - i for i, one in enumerate(ranks) for j in range(i, len(ranks)) if ranks[j] < one), default=0)


def main() -> int:
    """Run from the command line; the exit code is 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tierline-outage-") as folder:
        proof = asyncio.run(prove(Path(folder), SHORT if options.short else LONG))
    print(proof.text())
    return 0 if proof.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
