"""Groups of letters: what is read of texts at once is what each group by itself would have added."""

import random

from app.rules.letters import Groups, groups, stretches
from app.rules.weights import Weights

HEAD = ("(columns)\ta\tb", "(bias)\t0\t0")


def table(*rows: str) -> Weights:
    return Weights((*HEAD, *rows))


def read(weights: Weights, *texts: str) -> list[float]:
    return weights.scores_of(Groups(weights).sum(texts))[0]


def test_groups_of_four_to_six_letters_are_read_within_a_text() -> None:
    assert groups([" dead ", "fone"]) == {" dea", " dead", " dead ", "dead", "dead ", "ead ", "fone"}
    assert groups(["abc", ""]) == set()
    assert stretches([" dead "]) == {" dead ", "dead ", "ead "}


def test_a_group_is_known_where_longer_ones_are_not() -> None:
    weights = table("dead\t100\t30\t", "deadli\t100\t\t70")

    assert read(weights, "deadly") == weights.scores(["dead"])[0]
    assert read(weights, "deadline") == weights.scores(["dead", "deadli"])[0]


def test_a_group_counts_once_and_two_that_weigh_the_same_count_both() -> None:
    weights = table("dead\t100\t30\t", "fone\t100\t30\t")

    assert read(weights, "dead dead", "dead") == weights.scores(["dead"])[0]
    assert Groups(weights).sum(["dead fone"]) != Groups(weights).sum(["dead"])
    assert read(weights, "dead fone") == weights.scores(["dead", "fone"])[0]


def test_what_is_read_at_once_is_the_sum_of_all_groups() -> None:
    chance = random.Random(3)
    texts = ["".join(chance.choices("abc ", k=chance.randint(1, 60))) for _ in range(40)]
    known = chance.sample(sorted(groups(texts)), 300)
    weights = table(*(f"{one}\t{chance.randint(1, 900)}\t{chance.randint(-99, 99)}\t" for one in known))
    reader = Groups(weights)

    for text in texts:
        assert weights.scores_of(reader.sum([text])) == weights.scores(groups([text]))


def test_what_was_prepared_reads_as_what_is_met_by_and_by() -> None:
    weights = table("dead\t100\t30\t", "deadli\t100\t\t70", "foneb\t100\t10\t")
    prepared = Groups(weights)
    prepared.prepare()

    for texts in (["deadline", "deadly fone"], ["deadly fone"], ["fonebook", "fones dead"]):
        assert prepared.sum(texts) == Groups(weights).sum(texts)
    assert prepared.sum(["deadly"]) == weights.packed("dead")
    assert prepared.sum(["fonebook"]) == weights.packed("foneb")
    assert set(prepared) == {"dead", "deadli", "foneb"}
