"""
Toll fraud: calls that nobody at the customer's makes, to where they are dear; running now, or past.

That they run takes proof: words of now, and that nobody is there, that many are made, or that steps did not stop them.
"""

import re
from collections.abc import Iterator

from app.rules.layers import Layers, word_set
from app.rules.places import PLACES
from app.rules.signs import Sign

_FAR_WORDS = word_set(
    "premium international irsf overseas foreign wangiri satellite satellites fraud fraude hacked compromised",
    "hijacked abuse abused credential credentials pumps pumping spoofing surtaxes",
)
_FRAUD_WORDS = word_set(
    "fraud fraude hacked compromised abused hijacked somalia somalie latvia letonia lettonie cuba gambia premium",
    "irsf wangiri",
)
_DIAL_CODE = re.compile(r"\+\d{1,3}\b")
_CALLS = re.compile(
    r"\b(?:calls?|called|calling|dials?|diall?ing|dialled|rings|rang|phones|phoning|invites?|trunk|ext|extension|pin"
    r"|login|account|llamadas|llama|appels?|appelle|communications?|channels?|sessions?|legs|attempts?|minutes?|premium|intl|numbers?"
    r"|traffic|user)\b"
)
_GOES_ON = re.compile(
    r"\bstill (?:going|ticking|at it|being|leaving|up|calling|running|diall?ing|coming|shows?|happening|set up|sitting"
    r"|growing|rising|open)\b"
    r"|\b(?:and|are|is|it's|it is|they're|now) (?:still )?(?:rising|counting|climbing|growing|going on|continuing"
    r"|ongoing|increasing|calling|diall?ing|running up|ticking|running)\b|\bgoing on\b|\bkeeps? (?:\w+ing|on)\b"
    r"|\b(?:calls?|they|it|count) (?:goes|go|went|continues?) (?:on|up|in spite)\b|\b(?:calls?|it|ca) continues?\b"
    r"|\bcontinu(?:e|es|an|ent|a)\b|\bas (?:i|we) (?:type|write|speak)\b"
    r"|\bwhile (?:i|i'm|we) (?:type|typ\w+|writ\w+|wrote)\b|\bright now\b|\bat (?:this|the) (?:moment|minute)\b"
    r"|\bin this moment\b|\bthis (?:minute|second)\b"
    r"|\b(?:each|every|a new one every) (?:\S+ ){0,2}(?:minutes?|seconds?|secs?)\b|\bper minute\b|\bpor minuto\b"
    r"|\b(?:live|active|concurrent|simultaneous|parallel|open) (?:calls?|channels?|sessions?|now|counter|view|right"
    r"|leg)\b|\bactive calls? (?:now|tab)\b|\bin parallel\b|\ben parallele\b|\bsimultane\w*\b|\bcalls live\b"
    r"|\ba l'instant\b|\ben curso\b"
    r"|\bchannels in use\b|\ben este momento\b|\bahorita\b|\bsiguen?\b|\ben cours\b"
    r"|\bnew (?:calls|ones) (?:still|keep|appear|come|start)\b|\bmore come\b|\bbeen diall?ing\b|\bbeen calling\b"
    r"|\bis on its \S+ call\b|\bwhen i (?:began|started)\b|\bauto[- ]top\S*\b|\bat \S+ \S+ at \S+ and so on\b"
    r"|\b(?:cost|counter|spend) (?:\S+ ){0,2}(?:ticking|rising|growing|climbing)\b"
    r"|\b(?:won't|don't|doesn't|does not|do not|not|never|can't|cannot|to) (?:stop|end|kill|cut)\b|\bin progress\b"
    r"|\bkeeps?\b|\bclimb(?:s|ing)\b|\bris(?:es|ing)\b"
    r"|\b(?:in|within|over) the (?:last|past)? ?(?:\S+ )?(?:hour|minutes?)\b|\btonight\b|\bongoing\b"
    r"|\b(?:grows?|growing|mounting|increasing)\b|\bby the (?:minute|second)\b|\bso far\b|\bas of now\b"
    r"|\b(?:currently|presently|now)\b|\bback again\b|\bno (?:effect|end)\b|\bsuite?\b|\btoujours\b|\btodavia\b"
    r"|\bsince (?:midnight|\d+)\b|\bkill it\b|\bconcurrent\b|\bmin at \d|\bcan't (?:stop|kill) (?:it|them)\b"
    r"|\by suben\b|\bmonte\b|\bhas not ended\b"
)
"""Calls are being made while this is written; over plain words."""
_LIVE = re.compile(
    r"\b(?:still|as i (?:type|write)|as we speak|right now|ca continue|siguen|simultan\w+|en curso|a l'instant"
    r"|quand meme|no lo respetan|and counting|when i began"
    r"|in spite of|at this moment|every minute)\b"
)
_NOBODY = re.compile(
    r"\b(?:closed|asleep|sleep(?:ing|s)?|durmiendo|dort|nobody|no one|no people|vacant|unplugged|switched off"
    r"|on holiday|holidays?|lights off|ferme\w*|vaci[ao]|cerrad[oa]s?|no one's in|at a wedding|isn't theirs"
    r"|no hay nadie"
    r"|doesn't call anybody|does not know anyone|someone|somebody|someone's|never made|not us|nadie|shuts at|seats on"
    r"|sells|only two people|night|in winter|empty|unused|deleted|not the customer|normally is|3 am|2 am)\b"
)
_STEPS_FAILED = re.compile(
    r"\b(?:changed?|reset|disabled|deleted?|blocked|blocking|pulled|cambie|cambiado|removed|turned|locked|i've changed"
    r"|new password|desconecte|terminate|hang-up|block_intl|blocks?|stop|kill|cut|bar the trunk|suspend"
    r"|coupe|couper|coupez|puse"
    r"|cortar\w*|bloquear)\b"
)
_BURST = re.compile(
    r"\b\d[\d,]{1,6} (?:\S+ ){0,3}?(?:calls?|minutes|min|llamadas|appels|channels|sessions|legs|attempts|dollars?|eur"
    r"|pesos|since|each|concurrent|cps)\b|\bten at once\b|\bauto top\b|\bthousands of\b|\bone (?:call )?every\b"
    r"|\btoutes les \S+ (?:secondes|minutes)\b|\bcada \S+ (?:segundos|minutos)\b"
    r"|\b(?:calls?|value|now) \d\d+\b|\b(?:usage|cost|spend|balance|wallet|limit)\b"
    r"|\b(?:two|three|four|five|six|ten|eleven|twelve|twenty) (?:calls|at the same time|channels)\b|\bcall every\b"
)
_FRAUD_OVER = re.compile(
    r"\b(?:disput\w*|conteste|credited|for (?:a )?credit|the credit|goodwill|refund|reduc\w+|note de credit"
    r"|clean (?:since|now)|quiet since|nothing since|plus rien depuis|already finish\w*|stopped by itself|assaini"
    r"|debloquer|unblock|release|(?:last|past) (?:month|week|year)|weeks ago|days ago|mois passe|semaine passee"
    r"|mes pasado|in (?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"|de (?:janvier|fevrier|mars|avril|mai|enero|febrero)|you blocked|was blocked|blocked within"
    r"|nothing (?:has )?happened|legit|no action|self test|simulated|fausse alerte|falsa alarma|false alarm"
    r"|auto-block applied|was abused|was hacked|no fraud|been fine|since restored|all quiet)\b"
)
_FRAUD_BILL = re.compile(
    r"\b(?:billed|bill has|on the bill|invoice|facture|factura|charged|of the \d+(?:st|nd|rd|th)|rates? (?:to|for)"
    r"|price list)\b"
)
_FRAUD_ASKS = re.compile(
    r"\b(?:how do|how can|how would|where do|where can|what (?:protection|threshold|policies)|which (?:policies"
    r"|registry)|can the|is it possible|can i do|we'd like|do we have|wants? (?:to|longer)|asks? (?:whether|if)"
    r"|all want|comment (?:bloquer|faire)|peur de|by default|bar(?:ring)? (?:premium|page)|to bar|feature wish"
    r"|open (?:that|the) (?:country|destination)|fraud (?:team|desk|limit|hold|rule)|scam likely|spam)\b"
)
_NOT_REACHED = re.compile(
    r"\b(?:fails?|failing|can't (?:call|reach|get)|cannot (?:call|reach)|unreachable|dead air|fast busy|not in service"
    r"|no calls (?:in|out|to)|doesn't ring|unregistered)\b"
)


