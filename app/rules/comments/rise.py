"""
Whether new facts lift the ticket above its tier: comments never lower it (design, later comments).

The comment is read by triage itself, alone and together with its ticket. Alone, a short cry for help does not drown in
a long question; together, a base told in the ticket makes a share of a count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.rules.comments.fresh import Sentence
from app.rules.comments.gravity import AUDIBLE, ENOUGH, Gravity, facts
from app.rules.comments.headcount import is_no_more, is_of_known_few, is_over, is_small_by_base, share_of, tells_few
from app.rules.comments.matter import Matter, News
from app.rules.comments.remark import Author, Remark, Shown
from app.rules.policy import Policy
from app.rules.ticket import Tier
from app.rules.verdict import Action, Verdict
from app.rules.words import fold

_LEARNED = "learned-reader"
_TIER_II_RULES = frozenset({"admin-loss", "small-group", "many-without-base", "counted-group", "service-affecting"})
"""Rules whose Tier II is a fact by itself; what is merely degraded or the wholesaler's work may have been known."""
_SEVERAL = "beyond-one-customer"
_FIRM_RULES = frozenset({"emergency-calls", "carrier-outage", "safety-line", _SEVERAL})
"""Rules whose Tier III asks for no share of users."""
_COUNTING_RULES = frozenset({"many-without-base", "counted-group", "large-group", "small-group"})
"""Rules that count users: what they make of a comment by itself does not know the base that the ticket tells."""
_LONELY_RULES = frozenset({_LEARNED, "nobody", "sole-line"})
"""Rules whose words fit a customer who is cut off, and one user who has nothing left."""
_STAFF_RULES = frozenset({"emergency-calls", "carrier-outage", "customer-down", "large-group", "counted-group"})
"""Rules whose Tier III is believed of the staff's own notes."""
_BELITTLED = re.compile(
    r"\b(?:sorry,? (?:typo|my)|typo|my bad|false alarm|don't panic|not (?:an? )?outage|leave the tier"
    r"|no outage|isn't an outage|not down|just those|same (?:eight|five|four|six|seven|\d+|people"
    r"|users|team)|still (?:just|only)|only (?:\d|two|three|one)"
    r"|not \d+(?:,| but)|instead of \d+|still (?:those|these|the same) \w+ only|those (?:two|three|\d+) only"
    r"|no new impact|nothing (?:changed|new))\b"
)
_MEANWHILE = re.compile(r"\b(?:now|meanwhile|since then|in the meantime|became)\b")
_NO_WAY = re.compile(
    r"\b(?:(?:know|see|have|find) no remedy|no (?:work-? ?around|way (?:for|to|around)|other (?:way|means|phone|line"
    r"|route|number|path)"
    r"|alternative"
    r"|fallback)"
    r"|(?:they|we|it|you) can't(?: any ?more)?(?:,|$)|work-?around (?:is|has|no longer"
    r"|stopped|doesn't|does not|is gone)(?: \w+){0,3}"
    r"|(?:work-?around|detour|mobile app|cells?|backup) (?:is )?(?:gone|dead|down|fails?|failed"
    r"|stopped)|sin alternativa|no hay (?:otra|alternativa)|pas (?:de|d') ?(?:contournement|alternative)"
    r"|aucun contournement)\b"
)
_TAKES_OVER = re.compile(
    r"\b(?:nobody|no one|none of them|no other \w+) (?:can|is able to|could|is left to)(?: \w+){0,2} (?:take"
    r"|cover|answer"
    r"|pick up|relay|handle|stand in)(?: \w+){0,4} (?:any ?more|any longer|now|for (?:them|him|her|it)|over)\b"
)
"""The colleagues who stood in are lost: a work-around, and no customer who is cut off."""
_TELEPHONY = re.compile(
    r"\b(?:phones?|callers?|extensions?|inbound|outbound|ring\w*|handsets?|trunks?|calls?|lines?|dial ?tone"
    r"|audio|telefonos?|llamadas?|postes?|appels?)\b(?! (?:traces?"
    r"|records?|logs?))"
)
_SUPPOSED = re.compile(r"\b(?:if|in case|should|si)\b[^.;]*\b(?:would|\w+'d|will|\w+'ll|could|serait|seria)\b")
"""Words of a sentence that tells what might happen."""
_EVERYBODY = re.compile(
    r"\b(?:(?:the|their|our|whole) (?:\w+(?:'s)? ){0,2}(?:department|hospital|clinic|store|school|site|building"
    r"|company|plant"
    r"|station|dispatch)|nobody|no one|not one|every|any of (?:our|the|their|them)|everyone|everybody|entire"
    r"|whole|all (?:of (?:them|us|the)|the|our|their"
    r"|\d+)|nadie"
    r"|todos|tout le monde"
    r"|tous les|personne)\b"
)
_BEYOND = re.compile(
    r"\b(?:(?:is|are|gets?|can be|has to be|have to be|must be) (?:only |solely |exclusively )?(?:assigned|set"
    r"|granted"
    r"|managed|maintained|controlled|issued|edited|changed|configured|provisioned|administered|created|handed out"
    r"|allocated|published|signed|renewed) (?:only |solely |exclusively )?(?:by|at) (?:you|your (?:\w+ )?(?:side|team"
    r"|people|noc|engineers?|staff|end))(?: alone| only| exclusively|r people)?(?=[,.;!]| and|$)"
    r"|(?:isn't|is not|aren't|are not|never|not)(?: \w+)? (?:editable|changeable|settable|configurable"
    r"|accessible|writable"
    r"|selectable|adjustable|exposed|offered|reachable|assignable) (?:\w+ )?(?:for|to|by|from|in|on|with) (?:us"
    r"|partners?"
    r"|our|me|a partner|any(?:thing)?|the partner)"
    r"|(?:no|not a|not any|never a) (?:such )?(?:field|setting|option|button|menu|switch|box|tab|knob|toggle"
    r"|place|entry"
    r"|screen|control)(?: for (?:it|that|this|them|which))?(?: anywhere)? (?:in|on|within"
    r"|under) (?:any(?:thing)?|all|the"
    r"|our|what|whatever)(?: \w+){0,3} (?:(?:we|i|a partner|partners?) (?:can|may|am|are|have|get|see|log|reach|open)"
    r"|partner\w*|portal|offers?|gui|admin\w*)"
    r"|(?:out of|outside|beyond|not (?:with)?in) (?:our|my|a partner's|the partner's|partner|any partner's)"
    r" (?:reach|hands|control|remit|power|rights|scope)"
    r"|(?:isn't|is not|not) something (?:we|i|a partner|partners) (?:can|could|may)(?! be)"
    r"|more than (?:a|any) partner (?:can|could|may)|more than (?:we|i) (?:can|could) (?:do|fix|solve) (?:from"
    r"|with|by)"
    r"|no partner (?:login|account|role|access|can|may|has|could)|(?:partner|our|my) (?:login|access|account"
    r"|role|rights"
    r"|portal)s?(?: level)? (?:doesn't|does not|don't|do not|can't|cannot|lacks?|never)"
    r"|(?:at|reached) the (?:end|limits?) of (?:what|our|my) (?:we|i|access|rights|possibilities|means)"
    r"|(?:our|my) (?:access|rights?|permissions?|powers?|reach|means|possibilities) (?:ends?|stops?) (?:there|here|at)"
    r"|as far as (?:our|my) (?:access|rights?|permissions?|powers?|means|possibilities|login)s? (?:go|goes|reach"
    r"|reaches)"
    r"|above (?:our|my) (?:pay ?grade|level|rights|access)|(?:sits?|lives?|resides?|is (?:stored|hosted"
    r"|kept)) (?:on|in|at)"
    r" your (?:\w+ )?(?:core|platform|side|servers?|switch|network|end|cluster|system)s?,? (?:not|where|which"
    r"|and) (?:on"
    r" |in )?(?:ours?|we|no partner|partners?)"
    r"|(?:solo|solamente|unicamente) (?:ustedes|su equipo|vosotros)(?: \w+)? (?:pueden|puede|tienen|asignan)"
    r"|(?:no esta|fuera de) (?:a |de )?nuestro alcance|(?:seuls?|vous seuls?|uniquement) (?:vous|votre equipe"
    r"|par vous)"
    r"|(?:nous n'avons|je n'ai|on n'a) pas la main)\b"
)
"""Words that tell the remedy to lie where no partner gets."""
_HOW_COULD = re.compile(
    r"\bhow (?:would|should|could|is|are|am|do you (?:expect|want)|can) (?:a |any )?(?:partners?|we|i|us|me"
    r"|anyone here)"
    r"(?: partners?)?(?: supposed| meant| expected| possibly| ever)* ?(?:to )?(?:cure|fix|change|repair|mend"
    r"|alter|correct"
    r"|renew|touch|edit|replace)\b"
)
_YOUR_THING = re.compile(
    r"\byour (?:own )?(?:[\w-]+ ){0,2}(?:servers?|certificates?|cert|platform|sbcs?|systems?|core|softswitch"
    r"|gateways?|dns"
    r"|cluster|prox(?:y|ies)|database|backend|engine|firewall|trunks?|switch|routing|mail server)\b"
)
"""What is the wholesaler's alone; with a rhetorical question it lies beyond a partner."""
DOUBTED = 0.5
"""Probability of Tier III below which a rule's finding in the comment is looked at together with the ticket."""
LIKELY = 0.86
"""Probability of Tier III from which the learned reader of tickets lifts by a comment alone."""
SURE = 0.95
"""The same where the comment speaks of an emergency number; its ticket may tell of anything."""
EXCLUDED = 0.05
"""Probability of Tier III, comment and ticket read together, below which such a finding does not lift."""
SHORT = 60
"""Characters of a sentence up to which it is read together with the next: "Dead. For all of them."."""
_ALL_DOWN = re.compile(
    r"\b(?:(?:the (?:place|site|office|building|customer|store|school|clinic|branch|hospital"
    r"|whole \w+|entire \w+)|everybody|everyone|all of (?:them|us)|every (?:single )?(?:phone"
    r"|line|desk|user|handset|extension))"
    r" (?:is|are|has|have|went|goes|now|'s)(?: \w+)? (?:cut off|dark|dead|down|silent|no (?:service"
    r"|phones|dial ?tone|calls)|without (?:any )?(?:service|phones|dial ?tone|calls)|offline"
    r"|unreachable)"
    r"|(?:se quedaron|quedaron|quedo|estan|esta) (?:todos )?sin (?:tono|linea|servicio|telefonos?"
    r"|llamadas)(?: \w+){0,3}"
    r" (?:toda|todo|todos|todas)\b|(?:toda|todo) (?:la|el) \w+ (?:esta |se quedo |quedo )?sin (?:tono|linea|servicio)"
    r"|(?:dead|down|silent|cut off|no service|no dial ?tone)[.,;]? (?:for|on|at) (?:all of them"
    r"|everyone|everybody|every (?:phone|user|line|desk)|all (?:users|phones|lines|sites)|the (?:whole"
    r"|entire) \w+))\b"
)
_CUT_CALLS = re.compile(
    r"\b(?:911|112|999|emergency calls?)\b[^.;?]{0,50}"
    r"\b(?:drops?|dropped|dropping|cuts? (?:off|out)|got cut|die[sd]?|disconnect\w*|hangs? up|hung up|goes? silent)\b"
)
_QUEST = r"quest(?! (?:diagnostics?|labs?|software|mall|cent(?:er|re)|customers?|users?))"
"""Qwest, as the policy spells it (`tier3.carrier-outages`); by itself the word is too common to stand in the list."""
_NOBODY_REACHES = re.compile(
    r"\b(?:neither|nobody|no one|none|not one|no (?:phone|room|line|lift|elevator|car))\b[^.;?]{0,30}"
    r"\b(?:can|could|is able to|gets?|are able to) (?:\w+ )?(?:reach|call|dial|get|through to)?\b[^.;?]{0,12}"
    r"\b(?:911|112|999|emergency (?:services|calls?))\b"
)
_NOT_OUT = re.compile(
    r"\b(?:no|not|\w+n't|den(?:y|ies|ied)|clean|nothing|yesterday|last|was|were|fine|restored"
    r"|over|neither|nor|if|planned|maintenance|rfo|report"
    r"|whether|unless|in case|sin|pas|aucun\w*|ningun\w*)\b"
)
_UNREAL = re.compile(
    r"\b(?:if|not|\w+n't|was|were|had|imagine|suppose|would|could|should|last (?:week|month|year"
    r"|time)|yesterday|before|unless|until|power|internet)\b(?! (?:just|only))"
)
_PORTAL = re.compile(
    r"\b(?:portal|log(?:ged)? ?(?:in|on)|admins?|administrat\w+|commpilot|panel|dashboard|interface"
    r"|api|provision\w*|reports?|gui|console|cdrs?|logs)\b"
)
_TOOLS = re.compile(
    r"\b(?:portal|log-?(?:ins?|ons?)|admins?|administ\w+|commpilot|dashboard|provision\w*|console|qos|line tests?"
    r"|craft|terminal|call traces?|sip logs?)\b"
)
"""What partners administer and diagnose with."""
_LOCKED = re.compile(
    r"\b(?:access (?:is |was |has been )?(?:denied|revoked|rejected|refused)|locked out|shut out"
    r"|bounced (?:back|out)|(?:past|beyond) the log-?in"
    r"|let(?:s|ting)? (?:us|me|anyone|nobody|no one) in|log-?(?:in|on)s? (?:(?:is|are|was|were|gets?|has been) )?"
    r"(?:rejected|refused|denied|disabled|not accepted)|(?:can(?:'t|not)|unable to) (?:administer|provision|diagnose"
    r"|trace|touch)|403|500|acceso denegado|acces refuse"
    r"|(?:portal|console) (?:is |has )?(?:down|dead|shut|gone|unreachable|unavailable))\b"
)
_FOR_MANY = re.compile(
    r"\b(?:all|every|any(?:one|body|thing)?|entire|complete|whole|none|nobody|no one|both|us|our|we|shared|single"
    r"|todos|tous|tout)\b"
)
"""Words that tell it of more than one of the partner's people; with them it is their access, not a password."""
_BILLING = re.compile(
    r"\b(?:(?:can't|cannot|can not|unable to|no way to|impossible to) (?:\w+ )?(?:bill|invoice"
    r"|charge)\b(?! (?:us|me|for))|no (?:invoices?|bills?) (?:can|could|will) (?:go|be|leave|run)|(?:billing"
    r"|invoicing|invoice) run (?:is |was |has )?(?:stopped|halted)|no cdrs? (?:were|are|at all|for any)"
    r"|(?:no|not a single|not one|hasn't written an?y?(?: single)?) (?:rated |usage |call )?(?:records?|cdrs?)"
    r"(?: \w+){0,4} (?:for any|for all|at all|for our)|(?:halted|stopped|suspended|frozen?) (?:the"
    r"|our) (?:invoice|billing)"
    r" run"
    r"|billing(?: run)?(?: for [\w ]{1,30})? (?:is |has |stands |came |come )*(?:stopped"
    r"|down|dead|halted|still(?=[.,;!]|$)|blocked|impossible|to (?:a |an )?(?:complete |full |dead )?(?:halt|stop"
    r"|standstill))|(?:none|nobody|no one|not one|no customers?) (?:of them "
    r"|of our customers )?can be (?:invoiced|billed"
    r"|charged)|no (?:podemos|se puede) facturar|facturation (?:est )?(?:arretee|bloquee"
    r"|impossible)|ne (?:peut|peuvent|pouvons|puis)(?: \w+){0,3} (?:plus|pas)(?: \w+){0,2} facturer)"
)


