"""Shares of users without calls: which number is the part, which the whole, and whether those counted work."""

import pytest

from app.rules.policy import Policy
from app.rules.reader import Facts, Reader
from app.rules.shares.reading import signs
from app.rules.signs import Sign
from app.rules.ticket import Form, Report

READER = Reader.by(Policy.shipped().lexicon)


def _facts(subject: str, text: str, form: Form | None = None) -> Facts:
    return READER.read(Report(subject, text, form=form or Form()))


def _signs(text: str, form: Form | None = None) -> list[Sign]:
    return list(signs(_facts("phones", text, form), 10.0))


def _told(text: str, form: Form | None = None) -> list[tuple[str, int | None]]:
    return [(one.name, None if one.percent is None else round(one.percent)) for one in _signs(text, form)]


@pytest.mark.parametrize(
    ("text", "name", "percent"),
    [
        ("31 of our 40 handsets are dead since noon.", "large-share", 78),
        ("Phone 3 of 18 is dead.", "small-share", 6),
        ("Seats 44, 45, 58 of sixty hear nothing.", "small-share", 5),
        ("Users 40, 38 of 40 without dial tone.", "large-share", 95),
        ("Handset 12 of 14 dead.", "large-share", 86),
        ("Line 1 of 12, line 2 of 12 and line 3 of 12 are dead.", "large-share", 25),
        ("pickers (70) ok\npackers (48) ok\ncustoms (5) nothing\nexport (2) nothing\noffice (21) ok", "small-share", 5),
        ("Anna (11): dead\nBob (12): dead\nCarl (91): ok\nDora (92): ok\nEve (93): ok", "large-share", 40),
        ("User (7) dead\nUser (8) dead\nUser (70) ok\nUser (71) ok\nUser (72) ok", "large-share", 40),
        (
            "Only 2 of 20 phones in the annex work. The other 60 phones in the same building are fine.",
            "large-share",
            90,
        ),
        ("9 of 10 phones are dead at our store. In the office, the other 200 are fine.", "large-share", 90),
        ("9 of 10 phones are dead. The other 95 in the same building are fine.", "large-share", 90),
        ("Lobby (7) dead\nBar (8) dead\nSpa (9) dead\nGym (700) ok\nPool (701) ok", "large-share", 60),
        ("15 of 20 phones are always busy when you ring them.", "large-share", 75),
        ("12 of the 20 other phones are dead too.", "large-share", 60),
        ("4 of 90 phones have no tone at one of our customers.", "small-share", 4),
        ("We got 5 calls, 30 handsets are dead there. The customer has 34 handsets.", "large-share", 88),
        ("Three call takers of 40 cannot be reached.", "small-share", 8),
        ("Six desks can't dial out. The other 204 can. Trace: cause 57 from 198.51.100.40.", "small-share", 3),
        ("No calls. It's five desks. The other 81 people in the same building (sales) are not hit.", "small-share", 6),
        ("3 of ten desks are dead. The 140 other people in that hall have phones that work.", "small-share", 2),
        ("7 of 10 phones in Boston are dead. The other 300 users in the other offices are fine.", "large-share", 70),
        ("5 of 50 phones can't make calls.", "large-share", 10),
        ("3 out of 250 phones can't make calls.", "small-share", 1),
        ("One handset of sixty has no dial tone.", "small-share", 2),
        ("Of the 9 lines at the vet three are dead.", "large-share", 33),
        ("A third of the office has no calls.", "large-share", 33),
        ("Half of the agents can't be reached.", "large-share", 50),
        ("15% of the agents can't dial.", "large-share", 15),
        ("Only 2 of the 14 phones still work.", "large-share", 86),
        ("All but two of the nine handsets are dead.", "large-share", 78),
        ("Two phones have no calls at all. The other 58 are fine.", "small-share", 3),
        ("Six extensions are dead. The office has 20 phones in total.", "large-share", 30),
        ("101 ok\n102 no\n103 no\n104 ok\n105 ok", "large-share", 40),
        ("Dead: 101 102 104 109\nAlive: 103 105 106 107 108 110", "large-share", 40),
        ("Extensions 400-419 are dead. 120 handsets altogether.", "large-share", 17),
        ("Lab: silent. Dryer: works. Scale: silent. Gate: works.", "large-share", 50),
        ("27 of their 90 are off by now.", "large-share", 30),
        ("De los 70 internos, 22 no tienen tono desde anoche.", "large-share", 31),
        ("Sur 50 agents, 18 n'ont plus de tonalité.", "large-share", 36),
    ],
)
def test_a_share_without_calls_is_counted_the_right_way_round(text: str, name: str, percent: int) -> None:
    assert _told(text) == [(name, percent)]


