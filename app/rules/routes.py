"""
Single routes: calls to one number, network or country fail, or from one, while others go through.

So two things are asked for: where calls fail, and that the same call goes elsewhere, by another way or from others.
"""

import re
from collections.abc import Iterator

from app.rules.layers import Layers, word_set
from app.rules.places import PLACES, to_place
from app.rules.signs import Sign

_ROUTE_WORDS = word_set(
    "else elsewhere other others only just solo seul except save apart rest resto remainder alone autres otra",
    "otras alle another own second my mainland stale lrn translation translations stranger route bell verizon",
    "vodafone rogers telus comcast o2 movistar orange landline landlines cell",
)
"""Without one of them no report says that other calls go through."""
_ELSEWHERE = re.compile(
    r"\b(?:everybody|everyone|anybody|anyone|everything|anything|everywhere|anywhere|all) else(?:'s)?\b|\belsewhere\b"
    r"|\bthe remainder\b|\balone is failing\b|\bsame only there\b"
    r"|\b(?:other|others) (?:\w+ ){0,3}?(?:numbers?|destinations?|countr\w+|country|callers?|exchanges?|prefix\w*"
    r"|networks?|mobiles|codes?|subscribers|hospitals?|dentists?|operators|areas?|hotels?)\b"
    r"|\bothers (?:\w+ ){0,1}(?:pass|complete|get through|reach)\b|\bothers (?:he|she) \w+ ok\b"
    r"|\brest of the (?:world|country)\b|\bresto de\b"
    r"|\b(?:autres (?:pays|destinations|numeros)|otras? compani?a|aucun autre|alle anderen)\b"
    r"|\b(?:only|just|solo|seul) (?:that|this|those|ese|one|from|with) ?(?:\w+ )?(?:number|numero|country|callers?"
    r"|destination|route|those|there)\b|\bonly (?:they|those|there)\b"
    r"|\bexcept(?: \w+){0,5} (?:number|village|to|niece|when|for)\b|\b(?:save|apart) (?:for|from) (?:her|his|one|\w+$)"
    r"|\b(?:mainland|us|bell|verizon|vodafone|fixed|local|landline|landlines|rogers|telus|comcast|at&t|o2|movistar"
    r"|orange|sprint|telstra|optus|t-mo) (?:\w+ ){0,4}(?:get|ok|fine|reach|can|pass|passent|never|works?|alright|okay"
    r"|right|bien|right|through|complete)\b"
)
"""Calls to other places, or of others to the same place, go through; over plain words."""
_OTHERWISE = re.compile(
    r"\b(?:from|off|on|over|via|through|with|con) (?:my|a|our|another|mine|his|her|the|second|your second|otro"
    r"|own) (?:\w+ ){0,2}?(?:cell|mobile|cellphone|landline|carrier|provider|supplier|wholesaler|sim|handy|proveedor"
    r"|operator)\b"
    r"|\b(?:second|other|another|otro|own) (?:trunk )?(?:supplier|carrier|provider|wholesaler|proveedor|providers"
    r"|carriers)\b"
    r"|\bmy (?:cell|mobile|landline|line|own carrier)(?: \w+){0,3} (?:reach\w*|gets?|rings?|calls?|works|through)\b"
    r"|\btheir mobiles? reach\w*\b"
)
"""The same call goes through by another way; over plain words."""
_GOES_WELL = re.compile(
    r"\b(?:ok|okay|fine|works?|complete|completes|pass|passes|passent|good|right|normally?|goes|clean|reach|si|bien"
    r"|entran|alright|lower|through|works)\b"
)
_TO_NUMBER = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|unable to|not|never|nobody|none|whenever they|when he|when they|misses|trouble"
    r"|ring anybody|call anybody|calls?|dialed|dialling|dialing|callers) (?:\w+ ){0,12}?\d{3} \d{4}\b"
    r"|\b(?:can't|cannot|couldn't|unable to|doesn't|not) (?:be )?(?:call|ring|reach|dial|get"
    r"|hear)\w* (?:\w+ ){0,4}?(?:one|two|the|his|her|any|an?|ministry|number|supplier|depot|mum|customs) \w+"
    r"|\b(?:calls?|call) (?:\w+ ){0,5}?to (?:one|a single|certain|two|the one|eine\w* einzig\w*|numbers|\d{3}|\+?\d+"
    r"|an?) "
    r"|\b(?:a single|two|certain|specific) (?:\w+ ){0,1}(?:numbers?|dids?|prefix|exchange|destination|caller|supplier"
    r"|distributor)\b|\bone (?:\w+ )?(?:prefix|exchange|destination|caller|supplier|distributor|toll[- ]free)\b"
    r"|\bof (?:their|our|the) \d+ numbers one\b"
    r"|\b(?:prefix|exchange|area code|lada|npa-nxx|directory|short (?:code|number)|overlay|vorwahl|indicatif)\b"
    r"|\b(?:811|311|411|118|211|0800|0818|1300|1800) (?:\w+ ){0,4}?(?:fail\w*|gives?|goes|from|numbers|can't)\b"
)
_FROM_NETWORK = re.compile(
    r"\b(?:t-mobile|tmobile|at&t|verizon|sprint|comcast|vodafone|o2|telus|bell|rogers|movistar|orange|videotron"
    r"|frontier|optus|telstra|telcel|eir|proximus|lyca|vodacom|masmovil|telmex|eastlink|lumen|level3|l3|centurylink"
    r"|charter|megapath|qwest|ee|bt|frontier|cox|windstream|sfr|bouygues)\b"
    r"|\b(?:subscribers|abonnes|callers (?:from|on|with|who are)|callers of|mobile network|cable (?:company|operator)"
    r"|rural (?:exchange|co-op)|mobile operator|people from|guests from|customer of our customer|point code)\b"
)
_MISLAID = re.compile(
    r"\b(?:stale|lrn|re-dip|translations?|translated wrongly|mistranslat\w+|otro negocio|routing database|point code"
    r"|old range holder|wrong lrn|destination not (?:permitted|allowed)|random \w+'s phone|stranger\w*"
    r"|not available (?:in|from) your area|stripped on that)\b"
)
_FAILING = ("FAIL", "CANNOT", "NOT", "DEAD", "NO", "STOPPED", "BROKEN", "404", "BAD", "HALF", "EXCEPT", "unknown")
_ELSE_WORDS = word_set(
    "else elsewhere other others only just solo seul except save apart rest resto remainder alone autres otra otras",
    "alle same aucun mainland us bell verizon vodafone fixed local landline landlines rogers telus comcast at&t o2",
    "movistar orange sprint telstra optus t-mo",
)
_WAY_WORDS = word_set(
    "cell mobile mobiles cellphone landline line carrier carriers provider providers supplier wholesaler sim handy",
    "proveedor operator",
)
_MISLAID_WORDS = word_set(
    "stale lrn re-dip translation translations translated mistranslated otro routing code range destination random",
    "stranger stranger's strangers area stripped",
)
_NOT_ROUTE = re.compile(
    r"\b(?:how do|how can|how to|where do|where can|is there a way|want(?:s)? (?:to|their)|would like|rfo|invoice"
    r"|new number|can i|can we|should (?:only|play|be)|legit|wants|price list|bill|in case|neither in nor out"
    r"|nothing (?:in|out)|911 (?:goes|gets|fails|calls fail|rings)|(?:only|just the|the|but this|single|has the"
    r"|his) one (?:number|line|phone|did)|one man|only published|published|entire traffic|business is calling"
    r"|\d\d % of calls|all outgoing|every call fails|(?:hasn't|haven't|didn't) (?:looked?|tried|try|check|opened"
    r"|tested?)|(?:they'd|would) like|stays|all \d+ stations|no receive|pick up what|forward|by default|screening)\b"
)
_USERS_OTHER = re.compile(
    r"\b(?:other|others|remaining) (?:\d+ )?(?:phones?|desks?|users?|sets?|handsets?|sites?|rooms?|extensions?|ext"
    r"|stations?|agents|lines|people|staff|devices|floors?)\b|\bhandset|\bher phone (?:has|is)\b"
    r"|\b(?:\d+|two|three|four|five|six) (?:phones?|users?|desks?|seats?|handsets?) (?:\w+ ){0,3}(?:dead|down|can't"
    r"|cannot|without)\b"
)


