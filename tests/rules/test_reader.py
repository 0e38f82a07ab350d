"""Facts of a whole report: subject and own words, in sentences, with what was told, found and counted."""

import time
from itertools import pairwise

import pytest

from app.rules.claims import State
from app.rules.policy import Policy
from app.rules.reader import LONGEST_SUBJECT, Facts, Reader
from app.rules.scope import CUES
from app.rules.ticket import Form, Report

# Made before anything is read, as those of the rules are: a sentence knows only of the patterns there are.
PHONES_DEAD = CUES.pattern(r"\bPHONE are DEAD\b")
ANY_DEAD = CUES.pattern("DEAD")
UNSEEN = CUES.pattern("nowhere to be seen")
NOTHING = CUES.pattern("")
READER = Reader.by(Policy.shipped().lexicon)
OUTAGE = Report(
    "Bright Molar is down",
    "Good morning.\nAll 22 phones are dead since 06:00. Can you help?\n\nOn Mon, Jun 3, Ann wrote:\n911 fails too",
    "Acme",
)


def read(subject: str, description: str = "", form: Form | None = None) -> Facts:
    return READER.read(Report(subject, description, "Acme", form=form or Form()))


def test_sentences_of_subject_and_own_words_are_told_in_order() -> None:
    facts = READER.read(OUTAGE)

    assert [(told.source, told.number, told.meanings) for told in facts.told] == [
        ("subject", 0, "bright molar is DEAD"),
        ("description", 1, "FINE NOW"),
        ("description", 2, "ALL N PHONE are DEAD SINCE time"),
        ("description", 3, "ASK you help ?"),
    ]
    assert [told.asks for told in facts.told] == [False, False, False, True]
    assert [told.faulty for told in facts.told] == [True, False, True, False]


def test_claims_are_given_in_the_order_told() -> None:
    facts = READER.read(OUTAGE)

    assert [told.source for told, _ in facts.claims(State.DEAD)] == ["subject", "description"]
    first = facts.claim(State.DEAD, State.EMERGENCY)
    assert first is not None
    assert first[0].number == 0
    assert facts.claim(State.EMERGENCY) is None


def test_evidence_quotes_the_words_as_typed() -> None:
    facts = READER.read(OUTAGE)
    told, share = facts.user_shares[0]
    found = facts.find(PHONES_DEAD)

    assert found is not None
    assert facts.evidence("tier3.large-group", share, told).words == "22"
    evidence = facts.evidence("tier3.customer-down", found, found.told)
    assert (evidence.words, evidence.source) == ("phones are dead", "description")
    assert OUTAGE.description[evidence.start : evidence.end] == "phones are dead"


def test_words_are_found_only_in_sentences_that_are_admitted() -> None:
    facts = READER.read(OUTAGE)

    assert facts.find(ANY_DEAD, lambda told: told.asks) is None
    assert facts.find(ANY_DEAD) is not None
    assert facts.find(UNSEEN) is None
    assert facts.find(NOTHING) is None


def test_the_size_is_that_of_the_own_words() -> None:
    assert read("two words", "and three more\n-- \nBob from the NOC of Acme").size > 5
    assert read("two words", "we add these four\nSent from my phone").size == 6


def test_nothing_is_told_by_a_report_without_words() -> None:
    facts = read("", " \n ?!.;,()\n")

    assert facts.claim() is None
    assert (facts.user_shares, facts.computed_share) == ((), None)


def test_a_report_may_be_read_twice_alike() -> None:
    one, two = READER.read(OUTAGE), READER.read(OUTAGE)

    assert [told.claims for told in one.told] == [told.claims for told in two.told]
    assert [told.meanings for told in one.told] == [told.meanings for told in two.told]


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "İ" * 50, "٣ من ٤ هواتف", "1" * 400, "1/0 of 0/0 phones", "½¼²³ of ①"]
)
def test_strange_characters_are_no_trouble(text: str) -> None:
    for told in read(text, text).told:
        assert all(0 <= word.start < word.end <= len(text) for word in told.line.kept)
        assert all(one.end <= two.start for one, two in pairwise(told.line.kept))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "911 ",
        "> ",
        "all phones down ",
        "(",
        "1 of ",
        "\n",
        "not ",
        "call ",
        "1/2/",
        "é",
        "two hundred ",
        "a.",
        "one-",
    ],
)
def test_a_hostile_megabyte_is_cut_and_read_in_a_moment(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.monotonic()

    facts = READER.read(Report(text, text, "Acme"))

    assert time.monotonic() - started < 5, "reading must stay linear"
    assert all(
        word.end <= LONGEST_SUBJECT for told in facts.told if told.source == "subject" for word in told.line.kept
    )
