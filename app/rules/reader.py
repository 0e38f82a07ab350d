"""
From a report to facts: what fails, for whom, how badly, and what else the partner says.

The reader finds mentions of topics, sentence by sentence, and settles their polarity (negated, over, asked,
imagined). It concludes nothing; `app.rules.triage` does.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.rules.numbers import Share, counts, shares
from app.rules.text import Sentence, own_text, sentences
from app.rules.ticket import Form, Report
from app.rules.verdict import Evidence


class Topic(StrEnum):
    """What a sentence can speak of."""

    DEAD = "dead"
    """Calls do not work at all for those spoken of."""
    IMPAIRED = "impaired"
    """Calls work badly or sometimes."""
    EVERYBODY = "everybody"
    CUSTOMER_DOWN = "customer-down"
    EMERGENCY = "emergency"
    EMERGENCY_ADMIN = "emergency-admin"
    SAFETY_LINE = "safety-line"
    CARRIER = "carrier"
    OUTAGE = "outage"
    ADMIN_LOSS = "admin-loss"
    WHOLESALER = "wholesaler"
    PAST_OUTAGE = "past-outage"
    EXHAUSTED = "exhausted"
    UNTRIED = "untried"
    HOW_TO = "how-to"
    ADMINISTRATION = "administration"
    RESTORED = "restored"
    FINE = "fine"
    NO_CASE = "no-case"
    FRAUD = "fraud"


_LEXICON: Mapping[Topic, str] = {
    Topic.DEAD: (
        r"(?:is|are|all|phones?|lines?|service|system|site|everything|everyone|hard|went|go|gone|completely|calls?|trunks?) "
        r"(?:\w+ )?(?:down|dead|offline|out)\b|\bno (?:calls?|dial ?tone|service|phones?|inbound|outbound|voice|audio "
        r"(?:either|both|in either|at all))|\bdead air both|(?:can'?t|cannot|can not|unable to|couldn'?t|not able to|"
        r"won'?t) (?:even )?(?:call|dial|receive|make|place|take|get|reach|be reached|answer|ring)|no one can|nobody "
        r"(?:\w+ )?can|none of (?:\w+ ){0,3}(?:can|work|ring)|fast busy|reorder|not in service|\bdoes ?n[o']t (?:ring|work)"
        r"|\bdo(?:n'?t| not) (?:ring|work)|not working|stopped working|calls? (?:\w+ )?fail|\bfails? (?:to|for|with|every)"
        r"|\bfail(?:s|ed|ing)?\b|lost (?:all |their |its )?(?:registration|service|phones|calls|everything)|dropped off|"
        r"unregistered|not register|will not register|won'?t register|no registration|\b(?:480|503|404|403|408|500)\b|"
        r"nothing (?:in|out|works?|comes?)|not (?:be )?(?:reached|reachable|completing|delivering)|goes? nowhere|"
        r"sin (?:servicio|l[ií]nea|tono)|no (?:puede|pueden|funciona|entran|salen|hay)|ca[ií]d[oa]s?\b|ne (?:passent|"
        r"marche|fonctionne|sonne)\w*|aucun (?:appel|t[ée]l)|en panne|plus rien|hors service|impossibles?\b|get nothing"
        r"|(?:dead|silent|quiet) since|\bdied\b|all circuits"
    ),
    Topic.IMPAIRED: (
        r"choppy|garbled|robot|static|echo|crackl|jitter|one[- ]way|cut(?:s|ting)? (?:off|out)|drop(?:s|ped|ping)?\b|"
        r"intermittent|sometimes|occasional|randomly|delay|slow|latency|late\b|quality|degraded|breaking up|distort|"
        r"hear(?:s|ing)? (?:nothing|themsel)|entrecortad|se corta|coupures?|gr[ée]sill|hach[ée]|misses|missed|skip"
    ),
    Topic.EVERYBODY: (
        r"\b(?:all|every|entire|whole|none|nobody|no one|nothing|everyone|everybody|everything|total|each of|any of (?:our|"
        r"the)|both sites|todos|todas|ningun[oa]?|nadie|tous|toutes|aucune?|personne|complet\w*|multiple|several|many) ?"
    ),
    Topic.CUSTOMER_DOWN: (
        r"(?:customer|client|office|site|school|hotel|hospital|clinic|store|shop|company|business|branch|building|floor|"
        r"property|center|centre|cliente|client) (?:\w+ ){0,2}(?:is |are )?(?:hard |completely |totally )?(?:down|dead|offline)\b|"
        r"est[aá] parado|total(?:ly)? (?:outage|down)|complete outage|hard down"
    ),
    Topic.EMERGENCY_ADMIN: (
        r"address|e911 (?:field|record|registration)|notification|kari'?s law|ray baum|test code|\b933\b|how (?:do|can|to)"
        r"|register(?:ed)? (?:the )?(?:911|e911|location)|dispatchable|compliance|testing tomorrow|test call schedule"
    ),
    Topic.SAFETY_LINE: (
        r"elevator|lift (?:phone|line)|fire (?:panel|alarm|line)|alarm (?:panel|line|company)|panic (?:button|line|phone)|"
        r"crisis line|hotline|suicide|nurse call|emergency phone|blue light|area of refuge|ascenseur|elevador"
    ),
    Topic.OUTAGE: (
        r"outage|\bdown\b|\bdropped\b|\bdead\b|event|incident|failure|confirms?|\bLOS\b|fail(?:s|ed|ing)?\b|rejects?|panne|ca[ií]d|"
        r"fast busy|not deliver|circuits? busy|no calls|major|out of service|unreachable"
    ),
    Topic.ADMIN_LOSS: (
        r"(?:portal|commpilot|report(?:s|ing)?|wallboards?|stats|admin(?:istrator)? (?:login|page|access|accounts?)|provisioning|"
        r"api|oci|cdr|call records?|dashboard|log ?in|web page) (?:\w+ ){0,4}(?:down|not load|won'?t load|doesn'?t load|error|"
        r"unavailable|empty|500|blank|slow|fails?|stopped|missing|greyed|gone|spinn)|cannot log in|can'?t (?:log in|login|"
        r"get (?:in|past login)|edit|touch)|unable to contact|http 5\d\d|recordings? (?:\w+ ){0,3}(?:missing|not|since)|"
        r"no (?:files|recordings|cdrs?) since"
    ),
    Topic.WHOLESALER: (
        r"invoice|bill(?:ing|ed|s)?\b|overcharge|credit|charged?\b|refund|\btax|\bport(?:s|ed|ing)?\b|\bfoc\b|\bloa\b|\blnp\b|"
        r"respor?g|cnam|lidb|caller id name|\b411\b|directory listing|rate center|new (?:enterprise|trunk|dids?)|inventory|"
        r"already (?:assigned|in use|exists)|restore|backup|stir|attest|spam likely|scam likely|whitelist|10dlc|campaign|"
        r"domain|certificate|firewall on your|your (?:side|end|relay|sbc|gateway|edge)|pcap|trace attached|ladder|"
        r"factura|portabilidad|portabilit[ée]|facture"
    ),
    Topic.PAST_OUTAGE: (
        r"\brfo\b|reason for outage|outage report|root cause|post ?mortem|incident report|(?:last|previous) (?:week|month|"
        r"tuesday|monday|wednesday|thursday|friday|night)'?s? (?:outage|incident)|credit (?:for|memo)|sla credit"
    ),
    Topic.EXHAUSTED: (
        r"tried everything|everything we|rebuil|re-?built|factory (?:reset|default)|re-?creat|deleted? and re|new password|"
        r"changed? (?:the )?(?:cable|port|handset|phone|password|firmware|codec|switch)|swap(?:ped)?|replaced|rebooted|"
        r"moved (?:it|one|two|them|the phone)|different (?:phone|cable|port|switch|network|handset)|updated firmware|no "
        r"(?:change|difference|luck)|same (?:result|thing|error)|still (?:the same|fails|not)|ya (?:cambiamos|reiniciamos|"
        r"probamos)|nous avons (?:chang|red[ée]marr|essay)"
    ),
    Topic.UNTRIED: (
        r"have ?n[o']t (?:tried|been|gone|looked|done)|not (?:been|gone|tried|looked)|did ?n[o']t (?:try|look)|before (?:i|we) "
        r"(?:try|go|touch)|local (?:power|network)|power (?:cut|outage|strip)|unplugged|moved it to another jack"
    ),
    Topic.HOW_TO: (
        r"how (?:do|can|to|would|does|should)|where (?:do|can|is|are|does)|which (?:\w+ ){0,3}(?:do|is|pack|setting|one|page|"
        r"link|code)|what(?:'s| is) the|is there a (?:way|setting|list|doc)|can (?:you|we|i|it|the)\b[^.?]*\?|do you have a|"
        r"possible to|c[oó]mo (?:le |se |puedo|hago)|comment (?:faire|puis|on)|just (?:want|wondering|checking)|question|"
        r"please (?:advise|add|change|reset|move|set|disable|enable|rename|upload|load|remove|restrict|upgrade|update|turn)|"
        r"pls (?:add|change|reset|move|set|load|upload|remove)|need(?:s)? (?:\w+ ){0,4}(?:added|changed|moved|reset|set|renamed)"
    ),
    Topic.ADMINISTRATION: (
        r"password|\bpin\b|passcode|pw\b|voice ?mail|greeting|auto[- ]?attendant|\baa\b|menu|schedule|holiday|hunt group|"
        r"call (?:forward|park|pickup|waiting|transfer|control|center|queue)|forward|ring(?:s| count|tone)?\b|rings|"
        r"speed dial|hold music|music on hold|\bmoh\b|paging|intercom|extension|\bexts?\b|caller id|do not disturb|\bdnd\b|"
        r"licen[cs]e|service pack|softphone|template|feature code|star code|\*\d\d|time ?zone|clock|name (?:change|display)|"
        r"rename|label|user (?:move|name)|add (?:a )?(?:user|phone|line)|delete|csv|permission|supervisor|agent login|headset|"
        r"button|contacts?|directory|firmware|mac\b|portal password|contraseñ|saludo|buz[oó]n|messagerie|mot de passe|3 ?way|"
        r"conference|block|restrict|record(?:ing)? (?:download|setting)|download|sip alg|document|manual|guide"
    ),
    Topic.RESTORED: (
        r"disregard|never ?mind|scratch that|false alarm|resolved|fixed|(?:all|everything|phones|service|calls) (?:\w+ )?(?:is |are )?"
        r"back(?: up)?|back (?:up|to normal)|working (?:again|now)|works (?:again|now)|restored|cleared|ok now|good now|all "
        r"(?:is )?(?:well|good)|registered again|please close|close (?:it|this|the ticket)|no (?:longer|more) (?:an )?(?:issue|"
        r"problem|trouble)|no current problem|everything (?:has been )?stable|service has been normal|"
        r"no ongoing|ya (?:funciona|qued[oó]|est[aá] bien)|r[ée]gl[ée]|r[ée]tabli"
    ),
    Topic.FINE: (
        r"(?:calls?|phones?|everything|service|it|all|911(?: itself| calls)?|that) (?:\w+ ){0,3}?(?:works?|working|fine|ok(?:ay)?|normal(?:ly)?|"
        r"unaffected|good)\b|not (?:an? )?(?:outage|urgent|emergency|service affecting)|no (?:hurry|rush|impact|service impact|users? "
        r"affected)|not in a hurry|nobody is (?:affected|down)|unaffected|works? (?:fine|properly|ok)|sin prisa|pas urgent"
    ),
    Topic.NO_CASE: (
        r"out of (?:the )?office|automatic reply|auto-?reply|on vacation|annual leave|unsubscribe|reply stop|quick (?:chat|call|demo)|15 "
        r"min(?:ute)?s|limited time|our ai|cut your|boost your|no obligation|fuera de la oficina|absent du bureau|"
        r"^(?:re: )?(?:thank(?:s| you)|thx|gracias|merci)\b|great (?:work|job)|delivery (?:has )?failed|undeliverable|"
        r"test(?:ing)? (?:ticket|please ignore|only)|please ignore|ignore this"
    ),
    Topic.FRAUD: r"toll fraud|\bfraud|hacked|premium[- ]rate calls|strange calls overnight|calls to \+\d",
}

_NEGATED = re.compile(
    r"(?:\bnot (?:an?|really|a)\b|\bisn'?t (?:an?|really)\b|\bno\b|\bnever\b|\bwithout\b|\bno es\b|\bpas de\b)[^,.;]{0,12}$"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|what happens|would|in case|suppose|next time|almost|nearly|in the future|when (?:there is|there's)|si hay)\b"
)
_PAST = re.compile(
    r"\b(?:last (?:week|month|year|tuesday|monday|wednesday|thursday|friday|march|june|may)|was down|were down|had been|"
    r"on (?:may|june|july|march|april) \d|remember|back in|since (?:been )?(?:resolved|restored)|earlier this month)\b"
)
_EMERGENCY_FAULT = re.compile(
    r"fail|busy|no answer|wrong (?:place|address|county|city|psap|dispatch|number)|not (?:complete|go|work|connect|reach|be|able)|"
    r"(?:can'?t|cannot|couldn'?t|unable|could not|won'?t|did ?n'?t|does ?n'?t|do not|don't) |nothing|dead|hung up|drop|reject|refus|"
    r"rang (?:forever|out)|never (?:arriv|reach|rang)|intermittent|hit and miss|sometimes|reorder|503|480|404|call(?:ed)?back|call back|another (?:city|county|state)|"
    r"ne passent|impossib|no (?:entra|sale|pasa|conecta|funciona)|ocupad|occup|pips|silence|misroute|got (?:plano|the wrong)|beep"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A topic found: where, in which words, and in which sentence."""

    topic: Topic
    sentence: Sentence
    words: str
    start: int

    def evidence(self, clause: str) -> Evidence:
        """Return this mention as evidence for a clause."""
        return Evidence(clause, self.words, self.sentence.source, self.start, self.start + len(self.words))