def signs(text: Layers) -> Iterator[Sign]:
    """Yield where fraud runs, or is only spoken of."""
    words = text.vocabulary
    is_topic = not words.isdisjoint(_FRAUD_WORDS)
    if not is_topic and words.isdisjoint(_FAR_WORDS) and words.isdisjoint(PLACES) and not _dials_abroad(text):
        return
    plain = text.plain
    if goes_on := _fraud_goes_on(plain):
        yield text.sign("fraud-running", goes_on)
    elif is_topic and (past := _FRAUD_OVER.search(plain) or _FRAUD_ASKS.search(plain) or _FRAUD_BILL.search(plain)):
        yield text.sign("fraud-past", past)


def _fraud_goes_on(plain: str) -> re.Match[str] | None:
    """Return what tells that calls nobody at the customer's makes are being made."""
    if not _CALLS.search(plain) or not (goes_on := _GOES_ON.search(plain)):
        return None
    if _FRAUD_OVER.search(plain) or _NOT_REACHED.search(plain):
        return None
    live = _LIVE.search(plain)
    proof = sum(pattern.search(plain) is not None for pattern in (_NOBODY, _BURST, _STEPS_FAILED))
    if proof < (1 if live else 2):
        return None
    return goes_on if live or not (_FRAUD_ASKS.search(plain) or _FRAUD_BILL.search(plain)) else None


def _dials_abroad(text: Layers) -> bool:
    written = text.facts.report.description
    return "+" in written and _DIAL_CODE.search(written) is not None
