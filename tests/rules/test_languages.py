"""Notices in the requester's language: the choice, the words put in, and nothing of a ticket's becoming markup."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.contact import Contact
from app.rules.ladder import Epoch, Ladder
from app.rules.languages import LANGUAGES, Languages, in_language, language_of
from app.rules.notices import LONGEST, PUBLIC, VARIABLES, Notices, shipped_template, template_problems
from app.rules.rulebook import RULES
from app.rules.ticket import Tier
from app.rules.verdict import Action, Evidence, Verdict
from app.rules.wording import WORDINGS
from tests.rules.kit import NOW, a_record

NOTICES = Notices("Partner Support")
LADDER = Ladder(tuple(timedelta(hours=hours) for hours in (4, 8, 10, 12)))
LOCALES = {"en": "en-US", "es": "es-419", "fr": "fr-CA"}
MARKS = ("<b>", "{{ticket.id}}", "{% if x %}", "[a](http://x)", "`code`", "**b**", "\\", "\u202e", "\u2066", "\u200f")


def a_verdict(tier: Tier = Tier.ONE, because: str = "a reason in English", **more: object) -> Verdict:
    return Verdict(tier, Action.ACCEPT, 0.9, str(more.pop("rule", "administration")), because, **more)  # type: ignore[arg-type]


def notice(
    name: str, locale: str, partner: str | None, because: str, missing: tuple[str, ...] = (), age: float = 0
) -> str:
    """The public notice of a template, in the language for a locale."""
    if name.startswith("refusal"):
        return NOTICES.refusal(42, partner, a_verdict(because=because), locale)
    if name.startswith("request"):
        record = a_record(partner=partner, locale=locale, level=1)
        return NOTICES.request(record, LADDER, Contact(because), NOW + timedelta(hours=age))
    verdict = a_verdict(Tier(int(name.split("_")[1][0])), because, missing=missing)
    now = NOW + timedelta(hours=age)
    return NOTICES.acknowledgement(42, partner, verdict, Epoch(1, NOW), LADDER, timedelta(hours=1), now, locale)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("es", "es"), ("es-419", "es"), ("es-MX", "es"), ("ES_mx", "es"), ("fr-CA", "fr"), ("fr", "fr"), (" fr ", "fr"),
        ("en-GB", "en"), ("de", "en"), ("fri", "en"), ("", "en"), (None, "en"), ("-", "en"), ("pt-BR", "en"),
    ],
)  # fmt: skip
def test_a_locale_leads_to_the_language_of_its_first_part_or_to_english(locale: str | None, language: str) -> None:
    assert Languages().of(locale) == language


def test_a_language_that_is_not_offered_gives_way_to_the_default() -> None:
    languages = Languages(("en", "fr"), "fr")

    assert [languages.of(one) for one in ("es-MX", "en-US", "ja", None)] == ["fr", "en", "fr", "fr"]


def test_every_public_template_is_shipped_in_every_language_with_the_same_variables() -> None:
    for name in PUBLIC:
        for language in LANGUAGES:
            file = in_language(name, language)
            assert language_of(file) == language
            assert VARIABLES[file] == VARIABLES[name]
            assert list(template_problems(file, shipped_template(file))) == []


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize(
    ("locale", "greeting", "closing"),
    [
        ("en-US", "Hello Acme team", "Kind regards,"),
        ("es-419", "Estimado equipo de Acme:", "Atentamente,"),
        ("fr-CA", "Bonjour à l'équipe Acme,", "Cordialement,"),
    ],
)
def test_a_notice_is_in_one_language_from_greeting_to_closing(
    name: str, locale: str, greeting: str, closing: str
) -> None:
    because = "Ana" if name.startswith("request") else "a reason in English"
    text = notice(name, locale, "Acme", because, ("circuit_id", "call_examples"))

    assert text.startswith(greeting)
    assert f"{closing}\nPartner Support" in text
    if locale != "en-US":
        english = ("your ", "ticket is", "please", "level", "the ", "reason in English", "hour", "opening", "call ex")
        assert [word for word in english if word in text.lower()] == []


@pytest.mark.parametrize("minutes", [30, 60, 240])
def test_a_threshold_of_any_length_stands_in_a_sentence_that_is_spanish_and_french(minutes: int) -> None:
    """ "Las primeras 30 minutos" and "les premières 1 heure" are neither; so no article may depend on the span."""
    ladder = Ladder((timedelta(minutes=minutes),))
    for locale in ("es", "fr"):
        record = a_record(locale=locale, epoch=Epoch(1, NOW))
        text = NOTICES.request(record, ladder, None, NOW + timedelta(minutes=5)).lower()
        assert WORDINGS[locale].span(timedelta(minutes=minutes)) in text
        assert "primer" not in text
        assert "premi" not in text


@pytest.mark.parametrize(
    ("locale", "says"),
    [
        ("en", ("within 1 hour of opening", "level 1 at 2026-11-24 13:00 UTC", "- the Circuit ID")),
        (
            "es",
            (
                "en un plazo máximo de 1 hora desde la apertura",
                "nivel 1: 24 de noviembre de 2026, 13:00 UTC",
                "- el identificador del circuito (Circuit ID)",
            ),
        ),
        (
            "fr",
            (
                "dans un délai maximal de 1 heure à compter de l'ouverture",
                "palier 1 : 24 novembre 2026, 13 h UTC",
                "- l'identifiant du circuit (Circuit ID)",
            ),
        ),
    ],
)
def test_times_spans_and_what_is_asked_for_are_in_the_language_too(locale: str, says: tuple[str, ...]) -> None:
    text = notice("acknowledgement_2.txt.j2", locale, "Acme", "x", ("circuit_id",)).replace("\u00a0", " ")

    for words in says:
        assert words in text


@pytest.mark.parametrize(
    ("distance", "es", "fr"),
    [
        (timedelta(minutes=45), "45 minutos", "45 minutes"),
        (timedelta(minutes=1), "1 minuto", "1 minute"),
        (timedelta(hours=1), "1 hora", "1 heure"),
        (timedelta(hours=4), "4 horas", "4 heures"),
        (timedelta(hours=2, minutes=5), "2 h 5 min", "2 h 5 min"),
    ],
)
def test_spans_are_said_as_people_say_them(distance: timedelta, es: str, fr: str) -> None:
    assert WORDINGS["es"].span(distance) == es
    assert WORDINGS["fr"].span(distance).replace("\u00a0", " ") == fr


def test_the_first_of_a_month_and_the_minutes_of_an_hour_are_written_in_french() -> None:
    at = datetime(2026, 8, 1, 9, 5, tzinfo=UTC)

    assert WORDINGS["fr"].moment(at).replace("\u00a0", " ") == "1er août 2026, 9 h 05 UTC"


def test_a_refusal_in_another_language_gives_the_policys_reason_by_the_rule_or_the_clause() -> None:
    by_rule = NOTICES.refusal(42, "Acme", a_verdict(rule="question"), "es-MX")
    clause = Evidence("tier1.work-around", "there is a way around", "description")
    by_clause = NOTICES.refusal(42, "Acme", a_verdict(rule="learned-reader", evidence=(clause,)), "fr")
    by_none = NOTICES.refusal(42, "Acme", a_verdict(rule="learned-reader"), "es")

    assert "Tier I: es una consulta y no se indica que falle ninguna llamada." in by_rule
    assert "il existe une solution de contournement raisonnable." in by_clause
    assert "el servicio no está afectado" in by_none


@pytest.mark.parametrize("language", ["es", "fr"])
def test_reasons_are_kept_for_rules_that_exist_and_every_detail_has_its_words(language: str) -> None:
    names = {name for name, _ in RULES} | {"admin-phrase"}
    rules = {name for name in WORDINGS[language].reasons if not name.startswith("tier1.")}

    assert rules <= names
    assert WORDINGS[language].missing.keys() == WORDINGS["en"].missing.keys()
    assert WORDINGS[language].reasons.keys() == WORDINGS["es"].reasons.keys()


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("locale", LOCALES.values())
@given(text=st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=12)), max_size=8).map("".join))
def test_no_template_lets_a_tickets_words_become_markup(name: str, locale: str, text: str) -> None:
    """A partner's name and a reason, whatever is in them, stay words on one line."""
    plain = notice(name, locale, "P", "R")
    said = notice(name, locale, f"P{text}P", f"R{text}R")

    assert not set("<>{}[]*`\\") & set(said)
    assert not set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(said)
    assert len(said.splitlines()) == len(plain.splitlines())
    assert all(one.isprintable() or one in "\n\u00a0" or one in text for one in said)


