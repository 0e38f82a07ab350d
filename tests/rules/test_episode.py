"""Of looks at the promises, many and by many, people hear twice: that it is bad, and that it is well again."""

from datetime import timedelta

import pytest

from app.rules.episode import Episode, follow
from tests.rules.kit import NOW


def lived(*looks: tuple[int, bool]) -> tuple[list[int], list[int]]:
    """Return the seconds at which people are told that it is bad, and that it is well."""
    known: Episode | None = None
    bad, well = [], []
    for second, is_ready in looks:
        before, known = known, follow(known, is_ready=is_ready, now=NOW + timedelta(seconds=second))
        was_told = before is not None and before.is_told
        if known is not None and known.is_told and not was_told:
            bad.append(second)
        if known is None and was_told:
            well.append(second)
    return bad, well


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([(0, True), (10, True)], ([], [])),
        ([(0, False), (50, False), (51, True), (111, True), (120, False), (170, False)], ([], [])),
        ([(0, False), (30, False), (60, False), (70, False)], ([60], [])),
        ([(0, False), (30, False), (60, False), (70, True), (119, True), (120, True)], ([60], [120])),
        ([(0, False), (1, True), (30, False), (31, True), (59, False), (61, False)], ([61], [])),
        ([(0, False), (30, False), (600, False), (630, False), (660, False)], ([660], [])),
        ([(0, False), (30, False), (60, False), (9000, False), (9060, True)], ([60], [9060])),
    ],
    ids=[
        "well",
        "a-blink-and-another",
        "told-once",
        "well-for-a-minute",
        "one-replica-well-the-other-not",
        "nobody-looked-meanwhile",
        "told-before-a-long-stop",
    ],
)
def test_people_hear_of_a_bad_minute_and_of_a_good_one(
    looks: list[tuple[int, bool]], expected: tuple[list[int], list[int]]
) -> None:
    assert lived(*looks) == expected


def test_an_episode_survives_its_row() -> None:
    one = Episode(NOW, NOW + timedelta(seconds=1), is_told=True)

    assert Episode.from_json(one.as_json()) == one
