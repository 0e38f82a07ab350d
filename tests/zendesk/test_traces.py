"""What a ticket tells about a write of ours whose answer was lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.rules.effect import Change, Kind
from app.rules.outgoing import Intent
from app.rules.ticket import Priority, Tier
from app.zendesk.traces import Trace, trace
from tests.rules.kit import NOW, a_record, a_ticket

LATER = NOW + timedelta(seconds=9)
LEVEL = Change(add_tags=frozenset({"escalation_level_1"}), level=1, comment="for the staff")
RECORD = a_record()
BEFORE = a_ticket(tags=RECORD.tags, tier_field=Tier.TWO, level_field=0, updated_at=NOW)
AFTER = replace(BEFORE, tags=RECORD.tags | {"escalation_level_1"}, level_field=1, updated_at=LATER)


def seen(change: Change, ticket: Any) -> Trace:
    return trace([Intent("key", 1, Kind.ESCALATION, 1, change)], RECORD, ticket)


def test_a_ticket_as_we_left_it_has_seen_no_write() -> None:
    assert seen(LEVEL, BEFORE) is Trace.NONE


def test_a_ticket_that_shows_everything_has_seen_it() -> None:
    assert seen(LEVEL, AFTER) is Trace.ALL


def test_the_tag_that_a_drop_down_gave_up_is_not_missed() -> None:
    """Zendesk takes the option's old tag away when the field moves on, whatever set of tags was sent."""
    record = replace(RECORD, tags=RECORD.tags | {"escalation_level_0"})

    assert trace([Intent("key", 1, Kind.ESCALATION, 1, LEVEL)], record, AFTER) is Trace.ALL


@pytest.mark.parametrize(
    "ticket",
    [
        replace(BEFORE, updated_at=LATER),
        replace(AFTER, level_field=0),
        replace(AFTER, tags=RECORD.tags),
        replace(AFTER, tags=AFTER.tags | {"vip"}),
    ],
    ids=["other change", "only the tag", "only the field", "and a stranger's tag"],
)
def test_one_that_shows_only_some_is_unclear(ticket: Any) -> None:
    assert seen(LEVEL, ticket) is Trace.UNCLEAR


def test_a_write_within_the_second_of_the_stamp_is_not_taken_for_absent() -> None:
    assert seen(LEVEL, replace(AFTER, updated_at=NOW)) is Trace.UNCLEAR


def test_words_to_partners_are_never_taken_for_said_because_of_a_tag() -> None:
    assert seen(replace(LEVEL, public=True), AFTER) is Trace.UNCLEAR


@pytest.mark.parametrize("ticket", [BEFORE, AFTER], ids=["before", "after"])
def test_a_write_of_words_alone_leaves_nothing_to_be_seen(ticket: Any) -> None:
    assert seen(Change(comment="words"), ticket) is Trace.UNCLEAR


def test_one_mark_alone_could_be_a_persons() -> None:
    assert seen(Change(priority=Priority.URGENT), replace(BEFORE, priority=Priority.URGENT, updated_at=LATER)) is (
        Trace.UNCLEAR
    )
