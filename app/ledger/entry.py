"""One refusal as the ledger tells it: who was refused what, by which clause, and whether it can be billed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.rules import outcome as outcomes
from app.rules.explanation import plain
from app.rules.ticket import Tier


class Dispute(StrEnum):
    """What became of a refusal after it was sent."""

    NONE = "none"
    """Nobody has spoken against it."""
    OPEN = "open"
    """The partner answered it, and no person has settled that yet."""
    REOPENED = "reopened"
    """A person of the provider took the ticket back in hand without a word of the partner's, and settled nothing."""
    RAISED = "raised"
    """Nobody has spoken against it, but the ticket bears a higher tier now: somebody thought better of it."""
    UPHELD = "upheld"
    """A person settled that the refusal was right."""
    OVERTURNED = "overturned"
    """A person settled that it was wrong, or the ticket got a higher tier after it was upheld."""


class Billing(StrEnum):
    """Whether a refusal belongs on an invoice."""

    BILLABLE = "billable"
    """Undisputed, or upheld."""
    PENDING = "pending"
    """Nobody has settled yet whether it was right."""
    NOT_BILLABLE = "not_billable"
    """Overturned: the partner was right."""
    SHADOW = "shadow"
    """Never sent: it would have been. Never beside those that were."""


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of the ticket that spoke for the refusal."""

    clause: str
    """Id in policy.toml, such as `tier1.action.examples`."""
    words: str
    source: str
    """`subject`, `description` or `form`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    ticket_id: int
    key: str
    """The effect's key, which Zendesk's audit bears as well."""
    refused_at: datetime
    """When Zendesk took the refusal; in shadow when it was decided."""
    partner: str | None
    requester: str | None
    requester_id: int | None
    cited: tuple[Cited, ...]
    because: str
    dispute: Dispute
    disputed_at: datetime | None
    settled_at: datetime | None
    settled_by: int | None
    """The Zendesk user who settled the dispute."""
    tier_now: Tier | None
    """The ticket's tier as it stands now; a person may have raised it."""
    audit_id: int | None
    """Zendesk's audit of the refusal, where its number was learnt."""
    is_shadow: bool = False

    @property
    def billing(self) -> Billing:
        """Whether it belongs on an invoice."""
        if self.is_shadow:
            return Billing.SHADOW
        match self.dispute:
            case Dispute.NONE | Dispute.UPHELD:
                return Billing.BILLABLE
            case Dispute.OPEN | Dispute.REOPENED | Dispute.RAISED:
                return Billing.PENDING
            case Dispute.OVERTURNED:
                return Billing.NOT_BILLABLE

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses cited, each once, in their order."""
        return tuple(dict.fromkeys(one.clause for one in self.cited))


def dispute_of(
    outcome: str | None, *, was_answered: bool, is_disputed: bool, tier_now: Tier | None = Tier.ONE
) -> Dispute:
    """
    Return where a refusal stands; `outcome` is the record's `dispute_outcome`.

    `was_answered` when the partner's answer is on record, `is_disputed` when the ticket counts as disputed, which it
    also does when a person reopened it. `tier_now` is what the ticket bears: of a solved one that a person gave a
    higher tier nothing else is known.
    """
    if outcome == outcomes.UPHELD:
        return Dispute.UPHELD
    if outcome == outcomes.OVERTURNED:
        return Dispute.OVERTURNED
    if was_answered:
        return Dispute.OPEN
    if is_disputed:
        return Dispute.REOPENED
    return Dispute.RAISED if tier_now is not None and tier_now > Tier.ONE else Dispute.NONE


def cited_in(reasons: Any) -> tuple[Cited, ...]:
    """Return the evidence of a stored verdict; what an older version stored in another form is left out."""
    found = reasons.get("evidence") if isinstance(reasons, Mapping) else None
    cited = []
    for one in found if isinstance(found, list) else ():
        if not isinstance(one, Mapping):
            continue
        clause, words, source = one.get("clause"), one.get("words"), one.get("source")
        if isinstance(clause, str) and isinstance(words, str) and isinstance(source, str):
            cited.append(Cited(line(clause), line(words), line(source)))
    return tuple(cited)


def line(text: str) -> str:
    """Return a text of a ticket's on one line, in which nothing acts on a terminal or turns the writing around."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # as most are: the only printable blank is a space
    return " ".join(plain(text.replace("\r", " ")).split())
