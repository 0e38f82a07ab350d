"""
The rules: from signs to a finding, read from top to bottom; the first that speaks decides.

Each rule is tied to a clause of policy.toml. It asks for signs (`app.rules.reading`) and for what contradicts them, and
where no sign speaks, for claims and numbers (`app.rules.reader`); never for words of one partner or one event. A sign
alone is right three times in four, hence severe rules ask for a second or for the absence of what takes them back. What
is unclear goes up a tier or to review, never down.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from app.rules.claims import Claim, Scope, State
from app.rules.cues import Cued
from app.rules.policy import Policy
from app.rules.reader import Facts, Found, Told
from app.rules.reading import signs_of
from app.rules.scope import CUES
from app.rules.signs import Sign
from app.rules.ticket import Tier
from app.rules.verdict import Action, Evidence

# Names of signs that speak of one thing.
IDLE = ("auto-reply", "advertising", "test-message", "thanks")
"""Asks for nothing."""
DOWN = ("customer-down", "main-number-down", "outbound-down", "no-sound-for-all", "down-implied")
"""The customer as a whole is without calls."""
EVERY_CALL = ("mute-on-every-call",)
"""Proof that what is not heard is no lesser fault."""
BEYOND = ("carrier-outage", "many-customers", "billing-stopped", "fraud-running", "statistics-collapse")
"""More than one customer is hit, or money runs away."""
LARGE = ("large-share", "large-share-of-calls")
SMALL = ("small-share", "small-share-of-calls")
SEVERE = ("emergency-fault", "safety-line-fault", "sole-line", "calls-collapse", *BEYOND, *DOWN, *LARGE)
"""Any of these may be Tier III."""
NOT_NOW = ("planned", "hypothetical", "test", "past-outage", "came-and-went", "denied-outage")
"""What is told is not so now."""
NOT_THEIRS = ("own-side", "corrected-down")
"""The cause is the customer's own, or the report takes itself back."""
CALM = ("denied-outage", "test", "came-and-went")
"""Says that other calls work, that a test showed it, or that something is well again: no comfort for lines of lives."""
BOUNDS = ("single-user", "untried", "portal-only", "minor", "restored", "feature-question", "emergency-passed")
"""Keeps a fault from being one of many users now."""
FAILING = (
    *("feature-broken", "quality", "drops", "intermittent", "route-fault", "misrouted", "number-wrong", "fax-fault"),
    *("sms-fault", "voicemail-fault", "data-lost"),
)
"""Fails short of an outage."""
THEIRS = ("past-outage", "came-and-went", "wholesaler-order", "info-request")
"""Asks for what only the wholesaler has."""
ASKING = ("how-to", "change-request", "login-or-password", "feature-question")
"""Asks for what the partner's own access covers."""

TRUSTED = 0.7
"""Confidence from which a rule's words are the reason told; below it the learned reader's own words say more."""

# Scopes of claims.
WIDE = (Scope.ALL, Scope.SEVERAL, Scope.MAIN)
NARROW = (Scope.ONE, Scope.FEW)

