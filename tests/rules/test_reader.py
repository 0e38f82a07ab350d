"""The reader's parts: own words, numbers, and failing calls to emergency services."""

import time

import pytest

from app.rules.numbers import counts, shares
from app.rules.reader import Reader
from app.rules.text import own_text
from app.rules.ticket import Report
from app.rules.vocabulary import Topic

READER = Reader(("lumen", "level3"), ("911", "112", "999"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("All is well here now.\n\n> all phones are down\n> 911 fails", "All is well here now."),
        ("This is our answer, thanks.\n-----Original Message-----\nall down", "This is our answer, thanks."),
        ("Please call us back today.\n-- \nBob, NOC, for outages call 555", "Please call us back today."),
        ("We have a question here.\nOn Mon, Jun 3, Ann wrote:\nall down", "We have a question here."),
    ],
    ids=["quote", "original-message", "signature", "wrote"],
)
def test_only_the_senders_own_words_are_read(text: str, kept: str) -> None:
    assert own_text(text).strip() == kept


def test_a_bare_forward_is_what_the_partner_reports() -> None:
    forwarded = "FYI\n\nFrom: Kim\nall four of the phones say no service since last night"

    assert "no service" in own_text(forwarded)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("3 of 400 phones", 0.75),
        ("three of 30 users", 10),
        ("96 out of 480 extensions", 20),
        ("15 % of calls", 15),
        ("half the agents", 40),
        ("2 de 64 habitaciones", 3.125),
        ("3/30 phones", 10),
    ],
)
def test_parts_of_wholes_are_read_as_percent(text: str, percent: float) -> None:
    assert shares(text)[0].percent == percent


@pytest.mark.parametrize("text", ["6/12 at 14:20", "since 10 of june", "12:30 to 14:00", "call 555-0142"])
def test_dates_times_and_numbers_are_no_shares(text: str) -> None:
    assert [one for one in shares(text) if one.percent < 100] == []


def test_counted_users_are_found() -> None:
    assert [value for value, _, _ in counts("34 phones and 1,900 seats")] == [34, 1900]


@pytest.mark.parametrize(
    "text",
    ["This is not an outage.", "What happens if all phones are down?", "All phones were down last week."],
    ids=["negated", "imagined", "past"],
)
def test_a_failure_that_is_negated_imagined_or_past_is_no_failure(text: str) -> None:
    facts = READER.read(Report("", text, "Acme"))

    assert not facts.has(Topic.DEAD, Topic.OUTAGE)


def test_a_word_is_not_found_inside_another() -> None:
    """'Please call me back' once read as 'all … back': an outage was taken for its end."""
    assert not READER.read(Report("", "All 12 phones are down. Please call me back.", "Acme")).has(Topic.RESTORED)


@pytest.mark.parametrize("piece", ["a", "911 ", "> ", "all phones down ", "(", "1 of ", "\n"])
def test_a_hostile_megabyte_is_read_in_a_moment(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.monotonic()

    READER.read(Report(text, text, "Acme"))

    assert time.monotonic() - started < 5, "reading must stay linear"
