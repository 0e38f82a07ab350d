"""What the ledger reads: each refusal that Zendesk took, in its month to the microsecond, and nothing else."""

from collections.abc import Callable
from cProfile import Profile
from datetime import timedelta
from itertools import islice
from pathlib import Path
from pstats import Stats
from typing import Any

import pytest
from sqlalchemy import Connection, update

from app.ledger.entry import Billing, Dispute
from app.ledger.evidence import Gathering, Response
from app.ledger.formats import as_csv
from app.rules.effect import Kind
from app.rules.ladder import Epoch
from app.rules.ticket import Status, Tier
from app.store import decisions, ledger
from app.store.effects import State
from app.store.reading import looking_into
from app.store.schema import effect
from tests.ledger.kit import MIDDLE, NOVEMBER, WORDS, a_refusal, keep, know, know_refused, minutes
from tests.store.kit import NOW, an_effect, opened

pytestmark = pytest.mark.anyio

START, END = NOVEMBER.start, NOVEMBER.end
TICK = timedelta(microseconds=1)


async def stored(url: str, work: Callable[[Connection], None]) -> None:
    with opened(url) as database:
        await database.write(work)


def listed(url: str, **more: Any) -> list[Any]:
    with looking_into(url) as connection:
        return list(ledger.refusals(connection, START, END, **more))


async def test_a_refusal_is_told_with_all_that_an_invoice_needs(database_url: str) -> None:
    await stored(database_url, know_refused)
    (entry,) = listed(database_url)

    assert (entry.ticket_id, entry.key, entry.refused_at, entry.audit_id) == (42, "42:0:refusal:0", MIDDLE, 9042)
    assert (entry.partner, entry.requester, entry.requester_id) == ("Acme", "Kim Lee", 500)
    assert entry.clauses == ("tier1.action.examples",)
    assert entry.cited[0].words == WORDS
    assert (entry.dispute, entry.billing, entry.tier_now) == (Dispute.NONE, Billing.BILLABLE, Tier.ONE)


async def test_the_first_moment_belongs_to_the_month_and_the_first_of_the_next_does_not(database_url: str) -> None:
    def work(connection: Connection) -> None:
        for ticket_id, at in enumerate((START - TICK, START, END - TICK, END), start=1):
            know_refused(connection, ticket_id, at)

    await stored(database_url, work)

    assert [entry.ticket_id for entry in listed(database_url)] == [2, 3]


async def test_only_what_zendesk_took_is_listed_and_shadow_by_itself(database_url: str) -> None:
    def work(connection: Connection) -> None:
        for ticket_id, state in enumerate(State, start=1):
            know(connection, ticket_id, tier=Tier.ONE, tags=frozenset({"tier_1"}))
            ended_at = None if state in (State.PLANNED, State.SENDING) else MIDDLE
            keep(connection, a_refusal(ticket_id), ended_at, state)
        know(connection, 50)
        keep(connection, an_effect(50, Kind.TRIAGE), MIDDLE)

    await stored(database_url, work)
    states = list(State)
    ((done,), (shadow,)) = listed(database_url), listed(database_url, shadow=True)

    assert states[done.ticket_id - 1] is State.DONE
    assert states[shadow.ticket_id - 1] is State.SHADOW
    assert (done.billing, shadow.billing) == (Billing.BILLABLE, Billing.SHADOW)


async def test_disputes_stand_as_people_left_them(database_url: str) -> None:
    later = MIDDLE + minutes(90)

    def work(connection: Connection) -> None:
        know_refused(connection, 1)
        know_refused(connection, 2, disputed=True)
        keep(connection, an_effect(2, Kind.DISPUTE, epoch=2, due_at=later), later)
        know_refused(connection, 3, disputed=True, disputed_at=later)
        know_refused(connection, 4, disputed=True)
        for ticket_id, outcome in ((5, "upheld"), (6, "overturned")):
            settled: dict[str, Any] = {"dispute_settled_at": later, "dispute_settled_by": 10, "disputed_at": MIDDLE}
            know_refused(connection, ticket_id, disputed=True, dispute_outcome=outcome, **settled)

    await stored(database_url, work)
    found = {entry.ticket_id: entry for entry in listed(database_url)}

    assert [(found[number].dispute, found[number].billing) for number in range(1, 7)] == [
        (Dispute.NONE, Billing.BILLABLE),
        (Dispute.OPEN, Billing.PENDING),
        (Dispute.OPEN, Billing.PENDING),
        (Dispute.REOPENED, Billing.PENDING),
        (Dispute.UPHELD, Billing.BILLABLE),
        (Dispute.OVERTURNED, Billing.NOT_BILLABLE),
    ]
    assert [found[number].disputed_at for number in (2, 3, 4)] == [later, later, None]
    assert (found[6].settled_at, found[6].settled_by) == (later, 10)


async def test_a_solved_refusal_that_a_person_gave_a_higher_tier_is_not_billed_before_it_is_settled(
    database_url: str,
) -> None:
    """Nobody reopened it, so the tier is not taken over; a closed ticket never is. Its tag is all that tells."""

    def work(connection: Connection) -> None:
        for ticket_id, tags in enumerate(({"tier_1"}, {"tier_2"}, {"tier_1", "tier_3"}, set[str]()), start=1):
            know_refused(connection, ticket_id, tags=frozenset(tags | {"tier_refused"}))

    await stored(database_url, work)
    found = listed(database_url)

    assert [(entry.dispute, entry.billing, entry.tier_now) for entry in found] == [
        (Dispute.NONE, Billing.BILLABLE, Tier.ONE),
        (Dispute.RAISED, Billing.PENDING, Tier.TWO),
        (Dispute.RAISED, Billing.PENDING, Tier.THREE),
        (Dispute.NONE, Billing.BILLABLE, Tier.ONE),
    ]


