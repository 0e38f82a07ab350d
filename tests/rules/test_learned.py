"""The learned reader with weights made by hand: what it makes of features, and what it names as reasons."""

import math
from itertools import combinations

import pytest

from app.rules.features import Features, Seen
from app.rules.learned import Learned, Opinion

SAME = ("(bias)\t0\t0\t0\t0", "(one)\t1000\t0\t0\t0", "(two)\t0\t1000\t0\t0", "(three)\t0\t0\t1000\t0",
        "(refusal)\t0\t0\t0\t1000")  # fmt: skip
"""A second look that leaves the tiers of the first as they are."""
WEIGHTS = (
    "# name, rarity, weights",
    "",
    "(bias)\t0\t0\t0\t0",
    "w:ring\t1000\t600\t0\t-200\t-500\t600\t0\t-200\t-500",
    "w:echo\t1000\t0\t500\t0\t200\t0\t500\t0\t200",
    "w:dead\t2000\t-100\t0\t400\t500\t-300\t0\t900\t900",
)


def read(*sentences: Seen, weights: tuple[str, ...] = WEIGHTS, second: tuple[str, ...] = SAME) -> Opinion:
    whole: Seen = {}
    for sentence in sentences:
        whole = {**sentence, **whole}
    return Learned.from_lines(weights, second).read(Features(sentences or [{}], whole))


def at(start: int, end: int) -> tuple[str, int, int]:
    return "description", start, end


RING: Seen = {"w:ring": at(0, 4)}
ECHO: Seen = {"w:echo": at(10, 14)}
DEAD: Seen = {"w:dead": at(90, 94)}


def likeliest(opinion: Opinion) -> int:
    return 1 + opinion.tiers.index(max(opinion.tiers))


@pytest.mark.parametrize(("sentence", "tier"), [(RING, 1), (ECHO, 2), (DEAD, 3)], ids=["ring", "echo", "dead"])
def test_weights_speak_for_their_tier(sentence: Seen, tier: int) -> None:
    assert likeliest(read(sentence)) == tier


def test_an_outage_in_the_fourth_sentence_outweighs_three_harmless_ones() -> None:
    harmless: list[Seen] = [{f"w:ring{n}": at(n, n + 1), "w:ring": at(n, n + 1)} for n in range(3)]

    assert likeliest(read(*harmless)) == 1
    assert likeliest(read(*harmless, DEAD)) == 3


def test_the_order_of_sentences_does_not_matter() -> None:
    assert read(RING, ECHO, DEAD).tiers == pytest.approx(read(DEAD, RING, ECHO).tiers)


def test_an_opinion_sums_to_one_and_a_refusal_is_a_probability() -> None:
    for sentences in ((), ({},), (RING,), (RING, ECHO, DEAD), ({"w:unknown": None},)):
        opinion = read(*sentences)

        assert math.isclose(sum(opinion.tiers), 1)
        assert all(0 <= chance <= 1 for chance in (*opinion.tiers, opinion.refusal))


def test_without_a_known_feature_the_bias_alone_speaks() -> None:
    weights = ("(bias)\t0\t2000\t0\t0", *WEIGHTS[3:])

    assert likeliest(read({"w:unknown": at(0, 1)}, weights=weights)) == 2
    assert read({"w:unknown": at(0, 1)}).tiers == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert read({"w:unknown": at(0, 1)}).reasons == ()


def test_weights_of_any_size_overflow_nothing() -> None:
    weights = ("w:ring\t1000\t99999999\t0\t-99999999\t-99999999\t99999999\t0\t-99999999\t99999999",)

    opinion = read(RING, weights=weights)

    assert likeliest(opinion) == 1
    assert math.isclose(sum(opinion.tiers), 1)
    assert 0 <= opinion.refusal <= 1


def test_what_speaks_against_a_refusal_lowers_it() -> None:
    second = (*SAME[:4], "(refusal)\t0\t0\t0\t-9000")

    assert read(DEAD, second=second).refusal < read(RING, second=second).refusal


def test_the_second_look_weighs_facts_beside_the_first() -> None:
    sign = {"D:all-down": at(0, 4)}

    assert likeliest(read({**RING, **sign})) == 1
    assert likeliest(read({**RING, **sign}, second=(*SAME, "D:all-down\t0\t0\t9000\t0"))) == 3


# --- reasons ----------------------------------------------------------------------------------------------------------


def test_reasons_are_the_strongest_words_for_the_likeliest_tier() -> None:
    opinion = read(RING, ECHO, DEAD)

    assert likeliest(opinion) == 3
    assert [reason.name for reason in opinion.reasons] == ["w:dead"]
    assert opinion.reasons[0].place == at(90, 94)


def test_reasons_do_not_overlap() -> None:
    weights = tuple(
        f"w:{name}\t1000\t0\t0\t{weight}\t0\t0\t0\t0\t0"
        for name, weight in zip("abcde", range(50, 550, 100), strict=True)
    )
    places = {"w:a": at(0, 4), "w:b": at(5, 9), "w:c": at(2, 7), "w:d": at(20, 24), "w:e": at(22, 30)}

    reasons = read(dict(places), weights=weights).reasons

    assert [reason.name for reason in reasons] == ["w:e", "w:c"]
    for one, other in combinations(reasons, 2):
        assert one.place is not None
        assert other.place is not None
        assert one.place[2] <= other.place[1] or other.place[2] <= one.place[1]


def test_the_same_place_in_subject_and_description_is_two_places() -> None:
    weights = ("w:a\t1000\t0\t0\t500\t0\t0\t0\t0\t0", "w:b\t1000\t0\t0\t500\t0\t0\t0\t0\t0")

    reasons = read({"w:a": ("subject", 0, 4), "w:b": at(0, 4)}, weights=weights).reasons

    assert {reason.name for reason in reasons} == {"w:a", "w:b"}


def test_a_feature_without_words_is_no_reason() -> None:
    assert read({"w:dead": None}).reasons == ()


def test_at_most_five_reasons_are_given() -> None:
    weights = tuple(f"w:{n}\t1000\t0\t0\t500\t0\t0\t0\t0\t0" for n in range(9))

    assert len(read({f"w:{n}": at(10 * n, 10 * n + 5) for n in range(9)}, weights=weights).reasons) == 5


# --- the weights that ship --------------------------------------------------------------------------------------------


def test_the_shipped_weights_know_every_kind_of_feature() -> None:
    shipped = Learned.shipped()
    kinds = {name.partition(":")[0] for name in shipped._weights}

    assert {"w", "m", "q", "b", "r", "sw", "C"} <= kinds
    assert all(len(weights) == 9 and weights[0] > 0 for weights in shipped._weights.values())
