"""What still holds of a ticket's effects at the moment of sending."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import FakeClock
from app.store import effects, outbox, tickets
from app.store.inbox import Inbox
from app.zendesk.outcomes import Outcomes
from app.zendesk.sending import HELD, WAIT_IN_LINE, Sending
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import a_desk, a_record
from tests.store.kit import NOW, an_effect, opened

pytestmark = pytest.mark.anyio


async def test_a_hold_that_is_seen_between_the_claim_and_the_sending_stops_it_and_costs_no_try(tmp_path: Path) -> None:
    """Its look has stored the newer stamp as well: Zendesk would take the write."""
    clock: Any = FakeClock(NOW)
    desk, record, unused = a_desk(), a_record(), Any
    with opened(tmp_path) as database:
        outcomes = Outcomes(
            database=database,
            box=Inbox(database, clock, clock),
            desk=desk,
            clock=clock,
            zendesk_clock=ZendeskClock(clock),
            shadow=frozenset(),
            planned=lambda: None,
        )
        rest: Any = dict.fromkeys(("client", "drafting", "permits", "leases", "trouble"), unused)
        sending = Sending(outcomes=outcomes, desk=desk, shadow=frozenset(), **rest)
        await database.write(lambda c: tickets.save(c, record, 0))
        await database.write(lambda c: effects.plan(c, an_effect(), NOW, NOW))
        (claimed,) = await database.write(lambda c: outbox.claim(c, NOW, 10))
        held = replace(record, hold=True)
        await database.write(lambda c: tickets.save(c, held, 1))

        assert await sending.standing(claimed, held) == []

        (row,) = await database.read(lambda c: effects.history(c, record.ticket_id))
        assert (row.state, row.attempts, row.outcome) == ("planned", 0, HELD)
        later = NOW + WAIT_IN_LINE + timedelta(seconds=1)
        assert await database.write(lambda c: outbox.claim(c, later, 10)) == []
        await database.write(lambda c: tickets.save(c, record, 2))
        assert len(await database.write(lambda c: outbox.claim(c, later, 10))) == 1