@pytest.mark.parametrize("locale", LOCALES.values())
def test_a_provider_or_partner_with_placeholders_is_harmless_in_templates_of_an_admin_too(locale: str) -> None:
    own = {in_language("refusal.txt.j2", one): "{{ partner }}|{{ because }}|{{ provider }}" for one in LANGUAGES}

    said = Notices("{{ticket.title}}", own).refusal(1, "{% raw %}", a_verdict(because="{{ x }}"), locale)

    assert "{" not in said
    assert "%}" not in said


def test_an_admins_text_takes_the_place_of_one_language_only_and_the_others_are_told() -> None:
    notices = Notices("Acme", {"refusal.es.txt.j2": "Ticket {{ ticket_id }}: {{ because }}"})

    assert notices.refusal(42, None, a_verdict(), "es").startswith("Ticket 42: se trata de")
    assert notices.refusal(42, None, a_verdict(), "fr").startswith("Bonjour,")
    told = " ".join(notices.doubts())
    assert "refusal.es.txt.j2 replaces the shipped text, but there is no refusal.txt.j2 beside it" in told
    assert "written to in French get the shipped one; add the file, or take fr out of NOTICES_LANGUAGES" in told
    assert Notices("Acme", {"refusal.es.txt.j2": "x"}, Languages(("es",), "es")).doubts() == []


def test_the_public_texts_in_force_are_tried_in_every_language_offered() -> None:
    wrong = {"refusal.fr.txt.j2": "{{ requester }}", "refusal.es.txt.j2": "x" * (LONGEST + 1)}

    assert Notices("Acme").problems() == []
    problems = Notices("Acme", wrong).problems()
    assert [one.partition(":")[0] for one in problems] == ["refusal.es.txt.j2", "refusal.fr.txt.j2, line 1"]
    assert Notices("Acme", wrong, Languages(("en",))).problems() == []


def test_notes_for_the_providers_people_stay_english() -> None:
    assert "Tier III" in Notices("Acme", None, Languages(("fr",), "fr")).raised(Tier.ONE, Tier.THREE, "an outage")
