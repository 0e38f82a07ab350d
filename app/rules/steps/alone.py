"""
One user or device that is in trouble while others are told of; and the one that is all there is.

"One of 40 phones" is few; the one phone of a one-man shop is everything, and a single pendant or alarm is a life.
"""

import re
from collections.abc import Iterator, Sequence

from app.rules.signs import Sign, sign
from app.rules.steps.hints import Sentence, any_of, cue

_DEVICE = (
    r"(?:phone|handset|set|user|agent|person|extension|ext|seat|desk|station|device|softphone|headset|cordless"
    r"|employee|colleague|instrument|rep|clerk|driver|worker|teacher|nurse|app|mailbox|teller|poste|telefono|interno"
    r"|usuario|aparato|terminal|agente|combine|utilisateur|appareil|technician|t\d\d|trainee|lady|guy|room|lamp"
    r"|receptionist|recruit|director)"
)
_ONE_OF = re.compile(
    r"\b(?:1|one|uno|una|un|une)(?: (?:no|single|only|lone))?(?: (?!of\b|from\b|in\b|every\b|or\b|customer\b|site\b"
    r"|branch\b|floor\b)[a-z]\S*){0,2}? (?:of|out of|/|de|sur|from) (?:(?:the|our|their|a|an|its|about|roughly|los"
    r"|las|les|nos|sus|his|her|my|total|some|over|than|more) )*(?:[\w'.-]+ (?:[\w'.-]+'s )?)?(?P<total>\d[\d,]*"
    r"|[a-z-]+)(?![\w'])"
)
_NOT_ONE_BEFORE = any_of(r"every|each|only works|not|rating|stars|score|severity|priority|but|except")
_NOT_ONE_BEHIND = re.compile(
    r" (?:(?:\S+ )?(?:customers|tenants|groups|locations|trunks|sites|branches|schools|shops|hotels|clinics|days"
    r"|times|attempts|calls|llamadas|s|sec|seconds|min|minutes|phones work)\b|(?:\S+ ){0,5}(?:still can|that still"
    r"|still works|works))"
)
_NUMBERED = r"(?:phone|telephone|handset|line|telefono|aparato|linea|appareil) (?:number|numero)"
"""One of the few phones of a shop, that counts them: `phone number 3`."""
_ALONE = any_of(
    r"(?:just|only|solo|seulement) (?:her|his|hers|him|herself|himself|that one|ext|extension)(?! (?:number|way|thing"
    r"|phone|customer|ones|remark|line))",
    r"(?:(?:just|only|just the|only the) )?(?:one|1|a single|single|un solo|una sola|un seul|une seule)"
    rf" (?:(?:little|bad|lone|cordless|desk|till|remote|single|new|no|of) )*{_DEVICE}(?:'s)?(?! (?:firm|shop"
    r"|business|number|at a time|to|each|per|and|is all|left|for|that has|in 10|in ten))",
    r"(?:ext|extension|poste|user|extension no) (?:\d{2,5})(?:'s)?(?! (?:to|and|y|et|rooms|ext|a|or|al|hasta|phones"
    r"|users|through|\d+))",
    rf"{_NUMBERED} \d{{1,2}}(?!\S)(?! (?:to|and|y|et|or|a|al|hasta|through|phones|users|\d+)\b)",
    r"(?:his|her|that) (?:(?:desk|own|work|office) )?(?:phone|handset|ext|extension|voicemail|calls|mailbox|app"
    r"|login) (?:only|alone)",
    r"(?:follows|followed|stays with|with) (?:the|his|her|that) (?:user|account|login) not|\S+'s (?:phone|desk"
    r"|handset|mailbox|login|ext) only",
    r"the (?:boss|owner|manager|director|president|ceo|chairman|trainee|receptionist|janitor|foreman|canteen"
    r"|kitchen)(?:'s| s)? (?:phone|handset|desk phone|own phone|set|mailbox|extension|ext)",
    r"(?:just|only) (?!one\b|the\b|a\b|this\b|that\b)\S+ (?:is (?:hit|affected)|can't|cannot|doesn't|has)",
)
_AMONG = ("one", "1 ", "a single", "un", "single", "phone n", "telephone n", "handset n", "line n", "telefono n")
"""What means one of many only where others are told of."""
_NOT_ALONE = any_of(
    r"not just|not only|nor|neither|leaves|left|still (?:can|works?)|every one|each|none|all|both|address|readback"
    r"|greeting|how|either|beyond|add|new"
)
_OTHERS_WELL = re.compile(
    r"\b(?:(?:other|others|remaining|rest|otr[ao]s|demas) (?P<before>\d{1,5})|(?P<behind>\d{1,5}) (?:others|other"
    r"|remaining|autres|otr[ao]s|restant[se]+)(?! \d))(?: \S+){0,3} (?:ok|okay|fine|good|well|works?|working|bien"
    r"|ring|normal|funcionan|fonctionnent|marchent)\b"
)
_SOLE = any_of(
    r"one-(?:man|woman|person|chair|room|phone|line)|single-(?:line|handed)|(?:the only|sole|his only"
    r"|her only) (?:user|phone|line|number|telephone|one)",
    r"one phone(?: \S+)? one number|one number|self-employed|just the one (?:line|phone|number)|customer's one phone",
    r"(?:has|have|with|got|of) (?:just |only )?(?:one|a single|1) (?:phone|line|number|telephone)|single number"
    r"|single (?:old )?lady|one line|1 phone|only that",
)
_ONE = cue(
    "one-man one-woman one-person one-chair one-room one-phone one-line single-line single-handed sole self-employed"
    " ceo's trainee's receptionist's janitor's foreman's canteen's kitchen's president's chairman's chairman one 1"
    " uno una un une only just solo seulement single seul seule ext extension poste user follows x alone boss boss's"
    " owner owner's manager manager's director director's president ceo trainee receptionist janitor foreman canteen"
    " kitchen number numero"
)  # fmt: skip
_OTHERS = cue(
    "other others rest else colleagues everyone remaining otros otras demas autres neighbours neighbors hospital"
    " school hotel"
)  # fmt: skip
VITAL = cue(
    "cords dialler siren panel pendant pendants elevator lift alarm fire panic crisis hotline 911 112 999 emergency"
)
"""Something on which lives may depend is named."""


