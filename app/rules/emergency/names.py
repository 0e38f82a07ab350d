"""
What emergency calling is named by: its numbers, who answers them, and the records behind them.

Read in the plain words, since the meanings of the lexicon make one EMERG of the number, the people who answer it and
the vehicle that comes. A number that is called becomes `@`, so that a pattern tells it from a room or an area code.
"""

import re
from collections.abc import Sequence

from app.rules.reader import Told

Shown = tuple[int, re.Match[str]]
"""Place of a sentence and what was found in it."""
REACH = 4
"""Sentences after one that names emergency calling in which its fault may still be told."""
REPLY_REACH = 2
"""The same for what became of a call, told without naming it."""

# --- a number, and whether it is called -------------------------------------------------------------------------------

_WORDS = """
    911 e911 e-911 9-1-1 nine-one-one nine triple 112 999 000 933 061 066 110 notruf emergency emergencia emergencias
    urgence psap psaps dispatch dispatcher dispatchers repartiteur repartitrice ambulance ambulances ambulancia
    paramedic paramedics emt emts sheriff sheriff's deputy deputies firefighter firefighters brigade bomberos pompiers
    samu squad responder responders ecas rcmp elin ali readback kari's baum's baum
"""
_HEADS = frozenset(_WORDS.split())
_PARTS = ("9 1 1", "read back", "test number", "fire ", "pompiers", "emergenc", "urgenc", "e911")
_NO_CALL = (
    r"(?! (?:fees?|surcharges?|address(?:es)?|records?|entry|entries|notifications?|alerts?|mails?|e-mails?|uploads?"
    r"|desk|code|team|list|locations?|database|forms?|compliance|licen[cs]e|invoice|charges?|export|policy|statement"
    r"|redundancy|street|st|avenue|ave|road|rd|minutes|errors?|users|phones|attempts|answered|messages|euros?"
    r"|dollars|units|did|dids|[0-9]+|main|birch|class|model|row|seats|lines|sets|upload|nomad|service|office|th)\b)"
)
_NO_NUMBER = "".join(
    rf"(?<!{before} ...)"
    for before in (
        *("[0-9]", r"\bof", r"\bno", r"\bapt", "ext", "extension", "room", "suite", "unit", "page", "lada", "code"),
        *("ticket", "invoiced", "attempts", "paid"),
    )
)
"""What makes three digits another number: `room 112`, `area code 999`."""
_CALLED = (
    rf"\b(?:911\b(?<![0-9][0-9] ...)(?<!ext ...)(?<!extension ...)(?<!code ...)(?<!suite ...){_NO_CALL}"
    rf"|e911\b{_NO_CALL}|(?:112|999|000|933)\b{_NO_NUMBER}{_NO_CALL}|9 1 1\b"
    r"|e?911-(?:probe|check|test|outbound|callback|trunk|calls?)\b|nine[ -]one[ -]one\b|triple (?:zero|nine|o)\b"
    r"|(?:el|le|al|the|du|dial(?:l?ed|l?ing)?|y|et) (?:15|18|17|061|110|066|10111)\b|notruf\b"
    r"|emergency (?<!non.emergency )(?:calls?|numbers?|services|diall?ing|calling|traffic|cent(?:er|re)|operator"
    r"|control)\b(?! only)|llamadas? de emergencias?\b|appels? d'urgence\b|numeros? d'urgence\b)"
)
_CALLING = re.compile(_CALLED)
_CALLING_PARTS = (
    *("911", "112", "999", "000", "933", "9 1 1", "one", "triple", "emergenc", "notruf", "urgenc"),
    *("15", "18", "17", "061", "110", "066", "10111"),
)
AT = "@(?<!@@)@*+"
"""A number of emergency calling, whole: begun in its middle, the same would be tried again for each of its figures."""
_STOPS = r"(?:ok|okay|fine|works?|worked|passed|perfect|perfectly|if|unless|correctly|normally|complain\w*)\b"
GAP = rf"(?: (?!{_STOPS})\S+)"
"""A word between a number and what becomes of the call; none that says it is well."""

