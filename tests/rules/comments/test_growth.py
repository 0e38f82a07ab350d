"""How many have come to those the ticket knows, where no word of failure stands beside the count."""

import pytest

from app.rules.comments.fresh import sentences
from app.rules.comments.growth import grown, size_of


def share(words: str, base: float | None = 44.0, part: float | None = 4.0) -> tuple[float, float] | None:
    found = grown(sentences(words), base, part)
    return None if found is None else found[:2]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("The other 40 too, since ten.", (44, 44)),
        ("Now the other forty.", (44, 44)),
        ("los otros cuarenta también", (44, 44)),
        ("The other six are in it as well.", (10, 44)),
        ("4 -> 37", (37, 44)),
        ("make that 31 desks", (31, 44)),
        ("201 204 207 209 211 is the list", (5, 44)),
        ("On the whiteboard: 17, 18, 21 and 33.", (4, 44)),
        ("The other 40 are fine now.", None),
        ("The other 40 get new PoE boards too.", None),
        ("The other two hours too.", None),
        ("5 -> 37", None),
        ("4 -> 2", None),
        ("make that 3 pm", None),
        ("make that 60", None),
        ("201 204 207", None),
        ("We tested 201 204 207 209.", None),
        ("Is it the other 40 too?", None),
    ],
)
def test_a_jotted_count_tells_how_many_of_how_many(words: str, shown: tuple[int, int] | None) -> None:
    assert share(words) == shown


def test_the_others_are_added_to_the_one_whom_a_ticket_without_numbers_tells() -> None:
    assert share("the other 30 too now", base=None, part=None) == (31, 31)


def test_a_list_is_a_share_of_a_size_only() -> None:
    assert share("201 204 207 209 211", base=None) is None


@pytest.mark.parametrize(
    ("ticket", "size"),
    [
        ("They have extensions 10 to 19.", 10),
        ("Extensions 30-49, one without sound.", 20),
        ("Extension 12 is silent.", None),
        ("Rooms 19 to 10.", None),
    ],
)
def test_the_first_and_the_last_extension_tell_how_many_there_are(ticket: str, size: int | None) -> None:
    assert size_of(ticket) == size
