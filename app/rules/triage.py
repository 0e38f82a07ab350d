"""
From a report to a verdict: an admin's phrases first, then the rules and the learned reader together.

The rules (`app.rules.rulebook`) read facts; the learned reader (`app.rules.learned`) has read thousands of tickets.
Each checks the other: Tier III needs either with words to show for it, a trusted rule of it that rests on a sentence
forbids a refusal, and the less the rules read a plain request, the surer the learned reader must be of it. Where they
disagree the ticket goes up a tier or to a person.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.rules import reading
from app.rules.case import Case
from app.rules.claims import State
from app.rules.features import features
from app.rules.finding import TRUSTED, Finding
from app.rules.items import Item, items, may_hold_items
from app.rules.learned import Learned, Opinion
from app.rules.missing import missing
from app.rules.phrases import Hit
from app.rules.policy import Policy
from app.rules.reader import LONGEST_SUBJECT, Reader
from app.rules.refusal import LEAVING, doubt
from app.rules.rulebook import findings
from app.rules.text import own_subject, own_text
from app.rules.ticket import Report, Tier
from app.rules.tiers.idle import sells_to_us
from app.rules.verdict import Action, Evidence, Verdict

LONGEST_TOGETHER = 500_000
"""Characters of descriptions that are read at the same time; what is read of them takes some fifty times as much."""
CAUTION = (1.0, 1.0, 1.8)
"""How much more a missed tier costs than one too high; chosen on left-out files (docs/decisions/0011)."""
SETTLED = ("no-case", "over", "not-now", "own-cause", "information", "past-outage")
"""Rules that say that nothing fails now, or not on the provider's side, or that only something is asked."""
GRAVE = ("emergency-fault", "emergency-passed", "emergency-later", "safety-line-fault", "safety-line-mention")
"""Signs of lines on which lives depend, be they only named: caution goes on."""
EVEN = 0.5
"""Below this a ticket in which the rules find nothing to answer is left alone."""
RAISES = 0.15
"""Least probability at which a Tier III finding of the rules lifts what the learned reader would place lower."""
DOUBTED = 0.25
"""The same for a rule that is not trusted: by itself it is right about as often as not."""
STRONG = 0.85
"""Confidence of a rule from which its Tier III finding lifts against a learned reader that thinks it unlikely."""
SUREST = 0.95
"""Confidence of a rule from which its Tier III finding lifts whatever the learned reader thinks."""
NEARLY = 0.8
"""Confidence of which two rules are needed for the same."""
FAINT = 0.1
"""Least probability of Tier III for such a lift; below it the finding still forbids a refusal."""
TRAINED_PERCENT = 10.0
"""The share from which a group was large when the weights were trained: the policy's own."""
OVERSTATED = 0.7
"""
Below this probability a Tier III gives way to what the rules read as small: a share of users, a label, a back-up. So
does a Tier I, to what came and went.
"""
UNDENIED = 0.9
"""From this probability a Tier III stands though emergency calls passed their test, or one phone of many fails."""
IN_DOUBT = 0.45
"""Below this probability a Tier II or III goes to a person as well, unless the rules say the same."""
LIKELY = 0.5
"""Probability from which a rule may place a ticket by one of its items, read alone."""
CLEAR = 0.9
"""Probability from which the learned reader may do so without a rule."""
CLAUSES = {Tier.ONE: "tier1.no-impact", Tier.TWO: "tier2.service-affecting", Tier.THREE: "tier3.severe"}
_WISH = re.compile(
    r"\?|\b(?:please|pls|how|where|which|add|change|remove|delete|reset|set|need|want|would|could|can|update|move"
    r"|rename|enable|disable|donde|d[oó]nde|c[oó]mo|cu[aá]l|favor|quier\w+|necesit\w+|puede\w*|cambi\w+|agreg\w+"
    r"|quit\w+|borr\w+|o[uù]|comment|quel\w*|voudr\w+|souhait\w+|besoin|pouvez|pourr\w+|merci de|chang\w+|ajout\w+"
    r"|supprim\w+)\b",
    re.IGNORECASE,
)
TIERS = (Tier.ONE, Tier.TWO, Tier.THREE)


@dataclass(frozen=True, slots=True)
class _Judgement:
    """Everything a verdict is made from."""

    case: Case
    spoken: list[tuple[str, Finding]]
    """What each rule that spoke concludes, first rule first."""
    opinion: Opinion | None

    @property
    def first(self) -> tuple[str, Finding]:
        return self.spoken[0]

    def of(self, tier: Tier, *but: str) -> tuple[str, Finding] | None:
        """Return the first finding for a tier, of rules `but` some."""
        spoken = ((name, finding) for name, finding in self.spoken if finding.tier is tier and name not in but)
        return next(spoken, None)


