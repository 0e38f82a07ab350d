"""
The rules: from facts to a finding, read from top to bottom; the first that speaks decides.

Each rule is tied to a clause of policy.toml and looks at meanings (lexicon.toml), claims and numbers, never at words of
one partner or one event. What is unclear goes up a tier or to review, never down.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.rules.claims import Claim, Scope, State
from app.rules.policy import Policy
from app.rules.reader import Facts, Found, Told
from app.rules.reading import signs_of
from app.rules.signs import Sign
from app.rules.ticket import Tier
from app.rules.verdict import Action, Evidence

FEW_WORDS = 60
"""Longer than this, a message of thanks reports something as well."""
MANY_USERS = 10
"""A count of users without a base: from this on, a large group."""
FAULT_WORDS = "DEAD|STOPPED|FAIL|BROKEN|BAD|CANNOT|NOT|NO|NONE|SOMETIMES"
WIDE = (Scope.ALL, Scope.SEVERAL, Scope.MAIN)
NARROW = (Scope.ONE, Scope.FEW)


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule looks at."""

    facts: Facts
    policy: Policy
    signs: tuple[Sign, ...] = ()
    """The named facts of `app.rules.reading`, in the order of its modules."""

    @classmethod
    def of(cls, facts: Facts, policy: Policy) -> "Case":
        """Return the case of a report, with its signs."""
        return cls(facts, policy, tuple(signs_of(facts, policy.large_group_percent)))

    def sign(self, *names: str) -> Sign | None:
        """Return the first sign that bears one of these names."""
        return next((one for one in self.signs if one.name in names), None)

    @property
    def limit(self) -> float:
        """Percent of users from which a group is large."""
        return self.policy.large_group_percent

    def find(self, pattern: str, within: Callable[[Told], bool] | None = None) -> Found | None:
        """Return the first match of a pattern over meanings."""
        return self.facts.find(_compiled(pattern), within)

    def is_now(self, *states: State) -> bool:
        """Return whether any of these states is claimed to be so now."""
        return self.facts.claim(*states) is not None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule concludes."""

    tier: Tier
    action: Action
    confidence: float
    because: str
    evidence: tuple[Evidence, ...] = ()


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _compiled(pattern: str) -> re.Pattern[str]:
    found = _PATTERNS.get(pattern)
    if found is None:
        found = _PATTERNS[pattern] = re.compile(pattern)
    return found


def _words(case: Case, found: Found | Claim, told: Told, clause: str) -> Evidence:
    return case.facts.evidence(clause, found, told)


def _near(one: Told, other: Told) -> bool:
    return one.source != other.source or abs(one.number - other.number) <= 1


# --- no case at all ---------------------------------------------------------------------------------------------------


def no_case(case: Case) -> Finding | None:
    """Absence, advertising, tests, thanks: no case at all."""
    if case.is_now(State.EMERGENCY):
        return None
    found = case.find(r"\bAUTO\b") or case.find(r"^(?:\S+ )?TEST(?: \S+){0,3}$", lambda told: told.source == "subject")
    what = "is no support case"
    if found is None and case.facts.size <= FEW_WORDS and not _asks(case) and not case.is_now(State.DEAD):
        found = case.find(r"^(?:\S+ )?THANKS\b", lambda told: told.number <= 1)
        what = "and nothing is reported"
        if found is not None and case.find(r"\b(?:ASK|HOW|CHANGE|CANNOT|STILL|FAIL)\b"):
            return None
    if found is None or (case.is_now(State.DEAD) and not case.find(r"\bAUTO\b.*\bAUTO\b")):
        return None
    evidence = _words(case, found, found.told, "decision.no-case")
    return Finding(Tier.ONE, Action.LEAVE, 0.8, f"'{evidence.words}' {what}", (evidence,))


def _asks(case: Case) -> bool:
    return any(told.asks for told in case.facts.told)


# --- Tier III ---------------------------------------------------------------------------------------------------------


def emergency_calls(case: Case) -> Finding | None:
    """Emergency calls that fail, go astray or show the wrong place; administration of addresses is not that."""
    for told, claim in case.facts.claims(State.EMERGENCY):
        if re.search(r"\bFINE|IF\b", told.meanings) or told.asks:
            continue
        evidence = _words(case, claim, told, "tier3.emergency-calls")
        because = f"emergency calls are not reliably working: '{_short(evidence.words)}'"
        return Finding(Tier.THREE, Action.ACCEPT, 0.85, because, (evidence,))
    return None


def safety_line(case: Case) -> Finding | None:
    """Elevator, fire, alarm, panic and crisis lines that fail."""
    for told, claim in case.facts.claims(State.DEAD, State.DEGRADED):
        found = case.find(r"\bLIFE\b", lambda other, told=told: _near(other, told))  # type: ignore[misc]
        if found is None:
            continue
        evidence = (
            _words(case, found, found.told, "decision.safety-lines"),
            _words(case, claim, told, "tier3.mission-critical"),
        )
        because = f"a safety line fails: '{evidence[0].words}', '{_short(evidence[1].words)}'"
        return Finding(Tier.THREE, Action.ACCEPT, 0.7, because, evidence)
    return None


def carrier_outage(case: Case) -> Finding | None:
    """An outage of a carrier on the policy's list; a mention is nothing."""
    found = case.find(
        r"\bLISTED\b(?: \S+){0,8} (?:DEAD|STOPPED|cut|FAIL)\b|\b(?:DEAD|STOPPED|cut)\b(?: \S+){0,5} LISTED\b",
        lambda told: not told.asks and not re.search(r"\b(?:FUTURE|RESTORED|RFO|IF|FINE|NONE|BACK)\b", told.meanings),
    )
    if found is None or case.find(r"\bRESTORED\b|\bRFO\b"):
        return None
    evidence = _words(case, found, found.told, "tier3.carrier-outage")
    because = f"an outage of a carrier on the policy's list: '{_short(evidence.words)}'"
    return Finding(Tier.THREE, Action.ACCEPT, 0.75, because, (evidence,))


