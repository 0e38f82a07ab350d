"""
A report as complaints: its sentences and their subjects, and what is true of the report as a whole.

A fault counts when it is told as so now: not asked how to do, not imagined, not negated, and not in a report that says
all is well again, that the partner has not looked yet, or that everything is down.
"""

import re
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from app.rules.faults.subjects import subjects_of
from app.rules.plain import WORD
from app.rules.reader import Facts, Told
from app.rules.text import may_hold

_OVER = re.compile(
    WORD + r"(?:back to normal|all (?:is |are )?(?:good|fine|ok|well|clear)(?: (?:again|now|since))|(?:works?|working"
    r"|works fine|fine|ok|okay|good|clean|up|on) (?:again|now|since)\b(?! (?:and|but))|please close|close (?:this|it"
    r"|pls|please|the ticket|any ticket)|never ?mind|disregard|false alarm|found (?:it|the cause)|(?:was"
    r"|is) my (?:own )?(?:fault|mistake|doing)|my (?:bad|fault)|it was me\b|fixed itself|(?:been|got|is|are|was|were"
    r"|now|already) (?:fixed|resolved|solved|sorted|restored|cleared|cured)\b|sorted thank|(?:turned"
    r"|turns) out (?:to be|it was|it is|that (?:my|our|their|his|the)|the|their|his|our|my) |(?:culprit|cause) (?:was"
    r"|is) (?:the|my|our|his|her|their)|it was (?:the|our|their|his|her|my) |nothing (?:for you|you can|you could"
    r"|on you)|not (?:yours|your (?:fault|problem))|no longer your|new (?:switch|router|modem|cable)s? (?:is "
    r"|are )?(?:ordered|comes?|coming|on order)|(?:we'll|i'll|we will|i will|we are going to) (?:sort|fix|replace"
    r"|swap|upgrade|exchange) (?:it|that|the|this|his|her|them)|our (?:own )?(?:mistake|fault|doing)|(?:their|our|his"
    r"|her|the customer's) (?:own )?(?:wifi|wi-fi|router|internet|isp|isp's|headsets?|firewall)(?: line)? (?:is|was"
    r"|are|were|has) (?:to blame|the|overloaded|full|saturated|broken|dead|faulty|down|dying)|(?:era|c'etait"
    r"|c'est) (?:el|la|le|leur|notre) (?:firewall|router|routeur|switch|wifi)|was down|no (?:need to do anything"
    r"|action)|trigger resolved|^resolved|^recovery|all (?:on|back|up)\b|on again|ya (?:quedo|funciona|esta)"
    r"|de retour|gone away|went away|no longer an issue|came back by (?:it|them)sel)"
)
_AGAIN = re.compile(r"\b(?:but|still|however|yet|except|only|now the|since then|reappeared|not (?:fixed|resolved))\b")
_FAKED = re.compile(r"\b(?:(?:un)?subscribe|webinar|discount|best price|newsletter)\b")
_FAKED_CUES = ("subscribe", "webinar", "discount", "best price", "newsletter")
_IMAGINED = re.compile(
    r"\b(?:(?<!as )(?<!see )(?<!notice )if|in case|suppose|would|should|what happens|before|unless|avoid|prevent"
    r"|warns?|want|wants|wish|wishes|like to|likes to|wanted|please|let me know when|tell me when|quand|will|going to"
    r"|cuando|to check|can you make|could you make)(?: \S+){0,12}$"
)
_NEGATED = re.compile(
    r"\b(?:no|not|without|never|zero|isn't|aren't|wasn't|free of|nothing|any|hasn't|sans|sin|n't|pas de|doesn't"
    r"|don't)(?: (?!only\b)\S+){0,2}$"
)
_HOW = re.compile(
    r"\b(?:how (?:do|does|can|to|would|should|is|come|about|many|much|long|did|i)|where (?:do|does|can|is|to|would"
    r"|was|are|in|d'you|should|exactly|i)|where's|what(?:'s| (?:do|should|setting|is|does|are|would|can))"
    r"|which (?:menu|page|button|key|setting|field|code|led|one|tab|port|option|rate|permission|screen|box)|is there"
    r"|are there|can (?:i|we|one|it|the|he|she|they|you tell|customers)|could (?:i|we|one|you tell)|may i|do i"
    r"|do(?:es)? (?:it|your|the|this|that)|is (?:it possible|that possible|this possible)|walk me|any tips|who (?:can"
    r"|could|unlocks)|do you (?:have|sell|know)|would (?:it|that) be|is that a|guide|quickest|donde|como (?:se|puedo"
    r"|lo)|cual|puedo|se puede|comment|ou est-ce|c'est dans quel|peut-on|je regarde ou|on fait ca ou|got a|tips"
    r"|a toggle)\b"
)
_UNTRIED = re.compile(
    WORD + r"(?:no (?:troubleshooting|steps|checks)|nothing (?:done|checked|touched)|before i (?:start|touch|go|drive)"
    r"|where (?:to|do i|should i) (?:look|start|check)|what (?:should|do|would|can) (?:i|you|we) (?:check|look|try)"
    r"|where(?:'s| is| are) (?:it|that|this) (?:set|edited|changed)|didn't get to|have not|didnt|first thing|haven't"
    r"|havent|hasn't been|not (?:yet )?(?:looked|tried|checked|touched|been|visited|gone|opened|restarted|done)"
    r"|nobody (?:looked|restarted|has been|went)|didn't (?:try|check|do|look|retry)|did not (?:try|check|look)"
    r"|not been there|i (?:bet|guess|suspect|think|believe|expect|may have|might have|forgot|probably|must have)"
    r"|i'll (?:drop|look|be)|will (?:look|go|check|walk|send)|(?:has|have|had|she|he|they) (?:probably |just "
    r"|maybe )?(?:forgot|forgotten|pressed|mistyped|muted)|typed the wrong|probably|must have (?:set|pressed|left)"
    r"|may have (?:left|set)|left (?:it )?(?:on|muted)|nothing tried|no step|(?:todavia|aun) no|pas encore"
    r"|je n'ai rien|no he ido|j'ai pas eu|to be checked|not yet|no human|off site|sans doute|can't remember"
    r"|lost the paper|on holiday)\b"
)
_TRIED = re.compile(
    WORD + r"(?:re-?(?:built|saved?|sav\w+|set|created?|added|recorded|uploaded|installed|assigned|toggled|enabled"
    r"|registered|booted|provisioned|pushed|made|loaded|entered|tried|tested|started|done|sent|wrote|typed|synced"
    r"|subscribed|authori[sz]ed|selected|checked|opened|done)|toggled?|tried|tests?|tested|deleted|changed|swapped"
    r"|factory|firmware|disabled|checked|compared|off and on|on and off|off/on|another|other (?:phone|browser|pc"
    r"|model|user|network|machine|station|mailbox|language|format|pin|class|speed|customers|cell|cli|isp|\S+ (?:same"
    r"|too))|different|new (?:user|pin|queue|phone|mailbox|password|bridge|group|menu|batteries|cable|firmware|token"
    r"|file|wav|handset|number|key|xml|set|room|machine|ata)|cleared|replaced|uploaded|forced|removed|exchanged"
    r"|adjusted|raised|lowered|enabled|restarted|ran it|verified|retested|identical|same (?:result|thing|only|same"
    r"|there|everywhere|with)|is the same|the same$|alike$|^same$|no (?:change|difference|better)|probamos|probado"
    r"|recreamos|recre\w+|cambiamos|subimos|borramos|borre|desactiv\w+|essaye\w*|verifie\w*|refaite?|changee?"
    r"|rechargees?|teste\w*|remis|adresse refaite|redemarre\w*|spam checked|pcap|captures?|trace|re-[a-z]+|i compare"
    r"|delete and enable|essais|autre \w+|navigateurs|prob[eo]|programe|de nuevo|two (?:browsers|machines|cells"
    r"|phones)|(?:three|five|two) (?:browsers|tries|days in a row)|star code|set it (?:by|in)|in spam|right|toggl\w+"
    r"|t 38|ecm off|deleted|i swapped)\b"
)
_YOURS = re.compile(
    r"\b(?:since (?:your|the) (?:\S+ ){0,3}(?:upgrade|update|release|migration|change|maintenance|patch|fix|move|work"
    r"|window)|(?:after|with) (?:your|the) (?:\S+ ){0,2}(?:upgrade|update|release|migration|maintenance|patch|change)"
    r"|your (?:server|sbc|side|end|platform|media|relay|edge|node|log|as|logs|api|trunk|system|mail relay|portal"
    r"|media node)|from you\b|since you (?:moved|changed)|depuis (?:la|votre) (?:migration|mise)|su(?:s)? (?:sbc"
    r"|servidor|lado)|chez vous)"
)
_CALLS_FINE = re.compile(
    r"\b(?:calls?|calling|phones?|customers|clients|users|people|phoning|talking|voice|they|lines?|telephony|normal"
    r"|direct|ring(?:s|ing)?|everything else|all else|llamadas|appels|voz|voix|else)\b(?: (?!(?:not|no|don't|doesn't"
    r"|can't|won't|never|nothing|stopped|isn't|aren't|to|cannot|nor|none|didn't|hear|again|which|that|for|than"
    r"|so)\b)\S+){0,4} (?:ok|okay|fine|normal\w*|good|well|work\w*|as (?:ever|always|they should|usual)|unaffected"
    r"|unharmed|like wine|grand|correct\w*|intacte?|passent|(?:talk|phone|call|ring) (?:on|happily|merrily|away)"
    r"|phone|talk|se font|se passent|marchent|ring|dial|bien|van bien|clean|perfect\w*|happy|go through|get through"
    r"|behaves|not affected|aren't affected|handled|in and out)\b"
)
_OUTAGE = re.compile(
    WORD + r"(?:kicked off|queue calls reach|zero calls each|no (?:dial ?)?tone|no dial tone|no calls?"
    r"|phones? (?:\S+ ){0,3}(?:dead|off|down|out|silent|mute|dark)|(?:lines?|calls?|handsets?|desks?|numbers?|sets"
    r"|all|both|everything|shop|site|building)(?: \S+){0,3} dead|can't (?:be )?(?:call|dial|ring|receive|rung|called"
    r"|reached)|nobody (?:can )?(?:calls?|reach\w*|get through)|out of service|lost dial tone|no service|voiceless"
    r"|every call dies|neither \S+ nor|unreachable|alarm (?:panel|company|line)|fire panel|comm fail|lift phone"
    r"|elevator|no incoming|no inbound|no outgoing|nothing rings|doesn't ring|offline|not registered|0 of \d+ online"
    r"|crisis line|none of the \S+ phones|dead air|ni entrant|sin servicio|sin llamadas|hors service|phones? lit but"
    r"|siren|dial or be|fast busy|busy signal|no line|can't call|cannot call|don't go|bricks?|none of the \S+ gets?"
    r"|no-?one (?:\S+ ){0,5}gets? a call|gets? no calls?|receive calls again|can't place calls|cut off too"
    r"|raise anybody|hear(?:s|d)? nothing|silence then|every call|unable to route|no one \S+ has a phone|not (?:ring"
    r"|reachable)|no alarm|fail (?:group|/)|never a human|nobody (?:hears|at)|is unavailable|calls? to them"
    r"|both failing|don't ring|doesn't ring|stays? silent when|no phones|pushes? (?:the )?button|obtaining config"
    r"|can't take calls)\b"
)


