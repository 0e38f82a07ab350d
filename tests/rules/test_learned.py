"""The learned reader with weights made by hand: what it makes of features, and what it names as reasons."""

import math
from itertools import combinations

import pytest

from app.rules.features import OF_WORDS, Features, Seen
from app.rules.learned import PLAIN, Learned, Opinion

COLUMNS = "(columns)\thow-to 1 -\tno-case 1\tdegraded 2\tall-down 3\tsole-line 3"
NO_BIAS = "(bias)\t0\t0\t0\t0\t0"
SAME = ("(bias)\t0\t0\t0\t0", "(words 1)\t1000\t0\t0\t0", "(words 2)\t0\t1000\t0\t0",
        "(words 3)\t0\t0\t1000\t0", "(words refusal)\t0\t0\t0\t-9000")  # fmt: skip
"""A last look that leaves the tiers as the words have them."""
WEIGHTS = (
    "# name, rarity, weights",
    "",
    COLUMNS,
    NO_BIAS,
    "w:ring\t100\t160\t\t\t-20\t-20",
    "w:thanks\t100\t0\t160\t0\t-20\t-20",
    "w:echo\t100\t0\t0\t150\t0\t0",
    "w:dead\t200\t-10\t-10\t0\t140\t0",
    "w:line\t100\t0\t0\t0\t0\t120",
)
LETTERS = ("\t".join(("(columns)", *map(str, PLAIN))), "(bias)\t0\t0\t0\t0", " dead \t100\t0\t0\t0\t300")


def read(
    *parts: Seen,
    weights: tuple[str, ...] = WEIGHTS,
    last: tuple[str, ...] = SAME,
    texts: tuple[str, ...] = (),
) -> Opinion:
    seen: Seen = {}
    for part in parts:
        seen = {**part, **seen}
    return Learned.from_lines(weights, LETTERS, last).read(Features(seen, texts))


def at(start: int, end: int) -> tuple[str, int, int]:
    return "description", start, end


RING: Seen = {"w:ring": at(0, 4)}
ECHO: Seen = {"w:echo": at(10, 14)}
DEAD: Seen = {"w:dead": at(90, 94)}


def likeliest(opinion: Opinion) -> int:
    return 1 + opinion.tiers.index(max(opinion.tiers))


@pytest.mark.parametrize(("part", "tier"), [(RING, 1), (ECHO, 2), (DEAD, 3)], ids=["ring", "echo", "dead"])
def test_weights_speak_for_their_tier(part: Seen, tier: int) -> None:
    assert likeliest(read(part)) == tier


def test_the_kinds_of_a_tier_count_together() -> None:
    columns = "(columns)\tdegraded 2\tall-down 3\tsole-line 3"
    weights = (columns, "(bias)\t0\t0\t0", "w:quiet\t100\t40\t30\t30")

    assert likeliest(read({"w:quiet": at(0, 5)}, weights=weights)) == 3


def test_the_likeliest_kind_of_the_tier_is_named() -> None:
    assert read(DEAD).kind == "all-down"
    assert read({"w:line": at(0, 4)}).kind == "sole-line"
    assert read(RING).kind == "how-to"


def test_an_opinion_sums_to_one_and_a_refusal_is_a_probability() -> None:
    for parts in ((), ({},), (RING,), (RING, ECHO, DEAD), ({"w:unknown": None},)):
        opinion = read(*parts)

        assert math.isclose(sum(opinion.tiers), 1)
        assert all(0 <= chance <= 1 for chance in (*opinion.tiers, opinion.refusal))


def test_without_a_known_feature_the_bias_alone_speaks() -> None:
    weights = (COLUMNS, "(bias)\t0\t0\t9000\t0\t0", *WEIGHTS[4:])

    assert likeliest(read({"w:unknown": at(0, 1)}, weights=weights)) == 2
    assert read({"w:unknown": at(0, 1)}).tiers == pytest.approx((2 / 5, 1 / 5, 2 / 5))
    assert read({"w:unknown": at(0, 1)}).reasons == ()