@pytest.mark.parametrize(
    "text",
    [
        "Phone 3 of 18 rings, the other phones are dead.",
        "Everything is dead except phone 3 of 18.",
        "One of our 140 customers is dead.",
        "15 of the 7,500 handsets we look after are dead.",
        "How do I remove 5 of the 10 users?",
        "12 of the 20 users want a new ring tone.",
        "None of the 12 phones failed.",
        "Calls are choppy on 8 of the 10 phones.",
        "Please suspend 12 of the 19 phones for August.",
        "Thanks for the 20% discount on handsets.",
        "Call volume is down 40 percent this week.",
        "25 of 50 phones were dead, you fixed it. Please send the reason for it.",
        "All six phones are dead as a digger cut the fibre, no action for you.",
    ],
)
def test_wishes_past_outages_and_other_percentages_are_no_share_without_calls(text: str) -> None:
    assert not {name for name, _ in _told(text)} & {"large-share", "small-share"}


def test_an_hour_of_the_day_is_no_count() -> None:
    assert _told("Sin tono desde ayer a las 5 de la tarde. Son 63 extensiones.") == []


def test_a_share_that_nothing_is_wrong_with_is_harmless() -> None:
    assert _told("12 of the 20 users want a new greeting.") == [("share-harmless", 60)]


def test_a_number_of_dead_phones_without_a_total_is_a_count() -> None:
    assert _told("Six handsets are dead since lunch.") == [("count-without-base", None)]


def test_the_total_of_the_form_is_the_base_of_a_count() -> None:
    assert _told("Six handsets are dead since lunch.", Form(total_users=30)) == [("large-share", 20)]


def test_the_form_counts_where_the_text_gives_no_figures() -> None:
    assert _told("Agents can't make calls.", Form(affected_users=9, total_users=30)) == [("large-share", 30)]


def test_a_share_of_calls_is_not_a_share_of_users() -> None:
    assert _told("Two thirds of the calls get a busy tone.") == [("large-share-of-calls", 67)]


def test_a_restored_share_is_named_with_what_is_left() -> None:
    assert ("share-restored", 4) in _told("46 of 48 phones are back. Two still have no dial tone.")


def test_the_words_that_tell_the_share_are_marked() -> None:
    (found,) = _signs("Sadly 31 of our 40 handsets are dead.")
    assert "Sadly 31 of our 40 handsets are dead."[found.start : found.end] == "31 of our 40"


def test_a_share_in_the_subject_alone_shows_nothing() -> None:
    assert "large-share" not in {one.name for one in signs(_facts("22 of 45 desks dead", "Please close."), 10.0)}


def test_nothing_working_of_all_is_all() -> None:
    assert _told("0 of 124 phones register since noon.") == [("large-share", 100)]


@pytest.mark.parametrize(
    "end", ["That's all they have.", "Those are all there are.", "Son todas las que hay.", "C'est tout ce qu'ils ont."]
)
def test_those_counted_are_everybody_where_the_text_says_so_whatever_the_form_counts(end: str) -> None:
    dead = "Three handsets are dead since lunch."
    assert _told(f"{dead} {end}", Form(affected_users=3, total_users=80)) == [("large-share", 100)]
    assert _told(dead, Form(affected_users=3, total_users=80)) == [("small-share", 4)]


def test_a_very_long_list_is_read_without_delay_and_without_error() -> None:
    assert all(0 <= (one.percent or 0) <= 100 for one in _signs("31 of 40 phones are dead and 101 102 103 " * 400))
