"""
Tier I: what the partner can do, what is not the provider's, what fails for nobody now, and what is only asked.

One rule refuses, and only where nothing at all speaks for the provider's hand; the others leave it to a person.
"""

from app.rules.case import FAILING, SEVERE, SMALL, THEIRS, WIDE, Case
from app.rules.claims import Scope, State
from app.rules.finding import Finding
from app.rules.reader import Found
from app.rules.scope import CUES
from app.rules.verdict import Action

_NOT_THEIRS_ALONE = CUES.pattern(r"\b(?:WHOLE|CARRIER|LISTED|CANNOT|NONE|TRIED|RFO|FRAUD)\b")


def end_customer(case: Case) -> Finding | None:
    """Somebody who belongs to no partner and asks something small; an outage told by whomever is one above."""
    found = case.sign("end-customer")
    if found is None:
        return None
    return Finding.one(
        Action.REVIEW, 0.96, "the writer belongs to no partner", case.shown(found, "decision.not-a-partner")
    )


def own_cause(case: Case) -> Finding | None:
    """The cause is with the customer or the partner."""
    found = case.sign("own-side")
    if found is None or case.has("your-side", "steps-exhausted"):
        return None
    return Finding.one(
        Action.REVIEW, 0.90, "the cause is not the provider's", case.shown(found, "tier1.partner-responsible")
    )


def not_now(case: Case) -> Finding | None:
    """Planned, imagined or a drill: nothing fails now."""
    found = case.sign("planned", "hypothetical", "test", "corrected-down", "denied-outage")
    if found is None or case.has("wholesaler-order", "your-side"):
        return None
    return Finding.one(Action.REVIEW, 0.89, "nothing fails now", case.shown(found, "tier1.no-impact"))


def untried_fault(case: Case) -> Finding | None:
    """A small fault that the partner has not looked at yet, or that has a work-around."""
    found = case.sign("untried", "minor")
    # A work-around lowers the tier only where the impact is small.
    if found is None and case.has("single-user", *SMALL):
        found = case.sign("workaround")
    if found is None:
        return None
    because = "a small trouble with a way around it or not yet looked at"
    return Finding.one(Action.REVIEW, 0.88, because, case.shown(found, "tier1.work-around"))


def administration(case: Case) -> Finding | None:
    """A question or a change that the partner's own access covers, with nothing said to fail."""
    found = case.sign("how-to", "change-request", "login-or-password")
    if found is None:
        return None
    evidence = case.shown(found, "tier1.broadsoft-administration")
    because = "administration that the partner's access covers"
    if _may_need_more(case):
        return Finding.one(Action.REVIEW, 0.87, because, evidence)
    return Finding.one(Action.REFUSE, 0.97, because, evidence)


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
    return Finding.one(Action.REVIEW, 0.85, because, case.shown(found, "tier1.broadsoft-administration"))


def information(case: Case) -> Finding | None:
    """A question that its people answer, with nothing said to fail."""
    found = case.sign("info-request", "emergency-admin")
    if found is None or case.has("fault-told", *SEVERE):
        return None
    return Finding.one(
        Action.REVIEW, 0.91, "a question, with nothing said to fail", case.shown(found, "tier1.no-impact")
    )


def question(case: Case) -> Finding | None:
    """Something is asked, and nothing is told to fail now."""
    asked = next((told for told in case.facts.told if told.asks and told.source != "subject"), None)
    if asked is None or (case.has("fault-told") and case.is_now(State.DEAD, State.EMERGENCY)):
        return None
    words = asked.line.kept
    evidence = case.facts.evidence("tier1.no-impact", Found(asked, words[0].start, words[-1].end), asked)
    return Finding.one(Action.REVIEW, 0.82, "a question, and no call is said to fail", evidence)
