"""Claims: what is said of a service, of whom, and whether it is so now."""

import pytest

from app.rules.claims import Claim, Polarity, Scope, State
from app.rules.policy import Policy
from app.rules.reader import FAULTS, Facts, Reader
from app.rules.ticket import Report

READER = Reader.by(Policy.shipped().lexicon)


def facts(text: str) -> Facts:
    return READER.read(Report("", text, "Acme"))


def claims(text: str) -> list[Claim]:
    return [claim for told in facts(text).told for claim in told.claims]


def now(text: str) -> set[State]:
    return {claim.state for _, claim in facts(text).claims()}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("All phones are down", State.DEAD),
        ("Nobody can call out", State.DEAD),
        ("Phones don't work", State.DEAD),
        ("None of the phones ring", State.DEAD),
        ("We lost inbound calls", State.DEAD),
        ("Two phones have no dial tone", State.DEAD),
        ("Our main number is not in service", State.DEAD),
        ("Todos los teléfonos están caídos", State.DEAD),
        ("Ana no puede llamar", State.DEAD),
        ("Tous les postes sont en panne", State.DEAD),
        ("Calls are choppy since noon", State.DEGRADED),
        ("One-way audio on three handsets", State.DEGRADED),
        ("Las llamadas se cortan", State.DEGRADED),
        ("The admin portal does not load", State.LOSS),
        ("We cannot log into the portal", State.LOSS),
        ("The page fails to save", State.LOSS),
        ("911 calls fail", State.EMERGENCY),
        ("A 911 test call reached the wrong PSAP", State.EMERGENCY),
        ("Emergency calls show the old address", State.EMERGENCY),
        ("Everything else works fine", State.FINE),
        ("All other phones are fine", State.FINE),
        ("911 works", State.FINE),
        ("It is resolved, you can close the ticket", State.RESTORED),
        ("The phones came back at noon", State.RESTORED),
        ("Ya funciona", State.RESTORED),
    ],
)
def test_a_state_is_claimed_to_be_so_now(text: str, state: State) -> None:
    assert state in now(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I set up a hunt group?",
        "Please add two users to the night schedule",
        "Ring time of the queue",
        "Please port these two numbers, LOA attached",
        "Do you have a manual for the phone?",
        "",
    ],
)
def test_a_request_claims_no_fault(text: str) -> None:
    assert not now(text) & set(FAULTS)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("All phones are down", Scope.ALL),
        ("None of the phones ring", Scope.ALL),
        ("Nobody can call out", Scope.ALL),
        ("Only one phone is dead", Scope.ONE),
        ("His phone is dead", Scope.ONE),
        ("Two phones have no dial tone", Scope.FEW),
        ("Few phones are dead", Scope.FEW),
        ("34 phones are dead", Scope.GROUP),
        ("Most phones are dead", Scope.GROUP),
        ("The main number is dead", Scope.MAIN),
        ("The clinic is down", Scope.SITE),
        ("All our customers are down", Scope.SEVERAL),
        ("Several sites are down", Scope.SEVERAL),
        ("Calls fail", Scope.UNKNOWN),
    ],
)
def test_it_is_known_of_whom_is_spoken(text: str, scope: Scope) -> None:
    assert [claim.scope for claim in claims(text) if claim.state is State.DEAD] == [scope]


def filler(length: int) -> str:
    """Return so many letters of words that mean nothing."""
    return " ".join(["yyyyyyyy"] * 20)[:length].strip()


def test_of_whom_is_spoken_is_told_by_whole_words_however_far_they_stand() -> None:
    assert {claim.scope for n in range(40, 90) for claim in claims(f"call {filler(n)} is dead")} == {Scope.UNKNOWN}


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Calls failed last night", Polarity.PAST),
        ("Our phones were not registered yesterday", Polarity.PAST),
        ("What happens if all phones are down?", Polarity.IMAGINED),
        ("If the phones are down, callers hear a tone", Polarity.IMAGINED),
        ("In case the line is dead we use cells", Polarity.IMAGINED),
        ("We want to avoid that the line goes dead", Polarity.IMAGINED),
        ("Divert calls to 2100 on busy and no answer", Polarity.IMAGINED),
        ("Calls forward on no answer", Polarity.IMAGINED),
        ("Are your trunks down?", Polarity.ASKED),
        ("Do you know whether the trunk is dead?", Polarity.ASKED),
        ("Phones have been down since yesterday", Polarity.STATED),
    ],
)
def test_what_was_is_imagined_or_asked_is_not_so_now(text: str, polarity: Polarity) -> None:
    assert {claim.polarity for claim in claims(text) if claim.state is State.DEAD} == {polarity}
    assert (State.DEAD in now(text)) is (polarity is Polarity.STATED)


@pytest.mark.parametrize(
    "text",
    [
        "This is not an outage.",
        "The phones are not down",
        "All phones were down last week.",
        "The phones were down yesterday",
        "Nobody is affected",
    ],
)
def test_a_failure_that_is_denied_or_over_is_no_failure(text: str) -> None:
    assert not now(text) & set(FAULTS)


def test_what_does_not_work_is_not_fine() -> None:
    assert State.FINE not in now("The phones don't work")
    assert State.FINE not in now("The phones do not work well, not fine")


def test_a_telling_of_what_was_counts_as_told() -> None:
    told = facts("All calls failed yesterday.").told[0]

    assert told.faulty
    assert not told.claims[0].is_now


def test_a_claim_points_at_its_words_and_its_sentence() -> None:
    text = "Good morning. At the clinic ALL PHONES ARE DOWN."
    claim = claims(text)[-1]

    assert (claim.sentence, claim.state) == (1, State.DEAD)
    assert "PHONES ARE DOWN" in text[claim.start : claim.end]
