"""Words: folded where they stand, with the meaning of the list that holds them; phrases, numbers, an admin's words."""

import pytest

from app.rules.policy import Policy
from app.rules.words import Lexicon, Word, fold, sentences_of

LEXICON = Policy.shipped().lexicon


def meanings(text: str, lexicon: Lexicon = LEXICON) -> list[str]:
    return [word.meaning for word in lexicon.words(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("El TELÉFONO", "el telefono"),
        ("don’t", "don't"),
        ("“down”", '"down"'),
        ("9–5", "9-5"),
        ("naïve Çà", "naive ca"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fne"),
        ("電話 ✓", "電話 ✓"),
    ],
)
def test_folding_takes_case_accents_and_typography_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text",
    ["İİİ phone", "½ of the phones", "Straße — phone", "e\u0301 phone", "🙂🙂 phone", "ﬁ ǅ ŉ phone", "\u200bphone"],
)
def test_every_word_stays_where_it_stands(text: str) -> None:
    word = LEXICON.words(text)[-1]

    assert len(fold(text)) == len(text)
    assert word.meaning == "PHONE"
    assert text[word.start : word.end] in ("phone", "phones")


def test_a_list_and_its_plurals_share_a_meaning() -> None:
    assert meanings("handset handsets Extension EXT") == ["PHONE"] * 4
    assert meanings("dead offline unreachable") == ["DEAD"] * 3
    assert meanings("transfers transfer") == ["ADMIN"] * 2


@pytest.mark.parametrize("text", ["phonetic", "Adobe", "9110", "lineman"])
def test_a_word_is_not_found_inside_another(text: str) -> None:
    (word,) = LEXICON.words(text)

    assert word.meaning == "N" or not word.is_known


def test_a_word_of_no_list_means_its_stem() -> None:
    assert meanings("zebras crossing zebra cities") == ["zebra", "cross", "zebra", "city"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("fast busy", Word("fast busy", "DEAD", 0, 9)),
        ("No  Longer", Word("no longer", "NOT", 0, 10)),
        ("Global Crossing", Word("global crossing", "LISTED", 0, 15)),
        ("can not", Word("can not", "CANNOT", 0, 7)),
        ("voice mail", Word("voice mail", "ADMIN", 0, 10)),
    ],
)
def test_a_phrase_is_one_word_with_one_meaning(text: str, word: Word) -> None:
    assert LEXICON.words(text) == [word]


def test_the_longest_phrase_wins_and_none_reaches_over_the_end_of_a_sentence() -> None:
    assert [word.folded for word in LEXICON.words("the call center queue")] == ["the", "call center queue"]
    assert meanings("not fast. Busy now") == ["NOT", "fast", "FAIL", "NOW"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("1,900", 1900),
        ("1,234,567", 1_234_567),
        ("two", 2),
        ("twelve", 12),
        ("twenty-five", 25),
        ("twenty five", 25),
        ("two hundred", 200),
        ("two hundred and fifty", 250),
        ("12 thousand", 12_000),
        ("3 dozen", 36),
        ("veinte", 20),
        ("douze", 12),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, value: int) -> None:
    (word,) = LEXICON.words(text)

    assert (word.meaning, word.value, word.start, word.end) == ("N", value, 0, len(text))


def test_two_numbers_are_not_made_one() -> None:
    assert [word.value for word in LEXICON.words("two three")] == [2, 3]
    assert [word.value for word in LEXICON.words("40 and 5")] == [40, None, 5]


def test_a_number_without_end_is_worth_nothing() -> None:
    (word,) = LEXICON.words("9" * 5_000)

    assert (word.meaning, word.value) == ("N", None)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("10:30", "time"),
        ("08:15:59", "time"),
        ("+1-206-555-0144", "phone"),
        ("206-555-0144", "phone"),
        ("x204", "x204"),
    ],
)
def test_times_telephone_numbers_and_names_are_no_numbers(text: str, meaning: str) -> None:
    (word,) = LEXICON.words(text)

    assert (word.meaning, word.value) == (meaning, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("15%", 15), ("15 %", 15), ("2.5 percent", 2.5), ("20,5 %", 20.5), ("33 por ciento", 33), ("25 pour cent", 25)],
)
def test_a_percentage_is_one_word(text: str, value: float) -> None:
    (word,) = LEXICON.words(text)

    assert (word.meaning, word.value) == ("PERCENT", value)