def large_group(case: Case) -> Finding | None:
    """Calls are down for at least the policy's share of users, told or computed."""
    for told, share in case.facts.user_shares:
        claim = next((c for other, c in case.facts.claims(State.DEAD) if _near(other, told)), None)
        if share.percent < case.limit or claim is None or _is_small(case):
            continue
        evidence = case.facts.evidence("tier3.large-group", share, told)
        because = f"calls are down for a large group: '{_short(told_text(case, told))}'"
        return Finding(Tier.THREE, Action.ACCEPT, 0.8, because, (evidence,))
    computed = case.facts.computed_share
    if computed is not None and computed >= case.limit and not case.facts.user_shares:
        fault = case.facts.claim(State.DEAD)
        if fault is not None and fault[1].scope not in NARROW:
            evidence = _words(case, fault[1], fault[0], "tier3.large-group")
            because = f"calls are down for {computed:.0f} % of the users counted: '{_short(evidence.words)}'"
            return Finding(Tier.THREE, Action.ACCEPT, 0.7, because, (evidence,))
    return None


def customer_down(case: Case) -> Finding | None:
    """Everybody of those spoken of, or the number by which a customer is reached, is without calls."""
    if _is_small(case):
        return None
    for told, claim in case.facts.claims(State.DEAD):
        wide = claim.scope in WIDE or (claim.scope is Scope.GROUP and max(_values(told), default=0) >= MANY_USERS)
        if not wide or re.search(r"\b(?:PORTAL|IF|FUTURE|ADMIN|WHOLE)\b", told.meanings) or told.asks:
            continue
        evidence = _words(case, claim, told, "tier3.customer-down")
        because = f"the customer is down: '{_short(evidence.words)}'"
        return Finding(Tier.THREE, Action.ACCEPT, 0.65, because, (evidence,))
    return None


def _values(told: Told) -> Iterator[int]:
    return (count.value for count in told.counts)


def _is_small(case: Case) -> bool:
    """Whether the largest share told of, or computed, is below the policy's limit."""
    shares = [share.percent for _, share in case.facts.user_shares]
    if not shares and case.facts.computed_share is not None:
        shares = [case.facts.computed_share]
    return bool(shares) and max(shares) < case.limit


# --- Tier II ----------------------------------------------------------------------------------------------------------


def past_outage(case: Case) -> Finding | None:
    """Reports and credits for an outage that is over."""
    found = case.find(r"\bRFO\b")
    if found is None or case.is_now(State.EMERGENCY):
        return None
    evidence = _words(case, found, found.told, "decision.past-outage")
    because = f"'{evidence.words}' concerns an outage that is over; only the wholesaler can answer"
    return Finding(Tier.TWO, Action.ACCEPT, 0.75, because, (evidence,))