@dataclass(frozen=True, slots=True)
class SharedSentence:
    """A share and the sentence that names it."""

    share: Share
    sentence: Sentence

    def evidence(self, clause: str) -> Evidence:
        """Return the share as evidence for a clause."""
        start = self.sentence.start + self.share.start
        words = self.sentence.text[self.share.start : self.share.end]
        return Evidence(clause, words, self.sentence.source, start, start + len(words))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reader found."""

    mentions: Mapping[Topic, tuple[Mention, ...]]
    shares: tuple[SharedSentence, ...]
    counted: int | None
    """Largest number of users, phones or sites counted in a sentence that names a fault."""
    form: Form
    words: int
    """How many words the partner wrote."""
    questions: int = 0
    emergency_faults: tuple[Mention, ...] = field(default=())

    def has(self, *topics: Topic) -> bool:
        """Return whether any of these topics was mentioned."""
        return any(self.mentions.get(topic) for topic in topics)

    def first(self, *topics: Topic) -> Mention | None:
        """Return the first mention of these topics, in their order."""
        return next((found[0] for topic in topics if (found := self.mentions.get(topic))), None)


class Reader:
    """Reads reports by one policy's names; the patterns are compiled once."""

    def __init__(self, carriers: Sequence[str], emergency_numbers: Sequence[str]) -> None:
        self._patterns = {topic: re.compile(pattern) for topic, pattern in _LEXICON.items()}
        names = "|".join(re.escape(name) for name in sorted(carriers, key=len, reverse=True))
        self._carrier = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])") if names else None
        numbers = "|".join(re.escape(number) for number in emergency_numbers)
        self._emergency = re.compile(rf"(?<![\d-])(?:e-?)?(?:{numbers})(?![\d-])|emergency (?:calls?|services)|psap")

    def read(self, report: Report) -> Facts:
        """Return the facts of a report; never raises, whatever the text."""
        pieces = sentences("subject", report.subject[:500])
        pieces += sentences("description", own_text(report.description))
        mentions: dict[Topic, list[Mention]] = {}
        for piece in pieces:
            for topic, match in self._matches(piece):
                if not _is_void(topic, piece, match):
                    start = piece.start + match.start()
                    words = piece.text[match.start() : match.end()]
                    mentions.setdefault(topic, []).append(Mention(topic, piece, words, start))
        faulty = [piece for piece in pieces if _speaks_of_fault(piece, mentions)]
        return Facts(
            mentions={topic: tuple(found) for topic, found in mentions.items()},
            shares=tuple(SharedSentence(share, piece) for piece in pieces for share in shares(piece.lower)),
            counted=max((value for piece in faulty for value, _, _ in counts(piece.lower)), default=None),
            form=report.form,
            words=sum(len(piece.text.split()) for piece in pieces),
            questions=sum("?" in piece.text for piece in pieces),
            emergency_faults=tuple(_emergency_faults(mentions.get(Topic.EMERGENCY, ()), pieces)),
        )

    def _matches(self, piece: Sentence) -> Iterable[tuple[Topic, re.Match[str]]]:
        for topic, pattern in self._patterns.items():
            match = pattern.search(piece.lower)
            if match:
                yield topic, match
        if self._carrier and (match := self._carrier.search(piece.lower)):
            yield Topic.CARRIER, match
        if match := self._emergency.search(piece.lower):
            yield Topic.EMERGENCY, match


