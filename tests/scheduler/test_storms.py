"""The job of storms against a Zendesk that answers as it is told: what cannot be arranged with the sandbox."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from sqlalchemy import Connection

from app.clock import FakeClock
from app.rules.effect import Kind
from app.rules.storm import Watch
from app.rules.ticket import Status, Tier
from app.scheduler.storms import People, Storms
from app.store import decisions, effects, storms, tickets
from app.store.database import Database
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from tests.rules.kit import a_desk, a_record
from tests.store.kit import opened
from tests.zendesk.client_kit import DATE, NOW, document, zendesk

pytestmark = pytest.mark.anyio
LUMEN = "carrier:lumen"
WATCH = Watch()


@dataclass
class Stage:
    """One database, one Zendesk of canned answers, and the job."""

    job: Storms
    database: Database
    client: ZendeskClient
    router: respx.MockRouter
    clock: FakeClock
    told: list[tuple[int | None, str]] = field(default_factory=list)
    planned: list[bool] = field(default_factory=list)

    async def seen(self, *numbers: int, minutes: float = 0, **more: Any) -> None:
        """Tickets of the scope are judged, so many minutes after nine."""
        at = NOW + timedelta(minutes=minutes)
        values: dict[str, Any] = {"tier": Tier.THREE, "storm": LUMEN, "status": Status.OPEN} | more

        def work(connection: Connection) -> None:
            for number in numbers:
                record = a_record(ticket_id=number, **values)
                tickets.save(connection, record, 0)
                storms.sight(connection, record, None, at)

        await self.database.write(work)

    def answers(self, method: str, path: str, *answers: httpx.Response) -> respx.Route:
        """Zendesk answers requests of this kind, one after the other; the last goes on."""
        route = self.router.route(method=method, path=path)
        left = list(answers)
        route.mock(side_effect=lambda _: left.pop(0) if len(left) > 1 else left[0])
        return route

    async def standing(self) -> storms.Standing | None:
        return await self.database.read(lambda connection: storms.standing(connection, LUMEN))

    async def states(self, number: int) -> list[str]:
        rows = await self.database.read(lambda connection: effects.history(connection, number))
        return [row.state for row in rows if row.kind == Kind.INCIDENT.value]


def a_problem(number: int = 99, **more: Any) -> dict[str, Any]:
    shown: dict[str, Any] = document("ticket")["ticket"]
    return shown | {"id": number, "type": "problem", "status": "open", "problem_id": None} | more


def ok(body: dict[str, Any], status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body, headers={"Date": DATE})


def listed(*problems: dict[str, Any]) -> httpx.Response:
    return ok({"tickets": list(problems), "next_page": None})


FOUND_NOTHING = {"results": [], "meta": {"has_more": False}, "links": {}}
REUSED = {"error": "IdempotentRequestError", "description": "Request parameters don't match the given idempotency key"}


@contextlib.asynccontextmanager
async def stage(tmp_path: Path, *, shadow: frozenset[Kind] = frozenset()) -> AsyncIterator[Stage]:
    clock = FakeClock(NOW)
    async with zendesk(clock) as (client, router):
        with opened(tmp_path) as database:
            told: list[tuple[int | None, str]] = []
            planned: list[bool] = []
            job = Storms(
                database=database,
                client=client,
                directory=Directory(client, clock),
                desk=a_desk(storm=WATCH),
                watch=WATCH,
                people=People(),
                clock=clock,
                shadow=shadow,
                planned=lambda: planned.append(True),
                notify=lambda _, __, number, title, body: told.append((number, f"{title} / {body}")),
            )
            me = document("me")
            router.get("/api/v2/users/me").mock(return_value=ok(me))
            await client.me()  # the time of Zendesk's is known from the first answer on
            yield Stage(job, database, client, router, clock, told, planned)


async def test_a_storm_is_told_of_once_and_each_ticket_is_linked_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", listed())
        here.answers("GET", "/api/v2/search/export", ok(FOUND_NOTHING))
        post = here.answers("POST", "/api/v2/tickets", ok({"ticket": a_problem()}, 201))
        await here.seen(1, 2, 3)
        for _ in range(3):
            await here.job.run()

        assert post.call_count == 1
        ((number, words),) = here.told
        assert (number, "problem #99: #1, #2, #3." in words) == (99, True)
        assert [await here.states(one) for one in (1, 2, 3)] == [["planned"]] * 3
        assert here.planned == [True]


async def test_a_ticket_on_hold_is_linked_when_the_hold_ends(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", listed(a_problem()))
        await here.seen(1, 2, 3)
        await here.seen(4, hold=True)
        await here.job.run()
        assert await here.states(4) == []

        def release(connection: Connection) -> None:
            known = tickets.load(connection, 4)
            assert known is not None
            tickets.save(connection, a_record(ticket_id=4, tier=Tier.THREE, storm=LUMEN), known.version)

        await here.database.write(release)
        await here.job.run()

        assert await here.states(4) == ["planned"]


async def test_what_is_solved_or_lowered_in_time_makes_no_storm(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        await here.seen(1, 2, 3)

        def solve(connection: Connection) -> None:
            known = tickets.load(connection, 3)
            assert known is not None
            solved = a_record(ticket_id=3, tier=Tier.THREE, storm=LUMEN, status=Status.SOLVED)
            tickets.save(connection, solved, known.version)

        await here.database.write(solve)
        await here.job.run()

        assert await here.standing() is None


async def test_a_key_that_came_with_other_words_is_no_reason_to_create_another(tmp_path: Path) -> None:
    """The settings changed between two tries, so that the text did: the ticket of the first try is taken."""
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", listed(), listed(a_problem(98)))
        here.answers("GET", "/api/v2/search/export", ok(FOUND_NOTHING))
        post = here.answers("POST", "/api/v2/tickets", ok(REUSED, 400))
        await here.seen(1, 2, 3)
        await here.job.run()

        one = await here.standing()
        assert one is not None
        assert (one.problem_id, post.call_count) == (98, 1)


async def test_where_the_first_ticket_cannot_be_found_yet_it_is_waited_for(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", listed(), listed(), listed(a_problem(98)))
        here.answers("GET", "/api/v2/search/export", ok(FOUND_NOTHING))
        post = here.answers("POST", "/api/v2/tickets", ok(REUSED, 400))
        await here.seen(1, 2, 3)
        await here.job.run()
        one = await here.standing()
        assert one is not None
        assert (one.problem_id, one.attempts) == (None, 1)
        assert one.outcome is not None
        assert "idempotency key" in one.outcome
        here.clock.advance(timedelta(minutes=1))
        await here.job.run()

        one = await here.standing()
        assert one is not None
        assert (one.problem_id, post.call_count) == (98, 1)


async def test_a_search_that_is_refused_does_not_keep_a_storm_from_its_problem(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", listed())
        here.answers("GET", "/api/v2/search/export", ok({"error": "Forbidden"}, 403))
        here.answers("POST", "/api/v2/tickets", ok({"ticket": a_problem()}, 201))
        await here.seen(1, 2, 3)
        await here.job.run()

        one = await here.standing()
        assert one is not None
        assert one.problem_id == 99


async def test_a_limit_is_waited_out_and_counts_as_no_failure(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        limited = httpx.Response(429, json={"error": "x"}, headers={"Date": DATE, "Retry-After": "30"})
        here.answers("GET", "/api/v2/tickets", listed())
        here.answers("GET", "/api/v2/search/export", ok(FOUND_NOTHING))
        post = here.answers("POST", "/api/v2/tickets", limited, ok({"ticket": a_problem()}, 201))
        await here.seen(1, 2, 3)
        await here.job.run()
        await here.job.run()
        assert post.call_count == 1
        here.clock.advance(timedelta(seconds=31))
        await here.job.run()

        one = await here.standing()
        assert one is not None
        assert (one.problem_id, one.attempts) == (99, 0)


async def test_a_notice_that_fails_takes_the_number_back_so_that_it_is_told_after_all(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", listed(a_problem()))
        await here.seen(1, 2, 3)
        notify = here.job._notify

        def fails(*_: object) -> None:
            raise RuntimeError("no")

        here.job._notify = fails
        with pytest.raises(RuntimeError):
            await here.job.run()
        here.job._notify = notify
        here.clock.advance(timedelta(minutes=5))  # the lease has run out
        await here.job.run()

        assert [number for number, _ in here.told] == [99]


@pytest.mark.parametrize(("linked", "expected"), [((1,), 99), ((1, 2), 5)], ids=["one", "two"])
async def test_the_problem_of_a_single_ticket_is_not_taken_for_that_of_all(
    tmp_path: Path, linked: tuple[int, ...], expected: int
) -> None:
    """A person may have linked it for a reason of its own; solving that problem would solve strangers' outages."""
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets/5", ok({"ticket": a_problem(5)}))
        here.answers("GET", "/api/v2/tickets", listed(a_problem()))
        await here.seen(*linked, problem_id=5)
        await here.seen(*({1, 2, 3} - set(linked)))
        await here.job.run()

        one = await here.standing()
        assert one is not None
        assert one.problem_id == expected