def small_group(case: Case) -> Finding | None:
    """Calls are down or impaired for less than the policy's share of users, and the partner has tried its steps."""
    fault = case.facts.claim(State.DEAD, State.DEGRADED)
    if fault is None or not _is_small(case) or (case.find(r"\bWORKAROUND\b") and not case.find(r"\bTRIED\b")):
        return None
    evidence = _words(case, fault[1], fault[0], "tier2.small-group")
    because = f"a small group is affected: '{_short(evidence.words)}'"
    return Finding(Tier.TWO, Action.ACCEPT, 0.7, because, (evidence,))


def admin_loss(case: Case) -> Finding | None:
    """Administration or diagnosis is lost while calls go on; with an outage it would have been Tier III above."""
    loss = case.facts.claim(State.LOSS)
    if loss is None or loss[0].asks:
        return None
    evidence = _words(case, loss[1], loss[0], "tier2.admin-loss")
    because = f"administrative or diagnostic capability is lost: '{_short(evidence.words)}'"
    return Finding(Tier.TWO, Action.ACCEPT, 0.65, because, (evidence,))


def exhausted_steps(case: Case) -> Finding | None:
    """The partner's own steps did not help."""
    fault, tried = case.facts.claim(State.DEAD, State.DEGRADED, State.LOSS), case.find(r"\bTRIED\b")
    if fault is None or tried is None or case.find(r"\bUNTRIED\b"):
        return None
    evidence = (
        _words(case, tried, tried.told, "decision.exhausted-steps"),
        _words(case, fault[1], fault[0], "tier2.unresolvable"),
    )
    because = f"the partner's own steps are exhausted ('{evidence[0].words}') and '{_short(evidence[1].words)}'"
    return Finding(Tier.TWO, Action.ACCEPT, 0.7, because, evidence)


def degraded(case: Case) -> Finding | None:
    """Calls work badly or at times."""
    fault = case.facts.claim(State.DEGRADED)
    if fault is None or case.find(r"\b(?:UNTRIED|MINOR)\b"):
        return None
    evidence = _words(case, fault[1], fault[0], "tier2.degraded")
    because = f"performance is degraded: '{_short(evidence.words)}'"
    return Finding(Tier.TWO, Action.ACCEPT, 0.65, because, (evidence,))


def wholesaler_work(case: Case) -> Finding | None:
    """Billing, porting, provisioning: only the wholesaler can do it."""
    found = case.find(r"\bWHOLE\b", lambda told: not re.search(r"\bHOW\b", told.meanings))
    if found is None:
        return None
    evidence = _words(case, found, found.told, "decision.wholesaler-work")
    return Finding(Tier.TWO, Action.ACCEPT, 0.55, f"'{evidence.words}' needs the wholesaler", (evidence,))


# --- Tier I -----------------------------------------------------------------------------------------------------------


def over(case: Case) -> Finding | None:
    """The partner says that it is over and asks for nothing."""
    found = case.facts.claim(State.RESTORED)
    if found is None:
        return None
    told, claim = found
    if any(fault.sentence > claim.sentence for _, fault in case.facts.claims(*FAULTS_OF_CALLS)):
        return None
    if case.find(r"\b(?:WHOLE|RFO|STILL|ASK)\b", lambda other: other.number > told.number):
        return None
    evidence = _words(case, claim, told, "decision.no-case")
    return Finding(Tier.ONE, Action.LEAVE, 0.6, f"'{_short(evidence.words)}': the trouble is over", (evidence,))


FAULTS_OF_CALLS = (State.DEAD, State.DEGRADED, State.EMERGENCY)


def untried_fault(case: Case) -> Finding | None:
    """One small fault that the partner has not looked at yet, or that has a work-around."""
    fault = case.facts.claim(State.DEAD, State.DEGRADED)
    if fault is None or fault[1].scope not in (*NARROW, Scope.UNKNOWN):
        return None
    found = case.find(r"\bUNTRIED\b|\bWORKAROUND\b|\bMINOR\b")
    if found is None:
        return None
    evidence = (
        _words(case, found, found.told, "tier1.workaround"),
        _words(case, fault[1], fault[0], "tier1.action.minor-issues"),
    )
    because = f"a small trouble with a way around it or not yet looked at: '{evidence[0].words}'"
    return Finding(Tier.ONE, Action.REVIEW, 0.5, because, evidence)


