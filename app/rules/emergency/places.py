"""
Where an emergency call arrives and what is shown there: another place, no place, or a number nobody can call back.

Some words tell of the fault by themselves ("no address on file"); where only a place is told ("she has you in Boise"),
another place must stand against it.
"""

import re
from collections.abc import Sequence

from app.rules.emergency.calls import WRONG
from app.rules.emergency.names import ANSWERER, AT, GAP, OTHER_THING, REACH
from app.rules.emergency.tested import FINE

# --- where it goes ----------------------------------------------------------------------------------------------------

_GOES_SOMEWHERE = re.compile(
    rf"{AT}{GAP}{{0,12}} (?:goes|going|went|go|lands?|landed|reach(?:es|ed)?|ended|ends|rings|routed|gets?|got"
    rf"|connected"
    r"|sent|contesta|atendieron|answered|rolled)\b|\b(?:goes to|went to|lands? (?:in|at)|landed (?:in|at)"
    r"|ended up (?:in|at|with)|answered by|i have you (?:in|at)|we're routed)\b"
)
_GOES_ASTRAY = re.compile(
    rf"{AT}{GAP}{{0,12}} (?:goe?s? to|going to|went to|lands? (?:in|at|by|with)|landed (?:in|at|by|with)|(?:routed?"
    rf"|routes) to"
    r"|rolle?[ds]? to|ended up|ends? up|rings (?:in|at|to)|connected (?:to|with)|sent to|(?:answered|handled"
    r"|taken) (?:by|in)"
    r"|terminates? (?:in|at)|reach(?:es|ed)?|gets? (?:the|a|an)|got (?:the|a|an)|contestan?|atendieron|aboutit"
    r"|arrive)\b"
    rf"(?!(?: \S+){{0,3}} (?:{ANSWERER}|right|correct|proper|local|through|each|notif\w+|e-?mail|alert|call|list"
    rf"|question"
    r"|inspector|auditor|human|person|answer|bill)\b)"
)
_UNCALLED = re.compile(
    rf"\b{ANSWERER}\b(?: \S+){{0,5}} (?:knocked|came|drove|drive|turned up|showed up|called us|rang us"
    rf"|complain\w*)\b"
)
_NOT_CALLED = re.compile(
    r"\b(?:hadn't|had not|haven't|never|nobody|no one)(?: \S+){0,2} (?:called|dial\w*|rang|phoned)\b|\b(?:wasn't"
    r"|not) (?:us|them|ours)\b|^they hadn't$|\bno person in\b"
)

# --- what is shown there ----------------------------------------------------------------------------------------------

