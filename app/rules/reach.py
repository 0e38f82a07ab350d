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
from itertools import accumulate, islice, pairwise

from app.rules.claims import State
from app.rules.reader import Facts
from app.rules.signs import Sign, search
from app.rules.text import LONGEST
from app.rules.words import fold


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# --- tables of words -------------------------------------------------------------------------------------------------

_PLACES = _words(
    "abroad afghanistan africa alaska albania alemania algeria algerie allemagne angleterre angola anguilla",
    "antigua argelia argentina armenia ascension asia australia australian austria austrian azerbaijan azores",
    "bahamas bali bangladesh barbados barbuda belarus belgique belgium belize benin bermuda bolivia bosnia",
    "botswana brasil brazil bulgaria burkina burundi cambodia cameroon canada canadian cap-vert caribbean chad",
    "chile china chinese colombia comores comoros congo croacia croatia cuba cuban cyprus czech denmark djibouti",
    "dominica dominican dutch ecuador egypt eritrea espagne espana estonia eswatini ethiopia falkland fiji",
    "finland france francia french gabon gambia gambie georgia german germany ghana globalstar greece greenland",
    "grenada guadeloupe guam guatemala guinea guyana haiti hawaii honduras hungary iceland india indian indonesia",
    "inmarsat iran iraq ireland iridium irish israel italia italian italy ivoire ivory jamaica japan japanese",
    "jordan kazakhstan kenya kiribati korea kosovo kuwait kyrgyzstan laos latvia latvian lebanon lesotho letonia",
    "lettonie liberia libya lithuania lituania luxembourg macedonia madagascar malawi malaysia maldivas maldive",
    "maldives mali malta maroc marruecos martinique mauritania mauritius mexican mexico mexique moldova mongolia",
    "montenegro montserrat morocco mozambique myanmar namibia nauru nepal netherlands nicaragua niger nigeria",
    "nigerian norway oman pakistan palestine panama papua paraguay peru peruvian philippines poland polish",
    "pologne polonia portugal qatar reino romania russia russian rwanda salvador samoa satellite senegal serbia",
    "seychelles sierra singapore slovak slovakia slovenia solomon somali somalia somalie spain spanish sudan",
    "suisse suiza surinam sweden swiss switzerland syria taiwan tajikistan tanzania thailand thuraya timor togo",
    "tonga trinidad tunez tunisia tunisie turkey turkmenistan turquia tuvalu uganda ukraine uruguay uzbekistan",
    "vanuatu venezuela vietnam yemen yugoslavia zambia zealand zimbabwe",
)
"""Countries and other far places that numbers belong to."""

