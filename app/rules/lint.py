"""
What is doubtful about an admin's rules: phrases without effect, patterns that match nearly everything, dangerous words.

Pure, and quick enough for thousands of phrases: phrases look for each other by the same walk that reads a ticket. What
is plainly wrong (a pattern that does not compile, a phrase in two tiers) the settings refuse before.
"""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from app.rules.phrases import EVERYDAY, Phrase, PhraseBook, outranked
from app.rules.policy import Policy
from app.rules.ticket import Tier
from app.rules.words import Lexicon, fold

DANGEROUS: Mapping[str, str] = {
    "EMERG": "emergency calls",
    "LIFE": "safety lines",
    "DEAD": "outages",
    "STOPPED": "outages",
    "LISTED": "the policy's carriers",
}
"""Topics whose words tell of Tier III, each with what it is about."""

LEARNED_ONLY = frozenset({"HURRY", "MINOR", "UNTRIED", "WORKAROUND", "WORSE"})
"""Topics that no rule reads, only the learned reader; a test keeps this true."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """An admin's rules as the settings hold them, beside the policy they make."""

    phrases: tuple[Phrase, ...] = ()
    words_added: Mapping[str, tuple[str, ...]] | None = None
    words_removed: tuple[str, ...] = ()
    carriers_added: tuple[str, ...] = ()
    carriers_removed: tuple[str, ...] = ()
    emergency_numbers: tuple[str, ...] = ()
    learned: bool = True


def lint(tuning: Tuning) -> Iterator[str]:
    """Return a sentence for every rule that works but is hardly meant so, with its setting and what to change."""
    policy = Policy.shipped()
    yield from _useless(tuning.phrases)
    yield from _too_wide(tuning.phrases)
    yield from _never_found(tuning.phrases)
    yield from _dangerous(tuning)
    yield from _added(tuning)
    yield from _removed(tuning)
    yield from _names(tuning, policy)


# --- phrases --------------------------------------------------------------------------------------------------------


def setting_of(phrase: Phrase) -> str:
    """Return the setting that holds phrases of this one's tier."""
    return f"TRIAGE_TIER_{int(phrase.tier)}_PHRASES" if phrase.tier is not None else "TRIAGE_REVIEW_PHRASES"


def _useless(phrases: Sequence[Phrase]) -> Iterator[str]:
    """Tell of phrases that a shorter one, or a pattern, makes useless."""
    yield from outranked(phrases)
    yield from _repeated(phrases)
    plain = [phrase for phrase in phrases if not phrase.is_pattern]
    book = PhraseBook(dict.fromkeys(phrases))
    for phrase in plain:
        for hit in book.find({"phrase": phrase.text}):
            other = hit.phrase
            if other.tier is phrase.tier and (other.is_pattern or len(other.words) < len(phrase.words)):
                yield f"{setting_of(phrase)}: {phrase.text!r} adds nothing, since {other.text!r} finds it already."
                break
            if other.is_pattern and (other.tier or 0) > (phrase.tier or 4):
                yield (
                    f"{setting_of(phrase)}: {phrase.text!r} can never decide, since {other.text!r} in "
                    f"{setting_of(other)} finds it too and its tier is higher. Take one of them out."
                )
                break


def _repeated(phrases: Sequence[Phrase]) -> Iterator[str]:
    seen: dict[tuple[object, Tier | None], Phrase] = {}
    for phrase in phrases:
        key = (phrase.text if phrase.is_pattern else phrase.words, phrase.tier)
        if seen.setdefault(key, phrase) is not phrase:
            yield f"{setting_of(phrase)} holds {phrase.text!r} and {seen[key].text!r}, which are the same; keep one."


def _too_wide(phrases: Sequence[Phrase]) -> Iterator[str]:
    book = PhraseBook(dict.fromkeys(phrases))
    found: dict[Phrase, int] = {}
    for text in EVERYDAY:
        for phrase in {hit.phrase for hit in book.find({"ticket": text})}:
            found[phrase] = found.get(phrase, 0) + 1
    for phrase, count in found.items():
        if count * 3 >= len(EVERYDAY):
            yield (
                f"{setting_of(phrase)}: {phrase.text!r} stands in {count} of {len(EVERYDAY)} everyday tickets; make it "
                "longer, or most tickets go there."
            )


def _never_found(phrases: Sequence[Phrase]) -> Iterator[str]:
    for phrase in phrases:
        if phrase.is_pattern and phrase.text != (plain := fold(phrase.text)) and not phrase.text.isascii():
            yield (
                f"{setting_of(phrase)}: {phrase.text!r} can hardly match, since patterns read the text without accents "
                f"and typographic quotes; write {plain!r}."
            )


