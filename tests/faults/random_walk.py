"""
Proof: a random walk through everything that can happen, against a simple model of the policy.

    python -m tests.faults.random_walk [--examples 150] [--short]

Hypothesis chooses the steps: partners open tickets and write, agents change them, the clock moves, webhooks are lost
or come twice, calls fail, the service is stopped or breaks off in mid-work and starts again. The model is the judge's:
its own arithmetic on Zendesk's side. After every step nothing may stand there twice, early, or over a person's
choice; whenever the walk comes to rest, every ticket must stand as the policy wants it.

The service is the real one with its real loops, in this process, on SQLite and loopback HTTP, at the pace of the host.
"""

import argparse
import asyncio
import contextlib
import itertools
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

import httpx
import structlog
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from app.clock import Clock, SystemClock
from app.main import create_app
from app.settings_reading import load_settings
from app.store.database import Database
from app.zendesk.sandbox.app import create_sandbox_app
from app.zendesk.sandbox.server import listening, running
from app.zendesk.sandbox.state import Happening, Sandbox, stamp
from app.zendesk.sandbox.world import ACCOUNT_ID, WEBHOOK_SECRET, settings_env
from app.zendesk.signature import sign
from tests.faults.error_storm import MISHAPS
from tests.faults.judge import CHOICE, DOUBLED, EARLY, LOST, Problem, judge
from tests.faults.proof import Proof
from tests.faults.replicas import EXPORT_DELAY, within
from tests.faults.stories import KINDS, Load
from tests.town import NO_TLS, QUICK

REST_SECONDS = 40.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How many walks of how many steps."""

    examples: int = 150
    steps: int = 40
    is_repeatable: bool = False


LONG = Plan()
SHORT = Plan(examples=3, steps=25, is_repeatable=True)


class Postman:
    """Brings webhooks as Zendesk does, signed as his are; may lose one, or bring one twice."""

    def __init__(self, sandbox: Sandbox, hooks: Any, clock: Clock) -> None:
        self._sandbox, self._hooks, self._clock = sandbox, hooks, clock
        self._http = httpx.AsyncClient(timeout=10, verify=NO_TLS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)
        self.service = ""
        self.next_ones: list[int] = []
        """How often each of the next webhooks is brought; once when nothing is said."""

    def happened(self, happening: Happening) -> None:
        """A listener of the sandbox."""
        if happening.ticket["status"] == "deleted":
            return
        for url, body in self._hooks.fired(happening):
            times = self.next_ones.pop(0) if self.next_ones else 1
            headers = self._headers(body)
            for _ in range(times):
                task = asyncio.get_running_loop().create_task(self._bring(urlsplit(url).path, body, headers))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _headers(self, body: bytes) -> dict[str, str]:
        at = stamp(self._clock.now())
        return {
            "X-Zendesk-Account-Id": str(ACCOUNT_ID),
            "X-Zendesk-Webhook-Id": "01HANAHBMTDTB8Q98K38YZ5ZQS",
            "X-Zendesk-Webhook-Invocation-Id": f"walk-{next(self._numbers)}",
            "X-Zendesk-Webhook-Signature": sign(WEBHOOK_SECRET, at, body),
            "X-Zendesk-Webhook-Signature-Timestamp": at,
            "Content-Type": "application/json",
        }

    async def _bring(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        for _ in range(3):
            with contextlib.suppress(httpx.HTTPError):
                if (await self._http.post(self.service + path, content=body, headers=headers)).status_code < 300:
                    return
            await asyncio.sleep(0.1)

    async def idle(self) -> None:
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        await self.idle()
        await self._http.aclose()


class Walk:
    """The world of one walk: sandbox, service, postman and the stories under way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ends = contextlib.AsyncExitStack()
        self._life = contextlib.AsyncExitStack()
        self._clock = SystemClock()
        sandbox = Sandbox(
            clock=self._clock,
            updates_per_minute=10_000,
            exports_per_minute=10_000,
            export_delay_seconds=EXPORT_DELAY.total_seconds(),
            hold_seconds=0.2,
        )
        self.parts = create_sandbox_app(sandbox)
        self.load = Load(sandbox, random.Random(0), tickets=0)
        self.postman = Postman(sandbox, self.parts.deliveries.hooks, self._clock)
        sandbox.listeners[:] = [self.postman.happened]

    async def begin(self) -> None:
        zendesk = await self._ends.enter_async_context(running(self.parts))
        quick = QUICK | {"ZENDESK_TIMEOUT_SECONDS": "1", "SHUTDOWN_SECONDS": "1", "ZENDESK_UPDATES_PER_MINUTE": "10000"}
        env = (
            settings_env(zendesk)
            | quick
            | {"TRIAGE_ACTION_RESPONSE": "live"}
            | {"DATABASE_URL": f"sqlite:///{self._folder / 'walk.db'}"}
        )
        self._settings = load_settings(env, env_file=None)
        # The address is never used: the postman goes where the service of the moment is.
        self.parts.deliveries.connect("http://127.0.0.1:1", triggers=True, events=False)
        await self.start()

    async def start(self) -> None:
        self.database = await asyncio.to_thread(Database.open, self._settings.database_url)
        app = create_app(self._settings, database=self.database)
        self.postman.service = await self._life.enter_async_context(listening(app))

    async def stop(self, *, broken_off: bool) -> None:
        """Stop in good order, or broken off: from this moment on nothing more gets into the database."""
        if broken_off:
            self.database._closed = True
        await self._life.aclose()
        self.database._closed = False
        await asyncio.to_thread(self.database.close)

    async def end(self) -> None:
        await self.stop(broken_off=False)
        await self.postman.close()
        await self._ends.aclose()

    def problems(self, *verdicts: str) -> list[Problem]:
        found = judge(self.load.sandbox, self.load.openings, is_watched=True)
        return [one for one in found if not verdicts or one.verdict in verdicts]

    async def rest(self) -> list[Problem]:
        """No more faults; wait until the judge is content and all is quiet, then hear the judge again."""
        self.parts.faults.orders.clear()
        self.load.sandbox.offset += EXPORT_DELAY  # what webhooks have missed shows in the export by then
        await within(lambda: not self.problems(), REST_SECONDS)
        await self.postman.idle()
        await within(self._is_quiet, REST_SECONDS)
        return self.problems()

    async def _is_quiet(self) -> bool:
        query = text(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'pending') + (SELECT count(*) FROM effect JOIN ticket"
            " ON ticket.id = effect.ticket_id WHERE effect.state IN ('planned', 'sending') AND NOT ticket.hold)"
        )
        return not await self.database.read(lambda connection: connection.execute(query).scalar_one())


