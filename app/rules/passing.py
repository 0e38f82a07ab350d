"""
What came and went: dead from 14:05 to 14:09, back by itself, the third Tuesday running, and the cause is wanted.

It is no outage of now, nor is it over for who asks: only the provider's logs can tell, and it will come again.
"""

import re
from collections.abc import Iterator

from app.rules.reader import Facts, Told
from app.rules.signs import Sign

_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|day|week|night|morning)"
_MINUTES = r"(?:minutes?|mins?|seconds|minutos|secondes|minuten)"
_SPELL = re.compile(
    # from when to when, or for how long
    r"\b\d{1,2}[:.h]\d\d(?: ?[ap]m)?(?: (?:to|until|till|and|a|y|et|bis|by|tot|-))? \d{1,2}[:.h]\d\d"
    r"|\b\d{4}(?: to| until)? \d{4}\b"
    rf"|\bfor (?:about |some |only |around |roughly )?(?:\S+ ){{0,3}}(?:{_MINUTES}|hours?|quarter)\b"
    rf"|\b(?:\d+|two|three|four|five|six|seven|ten|fifteen|twenty|thirty|forty)[- ](?:{_MINUTES}|min)\b"
    # how often
    r"|\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th)(?: \S+)? (?:running|in a row|straight)\b"
    rf"|\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th) (?:time|{_DAY})\b"
    rf"|\bsame (?:as last|time|hour|weekday|thing last)\b|\b(?:every|each) {_DAY} at\b|\brepeat of\b|\bdaily\b"
)
"""When and how long, or how often: what came has an end."""
_SPELL_WORDS = frozenset((
    "minutes", "minute", "mins", "min", "seconds", "hour", "hours", "quarter", "minutos", "secondes", "minuten",
    "second", "third", "fourth", "fifth", "2nd", "3rd", "4th", "5th", "same", "every", "each", "repeat", "daily",
))  # fmt: skip
_WELL = re.compile(
    r"\b(?:then|and|all|is|are|was|were|came|come|everything|been|since)(?: \S+){0,2}"
    r" (?:back|normal|fine|ok|okay|good|healthy|well|again)\b"
    r"|\bback (?:now|by|at|again|up|on)\b|\b(?:up|on) again\b|\bover now\b|\bno longer\b|\bpresently fine\b"
    r"|\bthen (?:it |they |all )?(?:came|returned|recovered|rang|rung|worked)"
    r"|\b(?:ok|okay|fine|good|normal|well) (?:now|since|again|today|at present|by \S+)\b"
    r"|\b(?:restored|recovered|returned|revived|cured|cleared)\b|\bwork(?:s|ing) now\b|\bnothing is wrong now\b"
    r"|\b(?:volvi\w+|regres\w+|ya (?:funciona|quedo|esta)|normal desde)\b"
    r"|\b(?:revenu\w*|retabli\w*|c'est reparti|tout est (?:bon|rentre))\b"
)
"""It is well again."""
_WHY = re.compile(
    r"\b(?:logs?|traces?|captures?|engineering|engineer|cause|reason|pattern|explanation|coincidence)\b"
    r"|\b(?:what|why|who)(?: \S+){0,3} (?:was|were|did|happened|tripped|caused|gives|held|it|that)\b"
    r"|\bany (?:ideas?|clue)\b|\bdid (?:you|u) (?:\S+ )?(?:do|push|have|change|work|restart|reboot)\b"
    r"|\bwere you (?:\S+ )?(?:working|doing)\b|\b(?:on|at) (?:your|ur) (?:side|end)\b"
    r"|\b(?:look|dig|check|find out|investigat\w+)\b|\bwon't (?:recur|happen)\b"
    r"|\b(?:causa|motivo|revis\w+|registros|que paso|por que)\b"
    r"|\b(?:journaux|cause|raison|pourquoi|regarder|verifier)\b"
)
"""Somebody is to look into it, or to say what it was."""
_TROUBLE = re.compile(
    r"\b(?:down|dead|off|out|dark|lost|losing|outage|blip|died|dropped|drops|quit|gone|fell|fail\w*|unusable|unreachable"
    r"|unregistered|no (?:calls?|service|phones?|lines?|tone|audio)|nobody could|couldn't|went|hung|froze|503|408"
    r"|deaf|mute|silen\w+|restarted|rebooted|reset|caid\w*|estuv\w+|sin (?:tono|servicio|llamadas|linea)|coupure|panne"
    r"|muets?|perdu\w*)\b"
)
"""Something was wrong."""
_LASTS = re.compile(
    r"\b(?:still|but not|remain\w*|(?:now|again|down|dead) (?:dead|down|again)|nobody can|can't|cannot|keeps?|right now"
    r"|currently|then (?:off|dead|down)|but (?:the )?\S+ (?:did|do|does) not)\b"
    r"|\bno (?:report|rfo|need|action)\b|\bnever ?mind\b"
)
"""It may not be over, or nothing is wanted."""


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield where a report says when what came was over, if it is well again and somebody is to say why."""
    spell = next(((told, match) for told in facts.told if (match := _spell(told))), None)
    if spell is None or not all(_says(facts, one) for one in (_WELL, _WHY, _TROUBLE)) or _says(facts, _LASTS):
        return
    told, match = spell
    words = told.line.plain_words(*match.span())
    yield Sign("came-and-went", told.source, told.number, words[0].start, words[-1].end)


def _spell(told: Told) -> re.Match[str] | None:
    plain = told.line.plain
    may_be = not _SPELL_WORDS.isdisjoint(told.line.plain_set) or ":" in plain or "N N" in told.line.text
    return _SPELL.search(plain) if may_be or re.search(r"\d[.h]\d", plain) else None


def _says(facts: Facts, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(told.line.plain) for told in facts.told)