_TRADES = _words(
    "abattoir abbey academy accountancy accountant accountants acupuncture airline aquarium architect arena",
    "attorney auditors avocat avocats baker bakery ballet barber bicycle bikes bistro boats boatyard bookkeeper",
    "bookshop bookstore boulangerie boutique bowling brasserie brewer brewery brokers butcher butchers butchery",
    "cabinetmaker cafe cafeteria camping campsite canteen cantina carhire carpenter carpentry carwash caterer",
    "caterers cattery cemetery chapel charity cheese chiropractor chiropractors chocolatier choir cinema circus",
    "clinic clinics clubs cobbler coffee confectioner consulate consultancy convent coop cooperativa cooperative",
    "courthouse creamery creche crematorium dairy daycare dealer dealers dealership deli dentist dentista",
    "dentists depanneur depot dermatologist diagnostics diner diocese distillery dressmaker drycleaner ecole",
    "electrician electricians embassy escuela farmacia ferreteria ferry fishmonger florist foodbank foundry",
    "funeral furniture gallery garage garages gardener gelato gimnasio glazier golf granary grocer grocers",
    "grocery guarderia guesthouse gym hairdresser hatter haulage haulier hospice hostel hotel hvac icecream",
    "importer infirmary inmobiliaria inn insurer jeweler jeweller joiner kebab kennel kennels kindergarten",
    "kindergartens landscaper landscaping launderette laundry lawyer lawyers locksmith mairie marina mason masons",
    "mechanic menuiserie midwife mill monastery mosque motel motorcycle motors movers museum noodle notaire",
    "notario notary nurseries nursery nurseryman nursing olive optica optician opticians optics optometrist",
    "orchestra orthodontist paediatrician panaderia parish parishes patisserie pediatrician pharmacie pharmacien",
    "pharmacist physio pizzeria plumber plumbers plumbing podiatrist potter pottery preschool printer printers",
    "pub quarry radio realtor realtors realty rectory refaccionaria refinery refuge resort restaurant rink",
    "roastery roofer roofing saddler salon sawmill scout scouts shelter shoe shoes skating solicitor solicitors",
    "stables stadium stationer steakhouse surgery surveyor sushi swimming synagogue tailor tailors taqueria",
    "tavern taxi temple theatre townhall tractor tractors travel trucking tutoring tyre tyres undertaker",
    "undertakers vet veterinarian veterinary vets vineyard watchmaker winery yacht yoga zoo",
)
"""What sorts of businesses a reseller's customers are."""


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

    def line_of(self, match: re.Match[str]) -> str:
        """Return the sentence of a match."""
        end = match.string.find("\n", match.end())
        return match.string[match.string.rfind("\n", 0, match.start()) + 1 : end if end >= 0 else None]

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
    r"\b(?:level (?:3|three)|l3|lvl 3)(?: \S+){0,1} (?:of|support|agents?|engineers?|lobby|phones?|escalat\w*|queue"
    r"|elev)\b"
    r"|\b(?:parking|contact|sits on|floor) (?:level 3|l3|lvl 3)\b"
)
"""A storey or a grade of support, not the carrier."""
_NAMED = re.compile(
    r"\b(?:level3|lumen|centurylink|century link|qwest|intrado|megapath|mega path|360 ?networks|global crossing"
    r"|zayo)\b"
)
_NARROW = re.compile(
    r"\b(?:one|single|a|1) (?:\S+ ){0,3}?(?:number|did|destination|prefix|npa-nxx|exchange|toll[- ]free|ddi|caller"
    r"|numero)\b"
    r"|\b(?:only|just|solo|seul) (?:that|this|those|from|they|ese|those|callers)\b|\b(?:two|three) (?:numbers|dids)\b"
    r"|\b(?:number|did|to|one|ddi|al) (?:\d \d{3} |\d{3} )?\d{3} \d{4}\b|\b(?:certain|specific|particular) (?:number"
    r"|destination)"
    r"|\b(?:misrouted|rings? at|ends? (?:up )?at|lands? (?:at|on|in)|comes? out at|someone else's|wrong number"
    r"|reach\w* a)\b"
    r"|\bfrom (?:all |any |every )?(?:other carriers?|t-mobile|verizon|at&t|comcast|sprint|others|bell|rogers|telus"
    r"|vodafone"
    r"|mobiles?|cells?|a cell)\b(?: \S+){0,8} (?:fine|ok|works?|rings?|reach\w*|right|correct\w*|completes?|lands?"
    r"|good)\b"
    r"|\bno other (?:numbers?|destination)|\b(?:other|their others?) (?:\S+ ){0,3}(?:numbers"
    r"|destinations)\b(?: \S+){0,4}"
    r" (?:ok|fine|good|complete|land|work|ring|affected|reported)\b"
    r"|\b(?:stranger|somebody's|wrong company|stale|lrn|otro negocio|from all else|anonymous|wrong town)\b"
    r"|\bof (?:their|our|the) \d+ numbers one\b|\btheir other \d+\b|\b(?:seul|unico) (?:numero)\b|\bnumber only\b"
)
"""One number or destination is concerned; over plain words."""
_CARRIER_FAULT = re.compile(
    r"\bLISTED(?: \S+){0,9} (?:DEAD|FAIL|BROKEN|STOPPED|cut|crash|loop|hit|fell|mass|impair|hiccup|event|avari\w"
    r"|averia|"
    r"POWER cut|NO (?:CALL|PHONE|AUDIO|IN)|corte|refus|NONE|red|BAD ALL|icmp)\b"
    r"|\b(?:DEAD|FAIL|BROKEN|STOPPED|cut|congestion|NONE|averia|network difficulty)(?: \S+){0,6} LISTED\b"
    r"|\bLISTED NOT\b|\bLISTED(?: / gx)?(?: WHOLE)? state DEAD\b"
)
_CALLS_FAIL = re.compile(
    r"\b(?:ALL|PERCENT|NONE|each)(?: \S+){0,10} (?:FAIL|STOPPED|DEAD|reorder|refus|bomb|N|CANNOT|NO TRUNK|BACK)\b"
    r"|\bNONE(?: \S+){0,8} (?:CALL|IN|OUT|through|ALL|ring)\b|\bNO (?:HOW|CALL|IN|PHONE|AUDIO|TRUNK|service)\b"
    r"|\bCANNOT (?:CALL|ALL|IN|be)\b|\bN (?:of|/|DEAD of) N\b|\bFAIL (?:with|WE|NOW|SINCE|in)\b"
    r"|\b(?:CALL|IN|DID|TRUNK|attempt|rang\w*|number)(?: \S+){0,8} (?:FAIL|DEAD|STOPPED|NOT (?:IN|CALL|ring|reach"
    r"|CHANGE|ALL))\b"
    r"|\b(?:flat|stuck|impassable) (?:SINCE|NOW)\b|\breturn (?:network )?(?:DEAD|N for ALL)\b|\bare there stuck\b"
    r"|\b(?:are|is|WE|gone|STILL|WE IT) DEAD\b|\bDEAD (?:SINCE|BOTH|NOW)\b|\bATTEMPT(?: \S+){0,4} N\b"
    r"|\bN CALL SINCE\b"
    r"|\broll(?:ed)? to\b|\bNOT (?:CALL|IN|CHANGE up|complet)\b|\boff the air\b|\bNONE SINCE\b|\bcom BACK N\b"
    r"|\bcome BACK N\b"
)
_NO_FAULT = re.compile(
    r"\b(?:number|did|list) blocks?\b|\bdisconnected in\b|\bnewsletter\b|\bwebinar\b|\bshare of outages?\b"
    r"|\bwhat (?:we'd|we would|to) do\b|\bin what order\b|\b(?:dsl|fiber|fibre|internet|broadband) at\b"
    r"|\b(?:their|own|her|his) (?:internet|dsl|broadband)\b|\b(?:our|the) plan\b|\b(?:access|internet) circuits?\b"
    r"|\bif (?:\S+ ){0,4}(?:had|has|have|goes|went|ever|should) (?:\S+ ){0,2}(?:outages?|down|trouble|failed|fail)\b"
)
"""Words of a fault that tell of something else: plans, the customer's own internet; over plain words."""
_PAPER = re.compile(
    r"\b(?:re-?rate|renumber\w*|invoices?|bills?|billed|invoiced|charged|surcharge|fee|loa|foc|rate deck|contract"
    r"|credits?"
    r"|postmortem|explanation|incident (?:report|summary)|reason for|root cause|penalty|compensat\w+|refund|goodwill"
    r"|decommission\w*|reconcile|rfp|tender|prospect|roadmap|sunset|port order|bulk port|send me the report"
    r"|report so)\b"
)
"""Papers, orders and claims; over plain words."""
_RIGHT_NOW = re.compile(
    r"\b(?:still|again|right now|at the moment|currently|ongoing|as we speak|at present|this minute|no et[ar]"
    r"|no time known"
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

_RATED_WORDS = _words(
    "cdr cdrs rated rating records record mediation mediador usage billing charging logs log unrated registros",
    "registro tasacion tarifa tarifado tarificacion taxation valorise facturacion accounting detail bundle",
    "history historial file_seq rate",
)
_RATED = re.compile(
    r"\b(?:cdrs?|call records?|call data records?|rated (?:calls?|records?|traffic)|rating|mediation|mediador|usage"
    r"|call detail"
    r"|billing (?:tab|system|records?|feed|data)|charging|call (?:logs?|history|list)|records|unrated"
    r"|registros? de llamadas"
    r"|tasacion|tarifa\w*|taxation|valorise\w*|tickets? d'appel|minutes bundle|data records|calls page|accounting"
    r"|facturacion)\b"
)
"""What calls are charged by; over plain words."""
_NOT_WRITTEN = re.compile(
    r"\b(?:no|zero|not a single|not one|none|nothing|nada|aucun\w*|ningun\w*|0|empty|blank|frozen|halted|halt|paused"
    r"|crashed|stopped"
    r"|stalled|stuck|vaci[oa]s?|vides?|arrete\w*|parad[oa]|stand still|standing still|has been off|down"
    r"|isn't (?:collecting|running)"
    r"|haven't moved|hasn't (?:seen|moved)|received nothing|unrated|aren't being|not being|last (?:cdr|file|record"
    r"|call|second)"
    r"|ends? (?:on|at)|ended at|termina|ni un[ao]?|plus aucun|n'est plus|no longer|nothing either|heartbeats only"
    r"|0 bytes|let slip)\b"
)
_FOR_ALL = re.compile(
    r"\b(?:all|each|every|everybody|everyone|everyone's|any) (?:\S+ ){0,4}?(?:customers?|tenants?|accounts?|clients?"
    r"|enterprises?|groups?"
    r"|resellers?|brands?|partners?|of them|records|regions|subscribers|companies)\b"
    r"|\bnone of our (?:\S+ ){0,2}(?:customers|tenants|clients|accounts)\b"
    r"|\bfor (?:all|everyone|everybody|anybody|anyone)\b|\beverybody\b|\beveryone(?:'s)?\b|\bother (?:resellers?"
    r"|partners?)\b"
    r"|\banother reseller\b|\b(?:100 %|100%) of accounts\b|\bentire (?:customer|base)|\b(?:whole|entire) platform\b"
    r"|\bthe cluster\b"
    r"|\b(?:todos (?:los|nuestros)|ningun (?:cliente|de)|para todos|ninguno de|tous (?:nos )?clients"
    r"|tous les clients)\b|\breseller root\b"
    r"|\bbuying group\b|\bany customer of ours\b|\bneither they nor any\b|\ball customers\b|\+51 more all 0"
    r"|\b\d+ (?:customers|tenants|accounts)\b"
    r"|\bnor any of our\b|\bfriend's\b|\ball 0\b|\bany of our\b"
)
_RATING_DOWN = re.compile(
    r"\b(?:mediation|rating|cdr writer|charging node|recording of cdrs|usage feed|file_seq|rate engine|rating engine"
    r"|billing engine)"
    r"(?: \S+){0,4} (?:crashed|stopped|down|halted?|halt|paused|off|out|frozen|isn't|dead|nothing)\b"
    r"|\b(?:mediador|tasacion)(?: \S+){0,2} parad[oa]\b|\btaxation est arretee\b|\bse paro la tasacion\b"
    r"|\bnothing is written\b"
    r"|\bno call is being recorded for billing\b|\bnobody is being charged\b"
)
_ONE_ONLY = re.compile(
    r"\b(?:one|single|a) (?:tenant|client|customer|account|hourly file|of my customers|of our customers)\b"
    r"|\b(?:other|others|rest)(?: \S+){0,4} (?:get theirs|are there|show theirs|fill up|complete|tenants ok|right"
    r"|open|ok|fine)\b"
    r"|\b(?:all but one|except (?:one|for)|of one|de un cliente|on the screen they're|visible in|on screen"
    r"|in the call log|screen they)\b"
    r"|\b(?:export|csv|column|layout|pdf|token|graphs?|recordings|sftp key|unreadable|typo|fixture|twice)\b"
)
_RATING_FINE = re.compile(
    r"\b(?:resolved|trigger resolved|rating's ok|records? (?:are|is) complete|otherwise complete|properly|back in"
    r"|caught up|backfilled|arrived"
    r"|where do i|how (?:do|can|would)|what's column|is there a|could the|re-?run|our own|contract|price list"
    r"|invoice query|charges us)\b"
)


def _billing(text: "_Text") -> Iterator[Sign]:
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


# --- toll fraud ------------------------------------------------------------------------------------------------------

_FAR_WORDS = _words(
    "premium international irsf overseas foreign wangiri satellite satellites fraud fraude hacked compromised",
    "hijacked abuse abused credential credentials pumps pumping spoofing surtaxes",
)
_FRAUD_WORDS = _words(
    "fraud fraude hacked compromised abused hijacked somalia somalie latvia letonia lettonie cuba gambia premium",
    "irsf wangiri",
)
_DIAL_CODE = re.compile(r"\+\d{1,3}\b")
_CALLS = re.compile(
    r"\b(?:calls?|called|calling|dials?|diall?ing|dialled|rings|rang|phones|phoning|invites?|trunk|ext|extension|pin"
    r"|login|account|llamadas|llama|appels?|appelle|channels?|sessions?|legs|attempts?|minutes?"
    r"|premium|intl|numbers?|traffic|user)\b"
)
_GOES_ON = re.compile(
    r"\bstill (?:going|ticking|at it|being|leaving|up|calling|running|diall?ing|coming|shows?|happening|set up"
    r"|sitting|growing|rising|open)\b"
    r"|\b(?:and|are|is|it's|it is|they're|now) (?:still )?(?:rising|counting|climbing|growing|going on|continuing"
    r"|ongoing|increasing|calling|diall?ing"
    r"|running up|ticking|running)\b|\bgoing on\b|\bkeeps? (?:\w+ing|on)\b|\b(?:calls?|they|it|count) (?:goes|go"
    r"|went|continues?) (?:on|up|in spite)\b"
    r"|\b(?:calls?|it|ca) continues?\b|\bcontinu(?:e|es|an|ent|a)\b|\bas (?:i|we) (?:type|write|speak)\b"
    r"|\bwhile (?:i|i'm|we) (?:type|typ\w+|writ\w+|wrote)\b"
    r"|\bright now\b|\bat (?:this|the) (?:moment|minute)\b|\bin this moment\b|\bthis (?:minute|second)\b"
    r"|\b(?:each|every|a new one every) (?:\S+ ){0,2}(?:minutes?|seconds?|secs?)\b|\bper minute\b|\bpor minuto\b"
    r"|\b(?:live|active|concurrent|simultaneous|parallel|open) (?:calls?|channels?|sessions?|now|counter|view|right"
    r"|leg)\b|\bactive calls? (?:now|tab)\b"
    r"|\bin parallel\b|\ben parallele\b|\bsimultane\w*\b|\bcalls live\b|\bchannels in use\b|\ben este momento\b"
    r"|\bahorita\b|\bsiguen?\b|\ben cours\b"
    r"|\bnew (?:calls|ones) (?:still|keep|appear|come|start)\b|\bmore come\b|\bbeen diall?ing\b|\bbeen calling\b"
    r"|\bis on its \S+ call\b"
    r"|\bwhen i (?:began|started)\b|\bauto[- ]top\S*\b|\bat \S+ \S+ at \S+ and so on\b|\b(?:cost|counter"
    r"|spend) (?:\S+ ){0,2}(?:ticking|rising|growing|climbing)\b"
    r"|\b(?:won't|don't|doesn't|does not|do not|not|never|can't|cannot|to) (?:stop|end|kill|cut)\b|\bin progress\b"
    r"|\bkeeps?\b|\bclimb(?:s|ing)\b|\bris(?:es|ing)\b"
    r"|\b(?:in|within|over) the (?:last|past)? ?(?:\S+ )?(?:hour|minutes?)\b|\btonight\b|\bongoing\b|\b(?:grows?"
    r"|growing|mounting|increasing)\b|\bby the (?:minute|second)\b"
    r"|\bso far\b|\bas of now\b|\b(?:currently|presently|now)\b|\bback again\b|\bno (?:effect|end)\b|\bsuite?\b"
    r"|\btoujours\b|\btodavia\b|\bsince (?:midnight|\d+)\b"
    r"|\bkill it\b|\bconcurrent\b|\bmin at \d|\bcan't (?:stop|kill) (?:it|them)\b|\by suben\b|\bmonte\b"
    r"|\bhas not ended\b"
)
"""Calls are being made while this is written; over plain words."""
_LIVE = re.compile(
    r"\b(?:still|as i (?:type|write)|as we speak|right now|ca continue|siguen|simultan\w+|and counting|when i began"
    r"|in spite of|at this moment|every minute)\b"
)
_NOBODY = re.compile(
    r"\b(?:closed|asleep|sleep(?:ing|s)?|durmiendo|dort|nobody|no one|no people|vacant|unplugged|switched off"
    r"|on holiday|holidays?|lights off"
    r"|ferme\w*|vaci[ao]|no one's in|at a wedding|isn't theirs|no hay nadie|doesn't call anybody"
    r"|does not know anyone|someone|somebody|someone's"
    r"|never made|not us|nadie|shuts at|seats on|sells|only two people|night|in winter|empty|unused|deleted"
    r"|not the customer|normally is|3 am|2 am)\b"
)
_STEPS_FAILED = re.compile(
    r"\b(?:changed?|reset|disabled|deleted?|blocked|blocking|pulled|cambie|cambiado|removed|turned|locked"
    r"|i've changed|new password|desconecte|terminate|hang-up"
    r"|block_intl|blocks?|stop|kill|cut|bar the trunk|suspend|couper|coupez|cortar\w*|bloquear)\b"
)
_BURST = re.compile(
    r"\b\d[\d,]{1,6} (?:\S+ ){0,3}?(?:calls?|minutes|min|llamadas|appels|channels|sessions|legs|attempts|dollars?"
    r"|eur|pesos|since|each|concurrent|cps)\b"
    r"|\bten at once\b|\bauto top\b|\bthousands of\b|\bone (?:call )?every\b|\b(?:calls?|value|now) \d\d+\b"
    r"|\b(?:usage|cost|spend|balance|wallet|limit)\b"
    r"|\b(?:two|three|four|five|six|ten|eleven|twelve|twenty) (?:calls|at the same time|channels)\b|\bcall every\b"
)
_FRAUD_OVER = re.compile(
    r"\b(?:disput\w*|conteste|credited|for (?:a )?credit|the credit|goodwill|refund|reduc\w+|note de credit"
    r"|clean (?:since|now)|quiet since|nothing since|plus rien depuis|already finish\w*"
    r"|stopped by itself|assaini|debloquer|unblock|release|(?:last|past) (?:month|week|year)|weeks ago|days ago"
    r"|mois passe|semaine passee|mes pasado"
    r"|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|de (?:janvier"
    r"|fevrier|mars|avril|mai|enero|febrero)"
    r"|you blocked|was blocked|blocked within|nothing (?:has )?happened|legit|no action|self test|simulated"
    r"|fausse alerte|falsa alarma|false alarm|auto-block applied"
    r"|was abused|was hacked|no fraud|been fine|since restored|all quiet)\b"
)
_FRAUD_BILL = re.compile(
    r"\b(?:billed|bill has|on the bill|invoice|facture|factura|charged|of the \d+(?:st|nd|rd|th)|rates? (?:to|for)"
    r"|price list)\b"
)
_FRAUD_ASKS = re.compile(
    r"\b(?:how do|how can|how would|where do|where can|what (?:protection|threshold|policies)|which (?:policies"
    r"|registry)|can the|is it possible|can i do"
    r"|we'd like|do we have|wants? (?:to|longer)|asks? (?:whether|if)|all want|comment (?:bloquer|faire)|peur de"
    r"|by default|bar(?:ring)? (?:premium|page)|to bar|feature wish|open (?:that|the) (?:country|destination)"
    r"|fraud (?:team|desk|limit|hold|rule)|scam likely|spam)\b"
)
_NOT_REACHED = re.compile(
    r"\b(?:fails?|failing|can't (?:call|reach|get)|cannot (?:call|reach)|unreachable|dead air|fast busy"
    r"|not in service|no calls (?:in|out|to)|doesn't ring|unregistered)\b"
)


def _fraud(text: "_Text") -> Iterator[Sign]:
    words = text.vocabulary
    is_topic = not words.isdisjoint(_FRAUD_WORDS)
    if not is_topic and words.isdisjoint(_FAR_WORDS) and words.isdisjoint(_PLACES) and not _dials_abroad(text):
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


def _dials_abroad(text: "_Text") -> bool:
    written = text.facts.report.description
    return "+" in written and _DIAL_CODE.search(written) is not None


# --- routes ----------------------------------------------------------------------------------------------------------

_ROUTE_WORDS = _words(
    "else elsewhere other others only just solo seul except save apart rest resto remainder alone autres otra",
    "otras alle another own second my mainland stale lrn translation translations stranger route bell verizon",
    "vodafone rogers telus comcast o2 movistar orange landline landlines cell",
)
"""Without one of them no report says that other calls go through."""
_ELSEWHERE = re.compile(
    r"\b(?:everybody|everyone|anybody|anyone|everything|anything|everywhere|anywhere|all) else(?:'s)?\b"
    r"|\belsewhere\b|\bthe remainder\b|\balone is failing\b|\bsame only there\b"
    r"|\b(?:other|others) (?:\w+ ){0,3}?(?:numbers?|destinations?|countr\w+|country|callers?|exchanges?|prefix\w*"
    r"|networks?|mobiles|codes?|subscribers|hospitals?|dentists?|operators|areas?|hotels?)\b"
    r"|\bothers (?:\w+ ){0,1}(?:pass|complete|get through|reach)\b|\bothers (?:he|she) \w+ ok\b"
    r"|\brest of the (?:world|country)\b|\bresto de\b|\b(?:autres (?:pays|destinations|numeros)|otras? compani?a"
    r"|aucun autre|alle anderen)\b"
    r"|\b(?:only|just|solo|seul) (?:that|this|those|ese|one|from|with) ?(?:\w+ )?(?:number|numero|country|callers?"
    r"|destination|route|those|there)\b|\bonly (?:they|those|there)\b"
    r"|\bexcept(?: \w+){0,5} (?:number|village|to|niece|when|for)\b|\b(?:save|apart) (?:for|from) (?:her|his|one"
    r"|\w+$)"
    r"|\b(?:mainland|us|bell|verizon|vodafone|fixed|local|landline|landlines|rogers|telus|comcast|at&t|o2|movistar"
    r"|orange|sprint|telstra|optus|t-mo) (?:\w+ ){0,4}(?:get|ok|fine|reach|can|pass|passent|never|works?|alright"
    r"|okay|right|bien|right|through|complete)\b"
)
"""Calls to other places, or of others to the same place, go through; over plain words."""
_OTHERWISE = re.compile(
    r"\b(?:from|off|on|over|via|through|with|con) (?:my|a|our|another|mine|his|her|the|second|your second|otro"
    r"|own) (?:\w+ ){0,2}?(?:cell|mobile|cellphone|landline|carrier|provider|supplier|wholesaler|sim|handy|proveedor"
    r"|operator)\b"
    r"|\b(?:second|other|another|otro|own) (?:trunk )?(?:supplier|carrier|provider|wholesaler|proveedor|providers"
    r"|carriers)\b|\bmy (?:cell|mobile|landline|line|own carrier)(?: \w+){0,3} (?:reach\w*|gets?|rings?|calls?|works"
    r"|through)\b"
    r"|\btheir mobiles? reach\w*\b"
)
"""The same call goes through by another way; over plain words."""
_GOES_WELL = re.compile(
    r"\b(?:ok|okay|fine|works?|complete|completes|pass|passes|passent|good|right|normally?|goes|clean|reach|si|bien"
    r"|entran|alright|lower|through|works)\b"
)
_TO_NUMBER = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|unable to|not|never|nobody|none|whenever they|when he|when they|misses"
    r"|trouble|ring anybody|call anybody|calls?|dialed|dialling|dialing|callers) (?:\w+ ){0,12}?\d{3} \d{4}\b"
    r"|\b(?:can't|cannot|couldn't|unable to|doesn't|not) (?:be )?(?:call|ring|reach|dial|get"
    r"|hear)\w* (?:\w+ ){0,4}?(?:one|two|the|his|her|any|an?|ministry|number|supplier|depot|mum|customs) \w+"
    r"|\b(?:calls?|call) (?:\w+ ){0,5}?to (?:one|a single|certain|two|the one|eine\w* einzig\w*|numbers|\d{3}|\+?\d+"
    r"|an?) "
    r"|\b(?:a single|two|certain|specific) (?:\w+ ){0,1}(?:numbers?|dids?|prefix|exchange|destination|caller"
    r"|supplier|distributor)\b|\bone (?:\w+ )?(?:prefix|exchange|destination|caller|supplier|distributor"
    r"|toll[- ]free)\b|\bof (?:their|our|the) \d+ numbers one\b"
    r"|\b(?:prefix|exchange|area code|lada|npa-nxx|directory|short (?:code|number)|overlay|vorwahl|indicatif)\b"
    r"|\b(?:811|311|411|118|211|0800|0818|1300|1800) (?:\w+ ){0,4}?(?:fail\w*|gives?|goes|from|numbers|can't)\b"
)
_FROM_NETWORK = re.compile(
    r"\b(?:t-mobile|tmobile|at&t|verizon|sprint|comcast|vodafone|o2|telus|bell|rogers|movistar|orange|videotron"
    r"|frontier|optus|telstra|telcel|eir|proximus|lyca|vodacom|masmovil|telmex|eastlink|lumen|level3|l3|centurylink"
    r"|charter"
    r"|megapath|qwest|ee|bt|frontier|cox|windstream|sfr|bouygues)\b|\b(?:subscribers|abonnes|callers (?:from|on|with"
    r"|who are)|callers of|mobile network|cable (?:company|operator)|rural (?:exchange|co-op)|mobile operator"
    r"|people from|guests from"
    r"|customer of our customer|point code)\b"
)
_MISLAID = re.compile(
    r"\b(?:stale|lrn|re-dip|translations?|translated wrongly|mistranslat\w+|otro negocio|routing database|point code"
    r"|old range holder|wrong lrn|destination not (?:permitted|allowed)|random \w+'s phone|stranger\w*"
    r"|not available (?:in|from) your area|stripped on that)\b"
)
_FAILING = ("FAIL", "CANNOT", "NOT", "DEAD", "NO", "STOPPED", "BROKEN", "404", "BAD", "HALF", "EXCEPT", "unknown")
_ELSE_WORDS = _words(
    "else elsewhere other others only just solo seul except save apart rest resto remainder alone autres otra otras",
    "alle same aucun mainland us bell verizon vodafone fixed local landline landlines rogers telus comcast at&t o2",
    "movistar orange sprint telstra optus t-mo",
)
_WAY_WORDS = _words(
    "cell mobile mobiles cellphone landline line carrier carriers provider providers supplier wholesaler sim handy",
    "proveedor operator",
)
_MISLAID_WORDS = _words(
    "stale lrn re-dip translation translations translated mistranslated otro routing code range destination random",
    "stranger stranger's strangers area stripped",
)
_NOT_ROUTE = re.compile(
    r"\b(?:how do|how can|how to|where do|where can|is there a way|want(?:s)? (?:to|their)|would like|rfo|invoice"
    r"|new number|can i|can we|should (?:only|play|be)|legit|wants|price list|bill|in case"
    r"|neither in nor out|nothing (?:in|out)|911 (?:goes|gets|fails|calls fail|rings)|(?:only|just the|the|but this"
    r"|single|has the|his) one (?:number|line|phone|did)|one man|only published|published|entire traffic"
    r"|business is calling"
    r"|\d\d % of calls|all outgoing|every call fails|(?:hasn't|haven't|didn't) (?:looked?|tried|try|check|opened"
    r"|tested?)|(?:they'd|would) like|stays|all \\d+ stations|no receive|pick up what|forward|by default|screening)\b"
)
_USERS_OTHER = re.compile(
    r"\b(?:other|others|remaining) (?:\d+ )?(?:phones?|desks?|users?|sets?|handsets?|sites?|rooms?|extensions?|ext"
    r"|stations?|agents|lines|people|staff|devices|floors?)\b|\bhandset|\bher phone (?:has|is)\b|\b(?:\d+|two|three"
    r"|four|five|six) (?:phones?|users?|desks?|seats?|handsets?) (?:\w+ ){0,3}(?:dead|down|can't|cannot|without)\b"
)