def signs(text: Layers) -> Iterator[Sign]:
    """Yield where the calls of a route are said to fail."""
    words, plain = text.vocabulary, text.plain
    if words.isdisjoint(_ROUTE_WORDS) or not any(word in text.meant for word in _FAILING):
        return
    elsewhere = None if words.isdisjoint(_ELSE_WORDS) else _ELSEWHERE.search(plain)
    otherwise = elsewhere or (None if words.isdisjoint(_WAY_WORDS) else _OTHERWISE.search(plain))
    places = words & PLACES
    mislaid = None if words.isdisjoint(_MISLAID_WORDS) else _MISLAID.search(plain)
    if not otherwise and len(places) < 2 and not mislaid:
        return
    target = to_place(text) if places and (otherwise or _place_goes_well(text)) else None
    if target is None and otherwise:
        target = _TO_NUMBER.search(plain)
    if target is None and (elsewhere or mislaid):
        target = _FROM_NETWORK.search(plain)
    if target is None and otherwise:
        target = mislaid
    if target and not (_NOT_ROUTE.search(plain) or _USERS_OTHER.search(plain) or text.tells_end):
        yield text.sign("route-fault", target)


def _place_goes_well(text: Layers) -> bool:
    """Whether some line says that calls to a far place go well."""
    return any(
        _GOES_WELL.search(told.line.plain) and not PLACES.isdisjoint(told.line.plain.split()) for told in text.told
    )


def is_of_a_route(text: Layers) -> bool:
    """Whether calls to or from some network or country are spoken of."""
    if _ELSEWHERE.search(text.plain) or _FROM_NETWORK.search(text.plain):
        return True
    return not text.vocabulary.isdisjoint(PLACES) and to_place(text) is not None
