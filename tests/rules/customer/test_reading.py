"""What is told of a customer as a whole, without a share."""

import time

import pytest

from app.rules.customer.reading import signs
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.ticket import Report

READER = Reader.by(Policy.shipped().lexicon)


def names(text: str, subject: str = "phones") -> set[str]:
    """Return the names of the signs of one report."""
    facts = READER.read(Report(subject=subject, description=text))
    return {one.name for one in signs(facts, 10.0)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No calls in or out at the cheese shop since eight.", {"customer-down"}),
        ("Nobody at the mill can call or be called.", {"customer-down"}),
        ("All nine handsets say no service.", {"customer-down"}),
        ("The office is completely down. No calls are getting answered.", {"customer-down"}),
        ("All phones are dead since noon. For two hours fast busy on every call.", {"customer-down"}),
        ("None of their phones gets a dial tone.", {"customer-down"}),
        ("0 of 41 phones registered since your upgrade.", {"customer-down"}),
        ("El taller no puede recibir ni hacer llamadas.", {"customer-down"}),
        ("Aucun appel ne passe depuis midi chez le notaire.", {"customer-down"}),
        ("Callers to the nursery hear a busy tone, every time.", {"main-number-down"}),
        ("Their main number has been giving fast busy since noon.", {"main-number-down"}),
        ("Staff can't dial out, all of them.", {"outbound-down"}),
        ("She is a self-employed tutor, her only number goes to not in service.", {"sole-line", "main-number-down"}),
        ("Barber with just the one line. No dial tone, new adapter, same.", {"sole-line"}),
        ("Everybody is on their mobiles since breakfast.", {"down-implied"}),
        ("Customers come in person because they say we never pick up.", {"down-implied"}),
        ("Calls connect but neither side hears a word, on each of them.", {"no-sound-for-all"}),
    ],
)
def test_a_customer_that_is_cut_off_is_told_in_many_ways(text: str, expected: set[str]) -> None:
    assert expected <= names(text)


@pytest.mark.parametrize(
    "text",
    [
        "All nine handsets had no service on Monday. All back, thank you. We need an RFO.",
        "All phones are back since ten, please close.",
        "There is a power cut in the street, all phones are dark. How do I forward the main number?",
        "They want no calls in or out on Sundays. How do I schedule that?",
        "If all phones were dead, what would happen to the calls?",
        "One of their 40 phones is dead.",
        "It's only her phone that can't dial out, the others are fine.",
        "Calls to Peru fail from all phones, everything else works.",
        "T-Mobile callers get a busy tone, everybody else gets through.",
        "Evacuation drill tomorrow, all phones will be off.",
        "Customer swears everything is down. It is one handset of 55.",
        "The portal is down, calls are fine.",
        "Customer down!!! The greeting still wishes a merry Christmas. Calls are getting answered by the desk.",
        "The phones at the gym are 1 hr off.",
    ],
)
def test_the_same_words_are_no_cut_off_where_it_is_past_planned_or_not_the_whole(text: str) -> None:
    assert names(text) <= {"portal-only", "whole-but-harmless"}


@pytest.mark.parametrize(
    "text",
    [
        "At the head office none of the callers can be heard. That goes for each of the 25 phones, and for each call.",
        "One-way audio on every call for everyone at the clinic.",
        "We can't hear them. It is so on all outside calls and on all 12 phones.",
        "En la clínica no se escucha a quien llama, en todas las llamadas y en los 12 teléfonos.",
        "À la clinique, on n'entend pas les gens, à chaque appel et sur tous les postes.",
    ],
)
def test_calls_that_are_not_heard_by_anybody_at_all_are_no_calls(text: str) -> None:
    """Calls connect, and nobody can speak on any of them: a customer without working calls."""
    assert {"no-sound-for-all", "mute-on-every-call"} <= names(text)


@pytest.mark.parametrize(
    "text",
    [
        "One-way audio on some calls for everyone at the clinic.",
        "Ext 204 can't hear them on every call. Everyone else is fine.",
        "3 of 40 users can't hear them on any call. All phones were rebooted.",
        "Everybody hears no audio for two seconds on every call.",
        "On every call that is put on hold there is no sound for everyone.",
        "Why is there no audio on every call for everyone?",
        "One-way audio on every call for Mr. Ito.",
    ],
)
def test_less_than_all_calls_of_all_is_a_lesser_fault(text: str) -> None:
    assert "mute-on-every-call" not in names(text)


def test_a_subject_that_overstates_is_not_believed_by_itself() -> None:
    assert not names("Please send me the price list for headsets, the blue ones.", subject="ALL PHONES DOWN")


def test_a_portal_that_fails_is_told_from_calls_that_fail() -> None:
    assert names("The portal does not load for any of us, calls are fine.") == {"portal-only"}


def test_a_wish_for_everybody_is_harmless() -> None:
    assert names("They would like all phones to have the new ringtone.") == {"whole-but-harmless"}


def test_evidence_stands_where_the_words_stand() -> None:
    text = "Good morning. No calls in or out since eight."
    facts = READER.read(Report(subject="phones", description=text))
    down = next(one for one in signs(facts, 10.0) if one.name == "customer-down")
    assert text[down.start : down.end] == "No calls in or out"


def test_a_sentence_without_end_does_not_hold_up_the_desk() -> None:
    facts = READER.read(Report(subject="phones", description="his phone dead no calls in or out was " * 2000))
    began = time.perf_counter()
    list(signs(facts, 10.0))
    assert time.perf_counter() - began < 1.0


def test_an_empty_report_tells_nothing() -> None:
    assert not names("", subject="")
