"""
How far beyond one customer a fault reaches: carriers, routes, many customers, collapsed figures, rating, toll fraud.

Each sign needs two things that a report seldom says in one sentence: what is spoken of (a carrier, two customers, a
figure) and that it fails now and for all of it. So a report is read as a whole: both layers of its sentences are joined
by line ends, which no gap of a pattern crosses, and what speaks against a sign is looked for everywhere.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from app.rules.reader import Facts
from app.rules.signs import Sign

# --- tables of words -------------------------------------------------------------------------------------------------

PLACES = (
    "africa alaska albania algeria angola argentina armenia ascension asia australia australian austria austrian"
    " bahamas bali bangladesh barbados belarus belgium belize bolivia bosnia brazil bulgaria cambodia cameroon canada"
    " canadian caribbean chad chile china chinese colombia congo croatia cuba cuban cyprus czech denmark dominican"
    " dutch ecuador egypt eritrea estonia ethiopia fiji finland france french gambia georgia german germany ghana"
    " globalstar greece guam guatemala guinea guyana haiti hawaii honduras hungary iceland india indian indonesia"
    " inmarsat iran iraq iraq ireland irish israel italian italy jamaica japan japanese jordan kenya korea kosovo kuwait"
    " laos latvia latvian lebanon liberia libya lithuania luxembourg macedonia madagascar malawi malaysia maldives mali"
    " malta mauritania mexico mexican moldova mongolia morocco mozambique myanmar namibia nepal netherlands nicaragua"
    " niger nigeria nigerian norway oman pakistan palestine panama paraguay peru peruvian philippines poland polish"
    " portugal qatar romania russia russian rwanda samoa satellite senegal serbia sierra singapore slovakia slovenia"
    " somali somalia spain spanish sudan surinam sweden swiss switzerland syria taiwan tanzania thailand togo tonga"
    " trinidad tunisia turkey tuvalu uganda ukraine uruguay uzbekistan vanuatu venezuela vietnam yemen zambia zimbabwe"
    " alemania argelia bosnia brasil croacia espana francia italia letonia lituania maldivas marruecos mexique nigeria"
    " polonia reino somalie suiza tunez turquia allemagne angleterre espagne lettonie maroc pologne suisse tunisie"
    " gambie algerie belgique"
).split()
"""Countries and other far places that numbers belong to."""

TRADES = (
    "abattoir accountant accountants architect bakery baker bank barber bookshop brewery butcher butchers cab cafe"
    " camp camping campsite caterer chapel chiropractor church cinema clinic clubs council dealer dealers dentist"
    " dentists diner distillery driving_school electrician farm fishmonger florist foundry furniture garage garages"
    " glazier golf grocer gym hairdresser hatter hospital hostel hotel inn jeweller jeweler kebab kindergarten"
    " kindergartens laundry lawyer lawyers library locksmith mairie marina mayor mechanic midwife motel museum notary"
    " nursery nurseries optician opticians orthodontist parish parishes pharmacy pharmacist physio pizzeria plumber"
    " printer printers realtor resort restaurant roofer saddler salon sawmill school solicitor solicitors spa surgery"
    " surveyor tailor taxi theatre travel tyre undertaker undertakers vet vets vineyard winery yoga brasserie boulangerie"
    " garage menuiserie notaire pharmacien pharmacie creche ecole avocat avocats depanneur mairie camping optica gimnasio"
    " notario guarderia refaccionaria panaderia farmacia ferreteria inmobiliaria cooperativa escuela dentista importer"
    " tile nursing bowling attorney law optics dental motors diagnostics tyres vets infirmary coffee"
).split()
"""What sorts of businesses a reseller's customers are."""

_PLACES = frozenset(PLACES)
_TRADES = frozenset(TRADES)