@dataclass(frozen=True, slots=True)
class Rise:
    """The tier that new facts reach, why, and the words in the comment where they stand by themselves."""

    tier: Tier
    because: str
    at: Shown | None = None
    is_firm: bool = True
    """False where only the learned reader of tickets speaks for it."""


def rise(matter: Matter, gravity: Gravity | None = None) -> Rise | None:
    """
    Return the higher tier that a comment's facts reach, or None.

    `gravity` takes the place of the shipped weights of the last look (for measuring).
    """
    if not matter.can_rise:
        return None
    found = _severe(matter) or _grave(matter, gravity)
    if found is None and matter.before is Tier.ONE and matter.remark.author is not Author.AGENT:
        found = _considerable(matter)
    return found if found is not None and found.tier > matter.before else None


# --- Tier III --------------------------------------------------------------------------------------------------------


def _severe(matter: Matter) -> Rise | None:
    remark, words, said, policy, news = matter.remark, matter.words, matter.said, matter.policy, matter.news
    limit = policy.large_group_percent
    belittled = {one.number for one in said if _is_belittled(one.text)}
    firm = None if belittled else _whatever_the_share(said, policy, news)
    if firm is not None:
        return firm
    share = share_of(remark, [one for one in said if not _is_locked_out(one.text)])
    if share is not None and share.percent < limit:
        return _by_triage_whatever_the_share(matter) if remark.author is not Author.AGENT else None
    if (share is not None and share.at.sentence in belittled) or (share is None and belittled):
        return None
    if share is not None:
        return Rise(Tier.THREE, f"{share.percent:.0f} % of the users are without service", share.at)
    whole = _whole(said)
    if whole is not None:
        return Rise(Tier.THREE, "the customer or site as a whole is without service", whole)
    alone = matter.alone
    if alone.tier is not Tier.THREE or alone.action is not Action.ACCEPT:
        return None
    if alone.rule in _COUNTING_RULES and is_small_by_base(remark, said, limit):
        return None
    if alone.rule not in _FIRM_RULES and is_of_known_few(remark, said, limit):
        return None
    if remark.author is Author.AGENT:
        return _of(alone) if alone.rule in _STAFF_RULES else None
    if alone.rule in _LONELY_RULES and tells_few(said, limit):
        return None
    if alone.rule not in _FIRM_RULES and news.no_access and _TELEPHONY.search(fold(words)) is None:
        return None  # "all seven of us get 502" speaks of the portal
    if alone.rule == "nobody" and _TOOLS.search(fold(words)) and _TELEPHONY.search(fold(words)) is None:
        return None  # "nothing can be administered" is no customer cut off
    if alone.rule in _LONELY_RULES and (news.is_lonely or news.no_access) and not any(map(_is_of_all, said)):
        return None  # one who has nothing left is no customer cut off
    of_all = [one for one in said if _is_of_all(one)]
    if alone.rule == "nobody" and of_all and all(_TAKES_OVER.search(one.text) for one in of_all):
        return None
    if alone.rule == _SEVERAL and alone.opinion and alone.opinion[2] < DOUBTED:
        return None
    if alone.rule == _LEARNED:
        if not alone.opinion or alone.opinion[2] < LIKELY or is_no_more(remark, said, limit):
            return None
        if alone.opinion[2] >= SURE and _names_emergency(words, policy):
            return _of(alone)  # one phone is enough, whatever its ticket tells of the others
        both = matter.together
        if both.tier is not Tier.THREE or not both.opinion or both.opinion[2] < 0.5:
            return None
    elif alone.opinion and alone.opinion[2] < DOUBTED:
        # A short cry reads like a customer who is cut off; the ticket may tell of a few users all the same.
        both = matter.together
        if both.tier is not Tier.THREE and both.opinion and both.opinion[2] < EXCLUDED:
            return None
    if alone.rule == "carrier-outage" and all(_NOT_OUT.search(one.text) for one in said if _names(one, policy)):
        return None
    return _of(alone)


