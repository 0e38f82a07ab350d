"""
From facts to a verdict: named rules, read from top to bottom; the first that speaks decides.

Each rule is tied to a clause of policy.toml. What is unclear goes up a tier or to review, never down, and a refusal
needs positive Tier I evidence, a partner, and no sign of Tier II or III.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from app.rules.policy import Policy
from app.rules.reader import Facts, Mention, Reader, SharedSentence
from app.rules.ticket import Report, Tier
from app.rules.verdict import Action, Evidence, Verdict
from app.rules.vocabulary import Topic

FAULTS = (Topic.DEAD, Topic.CUSTOMER_DOWN)
NEAR = 160
"""Characters within which two things are said together."""
SMALL = 10
"""A count of users without a base: fewer than this is a small group."""
FEW_WORDS = 6
SECOND_ITEM = re.compile(r"(?:^|\n)\s*(?:2|b)[.)]")
"""A list: what is asked first says nothing about the rest."""
THANKS = ("thank", "thx", "gracias", "merci", "many thanks")


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule looks at."""

    report: Report
    facts: Facts
    policy: Policy

    @property
    def largest_share(self) -> float | None:
        """Percent of users affected: from the text, else from the form; None when neither says."""
        if self.facts.shares:
            return max(one.share.percent for one in self.facts.shares)
        form = self.report.form
        is_meant = form.service_affecting and not form.workaround and not self.facts.has(Topic.SINGLE)
        if is_meant and form.affected_users is not None and form.total_users:
            return 100.0 * form.affected_users / form.total_users
        return None

    @property
    def is_large(self) -> bool:
        """Whether at least the policy's share of users is affected."""
        share = self.largest_share
        return share is not None and share >= self.policy.large_group_percent


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule concludes; `evidence` may be empty only where nothing was found."""

    tier: Tier
    action: Action
    confidence: float
    because: str
    evidence: tuple[Evidence, ...] = ()


Rule = Callable[[Case], Finding | None]


def triage(report: Report, policy: Policy) -> Verdict:
    """Return the tier of a report with its reasons; always returns, whatever the text."""
    facts = _reader(policy.carriers, policy.emergency_numbers).read(report)
    case = Case(report, facts, policy)
    for name, rule in RULES:
        finding = rule(case)
        if finding is not None:
            return _verdict(case, name, finding)
    return _verdict(case, "no-facts", _vague(case))


@lru_cache(maxsize=8)
def _reader(carriers: tuple[str, ...], emergency_numbers: tuple[str, ...]) -> Reader:
    """Patterns are compiled once per set of names, not once per ticket."""
    return Reader(carriers, emergency_numbers)


def _verdict(case: Case, rule: str, finding: Finding) -> Verdict:
    action = finding.action
    if action is Action.REFUSE and case.report.organization is None:
        finding = replace(finding, because=f"{finding.because}; the requester belongs to no partner")
        action = Action.REVIEW
    if action is Action.ACCEPT and case.report.organization is None:
        action = Action.REVIEW
    return Verdict(
        tier=finding.tier,
        action=action,
        confidence=finding.confidence,
        rule=rule,
        because=finding.because,
        evidence=finding.evidence,
        missing=_missing(case, finding),
    )


def _missing(case: Case, finding: Finding) -> tuple[str, ...]:
    """Return the details that the policy's recommended actions ask for and the report lacks."""
    missing = []
    text = f"{case.report.subject} {case.report.description}".lower()
    has_circuit = case.report.form.circuit_id or "circuit" in text
    has_examples = case.report.attachments or "example" in text or " to " in text
    if finding.tier is Tier.THREE and case.facts.has(Topic.CARRIER) and not has_circuit:
        missing.append("circuit_id")
    if finding.tier is Tier.THREE and case.facts.words < 20:
        missing.append("outage_details")
    if finding.tier is Tier.TWO and case.facts.has(Topic.DEAD, Topic.IMPAIRED) and not has_examples:
        missing.append("call_examples")
    if finding.tier is Tier.TWO and case.facts.words < 12:
        missing.append("customer_information")
    return tuple(missing)


# --- the rules, in the order in which they are asked ----------------------------------------------------------------


def thanks(case: Case) -> Finding | None:
    """A message that opens with thanks and reports nothing."""
    text = (case.report.subject + " " + case.report.description).lower().removeprefix("re: ").lstrip()
    opening = next((word for word in THANKS if text.startswith(word)), None)
    asks = case.facts.has(Topic.HOW_TO) or case.facts.questions
    if opening is None or case.facts.words > 60 or asks or case.facts.has(*FAULTS, Topic.IMPAIRED):
        return None
    return Finding(Tier.ONE, Action.LEAVE, 0.9, f"'{opening}' and nothing is reported")