def _route(text: "_Text") -> Iterator[Sign]:
    words, plain = text.vocabulary, text.plain
    if words.isdisjoint(_ROUTE_WORDS) or not any(word in text.meant for word in _FAILING):
        return
    elsewhere = None if words.isdisjoint(_ELSE_WORDS) else _ELSEWHERE.search(plain)
    otherwise = elsewhere or (None if words.isdisjoint(_WAY_WORDS) else _OTHERWISE.search(plain))
    places = text.vocabulary & _PLACES
    mislaid = None if words.isdisjoint(_MISLAID_WORDS) else _MISLAID.search(plain)
    if not otherwise and len(places) < 2 and not mislaid:
        return
    target: re.Match[str] | None = None
    if places and (otherwise or _place_goes_well(text)):
        target = _to_place(text)
    if target is None and otherwise:
        target = _TO_NUMBER.search(plain)
    if target is None and (elsewhere or mislaid):
        target = _FROM_NETWORK.search(plain)
    if target is None and otherwise:
        target = mislaid
    if not target:
        return
    if _NOT_ROUTE.search(plain) or _USERS_OTHER.search(plain) or _OVER.search(text.meant):
        return
    yield text.sign("route-fault", target)


_TOWARDS = re.compile(r"\b(?:to|reach|vers?|a|in|for|calls?|from|into|with|towards|are)((?: [\w-]+){1,4})")


