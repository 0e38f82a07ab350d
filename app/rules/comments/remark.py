"""A later comment with its ticket: what is read, and what the reading of it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.rules.ticket import Tier


class Author(StrEnum):
    """Who wrote a comment."""

    PARTNER = "partner"
    AGENT = "agent"
    """The wholesaler's own staff: it informs, it neither demands nor disputes."""
    END_CUSTOMER = "end_customer"
    SYSTEM = "system"
    """A machine: absences, delivery failures, surveys. It says nothing about the ticket."""


class Detail(StrEnum):
    """What the policy asks a partner to provide (clauses tier2.action.details, tier3.action.details)."""

    CIRCUIT_ID = "circuit_id"
    CALL_EXAMPLES = "call_examples"
    CUSTOMER_INFORMATION = "customer_information"
    AFFECTED_USERS = "affected_users"
    OUTAGE_DETAILS = "outage_details"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as typed, and what was known of its ticket before it."""

    words: str
    author: Author
    subject: str = ""
    description: str = ""
    tier: Tier | None = None
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """Words that show something: where they stand in the comment, and the sentence they stand in."""

    start: int
    end: int
    sentence: int = -1


@dataclass(frozen=True, slots=True)
class Reading:
    """What a comment says; `because` is for a support lead and quotes the words each finding rests on."""

    escalation_request: bool
    dispute: bool
    exhausted_steps: bool
    raises_to: Tier | None
    restored: bool
    thanks_only: bool
    provides: tuple[Detail, ...]
    because: str

    def as_json(self) -> dict[str, Any]:
        """Return the reading as JSON has it, keys in the order of the labelled cases."""
        return {
            "escalation_request": self.escalation_request,
            "dispute": self.dispute,
            "exhausted_steps": self.exhausted_steps,
            "raises_to": None if self.raises_to is None else int(self.raises_to),
            "restored": self.restored,
            "thanks_only": self.thanks_only,
            "provides": [one.value for one in self.provides],
            "because": self.because,
        }


def remark_from_json(document: Mapping[str, Any]) -> Remark:
    """
    Return the remark that one JSON object describes; labels and unknown keys are ignored.

    Raises ValueError with a sentence that names the key and what was expected there.
    """
    ticket = document.get("ticket") or {}
    if not isinstance(ticket, Mapping):
        raise ValueError("'ticket' must be an object or null.")
    if "comment" not in document:
        raise ValueError("'comment' is missing: the comment as it was typed.")
    return Remark(
        words=_text(document, "comment"),
        author=_author(document.get("author")),
        subject=_text(ticket, "subject"),
        description=_text(ticket, "description"),
        tier=_tier(ticket.get("tier")),
        is_refused=str(ticket.get("state") or "").strip().lower() == "refused",
    )


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"'{key}' must be text or null.")
    return value


def _author(value: Any) -> Author:
    """Return who wrote; a comment without an author is taken for a partner's, as a ticket in a file is."""
    if value is None:
        return Author.PARTNER
    try:
        return Author(str(value).strip().lower())
    except ValueError:
        raise ValueError(f"'author' must be one of {', '.join(Author)}.") from None


def _tier(value: Any) -> Tier | None:
    if value is None:
        return None
    if isinstance(value, bool) or str(value) not in ("1", "2", "3", "1.0", "2.0", "3.0"):
        raise ValueError("'tier' must be 1, 2, 3 or null.")
    return Tier(int(str(value)[0]))
