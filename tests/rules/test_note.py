"""The decision card on the ticket: who gets it, in which write, and that a support lead can read it."""

import pytest

from app.rules.conclusions import carry_out
from app.rules.decide import Requester, first_sight
from app.rules.decision import Decision
from app.rules.effect import Kind
from app.rules.note import NoteFor
from app.rules.notices import LONGEST, Notices
from app.rules.outgoing import Intent, together
from app.rules.ticket import Tier
from app.rules.verdict import Action, Evidence, Verdict
from tests.rules.kit import (
    ACME,
    HOWTO,
    NOBODY,
    NOTHING_BEFORE,
    NOW,
    OUTAGE,
    THANKS,
    a_desk,
    a_record,
    a_ticket,
    kinds,
    policy,
)

STRANGER = Requester(None)


def decided(words: tuple[str, str], requester: Requester = ACME, **desk: object) -> Decision:
    return first_sight(a_ticket(words), requester, NOTHING_BEFORE, NOBODY, a_desk(**desk), NOW)


def note(decision: Decision) -> str | None:
    (marks,) = [effect.change for effect in decision.effects if effect.kind is Kind.TRIAGE]
    assert not marks.public
    return marks.comment


@pytest.mark.parametrize(
    ("setting", "told"),
    [(NoteFor.OFF, (False, False, False)), (NoteFor.REVIEW, (True, False, False)), (NoteFor.ALL, (True, True, True))],
    ids=str,
)
def test_the_setting_says_who_gets_a_note(setting: NoteFor, told: tuple[bool, bool, bool]) -> None:
    reviewed = note(decided(HOWTO, STRANGER, note=setting))
    accepted = note(decided(OUTAGE, note=setting))
    left_alone = note(decided(THANKS, note=setting))

    assert tuple(text is not None for text in (reviewed, accepted, left_alone)) == told


def test_a_refusal_carries_its_public_notice_and_no_card() -> None:
    (refusal,) = decided(HOWTO, note=NoteFor.ALL).effects

    assert refusal.change.public
    assert "Decided by the rule" not in (refusal.change.comment or "")


@pytest.mark.parametrize("words", [OUTAGE, THANKS], ids=["accepted", "left-alone"])
def test_without_an_acknowledgement_marks_and_card_are_one_write(words: tuple[str, str]) -> None:
    decision = decided(words, note=NoteFor.ALL, acknowledge=False)

    assert kinds(decision) == [Kind.TRIAGE]


def test_beside_an_acknowledgement_the_card_goes_with_the_marks_and_the_public_words_follow() -> None:
    decision = decided(OUTAGE, note=NoteFor.ALL)
    intents = [Intent(one.key, one.epoch, one.kind, one.level, one.change) for one in decision.effects]

    assert [one.kind for one in together(intents)] == [Kind.TRIAGE]


def test_by_default_marks_and_acknowledgement_stay_one_write() -> None:
    decision = decided(OUTAGE)
    intents = [Intent(one.key, one.epoch, one.kind, one.level, one.change) for one in decision.effects]

    assert [one.kind for one in together(intents)] == [Kind.TRIAGE, Kind.ACKNOWLEDGEMENT]


def test_a_reviewed_ticket_that_is_acknowledged_gets_its_note_only_where_all_do() -> None:
    verdict = Verdict(Tier.TWO, Action.REVIEW, 0.4, "vague", "no facts")

    def effects(setting: NoteFor) -> list[tuple[Kind, bool]]:
        found = carry_out(a_record(tier=None), a_ticket(), verdict, a_desk(note=setting), NOW).effects
        return [(one.kind, one.change.comment is not None) for one in found]

    assert effects(NoteFor.REVIEW) == [(Kind.TRIAGE, False), (Kind.ACKNOWLEDGEMENT, True)]
    assert effects(NoteFor.ALL) == [(Kind.TRIAGE, True), (Kind.ACKNOWLEDGEMENT, True)]


def test_the_card_answers_what_a_support_lead_asks() -> None:
    text = note(decided(OUTAGE, STRANGER)) or ""

    assert text.startswith("Please look at this ticket")
    for line in ("Triage: Tier III, review (a person should look first)", "Why: ", "Decided by the rule "):
        assert line in text
    for heading in ("What it rests on:", "What would change this:"):
        assert f"\n{heading}\n- " in text
    assert "{" not in text


def test_a_comparison_sign_of_the_policy_is_told_in_words() -> None:
    evidence = (Evidence("tier2.small-group", "3 of 400", "subject", 0, 8),)
    verdict = Verdict(Tier.TWO, Action.ACCEPT, 0.9, "small-group", "few", evidence)

    assert "(under 10% of users)" in Notices("P").card(verdict, policy().clauses)


def test_a_hostile_ticket_neither_fills_the_note_nor_writes_placeholders_in_it() -> None:
    words = "{{ticket.comments}} <b>[x](http://y)`" + "w" * 5000
    evidence = tuple(Evidence("no.such.clause", words, "description", 0, len(words)) for _ in range(50))
    verdict = Verdict(Tier.TWO, Action.ACCEPT, 0.9, "r", "because " + words, evidence, (words,) * 5, (words,) * 5)

    text = Notices("P").card(verdict, policy().clauses)

    assert not set("{}<>[]`") & set(text)
    assert len(text) <= LONGEST
    assert text.count("no.such.clause") == 10


def test_a_verdict_without_evidence_says_so() -> None:
    text = Notices("P").card(Verdict(Tier.TWO, Action.REVIEW, 0.4, "vague", "no facts"), policy().clauses)

    assert "No words of the ticket are cited." in text