def _is_locked_out(text: str) -> bool:
    """Whether it is the portal that those who are counted have lost, and not their calls."""
    return _LOCKED.search(text) is not None and _TELEPHONY.search(text) is None


def _is_belittled(text: str) -> bool:
    """Return whether a sentence says that it is less than thought, and not what it was before it grew."""
    match = _BELITTLED.search(text)
    return match is not None and _MEANWHILE.search(text, match.end()) is None


def _whole(said: Sequence[Sentence]) -> Shown | None:
    """Return the words that tell everybody there to be cut off, also where two short sentences share them."""
    for number, sentence in enumerate(said):
        behind = said[number + 1].text if number + 1 < len(said) else ""
        text = f"{sentence.text} {behind}" if len(sentence.text) < SHORT and len(behind) < SHORT else sentence.text
        match = _ALL_DOWN.search(text)
        if match and not sentence.asks and not _UNREAL.search(text):
            return sentence.whole()
    return None


def _names(sentence: Sentence, policy: Policy) -> bool:
    """Return whether a sentence names a listed carrier."""
    return any(re.search(rf"\b{re.escape(fold(one))}\b", sentence.text) for one in policy.carriers)


def _carrier(said: Sequence[Sentence], policy: Policy) -> Shown | None:
    """Return the words that tell an outage of a listed carrier, now and not denied."""
    listed = re.compile(
        rf"\b(?:{'|'.join(re.escape(fold(one)) for one in policy.carriers)}|{_QUEST})\b[^.;]{{0,60}}"
        r"\b(?:outage|down|dark|hard down|out of service|major incident|fib(?:er|re) cut"
        r"|(?:confirm|admit|acknowledg|report|own)\w*(?: \w+){0,3} (?:fault|failure|trouble|cut|incident|outage))\b"
    )
    for sentence in said:
        match = listed.search(sentence.text)
        if match and not sentence.asks and not _NOT_OUT.search(sentence.text):
            return sentence.whole()
    return None