# What rules look for themselves, over meanings.
_WHOLESALER = CUES.pattern(r"\bWHOLE\b")
_NOBODY = CUES.pattern(r"\bNONE\b.*\b(?:CALL|IN|OUT|PHONE|REGISTER|WORK)\b")
_UNHEARD = re.compile(
    r"\b(?:hears?|hear|heard|hearing) (?:absolutely )?(?:nobody|no one|no-one|none of (?:them|the callers))\b"
    r"|\bno (?:se )?(?:oigo|oye|oyen|oimos|escucho|escucha|escuchan|escuchamos) (?:a )?nadie\b"
    r"|\b(?:n'entends?|n'entend|n'entendons|n'entendent) (?:plus )?personne\b"
)
_SPARED = re.compile(
    r"\b(?:nobody|no one|no-one|none(?: of \S+)?)(?:'s| is| are| was| were| has been)? (?:\S+ )?without\b"
    r"(?! (?:getting|hearing|a busy|an error|drops?|any error|trouble|problems?)\b)"
)
"""Nobody is without: all is well."""
_OF_ALL = re.compile(
    r"\b(?:all|every\w*|each|any|both|whole|entire|none|nobody|no one|we|whoever|callers?|todos|todas|tod[ao]|ningun\w*"
    r"|nadie|tous|toutes?|chaque|aucune?|personne|nous)\b"
)
_ALL_OR_SINCE = CUES.pattern(r"\b(?:ALL|SINCE)\b")
_IN_PART = re.compile(r"\b(?:some|part|half|few|most|but|except|not|\w+n't|unos|algunos|certains?|sauf|pero|mais)\b")
"""Words by which an end is not one for all."""
_NOT_THEIRS_ALONE = CUES.pattern(r"\b(?:WHOLE|CARRIER|LISTED|CANNOT|NONE|TRIED|RFO|FRAUD)\b")


@dataclass(frozen=True)
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

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where the first sign of each name stands."""
        return {one.name: place for place, one in reversed(tuple(enumerate(self.signs)))}

    def sign(self, *names: str) -> Sign | None:
        """Return the first sign that bears one of these names."""
        found = self._places.keys() & names
        return self.signs[min(map(self._places.__getitem__, found))] if found else None

    def has(self, *names: str) -> bool:
        """Return whether any sign bears one of these names."""
        return not self._places.keys().isdisjoint(names)

    @property
    def limit(self) -> float:
        """Percent of users from which a group is large."""
        return self.policy.large_group_percent

    def find(self, pattern: Cued, within: Callable[[Told], bool] | None = None) -> Found | None:
        """Return the first match of a pattern over meanings."""
        return self.facts.find(pattern, within)

    def is_now(self, *states: State) -> bool:
        """Return whether any of these states is claimed to be so now."""
        return self.facts.claim(*states) is not None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule concludes."""

    tier: Tier
    action: Action
    confidence: float
    """Share of tickets, of those no rule was made from, for which the tier of this rule was acceptable."""
    because: str
    evidence: tuple[Evidence, ...] = ()


# --- what rules share -------------------------------------------------------------------------------------------------


def _shown(case: Case, one: Sign, clause: str) -> Evidence:
    """Return the words of a sign as evidence; of the form, what it says of users."""
    report, form = case.facts.report, case.facts.form
    if one.source == "form":
        return Evidence(clause, f"affected_users={form.affected_users}, total_users={form.total_users}", "form")
    text = report.subject if one.source == "subject" else report.description
    return Evidence(clause, text[one.start : one.end], one.source, one.start, one.end)


def _told(case: Case, found: tuple[Told, Claim], clause: str) -> Evidence:
    return case.facts.evidence(clause, found[1], found[0])


def _three(confidence: float, because: str, *evidence: Evidence) -> Finding:
    return _finding(Tier.THREE, Action.ACCEPT, confidence, because, evidence)


def _two(confidence: float, because: str, *evidence: Evidence) -> Finding:
    return _finding(Tier.TWO, Action.ACCEPT, confidence, because, evidence)


def _one(action: Action, confidence: float, because: str, *evidence: Evidence) -> Finding:
    return _finding(Tier.ONE, action, confidence, because, evidence)


def _finding(tier: Tier, action: Action, confidence: float, because: str, evidence: tuple[Evidence, ...]) -> Finding:
    """Return a finding whose sentence ends with the words that show it."""
    said = ", ".join(f"'{_short(one.words)}'" for one in evidence[:2])
    return Finding(tier, action, confidence, f"{because}: {said}", evidence)


