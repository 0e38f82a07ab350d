"""
A customer with a single line: how it is told, and what is enough to take that line for dead.

Where one line is all there is, a fault of one user is an outage of the customer.
"""

import re
from collections.abc import Iterator

from app.rules.customer.counts import is_large
from app.rules.reader import Facts

WAYS = (
    (
        r"(?:only|just|has|have|with|publishes|runs on|having|but|lives off|off) (?:the |just |only |this |a |"
        r"but |that |his |her )*(?:one|single|1|sole|only) (?:and only )?(?:line|number|phone|handset|did|ddi|"
        r"landline|telephone|user|extension)"
    ),
    (
        r"(?:his|her|their|its|my|customer's|[a-z]+'s) (?:one|only|sole|single|one and only|own only|main and "
        r"only published|only published) (?:and only )?(?:business )?(?:line|number|phone|handset|did|ddi|"
        r"landline|telephone|published number|user)"
    ),
    (
        r"(?:one|1|single|a single|only|small) (?:[^ ¶]+ )?(?:line|number|phone|handset|ddi|did|landline|"
        r"telephone|user|man|woman|driver|doctor|person|chauffeur)(?: [^ ¶]+){0,2}? (?:one|1|single|only|a "
        r"single) (?:and only )?(?:line|number|phone|handset|ddi|did|user|headset|desk|landline)"
    ),
    (
        "one-phone|one-line|shop alone|all alone|by himself|by herself|one-man|one-woman|one-person|one man band|"
        "self-employed|sole trader|works alone|he's alone|she's alone|only user|sole user|single practice|"
        "autonomo|autonoma|he is alone"
    ),
    "(?:therapist|lawyer|doctor|practice|translator|practitioner|notary|cabinet) solo",
    (
        "only number|only line|only phone|only one (?:published|parents|he|she|they|callers|customers|it|we|on|"
        "printed)|single number|unique numero|numero unique|unico numero|unica linea|una sola linea|un solo "
        "numero|un seul numero|une seule ligne|qu'une ligne|seul numero|seule ligne|seul telephone|es el unico|"
        "un numero"
    ),
    (
        r"(?:it's|that's|it is) (?:their|his|her|its|all|the customer's|the) (?:only|one|whole)(?: [^ ¶]+){0,2}? "
        r"(?:number|line|phone|one|they|he|she|shop|on)"
    ),
    (
        "lines 1 ¶|one line|1 line|one telephone|no other number|no other line|no other phone|don't have another|"
        "has no other|have no other|that's all they have|only published|single line|1 phone|single phone|lives "
        "(?:off|on) (?:it|that)|one phone that's|one number for|one ddi|but this one number|only that number"
    ),
    "one (?:phone|number|did) (?:barber|and|goes|dead|that's|for|he|she|app|no|can't|on)",
)
_FAULT = re.compile(
    r" (?:dead|down|no (?:tone|ring|service|calls|dial|incoming|one)|not (?:registered|in service|available|"
    r"routed|accepting|reachable|assigned|ring)|can't|cannot|nothing|silence|silent|"
    r"unreachable|unavailable|forbidden|40[0-9]|480|503|603|busy|offline|nobody|rejected|doesn't (?:ring|connect|"
    r"dial)|won't|never (?:rings|shows)|beeps?|engaged|fast busy|"
    r"niet in gebruik|ocupado|no existe|existe|disponible|attribue|suspendu|coupee|account expired|call limit|"
    r"answered by|answers as|going to|land at|a stranger|different|greeting of|"
    r"ne bronche|no suena|no puede|no recibe|unobtainable|is mute|no tone|orange|hasn't taken|mailbox full|click|"
    r"sip 40[0-9]|reg failed|rings nowhere|taken by)(?= )"
)
_IS_A_NUMBER = re.compile(r"number|published|main|line|ddi|numero|ligne|linea")
"""A word for the number itself, which a large customer may have one of to be called on."""


def is_meant(facts: Facts, match: re.Match[str]) -> bool:
    """Return whether a single line is told of a customer small enough, or of its number, which may be one of many."""
    return _IS_A_NUMBER.search(match.group()) is not None or not is_large(facts)


def faults(text: str) -> Iterator[re.Match[str]]:
    """Yield anything at all that is said to fail."""
    return _FAULT.finditer(text)
