"""
What the writer wants: to ask, to change, to order, to thank; and whether a fault is told on the way.

A request shows in its verbs ("wants", "how do I", "please credit"). Tickets mix requests and faults, hence wishes stand
back where a fault is told (`app.rules.complaint`). Words are looked up in sets first: most sentences hold none of them,
and patterns need not run.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.rules.assertion import SURE, hints, place_of, plainness
from app.rules.cues import phrase_pattern, word_set
from app.rules.plain import Marks, words_pattern
from app.rules.reader import Facts, Told
from app.rules.scope import Line
from app.rules.signs import Sign
from app.rules.words import Word

LABELLED = 5
"""Words up to which a line that begins with a form's label is a field."""
SHORT = 30
"""Words up to which a ticket without facts is nothing told."""

_MARKS = Marks()
"""The sets of words that are looked for in each sentence: its words are looked up once for all of them."""

_STEPS = _MARKS.add(
    "re-saved resaved re-added re-recorded re-uploaded re-enabled re-issued reissued re-registered re-ran reset",
    "resets toggled trace traces traced pcap captures capture alg firmware vlan browser browsers incognito swapped",
    "swap isps recreated reloaded re-entered re-synced resynced neither nor redone unplugged replugged",
)
_COMPARED = _MARKS.add(
    "same alike mismo misma meme idem avail others other else rest autre autres otro otra demas resto unaffected",
)
_LABELS = word_set(
    "type category priority urgency impact severity status topic tags tag classification class queue state stage",
    "order sla module rubrique categorie prioridad priorite urgence gravite config level issue ref object customer",
)
"""Words by which a short line is a field of a form: its value was picked, not written."""
_FORM_LABEL = re.compile(
    r"(?:issue type|call type|ticket (?:type|source|impact)|request (?:type|form)|order type|type of|prob profile)\b"
)
_FORM_LABEL_BEGINS = ("issue type", "call type", "ticket ", "request ", "order type", "type of", "prob profile")

# --- what a ticket is, if not a fault ---------------------------------------------------------------------------------

