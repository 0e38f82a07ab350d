"""What the rules say of a report, without the learned reader."""

from dataclasses import replace

from app.rules.case import Case
from app.rules.finding import Finding
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.rulebook import findings
from app.rules.ticket import Form, Report

POLICY = replace(Policy.shipped(), learned=False)


def spoken(subject: str, text: str, *, form: Form | None = None, policy: Policy = POLICY) -> list[tuple[str, Finding]]:
    """What each rule that speaks concludes, in the order of the rules."""
    report = Report(subject, text, "Acme", form=form or Form())
    return list(findings(Case.of(Reader.by(policy.lexicon).read(report), policy)))


def first(subject: str, text: str, *, form: Form | None = None, policy: Policy = POLICY) -> tuple[str, Finding]:
    """What the first rule that speaks concludes."""
    return spoken(subject, text, form=form, policy=policy)[0]
