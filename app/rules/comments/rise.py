"""
Whether new facts lift the ticket above its tier: comments never lower it (design, later comments).

The comment is read by triage itself, alone and together with its ticket. Alone, a short cry for help does not drown in
a long question; together, a base told in the ticket makes a share of a count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.rules.comments.attempts import Attempts
from app.rules.comments.fresh import Sentence, compact
from app.rules.comments.remark import Author, Remark, Shown
from app.rules.policy import Policy
from app.rules.ticket import Report, Tier
from app.rules.triage import triage
from app.rules.verdict import Action, Verdict
from app.rules.words import NUMBER_WORDS, fold

_SOMEBODY = "a partner"
"""Whoever writes: who may be refused is not asked here."""
_LEARNED = "learned-reader"
_TIER_II_RULES = frozenset({"admin-loss", "small-group", "many-without-base", "counted-group", "service-affecting"})
"""Rules whose Tier II is a fact by itself; what is merely degraded or the wholesaler's work may have been known."""
_FIRM_RULES = frozenset({"emergency-calls", "carrier-outage", "safety-line", "beyond-one-customer"})
"""Rules whose Tier III asks for no share of users."""
_STAFF_RULES = frozenset({"emergency-calls", "carrier-outage", "customer-down", "large-group", "counted-group"})
"""Rules whose Tier III is believed of the staff's own notes."""
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d{1,5}|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_OF = re.compile(
    rf"\b(?P<n>{_NUMBER})(?:[- ](?:people|persons|users?|phones?|agents?|sets?|of them)(?: \w+){{0,4}}?)?,? ?\(?(?:"
    rf" ?of"
    rf"|/| ?out of| ?de| ?sur)"
    rf"(?: (?:the|our|their|its|a|los|las|les|nos|total|about|roughly|some|around))* ?(?P<m>{_NUMBER})\b(?! (?:calls?"
    rf"|attempts?|tests?|tries|times))"
)
_SPREAD = re.compile(
    rf"\b(?:now|already|up to|is|are|it's|at|grown to|about|another|desde|ya son|son|maintenant"
    rf"|keeps growing,?)? ?(?P<n>{_NUMBER})(?: \w+){{0,2}} (?:users?|phones?|agents?|people|sets?"
    rf"|handsets?|extensions?|desks?|seats?|usuarios|telefonos|extensiones|postes|utilisateurs)\b"
)
_GREW = re.compile(
    rf"\b(?:became|become|grew to|grown to|went to|gone to|turned into|jumped to|rose to|(?:is"
    rf"|are|it's|we're at) now) (?P<n>{_NUMBER})\b"
    r"(?! ?(?:minutes?|hours?|am|pm|%|percent|of|seconds?|days?|calls?))"
)
_UNWELL = re.compile(r"\b(?:not|\w+n't|no longer|nor|cannot|never)\b")
_DEGRADED = re.compile(
    r"\b(?:choppy|robotic|garbled|echo\w*|static|crackl\w*|nois[ey]\w*|jitter\w*|slow\w*|delay\w*"
    r"|lag\w*|faint|quiet|distort\w*)\b"
)
_CUT_OFF = re.compile(
    r"\b(?:cannot|can't|can not|unable|dead|down|out|no (?:calls?|service|dial ?tone|audio)|fail\w*"
    r"|nothing|nobody|silent|lost)\b"
)
_WELL = re.compile(
    r"\b(?:fine|ok|okay|back|restored|recovered|registered|working again|(?:is|are) (?:up|good"
    r"|working)|works? again|rings? again)\b"
)
_DOWN = re.compile(
    r"\b(?:down|dead|fail\w*|can(?:'t|not)|cannot|no (?:dial|calls?|service|audio|tone)|silent"
    r"|lost|out|offline|thrown out|unable|affected|nothing|stopped|without|grow\w*|sin|no pueden?"
    r"|muets?|panne|ninguno|unreachable|not|now|spread\w*|also|too|already|became|depend\w*|gone)\b"
)
_BELITTLED = re.compile(
    r"\b(?:sorry,? (?:typo|my)|typo|my bad|false alarm|don't panic|not (?:an? )?outage|leave the tier"
    r"|no outage|isn't an outage|not down|just those|same (?:eight|five|four|six|seven|\d+|people"
    r"|users|team)|still (?:just|only)|only (?:\d|two|three|one)"
    r"|not \d+(?:,| but)|instead of \d+|no new impact|nothing (?:changed|new))\b"
)
_NO_WAY = re.compile(
    r"\b(?:no (?:work-? ?around|way (?:for|to|around)|other (?:way|means|phone|line|route)|alternative"
    r"|fallback)|(?:they|we|it|you) can't(?: any ?more)?(?:,|$)|work-?around (?:is|has|no longer"
    r"|stopped|doesn't|does not|is gone)(?: \w+){0,3}"
    r"|(?:work-?around|detour|mobile app|cells?|backup) (?:is )?(?:gone|dead|down|fails?|failed"
    r"|stopped)|sin alternativa|no hay (?:otra|alternativa)|pas (?:de|d') ?(?:contournement|alternative)"
    r"|aucun contournement)\b"
)
DOUBTED = 0.5
"""Probability of Tier III below which a rule's finding in the comment is looked at together with the ticket."""
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
    r"|(?:dead|down|silent|cut off|no service|no dial ?tone)[.,;]? (?:for|on|at) (?:all of them"
    r"|everyone|everybody|every (?:phone|user|line|desk)|all (?:users|phones|lines|sites)|the (?:whole"
    r"|entire) \w+))\b"
)
_CUT_CALLS = re.compile(
    r"\b(?:911|112|999|emergency calls?)\b[^.;?]{0,50}"
    r"\b(?:drops?|dropped|dropping|cuts? (?:off|out)|got cut|die[sd]?|disconnect\w*|hangs? up|hung up|goes? silent)\b"
)
_NOT_OUT = re.compile(
    r"\b(?:no|not|\w+n't|den(?:y|ies|ied)|clean|nothing|yesterday|last|was|were|fine|restored"
    r"|over|if|planned|maintenance|rfo|report"
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
_BILLING = re.compile(
    r"\b(?:(?:can't|cannot|can not|unable to|no way to|impossible to) (?:\w+ )?(?:bill|invoice"
    r"|charge)\b(?! (?:us|me|for))|no cdrs? (?:were|are|at all|for any)|billing (?:is |has )?(?:stopped"
    r"|down|dead|halted)|no (?:podemos|se puede) facturar|facturation (?:est )?(?:arretee|bloquee"
    r"|impossible))"
)


@dataclass(frozen=True, slots=True)
class Rise:
    """The tier that new facts reach, why, and the words in the comment where they stand by themselves."""

    tier: Tier
    because: str
    at: Shown | None = None


def rise(
    remark: Remark,
    words: str,
    said: Sequence[Sentence],
    policy: Policy,
    tried: Attempts | None,
    barred: Shown | None,
) -> Rise | None:
    """
    Return the higher tier that a comment's facts reach, or None.

    `words` are those that count, `tried` the steps taken in vain, `barred` words that tell of missing access.
    """
    remark = replace(remark, subject=compact(remark.subject), description=compact(remark.description))
    before = remark.tier or Tier.ONE
    if before is Tier.THREE or not said:
        return None
    found = _severe(remark, words, said, policy)
    if found is None and before is Tier.ONE and remark.author is not Author.AGENT:
        found = _considerable(remark, words, said, policy, tried, barred)
    return found if found is not None and found.tier > before else None


# --- Tier III --------------------------------------------------------------------------------------------------------


def _severe(remark: Remark, words: str, said: Sequence[Sentence], policy: Policy) -> Rise | None:
    limit = policy.large_group_percent
    share = _share(remark, said)
    if share is not None and share.percent < limit:
        return _whatever_the_share(words, policy) if remark.author is not Author.AGENT else None
    if any(_BELITTLED.search(one.text) for one in said):
        return None
    if share is not None:
        return Rise(Tier.THREE, f"{share.percent:.0f} % of the users are without service", share.at)
    whole = _whole(said)
    if whole is not None:
        return Rise(Tier.THREE, "the customer or site as a whole is without service", whole)
    cut = next((one for one in said if not one.asks and _CUT_CALLS.search(one.text)), None)
    if cut is not None and not _NOT_OUT.search(cut.text):
        return Rise(Tier.THREE, "emergency calls are not reliably working", cut.whole())
    carrier = _carrier(said, policy)
    if carrier is not None:
        return Rise(Tier.THREE, "a carrier on the policy's list has an outage", carrier)
    billing = next((one for one in said if not one.asks and _BILLING.search(one.text)), None)
    if billing is not None:
        return Rise(Tier.THREE, "billing is stopped", billing.whole())
    alone = _verdict("", words, policy)
    if alone.tier is not Tier.THREE or alone.action is not Action.ACCEPT:
        return None
    if remark.author is Author.AGENT:
        return _of(alone) if alone.rule in _STAFF_RULES else None
    if alone.rule == _LEARNED:
        both = _verdict(remark.subject, f"{remark.description}\n\n{words}", policy)
        if both.tier is not Tier.THREE or not both.opinion or both.opinion[2] < 0.5:
            return None
    elif alone.opinion and alone.opinion[2] < DOUBTED:
        # A short cry reads like a customer who is cut off; the ticket may tell of a few users all the same.
        both = _verdict(remark.subject, f"{remark.description}\n\n{words}", policy)
        if both.tier is not Tier.THREE and both.opinion and both.opinion[2] < EXCLUDED:
            return None
    return _of(alone)


def _whole(said: Sequence[Sentence]) -> Shown | None:
    """Return the words that tell everybody there to be cut off, also where two short sentences share them."""
    for number, sentence in enumerate(said):
        behind = said[number + 1].text if number + 1 < len(said) else ""
        text = f"{sentence.text} {behind}" if len(sentence.text) < SHORT and len(behind) < SHORT else sentence.text
        match = _ALL_DOWN.search(text)
        if match and not sentence.asks and not _UNREAL.search(text):
            return sentence.whole()
    return None


def _carrier(said: Sequence[Sentence], policy: Policy) -> Shown | None:
    """Return the words that tell an outage of a listed carrier, now and not denied."""
    listed = re.compile(
        rf"\b(?:{'|'.join(re.escape(fold(one)) for one in policy.carriers)})\b[^.;]{{0,60}}"
        r"\b(?:outage|down|dark|hard down|out of service|major incident)\b"
    )
    for sentence in said:
        match = listed.search(sentence.text)
        if match and not sentence.asks and not _NOT_OUT.search(sentence.text):
            return sentence.whole()
    return None


def _whatever_the_share(words: str, policy: Policy) -> Rise | None:
    """Return a rise to Tier III that holds for the smallest group: emergency calls, a listed carrier."""
    alone = _verdict("", words, policy)
    return _of(alone) if alone.tier is Tier.THREE and alone.rule in _FIRM_RULES else None


@dataclass(frozen=True, slots=True)
class _Share:
    percent: float
    at: Shown


def _share(remark: Remark, said: Sequence[Sentence]) -> _Share | None:
    """Return the share of users the comment tells to be without service, its base told in either text."""
    base = _base(remark.description)
    said = [one for one in said if not one.asks and not _is_harmless(one.text)]
    for sentence in said:
        if not _DOWN.search(sentence.text):
            continue
        match = _OF.search(sentence.text)
        if match:
            part, whole = _value(match.group("n")), _value(match.group("m"))
            if 0 < part <= whole and whole >= 2:
                return _Share(100.0 * part / whole, sentence.shown(match))
    for sentence in said:
        if not _DOWN.search(sentence.text) or base is None:
            continue
        counts = [_value(one.group("n")) for one in (*_SPREAD.finditer(sentence.text), *_GREW.finditer(sentence.text))]
        known = {_value(one) for one in re.findall(rf"\b(?:{_NUMBER})\b", fold(remark.description))}
        part = max((one for one in counts if one not in known or one == base), default=0)
        if 2 <= part <= base:
            return _Share(100.0 * part / base, sentence.whole())
    return None


def _is_harmless(text: str) -> bool:
    """Whether a sentence tells of users who are well again, or of a service that is bad but carries their calls."""
    if _WELL.search(text) and not _UNWELL.search(text):
        return True
    return _DEGRADED.search(text) is not None and _CUT_OFF.search(text) is None


def _base(description: str) -> float | None:
    """Return the size of the customer or site as the ticket tells it: the larger number of "n of m"."""
    match = _OF.search(fold(description))
    return _value(match.group("m")) if match else None


def _value(text: str) -> float:
    bare = text.replace(",", "")
    return float(bare) if bare.isdigit() else float(NUMBER_WORDS.get(text, 0))


# --- Tier II ---------------------------------------------------------------------------------------------------------


def _considerable(
    remark: Remark, words: str, said: Sequence[Sentence], policy: Policy, tried: Attempts | None, barred: Shown | None
) -> Rise | None:
    if tried is not None and remark.author is Author.PARTNER:
        return Rise(Tier.TWO, "the partner's own steps are exhausted", tried.at)
    if barred is not None and remark.author is Author.PARTNER:
        return Rise(Tier.TWO, "it cannot be resolved with the partner's access", barred)
    stuck = next((one for one in said if not one.asks and _NO_WAY.search(one.text)), None)
    if stuck is not None:
        return Rise(Tier.TWO, "there is no work-around", stuck.whole())
    share = _share(remark, said)
    if (
        share is not None
        and share.percent < policy.large_group_percent
        and not any(_BELITTLED.search(one.text) for one in said)
    ):
        return Rise(Tier.TWO, f"a small group of users is affected ({share.percent:.0f} %)", share.at)
    alone = _verdict("", words, policy)
    if alone.rule == "admin-loss" and not _PORTAL.search(fold(words)):
        return None
    if alone.tier >= Tier.TWO and alone.action is Action.ACCEPT and alone.rule in _TIER_II_RULES:
        return replace(_of(alone), tier=Tier.TWO)
    return None


# --- what triage says -------------------------------------------------------------------------------------------------


def _verdict(subject: str, words: str, policy: Policy) -> Verdict:
    return triage(Report(subject, words, _SOMEBODY), policy)


def _of(verdict: Verdict) -> Rise:
    first = next((one for one in verdict.evidence if one.start is not None and one.end is not None), None)
    at = Shown(first.start, first.end) if first and first.start is not None and first.end is not None else None
    return Rise(verdict.tier, verdict.because, at)
