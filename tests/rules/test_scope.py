"""How many of how many: parts of wholes, counts, the others, those that work; and numbers that are none of these."""

import pytest

from app.rules.policy import Policy
from app.rules.reader import Facts, Reader, Told
from app.rules.scope import Base, Share
from app.rules.ticket import Form, Report

READER = Reader.by(Policy.shipped().lexicon)


def facts(text: str, form: Form | None = None) -> Facts:
    return READER.read(Report("", text, "Acme", form=form or Form()))


def told(text: str) -> Told:
    (one,) = facts(text).told
    return one


def share(text: str) -> Share:
    (one,) = told(text).shares
    return one


@pytest.mark.parametrize(
    ("text", "affected", "total"),
    [
        ("3 of 400 phones are dead", 3, 400),
        ("2 of our 40 handsets", 2, 40),
        ("three of thirty users", 3, 30),
        ("phone 3 of 18 is dead", 1, 18),
        ("phones 3 of 18 are dead", 3, 18),
        ("96 out of 480 extensions are down", 96, 480),
        ("3/30 phones are dead", 3, 30),
        ("1,200 of 2,400 seats", 1200, 2400),
        ("2 de 64 habitaciones", 2, 64),
        ("5 de las 20 extensiones", 5, 20),
        ("3 sur 40 postes en panne", 3, 40),
        ("28 of 30 phones still work", 2, 30),
        ("2 of 5 phones don't work", 2, 5),
        ("all 22 phones are dead", 22, 22),
        ("None of the 40 phones ring", 40, 40),
    ],
)
def test_a_part_of_a_whole_is_read_with_both_numbers(text: str, affected: int, total: int) -> None:
    one = share(text)

    assert (one.affected, one.total, one.base) == (affected, total, Base.USERS)
    assert one.percent == pytest.approx(100 * affected / total)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("15% of our users cannot call out", 15),
        ("20,5 % of users cannot call", 20.5),
        ("33 por ciento de los usuarios", 33),
        ("25 pour cent des utilisateurs", 25),
    ],
)
def test_a_percentage_of_users_is_a_share_of_users(text: str, percent: float) -> None:
    one = share(text)

    assert (one.percent, one.affected, one.total, one.base) == (percent, None, None, Base.USERS)


@pytest.mark.parametrize(
    "text", ["half the agents are down", "half of our phones", "more than half", "la mitad de los usuarios"]
)
def test_half_of_them_is_a_large_share_without_numbers(text: str) -> None:
    one = share(text)

    assert one.percent >= 30
    assert (one.affected, one.total) == (None, None)


@pytest.mark.parametrize(
    "text",
    ["15 % of calls drop", "9 of 10 calls have echo", "2 of 60 test calls failed", "3 of 10 attempts, each call"],
)
def test_calls_are_no_users(text: str) -> None:
    assert share(text).base is Base.CALLS
    assert facts(text).user_shares == ()


@pytest.mark.parametrize(
    "text",
    [
        "6/12 at 14:20",
        "3/12",
        "since 10 of june",
        "12:30 to 14:00",
        "call 206-555-0142",
        "9 of 3 phones",
        "version 12 of the firmware",
        "150 % of the phones",
        "5 of 999999999 phones",
    ],
)
def test_dates_times_and_numbers_are_no_shares(text: str) -> None:
    assert told(text).shares == ()


def test_a_share_points_at_its_words() -> None:
    text = "Since noon, 96 out of 480 extensions are down"
    one = share(text)

    assert text[one.start : one.end] == "96 out of 480"


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("34 phones and 1,900 seats", [(34, "PHONE"), (1900, "PHONE")]),
        ("four agents cannot dial", [(4, "USER")]),
        ("two hundred and fifty handsets are dead", [(250, "PHONE")]),
        ("12 rooms and three sites", [(12, "room"), (3, "SITE")]),
        ("16 new Polycom phones", [(16, "PHONE")]),
        ("about 16 units", [(16, "unit")]),
        ("at 10:30 phones rang", []),
        ("firmware 12", []),
    ],
)
def test_counted_units_are_found(text: str, counted: list[tuple[int, str]]) -> None:
    assert [(one.value, one.unit) for one in told(text).counts] == counted


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("The other 250 work fine", (250,)),
        ("The remaining 12 handsets are up", (12,)),
        ("12 others work", (12,)),
        ("the rest of the users, 12, are fine", (12,)),
        ("12 phones work", ()),
    ],
)
def test_the_others_are_known_as_such(text: str, others: tuple[int, ...]) -> None:
    assert told(text).others == others


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("36 phones still work", (36,)),
        ("Only 4 phones work", (4,)),
        ("The other 250 are fine", (250,)),
        ("4 phones don't work", ()),
        ("12 users cannot get it to work", ()),
        ("All phones work", ()),
    ],
)
def test_those_that_work_are_known_as_such(text: str, working: tuple[int, ...]) -> None:
    assert told(text).working == working


@pytest.mark.parametrize(
    ("text", "form", "percent"),
    [
        ("6 phones are dead. The other 54 work.", Form(), 10),
        ("6 phones are dead. 60 phones in all.", Form(), 10),
        ("6 phones are dead.", Form(total_users=60), 10),
        ("6 phones are dead.", Form(), None),
        ("We have 60 phones. The other 54 work.", Form(), None),
    ],
)
def test_a_share_is_computed_from_a_count_beside_a_fault_and_a_base(
    text: str, form: Form, percent: float | None
) -> None:
    assert facts(text, form).computed_share == percent