def _dangerous(tuning: Tuning) -> Iterator[str]:
    """Tell of Tier I phrases that stand in a word for an emergency or outage, or hold one."""
    phrases = [phrase for phrase in tuning.phrases if phrase.tier is Tier.ONE]
    if not phrases:
        return
    lexicon = Lexicon.shipped().tuned({}, tuning.words_added or {}, tuning.words_removed)
    told: dict[Phrase, tuple[str, str]] = {}
    for phrase in phrases:
        for word in () if phrase.is_pattern else lexicon.words(phrase.text):
            if word.meaning in DANGEROUS:
                told.setdefault(phrase, (word.folded, word.meaning))
    book = PhraseBook(dict.fromkeys(phrases))
    for topic in DANGEROUS:
        for entry in (*_topics()[topic], *(tuning.words_added or {}).get(topic, ())):
            for hit in book.find({"topic": entry}):
                told.setdefault(hit.phrase, (entry, topic))
    for phrase, (entry, topic) in told.items():
        yield (
            f"TRIAGE_TIER_1_PHRASES: {phrase.text!r} goes with {entry!r}, by which the rules know {DANGEROUS[topic]} "
            f"({topic}): a ticket about them could be placed in Tier I. Make the phrase longer, or take it out."
        )


@lru_cache(maxsize=1)
def _topics() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped words and phrases of every topic."""
    document = tomllib.loads(resources.files("app.rules").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    words, phrases = document["words"], document["phrases"]
    return {
        topic: (*words.get(topic, "").split(), *filter(None, phrases.get(topic, "").split("|")))
        for topic in dict.fromkeys((*words, *phrases))
    }


# --- words ----------------------------------------------------------------------------------------------------------


def _added(tuning: Tuning) -> Iterator[str]:
    shipped = Lexicon.shipped()
    for topic, texts in (tuning.words_added or {}).items():
        if topic in LEARNED_ONLY and not tuning.learned:
            yield (
                f"TRIAGE_WORDS_ADD: no rule reads the topic {topic}, only the learned reader does, and TRIAGE_LEARNED "
                "is off: the words have no effect."
            )
        for text in texts:
            before = _meaning(shipped, text)
            if before == topic:
                yield f"TRIAGE_WORDS_ADD: {text!r} is {topic} already; take it out."
            elif before is not None:
                what = f", by which the rules know {DANGEROUS[before]}" if before in DANGEROUS else ""
                yield f"TRIAGE_WORDS_ADD: {text!r} is shipped as {before}{what}, and becomes {topic}; is that meant?"


def _meaning(lexicon: Lexicon, text: str) -> str | None:
    """Return the topic of a word or phrase, None where it has none."""
    words = lexicon.words(text)
    return words[0].meaning if len(words) == 1 and words[0].meaning in lexicon.meanings else None


def _removed(tuning: Tuning) -> Iterator[str]:
    shipped = Lexicon.shipped()
    for text in tuning.words_removed:
        if not shipped.knows(text):
            near = _nearest(text, (entry for entries in _topics().values() for entry in entries))
            yield f"TRIAGE_WORDS_REMOVE: {text!r} has no meaning that could be taken from it{near}."
        elif (topic := _meaning(shipped, text)) in DANGEROUS:
            yield (
                f"TRIAGE_WORDS_REMOVE: {text!r} is a word by which the rules know {DANGEROUS[topic or '']} ({topic}): "
                "without it some Tier III tickets are read as less."
            )


def _names(tuning: Tuning, policy: Policy) -> Iterator[str]:
    """Tell of carriers and emergency numbers that change nothing, or more than meant."""
    for name in tuning.carriers_added:
        if name.lower() in policy.carriers:
            yield f"TRIAGE_CARRIERS_ADD: {name!r} is shipped already; take it out."
    for name in tuning.carriers_removed:
        if name.lower() not in policy.carriers:
            near = _nearest(name, policy.carriers)
            yield f"TRIAGE_CARRIERS_REMOVE: {name!r} is no carrier of the policy{near}; nothing is removed."
    missing = [number for number in policy.emergency_numbers if number not in tuning.emergency_numbers]
    if tuning.emergency_numbers and missing:
        yield (
            f"TRIAGE_EMERGENCY_NUMBERS leaves out {', '.join(missing)}: a fault in reaching "
            f"{'it' if len(missing) == 1 else 'them'} is no emergency any more."
        )


def _nearest(text: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(text.lower(), list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