def prepare(policy: Policy) -> None:
    """Load and compile now what the first report would wait for, seconds in all; may run in a thread."""
    Reader.by(policy.lexicon)
    reading.prepare()
    if policy.learned:
        Learned.shipped().prepare()


def triage(report: Report, policy: Policy, learned: Learned | None = None) -> Verdict:
    """
    Return the tier of a report with its reasons; always returns, whatever the text.

    `learned` takes the place of the shipped weights (for measuring); with `policy.learned` off no weights are used.
    """
    return triage_all([report], policy, learned)[0]


def triage_all(reports: Sequence[Report], policy: Policy, learned: Learned | None = None) -> list[Verdict]:
    """
    Return what `triage` makes of each report, in their order.

    Many go through a step before the next step begins: what a step touches is at hand for the next report then, and a
    hundred reports cost a quarter less than one by one.
    """
    handfuls = _handfuls(reports)
    return [_verdict(one, learned) for some in handfuls for one in _read(some, policy, learned)]


def _handfuls(reports: Sequence[Report]) -> Iterator[Sequence[Report]]:
    """Cut reports into runs that are no longer than what may be read at the same time, or of one report."""
    start = size = 0
    for place, report in enumerate(reports):
        size += len(report.description)
        if place > start and size > LONGEST_TOGETHER:
            yield reports[start:place]
            start, size = place, len(report.description)
    if reports:
        yield reports[start:]


def _read(reports: Sequence[Report], policy: Policy, learned: Learned | None) -> list[_Judgement]:
    reader = Reader.by(policy.lexicon)
    cases = Case.of_all([reader.read(report) for report in reports], policy)
    opinions: Sequence[Opinion | None] = [None] * len(cases)
    if policy.learned:
        opinions = (learned or Learned.shipped()).read_all([features(case.facts, case.signs) for case in cases])
    return [_Judgement(case, list(findings(case)), opinion) for case, opinion in zip(cases, opinions, strict=True)]


def _verdict(judgement: _Judgement, learned: Learned | None) -> Verdict:
    verdict = _by_phrases(judgement) or _by_items(_together(judgement), judgement, learned)
    if judgement.case.facts.report.organization is None and verdict.action in (Action.REFUSE, Action.ACCEPT):
        verdict = replace(
            verdict, action=Action.REVIEW, because=f"{verdict.because}; the requester belongs to no partner"
        )
    return replace(
        verdict,
        near_misses=_near_misses(judgement, verdict),
        would_change=_would_change(judgement, verdict),
        missing=missing(judgement.case, verdict.tier),
        opinion=judgement.opinion.tiers if judgement.opinion else None,
    )


# --- an admin's phrases -----------------------------------------------------------------------------------------------


def _by_phrases(judgement: _Judgement) -> Verdict | None:
    """Return the verdict an admin's phrase asks for; of several, the highest tier counts."""
    policy, report = judgement.case.policy, judgement.case.facts.report
    if not policy.phrases:
        return None
    texts = {
        "subject": own_subject(report.subject[:LONGEST_SUBJECT], report.description),
        "description": own_text(report.description),
    }
    hits = list(policy.phrases.find(texts))
    tiered = [hit for hit in hits if hit.phrase.tier is not None]
    asks_review = next((hit for hit in hits if hit.phrase.tier is None), None)
    if tiered:
        hit = max(tiered, key=lambda one: one.phrase.tier or Tier.ONE)
        verdict = _of_phrase(judgement, hit)
    elif asks_review:
        verdict = _together(judgement)
    else:
        return None
    if asks_review is None:
        return verdict
    because = f"{verdict.because}; the setting asks for review at {asks_review.phrase.text!r}"
    return replace(verdict, action=Action.REVIEW, because=because)


def _of_phrase(judgement: _Judgement, hit: Hit) -> Verdict:
    tier = hit.phrase.tier or Tier.TWO
    report = judgement.case.facts.report
    text = report.subject if hit.source == "subject" else report.description
    evidence = (Evidence(CLAUSES[tier], text[hit.start : hit.end], hit.source, hit.start, hit.end),)
    because = f"the setting TRIAGE_TIER_{int(tier)}_PHRASES places {hit.phrase.text!r} in Tier {tier.roman}"
    action = Action.ACCEPT
    if tier is Tier.ONE:
        higher = judgement.of(Tier.THREE) or judgement.of(Tier.TWO)
        worried = judgement.opinion is not None and judgement.opinion.tiers[2] > RAISES
        doubt = worried or (higher is not None and higher[0] != "vague" and bool(higher[1].evidence))
        action = Action.REVIEW if doubt else Action.REFUSE
    return Verdict(tier, action, 0.95, "admin-phrase", because, evidence)


