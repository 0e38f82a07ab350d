"""Which partner a name means."""

import pytest

from app.errors import InvalidInput
from app.ledger.partners import partner_named

KNOWN = ["Acme", "Acme West", "Blue Sky Voice", "bluesky", "Straße Telecom"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Acme", "Acme"),
        ("acme", "Acme"),
        ("west", "Acme West"),
        ("BLUE SKY", "Blue Sky Voice"),
        ("STRASSE", "Straße Telecom"),
        (" acme west ", "Acme West"),
    ],
)
def test_a_name_is_found_exactly_then_in_other_case_then_by_a_part(wanted: str, found: str) -> None:
    assert partner_named(wanted, KNOWN) == found


def test_several_that_fit_are_listed() -> None:
    with pytest.raises(InvalidInput, match=r"'blu' fits several: 'Blue Sky Voice', 'bluesky'\. Write more"):
        partner_named("blu", KNOWN)
    with pytest.raises(InvalidInput, match="fits several: 'ACME', 'Acme'"):
        partner_named("acmE", ["Acme", "ACME"])


@pytest.mark.parametrize("wanted", ["nobody", "", "  "])
def test_an_unknown_one_is_told_with_those_that_are_known(wanted: str) -> None:
    with pytest.raises(InvalidInput, match=r"there is no such partner\. Known are 'Acme', 'Acme West',"):
        partner_named(wanted, KNOWN)


def test_a_long_list_ends_with_how_many_more_there_are() -> None:
    with pytest.raises(InvalidInput, match="and 90 more"):
        partner_named("x", [f"partner {number}" for number in range(100)])


def test_an_empty_database_says_so() -> None:
    with pytest.raises(InvalidInput, match="knows no partner yet"):
        partner_named("Acme", [])


def test_names_cannot_steer_the_terminal() -> None:
    with pytest.raises(InvalidInput) as caught:
        partner_named("a", ["\x1b[2Ja", "\u202ea"])
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)
