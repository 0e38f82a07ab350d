"""
What a rule looks at: a report's facts and the signs in them, and the words that show either.

With it stand the names of signs that speak of one thing, where rules of more than one room ask for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.rules.claims import Claim, Scope, State
from app.rules.cues import Cued
from app.rules.policy import Policy
from app.rules.reader import Facts, Found, Told
from app.rules.reading import signs_of
from app.rules.signs import Sign
from app.rules.verdict import Evidence

DOWN = ("customer-down", "main-number-down", "outbound-down", "no-sound-for-all", "down-implied")
"""The customer as a whole is without calls."""
BEYOND = ("carrier-outage", "many-customers", "billing-stopped", "fraud-running", "statistics-collapse")
"""More than one customer is hit, or money runs away."""
LARGE = ("large-share", "large-share-of-calls")
SMALL = ("small-share", "small-share-of-calls")
SEVERE = ("emergency-fault", "safety-line-fault", "sole-line", "calls-collapse", *BEYOND, *DOWN, *LARGE)
"""Any of these may be Tier III."""
NOT_THEIRS = ("own-side", "corrected-down")
"""The cause is the customer's own, or the report takes itself back."""
FAILING = (
    *("feature-broken", "quality", "drops", "intermittent", "route-fault", "misrouted", "number-wrong", "fax-fault"),
    *("sms-fault", "voicemail-fault", "data-lost"),
)
"""Fails short of an outage."""
THEIRS = ("past-outage", "came-and-went", "wholesaler-order", "info-request")
"""Asks for what only the wholesaler has."""

WIDE = (Scope.ALL, Scope.SEVERAL, Scope.MAIN)
"""Scopes of claims that are of many."""


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
        return cls.of_all([facts], policy)[0]

    @classmethod
    def of_all(cls, reports: Sequence[Facts], policy: Policy) -> "list[Case]":
        """Return the case of each report, with its signs."""
        signs = signs_of(reports, policy.large_group_percent)
        return [cls(facts, policy, shown) for facts, shown in zip(reports, signs, strict=True)]

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where the first sign of each name stands."""
        places: dict[str, int] = {}
        for place, one in enumerate(self.signs):
            places.setdefault(one.name, place)
        return places

    def sign(self, *names: str) -> Sign | None:
        """Return the first sign that bears one of these names."""
        places = self._places
        if places.keys().isdisjoint(names):
            return None
        return self.signs[min([places[name] for name in names if name in places])]

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

    def shown(self, one: Sign, clause: str) -> Evidence:
        """Return the words of a sign as evidence; of the form, what it says of users."""
        report, form = self.facts.report, self.facts.form
        if one.source == "form":
            return Evidence(clause, f"affected_users={form.affected_users}, total_users={form.total_users}", "form")
        text = report.subject if one.source == "subject" else report.description
        return Evidence(clause, text[one.start : one.end], one.source, one.start, one.end)

    def claimed(self, found: tuple[Told, Claim], clause: str) -> Evidence:
        """Return the words of a claim as evidence."""
        return self.facts.evidence(clause, found[1], found[0])