def test_weights_of_any_size_overflow_nothing() -> None:
    weights = (COLUMNS, NO_BIAS, "w:ring\t1000\t99999999\t0\t0\t-99999999\t-99999999")

    opinion = read(RING, weights=weights)

    assert likeliest(opinion) == 1
    assert math.isclose(sum(opinion.tiers), 1)
    assert 0 <= opinion.refusal <= 1


def test_what_speaks_for_a_kind_that_is_not_refused_lowers_a_refusal() -> None:
    assert read({"w:thanks": at(0, 6)}).tiers[0] > 0.8
    assert read({"w:thanks": at(0, 6)}).refusal < 0.9 < read(RING).refusal


def test_the_last_look_weighs_facts_and_letters_beside_the_words() -> None:
    sign = {"D:all-down": at(0, 4)}
    heeds_letters = (*SAME, "(letters 3)\t0\t0\t9000\t0")

    assert likeliest(read({**RING, **sign})) == 1
    assert likeliest(read({**RING, **sign}, last=(*SAME, "D:all-down\t0\t0\t9000\t0"))) == 3
    assert read(DEAD, last=heeds_letters, texts=(" dead ",)).tiers[2] > 0.9
    assert read(DEAD, last=heeds_letters, texts=("unkn",)).tiers[2] < 0.1


def test_the_last_look_can_weigh_a_kind_by_itself() -> None:
    last = (*SAME, "(words sole-line 3)\t0\t9000\t0\t0")

    assert likeliest(read({"w:line": at(0, 4)}, last=last)) == 2
    assert likeliest(read(DEAD, last=last)) == 3


# --- reasons ----------------------------------------------------------------------------------------------------------


def test_reasons_are_the_strongest_words_for_the_likeliest_tier() -> None:
    opinion = read(RING, ECHO, DEAD)

    assert likeliest(opinion) == 3
    assert [reason.name for reason in opinion.reasons] == ["w:dead"]
    assert opinion.reasons[0].place == at(90, 94)


def test_reasons_do_not_overlap() -> None:
    weights = (COLUMNS, NO_BIAS, *(
        f"w:{name}\t100\t0\t0\t0\t{weight}\t0"
        for name, weight in zip("abcde", range(50, 550, 100), strict=True)
    ))  # fmt: skip
    places = {"w:a": at(0, 4), "w:b": at(5, 9), "w:c": at(2, 7), "w:d": at(20, 24), "w:e": at(22, 30)}

    reasons = read(dict(places), weights=weights).reasons

    assert [reason.name for reason in reasons] == ["w:e", "w:c"]
    for one, other in combinations(reasons, 2):
        assert one.place is not None
        assert other.place is not None
        assert one.place[2] <= other.place[1] or other.place[2] <= one.place[1]


def test_the_same_place_in_subject_and_description_is_two_places() -> None:
    weights = (COLUMNS, NO_BIAS, "w:a\t100\t0\t0\t0\t50\t0", "w:b\t100\t0\t0\t0\t50\t0")

    reasons = read({"w:a": ("subject", 0, 4), "w:b": at(0, 4)}, weights=weights).reasons

    assert {reason.name for reason in reasons} == {"w:a", "w:b"}


def test_a_feature_without_words_is_no_reason() -> None:
    assert read({"w:dead": None}).reasons == ()


def test_at_most_five_reasons_are_given() -> None:
    weights = (COLUMNS, NO_BIAS, *(f"w:{n}\t100\t0\t0\t0\t50\t0" for n in range(9)))

    assert len(read({f"w:{n}": at(10 * n, 10 * n + 5) for n in range(9)}, weights=weights).reasons) == 5


# --- the weights that ship --------------------------------------------------------------------------------------------


def test_the_shipped_weights_know_every_kind_of_feature_and_ticket() -> None:
    shipped = Learned.shipped()

    assert {key[0] for key in shipped.words.weights if isinstance(key, tuple)} == OF_WORDS
    assert {"the", "phones", "s dead"} <= set(shipped.letters.weights)
    assert {kind.tier for kind in shipped.words.kinds} == {1, 2, 3}
    assert {"large-share", "emergency-fault", "how-to", "degraded"} <= {kind.name for kind in shipped.words.kinds}
