"""Keeping the record true: what a look in the second of a ticket's last change leaves open."""

from datetime import timedelta

from app.rules.observation import in_an_open_second
from tests.rules.kit import a_record, a_ticket


def test_a_look_in_the_second_of_the_last_change_leaves_that_second_open() -> None:
    ticket = a_ticket()
    record = a_record(seen_updated_at=ticket.updated_at)

    assert in_an_open_second(record, ticket).open_second == ticket.updated_at


def test_who_knows_of_later_things_has_no_use_for_that_second() -> None:
    ticket = a_ticket()
    record = a_record(seen_updated_at=ticket.updated_at + timedelta(seconds=1))

    assert in_an_open_second(record, ticket) == record