def _carrier_heard(said: Sequence[Sentence], heard: Sequence[Sentence], policy: Policy) -> Shown | None:
    """Return the sentence that tells an outage in words of its own, where the comment names a listed carrier."""
    if not any(_names(one, policy) for one in said):
        return None
    return next((one.whole() for one in heard if not one.asks), None)


def _names_emergency(words: str, policy: Policy) -> bool:
    return re.search(rf"\b(?:{'|'.join(map(re.escape, policy.emergency_numbers))})\b", words) is not None


def _is_of_all(sentence: Sentence) -> bool:
    return _EVERYBODY.search(sentence.text) is not None


def _whatever_the_share(said: Sequence[Sentence], policy: Policy, news: News) -> Rise | None:
    """Return a rise to Tier III that holds for the smallest group: emergency calls, a listed carrier, billing."""
    cut = next((one for one in said if not one.asks and _CUT_CALLS.search(one.text)), None)
    if cut is not None and _NOT_OUT.search(cut.text):
        cut = None
    cut = cut or next((one for one in said if not one.asks and _reaches_nobody(one.text)), None)
    if cut is not None:
        return Rise(Tier.THREE, "emergency calls are not reliably working", cut.whole())
    carrier = _carrier(said, policy) or _carrier_heard(said, news.carrier, policy)
    if carrier is not None:
        return Rise(Tier.THREE, "a carrier on the policy's list has an outage", carrier)
    billing = next((one for one in said if not one.asks and _BILLING.search(one.text)), None)
    if billing is not None:
        return Rise(Tier.THREE, "billing is stopped", billing.whole())
    return None