async def test_while_zendesk_takes_no_problem_people_hear_of_the_storm_after_a_minute(tmp_path: Path) -> None:
    """An outage of Zendesk beside a carrier's is when they need it most; and an account may forbid us problems."""
    async with stage(tmp_path) as here:
        here.router.get("/api/v2/tickets").mock(side_effect=httpx.ConnectError("nobody there"))
        await here.seen(1, 2, 3)
        await here.job.run()
        assert here.told == []
        here.clock.advance(timedelta(minutes=1, seconds=10))
        await here.job.run()

        ((number, words),) = here.told
        assert (number, "has not taken a problem ticket" in words, "#1, #2, #3" in words) == (None, True, True)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": Status.SOLVED}, "problem #99 is solved"),
        ({"problem_id": 5, "seen_updated_at": NOW + timedelta(minutes=1)}, "#99 is no problem ticket any more"),
        ({"problem_id": None, "seen_updated_at": NOW + timedelta(minutes=1)}, "#99 is no problem ticket any more"),
    ],
    ids=["solved", "an incident of another", "no problem"],
)
async def test_a_storm_that_lost_its_problem_is_over_and_links_nothing_more_to_it(
    tmp_path: Path, change: dict[str, Any], why: str
) -> None:
    """Zendesk refuses the link, or takes it, and the note says that the problem's solution solves the ticket."""
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", listed(a_problem()))
        await here.seen(1, 2, 3)
        await here.job.run()
        record = a_record(ticket_id=99, **({"status": Status.OPEN, "tier": None, "problem_id": 99} | change))
        await here.database.write(lambda connection: tickets.save(connection, record, 0))
        await here.job.run()

        assert await here.standing() is None
        (ended,) = await here.database.read(lambda connection: storms.all_of(connection, LUMEN))
        assert ended.outcome.endswith(why)
        assert [await here.states(one) for one in (1, 2, 3)] == [["superseded"]] * 3


