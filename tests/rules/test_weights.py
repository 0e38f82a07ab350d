"""Tables of weights: sums over packed rows are the sums of the rows."""

import random

import pytest

from app.rules.weights import LENGTH, Weights

LINES = (
    "# feature, rarity, weights",
    "(columns)\ta\tb",
    "(bias)\t10\t",
    "x\t200\t50\t-100",
    "y\t100\t\t300",
    "# y\t100\t100\t100",
)


def test_a_single_feature_counts_with_its_weight_at_the_length_of_the_vector() -> None:
    scores, _ = Weights(LINES).scores(["x"])

    assert scores == pytest.approx([0.1 + LENGTH * 0.5, -LENGTH * 1.0])


def test_features_add_up_by_their_rarity() -> None:
    scores, unit = Weights(LINES).scores(["x", "y", "unknown"])
    factor = LENGTH / (2.0**2 + 1.0**2) ** 0.5

    assert unit == pytest.approx(factor / 1e4)
    assert scores == pytest.approx([0.1 + factor * 2.0 * 0.5, factor * (2.0 * -1.0 + 1.0 * 3.0)])


def test_without_a_known_feature_the_bias_is_all() -> None:
    assert Weights(LINES).scores(["unknown"])[0] == [0.1, 0.0]
    assert not dict(Weights(LINES).rows(["unknown"], (0, 1)))


def test_a_row_tells_what_a_feature_adds_in_ten_thousandths() -> None:
    assert dict(Weights(LINES).rows(["x", "y"], (0, 1))) == {"x": [200 * 50, 200 * -100], "y": [0, 100 * 300]}
    assert dict(Weights(LINES).rows(["x"], [1])) == {"x": [200 * -100]}


def test_a_feature_may_begin_like_a_comment() -> None:
    assert "# y" in set(Weights(LINES))


def test_packed_sums_are_plain_sums() -> None:
    chance = random.Random(7)
    rows = {f"f{n}": [chance.randint(1, 900), *(chance.randint(-5000, 5000) for _ in range(5))] for n in range(200)}
    lines = ("\t".join((name, *map(str, row))) for name, row in rows.items())
    table = Weights(("(columns)\ta\tb\tc\td\te", "(bias)\t\t\t\t\t", *lines))

    for _ in range(20):
        names = chance.sample(sorted(rows), 80)
        scores, unit = table.scores(names)

        plain = [sum(rows[name][0] * rows[name][1 + column] for name in names) for column in range(5)]
        assert unit == pytest.approx(LENGTH / sum((rows[name][0] / 100) ** 2 for name in names) ** 0.5 / 1e4)
        assert scores == pytest.approx([unit * value for value in plain])


def test_a_table_read_as_a_whole_tells_what_one_read_row_by_row_tells() -> None:
    whole = Weights(LINES)
    whole.pack()

    assert whole.scores(["x", "y", "unknown"]) == Weights(LINES).scores(["x", "y", "unknown"])