def _to_place(text: "_Text") -> re.Match[str] | None:
    """Return where a far place is said to be called, or to call."""
    for match in _TOWARDS.finditer(text.plain):
        if not _PLACES.isdisjoint(match.group(1).split()):
            return match
    return None


def _place_goes_well(text: "_Text") -> bool:
    """Whether some line says that calls to a far place go well."""
    return any(
        _GOES_WELL.search(told.line.plain) and not _PLACES.isdisjoint(told.line.plain.split()) for told in text.told
    )


# --- figures ---------------------------------------------------------------------------------------------------------

_FIGURE_WORDS = _words(
    "registered registration registrations registering reg regs endpoints devices concurrent asr ner success",
    "answered contacts channels rows online completed sessions reachable probe probes active count attempts",
    "calls_active cdr unregistered",
)
_FIGURE = re.compile(
    r"\b(?:regist(?:ered|rations?|ering)?|regs?|reg[ _-]?count|endpoints?|devices|concurrent|calls?_active"
    r"|active calls|asr|ner|success|answered|contacts|channels|rows|online|completed|sessions|reachable|probe"
    r"|cdr\w*|calls|volume|attempts|\w+_(?:asr|count|rows\w*|active))\b",
)
"""What systems count; over the text as written."""
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_GOOD = (
    r"(?:registered|registrations?|online|up|answered|completed|reachable|connected|active|succeed\w*|regs|endpoints"
    r"|inbound test calls|test calls|probes?|calls? (?:completed|made|answered))"
)
_FROM_TO = re.compile(
    rf"(?<![\d.:-]){_NUMBER} ?%?(?: registered| calls| active)? ?(?:-+>|=>|→|down to|to) ?(?:about |only "
    rf"|just )?{_NUMBER}(?![:\d-])"
)
_OF_ALL = re.compile(rf"(?<![\d./:-])(0|\d+) ?(?:/|of|out of) ?(?:our |the |their )?{_NUMBER}(?![\d/:-])")
_COUNTS_GOOD = re.compile(rf"{_GOOD}[ =:]{{1,3}}$")
_ARE_GOOD = re.compile(rf" (?:\w+ )?{_GOOD}\b")
_DIGIT = re.compile(r"\d")
_ZEROES = re.compile(r"[=: ]0(?![\d,:/-])")
_AGAINST = re.compile(
    rf"{_NUMBER} ?%?[ ,;(]{{1,3}}(?:expected|baseline|usual(?:ly)?|normal(?:ly)?|was|instead of|average"
    rf"|typical(?:ly)?|yesterday|forecast)(?: for this hour| is| of)?[:= ]{{0,3}}{_NUMBER}"
)
_BY_PERCENT = re.compile(r"\b(?:dropped|drop|fell|fallen|down|collapsed|decreased)(?: by)? (\d{1,3}) ?%")
_ZERO = re.compile(
    r"\b(?:asr|ner|rows|answered|registered|registrations|success\w*|completed|concurrent(?: calls)?|cdr_\w+"
    r"|\w+_asr)(?:\.last\(\))? ?[=: ] {0,3}0(?:\.0+)? ?%?(?![\d.,:/-]| of| expected)"
)
_HARMLESS = re.compile(
    r"\b(?:recovered|recovery|recovers|resolved|restored|up now|planned|scheduled|maintenance window|downtimestart"
    r"|test mode|self test|weekend|holidays?|thanksgiving|christmas|suppress\w*|it was the sensor|token had"
    r"|our own end"
    r"|we replace|calls go on|real calls never|unaffected|no action|close (?:it|any)|disregard|please ignore"
    r"|nobody complains|closing this|swing|return on their own|is it usual|regard as normal|people just don't|ack by"
    r"|call happily|do you compute|could you publish|how do i|does an export|carries all load|no call lost|all happy"
    r"|only want|simulated|you could|lies|counter is off|status ok|portal|exercise|drill|rfo|threshold corrected"
    r"|by poe timer)\b"
)
_BY_THE_HOUR = re.compile(
    r"^[^\w\n]*+(?:(\d\d)(?::?00)?h?|(\d{1,2})(?::00|h))(?![.)])\b[^\d\n]{1,12}?(\d{1,3}(?:\.\d+)?)(?![\d:])",
    re.MULTILINE,
)
_RATE = re.compile(r"\b(?:asr|ner|success|answer(?:ed)?|regist\w+|completion)\b")
"""What does not go down by itself in the evening, as the number of calls does."""
_LEAST_HOURS = 4
_LEAST = 5
"""A count below it is nobody's statistic."""
_MASSIVE = 2.5
"""How many times the limit a figure must fall to have collapsed."""