def no_case(case: Case) -> Finding | None:
    """Absence, advertising, tests: no case at all."""
    found = case.facts.first(Topic.NO_CASE)
    if found is None or case.facts.emergency_faults or case.facts.has(Topic.CUSTOMER_DOWN):
        return None
    return Finding(
        Tier.ONE, Action.LEAVE, 0.85, f"'{found.words}' is no support case", (found.evidence("decision.no-case"),)
    )


def withdrawn(case: Case) -> Finding | None:
    """The partner says it is over and asks for nothing."""
    found = case.facts.first(Topic.RESTORED)
    if found is None or case.facts.emergency_faults or case.facts.has(Topic.PAST_OUTAGE, Topic.WHOLESALER):
        return None
    later = [m for m in _faults(case) if m.start > found.start and m.sentence.source == found.sentence.source]
    if later or case.is_large or "still" in case.report.description.lower():
        return None
    action = Action.REFUSE if case.facts.has(Topic.HOW_TO) and case.facts.questions else Action.LEAVE
    because = f"'{found.words}': the trouble is over and the partner settled it"
    return Finding(Tier.ONE, action, 0.75, because, (found.evidence("decision.no-case"),))


def emergency_calls(case: Case) -> Finding | None:
    """Emergency calls that fail, go astray or show a wrong number; administration of addresses is not that."""
    for found in case.facts.emergency_faults:
        sentence = found.sentence.lower
        is_admin = case.facts.has(Topic.EMERGENCY_ADMIN) and not _fails_outright(sentence)
        is_fine = case.facts.has(Topic.FINE) and any(
            "911" in mention.sentence.lower for mention in case.facts.mentions[Topic.FINE]
        )
        if is_admin or is_fine:
            continue
        return Finding(
            Tier.THREE,
            Action.ACCEPT,
            0.95,
            f"emergency calls are not reliably working: '{_short(found.sentence.text)}'",
            (found.evidence("tier3.emergency-calls"),),
        )
    return None


def emergency_in_doubt(case: Case) -> Finding | None:
    """Emergency calling is spoken of and nothing says that it works or is only administered: up, never down."""
    found = case.facts.first(Topic.EMERGENCY)
    harmless = (Topic.FINE, Topic.EMERGENCY_ADMIN, Topic.PAST_OUTAGE, Topic.WHOLESALER, Topic.HOW_TO)
    if found is None or case.facts.has(*harmless):
        return None
    because = f"emergency calling is spoken of, and nothing says that it works: '{_short(found.sentence.text)}'"
    return Finding(Tier.THREE, Action.ACCEPT, 0.5, because, (found.evidence("tier3.emergency-calls"),))


def safety_line(case: Case) -> Finding | None:
    """Elevator, fire, alarm, panic and crisis lines that fail."""
    found = case.facts.first(Topic.SAFETY_LINE)
    fault = _fault(case)
    if found is None or fault is None or (case.facts.has(Topic.HOW_TO) and not case.facts.has(Topic.DEAD)):
        return None
    because = f"a safety line fails: '{found.words}', '{fault.words}'"
    evidence = (found.evidence("decision.safety-lines"), fault.evidence("tier3.mission-critical"))
    return Finding(Tier.THREE, Action.ACCEPT, 0.8, because, evidence)


def carrier_outage(case: Case) -> Finding | None:
    """An outage of a carrier on the policy's list; a mention is nothing."""
    for found in case.facts.mentions.get(Topic.CARRIER, ()):
        outage = next((m for m in _of(case, Topic.OUTAGE) if m.sentence is found.sentence), None)
        outage = outage or (case.facts.first(Topic.OUTAGE) if found.sentence.source == "subject" else None)
        if outage is None or case.facts.has(Topic.PAST_OUTAGE, Topic.RESTORED) or "planned" in found.sentence.lower:
            continue
        because = f"an outage of {found.words}, a carrier on the policy's list: '{outage.words}'"
        return Finding(
            Tier.THREE,
            Action.ACCEPT,
            0.85,
            because,
            (found.evidence("tier3.carrier-outage"), outage.evidence("tier3.carrier-outage")),
        )
    return None


def fraud(case: Case) -> Finding | None:
    """Ongoing fraud harms traffic and billing at once."""
    found = case.facts.first(Topic.FRAUD)
    if found is None or case.facts.has(Topic.RESTORED, Topic.FINE):
        return None
    because = f"'{found.words}' severely affects traffic and billing"
    return Finding(Tier.THREE, Action.ACCEPT, 0.7, because, (found.evidence("tier3.severe"),))


def past_outage(case: Case) -> Finding | None:
    """Reports and credits for an outage that is over."""
    found = case.facts.first(Topic.PAST_OUTAGE)
    if found is None:
        return None
    because = f"'{found.words}' concerns an outage that is over; only the wholesaler can answer"
    return Finding(Tier.TWO, Action.ACCEPT, 0.8, because, (found.evidence("decision.past-outage"),))