def _is_taken_back(case: Case, *but: str) -> bool:
    """Whether the report says that it is not so now or not the provider's, and no later sentence says it is."""
    against = [one for one in case.signs if one.name in (*NOT_NOW, *NOT_THEIRS) and one.name not in but]
    if not against:
        return False
    last = max(one.number for one in against)
    again = ("now", "corrected-up", "partly-restored", *SEVERE)
    return not any(one.name in again and one.number > last for one in case.signs)


def _has_ended_since(case: Case, found: Sign) -> bool:
    """Whether a later sentence says that what struck so many is over, and none that it struck anew."""
    over = case.sign("restored")
    if over is None or over.number <= found.number or case.has("partly-restored", "now"):
        return False
    if any(told.number == over.number and _IN_PART.search(told.line.plain) for told in case.facts.told):
        return False
    return not any(one.name in SEVERE and one.number > over.number for one in case.signs)


def _is_small(case: Case) -> bool:
    """Whether the figures of the text, or the form where the text gives none, tell of less than a large group."""
    if case.has(*LARGE):
        return False
    if case.has(*SMALL):
        return True
    affected, total = case.facts.form.affected_users, case.facts.form.total_users
    if not affected or not total or case.facts.user_shares:
        return False
    return 100 * affected / total < case.limit


# --- no case at all ---------------------------------------------------------------------------------------------------


def sells_to_us(case: Case) -> bool:
    """Whether a stranger advertises; outages and carriers are what such a mail speaks of."""
    return case.facts.report.organization is None and case.has("advertising")


def no_case(case: Case) -> Finding | None:
    """Absence, advertising, tests, thanks: nothing is asked for."""
    found = case.sign(*IDLE)
    if found is None:
        return None
    is_sold = sells_to_us(case)
    against = (*SEVERE, "fault-told", "came-and-went", "steps-exhausted", "your-side", "carrier-mention")
    if case.has(*((*DOWN, "sole-line") if is_sold else against)):
        return None
    return _one(Action.LEAVE, 0.99, "nothing is reported or asked for", _shown(case, found, "decision.no-case"))


def over(case: Case) -> Finding | None:
    """The partner says that it is over and asks for nothing."""
    found = case.sign("restored", "share-restored")
    if found is None or case.has(
        "fault-told", "partly-restored", "steps-exhausted", "your-side", *THEIRS, *ASKING, *FAILING, *SEVERE
    ):
        return None
    return _one(Action.LEAVE, 0.88, "the trouble is over", _shown(case, found, "decision.no-case"))


# --- Tier III ---------------------------------------------------------------------------------------------------------


def emergency_calls(case: Case) -> Finding | None:
    """Emergency calls that fail, go astray or show the wrong place; no work-around lowers it."""
    found = case.sign("emergency-fault")
    if found is None or _is_taken_back(case, *CALM):
        return None
    evidence = _shown(case, found, "tier3.emergency-calls")
    return _three(0.90, "emergency calls are not reliably working", evidence)


def safety_line(case: Case) -> Finding | None:
    """Elevator, fire, alarm, panic and crisis lines that fail."""
    found = case.sign("safety-line-fault")
    if found is None or _is_taken_back(case, *CALM):
        return None
    return _three(0.86, "a line on which safety depends fails", _shown(case, found, "decision.safety-lines"))


def carrier_outage(case: Case) -> Finding | None:
    """An outage of a carrier on the policy's list; a mention is nothing."""
    found = case.sign("carrier-outage")
    if found is None or _is_taken_back(case):
        return None
    return _three(0.85, "a carrier on the policy's list is out", _shown(case, found, "tier3.carrier-outage"))


def beyond_one_customer(case: Case) -> Finding | None:
    """Many customers, billing as a whole, running fraud, collapsed figures: severe for calls, traffic or billing."""
    found = case.sign(*BEYOND)
    if found is None or _is_taken_back(case) or _is_small(case):
        return None
    return _three(0.86, "calls, traffic or billing are hit beyond one customer", _shown(case, found, "tier3.severe"))


