"""What counts of a comment: the author's own words, and quotes only where the author adopts them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.comments.fresh import fresh
from app.rules.comments.remark import Author, remark_from_json
from tests.rules.comments.kit import answered, said

QUOTED = """Thanks, noted.

On Wed, Support wrote:
> All phones are down? Please escalate to your manager at once.
"""


def test_quoted_mail_says_nothing() -> None:
    reading = said(QUOTED)

    assert reading.thanks_only
    assert not reading.escalation_request


def test_a_forwarded_mail_below_its_header_says_nothing() -> None:
    assert said("Noted, thanks.\n\nFrom: Dana\nSent: Monday\n\nEscalate now! 911 fails.").thanks_only


def test_a_quote_counts_where_its_author_adopts_it() -> None:
    quote = "\n\n> All of our 22 phones are dead since 10, nobody can call in or out."

    assert answered(f"I have confirmed it with test calls.{quote}").raises_to == 3
    assert answered(f"No idea whether that is right.{quote}").raises_to is None


@pytest.mark.parametrize(
    ("words", "reached"),
    [
        ("Our field tech confirms the mail below, he is standing in the yard.", 3),
        ("Our engineer backs what the office wrote.", 3),
        ("El dueño tiene razón, lo comprobé yo.", 3),
        ("I doubt the mail below is right, waiting for our tech.", None),
        ("Our tech will go there to see whether the mail below is true.", None),
        ("Can you confirm the mail below was received?", None),
    ],
)
def test_a_quote_is_adopted_by_a_statement_and_by_no_question_or_doubt(words: str, reached: int | None) -> None:
    quote = "\n\n> From: yard office\n> Nothing rings anywhere, all 20 phones are dead."

    assert answered(f"{words}{quote}", description="Main line of a yard with 20 phones.").raises_to == reached


def test_answers_between_quotes_are_read() -> None:
    assert said("> Shall we escalate?\nYes please, to the second level.").escalation_request
    assert not said("> Shall we escalate?\nNo, thank you.").escalation_request


def test_a_signature_says_nothing() -> None:
    reading = said("Will do.\n\nBest,\nJo Lind\nEscalation Manager | Norr Voice\nOutage hotline: 555-0100")

    assert reading.thanks_only


@pytest.mark.parametrize(
    "signature",
    [
        "Jo Lind\nEscalation Manager, Norr Voice",
        "Jo Lind\nManager, Telecom & Escalations\nNot happy? Escalate to my manager: 555-0145",
        "- Jo van Lind\nSupervisor on duty, Norr Networks\n\n> Shall we escalate?",
    ],
)
def test_a_name_with_a_post_below_it_is_a_signature_without_any_mark(signature: str) -> None:
    assert not said(f"The account is 4711, the group MAIN.\n\n{signature}").escalation_request


def test_a_list_under_a_name_is_no_signature() -> None:
    assert said("As asked:\n\nJo Lind\nShe wants your manager on the phone now, and so do we.").escalation_request


def test_the_head_of_the_comments_own_mail_hides_nothing() -> None:
    reading = said("From: Jo Lind\nSubject: RE: 488\n\nFourth level please, we are at sixteen hours.\n\n> No need yet.")

    assert reading.escalation_request


def test_a_machine_says_nothing_and_a_sign_is_thanks() -> None:
    assert not said("All phones down, please escalate!", author=Author.SYSTEM).escalation_request
    assert said("\U0001f44d").thanks_only
    assert not said("").thanks_only


@pytest.mark.parametrize(
    "words",
    [
        "a" * 1_000_000,
        "we" + " " * 1_000_000 + "escalate",
        "please not escalate we will if " * 40_000,
        "12 of " * 200_000,
        "- a\n" * 250_000,
        "1.1." * 250_000,
        "account " + "no" * 500_000 + "!",
        "hi-'-'-'" * 100_000,
        "> quoted\n" * 100_000,
    ],
    ids=lambda words: words[:12].strip(),
)
def test_a_comment_of_a_megabyte_is_read_in_bounded_time(words: str) -> None:
    said("compile what there is to compile")
    began = time.process_time()

    said(words, description=words)

    assert time.process_time() - began < 8.0, "half a second on a quiet machine"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_and_every_place_lies_in_it(words: str) -> None:
    said(words)

    text = fresh(words)
    assert all(0 <= one.start <= one.start + len(one.text) <= len(text.comment) for one in text.sentences)


def test_a_case_without_a_comment_is_named() -> None:
    for document, sentence in (
        ({}, "'comment' is missing"),
        ({"comment": 3}, "'comment' must be text"),
        ({"comment": "x", "author": "dog"}, "'author' must be one of"),
        ({"comment": "x", "ticket": "t"}, "'ticket' must be an object"),
        ({"comment": "x", "ticket": {"tier": 9}}, "'tier' must be 1, 2, 3"),
    ):
        with pytest.raises(ValueError, match=sentence):
            remark_from_json(document)
