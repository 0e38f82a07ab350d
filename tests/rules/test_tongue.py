"""The language of a report: told by its small words, and never from names in an English one."""

import pytest

from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.ticket import Report
from app.rules.tongue import language_of

READER = Reader.by(Policy.shipped().lexicon)


def _language(text: str) -> str | None:
    return language_of(READER.read(Report("", text)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bitte setzen Sie das Passwort für einen Benutzer zurück.", "german"),
        ("Kun je voor ons het wachtwoord van een gebruiker resetten?", "dutch"),
        ("Come si imposta la deviazione di chiamata per un utente?", "italian"),
        ("Por favor, altere o nome do ramal 205 para Maria Souza em uma hora.", "portuguese"),
        ("¿Cómo cambio el saludo para una extensión? Ya lo busqué por todas partes.", "spanish"),
        ("Comment changer le message pour une extension dans le portail ?", "french"),
    ],
)
def test_a_language_is_told_by_its_small_words(text: str, language: str) -> None:
    assert _language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Add a user at the San Luis de los Angeles site, please.",
        "We met at the van rental desk; please add ext 310 for the new clerk.",
        "We met Van Dyke today; can we add him as a user?",
        "License per user at our Il Forno di Napoli site.",
        "Please add den, die shop and auf der Heide GmbH to the list.",
        "Site São Paulo das Flores, the OS is Android, and it is in the DAS room.",
        "Reset PIN ext 12.",
        "",
    ],
)
def test_names_in_an_english_report_tell_no_language(text: str) -> None:
    assert _language(text) is None