def collapsed(case: Case) -> Finding | None:
    """Hardly a call finds its way, told in words or as a rate by the hour."""
    found = case.sign("calls-collapse")
    if found is None or _is_taken_back(case) or _is_small(case):
        return None
    return _three(0.95, "hardly a call gets through", _shown(case, found, "tier3.severe"))


def large_group(case: Case) -> Finding | None:
    """Calls are down for at least the policy's share of users, told or computed."""
    found = case.sign(*LARGE)
    if found is None or found.source == "form" or _is_taken_back(case) or case.has("single-user", "emergency-passed"):
        return None
    if not (case.has("fault-told", *DOWN) or case.is_now(State.DEAD)) or _has_ended_since(case, found):
        return None
    because = "calls are down for a large group of users"
    evidence = _shown(case, found, "tier3.large-group")
    second = case.sign("now", *DOWN)
    if second is not None:
        return _three(0.9, because, evidence, _shown(case, second, "tier3.customer-down"))
    if case.has("voicemail-fault") or (case.has(*FAILING) and case.has("steps-exhausted")):
        return None
    return _three(0.79, because, evidence)


def sole_line(case: Case) -> Finding | None:
    """One user or line that is the whole customer is without calls."""
    found = case.sign("sole-line")
    if found is None or _is_taken_back(case) or (case.has("untried") and case.has("registration-one")):
        return None
    return _three(0.87, "the only line of a customer is down", _shown(case, found, "decision.safety-lines"))


def customer_down(case: Case) -> Finding | None:
    """Everybody of a customer, or the number by which it is reached, is without calls."""
    found = case.sign(*DOWN)
    if found is None or _is_taken_back(case) or _is_small(case) or case.has("untried"):
        return None
    evidence = _shown(case, found, "tier3.customer-down")
    proof = (*DOWN, "now", "count-without-base", *LARGE, *(() if case.has("single-user") else EVERY_CALL))
    second = case.sign(*(name for name in proof if name != found.name))
    if second is not None:
        return _three(0.90, "the customer is down", evidence, _shown(case, second, "tier3.customer-down"))
    # One phrase beside tried steps or a lesser fault is more often that fault.
    if case.has("single-user", "steps-exhausted", *FAILING):
        return None
    return _three(0.82, "the customer is down", evidence)


# --- Tier II ----------------------------------------------------------------------------------------------------------


def past_outage(case: Case) -> Finding | None:
    """Reports and credits for an outage that is over."""
    found = case.sign("past-outage")
    if found is None or case.has("emergency-fault"):
        return None
    evidence = _shown(case, found, "decision.past-outage")
    return _two(0.92, "it concerns an outage that is over, and only the wholesaler can answer", evidence)


def came_and_went(case: Case) -> Finding | None:
    """Something was dead for a while and is said to be well again; why it was, only the provider can find out."""
    found = case.sign("came-and-went")
    if found is None or case.has("own-side"):
        return None
    return _two(0.95, "it came and went, and the cause is wanted", _shown(case, found, "decision.past-outage"))


def small_group(case: Case) -> Finding | None:
    """Calls are down or impaired for less than the policy's share of users."""
    found = case.sign(*SMALL)
    if found is None or case.has("untried"):
        return None
    return _two(0.89, "a small group of users is affected", _shown(case, found, "tier2.small-group"))


def admin_loss(case: Case) -> Finding | None:
    """Administration or diagnosis is lost while calls go on; with an outage it would have been Tier III above."""
    found = case.sign("admin-loss", "portal-only")
    if found is None or case.has("untried", *NOT_THEIRS):
        return None
    return _two(0.8, "administrative or diagnostic capability is lost", _shown(case, found, "tier2.admin-loss"))


def exhausted_steps(case: Case) -> Finding | None:
    """The partner's own steps did not help."""
    found = case.sign("steps-exhausted")
    if found is None:
        return None
    return _two(0.89, "the partner's own steps are exhausted", _shown(case, found, "decision.exhausted-steps"))


