"""Lists in a ticket: which items are found, where they stand, and which are taken back."""

import pytest

from app.rules.items import items


def texts(text: str) -> list[str]:
    return [" ".join(item.text.split()) for item in items(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Hi!\n1. One thing\n2. Another thing",
        "Hi! 1) One thing 2) Another thing",
        "Hi: (1) One thing (2) Another thing",
        "Two things: 1. One thing. 2. Another thing",
        "a) One thing\nb) Another thing",
        "> 1. One thing\n> 2. Another thing",
        "1.One thing\n2.Another thing\n\nRegards, Ann",
    ],
    ids=["lines", "in a row", "in brackets", "in a row with points", "letters", "quoted", "no blanks, and a greeting"],
)
def test_a_list_is_found_however_it_is_numbered(text: str) -> None:
    assert [one.rstrip(".") for one in texts(text)] == ["One thing", "Another thing"]


@pytest.mark.parametrize(
    "text",
    [
        "How do I set up call forwarding?",
        "The port is on the 1. of June at 2. The other is later.",
        "Their address is 2. Main Street, suite 1) please.",
        "They weigh (a) the app, (b) a hunt group, (c) an answering service.",
        "Please add:\n- Ann\n- Bob\n- Ext 204",
        "- Customer: Pike Legal Office\n- Users affected: 3 of 40\n- What we tried: rebooted both phones",
    ],
    ids=["no list", "dates", "out of order", "parts of a sentence", "names under a request", "a form"],
)
def test_what_only_looks_like_a_list_has_no_items(text: str) -> None:
    assert texts(text) == []


def test_sentences_behind_bullets_are_items() -> None:
    found = texts("Questions:\n- How do I rename user 12?\n- One user gets other people's calls.")

    assert found == ["How do I rename user 12?", "One user gets other people's calls."]


def test_each_item_stands_where_it_says() -> None:
    """Evidence of an item is shown in the whole description."""
    text = "> Hi\n> 1. The gym is quiet\n>    on Mondays.\n> 2. Room 12 is loud."

    for item in items(text):
        part = text[item.start : item.start + len(item.text)]

        assert part.replace(">", " ") == item.text


@pytest.mark.parametrize(
    "taken_back", ["So ignore 2.", "Please disregard item 2", "Olvide el punto 2", "Oubliez le 2."]
)
def test_an_item_that_is_taken_back_is_none(taken_back: str) -> None:
    assert texts(f"1. Rename user 12.\n2. The lobby phone is dead.\n\n{taken_back}") == ["Rename user 12."]


def test_a_long_list_is_read_to_a_limit() -> None:
    assert len(items("\n".join(f"- The phone number {n} is quiet" for n in range(500)))) == 12
