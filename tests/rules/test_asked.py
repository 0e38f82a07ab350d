"""What an acknowledgement asks for, that it asks once, and what follows when it comes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.asked import asking
from app.rules.decide import first_sight, look_again, needs_conversation
from app.rules.desk import Conversation
from app.rules.effect import Change, Kind
from app.rules.outgoing import Intent, objection
from app.rules.provided import provided
from app.rules.ticket import Comment, Form, Status, Tier
from app.rules.triage import triage
from app.rules.verdict import Action, Verdict
from tests.rules.kit import (
    ACME,
    FAULT,
    NOBODY,
    NOTHING_BEFORE,
    NOW,
    PARTNER,
    a_desk,
    a_record,
    a_ticket,
    changed,
    kinds,
    said,
)

CARRIER = ("Lumen outage", "Lumen has an outage in Denver: all our DIDs with them are dead since 09:10, 40 customers.")
LATER = NOW + timedelta(minutes=20)


def missing(words: tuple[str, str], form: Form | None = None) -> tuple[str, ...]:
    return triage(a_ticket(words, form=form or Form()).report("Acme"), a_desk().policy).missing


def a_look(asked: tuple[str, ...], *words: str, tier: Tier = Tier.THREE, form: Form | None = None, **desk: object):  # type: ignore[no-untyped-def]
    record = a_record(tier=tier, tier_mark=tier, tags=frozenset({tier.tag}), missing=asked)
    ticket = a_ticket(CARRIER, **changed({"tags": frozenset({tier.tag}), "form": form or Form()}))
    return look_again(record, ticket, said(*words), a_desk(**desk), LATER)


@pytest.mark.parametrize(
    ("words", "form", "asked"),
    [
        (CARRIER, Form(), ("circuit_id",)),
        (CARRIER, Form(circuit_id="12/ABCD/345678"), ()),
        ((CARRIER[0], f"{CARRIER[1]} Circuit 12/ABCD/345678."), Form(), ()),
        (("ALL DOWN", "ALL DOWN ALL OF EM"), Form(), ("outage_details",)),
        (FAULT, Form(), ("call_examples",)),
        ((FAULT[0], f"{FAULT[1]} Example: 14:20 from 212-555-0100 to 212-555-0101."), Form(), ()),
        ((FAULT[0], f"{FAULT[1]} Pcaps attached."), Form(), ()),
    ],
)
def test_only_what_text_and_form_lack_is_missing(words: tuple[str, str], form: Form, asked: tuple[str, ...]) -> None:
    assert missing(words, form) == asked


def test_a_vague_tier_2_is_asked_for_the_customer_and_a_named_one_is_not() -> None:
    assert "customer_information" in missing(("phone trouble", "phones acting weird again. call me"))
    assert "customer_information" not in missing(("phone trouble", "phones acting weird again at Bright Molar"))


def test_the_acknowledgement_asks_and_the_record_knows_what_for() -> None:
    decision = first_sight(a_ticket(CARRIER), ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW)

    (text,) = [one.change.comment or "" for one in decision.effects if one.kind is Kind.ACKNOWLEDGEMENT]
    assert "- the Circuit ID" in text
    assert decision.record.missing == ("circuit_id",)


def test_an_attachment_of_the_report_stands_for_call_examples() -> None:
    first = Conversation((Comment(1, PARTNER, "report", True, NOW, attachments=1),))

    decision = first_sight(a_ticket(FAULT), ACME, NOTHING_BEFORE, first, a_desk(), NOW)

    assert decision.record.missing == ()
    assert "could not find" not in " ".join(one.change.comment or "" for one in decision.effects)


def test_an_attachment_is_no_circuit_id() -> None:
    first = Conversation((Comment(1, PARTNER, "report", True, NOW, attachments=1),))

    assert first_sight(a_ticket(CARRIER), ACME, NOTHING_BEFORE, first, a_desk(), NOW).record.missing == ("circuit_id",)


def test_where_nobody_looks_for_attachments_nothing_is_asked_that_may_be_attached_and_the_record_says_so() -> None:
    passed_over = Conversation(is_passed_over=True)

    decision = first_sight(a_ticket(FAULT), ACME, NOTHING_BEFORE, passed_over, a_desk(), NOW)

    assert decision.record.missing == ()
    assert any("asking for call examples" in one for one in decision.withheld)


def test_nothing_is_on_record_as_asked_where_nothing_was_asked() -> None:
    off = a_desk(off=frozenset({Kind.ACKNOWLEDGEMENT}))
    shadow = a_desk(shadow=frozenset({Kind.ACKNOWLEDGEMENT}))

    for desk in (off, shadow, a_desk(acknowledge=False)):
        assert first_sight(a_ticket(CARRIER), ACME, NOTHING_BEFORE, NOBODY, desk, NOW).record.missing == ()


def test_a_reopening_whose_acknowledgement_is_not_sent_asks_for_nothing() -> None:
    for more in ({"off": frozenset({Kind.ACKNOWLEDGEMENT})}, {"shadow": frozenset({Kind.ACKNOWLEDGEMENT})}):
        record = a_record(status=Status.SOLVED)
        ticket = a_ticket(("down", "down"), **changed({}))
        assert look_again(record, ticket, said("all down"), a_desk(**more), LATER).record.missing == ()


def test_a_filled_field_lets_go_of_a_value_of_ours_that_waits_to_be_written() -> None:
    assert a_look((), form=Form(circuit_id="99/ZZZZ/111111")).circuit_filled
    assert not a_look(()).circuit_filled
    emptied = Intent("42:1:details:0", 1, Kind.DETAILS, 0, Change())
    assert objection(emptied, a_record()) == "the field was filled by somebody else since"
    assert objection(replace(emptied, change=Change(circuit_id="12/ABCD/345678")), a_record()) is None


def test_a_circuit_id_that_comes_is_written_into_the_empty_field_without_a_comment() -> None:
    decision = a_look(("circuit_id",), "Here: circuit ID 12/ABCD/345678//ZYX")

    (effect,) = decision.effects
    assert (effect.kind, effect.change) == (Kind.DETAILS, Change(circuit_id="12/ABCD/345678//ZYX"))
    assert decision.record.missing == ()
    assert decision.rule == "details-provided"
    assert "the partner sent the Circuit ID 12/ABCD/345678//ZYX" in decision.summary


def test_what_stands_below_the_signature_of_another_comment_is_read_too() -> None:
    decision = a_look(("circuit_id",), "Any update?\n\nKind regards,\nBob", "Circuit ID: 12/ABCD/345678//ZYX")

    assert [one.change.circuit_id for one in decision.effects] == ["12/ABCD/345678//ZYX"]


def test_an_answer_that_reopens_the_ticket_fills_the_field_too() -> None:
    record = a_record(status=Status.SOLVED, missing=("circuit_id", "call_examples"))
    decision = look_again(record, a_ticket(FAULT, **changed({})), said("Circuit ID: 12/ABCD/345678"), a_desk(), LATER)

    assert decision.rule == "reopened"
    assert [one.change.circuit_id for one in decision.effects if one.kind is Kind.DETAILS] == ["12/ABCD/345678"]
    assert decision.record.missing == ("call_examples",)


def test_a_field_that_is_filled_stays_as_it_is() -> None:
    decision = a_look(("circuit_id",), "circuit ID 12/ABCD/345678", form=Form(circuit_id="99/ZZZZ/111111"))

    assert (decision.effects, decision.record.missing) == ((), ())


def test_a_field_that_the_partner_fills_is_an_answer_without_a_word() -> None:
    decision = a_look(("circuit_id",), form=Form(circuit_id="99/ZZZZ/111111"))

    assert decision.record.missing == ()
    assert "in the form" in decision.summary


def test_without_a_field_the_record_says_what_came_and_nothing_is_written() -> None:
    decision = a_look(("circuit_id",), "circuit ID 12/ABCD/345678", has_circuit_field=False)

    assert decision.effects == ()
    assert "12/ABCD/345678" in decision.summary
    assert "ZENDESK_FIELD_CIRCUIT_ID" in decision.summary


def test_words_that_give_nothing_leave_the_question_open() -> None:
    decision = a_look(("circuit_id",), "Any news? Call me at 212-555-0100.")

    assert (decision.effects, decision.record.missing) == ((), ("circuit_id",))
    assert decision.rule == "nothing-new"


def test_a_circuit_id_that_nobody_asked_for_is_left_to_people() -> None:
    assert a_look((), "circuit ID 12/ABCD/345678").effects == ()


def test_an_answer_that_also_lifts_the_tier_does_both() -> None:
    worse = "Now all 30 phones at the customer are down, nobody can call. Circuit ID 12/ABCD/345678"

    decision = a_look(("circuit_id", "call_examples"), worse, tier=Tier.TWO)

    assert set(kinds(decision)) == {Kind.RAISE, Kind.DETAILS}
    assert decision.record.missing == ("call_examples",)


def test_comments_of_a_tier_3_ticket_are_read_while_something_is_missing() -> None:
    ticket = a_ticket(CARRIER, status=Status.OPEN)

    assert needs_conversation(a_record(tier=Tier.THREE, missing=("circuit_id",)), ticket, a_desk())


@pytest.mark.parametrize(
    ("asked", "words", "attachments", "still"),
    [
        (("call_examples",), "At 14:20 from 212-555-0100 to 212-555-0101", 0, ()),
        (("call_examples",), "see the file", 1, ()),
        (("customer_information",), "see the file", 1, ("customer_information",)),
        (("customer_information",), "Customer: Bright Molar, group BMOLAR1", 0, ()),
        (("outage_details",), "All 22 phones are down since 06:00", 0, ()),
        (("circuit_id", "outage_details"), "CKT 45.L1XX.123456", 0, ("outage_details",)),
        (("circuit_id",), "ok\n\n> Please reply with the Circuit ID 12/ABCD/345678\n> thanks", 0, ("circuit_id",)),
    ],
)
def test_what_is_still_missing_is_what_did_not_come(
    asked: tuple[str, ...], words: str, attachments: int, still: tuple[str, ...]
) -> None:
    came = provided(asked, words, attachments)

    assert came.still_missing == still
    assert came.is_something is (still != asked)


def test_what_the_ticket_itself_tells_is_not_asked_for_after_a_later_comment() -> None:
    """A comment that lifts a tier is read by itself; the report may have told long before."""
    verdict = Verdict(Tier.THREE, Action.ACCEPT, 0.9, "rule", "x", missing=("circuit_id", "outage_details"))
    ticket = a_ticket(("down", "Circuit 12/ABCD/345678 died at 06:00, all 22 phones are down since."))

    assert asking(verdict, ticket).missing == ()
    assert asking(replace(verdict, missing=("call_examples",)), ticket).missing == ("call_examples",)
