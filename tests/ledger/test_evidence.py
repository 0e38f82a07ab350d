"""A partner's month in figures: what counts where, and when a first response was in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.ledger.entry import Billing, Dispute
from app.ledger.evidence import Evidence, Gathering, Response
from app.ledger.month import Month
from app.ledger.story import Act, Seen
from app.rules.effect import Kind
from app.rules.ticket import Tier
from tests.ledger.kit import MIDDLE, NOVEMBER, an_entry, minutes

HOUR = minutes(60)
START, END = NOVEMBER.start, NOVEMBER.end


def a_ticket(ticket_id: int = 1, **more: Any) -> Seen:
    """A Tier II ticket opened in the middle of the month."""
    values: dict[str, Any] = {
        "id": ticket_id,
        "status": "solved",
        "tier": Tier.TWO,
        "epoch": 1,
        "epoch_started_at": MIDDLE,
        "first_decided_at": None,
        "level": 0,
        "responded_at": None,
        "requester": "Kim Lee",
    }
    return Seen(**(values | more))


def an_act(ticket_id: int = 1, kind: Kind = Kind.ESCALATION, late: timedelta = timedelta(0), **more: Any) -> Act:
    """Something that was done for a ticket as soon as it was due."""
    due_at = more.get("due_at", MIDDLE)
    values: dict[str, Any] = {
        "ticket_id": ticket_id,
        "epoch": 1,
        "kind": kind,
        "level": 1,
        "is_done": True,
        "is_coming": False,
        "due_at": due_at,
        "ended_at": due_at + late,
    }
    return Act(**(values | more))


def gathered(
    tickets: Sequence[Seen], acts: Sequence[Act] = (), now: datetime = END, month: Month = NOVEMBER
) -> Evidence:
    found = Gathering("Acme", month, HOUR, now)
    found.add(tickets, acts)
    return found.report(())


def response(ticket: Seen, *acts: Act, now: datetime = END) -> tuple[Response | None, timedelta | None]:
    (line,) = gathered([ticket], acts, now).lines
    return line.response, line.response_after


BREACH: dict[str, Any] = {"kind": Kind.FIRST_RESPONSE, "level": 2}


def test_a_response_at_the_very_limit_is_in_time_and_a_moment_later_is_not() -> None:
    just, late = MIDDLE + HOUR, MIDDLE + HOUR + timedelta(microseconds=1)

    assert response(a_ticket(responded_at=just)) == (Response.MET, HOUR)
    assert response(a_ticket(responded_at=late)) == (Response.MISSED, late - MIDDLE)


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        ([an_act(**BREACH)], Response.MISSED),
        ([an_act(**BREACH, is_done=False, is_coming=True, ended_at=None)], Response.MISSED),
        ([an_act(**BREACH, is_done=False)], Response.UNKNOWN),
        ([an_act(**(BREACH | {"level": 1}))], Response.UNKNOWN),
        ([an_act(**BREACH, epoch=2)], Response.UNKNOWN),
        ([], Response.UNKNOWN),
    ],
    ids=["mark", "mark-not-sent-yet", "mark-overtaken", "warning-only", "of-another-opening", "nothing"],
)
def test_without_a_response_the_mark_of_a_breach_speaks(acts: list[Act], outcome: Response) -> None:
    assert response(a_ticket(), *acts) == (outcome, None)


def test_an_open_ticket_may_still_be_answered() -> None:
    soon, later = MIDDLE + minutes(59), MIDDLE + HOUR

    assert response(a_ticket(status="open"), now=soon)[0] is Response.WAITING
    assert response(a_ticket(status="open"), now=later)[0] is Response.UNKNOWN
    assert response(a_ticket(status="solved"), now=soon)[0] is Response.UNKNOWN


@pytest.mark.parametrize("tier", [Tier.ONE, None])
def test_no_response_is_promised_below_tier_ii(tier: Tier | None) -> None:
    assert response(a_ticket(tier=tier, responded_at=MIDDLE)) == (None, None)


def test_a_ticket_reopened_after_the_month_was_opened_in_it_and_keeps_only_its_breach() -> None:
    reopened = a_ticket(epoch=2, epoch_started_at=END + HOUR, first_decided_at=MIDDLE, responded_at=END + HOUR)

    assert response(reopened) == (Response.UNKNOWN, None)
    assert response(reopened, an_act(**BREACH)) == (Response.MISSED, None)


def test_a_ticket_reopened_in_the_month_counts_from_then() -> None:
    reopened = a_ticket(epoch=2, epoch_started_at=MIDDLE, first_decided_at=START - HOUR, responded_at=MIDDLE + HOUR)

    assert response(reopened) == (Response.MET, HOUR)


def test_earlier_tickets_are_listed_only_for_what_was_done_in_the_month() -> None:
    early: dict[str, Any] = {"epoch_started_at": START - HOUR}
    before, after = an_act(3, due_at=START - HOUR), an_act(4, due_at=END)
    report = gathered([a_ticket(2, **early), a_ticket(3, **early), a_ticket(4, **early)], [an_act(2), before, after])

    assert [(one.id, one.is_opened, one.level) for one in report.lines] == [(2, False, 1)]
    assert report.opened == ()
    assert sum(report.tiers.values()) == 0


def test_escalations_are_counted_by_level_with_their_lateness() -> None:
    acts = [
        an_act(1, late=timedelta(seconds=3)),
        an_act(2, late=minutes(1)),
        an_act(3, late=minutes(7)),
        an_act(1, level=2, late=-minutes(1)),
        an_act(4, is_done=False),
    ]
    report = gathered([a_ticket(number) for number in range(1, 5)], acts)
    first, second = report.climbs

    assert (first.level, first.count, first.on_time, first.median, first.worst) == (1, 3, 2, minutes(1), minutes(7))
    assert (second.level, second.lateness) == (2, (timedelta(0),))
    assert report.escalations == 4
    assert [one.level for one in report.lines] == [2, 1, 1, 0]


def test_the_distribution_holds_each_response_once_and_its_edges_belong_below() -> None:
    took = [0, 15, 15.1, 30, 45, 60, 60.1, 120, 120.1, 6000]
    tickets = [a_ticket(n, responded_at=MIDDLE + minutes(time)) for n, time in enumerate(took, start=1)]
    report = gathered(tickets)

    assert [(edge, count) for edge, count in report.response_steps] == [
        (minutes(15), 2),
        (minutes(30), 2),
        (minutes(45), 1),
        (minutes(60), 1),
        (minutes(120), 2),
        (None, 2),
    ]
    assert (report.responses(Response.MET), report.responses(Response.MISSED)) == (6, 4)


def test_weeks_count_days_as_the_zone_has_them() -> None:
    """Four in the morning of Monday in UTC is still Sunday in Denver."""
    monday = datetime(2026, 11, 9, 4, 0, tzinfo=START.tzinfo)
    tickets = [a_ticket(1, epoch_started_at=monday), a_ticket(2, tier=None), a_ticket(3, tier=Tier.THREE)]
    by_utc = [sum(week.tiers.values()) for week in gathered(tickets).weeks]
    by_denver = gathered(tickets, month=Month(2026, 11, ZoneInfo("America/Denver"))).weeks

    assert by_utc == [0, 0, 3, 0, 0, 0]
    assert [sum(week.tiers.values()) for week in by_denver] == [0, 1, 2, 0, 0, 0]
    assert by_denver[2].tiers == {Tier.THREE: 1, Tier.TWO: 0, Tier.ONE: 0, None: 1}


def test_acknowledgements_and_refusals_are_those_of_the_month() -> None:
    found = Gathering("Acme", NOVEMBER, HOUR, END)
    acts = [an_act(kind=Kind.ACKNOWLEDGEMENT), an_act(2, Kind.ACKNOWLEDGEMENT, due_at=END), an_act(3, Kind.REFUSAL)]
    found.add([a_ticket(1), a_ticket(3, tier=Tier.ONE)], acts)
    report = found.report([an_entry(), an_entry(dispute=Dispute.OVERTURNED)])

    assert report.acknowledged == 1
    assert [one.was_refused for one in report.lines] == [False, True]
    assert (report.billed(Billing.BILLABLE), report.billed(Billing.NOT_BILLABLE)) == (1, 1)
