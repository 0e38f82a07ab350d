"""What `tierline check` says of an admin's rules that work but are hardly meant so."""

import re
import time
from pathlib import Path

import pytest

from app.rules.lint import DANGEROUS, LEARNED_ONLY, Tuning, lint
from app.rules.phrases import Phrase
from app.rules.ticket import Tier
from app.rules.words import Lexicon

RULES = Path(__file__).parents[2] / "app" / "rules"


def phrases(one: str = "", two: str = "", three: str = "", review: str = "") -> Tuning:
    """Phrases of each tier, by semicolons."""
    texts = {Tier.ONE: one, Tier.TWO: two, Tier.THREE: three, None: review}
    return Tuning(tuple(Phrase(text, tier) for tier, some in texts.items() for text in some.split(";") if text))


def test_ordinary_rules_are_not_complained_of() -> None:
    tuning = Tuning(
        (Phrase("ring count", Tier.ONE), Phrase("/port(ed|ing) out/", Tier.TWO), Phrase("city hall", Tier.THREE)),
        words_added={"DEAD": ("kaputt",), "PHONE": ("gizmo",)},
        words_removed=("wallpaper",),
        carriers_added=("Windstream",),
        carriers_removed=("Intrado",),
        emergency_numbers=("911", "112", "999", "000"),
    )

    assert list(lint(tuning)) == []


@pytest.mark.parametrize(
    ("tuning", "says"),
    [
        (phrases(one="ring count;Ring-Count"), "holds 'Ring-Count' and 'ring count', which are the same"),
        (phrases(one="ring count;ring count of a desk"), "'ring count of a desk' adds nothing, since 'ring count'"),
        (phrases(one="ring count;/ring +count/"), "'ring count' adds nothing, since '/ring +count/'"),
        (phrases(one="ring count", three="ring"), "'ring count' (Tier I) can never decide: 'ring' (Tier III)"),
        (phrases(one="ring count", two="/ring/"), "can never decide, since '/ring/' in TRIAGE_TIER_2_PHRASES"),
        (phrases(two="/ a/"), "TRIAGE_TIER_2_PHRASES: '/ a/' stands in 8 of 12 everyday tickets"),
        (phrases(two="/é+cran/"), "'/é+cran/' can hardly match"),
        (phrases(one="phones down"), "'phones down' goes with 'down', by which the rules know outages (DEAD)"),
        (phrases(one="911"), "'911' goes with '911', by which the rules know emergency calls (EMERG)"),
        (phrases(one="services"), "goes with 'emergency services'"),
        (phrases(one="/elevat/"), "goes with 'elevator', by which the rules know safety lines (LIFE)"),
        (phrases(one="lumen portal"), "the policy's carriers (LISTED)"),
        (
            Tuning((Phrase("gizmo kaputt", Tier.ONE),), words_added={"DEAD": ("kaputt",)}),
            "goes with 'kaputt', by which the rules know outages",
        ),
        (Tuning(words_added={"DEAD": ("dead",)}), "'dead' is DEAD already"),
        (Tuning(words_added={"DEAD": ("line",)}), "'line' is shipped as PHONE, and becomes DEAD; is that meant?"),
        (
            Tuning(words_added={"FINE": ("outage",)}),
            "'outage' is shipped as DEAD, by which the rules know outages, and becomes FINE",
        ),
        (Tuning(words_added={"HURRY": ("pronto",)}, learned=False), "no rule reads the topic HURRY"),
        (Tuning(words_removed=("outtage",)), "has no meaning that could be taken from it (did you mean 'outage'?)"),
        (Tuning(words_removed=("outage",)), "'outage' is a word by which the rules know outages (DEAD)"),
        (Tuning(carriers_added=("Lumen",)), "TRIAGE_CARRIERS_ADD: 'Lumen' is shipped already"),
        (Tuning(carriers_removed=("lumne",)), "no carrier of the policy (did you mean 'lumen'?)"),
        (Tuning(emergency_numbers=("911",)), "leaves out 112, 999"),
    ],
)
def test_a_doubtful_rule_is_explained(tuning: Tuning, says: str) -> None:
    assert says in "\n".join(lint(tuning))


def test_a_phrase_of_a_higher_tier_that_is_longer_is_meant_so() -> None:
    assert list(lint(phrases(one="ring count", two="ring count fails"))) == []


def test_a_dangerous_word_is_dangerous_in_tier_1_only() -> None:
    assert list(lint(phrases(three="phones dead", review="outages"))) == []


def test_topics_named_here_exist_and_no_rule_reads_those_of_the_learned_reader() -> None:
    """When a rule begins to read one of them, take it out of LEARNED_ONLY."""
    source = "\n".join(
        path.read_text("utf-8") for path in RULES.glob("*.py") if path.name not in ("lint.py", "ticket.py")
    )
    read = {topic for topic in Lexicon.shipped().meanings if re.search(rf"\b{topic}\b", source)}

    assert DANGEROUS.keys() | LEARNED_ONLY <= Lexicon.shipped().meanings
    assert not LEARNED_ONLY & read


def test_thousands_of_phrases_are_judged_in_a_second() -> None:
    many = tuple(Phrase(f"glossary term {n}x", Tier.ONE) for n in range(2000))
    many += tuple(Phrase(f"/term[ -]no[.]? ?{n}x/", Tier.TWO) for n in range(1000))

    began = time.process_time()
    found = list(lint(Tuning(many)))

    assert found == []
    assert time.process_time() - began < 10.0, "each against each would take minutes"
