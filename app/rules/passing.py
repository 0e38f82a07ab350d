"""
What came and went: dead from 14:05 to 14:09, back by itself, the third Tuesday running, and the cause is wanted.

It is no outage of now, nor is it over for who asks: only the provider's logs can tell, and it will come again. The sign
is a careful one, as much that is said to be well is something else, and much that was well is dead again.
"""

import re
from collections.abc import Iterator

from app.rules.reader import Facts, Told
from app.rules.signs import Sign

_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|day|week|night|morning)"
_MINUTES = r"(?:minutes?|mins?|seconds|minutos|secondes|minuten)"
_HOUR = r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?: ?[ap]m)?"
_SPELL = re.compile(
    # from when to when, or for how long
    rf"\b{_HOUR}(?: (?:to|until|till|a|y|et|bis|tot|-))? {_HOUR}"
    rf"|\bat {_HOUR}(?: \S+){{0,4}} by {_HOUR}"
    r"|\b(?:[01]\d|2[0-3])[0-5]\d (?:to|until|till) (?:[01]\d|2[0-3])[0-5]\d\b"
    rf"|\bfor (?:about |some |only |around |roughly )?(?:\S+ ){{0,3}}{_MINUTES}\b"
    r"|\bfor (?:about |some |around )?(?:\d+|an?|two|three|half an|a quarter of an|several) hours?\b"
    rf"|\b(?:\d+|two|three|four|five|six|seven|ten|fifteen|twenty|thirty|forty)[- ](?:{_MINUTES}|min)\b"
    # how often
    r"|\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th)(?: \S+)? (?:running|in a row|straight)\b"
    rf"|\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th) (?:time|{_DAY})\b"
    rf"|\bsame (?:as last|time|hour|weekday|thing last)\b|\b(?:every|each) {_DAY} at\b|\brepeat of\b"
)
"""When and how long, or how often: what came has an end."""
_SPELL_WORDS = frozenset((
    "minutes", "minute", "mins", "min", "seconds", "hour", "hours", "minutos", "secondes", "minuten",
    "second", "third", "fourth", "fifth", "2nd", "3rd", "4th", "5th", "same", "every", "each", "repeat",
))  # fmt: skip
_DIGITS = re.compile(r"\d[.h:]\d|\d{4}")
_WELL = re.compile(
    r"(?:\b(?:then|and|all|is|are|was|were|came|come|everything|been|since)(?: \S+){0,2}"
    r" (?:back|normal|fine|ok|okay|good|healthy|well)\b"
    r"|\bback (?:by|at|again|on)\b|\b(?:up|on|well|fine|ok|works?) again\b|\bno longer\b|\bpresently fine\b"
    r"|\bthen (?:it |they |all )?(?:came|returned|recovered|rang|rung|worked)"
    r"|\b(?:ok|okay|fine|good|normal|well|back) (?:now|since|again|today|at present|by \S+)\b"
    r"|\b(?:restored|recovered|returned|revived|cured|cleared|healed|of its own accord)\b"
    r"|\bwork(?:s|ing) now\b|\bnothing is wrong now\b|\ball green\b|\bsteady since\b"
    r"|\b(?:volvi\w+|regres\w+|ya (?:funciona|quedo|esta)|normal desde)\b"
    r"|\b(?:revenu\w*|retabli\w*|c'est reparti|tout est (?:bon|rentre))\b)"
)
"""It is well again."""
_NOT_WELL = re.compile(
    r"\b(?:not|nothing|none|never|until|till|when|unless|isn't|aren't|hasn't|haven't|wasn't|please call|pas|rien|nada"
    r"|no"
    # what is well is something else
    r"|internet|isp|power|mobiles?|cells?|router|portal|maintenance|wi-?fi|electricity|lan|outbound|inbound|luz|courant"
    r"|lights?|lamps?|leds?|switch|gateway|network|red|reseau"
    r"|rest|else|other|others)\b|\?$"
)
"""Beside it: it is not, or it is something else that is well."""
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
    r"|currently|then (?:off|dead|down|out)|but (?:the )?\S+ (?:did|do|does) not|stays?|so far|once more|for good"
    r"|altogether|(?:out|dead|down|dark|silent|mute) since|then went (?:down|dead|off|out|dark)|desde hace"
    r"|(?:y|et|mais|pero) (?:los|les|las) \S+ (?:(?:son|sont|siguen) )?(?:mud|muet|muert)\w*"
    r"|now out|and counting|(?:have|has|did|do) not|lost (?:\S+ )?again"
    r"|(?:is|are) (?:down|dead|out)"
    r"|(?:off|out|failing|dropping|gone|lost|not \S+|without \S+) again|sigue\w*|sigo|de nuevo|otra vez|ahora|toujours"
    r"|encore|de nouveau|continue\w*|depuis)\b"
    r"|\bno (?:report|rfo|need|action)\b|\bnever ?mind\b|\b(?:our|their|his|her|my) own\b"
)
"""It may not be over, or nothing is wanted."""


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield where a report says when what came was over, if it is well again and somebody is to say why."""
    spell = next(((told, match) for told in facts.told if (match := _spell(told))), None)
    if spell is None or not any(map(_is_well, facts.told)):
        return
    if not _says(facts, _WHY) or not _says(facts, _TROUBLE) or _says(facts, _LASTS):
        return
    told, match = spell
    words = told.line.plain_words(*match.span())
    yield Sign("came-and-went", told.source, told.number, words[0].start, words[-1].end)


def _spell(told: Told) -> re.Match[str] | None:
    plain = told.line.plain
    may_tell = not _SPELL_WORDS.isdisjoint(told.line.plain_set) or _DIGITS.search(plain)
    return _SPELL.search(plain) if may_tell else None


def _is_well(told: Told) -> bool:
    plain = told.line.plain
    return _WELL.search(plain) is not None and not _NOT_WELL.search(plain)


def _says(facts: Facts, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(told.line.plain) for told in facts.told)