_OVER_NOW = word_set("RESTORED AUTO")
_NOT_OVER = word_set("closed quedo cleared")
"""They close a shop or a cache as often as a ticket."""
_STANDS = frozenset(("STILL", "BUT", "TRIED"))
_CLOSERS = _MARKS.add(
    "resolved recovered recovery drill exercise simulation simulated ignore solved sorted disregard withdrawn dummy",
    "exercice simulacro merged deliberately intended muted acknowledged handle brilliantly forget staging",
)
_CLOSING = words_pattern(
    r"(?:rang|rings?|hums|back|on|open) again|apologies|sorry for the noise|we're done|survey",
    r"nothing (?:outstanding|open)|anniversary|they're on|never touched|thank \S+$",
    r"close (?:it|this|please|pls|the|away)|close$|please close|no action|no need to|needn't do|by mistake",
    r"rien a faire|nothing (?:needed|to do|for you|required|further)|don't (?:panic|chase|be alarmed|wonder)",
    r"nada pendiente|heads up|for your (?:info|records?|files?|information|calendar)|test (?:mode|passed)",
    r"on purpose|on holiday|annual leave|fyi|out of the house|thank you for|thanks for the (?:quick|fast|help)",
    r"gracias por|cake|was me|(?:our|their) own|for info|no complaint|happy new|(?:ringing|good|working|fine) again",
    r"forget it|wrong (?:inbox|customer)|case can go|please bin|just so you know|ya (?:marcan|llaman|quedo)|listo",
    r"volvio|confirm(?:ed|ing|o)|all (?:back|rectified)|for the file|par erreur|public holiday|congee?|paternity",
    r"you may (?:close|shut)|shut the ticket|no longer fails|never been better",
)
_CLOSING_WORDS = _MARKS.add(
    "apologies sorry done survey anniversary they're unplugged never close action need needn't mistake rien nothing",
    "don't nada info heads fyi your test purpose holiday leave paternity house thank thanks gracias cake me own",
    "complaint new again forget wrong case bin just ya listo volvio confirmed confirming confirmo all file erreur",
    "conge you shut fails better",
)
_MACHINE = phrase_pattern(
    r"resolved|recovery|recovered|undeliverable|delivery (?:status|subsystem)|mail delivery|automatic reply",
    r"out of office|(?:reponse|respuesta) automatique|respuesta automatica|merged|test results|cleared",
    r"abwesenheitsnotiz",
)
"""Subjects by which a machine closes, or tells that nobody reads."""
_CALM = phrase_pattern(
    r"nothing(?:'s)?(?: is| are)? (?:wrong|bad|broken|failing|red|down|happened|happening|out)|by design|house rule",
    r"nothing (?:to report|open|needed)|no outage|not an outage|all (?:up|fine|well|good)|nothing's|no complaint",
    r"works? (?:now|fine|beautifully)|nobody's (?:down|out)|no action|rien a faire|all happy|in the paper",
)
_CALM_WORDS = _MARKS.add("nothing nothing's design rule outage all work works nobody's no rien paper")
_ASKS = phrase_pattern(
    r"how (?:do|can|would|to|does|should|many|long)|where|which|can (?:i|we|it|the|a|they|one|this)|is there|is it",
    r"possible|may i|must i|should i|do i|do we|what's|what is|what do|do you|comment|como|cual|quel|quelle|steps",
    r"wants?|would like|'d like|(?:i|they|he|she)'d like|quieren?|queremos|veut|veulent|voudrait|aimerait|shall",
    r"please (?:set|add|change|tell|explain|advise|make|turn)|show me|tell me|walk me|needs? to|prefer",
)
_ASKS_WORDS = _MARKS.add(
    "? how where which can is possible may must should do what's what comment como cual quel quelle steps wants",
    "want would 'd i'd they'd he'd she'd quiere quieren queremos veut veulent voudrait aimerait shall please show",
    "tell walk need needs prefer",
)
_CHECKS = _MARKS.add(
    "looking checking look check fix help investigate verify restore escalate revisar verifier why see seeing aware",
    "happening idea know now else anybody anyone",
)
"""Words by which one asks for a fault to be looked at, and not how to do something."""
_BEGS = phrase_pattern(
    r"(?:can|could|would|will) (?:you|someone|somebody|your)|podeis|pueden|podrian|pouvez-vous|peut-on|only you",
    r"by you|contact (?:provider|support|carrier)|greyed out|portal (?:won't|says|refuses|lets|caps)|our portal",
    r"your (?:desk|team)",
)
_BEGS_WORDS = _MARKS.add(
    "can could would will podeis pueden podrian pouvez-vous peut-on you contact greyed portal your"
)
_OWN = words_pattern(
    r"how (?:do|can|would|to|does|should|must|is|are|did)|where(?:'s)?|can (?:i|we|one)|may (?:i|we)|is there an?",
    r"is it possible|must (?:i|we)|should i|do (?:i|we)|tell me|show me|walk me|steps|star code|je (?:coche|fais)",
    r"which (?:setting|menu|box|option|page|field|role|policy|service|one|code|kind|plan|feature)",
    r"what(?:'s| is) the (?:code|setting|difference|best|way|fastest)|comment|como|donde|puedo|ou est|se puede",
    r"puis-je|can (?:the|it|a|that|this|such|voicemail|they|these)|faut-il|advise|explain|guide|per user|possible",
    r"does (?:it|that|the)",
)
_OWN_WORDS = _MARKS.add(
    "how where where's can may is must should do tell show walk steps star je which what's what comment como donde",
    "puedo ou se puis-je faut-il advise explain guide per possible does",
)
_CHANGES = phrase_pattern(
    r"wants?|would like|(?:i|they|he|she|we)'d like|quieren?|queremos|veut|veulent|voudrait|shall|should|prefers?",
    r"(?:they|he|she)'d (?:rather|prefer)|need(?:s|ed)? to|(?:is|are) to|must|needs? an?|asks? for|necesita|doit",
    r"doivent",
    r"please (?:add|change|set|remove|make|delete|move|turn|rename|put|create|switch|forward|enable|disable)",
    r"(?:has|have) left|leaver|new starters?",
)
_CHANGES_WORDS = _MARKS.add(
    "wants want would i'd they'd he'd she'd we'd quiere quieren queremos veut veulent voudrait shall should prefers",
    "prefer need needs needed is are must ask asks necesita doit doivent please left leaver new",
)
_KNOWN = _MARKS.add(
    "letterhead roadmap tender rfp constancia signed baa gdpr rgpd liable regulator statement writing eol",
)
"""What only the wholesaler's people can give."""
_KNOWLEDGE = words_pattern(
    r"(?:is|are) there (?:an?|any|some|known)(?: known| current| ongoing)? (?:outages?|incidents?)",
    r"do you (?:do|offer|have|provide|give|run)(?: \w+){0,2} (?:training|courses?|webinars?|workshops?)",
    r"window you announced|what happens|what (?:software|percentage|is the notice)|promo",
    r"(?:can|could) you (?:write|send|publish|issue|supply|put (?:it|that) in)",
    r"(?:only want|wish|like|asks?) to know|should i worry|is there a list|please pass|update it|who on your",
    r"your mail|carried by|does (?:intrado|lumen|the discount|your)|their (?:compliance|finance)",
    r"your (?:compliance|finance|quote|engineers|noc|status page|sheet|newsletter|notice)|would love (?:it|that)",
    r"are any of|do you (?:use|have|still|offer|know|plan|carry|support|charge)",
    r"are you (?:about to|planning|liable|doing|aware)|have you (?:changed|planned|got|ever)|did you change",
    r"will your|is your|your maintenance|were you|avez-vous|tienen",
    r"who (?:at|signs|issues|can i|could i|do we|should i|decided|sits)|whom|how (?:much|long does)",
    r"what (?:does|do|would) \S+(?: \S+){0,4} costs?|would be (?:nice|great|neat|wonderful|lovely|a)",
    r"feature (?:idea|wish|request)|just a wish|on the status page|price list",
    r"is (?:centurylink|lumen|level3|intrado|qwest|bandwidth)|are (?:any of )?my numbers|por escrito|par ecrit",
    r"by whom|what percentage|does your|when (?:will|do) you|cuanto cuesta|combien coute|a (?:written|signed) \S+",
    r"question about|update your|what carriers|under whose name",
    r"(?:account|channel) (?:manager|rep|executive)|sales rep|partner academy|au programme|end of life",
    r"feuille de route|hoja de ruta|(?:contrato|contrat) \S+",
    r"(?:which|what|list of|liste|plages?|lista|rangos?) (?:d'|de |the |your |of )?ips?(?: ranges?| address\w*)?",
)
_KNOWLEDGE_WORDS = _MARKS.add(
    "window happens software percentage promo can could know worry list pass update carried compliance finance love",
    "any you your who whom how what would feature wish status price is are por par does when cuanto combien written",
    "signed question under avez-vous tienen manager rep executive academy programme life feuille hoja ip ips d'ip",
    "d'ips contrato contrat",
)
_YOU = _MARKS.add("you your ustedes vous votre vuestro su")
_ALSO_US = _CHECKS | _MARKS.add("portal recommend suggest setting settings called dial")
"""Words by which a question to the wholesaler is one of how to do something."""
_MONEY = word_set(
    "invoice invoices billed billing charged overcharged surcharge refund refunds invoiced facture factura avoir",
    "rectificativa jurisdiction facturation",
)
_OF_MONEY = _MARKS.add(*_MONEY)
_MONEY_TOO = word_set("bill bills tax fees fee iva vat usage credit")
"""They speak of money where something is demanded; else of a tax office or a credit union."""
_MONEY_DEMANDS = _MARKS.add(
    "wrong twice double dispute disputes contest refund correct reissue strike rebate goodwill adjustment correctly",
    "rectificativa avoir corrigen correccion annuler exemption",
)
_OF_MONEY_TOO = _MARKS.add(*_MONEY_TOO)
_ANY_MONEY = _MONEY | _MONEY_TOO
_PLEADS = _MARKS.add(
    "please pls plz kindly need needs needed necesito necesitamos requiero solicito favor merci ruego request",
    "requested order foc rebate",
)
_OF_WHOLESALER = frozenset(("WHOLE", "RFO"))
_PORTS = word_set(
    "port ported porting ports portability loa foc csr lsr resporg portabilite portabilidad portar losing release",
    "rio port-out port-in",
)
_OF_PORTS = _MARKS.add(*_PORTS)
_ORDERS = word_set(
    "order orders licences licenses channels dids inventory provisioning cert certificate whitelist acl msag tenant",
    "mac macs cnam spam campaign rfo numeros altas",
)
_OF_ORDERS = _MARKS.add(*_ORDERS)
_DEMANDS = _MARKS.add(
    "pending stuck push renew resubmit release raise solicito ruego relancer unblock rejected mismatch reissue",
    "queued migrate whitelist provision submitted",
)
_AUTO = phrase_pattern(
    r"auto(?:matic)? ?-?reply|out of (?:the )?office|respuesta automatica|reponse automatique|annual leave",
    r"undeliverable|(?:paternity|parental|maternity) leave|mail delivery|delivery (?:status|has failed)",
    r"abwesenheitsnotiz|fuera de la oficina|absente? (?:du|jusqu)|(?:been|was) merged|mailbox is not monitored",
    r"accepted this invitation|an? (?:human|agent|engineer) will (?:answer|reply)|out today|automatic message",
    r"message automatique|mensaje automatico",
    r"(?:je suis|je serai|nous serons) (?:\S+ )?(?:absente?s?|en vacances|en conges?)",
    r"(?:estoy|estare|estaremos|me encuentro) (?:\S+ )?(?:ausentes?|de vacaciones|de licencia|fuera de)",
)
_AUTO_WORDS = _MARKS.add(
    "auto auto-reply automatic reply office respuesta reponse annual undeliverable leave delivery abwesenheitsnotiz",
    "oficina absent absente merged mailbox invitation human agent engineer today message mensaje absents absentes",
    "vacances conge conges ausente ausentes vacaciones licencia fuera",
)
_SELLS = phrase_pattern(
    r"unsubscribe|seo|half price|best prices?|limited time|free trial|offre speciale|oferta especial|desinscrire",
    r"boost your|reply (?:now|for list|stop)|promo code|routes premium|our webinar|repondez stop|diagnostico gratis",
    r"base de datos verificada|responda baja|adquiera hoy|book a demo|free demo|profitez de notre offre",
)
_SELLS_WORDS = _MARKS.add(
    "unsubscribe seo price prices limited free speciale especial desinscrire boost reply promo routes webinar",
    "verificada responda adquiera demo profitez",
    "repondez",
)
_TESTS = phrase_pattern(
    r"(?:only|just) an? test|this is a test|test mode|connector test|test (?:mail|ticket|message)|exercise exercise",
    r"drill|conformance run|simulation|simulacro|exercice|api test|please do not handle|tabletop|staging",
)
_TESTS_WORDS = _MARKS.add("test drill exercise conformance simulation simulacro exercice handle tabletop staging")
_THANKS = phrase_pattern(
    r"thanks?|thank you|thx|gracias|merci|cheers|ta|kudos|well done|cake|close (?:it|this|pls)|please close",
    r"all good|sorted|resolved|solved|disregard|no action|rien a faire|be closed|happy|lovely|c'est regle|recovered",
    r"recovery|fyi",
)
_THANKS_WORDS = _MARKS.add(
    "thank thanks thx gracias merci cheers ta kudos done cake close good sorted resolved solved disregard action",
    "rien closed happy lovely regle recovered recovery fyi",
)
_VAGUE = phrase_pattern(
    r"call me|ring me|please (?:call|check|help|look)|pls (?:call|check|look)|help|ayuda|see (?:attached|above)",
    r"something|something's|funny|not right|weird|trouble|problems?|problema|probleme|issues?|not good|again|acting",
    r"messed|raros?|lio|fallas|soucis|rappelez|jeter un oeil|marquenme|me marcan|not satisfied|isn't happy|moody",
    r"hello|no sirve|isn't nice|details to follow|kindly call|not correct",
)


