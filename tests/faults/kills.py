"""
Proof: kill -9 at random moments of a mixed load, restart each time; nothing lost, nothing twice, no wrong level.

    python -m tests.faults.kills [--kills 200] [--tickets 300] [--seed 1]

With one replica the database is SQLite; with several it is PostgreSQL, a random one dies, and now and then one is put
to sleep past its lease and woken up again (`make soak ARGS=kills-of-three`). Some are killed before they answer for
the first time, so that recovery is hit as well.
"""

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.store.outbox import LEASE
from tests.faults.proof import Proof
from tests.faults.replicas import Fleet, Replica, fleet
from tests.faults.stories import Load

IN_ITS_CRADLE = 0.15
"""Share of kills that hit a process which has not answered yet."""
TRAVELS = 24
"""Zendesk's clock moves in so many jumps."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    kills: int = 200
    tickets: int = 300
    replicas: int = 1
    seed: int = 1
    alive_seconds: float = 2.0
    """A life lasts at most so long beyond its first answer."""
    sleeps: int = 0
    """How often a replica sleeps past its lease."""
    asleep_seconds: float = 70.0
    """Longer than a lease; where it is shorter, leases are made to run out in the database."""
    settle_seconds: float = 240.0


LONG = Plan()
SHORT = Plan(kills=4, tickets=28, alive_seconds=1.5, settle_seconds=60.0)
LONG_OF_THREE = Plan(replicas=3, sleeps=5)
SHORT_OF_THREE = Plan(kills=3, tickets=28, replicas=3, sleeps=1, asleep_seconds=3.0, alive_seconds=1.5)


async def prove(folder: Path, plan: Plan, database_url: str | None = None) -> Proof:
    """Run the storm and judge it."""
    started = time.monotonic()
    dice = random.Random(plan.seed)
    name = f"kill -9, {plan.replicas} replicas on PostgreSQL" if plan.replicas > 1 else "kill -9, SQLite"
    async with fleet(folder, database_url=database_url, count=plan.replicas, TRIAGE_ACTION_RESPONSE="live") as town:
        load = Load(town.sandbox, dice, plan.tickets)
        kills = await _storm(town, load, plan, dice)
        stormed = time.monotonic()
        if plan.asleep_seconds < LEASE.total_seconds():
            _leases_run_out(town)  # the short form does not wait a minute for those of the dead
        problems = await town.settled(load, plan.settle_seconds)
        facts = {
            "kills, sleeps past a lease": f"{kills}, {plan.sleeps}",
            "tickets": len(load.stories),
            "acts of partners and agents": len(load.history),
            "writes accepted by Zendesk": len(town.sandbox.written),
            "webhook attempts that failed": sum(one.outcome != "delivered" for one in town.parts.deliveries.attempts),
            "seconds of storm": round(stormed - started),
            "seconds to settle": round(time.monotonic() - stormed),
        }
        integrity = town.integrity()
    failures = [] if integrity == "ok" else [f"the database is damaged: {integrity}"]
    return Proof(name, dict(facts), problems, failures)


async def _storm(town: Fleet, load: Load, plan: Plan, dice: random.Random) -> int:
    kills = 0
    jumps = 0
    moves = plan.tickets * 2
    """About as many acts as the stories have."""
    acting = asyncio.create_task(_acts(load, dice, lambda: moves * (kills + 1) / plan.kills))
    try:
        while kills < plan.kills:
            victim = dice.choice(town.replicas)
            await _some_life(town, victim, plan, dice)
            victim.kill()
            kills += 1
            victim.spawn()
            if kills * plan.sleeps // plan.kills > (kills - 1) * plan.sleeps // plan.kills:
                await _sleep(town, plan, dice)
            if kills * TRAVELS / plan.kills > jumps:
                jumps += 1
                load.pass_time(1 / TRAVELS)
    finally:
        acting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await acting
    for replica in town.replicas:
        await town.up(replica)
    return kills


async def _sleep(town: Fleet, plan: Plan, dice: random.Random) -> None:
    """Put a replica to sleep past its lease, as a suspended machine is, and wake it up."""
    sleeper = dice.choice(town.replicas)
    await town.up(sleeper)
    sleeper.pause()
    await asyncio.sleep(plan.asleep_seconds / 2)
    _leases_run_out(town)  # a short sleep counts as a long one when the leases of everybody are over meanwhile
    await asyncio.sleep(plan.asleep_seconds / 2)
    sleeper.resume()


def _leases_run_out(town: Fleet) -> None:
    for table in ("inbox", "effect"):
        town.lease_runs_out(table)


async def _some_life(town: Fleet, victim: Replica, plan: Plan, dice: random.Random) -> None:
    """Let a process live for a random while: the kill may come at any moment of its work, or of its start."""
    if dice.random() < IN_ITS_CRADLE:
        await asyncio.sleep(dice.random() * 2.0)
        return
    await town.up(victim)
    await asyncio.sleep(dice.random() * plan.alive_seconds)


async def _acts(load: Load, dice: random.Random, allowance: Callable[[], float]) -> None:
    """Act all the time, but no faster than the kills come: at every kill something shall be under way."""
    done = 0
    while True:
        if done < allowance() and load.act():
            done += 1
        await asyncio.sleep(dice.random() * 0.1)


def main() -> int:
    """Run from the command line; the exit code is 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=LONG.kills)
    parser.add_argument("--tickets", type=int, default=LONG.tickets)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    plan = Plan(options.kills, options.tickets, seed=options.seed)
    with tempfile.TemporaryDirectory(prefix="tierline-kills-") as folder:
        proof = asyncio.run(prove(Path(folder), plan))
    print(proof.text())
    return 0 if proof.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