def administration(case: Case) -> Finding | None:
    """A question or a change that the partner's own access covers, with nothing said to fail."""
    if case.is_now(State.DEAD, State.DEGRADED, State.EMERGENCY, State.LOSS) or case.find(r"\b(?:LISTED|FRAUD)\b"):
        return None
    topic = case.find(r"\bADMIN\b") or case.find(r"\b(?:SMS|FAX|PORTAL|DID|USER|PHONE|AUDIO|REGISTER)\b")
    asked = case.find(r"\bHOW\b|\bCHANGE\b") or case.find(r"\bASK\b")
    if topic is None or asked is None:
        return None
    evidence = (
        _words(case, topic, topic.told, "tier1.broadsoft-administration"),
        _words(case, asked, asked.told, "tier1.no-impact"),
    )
    doubt = case.find(r"\b(?:WHOLE|TRIED|CANNOT|FAIL|BROKEN|STOPPED|LIFE|EMERG)\b")
    affecting = case.facts.form.service_affecting and case.facts.form.workaround is False
    because = f"administration that the partner's access covers: '{evidence[0].words}', '{evidence[1].words}'"
    action = Action.REVIEW if doubt or affecting else Action.REFUSE
    return Finding(Tier.ONE, action, 0.75 if action is Action.REFUSE else 0.5, because, evidence)


# --- what is left -----------------------------------------------------------------------------------------------------


def form_speaks(case: Case) -> Finding | None:
    """Where the text gives no facts, the form decides."""
    form = case.facts.form
    if form.service_affecting is None or case.is_now(State.FINE):
        return None
    evidence = (Evidence("tier2.service-affecting", f"service_affecting={form.service_affecting}", "form"),)
    if form.service_affecting and not form.workaround and form.affected_users and form.total_users:
        percent = 100 * form.affected_users / form.total_users
        if percent >= case.limit and not case.facts.user_shares:
            because = f"the form tells of {form.affected_users} of {form.total_users} users without a work-around"
            return Finding(Tier.THREE, Action.ACCEPT, 0.5, because, evidence)
    if form.service_affecting:
        return Finding(Tier.TWO, Action.ACCEPT, 0.5, "the form says that service is affected", evidence)
    return None


def service_affecting(case: Case) -> Finding | None:
    """Something fails for somebody."""
    fault = case.facts.claim(State.DEAD)
    if fault is None:
        return None
    evidence = _words(case, fault[1], fault[0], "tier2.service-affecting")
    return Finding(Tier.TWO, Action.ACCEPT, 0.5, f"service is affected: '{_short(evidence.words)}'", (evidence,))


def vague(case: Case) -> Finding:
    """Nothing to judge by."""
    ominous = case.find(r"\b(?:LIFE|EMERG|LISTED|DEAD|STOPPED|FAIL|CANNOT|NONE|ALL)\b")
    topic = case.find(r"\bADMIN\b|\bHOW\b|\bCHANGE\b")
    if topic is not None and ominous is None:
        evidence = _words(case, topic, topic.told, "tier1.broadsoft-administration")
        because = f"nothing is said to fail; '{evidence.words}' is likely the partner's own administration"
        return Finding(Tier.ONE, Action.REVIEW, 0.4, because, (evidence,))
    return Finding(Tier.TWO, Action.REVIEW, 0.3, "the ticket gives no facts to judge by; a person must ask")


Rule = Callable[[Case], Finding | None]

RULES: tuple[tuple[str, Rule], ...] = (
    ("emergency-calls", emergency_calls),
    ("no-case", no_case),
    ("safety-line", safety_line),
    ("over", over),
    ("past-outage", past_outage),
    ("carrier-outage", carrier_outage),
    ("large-group", large_group),
    ("small-group", small_group),
    ("customer-down", customer_down),
    ("untried-fault", untried_fault),
    ("exhausted-steps", exhausted_steps),
    ("admin-loss", admin_loss),
    ("degraded", degraded),
    ("service-affecting", service_affecting),
    ("wholesaler-work", wholesaler_work),
    ("administration", administration),
    ("form-speaks", form_speaks),
)


def findings(case: Case) -> Iterator[tuple[str, Finding]]:
    """Return what each rule that speaks concludes, in the order of the rules; `vague` speaks last and always."""
    for name, rule in RULES:
        finding = rule(case)
        if finding is not None:
            yield name, finding
    yield "vague", vague(case)


def told_text(case: Case, told: Told) -> str:
    """Return a sentence as the partner typed it."""
    text = case.facts.report.subject if told.source == "subject" else case.facts.report.description
    words = told.line.kept
    return text[words[0].start : words[-1].end] if words else ""


def _short(text: str, limit: int = 90) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
