"""Training the learned reader of comments: what a label of a whole comment says of its sentences."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from app.rules.comments.features import seen
from app.rules.comments.learned import Listener, Saying
from app.rules.comments.reading import read
from app.rules.comments.remark import Author, Remark
from app.rules.ticket import Tier
from learning.comments import FLAGS, Case, Heard, cases_of, figures, sentences_of, train
from tests.rules.kit import policy

SENTENCES = Path(__file__).parents[1] / "data" / "tickets" / "sentences-short.tsv"


def told(text: str, *says: Saying) -> Heard:
    return Heard(seen(text), tuple(float(one in says) for one in Saying))


def a_case(*sentences: str, refused: bool = False, **labels: bool) -> Case:
    remark = Remark(". ".join(sentences), Author.PARTNER, is_refused=refused)
    return Case("C-1", remark, dict.fromkeys(FLAGS.values(), False) | {"raises_to": None} | labels, sentences)


def corpus() -> list[Heard]:
    return [
        *[told("please get your manager", Saying.ESCALATION)] * 4,
        *[told("all phones ring again", Saying.GONE)] * 4,
        *[told("the circuit is seven", *())] * 4,
        *[told("many kind regards", Saying.THANKS)] * 4,
    ]


def test_what_sentences_say_is_learned() -> None:
    listener = Listener.from_lines(train([], corpus()))

    assert listener.chances("please get your manager")[Saying.ESCALATION] > 0.5
    assert listener.chances("all phones ring again")[Saying.GONE] > 0.5
    assert max(listener.chances("the circuit is seven")) < 0.5


def test_of_a_comment_that_says_a_thing_the_loudest_sentence_is_taken_to_say_it() -> None:
    cases = [a_case("we greet", "your manager zorro now", escalation_request=True)] * 4
    listener = Listener.from_lines(train(cases, corpus()))

    assert listener.chances("zorro now")[Saying.ESCALATION] > listener.chances("we greet")[Saying.ESCALATION]


def test_the_same_data_give_the_same_weights() -> None:
    assert train([a_case("one", "two")] * 3, corpus()) == train([a_case("one", "two")] * 3, corpus())


@pytest.mark.parametrize("name", ["comments.jsonl", "comments_e.jsonl"])
def test_every_case_of_a_file_is_read_with_its_labels(name: str) -> None:
    cases = cases_of(SENTENCES.parent / name)

    assert len(cases) >= 120
    assert all(set(FLAGS.values()) <= set(case.labels) for case in cases)


def test_every_sentence_of_a_file_says_what_is_known_or_nothing() -> None:
    heard = sentences_of(SENTENCES)

    assert len(heard) > 500
    assert all(any(sentence.says[saying] for sentence in heard) for saying in FLAGS)


def test_what_no_line_of_a_file_names_is_unknown_to_it_and_not_denied() -> None:
    old, new = sentences_of(SENTENCES), sentences_of(SENTENCES.parent / "sentences-31.tsv")

    assert all(math.isnan(sentence.says[Saying.LOST_WAY]) for sentence in old)
    assert {sentence.says[Saying.LOST_WAY] for sentence in new} == {0.0, 1.0}
    assert all(math.isnan(sentence.says[Saying.ESCALATION]) for sentence in new)


def test_a_tier_that_did_not_rise_denies_what_would_have_raised_it() -> None:
    calm = a_case("zorro is not there")
    calm = replace(calm, remark=replace(calm.remark, tier=Tier.ONE))
    risen = replace(calm, labels=calm.labels | {"raises_to": 2})
    heard = [
        Heard(seen(text), tuple(says)) for text, says in ((t, [0.0] * 5 + [1.0] * 5) for t in ["zorro is dead"] * 4)
    ]

    denied = Listener.from_lines(train([calm] * 8, [*heard, *corpus()]))
    unknown = Listener.from_lines(train([risen] * 8, [*heard, *corpus()]))

    chance = [one.chances("zorro is not there")[Saying.LOST_WAY] for one in (denied, unknown)]
    assert chance[0] < chance[1]


def test_the_figures_count_misses_and_rises_for_nothing() -> None:
    case = a_case("Please escalate this ticket now", escalation_request=True)
    case.labels.update(raises_to=None, provides=[])
    reading = read(case.remark, policy())

    shown = figures([(case, reading, reading)])

    assert shown["escalation_request"] == "1.000 > 1.000"
    assert (shown["tier right"], shown["III missed"], shown["III for nothing"]) == ("100.0%", "0", "0")