_WISHES = _ASKS_WORDS | _BEGS_WORDS | _OWN_WORDS | _CHANGES_WORDS | _KNOWN | _KNOWLEDGE_WORDS | _CALM_WORDS
"""Without one of these words, a question mark or a change, a sentence wishes nothing."""
_CLOSES = _CLOSERS | _CLOSING_WORDS


@dataclass(slots=True)
class _Reading:
    """What the sentences of a ticket give together."""

    size: int
    """How many words it has."""
    points: int = 0
    """Faults told in the description."""
    subject: int = 0
    steps: int = 0
    """Steps tried: they go with faults."""
    compared: int = 0
    """Comparisons and since when: they go with faults, too."""
    shares: int = 0
    hints: bool = False
    asks: bool = False
    begs: bool = False
    closing: Told | None = None
    calm: bool = False
    told: Told | None = None
    """The sentence that tells the fault, by `words`."""
    words: Sequence[Word] = ()
    marks: int = 0
    """The sets that words of the ticket stand in."""
    own: Told | None = None
    change: Told | None = None
    known: Told | None = None
    ordered: AbstractSet[str] = frozenset()
    """The things of the wholesaler that are ordered, or disputed."""

    @property
    def pleads(self) -> bool:
        """Whether something is requested, in whatever words."""
        return self.begs or bool(self.marks & _PLEADS)

    @property
    def is_doubtful(self) -> bool:
        """Whether a fault may hide there although it is not told plainly: nothing else is then concluded."""
        if self.points:
            return self.points >= SURE or self.hints or self.steps > 0
        return self.steps > 0 or (self.compared > 0 and self.hints)

    @property
    def is_fault(self) -> bool:
        """Whether a fault is told; whoever asks, orders or closes must tell it more plainly."""
        if self.told is None:
            return False
        proof = bool(self.steps) + bool(self.compared)
        orders = bool(self.marks & _OF_MONEY or self.ordered)
        if not (self.asks or self.begs or self.closing or self.known or orders):
            plain = not self.pleads and self.size > LABELLED * 2
            return self.points > 0 or self.steps > 0 or (self.hints and (plain or self.compared + self.shares > 0))
        if self.points >= SURE + 1:
            return True
        if orders:
            return (self.points >= SURE and proof > 0) or (self.points > 0 and self.steps > 0)
        if self.asks and self.calm:
            return self.points >= SURE and proof > 0
        if self.points >= SURE and (self.hints or proof):
            return True
        return proof > (self.points == 0) and (self.points > 0 or not self.asks)


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what is wanted, and whether a fault is told."""
    reading = _read(facts)
    is_fault = reading.is_fault
    if is_fault and reading.told is not None:
        yield _sign("fault-told", reading.told, reading.words)
    idle = list(_idle(facts, reading, is_fault=is_fault))
    yield from idle
    if facts.report.organization is None:
        first = next((told for told in facts.told if told.line.kept), None)
        if not idle and first is not None:
            yield _whole("end-customer", first)
    elif not idle:
        yield from _wants(facts, reading, is_fault=is_fault)


def _sign(name: str, told: Told, words: Sequence[Word]) -> Sign:
    return Sign(name, told.source, told.number, words[0].start, words[-1].end)


def _whole(name: str, told: Told) -> Sign:
    return _sign(name, told, told.line.kept)


def _read(facts: Facts) -> _Reading:
    reading = _Reading(facts.size)
    for told in facts.told:
        line = told.line
        if not line.kept:
            continue
        marks = _MARKS.of(line.plain_set)
        reading.marks |= marks
        if told.source == "subject":
            if _MACHINE.search(line.plain):
                reading.closing = told
            points, words = plainness(told)
            if points:
                reading.subject, reading.told, reading.words = 1, told, words
        elif not _is_field(line):
            _add(reading, told, marks)
    reading.ordered = _ordered(facts, reading)
    return reading


def _is_field(line: Line) -> bool:
    """Whether a line is one of a form, its value picked."""
    if line.plain.startswith(_FORM_LABEL_BEGINS) and _FORM_LABEL.match(line.plain):
        return True
    return len(line.kept) <= LABELLED and line.kept[0].folded in _LABELS


def _add(reading: _Reading, told: Told, marks: int) -> None:
    """Add what a sentence of the description tells."""
    meanings = told.line.meanings
    asks = (marks & _WISHES or told.asks or "CHANGE" in meanings) and _add_wishes(reading, told, marks)
    points, words = plainness(told)
    if (points < SURE or marks & _CLOSERS) and _closes(told, marks):
        reading.closing = told
        return
    if points:
        reading.points += 1 if asks else points
        if reading.told is None or points > 1:
            reading.told, reading.words = told, words
    if "TRIED" in meanings or (marks & _STEPS and not asks):
        reading.steps += 1
    if "SINCE" in meanings or marks & _COMPARED:
        reading.compared += 1
    if told.shares:
        reading.shares += 1
    reading.hints = reading.hints or hints(told)
    if reading.told is None and (reading.steps or reading.compared or reading.hints):
        reading.told, reading.words = told, told.line.kept[:1]


def _add_wishes(reading: _Reading, told: Told, marks: int) -> bool:
    """Add what a sentence asks for, and of whom; return whether it asks."""
    text = told.line.plain
    checks = marks & _CHECKS
    begs = marks & _BEGS_WORDS and _BEGS.search(text) is not None
    own = marks & _OWN_WORDS and _OWN.search(text) is not None
    asks = bool(own or (marks & _ASKS_WORDS and not checks and (told.asks or _ASKS.search(text))))
    if begs:
        reading.begs = True
    if asks:
        reading.asks = True
    of_you = told.asks and marks & _YOU and not (own or begs or marks & _ALSO_US)
    if of_you or marks & _KNOWN or (marks & _KNOWLEDGE_WORDS and _KNOWLEDGE.search(text)):
        reading.known = reading.known or told
    elif own or (told.asks and not (begs or checks)):
        reading.own = reading.own or told
    if reading.change is None and (_changes(told.line) or (marks & _CHANGES_WORDS and _CHANGES.search(text))):
        reading.change = told
    if marks & _CALM_WORDS and not reading.calm and _CALM.search(text):
        reading.calm = True
    return asks


def _changes(line: Line) -> bool:
    """Whether a sentence asks for a change, by the meanings of its words."""
    meanings = line.meanings
    return "CHANGE" in meanings and ("ASK" in meanings or line.kept[0].meaning == "CHANGE")


def _closes(told: Told, marks: int) -> bool:
    """Whether a sentence says that all is over, planned, or not for us to handle."""
    meanings = told.line.meanings
    is_over = not meanings.isdisjoint(_OVER_NOW)
    if not (is_over or marks & _CLOSES) or not meanings.isdisjoint(_STANDS):
        return False
    if marks & _CLOSERS:
        return True
    denied = "NOT" in meanings or "CANNOT" in meanings or "since" in told.line.plain_set
    if (
        is_over
        and not denied
        and any(word.meaning in _OVER_NOW and word.folded not in _NOT_OVER for word in told.line.kept)
    ):
        return True
    return bool(marks & _CLOSING_WORDS) and _CLOSING.search(told.line.plain) is not None


def _ordered(facts: Facts, reading: _Reading) -> AbstractSet[str]:
    """Return the things of the wholesaler that are ordered, or disputed."""
    marks = reading.marks
    demanded = marks & _MONEY_DEMANDS
    if marks & (_OF_MONEY | _OF_MONEY_TOO if demanded else _OF_MONEY):
        money = _ANY_MONEY if demanded else _MONEY
        return _words_of(facts) & money if demanded or reading.pleads else frozenset()
    if marks & _OF_PORTS:
        found = _words_of(facts) & _PORTS
    elif marks & _OF_ORDERS:
        found = _words_of(facts) & _ORDERS
    elif reading.change and not reading.begs:
        return frozenset()
    else:
        found = _of_wholesaler(facts)
    is_wanted = not found or reading.pleads or marks & _DEMANDS or "RFO" in _of_wholesaler(facts)
    return found if is_wanted else frozenset()


def _words_of(facts: Facts) -> frozenset[str]:
    return frozenset().union(*[told.line.plain_set for told in facts.told])


def _of_wholesaler(facts: Facts) -> frozenset[str]:
    return frozenset().union(*[told.line.meanings & _OF_WHOLESALER for told in facts.told])


def _wants(facts: Facts, reading: _Reading, *, is_fault: bool) -> Iterator[Sign]:
    """Yield whose work is asked for: the wholesaler's, its people's knowledge, or the partner's own."""
    ordered = reading.ordered
    money = ordered & _ANY_MONEY
    is_open = money or not (is_fault or reading.is_doubtful or reading.known)
    if ordered and reading.own is None and is_open:
        yield _word("wholesaler-order", facts, ordered)
    elif is_fault or reading.is_doubtful:
        return
    elif reading.known is not None:
        yield _whole("info-request", reading.known)
    elif reading.own is not None or reading.change is not None:
        if reading.own is not None:
            yield _whole("how-to", reading.own)
        if reading.change is not None and (reading.own or not _of_wholesaler(facts)):
            yield _whole("change-request", reading.change)
    elif facts.size <= SHORT and (found := _find(facts, _VAGUE, "nothing-told")):
        yield found