_MANY = r"\d+|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred"
_THROUGH = (
    r"(?:(?:goes|go|gets?|makes?|comes?) (?:it )?(?:through|thru|out|in)|completes?|connects?|succeeds?|is answered)\b"
)
_FEW_GET_THROUGH = re.compile(
    rf"\b(?:one|1)(?: (?:call|attempt|try|dial))? (?:in|out of|of) (?:every |each )?(?:{_MANY})"
    rf"(?: (?:calls?|attempts?|tries|dials))? {_THROUGH}"
    rf"|\bonly (?:every|each) (?:third|fourth|fifth|sixth|tenth|twentieth)(?: (?:call|attempt|dial))? {_THROUGH}"
    r"|\b(?:una?|1) de cada (?:tres|cuatro|cinco|seis|ocho|diez|veinte|\d+)(?: llamadas?| intentos?)?"
    r" (?:entra|sale|pasa|conecta|se completa|se conecta)\b"
    r"|\b(?:un|1)(?: appel)? sur (?:trois|quatre|cinq|six|huit|dix|vingt|\d+)(?: appels?)?"
    r" (?:passe|aboutit|arrive|sort|rentre)\b"
    r"|\b(?:off|down|unregistered|unreachable|dead|out)(?: \S+){0,3} (?:[4-9]\d|100) ?(?:%|per ?cent) of the time\b"
    r"|\b(?:[4-9]\d|100) ?(?:%|per ?cent) of the time(?: \S+){0,8} (?:off|down|unregistered|unreachable|dead)\b"
)
"""How few calls find their way now, told without a figure of a system; over plain words."""
_FEW_WORDS = ("one", "1", "only", "una", "un", "time")
_ELSEWHERE_WELL = re.compile(
    r"\b(?:other|otros|otras|autres) (?:destinations?|destinos|countries|paises|pays|numbers)\b"
)


