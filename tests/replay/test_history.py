"""Reading the account's past: each page once, whatever cuts it off, and only what is lacking."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import FakeClock
from app.replay.history import EXPORTS_PER_MINUTE, History, Reading
from app.replay.people import People
from app.rules.record import Record
from app.rules.replay import Label
from app.rules.ticket import Priority, Status, Ticket, Tier
from app.zendesk.errors import BadRequest, RateLimited, Unavailable
from app.zendesk.records import ExportPage, Organization
from tests.replay.kit import FakeZendesk, NoProgress, an_audit
from tests.rules.kit import NOW, a_record, a_ticket

pytestmark = pytest.mark.anyio

SINCE = NOW - timedelta(days=90)
FIELD = 360


def page(*ids: int, cursor: str | None = "c1", end: bool = False, **ticket: Any) -> ExportPage:
    return ExportPage(tuple(a_ticket(id=number, **ticket) for number in ids), cursor, end)


async def read(
    folder: Path,
    zendesk: FakeZendesk,
    *,
    refresh: bool = False,
    records: Mapping[int, Record] | None = None,
    clock: FakeClock | None = None,
    audits: bool = True,
    days: float = 90,
) -> History:
    def known(ids: Sequence[int]) -> Mapping[int, Record]:
        return {number: record for number, record in (records or {}).items() if number in ids}

    return await Reading(folder, zendesk, clock or FakeClock(NOW), NoProgress()).run(
        NOW - timedelta(days=days),
        refresh=refresh,
        records=known,
        people=People(folder / "people.json", FIELD),
        ask_audits=audits,
    )


def ids(history: History) -> list[int]:
    return [past.ticket.id for past in history.tickets]


async def test_a_reading_follows_the_cursors_to_the_end(tmp_path: Path) -> None:
    zendesk = FakeZendesk(page(2, 1), page(3, cursor="c2", end=True))
    history = await read(tmp_path, zendesk)

    assert ids(history) == [1, 2, 3]
    assert zendesk.asked == [SINCE, "c1"]
    assert history.calls == 2


async def test_a_reading_that_was_cut_off_fetches_only_the_rest(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await read(tmp_path, FakeZendesk(page(1), page(2, cursor="c2"), Unavailable("cut")))
    zendesk = FakeZendesk(page(3, cursor="c3", end=True))
    history = await read(tmp_path, zendesk)

    assert zendesk.asked == ["c2"]
    assert ids(history) == [1, 2, 3]


async def test_a_second_reading_asks_nothing(tmp_path: Path) -> None:
    first = FakeZendesk(page(1, end=True, organization_id=77))
    first.partners[77] = Organization(77, "Acme", frozenset({"partner"}))
    await read(tmp_path, first)
    zendesk = FakeZendesk()
    history = await read(tmp_path, zendesk)

    assert (zendesk.asked, zendesk.organizations_asked, zendesk.audits_asked) == ([], [], [])
    assert history.tickets[0].case.report.organization == "Acme"
    assert history.calls == 0


async def test_a_shorter_span_is_served_from_the_pages_of_a_longer_one(tmp_path: Path) -> None:
    old = a_ticket(id=1, created_at=NOW - timedelta(days=60))
    await read(tmp_path, FakeZendesk(ExportPage((old, a_ticket(id=2)), "c1", True)))
    history = await read(tmp_path, FakeZendesk(), days=30)

    assert ids(history) == [2]
    assert history.older == 1


async def test_a_longer_span_is_fetched_anew(tmp_path: Path) -> None:
    await read(tmp_path, FakeZendesk(page(2, end=True)), days=30)
    zendesk = FakeZendesk(page(1, 2, end=True))
    history = await read(tmp_path, zendesk)

    assert zendesk.asked == [SINCE]
    assert ids(history) == [1, 2]


async def test_a_refresh_fetches_what_changed_since(tmp_path: Path) -> None:
    await read(tmp_path, FakeZendesk(page(1, 2, end=True)))
    zendesk = FakeZendesk(page(2, 3, cursor="c2", end=True, subject="changed"))
    history = await read(tmp_path, zendesk, refresh=True)

    assert zendesk.asked == ["c1"]
    assert ids(history) == [1, 2, 3]
    assert history.tickets[1].ticket.subject == "changed"


async def test_a_refresh_that_was_cut_off_goes_on_without_being_asked_again(tmp_path: Path) -> None:
    await read(tmp_path, FakeZendesk(page(1, end=True)))
    with pytest.raises(Unavailable):
        await read(tmp_path, FakeZendesk(page(2, cursor="c2"), Unavailable("cut")), refresh=True)
    zendesk = FakeZendesk(page(3, cursor="c3", end=True))
    history = await read(tmp_path, zendesk)

    assert zendesk.asked == ["c2"]
    assert ids(history) == [1, 2, 3]


async def test_a_cursor_that_zendesk_forgot_starts_anew(tmp_path: Path) -> None:
    await read(tmp_path, FakeZendesk(page(1, end=True)))
    zendesk = FakeZendesk(BadRequest("cursor is not valid"), page(1, 2, cursor="c9", end=True))
    history = await read(tmp_path, zendesk, refresh=True)

    assert zendesk.asked == ["c1", SINCE]
    assert ids(history) == [1, 2]


async def test_a_cursor_that_does_not_move_is_an_end(tmp_path: Path) -> None:
    zendesk = FakeZendesk(page(1), page(2))
    history = await read(tmp_path, zendesk)

    assert ids(history) == [1, 2]


async def test_deleted_tickets_are_skipped_and_counted(tmp_path: Path) -> None:
    gone = a_ticket(id=1, status=Status.DELETED)
    history = await read(tmp_path, FakeZendesk(ExportPage((gone, a_ticket(id=2)), "c1", True, unusable=(5, 6))))

    assert ids(history) == [2]
    assert (history.deleted, history.unusable) == (1, 2)


async def test_the_pace_stays_within_what_zendesk_allows(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    count = 3 * EXPORTS_PER_MINUTE
    pages = [page(number, cursor=f"c{number}", end=number == count) for number in range(1, count + 1)]
    await read(tmp_path, FakeZendesk(*pages), clock=clock)

    assert EXPORTS_PER_MINUTE <= 10
    assert clock.monotonic() == 120


async def test_a_429_is_waited_for(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    zendesk = FakeZendesk(page(1), RateLimited("slowly", retry_after=50.0), page(2, cursor="c2", end=True))
    history = await read(tmp_path, zendesk, clock=clock)

    assert ids(history) == [1, 2]
    assert clock.monotonic() == 50


async def test_organizations_are_looked_up_in_bulk_and_decide_who_is_a_partner(tmp_path: Path) -> None:
    tickets = tuple(a_ticket(id=number, organization_id=number) for number in range(1, 251))
    zendesk = FakeZendesk(ExportPage((*tickets, a_ticket(id=900, organization_id=None)), "c1", True))
    zendesk.partners = {
        1: Organization(1, "Acme", frozenset({"partner"})),
        2: Organization(2, "Customer", frozenset()),
    }
    history = await read(tmp_path, zendesk)
    partner, customer, unknown = history.tickets[:3]

    assert [len(asked) for asked in zendesk.organizations_asked] == [100, 100, 50]
    assert partner.report("partner").organization == "Acme"
    assert customer.report("partner").organization is None
    assert customer.report(None).organization == "Customer"
    assert unknown.report("partner").organization is None
    assert unknown.report(None).organization == "organization 3"
    assert history.tickets[-1].report(None).organization is None


async def test_only_the_first_description_is_judged_and_not_the_priority_that_we_may_have_set(tmp_path: Path) -> None:
    zendesk = FakeZendesk(page(1, end=True, priority=Priority.URGENT))
    (past,) = (await read(tmp_path, zendesk)).tickets

    assert past.case.report.description == a_ticket().description
    assert past.case.report.partner_priority is None


def marked(number: int, tier: Tier, *tags: str) -> Ticket:
    return a_ticket(id=number, tags=frozenset({tier.tag, *tags}), tier_field=tier)


async def test_labels_come_from_people_and_disputes_but_not_from_our_own_tiers(tmp_path: Path) -> None:
    found = (
        marked(1, Tier.THREE),
        marked(2, Tier.TWO),
        marked(3, Tier.ONE, "tier_refused", "tier_disputed"),
        a_ticket(id=4),
    )
    zendesk = FakeZendesk(ExportPage(found, "c1", True))
    zendesk.staff = {10}
    event: dict[str, Any] = {"field_name": str(FIELD), "value": "tier_3"}
    zendesk.history = {
        1: [an_audit(10, **event)],
        2: [an_audit(1, ours=True, **{**event, "value": "tier_2"})],
        3: [an_audit(1, ours=True, **{**event, "value": "tier_1"})],
    }
    history = await read(tmp_path, zendesk)

    assert [past.case.label for past in history.tickets] == [
        Label(Tier.THREE, frozenset({Tier.THREE}), None, "person"),
        None,
        Label(refusable=False, source="dispute"),
        None,
    ]
    assert zendesk.audits_asked == [1, 2, 3]


async def test_a_settled_dispute_on_record_is_the_label_whatever_the_tags_say(tmp_path: Path) -> None:
    """What the ledger bills by is what the next replay measures by."""
    zendesk = FakeZendesk(page(1, 2, 3, end=True))
    known = {"tier": Tier.ONE, "tier_mark": None, "disputed": True}
    records = {
        number: a_record(ticket_id=number, dispute_outcome=outcome, **known)
        for number, outcome in ((1, "overturned"), (2, "upheld"), (3, None))
    }
    history = await read(tmp_path, zendesk, records=records)

    assert [past.case.label for past in history.tickets] == [
        Label(refusable=False, source="dispute"),
        Label(Tier.ONE, frozenset({Tier.ONE}), True, "dispute"),
        None,
    ]


async def test_audits_are_asked_only_for_tickets_that_are_not_on_record(tmp_path: Path) -> None:
    zendesk = FakeZendesk(ExportPage((marked(1, Tier.THREE), marked(2, Tier.TWO)), "c1", True))
    records = {1: a_record(ticket_id=1, tier=Tier.TWO), 2: a_record(ticket_id=2, tier=Tier.TWO)}
    history = await read(tmp_path, zendesk, records=records)

    assert zendesk.audits_asked == []
    assert [past.case.label and past.case.label.tier for past in history.tickets] == [Tier.THREE, None]


async def test_audits_can_be_left_alone(tmp_path: Path) -> None:
    zendesk = FakeZendesk(ExportPage((marked(1, Tier.THREE),), "c1", True))
    history = await read(tmp_path, zendesk, audits=False)

    assert zendesk.audits_asked == []
    assert history.tickets[0].case.label is None
