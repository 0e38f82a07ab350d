"""
Many, told in a roundabout way: the rest of a whole, all of those just spoken of, a list of names, the customers again.

`shares` reads numbers of which their own sentence says what is with them. Here two sentences make one statement.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.rules.reader import Facts, Told
from app.rules.signs import Sign, sign

_FAILS = re.compile(
    r"\b(?:no|lost|dead|down|dark|silent|mute|dropped|cannot|can't|can not|couldn't|could not|unable|without|out"
    r"|fail\w*"
    r"|stopped|sin|muert\w+|caid\w+|mort\w*|muets?|plus (?:de|d'))\b(?: \w+){0,3}? ?(?:dial ?tone|tone|calls?|lines?"
    r"|phones?"
    r"|service|audio|sound|ring\w*|regist\w+|connect\w*|reach\w*|tono|linea|llamadas?|tonalite|ligne|appels?|$)"
)
_WELL = re.compile(
    r"\b(?:fine|ok|okay|back|well|working|works?|restored|registered|up|good|again|bien|funciona\w*|marche\w*"
    r"|fonctionne\w*)\b"
)
_BACK = re.compile(r"\bof (?:\w+ ){0,2}?N(?: \w+){1,3}? N (?:\w+ )?(?:RESTORED|FINE|WORK\w*|REGISTER)\b")
"""Of a whole so many are back; over meanings."""
_REST = re.compile(
    r"^(?:and |but |pero |mais )?(?:all )?(?:the |los |las |les )?(?:others?|rest|remaining|otr[oa]s|autres)\b"
)
_ALL_OF_THEM = re.compile(r"^(?:that is |it is |and )?ALL N(?= of (?:them|us|those|these)\b|$)")
"""All of those just spoken of; over meanings."""
_NAMED = re.compile(r"^(?:\w+ ){1,2}N$")
"""One user and their extension on a line of their own; over meanings."""
_OTHERS_WELL = re.compile(r"^(?:and )?the other N are (?:all )?FINE\b")
_FEWEST = 3
"""Names that are a list."""
_SAME_CUSTOMERS = re.compile(
    r"\b(?:same|those|these|all) (?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten|\w+teen) (?:\w+ )?"
    r"(?:customers|clients|tenants|firms|companies|clientes|empresas)\b"
)
_NOW = re.compile(r" (?:now|again|speak)\b")
"""Quickly found, and without it nothing happens now."""
_HAPPENS_NOW = re.compile(
    r"\b(?:happen(?:s|ing)|going on|back|on|started|starting)(?: \w+)? (?:right now|now|again|as we speak)\b"
)
_OUTAGE = re.compile(r"\b(?:outages?|down|dead|panne|caid[ao]s?)\b")
_INBOUND_MUTE = re.compile(
    r"\ball (?:inbound|incoming|outbound|outgoing)(?: calls?| dids?| lines?)?(?: is| are| have| has| gets?| get)?"
    r" (?:no audio|no sound|dead air|silent|silence|mute)\b"
)
_MAIN_MUTE = re.compile(r"\bmain (?:number|line)\b(?: [\w/]+){0,3} (?:dead air|no audio|silence|silent)\b")
_NO_CALLER = re.compile(
    r"\bno (?:clients?|customers?|callers?|patients?|guests?|parents?|tenants?) (?:can|could|is able to|gets?)"
    r" (?:reach|call|ring|get through to|through to|raise) (?:any|anyone|anybody|a single|a soul)\b"
)


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what several sentences tell together; `limit` is the percent of users from which a group is large."""
    told = facts.told
    yield from _rest_of_whole(told, limit)
    yield from _all_of_them(told)
    yield from _names(told, limit)
    yield from _customers_again(told)
    for name, begins, pattern in (
        ("customer-down", "all ", _INBOUND_MUTE),
        ("main-number-down", "main ", _MAIN_MUTE),
        ("customer-down", "no ", _NO_CALLER),
    ):
        for one in told:
            if begins in one.line.plain and not one.asks and (match := pattern.search(one.line.plain)):
                yield sign(name, one, match, plain=True)


def _rest_of_whole(told: Sequence[Told], limit: float) -> Iterator[Sign]:
    for one, following in pairwise(told):
        match = _BACK.search(one.line.text) if "N" in one.line.meanings and "of " in one.line.text else None
        if match is None or not (_REST.match(following.line.plain) and _FAILS.search(following.line.plain)):
            continue
        values = [word.value for word in one.line.words(*match.span()) if word.meaning == "N" and word.value]
        if len(values) == 2 and values[0] > values[1]:
            percent = 100.0 * (values[0] - values[1]) / values[0]
            yield sign(_share(percent, limit), one, match, percent=percent)


def _all_of_them(told: Sequence[Told]) -> Iterator[Sign]:
    for before, one in pairwise(told):
        match = _ALL_OF_THEM.match(one.line.text)
        if match is None or one.asks or before.asks or before.source != one.source:
            continue
        if _FAILS.search(before.line.plain) and not _WELL.search(before.line.plain):
            yield sign("large-share", one, match, percent=100.0)


def _names(told: Sequence[Told], limit: float) -> Iterator[Sign]:
    named = [one for one in told if _NAMED.match(one.line.text)]
    if len(named) < _FEWEST:
        return
    for one in told:
        match = _OTHERS_WELL.match(one.line.text)
        if match is None or not any(_FAILS.search(other.line.plain) for other in told[: named[0].number + 1]):
            continue
        others = next((word.value for word in one.line.words(*match.span()) if word.meaning == "N" and word.value), 0.0)
        percent = 100.0 * len(named) / (len(named) + others)
        yield sign(_share(percent, limit), one, match, percent=percent)


def _customers_again(told: Sequence[Told]) -> Iterator[Sign]:
    text = "\n".join([one.line.plain for one in told])
    if not (_NOW.search(text) and _HAPPENS_NOW.search(text) and _OUTAGE.search(text)):
        return
    for one in told:
        if not one.asks and (match := _SAME_CUSTOMERS.search(one.line.plain)):
            yield sign("many-customers", one, match, plain=True)


def _share(percent: float, limit: float) -> str:
    return "large-share" if percent >= limit else "small-share"