class Machine(RuleBasedStateMachine):
    """The steps hypothesis may choose; `walked` counts them over all walks."""

    walked: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="tierline-walk-")
        self._runner = asyncio.Runner()
        self._walk = self._do(self._begun())
        Machine.walked["walks"] += 1

    async def _begun(self) -> Walk:
        walk = Walk(Path(self._folder.name))
        await walk.begin()
        return walk

    def _do(self, work: Awaitable[T]) -> T:
        async def run() -> T:
            return await work

        return self._runner.run(run())

    def _now(self, name: str, work: Callable[[], Any], seconds: float = 0.05) -> None:
        """Do something inside the loop, then let the service run for a moment."""

        async def run() -> None:
            work()
            await asyncio.sleep(seconds)

        Machine.walked[name] += 1
        self._do(run())

    # -- partners and agents ---

    @initialize(kinds=st.lists(st.sampled_from(KINDS), min_size=4, max_size=8))
    def some_tickets_are_there(self, kinds: list[str]) -> None:
        for number, kind in enumerate(kinds):
            self.somebody_opens_a_ticket(kind, (0, 0, 5, 9)[number % 4], number)

    @rule(kind=st.sampled_from(KINDS), hours=st.sampled_from([0, 0, 0, 3.9, 5, 9, 13]), seed=st.integers(0, 9))
    def somebody_opens_a_ticket(self, kind: str, hours: float, seed: int) -> None:
        load = self._walk.load
        load.dice = random.Random(seed)
        load.tickets += 1
        self._now("tickets", lambda: load.open(kind, timedelta(hours=hours)))

    # Whether anybody has something to do depends on how far the service is, so no rule may be barred by it.
    @rule(seed=st.integers(0, 9), seconds=st.sampled_from([0.0, 0.05, 0.3]))
    def somebody_acts(self, seed: int, seconds: float) -> None:
        self._walk.load.dice = random.Random(seed)
        self._now("acts", self._walk.load.step, seconds)

    # -- time and mishaps ---

    @rule(minutes=st.sampled_from([1, 10, 60, 125, 240]))
    def the_clock_moves(self, minutes: int) -> None:
        def move() -> None:
            self._walk.load.sandbox.offset += timedelta(minutes=minutes)

        self._now("moves of the clock", move)

    @rule(mishap=st.sampled_from(MISHAPS), times=st.integers(1, 3), writes=st.booleans())
    def calls_will_fail(self, mishap: dict[str, Any], times: int, writes: bool) -> None:
        match = {"method": "PUT"} if writes or mishap["kind"] == "conflict" else {}
        order = {**mishap, "times": times, "match": match}
        self._now("faults ordered", lambda: self._walk.parts.faults.order(order))

    @rule(times=st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=3))
    def webhooks_get_lost_or_come_twice(self, times: list[int]) -> None:
        self._now("webhooks lost or doubled", lambda: self._walk.postman.next_ones.extend(times), 0.0)

    @rule(broken_off=st.booleans(), seconds=st.sampled_from([0.0, 0.1, 0.5]))
    def the_service_restarts(self, broken_off: bool, seconds: float) -> None:
        async def restart() -> None:
            await asyncio.sleep(seconds)
            await self._walk.stop(broken_off=broken_off)
            await self._walk.start()

        Machine.walked["restarts"] += 1
        self._do(restart())

    @rule(seconds=st.sampled_from([0.1, 0.5, 1.0]))
    def a_while_passes(self, seconds: float) -> None:
        self._now("whiles", lambda: None, seconds)

    # -- what must hold ---

    @invariant()
    def nothing_stands_there_twice_or_early_or_over_a_persons_choice(self) -> None:
        Machine.walked["checks"] += 1
        found = self._walk.problems(DOUBLED, EARLY, CHOICE)
        assert not found, self._story(found)

    @rule()
    def everything_comes_to_rest(self) -> None:
        Machine.walked["rests"] += 1
        found = self._do(self._walk.rest())
        assert not found, self._story(found)

    def teardown(self) -> None:
        try:
            self.everything_comes_to_rest()
        finally:
            self._do(self._walk.end())
            self._runner.close()
            self._folder.cleanup()

    def _story(self, found: list[Problem]) -> str:
        tickets = {problem.ticket_id for problem in found}
        lines = [
            f"{at:%d %H:%M:%S} {number} {what}" for at, number, what in self._walk.load.history if number in tickets
        ]
        return "\n".join([*map(str, found), *lines, *self._audits(tickets)])

    def _audits(self, tickets: set[int]) -> list[str]:
        sandbox = self._walk.load.sandbox
        return [
            f"  {number} {audit['created_at']} by {audit['author_id']} {audit['metadata']['custom']} "
            + str([(one.get("field_name"), one.get("value")) for one in audit["events"]])
            for number in tickets
            for audit in sandbox.audits[number]
        ]


def prove(_: Path, plan: Plan) -> Proof:
    """Walk; hypothesis raises at the first step that breaks a promise, and its words are the proof's."""
    Machine.walked.clear()
    failures, problems = [], []
    before = structlog.get_config()
    # Not for good, and no logger may keep it: other tests of this process look at logs.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL), cache_logger_on_first_use=False
    )
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL + 1)  # jobs that are broken off are no news here
    try:
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=plan.examples,
                stateful_step_count=plan.steps,
                deadline=None,
                database=None,
                derandomize=plan.is_repeatable,
                # A walk has real time in it and cannot be shortened by repeating it.
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    except AssertionError as exc:
        problems = [Problem(LOST, 0, "see below")]
        failures = [str(exc), *getattr(exc, "__notes__", [])]
    finally:
        structlog.configure(**before)
    return Proof("random walk", dict(Machine.walked), problems, failures)


def main() -> int:
    """Run from the command line; the exit code is 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=LONG.examples)
    parser.add_argument("--steps", type=int, default=LONG.steps)
    options = parser.parse_args()
    proof = prove(Path(), Plan(options.examples, options.steps))
    print(proof.text())
    return 0 if proof.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