def _reaches_nobody(text: str) -> bool:
    return _NOBODY_REACHES.search(text) is not None and _SUPPOSED.search(text) is None


def _by_triage_whatever_the_share(matter: Matter) -> Rise | None:
    """Return what triage finds of the same kind."""
    alone = matter.alone
    is_doubted = alone.rule == _SEVERAL and alone.opinion and alone.opinion[2] < DOUBTED
    return _of(alone) if alone.tier is Tier.THREE and alone.rule in _FIRM_RULES and not is_doubted else None


def _grave(matter: Matter, gravity: Gravity | None) -> Rise | None:
    """Return a rise for which no pattern speaks, and all that is known together does."""
    news, limit = matter.news, matter.policy.large_group_percent
    if news.severe is None or news.severe < AUDIBLE or news.loudest is None:
        return None
    told = next((one for one in matter.said if one.number == news.loudest.sentence), None)
    if told is None or _SUPPOSED.search(told.text) or is_over(told) or _is_belittled(told.text):
        return None
    if is_no_more(matter.remark, matter.said, limit) or is_of_known_few(matter.remark, matter.said, limit):
        return None
    chance = (gravity or Gravity.shipped()).chance(facts(matter))
    if chance < ENOUGH:
        return None
    return Rise(Tier.THREE, "it reads like the comments that tell of an outage", news.loudest)