_PLACE = (
    r"(?:address(?:es)?|streets?|locations?|town|city|office|site|building|place|campus|house|shop|store|warehouse"
    r"|clinic|county|state|hq|headquarters?|floor|room|suite|mall|clubhouse|bldg|eircode|postcode|zip|premises|wing"
    r"|branch|unit|lab|numbers?|callback(?: number)?|call back|cli|caller id|record|tn|did|direccion|oficina|numero"
    r"|adresse|bureau|siege|ubicacion|school|town hall|home|location info|property|tenant|customer|client|company"
    r"|business|person|facility|district|door|entrance|gate|village|side|block|apartment|church|library|hospital"
    r"|station|parking)"
)
_SEES = (
    r"(?:sees?|saw|seen|seeing|shows?|showed|shown|showing|reads?|reading|displays?|displayed|displaying|had|has"
    r"|have|got|gets?|getting|told|says?|said|gave|gives|came up|comes? up|appears?|appeared|plots?|confirms?"
    r"|confirmed|reported|reports|repeated|repeats|presents?|presented|receives?|received|looking at|went to"
    r"|drove to|turned up|came to|sent to|dispatched to|arrived at|showed up|veia|voyait|voit|ve|ven|aparecio"
    r"|aparece|aparecia|muestran?|dio|leyo|avait|repite|le sale|les sale|recu|affiche|lu|readback)"
)
_MISSING = r"(?:no|blank|unknown|null|wrong|old|empty|missing|ninguna|sin)"
_SHOWS_WRONG = re.compile(
    r"\b(?:(?:no idea|didn't know|did not know|not know|unclear|unsure) where|had to (?:give|spell|repeat|explain|say"
    r"|tell)"
    r"(?: \S+){0,4} (?:address|where|location))\b"
    rf"|\b{_SEES}\b(?: (?!right\b|correct|not\b)\S+){{0,7}}? (?:{WRONG}|incorrect|outdated|stale|empty|blank|no"
    rf"|unknown|null|billing|corporate|head|ninguna|missing|never|generic|own|last)(?: \S+){{0,3}}? {_PLACE}\b"
    rf"|\b{_MISSING} (?:\S+ ){{0,2}}{_PLACE}(?: \S+){{0,4}} (?:comes? up|came up|shown|showed|on (?:the|her|his"
    rf"|their) screens?|on file|to (?:the )?{ANSWERER}|at the psap|found|at all|came through|appears|appeared)\b"
    r"|\b(?:address|location|screen|field|number)(?: \S+){0,4} (?:was|is|came up|comes up|shows?|were|stays?"
    r"|showed)(?: \S+){0,2} (?:blank|empty|null|unknown|wrong|the old|not available|missing|unavailable|withheld"
    r"|anonymous)\b|\b(?:no|not|without)(?: an| any| the)? (?:address|location|record"
    r"|street)(?: \S+){0,2} (?:on file|found|at all|available)\b|\baddress not (?:available|found)|\bno record\b"
    r"|\bunknown unknown\b|\bthe old (?:one|address|street|building|site|office|place)\b|\b(?:come|comes|came|show"
    r"|shows|showed|showing|plots?|plotted|appears?|appeared|registers?|reads?|presents?|presented"
    r"|identified) (?:up )?(?:as (?:an?|the|coming|our|in|if|being|if)|from|coming from) (?!(?:right|correct"
    r"|expected|new|proper))|\b(?:couldn't|could not|can't|cannot|barely|unable to|didn't) (?:see|tell|find|locate"
    r"|pinpoint|determine|get)(?: \S+){0,3} (?:where|location|address|us|caller|them|him|her)\b"
    r"|\bwithout (?:\S+ ){0,2}(?:locations?|address(?:es)?|callback|location data)\b|\b(?:direccion|numero|oficina"
    r"|sede|adresse) (?:vieja|anterior|antigua|equivocada|equivocado|incorrect[ao]|erronea|erroneo|erronee"
    r"|precedente|de otr[ao]|d'avant)\b|\bmauvais(?:e)? (?:numero|adresse|ville)\b|\bfalsche (?:adresse|nummer)\b"
    r"|\bdireccion que no\b|\b(?:location|address|number|callback|cli) (?:sent|shown|given|delivered|presented"
    r"|transmitted|conveyed)(?: \S+){0,4} (?:is|was|are) (?!(?:right|correct|our|proper|new|fine|ok)\b)"
    r"|\bnothing (?:populated|came up|comes up|showed|displayed|on (?:the|her|his|their) screen)\b|\b(?:no|without"
    r"|blank|missing|wrong|bad|invalid|null) (?:ani|ali|cli|pani|elin|callback|call back|caller id)\b"
    r"|\bmal(?:a)? direccion\b|\b(?:sin|ninguna) (?:direccion|numero|ubicacion)\b|\bvieja direccion"
    r"|\bdireccion (?:vieja|anterior)|\bancienne adresse|\bask(?:ed|s)?(?: \S+){0,3} (?:which|what) (?:state|town"
    r"|city|county|country|street)\b|\breadback (?:stays|remains|still)\b|\breadback (?:address|location"
    r"|street) of\b|\bthe same wrong one\b"
)
_SHOWS = re.compile(
    r"@+(?: \S+){0,2} (?:reads?|says?|repeats?|sees?|saw|shows?|showed|gets?|got|ve|voit)\b"
    rf"|\b(?:(?:{ANSWERER}|she|he|they|lady|readback|screens?|console|map|captain|officer|cent(?:er|re)|test|guy"
    rf"|gentleman|supervisor|crew|engine|truck|store [0-9]+|site [0-9]+)\b(?: \S+){{0,7}}? {_SEES}\b"
    r"|i have you in\b|you're (?:in|at|calling from)\b|calling from\b|read(?:s|ing)? (?:back|out)\b"
    r"|ask(?:ed|s|ing)?(?: \S+){0,4} (?:which|what|why)(?: \S+){0,3} (?:state|town|city|address|county|in|from"
    r"|street)\b|(?:plots?|shows?|showed|displays?) (?:as|at|up|us|the|a)\b|vous vois a\b|le atendieron\b"
    rf"|{ANSWERER}(?: \S+){{0,3}} (?:came|went|drove|turned up|showed up|arrived|sent|knocked|driv(?:e|ing)"
    r"|will go|goes|est partie|fue)\b|it (?:reads?|says?|shows?|gives)\b)"
)
_WITNESS = re.compile(rf"@+|\b(?:{ANSWERER}|933|readback|read back|tests?|tested|test call|dial\w*|consoles?|map)\b")
"""Somebody or something that saw a call arrive, or a call that was made."""
_ON_FILE = re.compile(
    r"\b(?:portal|records?|entry|form|page|profile|website|list|csv|report|invoice|account|dropdown|user"
    r"|field)(?: \S+){0,4} (?:shows?|showed|has|have|had|says?|lists?|displays?|reads?|is|still)\b"
)
RIGHT = re.compile(
    r"\b(?:right|correct(?:ly)?|proper|perfect(?:ly)?|as it should|match(?:es|ed)|our address|correcta|exacte)\b"
)
"""What is shown is said to be right."""
_CONTRAST = re.compile(
    r"\b(?:portal|records?|entry|website|registered address|system|fiche|ficha|portail|field)(?: \S+){0,6} (?:shows?"
    r"|has|have|says?|said|reads?|lists?|is|looks?|validat\w+|right|correct\w*|accepted|displays?|dice|esta|affiche"
    r"|correcte|got)\b|\bin (?:the|your|our) portal\b|\b(?:but|while|whereas|yet|though|although|however|instead"
    r"|rather than|should be|should have|not the|isn't the|alors que|pero|au lieu|en vez|siendo)\b|\b(?:is|are|sits?"
    r"|lives?|stands?|we're|works?) (?:\S+ )?(?:in|at|on) \S+|\bmoved\b|\bhay que pedir\b|\btransfer\w*"
    r"|\bwe (?:updated|changed|entered|corrected)\b|\bclosed (?:\S+ )?(?:years?|months?)\b|\b(?:km|miles|minutes)\b"
    r"|\bvalidat|\b(?:he|alarm|fire|patient|caller|call|emergency|she) (?:is|was) (?:at|in)\b|\bwe are (?:in|at)\b"
    r"|\bes de\b|\best a\b|\bhace \w+ (?:ano|semana|mes)|\bleft in\b|\bcan't send\b|\bit's (?:a|in|at)\b"
    r"|\bfor an? (?:\S+ ){1,3}at the\b|\bnever (?:been|lived|had)\b|\bhave(?:n't| not) been\b"
)