# --- rules and learned reader together --------------------------------------------------------------------------------


def _together(judgement: _Judgement) -> Verdict:
    if judgement.opinion is None:
        name, finding = judgement.first
        return Verdict(finding.tier, finding.action, finding.confidence, name, finding.because, finding.evidence)
    tier = _tier(judgement, judgement.opinion)
    action, why = _action(judgement, judgement.opinion, tier)
    # That there is nothing to answer, or that only people can, is no ground for a refusal.
    but = (*LEAVING, "information") if action is Action.REFUSE else ()
    name, because, evidence = _reasons(judgement, judgement.opinion, tier, but)
    if why:
        because = f"{because}; a person should look first: {why}"
    confidence = judgement.opinion.tiers[tier - 1]
    if judgement.first[1].tier is tier:
        confidence = 1 - (1 - confidence) * (1 - judgement.first[1].confidence / 2)
    return Verdict(tier, action, min(confidence, 0.99), name, because, evidence)


def _tier(judgement: _Judgement, opinion: Opinion) -> Tier:
    """Return the likeliest tier, with caution; what the rules find in Tier III goes up, never down."""
    tier = _likeliest(judgement, opinion)
    name, finding = judgement.first
    if finding.tier is Tier.THREE and opinion.tiers[2] >= _least_to_lift(judgement):
        return Tier.THREE
    if name == "vague" and (judgement.case.sign("nothing-told") or not judgement.case.facts.size):
        return Tier.TWO
    if name == "no-case" and sells_to_us(judgement.case) and opinion.tiers[2] < UNDENIED:
        return Tier.ONE
    if _came_and_went(judgement, opinion):
        return Tier.TWO
    if tier is not Tier.THREE:
        return tier
    if _has_passed(judgement, opinion):
        return Tier.ONE if opinion.tiers[0] >= opinion.tiers[1] else Tier.TWO
    return Tier.TWO if _is_small(judgement, opinion) else tier


def _least_to_lift(judgement: _Judgement) -> float:
    """Return the probability of Tier III from which the rules' finding of it lifts."""
    confidence = judgement.first[1].confidence
    if confidence >= SUREST:
        return 0.0
    if _is_strong(judgement):
        return FAINT
    return RAISES if confidence >= TRUSTED or judgement.case.has(*GRAVE) else DOUBTED


def _likeliest(judgement: _Judgement, opinion: Opinion) -> Tier:
    """
    Return the likeliest tier, Tier III counting for more than it is likely.

    Not so where no rule finds anything of it, nothing speaks of lives, and the first rule says that it is settled.
    """
    case = judgement.case
    is_settled = judgement.first[0] in SETTLED and judgement.of(Tier.THREE) is None and not case.has(*GRAVE)
    return _cautiously(opinion, (1.0, 1.0, 1.0) if is_settled else CAUTION)


def _cautiously(opinion: Opinion, caution: tuple[float, float, float] = CAUTION) -> Tier:
    weighed = [chance * care for chance, care in zip(opinion.tiers, caution, strict=True)]
    return TIERS[weighed.index(max(weighed))]


def _is_strong(judgement: _Judgement) -> bool:
    """Whether one rule is sure of Tier III, or two are nearly so."""
    if judgement.first[1].confidence >= STRONG:
        return True
    return sum(one.tier is Tier.THREE and one.confidence >= NEARLY for _, one in judgement.spoken) > 1


def _came_and_went(judgement: _Judgement, opinion: Opinion) -> bool:
    """Whether what came and went decides: no rule speaks of Tier III, the learned reader is sure of nothing else."""
    if not judgement.case.has("came-and-went") or judgement.of(Tier.THREE) is not None:
        return False
    return max(opinion.tiers[0], opinion.tiers[2]) < OVERSTATED


