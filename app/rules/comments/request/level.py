"""
A level, tier or line above the one that answers.

One where the ticket stands already, or whose staff is only told something, is no target.
"""

import re

from app.rules.comments.request.asking import ASKS, COMMANDS, ENDS, is_of_priority

_NUMBER = r"(?:[1-4]|one|two|three|four|i{1,3}|iv)"
_ORDER = r"(?:next|first|1st|second|2nd|third|3rd|fourth|4th|higher|highest|upper|following|top)"
LEVEL = re.compile(
    rf"\b(?:{_ORDER}(?:[- ](?:escalation|support|service|help ?desk))?[ -](?:level|lvl|tier|line"
    rf"|stage|step|rung|tech(?:nician)?s?)|(?:step|stage|rung) {_NUMBER} of (?:the|your) (?:escalation|ladder|path)"
    rf"|(?:the|a|whichever|whatever) (?:level|tier) (?:that|which|where|with)"
    rf"|(?:level|tier|lvl|nivel|niveau)[ -]?#?{_NUMBER}|l-?[1-4]|to the (?:very )?top|all the way up|(?:over"
    rf"|above) the heads? of"
    rf"|t[23]|(?:up )?(?:a|one|another) (?:level"
    rf"|tier|rung|notch)|up the (?:chain|ladder|line|ranks|tree|hierarchy)|upstairs|over (?:the"
    rf"|your|his|her) heads?|(?:mayor|mas alto) nivel|palier (?:superieur|suivant)"
    r"|(?:primer|segundo|tercer|cuarto|siguiente|proximo) nivel|nivel (?:superior|siguiente)"
    r"|(?:premier|deuxieme|second|troisieme|quatrieme|prochain) niveau|niveau (?:superieur|suivant))\b"
)
"""A level by its number, its order, or the way up to it."""
_LOWEST = re.compile(r"\btier (?:1|i|one)\b")
"""Where a partner begins; nobody is sent back there."""

# --- beside it --------------------------------------------------------------------------------------------------------

_FRAGMENT = re.compile(r"^(?:[^,;]{0,40}[,:] ?)?\W*(?:the |to |to the )?$")
"""Hardly anything before the level, as in "Level two, please"."""
_ALREADY_THERE = re.compile(
    r"\b(?:(?:is|was|it's|been|are|being) (?:already |now |currently |still )?(?:with|at|on|in)"
    r"|already (?:with|at|on)"
    r"|reached|esta en|est au|told me|says|said|calls? (?:it|this))(?: the| your)? $"
)
"""Words before the level a ticket has reached."""
_ABOUT = re.compile(
    r"\b(?:agree|think|see|understand|believe|know|sure)\b[^,;.]{0,24}\b(?:is|was|be)(?: a| an| only| just| really)*"
    r" $|\b(?:is|isn't|not|as|be|it's|was|a|an|remain|stays?|leave|under|qualif\w+|called)(?: a"
    r"| an| just| only| really| at| the| as)* $"
)
"""Words before the level something is taken for."""
_OUGHT = re.compile(r"\b(?:should|must|ought|belongs?|needs? to|supposed)\b")
_TOLD_TO = re.compile(r"\b(?:tell|ask|thank|inform|let|for|from|by|with|told) (?:the|your) $")
_STAFF = re.compile(r"^ (?:engineers?|tech\w*|team|guys?|people|colleagues?|desk|support|agent)\b")


def is_level_wished(match: re.Match[str]) -> bool:
    """Whether a level that is named is asked for."""
    text, before, behind = match.string, match.string[: match.start()], match.string[match.end() :]
    if is_of_priority(before, behind):
        return False
    if _FRAGMENT.match(before) and ENDS.match(behind):
        return _LOWEST.search(text) is None
    if _is_spoken_of(before, behind):
        return False
    return ASKS.search(text) is not None or COMMANDS.search(before) is not None


def _is_spoken_of(before: str, behind: str) -> bool:
    """Whether the ticket is there already, is taken for one of that level, or its staff is only told something."""
    if (_ALREADY_THERE.search(before) or _ABOUT.search(before)) and not _OUGHT.search(before):
        return True
    return _TOLD_TO.search(before) is not None and _STAFF.match(behind) is not None
