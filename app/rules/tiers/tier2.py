"""
Tier II: service is impaired or down for few, the partner's own steps are exhausted, or only the wholesaler can help.

What gives no facts to judge by is here too: it may be more than it tells.
"""

from app.rules.case import FAILING, NOT_THEIRS, SMALL, Case
from app.rules.claims import State
from app.rules.finding import Finding
from app.rules.scope import CUES
from app.rules.ticket import Tier
from app.rules.verdict import Action, Evidence

_WHOLESALER = CUES.pattern(r"\bWHOLE\b")


def past_outage(case: Case) -> Finding | None:
    """Reports and credits for an outage that is over."""
    found = case.sign("past-outage")
    if found is None or case.has("emergency-fault"):
        return None
    evidence = case.shown(found, "decision.past-outage")
    return Finding.two(0.92, "it concerns an outage that is over, and only the wholesaler can answer", evidence)


def came_and_went(case: Case) -> Finding | None:
    """Something was dead for a while and is said to be well again; why it was, only the provider can find out."""
    found = case.sign("came-and-went")
    if found is None or case.has("own-side"):
        return None
    return Finding.two(0.95, "it came and went, and the cause is wanted", case.shown(found, "decision.past-outage"))


def small_group(case: Case) -> Finding | None:
    """Calls are down or impaired for less than the policy's share of users."""
    found = case.sign(*SMALL)
    if found is None or case.has("untried"):
        return None
    return Finding.two(0.89, "a small group of users is affected", case.shown(found, "tier2.small-group"))


def admin_loss(case: Case) -> Finding | None:
    """Administration or diagnosis is lost while calls go on; with an outage it would have been Tier III above."""
    found = case.sign("admin-loss", "portal-only")
    if found is None or case.has("untried", *NOT_THEIRS):
        return None
    return Finding.two(0.8, "administrative or diagnostic capability is lost", case.shown(found, "tier2.admin-loss"))


def exhausted_steps(case: Case) -> Finding | None:
    """The partner's own steps did not help."""
    found = case.sign("steps-exhausted")
    if found is None:
        return None
    return Finding.two(0.89, "the partner's own steps are exhausted", case.shown(found, "decision.exhausted-steps"))


def degraded(case: Case) -> Finding | None:
    """Calls or features work badly, at times, or not all of them."""
    found = case.sign(*FAILING)
    if found is None or case.has("untried", "own-side"):
        return None
    return Finding.two(0.81, "service is impaired", case.shown(found, "tier2.degraded"))


def your_side(case: Case) -> Finding | None:
    """What was found points to the provider."""
    found = case.sign("your-side")
    if found is None:
        return None
    return Finding.two(0.60, "the cause is shown to be on the provider's side", case.shown(found, "tier2.unresolvable"))


def wholesaler_work(case: Case) -> Finding | None:
    """Billing, porting, provisioning: only the wholesaler can do it."""
    found = case.sign("wholesaler-order", "port-trouble", "invoice-trouble", "emergency-address-rejected", "fraud-past")
    if found is None:
        return None
    return Finding.two(0.79, "only the wholesaler can do this", case.shown(found, "decision.wholesaler-work"))


def wholesaler_named(case: Case) -> Finding | None:
    """What is spoken of is the wholesaler's, and nothing is said to fail."""
    found = case.find(_WHOLESALER, lambda told: "HOW" not in told.meanings)
    if found is None or case.has("fault-told"):
        return None
    evidence = case.facts.evidence("decision.wholesaler-work", found, found.told)
    return Finding.two(0.71, "it speaks of the wholesaler's work", evidence)


def service_affecting(case: Case) -> Finding | None:
    """Something fails for somebody."""
    found = case.sign("fault-told")
    if found is None:
        return None
    return Finding.two(0.49, "service is affected", case.shown(found, "tier2.service-affecting"))


# --- where the text gives no facts ------------------------------------------------------------------------------------


def form_speaks(case: Case) -> Finding | None:
    """Where the text gives no facts, the form decides."""
    form = case.facts.form
    if not form.service_affecting or case.is_now(State.FINE):
        return None
    evidence = Evidence("tier2.service-affecting", "service_affecting=True", "form")
    return Finding.two(0.33, "the form says that service is affected", evidence)


def vague(case: Case) -> Finding:
    """Nothing to judge by."""
    return Finding(Tier.TWO, Action.REVIEW, 0.42, "the ticket gives no facts to judge by; a person must ask")