def degraded(case: Case) -> Finding | None:
    """Calls or features work badly, at times, or not all of them."""
    found = case.sign(*FAILING)
    if found is None or case.has("untried", "own-side"):
        return None
    return _two(0.81, "service is impaired", _shown(case, found, "tier2.degraded"))


def your_side(case: Case) -> Finding | None:
    """What was found points to the provider."""
    found = case.sign("your-side")
    if found is None:
        return None
    return _two(0.60, "the cause is shown to be on the provider's side", _shown(case, found, "tier2.unresolvable"))


def wholesaler_work(case: Case) -> Finding | None:
    """Billing, porting, provisioning: only the wholesaler can do it."""
    found = case.sign("wholesaler-order", "port-trouble", "invoice-trouble", "emergency-address-rejected", "fraud-past")
    if found is None:
        return None
    return _two(0.79, "only the wholesaler can do this", _shown(case, found, "decision.wholesaler-work"))


def wholesaler_named(case: Case) -> Finding | None:
    """What is spoken of is the wholesaler's, and nothing is said to fail."""
    found = case.find(_WHOLESALER, lambda told: "HOW" not in told.meanings)
    if found is None or case.has("fault-told"):
        return None
    evidence = case.facts.evidence("decision.wholesaler-work", found, found.told)
    return _two(0.71, "it speaks of the wholesaler's work", evidence)


def service_affecting(case: Case) -> Finding | None:
    """Something fails for somebody."""
    found = case.sign("fault-told")
    if found is None:
        return None
    return _two(0.49, "service is affected", _shown(case, found, "tier2.service-affecting"))


# --- Tier III by claims and numbers: a fault is told, and no sign of something smaller ------------------------------


def _is_bounded(case: Case) -> bool:
    """Whether anything speaks for one user, a part, another time or a cause elsewhere."""
    return _is_taken_back(case) or _is_small(case) or case.has(*BOUNDS)


def counted_group(case: Case) -> Finding | None:
    """A share of users at or above the policy's, beside a fault; surer where calls are said to be dead."""
    share = next(((told, one) for told, one in case.facts.user_shares if one.percent >= case.limit), None)
    if share is None or not case.has("fault-told") or _is_bounded(case):
        return None
    evidence = case.facts.evidence("tier3.large-group", share[1], share[0])
    dead = case.facts.claim(State.DEAD)
    if dead is None:
        return _three(0.52, "a fault beside a large share of users", evidence)
    because = "calls are down for a large group of users"
    return _three(0.76, because, evidence, _told(case, dead, "tier3.large-group"))


def _is_unheard(told: Told) -> bool:
    """Whether "nobody" is who is not heard, by somebody: one phone is mute, unless all of them are spoken of."""
    text = told.line.plain
    rest, count = _UNHEARD.subn(" ", text)
    return count > 0 and not _OF_ALL.search(rest)


def nobody(case: Case) -> Finding | None:
    """Nobody, none or all of those spoken of are without calls."""
    if not case.has("fault-told") or _is_bounded(case):
        return None
    found = case.find(_NOBODY, lambda told: not (_is_unheard(told) or _SPARED.search(told.line.plain)))
    if found is not None:
        return _three(0.76, "nobody has calls", case.facts.evidence("tier3.customer-down", found, found.told))
    wide = (one for one in case.facts.claims(State.DEAD) if one[1].scope in WIDE and not _is_unheard(one[0]))
    claim = next(wide, None)
    if claim is None or case.is_now(State.LOSS):
        return None
    return _three(0.65, "all are without calls", _told(case, claim, "tier3.customer-down"))


def many_without_base(case: Case) -> Finding | None:
    """A count of users without calls and without a total, too large for a handful."""
    found = case.sign("count-without-base")
    if found is None or not case.has("fault-told") or _is_bounded(case):
        return None
    return _three(0.63, "several users are without calls", _shown(case, found, "tier3.large-group"))


