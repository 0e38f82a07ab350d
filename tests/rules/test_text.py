"""The partner's own words: no quoted mail, signature or disclaimer; what is left keeps its place."""

import time

import pytest

from app.rules.text import LONGEST, in_field, own_subject, own_text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("All is well here now.\n\n> all phones are down\n> 911 fails", "All is well here now."),
        ("This is our answer, thanks.\n-----Original Message-----\nall down", "This is our answer, thanks."),
        ("Voici notre réponse pour vous.\n---- Message d'origine ----\ntout mort", "Voici notre réponse pour vous."),
        ("We have a question here.\nOn Mon, Jun 3, Ann wrote:\nall down", "We have a question here."),
        ("Nuestra duda es otra hoy.\nEl lun 3 jun, Ana escribió:\nall down", "Nuestra duda es otra hoy."),
        ("Une question de notre part.\nLe lun 3 juin, Ann a écrit :\ntout mort", "Une question de notre part."),
        ("Only the answer counts here.\nFrom: Kim <kim@x.example>\nall down", "Only the answer counts here."),
    ],
    ids=["quote", "original-message", "french-head", "wrote", "escribió", "a écrit", "from"],
)
def test_quoted_mail_is_not_read(text: str, kept: str) -> None:
    assert own_text(text).strip() == kept


@pytest.mark.parametrize(
    "tail",
    ["-- \nBob, NOC, for outages call 555", "—\nBob", "Sent from my iPhone\nall down", "Enviado desde mi iPhone\nx"],
    ids=["dashes", "dash", "phone", "teléfono"],
)
def test_a_signature_is_not_read(tail: str) -> None:
    assert own_text(f"Please call us back today.\n{tail}").strip() == "Please call us back today."


@pytest.mark.parametrize(
    "tail",
    [
        "This e-mail is confidential and intended for Bob.\nall down",
        "CONFIDENTIALITY NOTICE\nall down",
        "Ce message et ses pièces sont confidentiels.\ntout mort",
        "Este correo es confidencial.\ntodo muerto",
        "Do not use e-mail for emergencies such as 911 outages.",
        "For outages please call 206-555-0142.",
    ],
)
def test_a_disclaimer_is_not_read(tail: str) -> None:
    assert own_text(f"Our main line is choppy.\n{tail}").strip() == "Our main line is choppy."


@pytest.mark.parametrize(
    "note",
    ["FYI", "", "See below, from our customer", "Fwd from the customer, please have a look", "Ver más abajo, gracias"],
)
def test_a_bare_forward_is_what_the_partner_reports(note: str) -> None:
    text = f"{note}\n\nFrom: Kim\nall four of the phones say no service since last night"

    assert own_text(text) == text


def test_a_form_that_nobody_has_filled_in_hands_on_what_it_quotes() -> None:
    text = "Site: N/A\nIssue: n/a - see parent\nUsers affected: -\n> our phones are all out"

    assert own_text(text) == text
    assert own_text(text.replace("Site: N/A", "Site: Mill Lane")).strip().endswith("Users affected: -")


def test_a_text_of_nothing_but_quotes_is_read() -> None:
    assert own_text("> all phones are down") == "> all phones are down"


def test_words_below_a_quote_keep_their_place() -> None:
    text = "We answer point by point:\n> is it down?\nNo, our phones are fine.\n>> and 911?\nWorks."
    kept = own_text(text)

    assert "down" not in kept
    assert len(kept) == len(text)
    assert kept.index("our phones") == text.index("our phones")
    assert kept.index("Works") == text.index("Works")


def test_what_is_kept_begins_where_the_text_begins() -> None:
    text = "\n\n  Our main line is choppy.\n-- \nBob"

    assert text.startswith(own_text(text))


@pytest.mark.parametrize("text", ["", " ", "\n\n", ">", "-- ", "From: "])
def test_next_to_nothing_is_no_trouble(text: str) -> None:
    assert own_text(text) in (text, text.replace(">", " "))


def test_no_more_is_read_than_a_person_would() -> None:
    assert len(own_text("phones are down " * LONGEST)) == LONGEST


@pytest.mark.parametrize(
    ("line", "is_field"),
    [
        ("Impact: CUSTOMER DOWN", True),
        ("* Users affected: 6 of 6", True),
        ("Status => down\r", True),
        ("<IMPACT>SITE_DOWN</IMPACT>", True),
        ("At 10:30 all phones died", False),
        ("Since 9:15 nobody can call", False),
        ("Note: since noon the phones of the whole clinic are dead", False),
        ("The customer is down.", False),
    ],
)
def test_a_line_of_a_form_is_told_from_a_sentence(line: str, is_field: bool) -> None:
    text = f"Hello\n{line}\nBye"
    place = text.index(line)

    assert in_field(text, place + 3, place + len(line) - 2) is is_field


@pytest.mark.parametrize(
    "filler", ["=" * 60_000, ": " * 30_000, "-" * 60_000, " " * 60_000], ids=["=", ": ", "-", "blank"]
)
def test_a_line_that_only_looks_like_a_form_costs_no_time(filler: str) -> None:
    line = f"phones dead {filler} a b c d e f g h"
    started = time.process_time()

    in_field(line, 0, 11)
    own_text(line)

    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "program", ["Automatic reply:", "Auto-Reply:", "Respuesta automática:", "Réponse automatique :"]
)
def test_the_subject_that_a_mail_program_answers_is_not_read(program: str) -> None:
    assert own_subject(f"{program} 911 calls failing", "The office is closed. We reopen on Monday.") == program


@pytest.mark.parametrize(
    ("subject", "description"),
    [
        ("911 calls failing", "We reopen on Monday."),
        ("Automatic reply is dead", "The mailbox is unattended."),
        ("auto: SITE-DOWN", "We are closed today."),
        ("Automatic reply: 911 calls failing", "PLEASE SEE SUBJECT"),
        ("Automatic reply: 911 calls failing", ""),
        ("RE: Automatic reply: 911 calls failing", "Jim is away, so I forward this. Handle it at once."),
        ("Out of office: no calls", "Main number dead, they are back on cells."),
    ],
)
def test_a_subject_that_may_be_the_senders_own_is_read_whole(subject: str, description: str) -> None:
    assert own_subject(subject, description) == subject