@dataclass(slots=True)
class Said:
    """One sentence, the subjects its words name, and whether it may tell of a fault at all."""

    told: Told
    plain: str
    subjects: int

    @property
    def asks_how(self) -> bool:
        """Whether it asks how something is done; "why" and "can you look" are complaints."""
        return self.plain.endswith("?") and bool(_HOW.search(self.plain))


class Complaint:
    """The sentences of a report, with what is true of all of them."""

    def __init__(self, facts: Facts) -> None:
        self.said = [Said(told, told.line.plain, subjects_of(told.line)) for told in facts.told]

    @cached_property
    def subjects(self) -> int:
        """Subjects of all sentences."""
        return reduce(or_, [one.subjects for one in self.said], 0)

    @cached_property
    def text(self) -> str:
        """The whole report as plain words."""
        return " / ".join(one.plain for one in self.said)

    @cached_property
    def is_void(self) -> bool:
        """Whether the fault is said to be over or the partner's own, or the message sells something."""
        is_over = not _AGAIN.search(self.text) and _OVER.search(self.text)
        return bool(is_over or (may_hold(self.text, _FAKED_CUES) and _FAKED.search(self.text)))

    @cached_property
    def asks_how(self) -> bool:
        """Whether the partner asks how something is done or set."""
        return any(said.asks_how or _HOW.match(said.plain) for said in self.said)

    @cached_property
    def calls_fine(self) -> bool:
        """Whether calls are said to go on."""
        return bool(_CALLS_FINE.search(self.text))

    @cached_property
    def is_outage(self) -> bool:
        """Whether calls or alarms are said to be dead, and not that they go on."""
        return bool(_OUTAGE.search(self.text)) and not self.calls_fine

    @cached_property
    def is_untried(self) -> bool:
        """Whether nobody has looked yet, or the partner suspects a setting of its own."""
        return bool(_UNTRIED.search(self.text))

    @cached_property
    def is_tried(self) -> bool:
        """Whether settings were checked or made anew, or a change of the provider began it."""
        return bool(_TRIED.search(self.text) or _YOURS.search(self.text))


def stands(plain: str, match: re.Match[str] | None) -> re.Match[str] | None:
    """Return a match unless the words before it deny or imagine it."""
    if match is None:
        return None
    before = plain[: match.start()].rstrip()
    if before and (_NEGATED.search(before[-40:]) or _IMAGINED.search(before[-90:])):
        return None
    return match