# --- Tier II ---------------------------------------------------------------------------------------------------------


def _considerable(matter: Matter) -> Rise | None:
    remark, words, said, policy, news = matter.remark, matter.words, matter.said, matter.policy, matter.news
    is_partner = remark.author is Author.PARTNER
    if news.tried is not None and is_partner:
        return Rise(Tier.TWO, "the partner's own steps are exhausted", news.tried.at)
    barred = news.barred or _beyond(said)
    if barred is not None and is_partner:
        return Rise(Tier.TWO, "it cannot be resolved with the partner's access", barred)
    supposed = {one.number for one in said if _SUPPOSED.search(one.text)}
    stuck = next((one.whole() for one in said if not one.asks and _is_stuck(one.text)), news.no_way)
    if stuck is not None and stuck.sentence not in supposed:
        return Rise(Tier.TWO, "there is no work-around", stuck)
    locked = _locked(remark, said) or (news.no_access if is_partner else None)
    if locked is not None:
        return Rise(Tier.TWO, "the partner has lost administrative or diagnostic access", locked)
    share = share_of(remark, said)
    if (
        share is not None
        and share.percent < policy.large_group_percent
        and not any(_BELITTLED.search(one.text) for one in said)
    ):
        return Rise(Tier.TWO, f"a small group of users is affected ({share.percent:.0f} %)", share.at)
    alone = matter.alone
    if alone.rule == "admin-loss" and not _PORTAL.search(fold(words)):
        return None
    if alone.tier >= Tier.TWO and alone.action is Action.ACCEPT and alone.rule in _TIER_II_RULES:
        return replace(_of(alone), tier=Tier.TWO)
    return None