def _few(text: "_Text") -> Iterator[Sign]:
    found = None if text.vocabulary.isdisjoint(_FEW_WORDS) else _FEW_GET_THROUGH.search(text.plain)
    if found is None or text.line_of(found).endswith("?"):
        return
    if not (_HARMLESS.search(text.plain) or _ELSEWHERE_WELL.search(text.plain)):
        yield text.sign("calls-collapse", found)


def _statistics(text: "_Text", limit: float) -> Iterator[Sign]:
    if text.vocabulary.isdisjoint(_FIGURE_WORDS):
        return
    report = text.facts.report
    for source, written in (("subject", report.subject), ("description", report.description)):
        fall = _fall(fold(written))
        if fall is None:
            continue
        start, end, percent = fall
        calm = _HARMLESS.search(text.plain) or percent < _MASSIVE * limit
        number = next((told.number for told in text.told if told.source == source), 0)
        yield Sign("statistics-dip" if calm else "statistics-collapse", source, number, start, end, percent)
        return


def _fall(written: str) -> tuple[int, int, float] | None:
    """Return where a figure is said to have fallen most, and by how many percent."""
    best: tuple[int, int, float] | None = None
    place = 0
    for line in written.split("\n"):
        if _DIGIT.search(line):
            for start, end, percent in _falls(line):
                if best is None or percent > best[2]:
                    best = (place + start, place + end, percent)
        place += len(line) + 1
    return best


def _by_the_hour(text: "_Text", limit: float) -> Iterator[Sign]:
    """Yield the last line of a rate that is told hour by hour and has collapsed."""
    fall = _hourly_fall(fold(text.facts.report.description))
    if fall is None or fall[2] < _MASSIVE * limit or _HARMLESS.search(text.plain):
        return
    number = next((told.number for told in text.told if told.source == "description"), 0)
    yield Sign("calls-collapse", "description", number, *fall)


def _hourly_fall(written: str) -> tuple[int, int, float] | None:
    """Return where a rate told for each hour is at the last of them, and by how many percent it has fallen."""
    hours = list(_BY_THE_HOUR.finditer(written, 0, LONGEST)) if _RATE.search(written, 0, LONGEST) else []
    numbers = [int(hour[1] or hour[2]) for hour in hours]
    if len(hours) < _LEAST_HOURS or any((after - before) % 24 != 1 for before, after in pairwise(numbers)):
        return None
    rates = [float(hour[3]) for hour in hours]
    highest = max(rates)
    if not 0 < highest <= 100:
        return None  # no rate in percent
    return hours[-1].start(), hours[-1].end(), 100.0 * (highest - rates[-1]) / highest


def _falls(line: str) -> Iterator[tuple[int, int, float]]:
    for pattern, is_forward in ((_FROM_TO, True), (_OF_ALL, False), (_AGAINST, False)):
        for match in pattern.finditer(line):
            if not _FIGURE.search(line, max(match.start() - 60, 0), min(match.end() + 20, len(line))):
                continue
            if pattern is _OF_ALL and not (
                _ARE_GOOD.match(line, match.end()) or _COUNTS_GOOD.search(line[: match.start()][-30:])
            ):
                continue  # so many of so many are concerned, not well
            first, second = (float(group.replace(",", "")) for group in match.groups())
            before, after = (first, second) if is_forward else (second, first)
            if after < before and (before >= _LEAST or "." in match.group()):
                yield match.start(), match.end(), 100.0 * (before - after) / before
    for match in _BY_PERCENT.finditer(line):
        yield match.start(), match.end(), float(match.group(1))
    if _ZEROES.search(line) and (zero := _ZERO.search(line)):
        yield zero.start(), zero.end(), 100.0


