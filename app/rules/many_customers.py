"""
Whether many customers are without calls: counted, named one by one, or by their trades.

A partner with a fault of the provider's seldom writes "many customers". "The barber, the florist and the vet all say
their phones are dead" says it too, and "all our customers" may be of a page in the portal.
"""

import re
from collections.abc import Iterator
from itertools import islice

from app.rules.claims import State
from app.rules.layers import Layers, word_set
from app.rules.routes import is_of_a_route
from app.rules.signs import Sign

_TRADES = word_set(
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
_PLURALS = word_set(
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
    r"\b(?:customers?|clients?|tenants?|companies|enterprises|firms|businesses|resellers?|partners?|subscribers"
    r"|clientes|empresas|parishes|msps|organi[sz]ations|pme|entreprises|tickets?|complaints?|scope|cust|accounts)\b"
)
_SEVERAL_CUSTOMERS = re.compile(
    rf"\b(?:{_COUNTED} (?:of (?:our |my |the |your )?|de (?:nos |mes |nuestros |mis )?)?(?:(?!and |or |law )\w+ )?"
    rf"{_CUSTOMERS}\b"
    rf"|(?:all|every|each|none|any|most|half|todos|ninguno|ningun|tous|aucun|toutes) (?:of |de |les |los |nos "
    rf"|nuestros |mis |our |my |the |your |these |\d+ |little |resold )*{_CUSTOMERS}\b"
    rf"|(?<!one of )(?:our|my) (?:\w+ ){{0,2}}(?:customers|clients|tenants)\b(?! (?:can't|cannot|ask|want|service"
    rf"|who))|(?:nos|nuestros|mis) (?:clients|clientes)\b"
    r"|clients? (?:que j'ai|namely)\b|customers (?:homed|in [a-z]+ (?:[a-z]+ )?and|on (?:that|this|the|your)|a b"
    r"|across)\b|scope all\b"
    r"|(?:second|third|fourth|fifth|sixth|another) (?:client|customer|complaint|ticket) (?:in|within|now|today)\b"
    rf"|same complaint\b|{_COUNTED} (?:tickets|complaints)\b|cust \d+\b|cust \d+ no\b|all tenants\b"
    r"|other (?:partners|resellers|msps)\b|partners in\b)"
)
_APART_WORDS = word_set(
    "different separate distintas distintos differents common share shares apart unrelated comparten comun same pas",
)
_APART = re.compile(
    r"\b(?:different|separate|unrelated|distint[ao]s|differents?) (?:isps?|internets?|providers?|towns?|cit\w+|streets?"
    r"|customers?|accounts?|proveedores|ciudad\w*|companies|clients|states|counties)\b|\bin common\b|\ben comun\b"
    r"|\bcomparten\b|\bnot even on the same\b|\bnone of them shares?\b|\bcommon element\b|\bkm apart\b"
    r"|\bpas le meme fournisseur\b|\b(?:internet|fournisseurs?|isps?) different\w*\b|\bseparate isps\b"
    r"|\bnothing in common\b"
)
_DOWN_WORDS = word_set(
    "silent silence quiet dead deaf dark mute muets mudos offline unregistered unreachable hs blank gone 408 503",
    "500 480 refused timeout fail fails failed failing down rejected handshake outage blackout caidos muertos",
    "apagaron ocupado unallocated broke incomunicados entrants entrantes dropped",
)
_DEAD_WORDS = word_set(
    "silent silence quiet dead deaf dark mute muets mudos offline unregistered unreachable blank 408 503 refused",
    "timeout handshake blackout caidos muertos apagaron ocupado unallocated incomunicados",
)
"""What is said of phones only; the other words of a fault may be said of a report or a page."""
_SPARED = re.compile(
    r"\b(?:(?:other|others|rest of|remaining) (?:\d+ |our |my )?(?:customers?|tenants?|clients?|accounts?"
    r"|groups)(?:')?(?: \w+){0,3} (?:fine|ok|untouched|unaffected|good|normal|work\w*|get theirs|up|are good))\b"
    r"|\b(?:calls?|voice|phones?|telephony|llamadas|appels|telephones|everyone|customers?|clients?"
    r"|clientes) (?:\w+ ){0,4}?(?:unaffected|untouched|normal|normally|happily|merrily|as (?:ever|normal|usual)"
    r"|perfectly|vont bien|van normal|marchent|siguen|can call|phone on|go on|talk as|keep working|still (?:phone|call"
    r"|work)|work normally|work fine|(?:are|is|work|run|all) (?:fine|ok|okay|good|on)|never dropped|called ok)\b"
    r"|\b(?:can all call|they do ring|they do arrive|nobody noticed|nobody's down|able to call \d|all happy"
    r"|have been fine|not the calls|customers phone|customers talk|all recovered|phone as ever|ring and talk"
    r"|able to complete a call [1-9]|calls themselves|calls as usual|people phone|se portent bien|have another carrier"
    r"|phones work)\b"
)
_AFTERWARDS = re.compile(
    r"\b(?:rfo|rca|credito|in writing as cause|staging|api test|simulation|prospect|recovered (?:on its own|at)|ok now"
    r"|last (?:week|month|night)|reason for outage|for an hour|was away|were off|power or cable|in case|would be"
    r"|want to know|list of|want(?:s)? the same|test(?:ing)? (?:that|our)|yesterday|had been|none of them is|drill"
    r"|planned|next (?:week|month)|how do i|where do i|is there a|please (?:add|set)|invoice|seconds until"
    r"|two or three goes)\b"
)
_FEATURES = word_set(
    "portal login export exports report reports dashboard recording recordings greeting greetings cnam blf lamps",
    "lamp lag lags delay delays delayed late echo hum choppy robotic quality graphs sms text texts fax faxes",
    "voicemail voicemails api music page pages webhook directory ivr label labels attestation name names",
    "lost_menu menus branding certificate webfax wallboard queue stats statistics latency jitter mos",
)
"""What may be broken at all customers while they call."""
_CALL_WORDS = word_set(
    "call calls called calling caller callers phone phones telephone telephones line lines ring rings inbound",
    "outbound incoming outgoing dial dialling trunk trunks registration registrations registered llamadas",
    "telefono telefonos appels telephoner postes poste dids register handset handsets sets entrants entrantes",
    "unregistered",
)
_NO_CALLS = re.compile(
    r"\b(?:no|zero|not a single|without|sin|ni) (?:(?:incoming|outgoing|inbound|outbound|more) )?(?:calls?|incoming"
    r"|inbound|entrantes|ring|dial|dial tone|service|registration|llamadas|telephone)\b"
    r"|\b(?:can't|cannot|could not|couldn't|nobody can|no one can) (?:be )?(?:call|ring|dial|reach|make|receive)\w*"
    r"|\b(?:phones?|lines?|everyone|all|customers?|clients?|tenants?|trunks?|telefonos|telephones|numbers|inbound|sets"
    r"|both|places|offices) (?:\w+ ){0,4}?(?:dead|down|silent|dark|offline|quiet|mute|unregistered|unreachable|hs|muets"
    r"|apagaron|deaf)\b"
    r"|\b(?:unregistered|no registration|registrations? (?:\w+ )?(?:fail\w*|timing out|rejected|lost)|off the air"
    r"|not one of the|none (?:\w+ ){0,3}(?:ring|answer|register|can|call)|lost (?:everything|their phones|all)"
    r"|dead trunks|hard down|can be rung|complete a call 0|didn't ring|don't (?:answer|ring)|all circuits|503|408"
    r"|fast busy|dead air)\b"
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
_LISTED_WORDS = _PLURALS | word_set("group cust trunk resellers reseller hotel shop school clinic firm")
_REPEATS = ("no ", "can't", "none ", "down 503", "silent")
"""What the same begins with or holds; each match of the pattern above has one."""
_OF_EVERY = ("all ", "every ", "each ", "none ", "any ", "most ", "todos ", "tous ", "aucun ", "ningun ", "ninguno ")
_WHOLE_LINE = re.compile(r"[^\n]+")


def signs(text: Layers) -> Iterator[Sign]:
    """Yield where several customers are told of whose calls fail now."""
    words = text.vocabulary
    counted = None if words.isdisjoint(_PLURALS) else _several_customers(text.plain)
    trades = len(words & _TRADES)
    if counted and trades < 3 and _TESTED_FROM.search(text.plain) and not _apart(text):
        return
    listed = _repeated(text.plain) if trades or not words.isdisjoint(_LISTED_WORDS) else None
    shown = (
        counted
        or listed
        or (_apart(text) if trades or text.facts.claim(State.DEAD) else None)
        or _several_trades(text, trades)
    )
    if shown is None or not _are_without_calls(text, shown, is_counted=shown is counted):
        return
    if _SPARED.search(text.plain) or _AFTERWARDS.search(text.plain) or text.is_calm or text.is_over:
        return
    if shown is not counted or not (text.is_of_papers or is_of_a_route(text)):
        yield text.sign("many-customers", shown)


def _apart(text: Layers) -> re.Match[str] | None:
    """Return where those concerned are said to have nothing in common, or one thing only."""
    return None if text.vocabulary.isdisjoint(_APART_WORDS) else _APART.search(text.plain)


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
    if sum(map(plain.count, _REPEATS)) < 3:
        return None
    found = list(islice(_REPEATED.finditer(plain), 3))
    return found[0] if len(found) == 3 else None


def _several_trades(text: Layers, trades: int) -> re.Match[str] | None:
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


def _are_without_calls(text: Layers, shown: re.Match[str], *, is_counted: bool) -> bool:
    """Whether calls fail, and the sentence shown tells of them rather than of a page or a feature."""
    calls_fail = _NO_CALLS.search(text.plain)
    if not calls_fail and not _sounds_dead(text, _DEAD_WORDS if is_counted else _DOWN_WORDS):
        return False
    line = text.line_of(shown)
    if calls_fail and _NO_CALLS.search(line):
        return True
    words = line.split()
    if not _FEATURES.isdisjoint(words):
        return False
    if is_counted and shown.group().startswith(_OF_EVERY):
        # What fails for all customers is more often a page or a feature than their calls.
        return "ADMIN" not in text.meant and (calls_fail is not None or not _CALL_WORDS.isdisjoint(words))
    return True


def _sounds_dead(text: Layers, down: frozenset[str]) -> bool:
    """Whether calls are claimed to be dead, or phones are said to be down in other words."""
    if not text.vocabulary.isdisjoint(down):
        return True
    return not text.vocabulary.isdisjoint(_CALL_WORDS) and text.facts.claim(State.DEAD) is not None
