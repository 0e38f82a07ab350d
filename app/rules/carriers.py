"""
Whether a carrier on the policy's list is out, or only spoken of.

The lexicon makes LISTED of a carrier's name. A name and a fault are no outage yet: the fault must be of its calls, now,
and of more than one number or destination.
"""

import re
from collections.abc import Iterator

from app.rules.layers import Layers
from app.rules.signs import Sign

_FLOOR = re.compile(
    r"\b(?:level (?:3|three)|l3|lvl 3)(?: \S+){0,1} (?:of|support|agents?|engineers?|lobby|phones?|escalat\w*|queue"
    r"|elev)\b|\b(?:parking|contact|sits on|floor) (?:level 3|l3|lvl 3)\b"
)
"""A storey or a grade of support, not the carrier."""
_NAMED = re.compile(
    r"\b(?:level3|lumen|centurylink|century link|qwest|intrado|megapath|mega path|360 ?networks|global crossing|zayo)\b"
)
_NARROW = re.compile(
    r"\b(?:one|single|a|1) (?:\S+ ){0,3}?(?:number|did|destination|prefix|npa-nxx|exchange|toll[- ]free|ddi|caller"
    r"|numero)\b|\b(?:only|just|solo|seul) (?:that|this|those|from|they|ese|those|callers)\b"
    r"|\b(?:two|three) (?:numbers|dids)\b|\b(?:number|did|to|one|ddi|al) (?:\d \d{3} |\d{3} )?\d{3} \d{4}\b"
    r"|\b(?:certain|specific|particular) (?:number|destination)"
    r"|\b(?:misrouted|rings? at|ends? (?:up )?at|lands? (?:at|on|in)|comes? out at|someone else's|wrong number"
    r"|reach\w* a)\b"
    r"|\bfrom (?:all |any |every )?(?:other carriers?|t-mobile|verizon|at&t|comcast|sprint|others|bell|rogers|telus"
    r"|vodafone|mobiles?|cells?|a cell)\b(?: \S+){0,8} (?:fine|ok|works?|rings?|reach\w*|right|correct\w*|completes?"
    r"|lands?|good)\b|\bno other (?:numbers?|destination)"
    r"|\b(?:other|their others?) (?:\S+ ){0,3}(?:numbers|destinations)\b(?: \S+){0,4} (?:ok|fine|good|complete|land"
    r"|work|ring|affected|reported)\b"
    r"|\b(?:stranger|somebody's|wrong company|stale|lrn|otro negocio|from all else|anonymous|wrong town)\b"
    r"|\bof (?:their|our|the) \d+ numbers one\b|\btheir other \d+\b|\b(?:seul|unico) (?:numero)\b|\bnumber only\b"
)
"""One number or destination is concerned; over plain words."""
_CARRIER_FAULT = re.compile(
    r"\bLISTED(?: \S+){0,9} (?:DEAD|FAIL|BROKEN|STOPPED|cut|crash|loop|hit|fell|mass|impair|hiccup|event|avari\w|averia"
    r"|POWER cut|NO (?:CALL|PHONE|AUDIO|IN)|corte|refus|NONE|red|BAD ALL|icmp)\b"
    r"|\b(?:DEAD|FAIL|BROKEN|STOPPED|cut|congestion|NONE|averia|network difficulty)(?: \S+){0,6} LISTED\b"
    r"|\bLISTED NOT\b|\bLISTED(?: / gx)?(?: WHOLE)? state DEAD\b"
)
_CALLS_FAIL = re.compile(
    r"\b(?:ALL|PERCENT|NONE|each)(?: \S+){0,10} (?:FAIL|STOPPED|DEAD|reorder|refus|bomb|N|CANNOT|NO TRUNK|BACK)\b"
    r"|\bNONE(?: \S+){0,8} (?:CALL|IN|OUT|through|ALL|ring)\b|\bNO (?:HOW|CALL|IN|PHONE|AUDIO|TRUNK|service)\b"
    r"|\bCANNOT (?:CALL|ALL|IN|be)\b|\bN (?:of|/|DEAD of) N\b|\bFAIL (?:with|WE|NOW|SINCE|in)\b"
    r"|\b(?:CALL|IN|DID|TRUNK|attempt|rang\w*|number)(?: \S+){0,8} (?:FAIL|DEAD|STOPPED|NOT (?:IN|CALL|ring|reach"
    r"|CHANGE|ALL))\b|\b(?:flat|stuck|impassable) (?:SINCE|NOW)\b|\breturn (?:network )?(?:DEAD|N for ALL)\b"
    r"|\bare there stuck\b|\b(?:are|is|WE|gone|STILL|WE IT) DEAD\b|\bDEAD (?:SINCE|BOTH|NOW)\b"
    r"|\bATTEMPT(?: \S+){0,4} N\b|\bN CALL SINCE\b|\broll(?:ed)? to\b|\bNOT (?:CALL|IN|CHANGE up|complet)\b"
    r"|\boff the air\b|\bNONE SINCE\b|\bcom BACK N\b|\bcome BACK N\b"
)
_NO_FAULT = re.compile(
    r"\b(?:number|did|list) blocks?\b|\bdisconnected in\b|\bnewsletter\b|\bwebinar\b|\bshare of outages?\b"
    r"|\bwhat (?:we'd|we would|to) do\b|\bin what order\b|\b(?:dsl|fiber|fibre|internet|broadband) at\b"
    r"|\b(?:their|own|her|his) (?:internet|dsl|broadband)\b|\b(?:our|the) plan\b|\b(?:access|internet) circuits?\b"
    r"|\bif (?:\S+ ){0,4}(?:had|has|have|goes|went|ever|should) (?:\S+ ){0,2}(?:outages?|down|trouble|failed|fail)\b"
)
"""Words of a fault that tell of something else: plans, the customer's own internet; over plain words."""
_RIGHT_NOW = re.compile(
    r"\b(?:still|again|right now|at the moment|currently|ongoing|as we speak|at present|this minute|no et[ar]"
    r"|no time known|seems? gone|now)\b|\bsince (?:about |roughly |around )?\d+:\d\d\b|\bit's \d+:\d\d\b"
)
"""It goes on at this moment; over plain words."""


def signs(text: Layers) -> Iterator[Sign]:
    """Yield the outage of a listed carrier, or where one is mentioned."""
    if "LISTED" not in text.meant:
        return
    if _FLOOR.search(text.plain) and not _NAMED.search(text.plain):
        return
    fault = _carrier_outage(text)
    if fault:
        yield text.sign("carrier-outage", fault)
    elif named := re.search(r"\bLISTED\b", text.meant):
        yield text.sign("carrier-mention", named)


def _carrier_outage(text: Layers) -> re.Match[str] | None:
    named, fails = text.stated(_CARRIER_FAULT), text.stated(_CALLS_FAIL)
    fault = named or fails
    if fails is None and ("FINE" in text.meant or not _RIGHT_NOW.search(text.plain)):
        return None  # an outage somebody speaks of, and no word of calls that it hit
    if fault is None or _NO_FAULT.search(text.plain) or _NARROW.search(text.plain) or text.is_calm:
        return None
    if text.is_over or ((text.is_elapsed or text.is_of_papers) and not _RIGHT_NOW.search(text.plain)):
        return None
    return fault
