"""
An admin's phrases: words or RE2 patterns that place a ticket in a tier, whatever the learned reader makes of it.

A plain phrase is found as whole words, without regard to case, accents and line ends; thousands of them cost no more
than one, since a text is walked once. A pattern stands between slashes and runs on RE2, in time linear in the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import re2

from app.rules.ticket import Tier
from app.rules.words import fold

LONGEST_PATTERN = 500
"""Characters of a pattern; a longer one is hardly meant, and RE2's automaton grows with it."""
MEMORY = 64 << 20
"""Bytes RE2 may use for all patterns together."""
EVERYDAY = (
    "How do I reset the voicemail password of a user?",
    "All 22 phones at the clinic are down since 06:00, nobody can call out",
    "Please port these two numbers, LOA attached",
    "One-way audio on 3 of 400 handsets after the firmware update",
    "Invoice 4711: we were charged twice",
    "No se escucha nada en la sucursal norte",
    "Thanks, all fixed, you can close it",
    "Ext 204 keeps dropping; swapped cable and switch port, same result",
    "Need a call queue with music for our new tenant",
    "911 test call reached the wrong PSAP",
    "Le site affiche une erreur 503",
    "URGENT!!! toll free line dead",
)
"""Tickets that have nothing in common: what is found in all of them tells no ticket from another."""
_WORD = re.compile(r"[a-z0-9]+")


class PhraseError(ValueError):
    """A phrase or pattern cannot be used; the text quotes it and says what to change."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase as the admin wrote it, and the tier it stands for; None asks for review whatever the tier."""

    text: str
    tier: Tier | None

    @property
    def is_pattern(self) -> bool:
        """Whether it is an RE2 pattern between slashes."""
        return len(self.text) > 2 and self.text.startswith("/") and self.text.endswith("/")

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a plain phrase, folded."""
        return tuple(_WORD.findall(fold(self.text)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: which one, and where."""

    phrase: Phrase
    source: str
    start: int
    end: int


class PhraseBook:
    """All phrases of an installation, ready to be looked for at once."""

    def __init__(self, phrases: Iterable[Phrase] = ()) -> None:
        self.phrases = tuple(phrases)
        self._by_words: dict[tuple[str, ...], list[Phrase]] = {}
        self._lengths: dict[str, set[int]] = {}
        """How long the phrases are that begin with a word, so that a thousand of them cost one look-up each length."""
        self._patterns: list[tuple[Phrase, re2._Regexp]] = []
        for phrase in self.phrases:
            if phrase.is_pattern:
                self._patterns.append((phrase, _compiled(phrase.text)))
            elif words := phrase.words:
                self._by_words.setdefault(words, []).append(phrase)
                self._lengths.setdefault(words[0], set()).add(len(words))
            else:
                raise PhraseError(f"The phrase {phrase.text!r} holds no letter or digit; take it out.")
        self._set = _together(self._patterns)

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PhraseBook) and self.phrases == other.phrases

    def __hash__(self) -> int:
        return hash(self.phrases)

    def find(self, texts: Mapping[str, str]) -> Iterator[Hit]:
        """Return each phrase found in texts given by their source, at its first place, in the order of the texts."""
        for source, text in texts.items():
            folded = fold(text)
            yield from self._plain(source, folded)
            if self._set is not None:
                for index in self._set.Match(folded) or ():
                    phrase, pattern = self._patterns[index]
                    if match := pattern.search(folded):
                        yield Hit(phrase, source, match.start(), match.end())

    def _plain(self, source: str, folded: str) -> Iterator[Hit]:
        if not self._by_words:
            return
        places = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded)]
        words = [word for word, _, _ in places]
        found: set[Phrase] = set()
        for at, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                for phrase in self._by_words.get(tuple(words[at : at + length]), ()):
                    if phrase not in found and at + length <= len(words):
                        found.add(phrase)
                        yield Hit(phrase, source, places[at][1], places[at + length - 1][2])


@lru_cache(maxsize=1)
def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = MEMORY
    return options


@lru_cache(maxsize=10_000)
def _compiled(text: str) -> re2._Regexp:
    """Remembered: an admin's thousands of patterns are judged one by one before they are put together."""
    pattern = text[1:-1]
    if len(pattern) > LONGEST_PATTERN:
        raise PhraseError(
            f"The pattern {text[:40]}… has {len(pattern)} characters, more than {LONGEST_PATTERN}; split it."
        )
    try:
        made = re2.compile(pattern, _options())
    except re2.error as exc:
        why = exc.args[0].decode() if exc.args and isinstance(exc.args[0], bytes) else str(exc)
        raise PhraseError(
            f"The pattern {text!r} does not compile ({why}). Patterns are RE2: no look-around, no "
            "back-references; a plain phrase needs no slashes."
        ) from None
    if made.search(""):
        raise PhraseError(f"The pattern {text!r} matches the empty text, and so every ticket; make it longer.")
    if all(made.search(fold(ticket)) for ticket in EVERYDAY):
        raise PhraseError(f"The pattern {text!r} matches every ticket; make it longer, or take it out.")
    return made


def _together(patterns: Sequence[tuple[Phrase, re2._Regexp]]) -> re2.Set | None:
    if not patterns:
        return None
    made = re2.Set.SearchSet(_options())
    for phrase, _ in patterns:
        made.Add(phrase.text[1:-1])
    made.Compile()
    return made


def unusable(text: str) -> str | None:
    """Return why a phrase or pattern cannot be used, or None."""
    phrase = Phrase(text, None)
    try:
        if phrase.is_pattern:
            _compiled(text)
        else:
            PhraseBook((phrase,))
    except PhraseError as exc:
        return str(exc)
    return None


def conflicts(phrases: Sequence[Phrase]) -> Iterator[str]:
    """Return a sentence for every phrase that two tiers claim, and for every one that another makes useless."""
    yield from claimed_twice(phrases)
    yield from outranked(phrases)


def claimed_twice(phrases: Sequence[Phrase]) -> Iterator[str]:
    """Return a sentence for every phrase that stands in two tiers."""
    claimed: dict[tuple[str, ...] | str, Phrase] = {}
    for phrase in phrases:
        key = phrase.text if phrase.is_pattern else phrase.words
        other = claimed.setdefault(key, phrase)
        if other is not phrase and other.tier != phrase.tier:
            yield f"The phrase {phrase.text!r} is claimed by {_named(other)} and by {_named(phrase)}; keep it in one."


def outranked(phrases: Sequence[Phrase]) -> Iterator[str]:
    """Return a sentence for every phrase that can never decide, since a shorter one of a higher tier stands in it."""
    plain = {phrase.words: phrase for phrase in phrases if not phrase.is_pattern and phrase.words}
    for words, phrase in plain.items():
        covering = next((plain[part] for part in _parts(words) if part in plain), None)
        if covering is not None and _outranks(covering, phrase):
            yield (
                f"The phrase {phrase.text!r} ({_named(phrase)}) can never decide: {covering.text!r} "
                f"({_named(covering)}) stands in it and outranks it. Take one of them out."
            )


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(words)):
        for start in range(len(words) - size + 1):
            yield words[start : start + size]


def _outranks(one: Phrase, other: Phrase) -> bool:
    return (one.tier or 0) > (other.tier or 0) if other.tier is not None else False


def _named(phrase: Phrase) -> str:
    return f"Tier {phrase.tier.roman}" if phrase.tier is not None else "review"