def _word(name: str, facts: Facts, words: AbstractSet[str]) -> Sign:
    """Return a sign for the first sentence that holds one of some words."""
    told = next(
        told
        for told in facts.told
        if not (words.isdisjoint(told.line.plain.split()) and words.isdisjoint(told.line.text.split()))
    )
    at = place_of(told, words)
    return _sign(name, told, told.line.kept[at : at + 1])


def _idle(facts: Facts, reading: _Reading, *, is_fault: bool) -> Iterator[Sign]:
    """Yield what asks for nothing: machines, advertising, tests, thanks."""
    marks = reading.marks
    found: Sign | None = None
    if marks & _SELLS_WORDS and (facts.report.organization is None or not is_fault):
        found = _find(facts, _SELLS, "advertising")
    if is_fault:
        pass
    elif marks & _AUTO_WORDS and found is None and not (reading.own or reading.change):
        found = _find(facts, _AUTO, "auto-reply")
    if found is None and not (is_fault or reading.own or reading.known or reading.ordered):
        if marks & _TESTS_WORDS:
            found = _find(facts, _TESTS, "test-message")
        if found is None and reading.closing and not (reading.asks or reading.begs or reading.is_doubtful):
            found = _whole("thanks", reading.closing)
        elif found is None and facts.size < SHORT and marks & _THANKS_WORDS and not reading.change:
            found = _find(facts, _THANKS, "thanks")
    if found is not None:
        yield found


def _find(facts: Facts, pattern: re.Pattern[str], name: str) -> Sign | None:
    for told in facts.told:
        if match := pattern.search(told.line.plain):
            return _sign(name, told, told.line.plain_words(*match.span()))
    return None