# --- many customers --------------------------------------------------------------------------------------------------

_PLURALS = _words(
    "customers clients tenants companies enterprises accounts firms businesses resellers partners subscribers",
    "customers' clients' clientes empresas parishes practices groups msps organisations organizations pme",
    "entreprises abonnes customer client tenant tickets complaints users'",
)
_CUSTOMERS = (
    r"(?:customers?|clients?|tenants?|enterprises|resellers|companies|firms|businesses|subscribers|parishes"
    r"|organi[sz]ations|empresas|clientes|entreprises|pme)"
)
_COUNTED = (
    r"(?:[2-9]|\d\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|eighteen|twenty|thirty|forty"
    r"|several|multiple|both|dozens?|dos|tres|cuatro|cinco|seis|siete|ocho|diez|deux|trois|quatre|cinq|six|varios"
    r"|plusieurs)"
)
_PLURAL = re.compile(
    r"\b(?:customers?|clients?|tenants?|companies|enterprises|firms|businesses|resellers?|partners?|subscribers|clientes|empresas"
    r"|parishes|msps|organi[sz]ations|pme|entreprises|tickets?|complaints?|scope|cust|accounts)\b"
)
_SEVERAL_CUSTOMERS = re.compile(
    rf"\b{_COUNTED} (?:of (?:our |my |the |your )?|de (?:nos |mes |nuestros |mis )?)?(?:(?!and |or "
    rf"|law )\w+ )?{_CUSTOMERS}\b"
    rf"|\b(?:all|every|each|none|any|most|half|todos|ninguno|ningun|tous|aucun|toutes) (?:of |de |les |los |nos "
    rf"|nuestros |mis |our |my |the |your |these |\d+ |little |resold )*{_CUSTOMERS}\b"
    rf"|(?<!one of )\b(?:our|my) (?:\w+ ){{0,2}}(?:customers|clients|tenants)\b(?! (?:can't|cannot|ask|want|service"
    rf"|who))|\b(?:nos|nuestros|mis) (?:clients|clientes)\b"
    r"|\bclients? (?:que j'ai|namely)\b|\bcustomers (?:homed|in [a-z]+ (?:[a-z]+ )?and|on (?:that|this|the|your)|a b"
    r"|across)\b|\bscope all\b"
    r"|\b(?:second|third|fourth|fifth|sixth|another) (?:client|customer|complaint|ticket) (?:in|within|now|today)\b"
    r"|\bsame complaint\b"
    rf"|\b{_COUNTED} (?:tickets|complaints)\b|\bcust \d+\b|\bcust \d+ no\b|\ball tenants\b"
    rf"|\bother (?:partners|resellers|msps)\b|\bpartners in\b"
)
_APART_WORDS = _words(
    "different separate distintas distintos differents common share shares apart unrelated comparten same pas",
)
_APART = re.compile(
    r"\b(?:different|separate|unrelated|distint[ao]s|differents?) (?:isps?|internets?|providers?|towns?|cit\w+"
    r"|streets?|customers?|accounts?|proveedores|ciudad\w*|"
    r"companies|clients|states|counties)\b"
    r"|\bin common\b|\ben comun\b|\bcomparten\b|\bnot even on the same\b|\bnone of them shares?\b|\bcommon element\b"
    r"|\bkm apart\b|\bpas le meme fournisseur\b"
    r"|\b(?:internet|fournisseurs?|isps?) different\w*\b|\bseparate isps\b|\bnothing in common\b"
)
_DOWN_WORDS = _words(
    "silent silence quiet dead deaf dark mute muets mudos offline unregistered unreachable hs blank gone 408 503",
    "500 480 refused timeout fail fails failed failing down rejected handshake outage blackout caidos muertos",
    "apagaron ocupado unallocated broke incomunicados entrants entrantes dropped",
)
_DEAD_WORDS = _words(
    "silent silence quiet dead deaf dark mute muets mudos offline unregistered unreachable blank 408 503 refused",
    "timeout handshake blackout caidos muertos apagaron ocupado unallocated incomunicados",
)
"""What is said of phones only; the other words of a fault may be said of a report or a page."""
_SPARED = re.compile(
    r"\b(?:(?:other|others|rest of|remaining) (?:\d+ |our |my )?(?:customers?|tenants?|clients?|accounts?"
    r"|groups)(?:')?(?: \w+){0,3} (?:fine|ok|untouched|unaffected|good|normal|work\w*|get theirs|up|are good))\b"
    r"|\b(?:calls?|voice|phones?|telephony|llamadas|appels|telephones|everyone|customers?|clients?"
    r"|clientes) (?:\w+ ){0,4}?(?:unaffected|untouched|normal|normally|happily|merrily|as (?:ever|normal|usual)"
    r"|perfectly"
    r"|vont bien|van normal|marchent|siguen|can call|phone on|go on|talk as|keep working|still (?:phone|call|work)"
    r"|work normally|work fine|(?:are|is|work|run|all) (?:fine|ok|okay|good|on)|never dropped|called ok)\b"
    r"|\b(?:can all call|they do ring|they do arrive|nobody noticed|nobody's down|able to call \d|all happy"
    r"|have been fine|not the calls|customers phone|customers talk|all recovered|phone as ever|ring and talk"
    r"|able to complete a call [1-9]|calls themselves|calls as usual|people phone|se portent bien"
    r"|have another carrier|phones work)\b"
)
_AFTERWARDS = re.compile(
    r"\b(?:rfo|rca|credito|in writing as cause|staging|api test|simulation|prospect|recovered (?:on its own|at)"
    r"|ok now|last (?:week|month|night)|reason for outage|for an hour|was away|were off|power or cable"
    r"|in case|would be|want to know|list of|want(?:s)? the same|test(?:ing)? (?:that|our)|yesterday|had been"
    r"|none of them is|drill|planned|next (?:week|month)|how do i|where do i|is there a|please (?:add|set)|invoice"
    r"|seconds until|two or three goes)\b"
)