def _is_void(topic: Topic, piece: Sentence, match: re.Match[str]) -> bool:
    """Return whether a mention says the opposite of its words, or speaks of no real present."""
    faults = (Topic.DEAD, Topic.IMPAIRED, Topic.OUTAGE, Topic.CUSTOMER_DOWN)
    if topic not in faults:
        return False
    before = piece.lower[: match.start()]
    return bool(_NEGATED.search(before) or _HYPOTHETICAL.search(before) or _PAST.search(piece.lower))


def _speaks_of_fault(piece: Sentence, mentions: Mapping[Topic, list[Mention]]) -> bool:
    topics = (Topic.DEAD, Topic.IMPAIRED, Topic.CUSTOMER_DOWN)
    return any(mention.sentence is piece for topic in topics for mention in mentions.get(topic, ()))


def _emergency_faults(found: Iterable[Mention], pieces: list[Sentence]) -> Iterable[Mention]:
    """Return the emergency mentions beside which a failure is told, in the same sentence or the next."""
    for mention in found:
        place = pieces.index(mention.sentence)
        near = mention.sentence.lower + " " + " ".join(piece.lower for piece in pieces[place + 1 : place + 2])
        is_question = mention.sentence.text.rstrip().endswith("?") and _HYPOTHETICAL.search(mention.sentence.lower)
        if _EMERGENCY_FAULT.search(near) and not is_question:
            yield mention
