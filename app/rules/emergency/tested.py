"""A test of emergency calls: that there was one, that it went well, and that it did but for something."""

import re
from collections.abc import Sequence

from app.rules.emergency.names import Shown
from app.rules.reader import Told

TESTED = re.compile(
    r"\b(?:tests?|tested|testing|verified|verifications?|checked|drill|protocol|pruebas?|probamos|probado|verificamos"
    r"|verificacion|simulacro|essais?|teste[rs]?|testee?s?|verifie\w*|exercice|dial(?:l?ed)? @)"
)
"""A test of emergency calls, or a call made as one."""
FINE = re.compile(
    r"@+(?: (?!(?:not|no|fails?|failed|except|if|isn't|never|from the|right now|address)\b)\S+){0,7}? (?:ok|okay"
    r"|fine|works?|worked|working|passed|correct|good|perfect|perfectly|went through|goes through|all good|bien"
    r"|tested|arrive|got each)\b|\b(?:passed|tested|ok|completes?)(?: \S+){0,4} @+(?: \S+){0,3} (?:ok|fine|passed"
    r"|good)\b"
)
"""A call or a test that went well."""
_COUNTED = re.compile(r"\b([0-9]+) (?:ok|passed) ([0-9]+)\b")
_ALL_BUT = re.compile(
    r"\b(?:all|every\w*|each|todas?|todos|tous|toutes|[0-9]+|tests?|pruebas?|essais?)\b(?: \S+){0,5}"
    r" (?:passed|ok|okay|fine|good|worked|works?|right|correct|went through|pasaron|salieron|bien|reussi\w*|passent)"
    r"(?: \S+){0,2}"
    r" (?:except(?:ing)?|apart from|other than|but not|save for|excepto|menos|salvo|sauf|hormis)\b"
)
"""A test of emergency calls that passed, but for something."""


def fine(told: Sequence[Told], lines: Sequence[str]) -> Shown | None:
    """Return where emergency calls are said to work; a count that is not full does not say so."""
    for place, line in enumerate(lines):
        if "@" not in line or told[place].asks or not (match := FINE.search(line)):
            continue
        counted = _COUNTED.search(line)
        if counted is None or counted.group(1) == counted.group(2):
            return place, match
    return None


def all_but(lines: Sequence[str], place: int) -> re.Match[str] | None:
    """Return where a test of emergency calls, told here or just before, passed but for something."""
    about = lines[max(0, place - 1) : place + 1]
    if not any("@" in line and TESTED.search(line) for line in about):
        return None
    return _ALL_BUT.search(lines[place])
