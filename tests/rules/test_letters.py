"""Letters as they are written: each six in a row within a text, and each word."""

from app.rules.letters import groups


def test_six_letters_in_a_row_are_read_across_the_gaps_between_words() -> None:
    assert groups([" we do "]) == {" we do", "we do ", "we", "do"}


def test_no_group_reaches_from_one_text_into_the_next() -> None:
    assert groups(["fone", " dead "]) == {"fone", " dead ", "dead"}


def test_what_is_told_twice_is_one() -> None:
    assert groups([" dead ", " dead ", "dead"]) == {" dead ", "dead"}


def test_nothing_has_no_letters() -> None:
    assert groups(["", "  "]) == set()
