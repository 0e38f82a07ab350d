"""
Whether calls are no longer rated or charged for all customers: no records, mediation halted, a charging node down.

What fails for one customer, or on a page only, is no loss of money for the provider.
"""

import re
from collections.abc import Iterator

from app.rules.layers import Layers, word_set
from app.rules.signs import Sign

_RATED_WORDS = word_set(
    "cdr cdrs rated rating records record mediation mediador usage billing charging logs log unrated registros",
    "registro tasacion tarifa tarifado tarificacion taxation valorise facturacion accounting detail bundle",
    "history historial file_seq rate",
)
_RATED = re.compile(
    r"\b(?:cdrs?|call records?|call data records?|rated (?:calls?|records?|traffic)|rating|mediation|mediador|usage"
    r"|call detail|billing (?:tab|system|records?|feed|data)|charging|call (?:logs?|history|list)|records|unrated"
    r"|registros? de llamadas|tasacion|tarifa\w*|taxation|valorise\w*|tickets? d'appel|minutes bundle|data records"
    r"|calls page|accounting|facturacion)\b"
)
"""What calls are charged by; over plain words."""
_NOT_WRITTEN = re.compile(
    r"\b(?:no|zero|not a single|not one|none|nothing|nada|aucun\w*|ningun\w*|0|empty|blank|frozen|halted|halt|paused"
    r"|crashed|stopped|stalled|stuck|vaci[oa]s?|vides?|arrete\w*|parad[oa]|stand still|standing still|has been off|down"
    r"|isn't (?:collecting|running)|haven't moved|hasn't (?:seen|moved)|received nothing|unrated|aren't being|not being"
    r"|last (?:cdr|file|record|call|second)|ends? (?:on|at)|ended at|termina|ni un[ao]?|plus aucun|n'est plus|no longer"
    r"|nothing either|heartbeats only|0 bytes|let slip)\b"
)
_FOR_ALL = re.compile(
    r"\b(?:all|each|every|everybody|everyone|everyone's|any) (?:\S+ ){0,4}?(?:customers?|tenants?|accounts?|clients?"
    r"|enterprises?|groups?|resellers?|brands?|partners?|of them|records|regions|subscribers|companies)\b"
    r"|\bnone of our (?:\S+ ){0,2}(?:customers|tenants|clients|accounts)\b"
    r"|\bfor (?:all|everyone|everybody|anybody|anyone)\b|\beverybody\b|\beveryone(?:'s)?\b"
    r"|\bother (?:resellers?|partners?)\b|\banother reseller\b|\b(?:100 %|100%) of accounts\b"
    r"|\bentire (?:customer|base)|\b(?:whole|entire) platform\b|\bthe cluster\b"
    r"|\b(?:todos (?:los|nuestros)|ningun (?:cliente|de)|para todos|ninguno de|tous (?:nos )?clients"
    r"|tous les clients)\b|\breseller root\b|\bbuying group\b|\bany customer of ours\b|\bneither they nor any\b"
    r"|\ball customers\b|\+51 more all 0|\b\d+ (?:customers|tenants|accounts)\b|\bnor any of our\b|\bfriend's\b"
    r"|\ball 0\b|\bany of our\b"
)
_RATING_DOWN = re.compile(
    r"\b(?:mediation|rating|cdr writer|charging node|recording of cdrs|usage feed|file_seq|rate engine|rating engine"
    r"|billing engine)(?: \S+){0,4} (?:crashed|stopped|down|halted?|halt|paused|off|out|frozen|isn't|dead|nothing)\b"
    r"|\b(?:mediador|tasacion)(?: \S+){0,2} parad[oa]\b|\btaxation est arretee\b|\bse paro la tasacion\b"
    r"|\bnothing is written\b|\bno call is being recorded for billing\b|\bnobody is being charged\b"
)
_ONE_ONLY = re.compile(
    r"\b(?:one|single|a) (?:tenant|client|customer|account|hourly file|of my customers|of our customers)\b"
    r"|\b(?:other|others|rest)(?: \S+){0,4} (?:get theirs|are there|show theirs|fill up|complete|tenants ok|right|open"
    r"|ok|fine)\b"
    r"|\b(?:all but one|except (?:one|for)|of one|de un cliente|on the screen they're|visible in|on screen"
    r"|in the call log|screen they)\b"
    r"|\b(?:export|csv|column|layout|pdf|token|graphs?|recordings|sftp key|unreadable|typo|fixture|twice)\b"
)
_RATING_FINE = re.compile(
    r"\b(?:resolved|trigger resolved|rating's ok|records? (?:are|is) complete|otherwise complete|properly|back in"
    r"|caught up|backfilled|arrived|where do i|how (?:do|can|would)|what's column|is there a|could the|re-?run|our own"
    r"|contract|price list|invoice query|charges us)\b"
)


def signs(text: Layers) -> Iterator[Sign]:
    """Yield where rating or charging is said to have stopped for all."""
    plain = text.plain
    if text.vocabulary.isdisjoint(_RATED_WORDS) or not _RATED.search(plain) or _RATING_FINE.search(plain):
        return
    down = _RATING_DOWN.search(plain)
    if down is None and not _ONE_ONLY.search(plain) and (stopped := _near(plain, _RATED, _NOT_WRITTEN)):
        down = stopped if _FOR_ALL.search(plain) else None
    if down:
        yield text.sign("billing-stopped", down)


def _near(plain: str, subject: re.Pattern[str], said: re.Pattern[str]) -> re.Match[str] | None:
    """Return what is said in a line that has the subject too."""
    for match in said.finditer(plain):
        start = plain.rfind("\n", 0, match.start()) + 1
        end = plain.find("\n", match.end())
        if subject.search(plain, start, end if end >= 0 else len(plain)):
            return match
    return None