# --- the number to call back ------------------------------------------------------------------------------------------

_BACK = re.compile(
    r"\b(?:call(?:ed|s|ing)?|ring(?:s|ing)?|rang|rung|phone[ds]?|dial(?:l?ed)?"
    r"|reach(?:ed)?)(?: (?!if\b)\S+){0,4} back\b|\bcall-?backs?(?: number)?\b|\bring-?back\b|\brappel(?:er)?\b"
    r"|\b(?:regresar|devolver) la llamada\b|\bretorno\b|\breturn(?:ed|ing)?(?: \S+){0,2} call\b|\bnumber (?:shown"
    r"|displayed|presented|seen)\b|\bcaller (?:id"
    r"|number)(?: \S+){0,3} (?:shown|seen|shows)\b|\b(?:shows?|sees?|saw|showed|seen)(?: \S+){0,3} (?:number|did"
    r"|cli)\b|\bnumber(?: \S+){0,2} (?:shows|showed|came|comes|showing)\b"
)
_BACK_WRONG = re.compile(
    r"\b(?:wrong|another|other|different|someone|somebody|unknown|zeros?|private|anonymous|withheld|invalid|doesn't"
    r"|does not|not|no such|fails?|failed|couldn't|could not|can't|cannot|unable|old|dead|got|reached|ended up"
    r"|0000*(?:-0+)*|555 0100|isn't|without|fax|disconnected|otra|otro|privado|no pudieron|no existe|n'existe|kennel"
    r"|garage|sin numero|40[0-9]|is 000)\b|\bis @+"
)

SEEN = (_SHOWS, _SHOWS_WRONG, _BACK, _GOES_SOMEWHERE)
"""What is shown somewhere, which may also be what somebody only asks about."""


def fault_of_place(lines: Sequence[str], place: int, *, opens: bool) -> re.Match[str] | None:
    """Return where a sentence tells that a call arrives at, or shows, something else than it should."""
    line = lines[place]
    if OTHER_THING.search(line):
        return None
    shown = _SHOWS.search(line)
    if (shown or opens) and (match := _SHOWS_WRONG.search(line)) and (shown or _WITNESS.search(line)):
        return None if _ON_FILE.search(line) and not _WITNESS.search(line) else match
    if (match := _BACK.search(line)) and _BACK_WRONG.search(line):
        return match
    if (match := _UNCALLED.search(line)) and any(map(_NOT_CALLED.search, lines[place : place + REACH])):
        return match
    if (match := _GOES_ASTRAY.search(line)) and not RIGHT.search(line) and not FINE.search(line):
        return match
    weak = shown or (_GOES_SOMEWHERE.search(line) if "@" in line or opens else None)
    if weak and not RIGHT.search(line) and _is_contrasted(lines, place, weak.end()):
        return weak
    return None


def _is_contrasted(lines: Sequence[str], place: int, end: int) -> bool:
    """Whether another place stands against the one that was told: here, or two sentences before or after."""
    return bool(_CONTRAST.search(lines[place], end)) or any(
        map(_CONTRAST.search, (*lines[max(place - 2, 0) : place], *lines[place + 1 : place + 3]))
    )
