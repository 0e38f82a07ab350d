"""
Proof: Zendesk fails at random on 30 % of all calls, in every way it can, for ten minutes.

    python -m tests.faults.error_storm [--short]

429, 503 before and after the write was applied, 409, 500, time-outs and cuts before and after. The result must be that
of a calm day.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.proof import Proof
from tests.faults.replicas import Fleet, fleet
from tests.faults.stories import Load

SHARE = 0.3
MISHAPS: tuple[dict[str, object], ...] = (
    {"kind": "rate_limit", "retry_after": 1},
    {"kind": "unavailable"},
    {"kind": "unavailable_after"},
    {"kind": "conflict", "match": {"method": "PUT"}},
    {"kind": "error", "status": 500},
    {"kind": "timeout_before"},
    {"kind": "timeout_after"},
    {"kind": "cut_before"},
    {"kind": "cut_after"},
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    seconds: float = 600.0
    tickets: int = 300
    seed: int = 1
    settle_seconds: float = 240.0


LONG = Plan()
SHORT = Plan(seconds=12.0, tickets=24, settle_seconds=60.0)


async def prove(folder: Path, plan: Plan) -> Proof:
    """Run the storm and judge it."""
    dice = random.Random(plan.seed)
    async with fleet(folder, TRIAGE_ACTION_RESPONSE="live") as town:
        load = Load(town.sandbox, dice, plan.tickets)
        before = town.asked()
        _order(town)
        await _acts(load, dice, plan)
        calls = town.asked() - before
        failed = {order.kind: 10**9 - order.left for order in town.parts.faults.orders}
        town.parts.faults.orders.clear()
        calm = time.monotonic()
        problems = await town.settled(load, plan.settle_seconds)
        facts = {
            "tickets": len(load.stories),
            "acts of partners and agents": len(load.history),
            "seconds of storm": round(plan.seconds),
            "calls, failed calls": f"{calls}, {sum(failed.values())} ({sum(failed.values()) / max(calls, 1):.0%})",
            "failed by kind": ", ".join(f"{kind} {count}" for kind, count in failed.items()),
            "writes accepted by Zendesk": len(town.sandbox.written),
            "seconds to settle": round(time.monotonic() - calm, 1),
        }
    return Proof("errors on 30 % of calls", dict(facts), problems)


def _order(town: Fleet) -> None:
    """Each mishap with the probability that makes `SHARE` of them together; a 409 exists for writes only."""
    each = 1 - (1 - SHARE) ** (1 / len(MISHAPS))
    for mishap in MISHAPS:
        town.parts.faults.order({**mishap, "times": 10**9, "probability": each})


async def _acts(load: Load, dice: random.Random, plan: Plan) -> None:
    """Spread the acts over the storm."""
    started, acts, jumps = time.monotonic(), 0, 0
    while (share := (time.monotonic() - started) / plan.seconds) < 1:
        if acts < plan.tickets * 2 * share and load.act():
            acts += 1
        if jumps < int(share * 24):
            jumps += 1
            load.pass_time(1 / 24)
        await asyncio.sleep(dice.random() * 0.05)


def main() -> int:
    """Run from the command line; the exit code is 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tierline-errors-") as folder:
        proof = asyncio.run(prove(Path(folder), SHORT if options.short else LONG))
    print(proof.text())
    return 0 if proof.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