def large_group(case: Case) -> Finding | None:
    """Calls are down for at least the policy's share of users."""
    fault = case.facts.first(*FAULTS)
    if fault is None or not case.is_large or _is_all_well(case) or _concerns_administration(case):
        return None
    evidence = [fault.evidence("tier3.large-group")]
    words = f"{case.report.form.affected_users} of {case.report.form.total_users} (form)"
    if case.facts.shares:
        largest = max(case.facts.shares, key=_percent)
        evidence.append(largest.evidence("tier3.large-group"))
        words = evidence[-1].words
    else:
        evidence.append(Evidence("tier3.large-group", words, "form"))
    because = f"calls are down for a large group: '{words}', '{fault.words}'"
    return Finding(Tier.THREE, Action.ACCEPT, 0.85, because, tuple(evidence))


def customer_down(case: Case) -> Finding | None:
    """Everybody of those spoken of is without calls."""
    down = case.facts.first(Topic.CUSTOMER_DOWN)
    fault = down or case.facts.first(Topic.DEAD)
    if fault is None or _is_all_well(case) or _is_small(case) or _concerns_administration(case):
        return None
    if case.facts.has(Topic.SINGLE) and (case.facts.counted or 0) < SMALL and down is None:
        return None
    everybody = next((m for m in _of(case, Topic.EVERYBODY) for f in _faults(case) if _near(m, f)), None)
    many = (case.facts.counted or 0) >= SMALL
    if down is None and everybody is None and not many:
        return None
    words = (down or everybody or fault).words.strip()
    because = f"the customer is down: '{words}', '{fault.words}'"
    return Finding(Tier.THREE, Action.ACCEPT, 0.75, because, (fault.evidence("tier3.customer-down"),))


def admin_loss(case: Case) -> Finding | None:
    """Administration or diagnosis is lost while calls go on; with an outage it would have been Tier III above."""
    found = case.facts.first(Topic.ADMIN_LOSS)
    if found is None or (case.facts.has(Topic.HOW_TO) and not case.facts.has(Topic.EVERYBODY, Topic.EXHAUSTED)):
        return None
    because = f"administrative or diagnostic capability is lost: '{found.words}'"
    return Finding(Tier.TWO, Action.ACCEPT, 0.75, because, (found.evidence("tier2.admin-loss"),))


def exhausted_steps(case: Case) -> Finding | None:
    """The partner's own steps did not help."""
    found, fault = case.facts.first(Topic.EXHAUSTED), _fault(case)
    if found is None or fault is None or case.facts.has(Topic.RESTORED):
        return None
    because = f"the partner's own steps are exhausted ('{found.words}') and '{fault.words}'"
    evidence = (found.evidence("decision.exhausted-steps"), fault.evidence("tier2.unresolvable"))
    return Finding(Tier.TWO, Action.ACCEPT, 0.8, because, evidence)


def wholesaler_work(case: Case) -> Finding | None:
    """Billing, porting, provisioning: only the wholesaler can do it."""
    found = case.facts.first(Topic.WHOLESALER)
    if found is None:
        return None
    because = f"'{found.words}' needs the wholesaler"
    return Finding(Tier.TWO, Action.ACCEPT, 0.65, because, (found.evidence("decision.wholesaler-work"),))


def untried_fault(case: Case) -> Finding | None:
    """One small fault that the partner has not looked at yet."""
    found = case.facts.first(Topic.UNTRIED)
    if found is None or case.is_large or (case.facts.has(Topic.EVERYBODY) and _fault(case) is not None):
        return None
    because = f"a small trouble that the partner has not looked at yet: '{found.words}'"
    return Finding(Tier.ONE, Action.REVIEW, 0.6, because, (found.evidence("tier1.action.minor-issues"),))


def service_affecting(case: Case) -> Finding | None:
    """Something fails or is impaired for somebody: service affecting."""
    fault = _fault(case)
    if fault is None or (_is_all_well(case) and case.facts.has(Topic.HOW_TO)):
        return None
    because = f"service is affected: '{fault.words}'"
    if case.facts.shares:
        because += f" for {case.facts.shares[0].evidence('').words}"
    return Finding(Tier.TWO, Action.ACCEPT, 0.65, because, (fault.evidence("tier2.service-affecting"),))