def _is_small(judgement: _Judgement, opinion: Opinion) -> bool:
    """
    Whether a share of users below the limit stands against the learned reader's Tier III.

    The weights know the policy's ten percent only; a share that an admin's limit makes small is small.
    """
    if judgement.of(Tier.THREE) is not None:
        return False
    if _is_one_of_many(judgement.case):
        return opinion.tiers[2] < UNDENIED
    if _is_mild(judgement.case):
        return opinion.tiers[2] < OVERSTATED
    small = judgement.case.sign("small-share")
    if small is None:
        return False
    return opinion.tiers[2] < OVERSTATED or (small.percent or 0.0) >= TRAINED_PERCENT


def _is_mild(case: Case) -> bool:
    """Whether calls arrive, shown as spam, or a back-up carries everything and the form counts nobody affected."""
    return case.has("spam-label") or (case.has("on-backup") and case.facts.form.affected_users == 0)


def _is_one_of_many(case: Case) -> bool:
    """Whether one phone or user fails, too little for a large group, and the others are counted and well."""
    one = case.sign("single-user")
    if one is None or one.percent is None or one.percent >= case.limit:
        return False
    told = next((told for told in case.facts.told if told.number == one.number), None)
    return told is not None and any(claim.state is State.FINE and claim.is_now for claim in told.claims)


def _has_passed(judgement: _Judgement, opinion: Opinion) -> bool:
    """
    Whether emergency calls that passed a test, or that an absence names, stand against the learned reader's Tier III.

    It has met few tickets that name emergency calls and tell of no fault. Where it gives way a person looks first.
    """
    case = judgement.case
    if not (_is_absence(case) or case.has("emergency-passed")) or judgement.of(Tier.THREE) is not None:
        return False
    return opinion.tiers[2] < UNDENIED


def _is_absence(case: Case) -> bool:
    """Whether an absence says whom to call should emergency calls fail one day."""
    return case.has("emergency-later") and case.has("auto-reply")


def _reasons(
    judgement: _Judgement, opinion: Opinion, tier: Tier, but: tuple[str, ...] = ()
) -> tuple[str, str, tuple[Evidence, ...]]:
    """
    Return the name of what decided, a sentence, and the words; rules `but` some.

    They are the rule's where a trusted one agrees, else the learned reader's, else those of any rule that agrees.
    """
    finding = judgement.of(tier, *but)
    if finding is not None and finding[1].evidence and finding[1].confidence >= TRUSTED:
        return finding[0], finding[1].because, finding[1].evidence
    report = judgement.case.facts.report
    evidence = []
    for reason in opinion.reasons:
        if reason.place is not None:
            source, start, end = reason.place
            text = report.subject if source == "subject" else report.description
            evidence.append(Evidence(CLAUSES[tier], text[start:end], source, start, end))
    said = ", ".join(f"'{' '.join(one.words.split())}'" for one in evidence[:3]) or "its form and length"
    is_likeliest = opinion.tiers[tier - 1] == max(opinion.tiers)
    kind = f" of the kind '{opinion.kind}'" if opinion.kind and is_likeliest else ""
    because = f"it reads like Tier {tier.roman} tickets{kind}: {said}"
    if not evidence and finding is not None:
        return finding[0], finding[1].because, finding[1].evidence
    return "learned-reader", because, tuple(evidence)


def _action(judgement: _Judgement, opinion: Opinion, tier: Tier) -> tuple[Action, str]:
    """Return what the ticket asks for, and where that is a person's look, why; empty where the rule itself says so."""
    name, finding = judgement.first
    if tier is Tier.ONE:
        return _action_of_tier_one(judgement, opinion)
    if name == "vague":
        return Action.REVIEW, ""
    agreed = finding.tier is tier and finding.action is Action.ACCEPT
    if agreed or opinion.tiers[tier - 1] >= IN_DOUBT:
        return Action.ACCEPT, ""
    unsaid = "" if judgement.of(tier) else ", and no rule places it there"
    return Action.REVIEW, f"Tier {tier.roman} is only {opinion.tiers[tier - 1]:.0%} likely{unsaid}"


def _action_of_tier_one(judgement: _Judgement, opinion: Opinion) -> tuple[Action, str]:
    name, _ = judgement.first
    is_left = name in LEAVING
    if _cautiously(opinion) is Tier.THREE:
        if is_left and _is_absence(judgement.case):
            return Action.LEAVE, ""
        return Action.REVIEW, f"Tier III is {opinion.tiers[2]:.0%} likely"
    if is_left and opinion.refusal < EVEN:
        return Action.LEAVE, ""
    why = doubt(judgement.case, judgement.spoken, opinion)
    return (Action.REVIEW, why) if why else (Action.REFUSE, "")


# --- a ticket of several items ----------------------------------------------------------------------------------------


