"""Builders for replays: verdicts, cases, outcomes, and a Zendesk that answers from a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.replay.outcome import Change, Outcome
from app.rules.replay import Case, Label, Limits, compare
from app.rules.ticket import Report, Tier
from app.rules.verdict import Action, Verdict
from app.zendesk.records import Audit, ExportPage, Organization, User
from tests.rules.kit import NOW

LIMITS = Limits(min_tier_3_recall=95.0, max_wrong_refusals=0)

III = Verdict(Tier.THREE, Action.ACCEPT, 0.9, "customer-down", "nothing works")
II = Verdict(Tier.TWO, Action.ACCEPT, 0.9, "small-group", "3 of 400 users")
REFUSED = Verdict(Tier.ONE, Action.REFUSE, 0.9, "administration", "the partner's access covers it")
REVIEW = Verdict(Tier.ONE, Action.REVIEW, 0.6, "administration", "a person should look")


def a_case(case_id: str, label: Label | None = None, **report: Any) -> Case:
    """A case of a partner's."""
    values: dict[str, Any] = {"subject": f"about {case_id}", "description": "text", "organization": "Acme"}
    return Case(case_id, Report(**(values | report)), label)


def labelled(tier: int, *others: int, refusable: bool | None = None, source: str = "label") -> Label:
    """A label; `others` are acceptable too."""
    return Label(Tier(tier), frozenset({Tier(tier), *(Tier(one) for one in others)}), refusable, source)


def an_outcome(
    cases: Sequence[Case],
    current: Sequence[Verdict],
    candidate: Sequence[Verdict] | None = None,
    limits: Limits = LIMITS,
) -> Outcome:
    """An outcome ready to be shown."""
    changes = (Change("TRIAGE_LARGE_GROUP_PERCENT", "10", "25"),) if candidate else ()
    report = compare(cases, current, candidate, limits)
    return Outcome("Tickets of past.jsonl", "2026-11-24 09:00 UTC", report, limits, changes, ("A note.",))


class FakeZendesk:
    """Answers from lists, and remembers what it was asked."""

    def __init__(self, *pages: ExportPage | Exception) -> None:
        self.pages = list(pages)
        self.asked: list[datetime | str | None] = []
        self.organizations_asked: list[Sequence[int]] = []
        self.audits_asked: list[int] = []
        self.partners: dict[int, Organization] = {}
        self.history: dict[int, list[Audit]] = {}
        self.staff: set[int] = set()

    async def export(self, *, start_time: datetime | None = None, cursor: str | None = None) -> ExportPage:
        self.asked.append(cursor or start_time)
        page = self.pages.pop(0)
        if isinstance(page, Exception):
            raise page
        return page

    async def organizations(self, ids: Sequence[int]) -> dict[int, Organization]:
        self.organizations_asked.append(list(ids))
        return {number: self.partners[number] for number in ids if number in self.partners}

    async def audits(self, ticket_id: int) -> list[Audit]:
        self.audits_asked.append(ticket_id)
        return self.history.get(ticket_id, [])

    async def user(self, user_id: int) -> User:
        role = "agent" if user_id in self.staff else "end-user"
        return User(user_id, "Somebody", None, role, None, None, False, None)

    async def me(self) -> User:
        return User(1, "Tierline", None, "admin", None, None, False, None)


def an_audit(author: int, *, ours: bool = False, **event: Any) -> Audit:
    """An audit with one event."""
    custom = {"tierline": {"keys": ["42:1:triage:0"]}} if ours else {}
    return Audit(7, 42, author, NOW, custom, (event,))


class NoProgress:
    """Shows nothing."""

    def pages(self, tickets: int, part: float) -> None:
        assert 0 <= part <= 1

    def people(self, done: int, total: int) -> None:
        assert done <= total