def administration(case: Case) -> Finding | None:
    """A question or a change that the partner's own access covers, with nothing said to fail."""
    topic = case.facts.first(Topic.ADMINISTRATION)
    asked = case.facts.first(Topic.HOW_TO)
    if topic is None or (_fault(case) is not None and not _is_all_well(case)):
        return None
    if asked is None and not case.facts.questions:
        return None
    because = f"administration that the partner's access covers: '{topic.words}'"
    evidence: tuple[Evidence, ...] = (topic.evidence("tier1.broadsoft-administration"),)
    if asked is not None:
        evidence += (asked.evidence("tier1.no-impact"),)
    affecting = case.report.form.service_affecting and case.report.form.workaround is False
    doubt = affecting or case.facts.has(Topic.WHOLESALER) or asked is None or not _near(topic, asked)
    doubt = doubt or (case.facts.has(Topic.EMERGENCY) and not case.facts.has(Topic.FINE))
    doubt = doubt or SECOND_ITEM.search(case.report.description) is not None
    action = Action.REVIEW if doubt else Action.REFUSE
    return Finding(Tier.ONE, action, 0.75, because, evidence)


def form_speaks(case: Case) -> Finding | None:
    """Where the text gives no facts, the form decides."""
    form = case.report.form
    if form.affected_users is None and form.service_affecting is None:
        return None
    evidence = (Evidence("tier2.service-affecting", f"service_affecting={form.service_affecting}", "form"),)
    if case.is_large and form.service_affecting and form.workaround is False:
        because = f"the form tells of {form.affected_users} of {form.total_users} users without a work-around"
        return Finding(Tier.THREE, Action.ACCEPT, 0.6, because, evidence)
    if form.service_affecting:
        return Finding(Tier.TWO, Action.ACCEPT, 0.5, "the form says that service is affected", evidence)
    return None


RULES: tuple[tuple[str, Rule], ...] = (
    ("emergency-calls", emergency_calls),
    ("thanks", thanks),
    ("no-case", no_case),
    ("withdrawn", withdrawn),
    ("past-outage", past_outage),
    ("emergency-in-doubt", emergency_in_doubt),
    ("safety-line", safety_line),
    ("carrier-outage", carrier_outage),
    ("fraud", fraud),
    ("large-group", large_group),
    ("customer-down", customer_down),
    ("admin-loss", admin_loss),
    ("exhausted-steps", exhausted_steps),
    ("untried-fault", untried_fault),
    ("service-affecting", service_affecting),
    ("wholesaler-work", wholesaler_work),
    ("administration", administration),
    ("form-speaks", form_speaks),
)


def _vague(case: Case) -> Finding:
    topic = case.facts.first(Topic.ADMINISTRATION, Topic.HOW_TO, Topic.REQUEST)
    ominous = case.facts.has(Topic.EVERYBODY, Topic.SAFETY_LINE, Topic.OUTAGE, Topic.CARRIER, Topic.EXHAUSTED)
    ominous = ominous or (case.facts.has(Topic.EMERGENCY) and not case.facts.has(Topic.FINE))
    if topic is not None and not ominous and case.facts.words >= FEW_WORDS:
        because = f"nothing is said to fail; '{topic.words}' is likely the partner's own administration"
        return Finding(Tier.ONE, Action.REVIEW, 0.4, because, (topic.evidence("tier1.broadsoft-administration"),))
    return Finding(Tier.TWO, Action.REVIEW, 0.3, "the ticket gives no facts to judge by; a person must ask")


# --- small questions the rules share ----------------------------------------------------------------------------------


def _of(case: Case, topic: Topic) -> tuple[Mention, ...]:
    return case.facts.mentions.get(topic, ())


def _faults(case: Case) -> list[Mention]:
    return [mention for topic in (*FAULTS, Topic.IMPAIRED) for mention in _of(case, topic)]


def _fault(case: Case) -> Mention | None:
    return case.facts.first(*FAULTS, Topic.IMPAIRED)


def _percent(one: SharedSentence) -> float:
    return one.share.percent


def _is_small(case: Case) -> bool:
    """Whether the largest share told is below the policy's limit."""
    share = case.largest_share
    return share is not None and share < case.policy.large_group_percent


def _concerns_administration(case: Case) -> bool:
    """Whether every failure told is one of portals, reports or interfaces, so that calls go on."""
    losses = {id(mention.sentence) for mention in _of(case, Topic.ADMIN_LOSS)}
    return bool(losses) and all(id(mention.sentence) in losses for mention in _of(case, Topic.DEAD))


def _is_all_well(case: Case) -> bool:
    """Whether the partner says that nothing is wrong and gives no failure outside such a sentence."""
    fine = {id(mention.sentence) for mention in _of(case, Topic.FINE)}
    return bool(fine) and all(id(mention.sentence) in fine for mention in _faults(case))


def _near(one: Mention, other: Mention) -> bool:
    """Whether two mentions stand in the same sentence or in neighbouring ones."""
    if one.sentence.source != other.sentence.source:
        return True
    return abs(one.start - other.start) <= NEAR


def _fails_outright(sentence: str) -> bool:
    return any(word in sentence for word in ("fail", "busy", "wrong", "reach", "cannot", "can't", "never", "not go"))


def _short(text: str, limit: int = 90) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
