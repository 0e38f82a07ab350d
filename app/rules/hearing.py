"""
What the partner's newest words ask for and report: each comment read by itself, all of them heard together.

The readings (`app.rules.comments`) know what is a quote, a signature or a threat for later; triage knows outages of
every kind. A comment lifts a tier where its reading says so, or where a rule of triage is certain of Tier III: a
missed outage is the worse mistake.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.rules.comments.reading import read
from app.rules.comments.remark import Author, Reading, Remark
from app.rules.desk import Conversation, Desk
from app.rules.record import Record
from app.rules.ticket import Comment, Report, Ticket, Tier
from app.rules.triage import triage
from app.rules.verdict import Action, Evidence, Verdict

CERTAIN: Final = 0.9
"""Confidence from which a rule of triage lifts a ticket to Tier III although the reading of the comment is silent."""
LONGEST_QUOTE: Final = 160


@dataclass(frozen=True)
class Heard:
    """New public comments from outside the provider, oldest first, and their readings."""

    record: Record
    comments: tuple[Comment, ...]
    readings: tuple[Reading, ...]
    customers: frozenset[int]
    """Authors of another organization than the ticket's: the partner's customers."""
    desk: Desk

    def __bool__(self) -> bool:
        """True when anything new was said."""
        return bool(self.comments)

    @property
    def words(self) -> str:
        """All that was said, one comment after the other."""
        return "\n\n".join(comment.body for comment in self.comments)

    @property
    def request(self) -> tuple[Comment, Reading] | None:
        """The partner's first request for an escalation; what a partner's customer wants is for the partner to ask."""
        for comment, reading in zip(self.comments, self.readings, strict=True):
            if reading.escalation_request and comment.author_id not in self.customers:
                return comment, reading
        return None

    @property
    def is_thanks(self) -> bool:
        """Whether nothing but thanks was said."""
        return bool(self.readings) and all(reading.thanks_only for reading in self.readings)

    @cached_property
    def raised(self) -> Verdict | None:
        """The verdict where these words lift the tier; comments never lower it, nor go over a person's choice."""
        if self.record.tier_by_person or not self.comments:
            return None
        verdict = triage(Report("", self.words, self.record.partner), self.desk.policy)
        told = max((one.raises_to or Tier.ONE for one in self.readings), default=Tier.ONE)
        now = self.record.tier or Tier.ONE
        is_certain = verdict.confidence >= CERTAIN and verdict.rule != "learned-reader"
        if verdict.tier is Tier.THREE and verdict.action is Action.ACCEPT and verdict.evidence and is_certain:
            told = Tier.THREE
        if told <= now:
            return None
        if verdict.tier is told and verdict.action is Action.ACCEPT and verdict.evidence:
            return verdict
        return self._told(told)

    def _told(self, tier: Tier) -> Verdict:
        """Return a verdict that rests on the readings alone."""
        reading = next(one for one in self.readings if one.raises_to is tier)
        quoted = next(c.body for c, one in zip(self.comments, self.readings, strict=True) if one is reading)
        words = " ".join(quoted.split())[:LONGEST_QUOTE]
        because = f"the comment {reading.because}"
        evidence = Evidence(f"tier{int(tier)}", words, "comment")
        return Verdict(tier, Action.ACCEPT, CERTAIN, "later-comment", because, (evidence,))


def hear(record: Record, ticket: Ticket, news: Iterable[Comment], conversation: Conversation, desk: Desk) -> Heard:
    """Return what the new comments of a ticket say, judged by the tier it has in `record`."""
    comments = tuple(news)
    is_refused = record.refused_at is not None and not record.disputed
    readings = tuple(
        read(
            Remark(
                comment.body,
                Author.END_CUSTOMER if comment.author_id in conversation.customers else Author.PARTNER,
                ticket.subject,
                ticket.description,
                record.tier,
                is_refused,
            ),
            desk.policy,
        )
        for comment in comments
    )
    return Heard(record, comments, readings, conversation.customers, desk)