def _is_stuck(text: str) -> bool:
    return _NO_WAY.search(text) is not None or _TAKES_OVER.search(text) is not None


def _beyond(said: Sequence[Sentence]) -> Shown | None:
    """Return the words that tell the remedy to lie beyond what a partner can log in to."""
    told = next((one for one in said if not one.asks and _BEYOND.search(one.text)), None)
    if told is None and any(_YOUR_THING.search(one.text) for one in said):
        told = next((one for one in said if _HOW_COULD.search(one.text)), None)
    return told.whole() if told is not None else None


def _locked(remark: Remark, said: Sequence[Sentence]) -> Shown | None:
    """Return the words that tell the partner's own people to be shut out of what they administer or diagnose with."""
    topic = fold(f"{remark.subject} {remark.description} {' '.join(one.text for one in said)}")
    if remark.author is not Author.PARTNER or not _TOOLS.search(topic):
        return None
    return next(
        (
            one.whole()
            for one in said
            if not one.asks and _LOCKED.search(one.text) and _FOR_MANY.search(one.text) and not _UNREAL.search(one.text)
        ),
        None,
    )


def _of(verdict: Verdict) -> Rise:
    first = next((one for one in verdict.evidence if one.start is not None and one.end is not None), None)
    at = Shown(first.start, first.end) if first and first.start is not None and first.end is not None else None
    return Rise(verdict.tier, verdict.because, at, is_firm=verdict.rule != _LEARNED)