def _by_items(verdict: Verdict, judgement: _Judgement, learned: Learned | None) -> Verdict:
    """
    Return the verdict of a ticket that would be Tier I, with each item of its list read alone.

    A refusal answers all of them at once, so each must bear one by itself; an item that is clearly of a higher tier
    gives it to the ticket. Tickets without a list cost one search.
    """
    if verdict.tier is not Tier.ONE or verdict.action is Action.LEAVE:
        return verdict
    report, policy = judgement.case.facts.report, judgement.case.policy
    if not may_hold_items(report.description):
        return verdict
    doubtful: Item | None = None
    listed = items(own_text(report.description))
    read_alone = _read([Report("", item.text, report.organization) for item in listed], policy, learned)
    for item, alone in zip(listed, read_alone, strict=True):
        found = _by_phrases(alone) or _together(alone)
        if found.tier > verdict.tier and _is_clear(alone, found):
            evidence = tuple(_moved(one, item.start) for one in found.evidence)
            verdict = replace(found, because=f"{found.because}; one of its items by itself", evidence=evidence)
        elif doubtful is None and _is_odd(found, item):
            doubtful = item
    if doubtful is None or verdict.action is not Action.REFUSE:
        return verdict
    because = f"{verdict.because}; but of its items one may be no request: '{_clip(doubtful.text)}'"
    return replace(verdict, action=Action.REVIEW, because=because)


def _is_clear(alone: _Judgement, found: Verdict) -> bool:
    """Whether a trusted rule with words to show and the learned reader agree on an item, or the latter is sure."""
    finding = alone.of(found.tier)
    has_words = finding is not None and bool(finding[1].evidence) and finding[1].confidence >= TRUSTED
    if alone.opinion is None:
        return has_words
    return alone.opinion.tiers[found.tier - 1] >= (LIKELY if has_words else CLEAR)


def _is_odd(found: Verdict, item: Item) -> bool:
    """Whether an item forbids a refusal: it may report something, or asks for nothing that could be refused."""
    if found.action is Action.LEAVE:
        return False
    return not _WISH.search(item.text) or (found.tier is not Tier.ONE and found.rule != "vague")


def _moved(evidence: Evidence, by: int) -> Evidence:
    """Return evidence of an item with its place in the whole description."""
    if evidence.start is None or evidence.end is None:
        return evidence
    return replace(evidence, start=evidence.start + by, end=evidence.end + by)


def _clip(text: str, limit: int = 80) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"


# --- what else a support lead asks ------------------------------------------------------------------------------------


def _near_misses(judgement: _Judgement, verdict: Verdict) -> tuple[str, ...]:
    """Return what spoke for another tier and did not carry the day."""
    misses = [
        f"{name} (Tier {finding.tier.roman}): {finding.because}"
        for name, finding in judgement.spoken
        if finding.tier is not verdict.tier and name != "vague"
    ]
    if judgement.opinion is not None:
        for tier, chance in zip(TIERS, judgement.opinion.tiers, strict=True):
            if tier is not verdict.tier and chance >= 0.2:
                misses.append(f"learned-reader (Tier {tier.roman}): {chance:.0%} likely")
    return tuple(misses[:5])


def _would_change(judgement: _Judgement, verdict: Verdict) -> tuple[str, ...]:
    """Return which facts, had they been told, would lead elsewhere."""
    limit = judgement.case.limit
    facts = judgement.case.facts
    changes = []
    if verdict.tier is not Tier.THREE:
        base = facts.form.total_users or max((c.value for told in facts.told for c in told.counts), default=0)
        least = f" (of {base}: {_at_least(base, limit)})" if base >= 2 else ""
        changes.append(f"Tier III: calls down for at least {limit:g} % of the users of the customer or site{least}")
        changes.append("Tier III: emergency calls that fail or show the wrong place")
    if verdict.tier is Tier.ONE:
        changes.append("Tier II: service affected, and the partner's own steps shown to be exhausted")
        if verdict.action is Action.REVIEW:
            changes.append("refusal: a plain request that the partner's own access covers, and nothing said to fail")
    if verdict.tier is Tier.TWO:
        changes.append("Tier I: a reasonable work-around and little impact, or administration the partner can do")
    if verdict.tier is Tier.THREE:
        changes.append(f"Tier II: fewer than {limit:g} % of the users affected, or calls degraded but working")
    return tuple(changes)


def _at_least(base: int, limit: float) -> int:
    return max(1, -(-base * limit // 100).__int__())
