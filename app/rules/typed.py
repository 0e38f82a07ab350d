"""
Patterns over a text as it was typed, in small letters or in capitals.

A pattern that leaves case aside needs no certain word, so `app.rules.cues` cannot tell where it may match. Hence a text
is searched in small letters, and as it stands only where those are not the same letters.
"""

import re

from app.rules.cues import Cues

_CUES = Cues()
_OTHER_SMALL = ("ı", "ſ")
"""Small letters that also stand for `i` and `s` where case is left aside."""


class Typed:
    """Patterns written in small letters that find their words in whatever letters they are typed."""

    def __init__(self, *sources: str) -> None:
        self._in_small = [_CUES.pattern(source) for source in sources]
        self._in_any = re.compile("|".join(sources), re.IGNORECASE)

    def words(self, text: str) -> str:
        """Return the first words that match, as they were typed; empty for none."""
        small = text.lower()
        if len(small) != len(text) or any(map(small.__contains__, _OTHER_SMALL)):
            match = self._in_any.search(text)
        else:
            bits = _CUES.of_text(small)
            found = [one for pattern in self._in_small if (one := pattern.find(small, bits))]
            match = min(found, key=re.Match.start, default=None)
        return text[match.start() : match.end()] if match else ""
