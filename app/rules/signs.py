"""
What a report shows, by name: each sign is one fact that a rule of the policy asks for, with the words that show it.

Every module named here reads one subject and yields its signs; none concludes a tier. The rules (`app.rules.rulebook`)
and the learned reader (`app.rules.features`) see the same signs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.rules.reader import Facts, Told

_SHOULD_IT = re.compile(
    r"(?:(?!know|see|sure|tell|check|verify|ask|wonder|wondering|saber|ver|savoir|voir|no|not|non)\S+ ){0,3}"
    r"(?:if|in case|in the event|si|s'il|en cas|en caso|au cas)\b(?:(?! (?:but|now|since|please|pero|mais|ahora|desde"
    r"|depuis)\b).)*"
)
_THEN_CALL = re.compile(
    r"\b(?:call|phone|ring|text|page|contact|reach|dial|appelez|contactez|telephonez|composez|joignez|llame|llamen"
    r"|contacte|contacten|comuniquese|marque|marquen) (?:our|my|the|notre|nos|ma|mon|le|la|nuestr[ao]s?|mi|al?|el"
    r"|[0-9]\S*-[0-9]\S*)\b"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A fact shown by words of a report; offsets are those of the text named by `source`."""

    name: str
    """What is shown, such as `emergency-fault`."""
    source: str
    """`subject`, `description` or `form`."""
    number: int
    """Number of the sentence; -1 for the form."""
    start: int
    end: int
    percent: float | None = None
    """Share of users, where the sign counts them."""


def sign(name: str, told: Told, match: re.Match[str], *, plain: bool = False, percent: float | None = None) -> Sign:
    """Return a sign for a match over the meanings of a sentence, or over its plain words."""
    words = told.line.plain_words(*match.span()) if plain else told.line.words(*match.span())
    return Sign(name, told.source, told.number, words[0].start, words[-1].end, percent)


def search(
    facts: Facts, name: str, pattern: re.Pattern[str], *, plain: bool = False, unless: re.Pattern[str] | None = None
) -> Iterator[Sign]:
    """Yield a sign for each sentence that a pattern matches, unless another pattern matches it too."""
    for told in facts.told:
        text = told.line.plain if plain else told.line.text
        match = pattern.search(text)
        if match and match.end() > match.start() and not (unless and unless.search(text)):
            yield sign(name, told, match, plain=plain)


def is_for_later(plain: str, start: int, end: int) -> bool:
    """
    Return whether what stands there in a sentence is what to do should it happen one day.

    An absence or a leaflet says so: "if 911 does not work, call our emergency line". The condition stands before, the
    advice behind.
    """
    if _THEN_CALL.search(plain, end) is None:
        return False
    before = _SHOULD_IT.match(plain, 0, start)
    return before is not None and before.end() == start


def is_advice(plain: str) -> bool:
    """Return whether a sentence begins with a condition and says whom to call then."""
    before = _SHOULD_IT.match(plain)
    return before is not None and _THEN_CALL.search(before.group()) is not None