# --- who answers, what is kept, and what opens the topic --------------------------------------------------------------

ANSWERER = (
    r"(?:psaps?|dispatch(?:ers?)?|operators?|ambulances?(?: control)?|paramedics?|ems|sheriff(?:'s)?|deput(?:y|ies)"
    r"|bt|fire ?(?:brigade|department|dept|service|engine|truck|crew|control)s?|firefighters?|emergency (?:cent(?:er"
    r"|re)|control)|control room|emts?|rescue squad|squad|troopers?|officers?|cops|repartiteur|ecas|call ?taker|rcmp"
    r"|police|cops|county|repartitrice|preposee?|operadora?|bomberos|pompiers|samu|l'ambulance|ambulancia"
    r"|proteccion civil|secours|(?:first )?responders?|medics?)"
)
"""Whoever answers an emergency call, or comes."""
RECORD = re.compile(
    r"\b(?:e911|911|112|999|000|emergency|e-911)(?: service)? (?:address(?:es)?|locations?|records?|entry|entries"
    r"|info|readback|database|data|callback|map|upload|form|validation|export|notifications?|alerts?)\b|\bkari's law"
    r"|\b(?:ray )?baum'?s?\b|\b933\b|\b(?:ali|elin|msag|e911|e-911)\b|\bdireccion (?:de emergencia|(?:de|del"
    r"|para el) (?:911|112|9 1 1)|911|112)\b|\badresse (?:d'urgence|du 9 1 1|112)\b"
)
"""What is kept of an emergency address, or the test number and the laws of it: the topic, and no call."""
OPENING = re.compile(
    r"\b(?:psaps?|ambulances?|l'ambulance|paramedics?|sheriff(?:'s)?|deput(?:y|ies)|firefighters?|e-?911|elin|ali"
    r"|fire ?(?:brigade|department|dept|engine|service|control|truck|crew)s?|911|112|999|933|dispatch(?:ers?)?"
    r"|les pompiers|bomberos|ecas|emts?|rescue squad|first responders?|repartiteur|rcmp|readback|read back"
    r"|test number|ambulancia|emergency (?:address|location|call|cent(?:er|re)))\b"
)
"""Words after which the next sentences may be of emergency calling."""
_OWN_DISPATCH = re.compile(
    r"\b(?:taxi|cabs?|tow|truck(?:ing|s)?|freight|logistics|drivers?|courier|animals?|plumb\w+)\b"
)
OTHER_THING = re.compile(
    r"\b(?:notifications?|e-?mails?|mails?|(?!\A)alerts?|fees?|surcharges?|invoice[ds]?|uploads?|csv|downloads?|export"
    r"|pop-?up|non-emergency|fax [0-9]+)\b"
)
"""What goes wrong beside a call: a mail, a fee, an upload."""


def is_named(text: str) -> bool:
    """Whether a text holds any word of emergency calling; most hold none and are read no further."""
    return not _HEADS.isdisjoint(text.split()) or any(part in text for part in _PARTS)


def is_opened(text: str) -> bool:
    """Whether a text opens the topic though no number is called in it; a dispatcher of taxis or trucks does not."""
    return OPENING.search(text) is not None and _OWN_DISPATCH.search(text) is None


def marked(told: Sequence[Told], text: str) -> list[str]:
    """Return the plain sentences of a text with the numbers that are called as `@`, each letter at its place."""
    parts = [part for part in _CALLING_PARTS if part in text]
    return [_marked(one.line.plain, parts) for one in told]


def _marked(plain: str, parts: Sequence[str]) -> str:
    if not any(part in plain for part in parts):
        return plain
    return _CALLING.sub(lambda match: "@" * len(match.group()), plain)