@pytest.mark.parametrize(
    "text", ["5 %", "5 percent", "5 pct", "5 per cent", "5per cent", "5\tper cent", "5 por ciento"]
)
def test_a_percentage_stays_one_word_over_its_blanks(text: str) -> None:
    assert [word.meaning for word in LEXICON.words(f"lost  {text} now")][1:] == ["PERCENT", "NOW"]


def test_a_word_met_before_stands_where_it_stands_now() -> None:
    text = "phones, phones  phones. phones"

    assert [(word.start, word.end) for word in LEXICON.words(text) if word.meaning == "PHONE"] == [
        (0, 6),
        (8, 14),
        (16, 22),
        (24, 30),
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("No hay tono en ningún teléfono", "NONE tono en NONE PHONE"),
        ("Los clientes no pueden recibir llamadas", "los CUST CANNOT IN CALL"),
        ("¿Cómo cambio la contraseña?", "HOW CHANGE la ADMIN ?"),
        ("Todas las sucursales están caídas", "ALL las SITE estan DEAD"),
        ("Tous les postes sont en panne", "ALL les PHONE sont DEAD"),
        ("Plus personne ne peut appeler", "NONE CANNOT CALL"),
        ("Les appels entrants échouent", "les CALL IN FAIL"),
        ("Aucun problème, tout fonctionne", "FINE , ALL WORK"),
    ],
)
def test_spanish_and_french_mean_the_same_to_whoever_reads_on(text: str, read: str) -> None:
    assert " ".join(meanings(text)) == read


def test_stops_questions_semicolons_and_lines_end_a_sentence() -> None:
    sentences = sentences_of("down; dead. up? ok\nfine! one, two: three", LEXICON)

    assert [" ".join(word.folded for word in sentence) for sentence in sentences] == [
        "down",
        "dead",
        "up ?",
        "ok",
        "fine",
        "one , two : three",
    ]


# --- an admin's words -------------------------------------------------------------------------------------------------


def test_an_admins_words_and_phrases_mean_what_their_list_means() -> None:
    lexicon = LEXICON.tuned({}, {"DEAD": ("kaputt", "Dead as a Dodo"), "PHONE": ("gizmo",)}, ())

    assert meanings("Gizmos are KAPUTT", lexicon) == ["PHONE", "are", "DEAD"]
    assert [word.folded for word in lexicon.words("is dead as a dodo")] == ["is", "dead as a dodo"]
    assert (lexicon.knows("gizmo"), LEXICON.knows("gizmo")) == (True, False)


def test_an_admins_word_wins_over_a_shipped_one() -> None:
    lexicon = LEXICON.tuned({}, {"CUST": ("station", "fast busy")}, ())

    assert meanings("station fast busy", lexicon) == ["CUST", "CUST"]


def test_a_removed_word_or_phrase_loses_its_meaning_and_nothing_else_does() -> None:
    lexicon = LEXICON.tuned({}, {}, ("Down", "fast busy"))

    assert meanings("line down", lexicon) == ["PHONE", "down"]
    assert meanings("fast busy", lexicon) == ["fast", "FAIL"]
    assert (lexicon.knows("fast busy"), LEXICON.knows("fast  BUSY")) == (False, True)


def test_a_policys_carriers_and_emergency_numbers_are_words_of_its_lexicon() -> None:
    policy = Policy.shipped().tuned(
        carriers_add=("Acme Long Haul",), carriers_remove=("intrado",), emergency_numbers=("000",)
    )

    assert meanings("acme long haul", policy.lexicon) == ["LISTED"]
    assert meanings("intrado 911 000", policy.lexicon) == ["intrado", "N", "EMERG"]
    assert meanings("intrado 911") == ["LISTED", "EMERG"]


@pytest.mark.parametrize(
    ("text", "meanings"),
    [("Plus d'appels chez l'hôtel", ["CALL", "SITE"]), ("Qu'appels", ["CALL"]), ("Angelo's o'appels", [])],
    ids=["d and l", "qu", "no elision"],
)
def test_what_french_writes_together_is_read_apart(text: str, meanings: list[str]) -> None:
    read = [word.meaning for sentence in sentences_of(text, Lexicon.shipped()) for word in sentence]

    assert [meaning for meaning in read if meaning.isupper()] == meanings


def test_what_looks_written_together_without_end_is_one_word() -> None:
    (word,) = LEXICON.words("d'" * 1100 + "appels")

    assert not word.is_known