def is_sole(sentences: Sequence[Sentence]) -> bool:
    """Whether the one spoken of may be all there is, or one on whom lives depend."""
    return any(one.has(_ONE) and _SOLE.search(one.text) for one in sentences)


def single(sentences: Sequence[Sentence]) -> Iterator[Sign]:
    """Yield that one user or device is in trouble, unless it may be all there is."""
    for sentence in sentences:
        if not sentence.cues & _ONE:
            continue
        match, percent = _one(sentence, sentences)
        if match is None:
            continue
        if not is_sole(sentences) and not sentence.has(VITAL):
            yield sign("single-user", sentence.told, match, plain=True, percent=percent)
        return


def _one(sentence: Sentence, sentences: Sequence[Sentence]) -> tuple[re.Match[str] | None, float | None]:
    """Return where one user or device is named, and which share of its total it is."""
    match = _ONE_OF.search(sentence.text)
    if match:
        words = sentence.told.line.plain_words(match.start(), match.end("total"))
        numbers = [word.value for word in words if word.value is not None and word.meaning == "N"]
        if numbers and numbers[-1] >= 3:
            before, behind = sentence.text[max(match.start() - 24, 0) : match.start()], sentence.text[match.end() :]
            if _NOT_ONE_BEFORE.search(before) or _NOT_ONE_BEHIND.match(behind[:60]):
                return None, None
            return match, 100.0 / numbers[-1]
    match = _ALONE.search(sentence.text)
    if match and match.group().startswith(_AMONG) and not _tells_of_others(sentences):
        return None, None
    if match and not _NOT_ALONE.search(sentence.text, max(match.start() - 24, 0), match.end() + 24):
        rest = _OTHERS_WELL.search(sentence.text)
        return match, 100.0 / (1 + int(rest["before"] or rest["behind"])) if rest else None
    return None, None


def _tells_of_others(sentences: Sequence[Sentence]) -> bool:
    """Whether others are named, or a number of three or more."""
    return any(
        sentence.has(_OTHERS) or any(w.meaning == "N" and (w.value or 0) >= 3 for w in sentence.told.line.kept)
        for sentence in sentences
    )