def fails_now(case: Case) -> Finding | None:
    """Calls are dead and have been since a time that is told, and nothing makes it small."""
    found, dead = case.sign("now"), case.facts.claim(State.DEAD)
    if found is None or dead is None or not case.has("fault-told") or _is_bounded(case):
        return None
    if dead[1].scope in NARROW or case.is_now(State.FINE) or any(told.asks for told in case.facts.told):
        return None
    return _three(0.67, "calls have failed since then, and nothing bounds it", _shown(case, found, "tier3.severe"))


def all_since(case: Case) -> Finding | None:
    """A fault told with a word for all, or with its beginning, and nothing said to work."""
    if not case.has("fault-told") or _is_bounded(case) or case.is_now(State.FINE):
        return None
    found = case.find(_ALL_OR_SINCE)
    if found is None or any(told.asks for told in case.facts.told):
        return None
    evidence = case.facts.evidence("tier3.severe", found, found.told)
    return _three(0.51, "a fault of all or since a time told, and nothing is said to work", evidence)


def form_counts(case: Case) -> Finding | None:
    """The form counts a large group, and the text, which tells a fault, gives no figures."""
    affected, total = case.facts.form.affected_users or 0, case.facts.form.total_users or 0
    if affected < 2 or total < affected or 100 * affected / total < case.limit or case.facts.user_shares:
        return None
    if not case.has("fault-told") or _is_bounded(case):
        return None
    evidence = Evidence("tier3.large-group", f"affected_users={affected}, total_users={total}", "form")
    return _three(0.54, "the form counts a large group, and the text gives no figures", evidence)


# --- Tier I -----------------------------------------------------------------------------------------------------------


def end_customer(case: Case) -> Finding | None:
    """Somebody who belongs to no partner and asks something small; an outage told by whomever is one above."""
    found = case.sign("end-customer")
    if found is None:
        return None
    return _one(Action.REVIEW, 0.96, "the writer belongs to no partner", _shown(case, found, "decision.not-a-partner"))


def own_cause(case: Case) -> Finding | None:
    """The cause is with the customer or the partner."""
    found = case.sign("own-side")
    if found is None or case.has("your-side", "steps-exhausted"):
        return None
    return _one(
        Action.REVIEW, 0.90, "the cause is not the provider's", _shown(case, found, "tier1.partner-responsible")
    )


def not_now(case: Case) -> Finding | None:
    """Planned, imagined or a drill: nothing fails now."""
    found = case.sign("planned", "hypothetical", "test", "corrected-down", "denied-outage")
    if found is None or case.has("wholesaler-order", "your-side"):
        return None
    return _one(Action.REVIEW, 0.89, "nothing fails now", _shown(case, found, "tier1.no-impact"))


def untried_fault(case: Case) -> Finding | None:
    """A small fault that the partner has not looked at yet, or that has a work-around."""
    found = case.sign("untried", "minor")
    # A work-around lowers the tier only where the impact is small.
    if found is None and case.has("single-user", *SMALL):
        found = case.sign("workaround")
    if found is None:
        return None
    because = "a small trouble with a way around it or not yet looked at"
    return _one(Action.REVIEW, 0.88, because, _shown(case, found, "tier1.work-around"))


def administration(case: Case) -> Finding | None:
    """A question or a change that the partner's own access covers, with nothing said to fail."""
    found = case.sign("how-to", "change-request", "login-or-password")
    if found is None:
        return None
    evidence = _shown(case, found, "tier1.broadsoft-administration")
    because = "administration that the partner's access covers"
    if _may_need_more(case):
        return _one(Action.REVIEW, 0.87, because, evidence)
    return _one(Action.REFUSE, 0.97, because, evidence)


