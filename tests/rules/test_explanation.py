"""A verdict laid open: the words in place, the clauses they speak to, the numbers, the learned reader."""

import pytest

from app.rules.explanation import WHOLE, Piece, explain, pieces, plain
from app.rules.ticket import Form, Report
from app.rules.triage import triage
from tests.rules.kit import OUTAGE, THANKS, policy


def test_it_is_the_verdict_of_triage_with_the_policy_text_of_each_clause() -> None:
    report = Report(*OUTAGE, "Acme")

    explanation = explain(report, policy())

    assert explanation.verdict == triage(report, policy())
    assert [one for clause in explanation.clauses for one in clause.evidence] == list(explanation.verdict.evidence)
    assert all(clause.text == policy().clause(clause.id).text for clause in explanation.clauses)
    assert [clause.number for clause in explanation.clauses] == list(range(1, len(explanation.clauses) + 1))


@pytest.mark.parametrize("words", [OUTAGE, THANKS, ("", ""), ("", "911 does not work")], ids=range(4))
def test_the_pieces_of_a_short_text_are_the_text_and_the_marked_ones_its_evidence(words: tuple[str, str]) -> None:
    explanation = explain(Report(*words, "Acme"), policy())

    for source, text in zip(("subject", "description"), words, strict=True):
        found = explanation.pieces(source)
        assert "".join(piece.text for piece in found) == text
        said = [one.words for one in explanation.verdict.evidence if one.source == source]
        assert len([piece for piece in found if piece.number]) == len(said)


def test_a_long_text_is_cut_to_the_neighbourhood_of_what_spoke() -> None:
    text = f"{'before ' * 300}HERE{' after' * 300}"
    start = text.index("HERE")

    found = list(pieces(text, [(start, start + 4, 1)]))

    assert [piece.text for piece in found if piece.number] == ["HERE"]
    shown = "".join(piece.text for piece in found)
    assert len(shown) < 400
    assert shown.startswith("… before")
    assert shown.endswith("after …")


def test_a_long_text_without_evidence_shows_its_beginning() -> None:
    (piece,) = pieces("word " * 400, [])

    assert piece.text.endswith(" …")
    assert len(piece.text) <= WHOLE + 2


def test_of_overlapping_words_the_first_keeps_the_shared_ones_and_impossible_places_are_passed_over() -> None:
    found = list(pieces("0123456789", [(2, 6, 1), (4, 8, 2), (5, 5, 3), (90, 95, 4)]))

    assert found == [Piece("01"), Piece("2345", 1), Piece("67", 2), Piece("89")]


def test_what_could_act_on_a_terminal_is_shown_as_a_dot_of_the_same_length() -> None:
    hostile = "a\x1b[31mb\u202ec\u200bd\te\n"

    assert plain(hostile) == "a·[31mb·c·d\te\n"


def test_numbers_form_and_the_learned_readers_words_are_told() -> None:
    form = Form(service_affecting=True, affected_users=3, category="trunk")
    report = Report("3 of 40 phones are down", "Calls fail for 3 of 40 phones.", "Acme", form=form)

    explanation = explain(report, policy())

    assert explanation.numbers[0].startswith("'3 of 40")
    assert "7.5 %" in explanation.numbers[0]
    assert ("service affecting", "yes") in explanation.form
    assert ("affected users", "3") in explanation.form
    assert explanation.refusal is not None
    assert explanation.strongest


def test_without_the_learned_reader_nothing_is_said_of_it() -> None:
    explanation = explain(Report(*OUTAGE, "Acme"), policy().tuned(learned=False))

    assert explanation.refusal is None
    assert explanation.strongest == ()
    assert explanation.verdict.opinion is None