async def test_a_problem_that_was_last_seen_before_it_became_one_is_no_lost_one(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", listed(a_problem()))
        earlier = a_record(ticket_id=99, status=Status.OPEN, seen_updated_at=NOW - timedelta(hours=1))
        await here.database.write(lambda connection: tickets.save(connection, earlier, 0))
        await here.seen(1, 2, 3)
        for _ in range(2):
            await here.job.run()

        assert await here.standing() is not None


async def test_tickets_that_are_all_held_before_there_is_a_problem_count_again_after_the_hold(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets", httpx.Response(503, headers={"Date": DATE}))
        await here.seen(1, 2, 3)
        await here.job.run()

        def hold(connection: Connection, *, on: bool) -> None:
            for number in (1, 2, 3):
                known = tickets.load(connection, number)
                assert known is not None
                tickets.save(connection, replace(known.record, hold=on), known.version)

        await here.database.write(lambda connection: hold(connection, on=True))
        await here.job.run()
        assert await here.standing() is None
        await here.database.write(lambda connection: hold(connection, on=False))
        await here.job.run()

        assert await here.standing() is not None


async def test_in_shadow_zendesk_is_not_even_asked(tmp_path: Path) -> None:
    async with stage(tmp_path, shadow=frozenset({Kind.INCIDENT})) as here:
        await here.seen(1, 2, 3)
        await here.job.run()

        assert [await here.states(one) for one in (1, 2, 3)] == [["shadow"]] * 3
        assert here.told == []


async def test_a_ticket_that_people_linked_has_the_reason_on_record_and_no_effect(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        here.answers("GET", "/api/v2/tickets/5", ok({"ticket": a_problem(5, status="solved")}))
        here.answers("GET", "/api/v2/tickets", listed(a_problem()))
        await here.seen(1, 2)
        await here.seen(3, problem_id=5)
        await here.job.run()

        assert await here.states(3) == []
        (row,) = await here.database.read(lambda connection: decisions.of_ticket(connection, 3))
        assert (row.cause, row.withheld) == ("storm", ["incident: it is linked to problem #5 already"])


async def test_what_was_seen_is_forgotten_in_time(tmp_path: Path) -> None:
    async with stage(tmp_path) as here:
        await here.seen(1, 2)
        here.clock.advance(timedelta(days=30))
        await here.job.run()

        assert await here.database.read(storms.scopes) == []