def _may_need_more(case: Case) -> bool:
    """Whether anything at all speaks for the provider's hand: a fault, its own topics, a "cannot", the form."""
    form = case.facts.form
    if form.service_affecting and form.workaround is False:
        return True
    if case.has("fault-told", "now", "nothing-told", "carrier-mention", *THEIRS, *FAILING, *SEVERE):
        return True
    if case.is_now(State.LOSS):
        return True
    if any(claim.scope in (*WIDE, Scope.GROUP) for _, claim in case.facts.claims(State.DEAD)):
        return True
    return case.find(_NOT_THEIRS_ALONE) is not None


def feature_question(case: Case) -> Finding | None:
    """A feature is asked about or named, with nothing said to fail."""
    found = case.sign("feature-question")
    if found is None:
        return None
    because = "it is about a feature the partner administers"
    return _one(Action.REVIEW, 0.85, because, _shown(case, found, "tier1.broadsoft-administration"))


def information(case: Case) -> Finding | None:
    """A question that its people answer, with nothing said to fail."""
    found = case.sign("info-request", "emergency-admin")
    if found is None or case.has("fault-told", *SEVERE):
        return None
    return _one(Action.REVIEW, 0.91, "a question, with nothing said to fail", _shown(case, found, "tier1.no-impact"))


def question(case: Case) -> Finding | None:
    """Something is asked, and nothing is told to fail now."""
    asked = next((told for told in case.facts.told if told.asks and told.source != "subject"), None)
    if asked is None or (case.has("fault-told") and case.is_now(State.DEAD, State.EMERGENCY)):
        return None
    words = asked.line.kept
    evidence = case.facts.evidence("tier1.no-impact", Found(asked, words[0].start, words[-1].end), asked)
    return _one(Action.REVIEW, 0.82, "a question, and no call is said to fail", evidence)


# --- what is left -----------------------------------------------------------------------------------------------------


def form_speaks(case: Case) -> Finding | None:
    """Where the text gives no facts, the form decides."""
    form = case.facts.form
    if not form.service_affecting or case.is_now(State.FINE):
        return None
    evidence = Evidence("tier2.service-affecting", "service_affecting=True", "form")
    return _two(0.33, "the form says that service is affected", evidence)


def vague(case: Case) -> Finding:
    """Nothing to judge by."""
    return Finding(Tier.TWO, Action.REVIEW, 0.42, "the ticket gives no facts to judge by; a person must ask")


Rule = Callable[[Case], Finding | None]

RULES: tuple[tuple[str, Rule], ...] = (
    ("emergency-calls", emergency_calls),
    ("no-case", no_case),
    ("safety-line", safety_line),
    ("past-outage", past_outage),
    ("came-and-went", came_and_went),
    ("carrier-outage", carrier_outage),
    ("collapsed", collapsed),
    ("beyond-one-customer", beyond_one_customer),
    ("large-group", large_group),
    ("sole-line", sole_line),
    ("customer-down", customer_down),
    ("end-customer", end_customer),
    ("over", over),
    ("own-cause", own_cause),
    ("not-now", not_now),
    ("small-group", small_group),
    ("exhausted-steps", exhausted_steps),
    ("administration", administration),
    ("untried-fault", untried_fault),
    ("admin-loss", admin_loss),
    ("degraded", degraded),
    ("counted-group", counted_group),
    ("nobody", nobody),
    ("many-without-base", many_without_base),
    ("fails-now", fails_now),
    ("form-counts", form_counts),
    ("your-side", your_side),
    ("wholesaler-work", wholesaler_work),
    ("feature-question", feature_question),
    ("information", information),
    ("wholesaler-named", wholesaler_named),
    ("question", question),
    ("all-since", all_since),
    ("service-affecting", service_affecting),
    ("form-speaks", form_speaks),
)


def findings(case: Case) -> Iterator[tuple[str, Finding]]:
    """Return what each rule that speaks concludes, in the order of the rules; `vague` speaks last and always."""
    for name, rule in RULES:
        finding = rule(case)
        if finding is not None:
            yield name, finding
    yield "vague", vague(case)


def _short(text: str, limit: int = 90) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