class _Text:
    """A report's sentences joined: `meant` the meanings and `plain` the folded words, a line for each sentence."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.told = facts.told
        self.meant = "\n".join([told.line.text for told in facts.told])
        self.plain = "\n".join([told.line.plain for told in facts.told])

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The plain words."""
        return frozenset(self.plain.split())

    @cached_property
    def _meant_starts(self) -> list[int]:
        return [0, *accumulate(len(told.line.text) + 1 for told in self.told)]

    @cached_property
    def _plain_starts(self) -> list[int]:
        return [0, *accumulate(len(told.line.plain) + 1 for told in self.told)]

    def stated(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the first match over meanings that the description states; a question and a headline state nothing."""
        for match in pattern.finditer(self.meant, self._described):
            end = self.meant.find("\n", match.end())
            if self.meant[end - 1 if end >= 0 else -1] != "?":
                return match
        return None

    @cached_property
    def _described(self) -> int:
        """Where the description begins in `meant`; 0 where there is none."""
        number = next((place for place, told in enumerate(self.told) if told.source != "subject"), 0)
        return self._meant_starts[number]

    def sign(self, name: str, match: re.Match[str], *, percent: float | None = None) -> Sign:
        """Return a sign for a match over either layer, whose last sentence is the one meant."""
        plain = match.string is self.plain
        starts = self._plain_starts if plain else self._meant_starts
        number = bisect_right(starts, match.start()) - 1
        told, offset = self.told[number], starts[number]
        start, end = match.start() - offset, match.end() - offset
        words = told.line.plain_words(start, end) if plain else told.line.words(start, end)
        return Sign(name, told.source, told.number, words[0].start, words[-1].end, percent)


# --- what speaks against a fault of now ------------------------------------------------------------------------------

_OVER = re.compile(
    r"\b(?:RESTORED|RFO)\b|\b(?:went away|outage over|be over|is over|terminee?|solucionad[oa]|restablecid[oa])\b"
)
"""It is over, or papers about it are asked for; over meanings."""
_AGAIN = re.compile(r"\b(?:STOPPED|DEAD|FAIL|BACK DEAD) STILL\b|\bSTILL (?:STOPPED|DEAD|FAIL)\b")
"""It was over and has come back; over meanings."""
_ELAPSED = re.compile(
    r"\b(?:on|of|from) the \d+(?:st|nd|rd|th)\b|\blast (?:month|week|year|friday|monday|sunday|saturday|night)\b"
    r"|\bback (?:on|in|then)\b|\byesterday\b|\bin (?:january|february|march|april|may|june|july|august)\b"
)
_AT_PRESENT = re.compile(
    r"\b(?:NOW|STILL|time)\b|\bSINCE (?:roughly |about |the |las )?(?:time|N|mid\w+|lunch|monday|tuesday)\b"
)
_CALM = re.compile(
    r"\b(?:no|not an?|without|never an?) (?:\S+ ){0,1}(?:outages?|downtime|danger|impact|faults?|action)\b"
    r"|\bnothing(?:'s| is|s)? (?:\S+ ){0,1}(?:down|out|wrong|red|happened|required|broken|failed|stopped|dead)\b"
    r"|\bnothing on (?:our|my) side\b|\bnone of them touched\b|\ball (?:\S+ )?ring\b|\btests? clean\b"
    r"|\b(?:everything|rest) (?:is |are |'s )?(?:happy|fine|good|well|healthy|green)\b|\bphones are all fine\b"
    r"|\b(?:service is normal|only want to know|no answer needed|rien a faire|nobody's down|reports outage over)\b"
    r"|\b(?:for (?:your|my|our) information|no need to|just a wish|if there's ever|planned|out of office)\b"
    r"|\b(?:simulat\w+|exercise|drill|monitor was in test|self test|unsubscribe|demo)\b"
)
"""Nothing is wrong, over plain words."""

# --- carriers --------------------------------------------------------------------------------------------------------

_FLOOR = re.compile(
    r"\b(?:level (?:3|three)|l3|lvl 3)(?: \S+){0,1} (?:of|support|agents?|engineers?|lobby|phones?|escalat\w*|queue|elev)\b"
    r"|\b(?:parking|contact|sits on|floor) (?:level 3|l3|lvl 3)\b"
)
"""A storey or a grade of support, not the carrier."""
_NAMED = re.compile(
    r"\b(?:level3|lumen|centurylink|century link|qwest|intrado|megapath|mega path|360 ?networks|global crossing|zayo)\b"
)
_NARROW = re.compile(
    r"\b(?:one|single|a|1) (?:\S+ ){0,3}?(?:number|did|destination|prefix|npa-nxx|exchange|toll[- ]free|ddi|caller|numero)\b"
    r"|\b(?:only|just|solo|seul) (?:that|this|those|from|they|ese|those|callers)\b|\b(?:two|three) (?:numbers|dids)\b"
    r"|\b(?:number|did|to|one|ddi|al) (?:\d \d{3} |\d{3} )?\d{3} \d{4}\b|\b(?:certain|specific|particular) (?:number|destination)"
    r"|\b(?:misrouted|rings? at|ends? (?:up )?at|lands? (?:at|on|in)|comes? out at|someone else's|wrong number|reach\w* a)\b"
    r"|\bfrom (?:all |any |every )?(?:other carriers?|t-mobile|verizon|at&t|comcast|sprint|others|bell|rogers|telus|vodafone"
    r"|mobiles?|cells?|a cell)\b(?: \S+){0,8} (?:fine|ok|works?|rings?|reach\w*|right|correct\w*|completes?|lands?|good)\b"
    r"|\bno other (?:numbers?|destination)|\b(?:other|their others?) (?:\S+ ){0,3}(?:numbers|destinations)\b(?: \S+){0,4}"
    r" (?:ok|fine|good|complete|land|work|ring|affected|reported)\b"
    r"|\b(?:stranger|somebody's|wrong company|stale|lrn|otro negocio|from all else|anonymous|wrong town)\b"
    r"|\bof (?:their|our|the) \d+ numbers one\b|\btheir other \d+\b|\b(?:seul|unico) (?:numero)\b|\bnumber only\b"
)
"""One number or destination is concerned; over plain words."""
_CARRIER_FAULT = re.compile(
    r"\bLISTED(?: \S+){0,9} (?:DEAD|FAIL|BROKEN|STOPPED|cut|crash|loop|hit|fell|mass|impair|hiccup|event|avari\w|averia|"
    r"POWER cut|NO (?:CALL|PHONE|AUDIO|IN)|corte|refus|NONE|red|BAD ALL|icmp)\b"
    r"|\b(?:DEAD|FAIL|BROKEN|STOPPED|cut|congestion|NONE|averia|network difficulty)(?: \S+){0,6} LISTED\b"
    r"|\bLISTED NOT\b|\bLISTED(?: / gx)?(?: WHOLE)? state DEAD\b"
)
_CALLS_FAIL = re.compile(
    r"\b(?:ALL|PERCENT|NONE|each)(?: \S+){0,10} (?:FAIL|STOPPED|DEAD|reorder|refus|bomb|N|CANNOT|NO TRUNK|BACK)\b"
    r"|\bNONE(?: \S+){0,8} (?:CALL|IN|OUT|through|ALL|ring)\b|\bNO (?:HOW|CALL|IN|PHONE|AUDIO|TRUNK|service)\b"
    r"|\bCANNOT (?:CALL|ALL|IN|be)\b|\bN (?:of|/|DEAD of) N\b|\bFAIL (?:with|WE|NOW|SINCE|in)\b"
    r"|\b(?:CALL|IN|DID|TRUNK|attempt|rang\w*|number)(?: \S+){0,8} (?:FAIL|DEAD|STOPPED|NOT (?:IN|CALL|ring|reach|CHANGE|ALL))\b"
    r"|\b(?:flat|stuck|impassable) (?:SINCE|NOW)\b|\breturn (?:network )?(?:DEAD|N for ALL)\b|\bare there stuck\b"
    r"|\b(?:are|is|WE|gone|STILL|WE IT) DEAD\b|\bDEAD (?:SINCE|BOTH|NOW)\b|\bATTEMPT(?: \S+){0,4} N\b|\bN CALL SINCE\b"
    r"|\broll(?:ed)? to\b|\bNOT (?:CALL|IN|CHANGE up|complet)\b|\boff the air\b|\bNONE SINCE\b|\bcom BACK N\b|\bcome BACK N\b"
)
_NO_FAULT = re.compile(
    r"\b(?:number|did|list) blocks?\b|\bdisconnected in\b|\bnewsletter\b|\bwebinar\b|\bshare of outages?\b"
    r"|\bwhat (?:we'd|we would|to) do\b|\bin what order\b|\b(?:dsl|fiber|fibre|internet|broadband) at\b"
    r"|\b(?:their|own|her|his) (?:internet|dsl|broadband)\b|\b(?:our|the) plan\b|\b(?:access|internet) circuits?\b"
    r"|\bif (?:\S+ ){0,4}(?:had|has|have|goes|went|ever|should) (?:\S+ ){0,2}(?:outages?|down|trouble|failed|fail)\b"
)
"""Words of a fault that tell of something else: plans, the customer's own internet, reading matter; over plain words."""
_PAPER = re.compile(
    r"\b(?:re-?rate|renumber\w*|invoices?|bills?|billed|invoiced|charged|surcharge|fee|loa|foc|rate deck|contract|credits?"
    r"|postmortem|explanation|incident (?:report|summary)|reason for|root cause|penalty|compensat\w+|refund|goodwill"
    r"|decommission\w*|reconcile|rfp|tender|prospect|roadmap|sunset|port order|bulk port|send me the report|report so)\b"
)
"""Papers, orders and claims; over plain words."""
_RIGHT_NOW = re.compile(
    r"\b(?:still|again|right now|at the moment|currently|ongoing|as we speak|at present|this minute|no et[ar]|no time known"
    r"|seems? gone|now)\b|\bsince (?:about |roughly |around )?\d+:\d\d\b|\bit's \d+:\d\d\b"
)
"""It goes on at this moment; over plain words."""


def _carrier(text: "_Text") -> Iterator[Sign]:
    if "LISTED" not in text.meant:
        return
    if _FLOOR.search(text.plain) and not _NAMED.search(text.plain):
        return
    fault = _carrier_outage(text)
    if fault:
        yield text.sign("carrier-outage", fault)
    elif named := re.search(r"\bLISTED\b", text.meant):
        yield text.sign("carrier-mention", named)


def _carrier_outage(text: "_Text") -> re.Match[str] | None:
    named, fails = text.stated(_CARRIER_FAULT), text.stated(_CALLS_FAIL)
    fault = named or fails
    if fails is None and ("FINE" in text.meant or not _RIGHT_NOW.search(text.plain)):
        return None  # an outage somebody speaks of, and no word of calls that it hit
    if fault is None or _NO_FAULT.search(text.plain) or _NARROW.search(text.plain) or _CALM.search(text.plain):
        return None
    if _OVER.search(text.meant) and not _AGAIN.search(text.meant):
        return None
    if (_ELAPSED.search(text.plain) or _PAPER.search(text.plain)) and not _RIGHT_NOW.search(text.plain):
        return None
    return fault


# --- rating and charging ---------------------------------------------------------------------------------------------

_RATED_WORDS = frozenset(
    "cdr cdrs rated rating records record mediation mediador usage billing charging logs log unrated registros registro tasacion"
    " tarifa tarificacion taxation valorise ticket calls facturacion accounting call llamadas detail bundle".split()
)
_RATED = re.compile(
    r"\b(?:cdrs?|call records?|call data records?|rated (?:calls?|records?|traffic)|rating|mediation|mediador|usage|call detail"
    r"|billing (?:tab|system|records?|feed|data)|charging|call (?:logs?|history|list)|records|unrated|registros? de llamadas"
    r"|tasacion|tarifa\w*|taxation|valorise\w*|tickets? d'appel|minutes bundle|data records|calls page|accounting|facturacion)\b"
)
"""What calls are charged by; over plain words."""
_NOT_WRITTEN = re.compile(
    r"\b(?:no|zero|not a single|not one|none|nothing|nada|aucun\w*|ningun\w*|0|empty|blank|frozen|halted|halt|paused|crashed|stopped"
    r"|stalled|stuck|vaci[oa]s?|vides?|arrete\w*|parad[oa]|stand still|standing still|has been off|down|isn't (?:collecting|running)"
    r"|haven't moved|hasn't (?:seen|moved)|received nothing|unrated|aren't being|not being|last (?:cdr|file|record|call|second)"
    r"|ends? (?:on|at)|ended at|termina|ni un[ao]?|plus aucun|n'est plus|no longer|nothing either|heartbeats only|0 bytes|let slip)\b"
)
_FOR_ALL = re.compile(
    r"\b(?:all|each|every|everybody|everyone|everyone's|any) (?:\S+ ){0,4}?(?:customers?|tenants?|accounts?|clients?|enterprises?|groups?"
    r"|resellers?|brands?|partners?|of them|records|regions|subscribers|companies)\b|\bnone of our (?:\S+ ){0,2}(?:customers|tenants|clients|accounts)\b"
    r"|\bfor (?:all|everyone|everybody|anybody|anyone)\b|\beverybody\b|\beveryone(?:'s)?\b|\bother (?:resellers?|partners?)\b"
    r"|\banother reseller\b|\b(?:100 %|100%) of accounts\b|\bentire (?:customer|base)|\b(?:whole|entire) platform\b|\bthe cluster\b"
    r"|\b(?:todos (?:los|nuestros)|ningun (?:cliente|de)|para todos|ninguno de|tous (?:nos )?clients|tous les clients)\b|\breseller root\b"
    r"|\bbuying group\b|\bany customer of ours\b|\bneither they nor any\b|\ball customers\b|\+51 more all 0|\b\d+ (?:customers|tenants|accounts)\b"
    r"|\bnor any of our\b|\bfriend's\b|\ball 0\b|\bany of our\b"
)
_RATING_DOWN = re.compile(
    r"\b(?:mediation|rating|cdr writer|charging node|recording of cdrs|usage feed|file_seq|rate engine|rating engine|billing engine)"
    r"(?: \S+){0,4} (?:crashed|stopped|down|halted?|halt|paused|off|out|frozen|isn't|dead|nothing)\b"
    r"|\b(?:mediador|tasacion)(?: \S+){0,2} parad[oa]\b|\btaxation est arretee\b|\bse paro la tasacion\b|\bnothing is written\b"
    r"|\bno call is being recorded for billing\b|\bnobody is being charged\b"
)
_ONE_ONLY = re.compile(
    r"\b(?:one|single|a) (?:tenant|client|customer|account|hourly file|of my customers|of our customers)\b"
    r"|\b(?:other|others|rest)(?: \S+){0,4} (?:get theirs|are there|show theirs|fill up|complete|tenants ok|right|open|ok|fine)\b"
    r"|\b(?:all but one|except (?:one|for)|of one|de un cliente|on the screen they're|visible in|on screen|in the call log|screen they)\b"
    r"|\b(?:export|csv|column|layout|pdf|token|graphs?|recordings|sftp key|unreadable|typo|fixture|twice)\b"
)
_RATING_FINE = re.compile(
    r"\b(?:resolved|trigger resolved|rating's ok|records? (?:are|is) complete|otherwise complete|properly|back in|caught up|backfilled|arrived"
    r"|where do i|how (?:do|can|would)|what's column|is there a|could the|re-?run|our own|contract|price list|invoice query|charges us)\b"
)


def _billing(text: "_Text") -> Iterator[Sign]:
    if text.vocabulary.isdisjoint(_RATED_WORDS) or _RATING_FINE.search(text.plain) or not _RATED.search(text.plain):
        return
    down = _RATING_DOWN.search(text.plain)
    if down is None and (_ONE_ONLY.search(text.plain) or not _FOR_ALL.search(text.plain)):
        return
    stopped = down or _near(text.plain, _RATED, _NOT_WRITTEN)
    if stopped and (down or not _ONE_ONLY.search(text.plain)):
        yield text.sign("billing-stopped", stopped)


def _near(plain: str, subject: re.Pattern[str], said: re.Pattern[str]) -> re.Match[str] | None:
    """Return what is said in a line that has the subject too."""
    for match in said.finditer(plain):
        start = plain.rfind("\n", 0, match.start()) + 1
        end = plain.find("\n", match.end())
        if subject.search(plain, start, end if end >= 0 else len(plain)):
            return match
    return None


# --- toll fraud ------------------------------------------------------------------------------------------------------

_FAR_WORDS = frozenset(
    "premium international irsf overseas foreign wangiri satellite satellites fraud fraude hacked compromised hijacked abuse"
    " abused credential credentials pumps pumping spoofing surtaxes".split()
)
_FRAUD_WORDS = frozenset(
    "fraud fraude hacked compromised abused hijacked somalia somalie latvia letonia lettonie cuba gambia premium irsf wangiri".split()
)
_DIAL_CODE = re.compile(r"\+\d{1,3}\b")
_CALLS = re.compile(
    r"\b(?:calls?|called|calling|dials?|diall?ing|dialled|llamadas|llama|appels?|appelle|channels?|sessions?|legs|attempts?|minutes?"
    r"|premium|intl|numbers?|traffic|user)\b"
)
_GOES_ON = re.compile(
    r"\bstill (?:going|ticking|at it|being|leaving|up|calling|running|diall?ing|coming|shows?|happening|set up|sitting|growing|rising|open)\b"
    r"|\b(?:and|are|is|it's|it is|they're|now) (?:still )?(?:rising|counting|climbing|growing|going on|continuing|ongoing|increasing|calling|diall?ing"
    r"|running up|ticking|running)\b|\bgoing on\b|\bkeeps? (?:\w+ing|on)\b|\b(?:calls?|they|it|count) (?:goes|go|went|continues?) (?:on|up|in spite)\b"
    r"|\b(?:calls?|it|ca) continues?\b|\bcontinu(?:e|es|an|ent|a)\b|\bas (?:i|we) (?:type|write|speak)\b|\bwhile (?:i|i'm|we) (?:type|typ\w+|writ\w+|wrote)\b"
    r"|\bright now\b|\bat (?:this|the) (?:moment|minute)\b|\bin this moment\b|\bthis (?:minute|second)\b"
    r"|\b(?:each|every|a new one every) (?:\S+ ){0,2}(?:minutes?|seconds?|secs?)\b|\bper minute\b|\bpor minuto\b"
    r"|\b(?:live|active|concurrent|simultaneous|parallel|open) (?:calls?|channels?|sessions?|now|counter|view|right|leg)\b|\bactive calls? (?:now|tab)\b"
    r"|\bin parallel\b|\ben parallele\b|\bsimultane\w*\b|\bcalls live\b|\bchannels in use\b|\ben este momento\b|\bahorita\b|\bsiguen?\b|\ben cours\b"
    r"|\bnew (?:calls|ones) (?:still|keep|appear|come|start)\b|\bmore come\b|\bbeen diall?ing\b|\bbeen calling\b|\bis on its \S+ call\b"
    r"|\bwhen i (?:began|started)\b|\bauto[- ]top\S*\b|\bat \S+ \S+ at \S+ and so on\b|\b(?:cost|counter|spend) (?:\S+ ){0,2}(?:ticking|rising|growing|climbing)\b"
    r"|\bkill it\b|\bconcurrent\b|\bmin at \d|\bcan't (?:stop|kill) (?:it|them)\b|\by suben\b|\bmonte\b|\bhas not ended\b"
)
"""Calls are being made while this is written; over plain words."""
_LIVE = re.compile(
    r"\b(?:still|as i (?:type|write)|as we speak|right now|ca continue|siguen|simultan\w+|and counting|when i began|in spite of|at this moment|every minute)\b"
)
_NOBODY = re.compile(
    r"\b(?:closed|asleep|sleep(?:ing|s)?|durmiendo|dort|nobody|no one|no people|vacant|unplugged|switched off|on holiday|holidays?|lights off"
    r"|ferme\w*|vaci[ao]|no one's in|at a wedding|isn't theirs|no hay nadie|doesn't call anybody|does not know anyone|someone|somebody|someone's"
    r"|never made|not us|nadie|shuts at|seats on|sells|only two people|night|in winter|empty|unused|deleted|not the customer|normally is|3 am|2 am)\b"
)
_STEPS_FAILED = re.compile(
    r"\b(?:changed?|reset|disabled|deleted?|blocked|blocking|pulled|cambie|cambiado|removed|turned|locked|i've changed|new password|desconecte|terminate|hang-up"
    r"|block_intl|blocks?|stop|kill|cut|bar the trunk|suspend|couper|coupez|cortar\w*|bloquear)\b"
)
_BURST = re.compile(
    r"\b\d[\d,]{1,6} (?:\S+ ){0,3}?(?:calls?|minutes|min|llamadas|appels|channels|sessions|legs|attempts|dollars?|eur|pesos|since|each|concurrent|cps)\b"
    r"|\bten at once\b|\bauto top\b|\bthousands of\b|\bone (?:call )?every\b|\b(?:calls?|value|now) \d\d+\b|\b(?:usage|cost|spend|balance|wallet|limit)\b"
    r"|\b(?:two|three|four|five|six|ten|eleven|twelve|twenty) (?:calls|at the same time|channels)\b|\bcall every\b"
)
_FRAUD_OVER = re.compile(
    r"\b(?:disput\w*|conteste|credit(?:ed)?|goodwill|refund|reduc\w+|note de credit|clean (?:since|now)|quiet since|nothing since|plus rien depuis|already finish\w*"
    r"|stopped by itself|assaini|debloquer|unblock|release|(?:last|past) (?:month|week|year)|weeks ago|days ago|mois passe|semaine passee|mes pasado"
    r"|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|de (?:janvier|fevrier|mars|avril|mai|enero|febrero)"
    r"|you blocked|was blocked|blocked within|nothing (?:has )?happened|legit|no action|self test|simulated|fausse alerte|falsa alarma|false alarm|auto-block applied"
    r"|was abused|was hacked|no fraud|been fine|since restored|all quiet)\b"
)
_FRAUD_BILL = re.compile(
    r"\b(?:billed|bill has|on the bill|invoice|facture|factura|charged|of the \d+(?:st|nd|rd|th)|rates? (?:to|for)|price list)\b"
)
_FRAUD_ASKS = re.compile(
    r"\b(?:how do|how can|how would|where do|where can|what (?:protection|threshold|policies)|which (?:policies|registry)|can the|is it possible|can i do"
    r"|we'd like|do we have|wants? (?:to|longer)|asks? (?:whether|if)|all want|comment (?:bloquer|faire)|peur de|by default|bar(?:ring)? (?:premium|page)|to bar|feature wish|open (?:that|the) (?:country|destination)"
    r"|fraud (?:team|desk|limit|hold|rule)|scam likely|spam)\b"
)
_NOT_REACHED = re.compile(
    r"\b(?:fails?|failing|can't (?:call|reach|get)|cannot (?:call|reach)|unreachable|dead air|fast busy|not in service|no calls (?:in|out|to)|doesn't ring|unregistered)\b"
)


def _fraud(text: "_Text") -> Iterator[Sign]:
    words = text.vocabulary
    is_topic = not words.isdisjoint(_FRAUD_WORDS)
    if not is_topic and words.isdisjoint(_FAR_WORDS) and words.isdisjoint(_PLACES) and not _dials_abroad(text):
        return
    plain = text.plain
    over = _FRAUD_OVER.search(plain)
    asks = _FRAUD_ASKS.search(plain)
    if not over and (goes_on := _GOES_ON.search(plain)) and _CALLS.search(plain) and not _NOT_REACHED.search(plain):
        proof = [pattern.search(plain) for pattern in (_NOBODY, _BURST, _STEPS_FAILED)]
        doubt = asks or _FRAUD_BILL.search(plain)
        if sum(map(bool, proof)) >= 2 and (not doubt or _LIVE.search(plain)):
            yield text.sign("fraud-running", goes_on)
            return
    if is_topic and (past := over or asks or _FRAUD_BILL.search(plain)):
        yield text.sign("fraud-past", past)


def _dials_abroad(text: "_Text") -> bool:
    written = text.facts.report.description
    return "+" in written and _DIAL_CODE.search(written) is not None


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield the signs of a fault that reaches beyond one customer; a figure must fall by `limit` percent to count."""
    text = _Text(facts)
    yield from _carrier(text)
    yield from _billing(text)
    yield from _fraud(text)
