"""Training the learned reader of comments: what a label of a whole comment says of its sentences."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from app.rules.comments.features import seen
from app.rules.comments.gravity import Gravity
from app.rules.comments.learned import Listener, Saying
from app.rules.comments.reading import read
from app.rules.comments.remark import Author, Remark
from app.rules.ticket import Tier
from learning.comments import FLAGS, Case, Heard, cases_of, figures, sentences_of, train, train_gravity
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
        Heard(seen(text), tuple(says))
        for text, says in ((t, [0.0] * 5 + [1.0] * (len(Saying) - 5)) for t in ["zorro is dead"] * 4)
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


def test_a_rise_to_tier_iii_tells_what_is_severe_and_any_other_comment_denies_it() -> None:
    risen = a_case("zorro came", "we greet")
    risen = replace(risen, labels=risen.labels | {"raises_to": 3}, remark=replace(risen.remark, tier=Tier.ONE))
    calm = replace(risen, sentences=("we greet", "lunch was good"), labels=risen.labels | {"raises_to": 2})
    stands = replace(risen, remark=replace(risen.remark, tier=Tier.THREE))

    lines = train([risen, calm] * 4, corpus(), (Saying.SEVERE,))
    chance = Listener.from_lines(lines).chances

    assert lines[1].split("\t")[1:] == ["severe"]
    assert chance("zorro came")[0] > chance("we greet")[0]
    assert Listener.from_lines(train([stands] * 4, [told("zorro", Saying.SEVERE)] * 4, (Saying.SEVERE,)))


def test_the_last_look_learns_from_files_whose_voice_the_model_has_not_met() -> None:
    listener = Listener.from_lines(train([], corpus()))
    files = [[grave_case(number, place) for number in range(4)] for place in range(3)]

    gravity = Gravity.from_lines(train_gravity(files, corpus(), listener))

    assert gravity.chance({"severe": 3.0}) > gravity.chance({"severe": -3.0})


def grave_case(number: int, place: int) -> Case:
    """Every second one lifts, and says so by a word of its own."""
    word = ("lunch", "zorro")[number % 2]
    case = a_case(f"{word} came to {('Ann', 'Bob', 'Cid')[place]} today")
    labels = case.labels | {"raises_to": 3 if number % 2 else None}
    return replace(case, labels=labels, remark=replace(case.remark, tier=Tier.TWO))
