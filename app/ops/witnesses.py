"""
What the two witnesses beside the webhooks say of themselves: the auditor's rounds and the reconcile job's place.

A difference on a ticket is that ticket's trouble, and the auditor has it repaired: it is named, and is no reason to
take the service out of rotation. Unready is what everybody suffers from: the auditor has stopped looking, or so many
differences outlive a whole interval that our picture of the account, or our repairs, cannot be trusted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from app.scheduler.audit import LastRound, last_round
from app.store import cursors, findings
from app.store.findings import Finding

STOPPED_AFTER: Final = 3
"""Intervals without a completed round after which the auditor counts as stopped."""
ROUND_TAKES: Final = timedelta(minutes=20)
"""The longest a round may take."""
MANY: Final = 20
"""Differences that outlive an interval: so many are no longer single tickets' trouble."""
NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What was seen at one moment."""

    now: datetime
    zendesk_now: datetime
    last: LastRound | None
    open: int
    named: tuple[Finding, ...]
    old: tuple[datetime, ...]
    """When each open difference was found."""
    reached: datetime | None
    """How far the reconcile job has read Zendesk's changes (Zendesk's time)."""

    def verdict(self, every: timedelta, up_for: timedelta) -> tuple[bool, str]:
        """Return whether the promise is kept, and the sentence that says which."""
        age = self.now - self.last.completed_at if self.last is not None else up_for
        limit = STOPPED_AFTER * every + ROUND_TAKES
        if min(age, up_for) > limit:  # a service that was down has its first round before it
            return False, f"the last completed round of the auditor is {_minutes(age)} old"
        lasting = sum(self.zendesk_now - found_at > every + ROUND_TAKES for found_at in self.old)
        if lasting >= MANY:
            return False, f"{lasting} differences have outlived a round of the auditor: {self._names()}"
        if self.last is None:
            return True, "the first round of the auditor is not completed yet"
        when = f"the auditor looked at {self.last.tickets} unsolved tickets {_minutes(age)} ago"
        return True, f"{when}; {self.open} difference(s) open: {self._names()}" if self.open else f"{when}: all agree"

    def facts(self) -> dict[str, Any]:
        """Return what a program wants to know."""
        return {
            "last_round_seconds": _seconds(self.now - self.last.completed_at) if self.last else None,
            "unsolved": self.last.tickets if self.last else None,
            "calls": self.last.calls if self.last else None,
            "postponed": self.last.postponed if self.last else None,
            "open": self.open,
            "differences": [
                {
                    "ticket_id": one.ticket_id,
                    "what": one.what,
                    "says": one.says,
                    "found_at": one.found_at.isoformat(),
                    "repaired_at": one.repaired_at.isoformat() if one.repaired_at else None,
                }
                for one in self.named
            ],
            "reconcile_behind_seconds": _seconds(self.zendesk_now - self.reached) if self.reached else None,
        }

    def _names(self) -> str:
        more = f" and {self.open - len(self.named)} more" if self.open > len(self.named) else ""
        return ", ".join(str(one.ticket_id) for one in self.named) + more


def look(connection: Connection, now: datetime, zendesk_now: datetime) -> Witnesses:
    """Return what the witnesses left; `now` is the host's time."""
    found = findings.open_ones(connection)
    return Witnesses(
        now=now,
        zendesk_now=zendesk_now,
        last=last_round(connection),
        open=len(found),
        named=tuple(found[:NAMED]),
        old=tuple(one.found_at for one in found),
        reached=cursors.export_reached(connection),
    )


def _minutes(distance: timedelta) -> str:
    return f"{distance.total_seconds() / 60:.0f} min"


def _seconds(distance: timedelta) -> float:
    return round(distance.total_seconds(), 1)
