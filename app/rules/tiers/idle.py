"""No case at all: what asks for nothing, and what is over and asks for nothing more."""

from app.rules.case import DOWN, FAILING, SEVERE, THEIRS, Case
from app.rules.finding import Finding
from app.rules.verdict import Action

IDLE = ("auto-reply", "advertising", "test-message", "thanks")
"""Asks for nothing."""
ASKING = ("how-to", "change-request", "login-or-password", "feature-question")
"""Asks for what the partner's own access covers."""


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
    return Finding.one(Action.LEAVE, 0.99, "nothing is reported or asked for", case.shown(found, "decision.no-case"))


def over(case: Case) -> Finding | None:
    """The partner says that it is over and asks for nothing."""
    found = case.sign("restored", "share-restored")
    if found is None or case.has(
        "fault-told", "partly-restored", "steps-exhausted", "your-side", *THEIRS, *ASKING, *FAILING, *SEVERE
    ):
        return None
    return Finding.one(Action.LEAVE, 0.88, "the trouble is over", case.shown(found, "decision.no-case"))
