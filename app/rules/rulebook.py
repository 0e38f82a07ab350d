"""
The rules in their order: read from top to bottom; the first that speaks decides.

What each asks for and concludes stands in `app.rules.tiers`, a room a tier.
"""

from collections.abc import Callable, Iterator

from app.rules.case import Case
from app.rules.finding import Finding
from app.rules.tiers import idle, tier1, tier2, tier3

Rule = Callable[[Case], Finding | None]

RULES: tuple[tuple[str, Rule], ...] = (
    ("emergency-calls", tier3.emergency_calls),
    ("no-case", idle.no_case),
    ("safety-line", tier3.safety_line),
    ("past-outage", tier2.past_outage),
    ("came-and-went", tier2.came_and_went),
    ("carrier-outage", tier3.carrier_outage),
    ("collapsed", tier3.collapsed),
    ("beyond-one-customer", tier3.beyond_one_customer),
    ("large-group", tier3.large_group),
    ("sole-line", tier3.sole_line),
    ("customer-down", tier3.customer_down),
    ("end-customer", tier1.end_customer),
    ("over", idle.over),
    ("own-cause", tier1.own_cause),
    ("not-now", tier1.not_now),
    ("small-group", tier2.small_group),
    ("exhausted-steps", tier2.exhausted_steps),
    ("administration", tier1.administration),
    ("untried-fault", tier1.untried_fault),
    ("admin-loss", tier2.admin_loss),
    ("degraded", tier2.degraded),
    ("counted-group", tier3.counted_group),
    ("nobody", tier3.nobody),
    ("many-without-base", tier3.many_without_base),
    ("fails-now", tier3.fails_now),
    ("form-counts", tier3.form_counts),
    ("your-side", tier2.your_side),
    ("wholesaler-work", tier2.wholesaler_work),
    ("feature-question", tier1.feature_question),
    ("information", tier1.information),
    ("wholesaler-named", tier2.wholesaler_named),
    ("question", tier1.question),
    ("all-since", tier3.all_since),
    ("service-affecting", tier2.service_affecting),
    ("form-speaks", tier2.form_speaks),
)


def findings(case: Case) -> Iterator[tuple[str, Finding]]:
    """Return what each rule that speaks concludes, in the order of the rules; `vague` speaks last and always."""
    for name, rule in RULES:
        finding = rule(case)
        if finding is not None:
            yield name, finding
    yield "vague", tier2.vague(case)