_FEATURES = _words(
    "portal login export exports report reports dashboard recording recordings greeting greetings cnam blf lamps",
    "lamp lag lags delay delays delayed late echo hum choppy robotic quality graphs sms text texts fax faxes",
    "voicemail voicemails api music page pages webhook directory ivr label labels attestation name names",
    "lost_menu menus branding certificate webfax wallboard queue stats statistics latency jitter mos",
)
"""What may be broken at all customers while they call."""
_CALL_WORDS = _words(
    "call calls called calling caller callers phone phones telephone telephones line lines ring rings inbound",
    "outbound incoming outgoing dial dialling trunk trunks registration registrations registered llamadas",
    "telefono telefonos appels telephoner postes poste dids register handset handsets sets entrants entrantes",
    "unregistered",
)
_NO_CALLS = re.compile(
    r"\b(?:no|zero|not a single|without|sin|ni) (?:(?:incoming|outgoing|inbound|outbound|more) )?(?:calls?|incoming"
    r"|inbound|entrantes|ring|dial|dial tone|service|registration|llamadas|telephone)\b|\b(?:can't|cannot|could not"
    r"|couldn't|nobody can|no one can) (?:be )?(?:call|ring|dial|reach|make|receive)\w*"
    r"|\b(?:phones?|lines?|everyone|all|customers?|clients?|tenants?|trunks?|telefonos|telephones|numbers|inbound"
    r"|sets|both|places|offices) (?:\w+ ){0,4}?(?:dead|down|silent|dark|offline|quiet|mute|unregistered|unreachable"
    r"|hs|muets|apagaron|deaf)\b"
    r"|\b(?:unregistered|no registration|registrations? (?:\w+ )?(?:fail\w*|timing out|rejected|lost)|off the air"
    r"|not one of the|none (?:\w+ ){0,3}(?:ring|answer|register|can|call)|lost (?:everything|their phones|all)"
    r"|dead trunks|hard down|can be rung|complete a call 0|didn't ring"
    r"|don't (?:answer|ring)|all circuits|503|408|fast busy|dead air)\b"
)
_TESTED_FROM = re.compile(
    rf"\b(?:tested|checked|tried|verified|reproduced|probado|probamos|same|samples|confirmed"
    rf"|teste) (?:\w+ ){{0,4}}(?:from|with|at|con|on|depuis|sur) (?:\w+ )?{_COUNTED} (?:of our |of my |other "
    rf"|different )?{_CUSTOMERS}\b"
    rf"|\b(?:from|con|depuis|avec) {_COUNTED} {_CUSTOMERS}$",
    re.MULTILINE,
)
"""The customers are those a fault of a route was tried at."""
_REPEATED = re.compile(
    r"\b(?:no (?:incoming|inbound|ring|dial tone|calls)|can't (?:call|dial|be reached)|none ring|down 503|silent)\b"
)
_LISTED_WORDS = _PLURALS | {
    "group",
    "cust",
    "trunk",
    "resellers",
    "reseller",
    "hotel",
    "shop",
    "school",
    "clinic",
    "firm",
}


_OF_EVERY = ("all ", "every ", "each ", "none ", "any ", "most ", "todos ", "tous ", "aucun ", "ningun ", "ninguno ")


def _many(text: "_Text") -> Iterator[Sign]:
    words = text.vocabulary
    several = None if words.isdisjoint(_PLURALS) else _several_customers(text.plain)
    trades = len(words & _TRADES)
    apart = None if words.isdisjoint(_APART_WORDS) else _APART.search(text.plain)
    if several and not (apart or trades >= 3) and _TESTED_FROM.search(text.plain):
        return
    listed = _repeated(text.plain) if trades or not words.isdisjoint(_LISTED_WORDS) else None
    shown = (
        several
        or listed
        or (apart if trades or text.facts.claim(State.DEAD) else None)
        or _several_trades(text, trades)
    )
    if shown is None:
        return
    calls_fail = _NO_CALLS.search(text.plain)
    if not calls_fail:
        claim = text.facts.claim(State.DEAD)
        said = claim and not words.isdisjoint(_CALL_WORDS)
        if not said and words.isdisjoint(_DOWN_WORDS if shown is not several else _DEAD_WORDS):
            return
    line = text.line_of(shown)
    is_inline = calls_fail and _NO_CALLS.search(line)
    if not is_inline and not _FEATURES.isdisjoint(line.split()):
        return
    of_every = shown is several and shown.group().startswith(_OF_EVERY) and not is_inline
    if of_every and ("ADMIN" in text.meant or not (calls_fail or _CALL_WORDS & set(line.split()))):
        return  # what fails for all customers is more often a page or a feature than their calls
    if _SPARED.search(text.plain) or _AFTERWARDS.search(text.plain) or _CALM.search(text.plain):
        return
    if shown is several and (_PAPER.search(text.plain) or _is_of_a_route(text)):
        return
    if not _OVER.search(text.meant) or _AGAIN.search(text.meant):
        yield text.sign("many-customers", shown)


def _several_customers(plain: str) -> re.Match[str] | None:
    """Return where customers in the plural are told of; only the words around each plural are looked at."""
    for noun in _PLURAL.finditer(plain):
        start = max(noun.start() - 60, 0)
        start = plain.rfind(" ", 0, start) + 1 if start else 0
        if match := _SEVERAL_CUSTOMERS.search(plain, start, noun.end() + 30):
            return match
    return None


def _repeated(plain: str) -> re.Match[str] | None:
    """Return the first of three times that the same is told, as of a list of customers."""
    if (
        plain.count("no ")
        + plain.count("can't")
        + plain.count("none ")
        + plain.count("down 503")
        + plain.count("silent")
        < 3
    ):
        return None
    found = list(islice(_REPEATED.finditer(plain), 3))
    return found[0] if len(found) == 3 else None


def _is_of_a_route(text: "_Text") -> bool:
    """Whether calls to or from some network or country are spoken of."""
    if _ELSEWHERE.search(text.plain) or _FROM_NETWORK.search(text.plain):
        return True
    return not text.vocabulary.isdisjoint(_PLACES) and _to_place(text) is not None


def _several_trades(text: "_Text", trades: int) -> re.Match[str] | None:
    """Return the sentence that lists three sorts of businesses, where one does."""
    if trades < 3:
        return None
    start = 0
    for told in text.told:
        line = told.line.plain
        if len(_TRADES.intersection(line.split())) >= 3:
            return _WHOLE_LINE.match(text.plain, start)
        start += len(line) + 1
    return None


_WHOLE_LINE = re.compile(r"[^\n]+")


_SPARES = ("backup", "back-up", "secondary", "failover", "fallback", "respaldo", "secours")
_SPARE = rf"(?:{'|'.join(_SPARES)})"
_ON_BACKUP = re.compile(
    rf"\b(?:{_SPARE}(?: \S+){{0,3}} (?:took over|kicked in|carries|carrying|holds|holding|works|working|in use|entro"
    r"|opera\w*|funciona\w*|trabaja\w*|a pris|tient)|(?:on|over|via|por|en|sur|by) (?:the |their |its |our |el |la |le "
    rf"|su |son |lien de )*{_SPARE})\b"
)
_BACKUP_FAILS = re.compile(
    rf"\b(?:{_SPARE}(?: \S+){{0,3}} (?:too|also|fails?|failed|down|dead|not|never|didn't|doesn't|tambien|aussi|caido)"
    rf"|(?:no|without|sin|sans) (?:\S+ )?{_SPARE})\b"
)


def _backup(text: _Text) -> Iterator[Sign]:
    """Yield where a back-up carries what the first circuit does not."""
    if not any(spare in text.plain for spare in _SPARES) or _BACKUP_FAILS.search(text.plain):
        return
    yield from search(text.facts, "on-backup", _ON_BACKUP, plain=True)


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield the signs of a fault that reaches beyond one customer; a figure must fall by `limit` percent to count."""
    text = _Text(facts)
    found = [*_carrier(text), *_billing(text)]
    names = {one.name for one in found}
    if names.isdisjoint(("carrier-outage", "billing-stopped")):
        found += _fraud(text)
    yield from found
    yield from _backup(text)
    routes = [] if "carrier-outage" in names else list(_route(text))
    yield from routes
    if not routes and "billing-stopped" not in names:
        yield from _many(text)
    if not routes:
        yield from [*_few(text), *_by_the_hour(text, limit)] or _statistics(text, limit)
