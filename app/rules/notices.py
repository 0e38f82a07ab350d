"""
Everything Tierline writes on a ticket, for partners and for people of the provider.

Texts are templates beside this module; ticket text never enters them except the policy reason, which the rules
composed, stripped of anything Zendesk could read as markup or a placeholder.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.rules.contact import Contact
from app.rules.ladder import Epoch, Ladder, Step
from app.rules.ticket import Tier
from app.rules.verdict import Verdict

MISSING = {
    "circuit_id": "the Circuit ID",
    "call_examples": "call examples: from, to, date and time with time zone",
    "customer_information": "the customer's name, group or account, and the users affected",
    "outage_details": "what is down since when, for how many users, and what still works",
}
"""What to ask for, by the names triage uses (policy: recommended actions of Tier II and III)."""

NOTE_LATENESS_FROM = timedelta(minutes=1)
"""A note speaks of lateness only where a person would."""


@dataclass(frozen=True, slots=True)
class ScheduledLevel:
    """A line of the ladder in a notice."""

    level: int
    at: str


class Notices:
    """Renders notices in the name of `provider`; pure, once constructed."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._templates = Environment(
            loader=PackageLoader("app.rules", "templates"),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701  plain text for people; `_harmless` keeps markup out
            keep_trailing_newline=False,
        )

    def refusal(self, ticket_id: int, partner: str | None, verdict: Verdict) -> str:
        """Return the professional-services notice: why, what to do, how to dispute, that charges may apply."""
        return self._render(
            "refusal.txt.j2",
            ticket_id=ticket_id,
            partner=_harmless(partner or ""),
            because=_sentence(verdict.because),
        )

    def acknowledgement(
        self,
        ticket_id: int,
        partner: str | None,
        verdict: Verdict,
        epoch: Epoch,
        ladder: Ladder,
        first_response: timedelta,
        now: datetime,
    ) -> str:
        """Return the public answer to a Tier II or III ticket, with clock times of the levels still to come."""
        upcoming = [
            ScheduledLevel(level, _moment(due))
            for level in range(1, ladder.top + 1)
            if (due := ladder.due_at(epoch, level)) is not None and due > now
        ]
        return self._render(
            f"acknowledgement_{int(verdict.tier)}.txt.j2",
            ticket_id=ticket_id,
            partner=_harmless(partner or ""),
            late=now - epoch.started_at > first_response,
            first_response=_span(first_response),
            opening="opening" if epoch.number == 1 else "reopening",
            missing=[MISSING[name] for name in verdict.missing if name in MISSING],
            steps=upcoming if verdict.tier in ladder.tiers else [],
        )

    def escalation(self, tier: Tier, step: Step, epoch: Epoch, ladder: Ladder, contact: Contact, now: datetime) -> str:
        """Return the private note of a level: why now, whom to reach, what comes next."""
        lateness = now - step.due_at
        next_level = step.level + 1 if step.level < ladder.top else None
        next_at = ladder.due_at(epoch, step.level + 1)
        return self._render(
            "escalation.txt.j2",
            level=step.level,
            top=ladder.top,
            tier=tier.roman,
            opened="created" if epoch.number == 1 else "reopened",
            started_at=_moment(epoch.started_at),
            age=_span(epoch.age(now)),
            threshold=_span(ladder.thresholds[step.level - 1]),
            skipped=step.skipped,
            due_at=_moment(step.due_at),
            lateness=_span(lateness) if lateness >= NOTE_LATENESS_FROM else "",
            contact=_harmless(contact.reach() or str(contact.group or contact.assignee or "")),
            next_level=next_level,
            next_at=_moment(next_at) if next_at else "",
        )

    def dispute(self, refused_because: str, raised: Tier | None, because: str) -> str:
        """Return the private note for whoever reads a partner's answer to a refusal."""
        return self._render(
            "dispute.txt.j2",
            refused_because=_sentence(refused_because),
            raised=raised,
            because=_sentence(because),
        )

    def review(self, verdict: Verdict, partner: str | None) -> str:
        """Return the private note on a ticket that a person should see first."""
        return self._render(
            "review.txt.j2", tier=verdict.tier.roman, because=_sentence(verdict.because), partner=partner
        )

    def raised(self, old: Tier, new: Tier, because: str) -> str:
        """Return the private note on a ticket whose tier a later comment lifted."""
        return self._render("raise.txt.j2", old=old.roman, new=new.roman, because=_sentence(because))

    def _render(self, name: str, **values: Any) -> str:
        text = self._templates.get_template(name).render(provider=_harmless(self._provider), **values)
        return re.sub(r"\n{3,}", "\n\n", text).strip()


def missing_names() -> Iterable[str]:
    """Return the names of details a notice can ask for."""
    return MISSING.keys()


def _harmless(text: str) -> str:
    """Return `text` on one line without what Zendesk would take for markup, HTML or a placeholder."""
    return re.sub(r"\s+", " ", re.sub(r"[<>{}\[\]`*\\\u202a-\u202e\u2066-\u2069]", "", text)).strip()


def _sentence(text: str) -> str:
    clean = _harmless(text)
    return clean if clean.endswith((".", "!", "?")) else f"{clean}."


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _span(distance: timedelta) -> str:
    """Return a distance as people say it: `4 hours`, `1 hour`, `2 h 5 min`, `45 minutes`."""
    minutes = int(distance.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours} h {rest} min"
    number, unit = (hours, "hour") if hours else (minutes, "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"