async def test_a_month_is_not_closed_while_nobody_knows_whether_a_refusal_of_it_was_sent(database_url: str) -> None:
    """It is found in the audits later, and counts in the month in which Zendesk took it."""

    def work(connection: Connection) -> None:
        know_refused(connection, 1)
        keep(connection, a_refusal(2), None, State.PLANNED)
        keep(connection, a_refusal(3), None, State.SENDING)

    def settle(connection: Connection) -> None:
        keep(connection, a_refusal(4), None, State.PLANNED)
        connection.execute(update(effect).where(effect.c.ticket_id == 3).values(state="done", ended_at=MIDDLE))

    def unsure(connection: Connection) -> None:
        connection.execute(update(effect).where(effect.c.ticket_id == 4).values(unknown_outcome=True))

    answers = []
    for step in (work, settle, unsure):
        await stored(database_url, step)
        with looking_into(database_url) as connection:
            answers.append((ledger.may_grow(connection, END), ledger.may_grow(connection, NOW)))

    assert answers == [(True, False), (False, False), (True, False)]


async def test_what_is_not_on_record_is_empty_and_the_refusal_is_listed_all_the_same(database_url: str) -> None:
    def work(connection: Connection) -> None:
        keep(connection, a_refusal(1, {"of": "an older version"}), MIDDLE)
        know_refused(connection, 2, partner=None, requester=None, requester_id=None)

    await stored(database_url, work)
    lost, nobody = listed(database_url)

    assert (lost.ticket_id, lost.partner, lost.cited, lost.billing) == (1, None, (), Billing.BILLABLE)
    assert (nobody.partner, nobody.requester, nobody.requester_id) == (None, None, None)


async def test_one_partner_is_told_by_its_very_name(database_url: str) -> None:
    def work(connection: Connection) -> None:
        for ticket_id, partner in enumerate(("Acme", "Acme West", "acme", None), start=1):
            know_refused(connection, ticket_id, partner=partner)

    await stored(database_url, work)
    with looking_into(database_url) as connection:
        known = ledger.partners(connection)

    assert sorted(known) == ["Acme", "Acme West", "acme"]
    assert [entry.ticket_id for entry in listed(database_url, partner="Acme")] == [1]


@pytest.mark.parametrize("block", [1, 3, 11, 12])
async def test_nothing_is_lost_between_two_blocks(database_url: str, block: int) -> None:
    """Effects are read in blocks of row numbers; every block has its edges."""

    def work(connection: Connection) -> None:
        for ticket_id in range(1, 12):
            know_refused(connection, ticket_id)

    await stored(database_url, work)

    assert [entry.ticket_id for entry in listed(database_url, block=block)] == list(range(1, 12))


async def test_evidence_tells_a_partners_month_and_nobody_elses(database_url: str) -> None:
    hour = minutes(60)
    early = START - timedelta(days=3)

    def work(connection: Connection) -> None:
        know(connection, 1, responded_at=MIDDLE + minutes(20))
        know(connection, 2, tier=Tier.THREE)
        keep(connection, an_effect(2, Kind.FIRST_RESPONSE, level=2, due_at=MIDDLE + hour), MIDDLE + hour)
        keep(connection, an_effect(2, Kind.ESCALATION, level=1, due_at=MIDDLE + 4 * hour), MIDDLE + 4 * hour + TICK)
        know_refused(connection, 3)
        know(connection, 4, epoch=Epoch(1, early))
        keep(connection, an_effect(4, Kind.ESCALATION, level=4, due_at=early + 12 * hour), MIDDLE)
        know(connection, 5, epoch=Epoch(1, early))
        know(connection, 6, partner="Someone else")
        know(connection, 7, epoch=Epoch(2, END + hour), status=Status.OPEN)
        decisions.add(connection, 7, MIDDLE, "ticket-created", "Tier II")

    await stored(database_url, work)
    with looking_into(database_url) as connection:
        found = Gathering("Acme", NOVEMBER, hour, END)
        for tickets, acts in ledger.tickets_of(connection, "Acme", START, END):
            found.add(tickets, acts)
        report = found.report(ledger.refusals(connection, START, END, "Acme"))

    assert {one.id: (one.is_opened, one.response, one.level) for one in report.lines} == {
        1: (True, Response.MET, 0),
        2: (True, Response.MISSED, 1),
        3: (True, None, 0),
        4: (False, None, 4),
        7: (True, Response.UNKNOWN, 0),
    }
    assert [(climb.level, climb.count, climb.on_time) for climb in report.climbs] == [(1, 1, 1), (4, 1, 0)]
    assert [entry.ticket_id for entry in report.refusals] == [3]


MOST_CALLS = 125
"""Calls of Python's for one more refusal as CSV; it was 156 when a month took twice as long, and is 105."""


async def test_a_long_month_is_told_in_few_steps_for_each_refusal(tmp_path: Path) -> None:
    """Counted, not timed: what is asked for by name, parsed and compiled anew for each row is what made it slow."""

    def work(connection: Connection) -> None:
        for number in range(1, 301):
            know_refused(connection, number)

    with opened(tmp_path) as database:
        await database.write(work)
    url = f"sqlite:///{tmp_path / 'tierline.db'}"

    def calls(end: int) -> int:
        with looking_into(url) as connection:
            list(ledger.refusals(connection, START, END))  # what is compiled once is not counted
            profile = Profile()
            profile.runcall(lambda: list(as_csv(islice(ledger.refusals(connection, START, END), end), NOVEMBER)))
            return int(Stats(profile).total_calls)  # type: ignore[attr-defined]

    assert (calls(300) - calls(100)) / 200 < MOST_CALLS
