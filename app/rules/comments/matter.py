"""What of a comment bears on the tier, what other readers found in it, and what triage makes of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.rules.comments.attempts import Attempts
from app.rules.comments.bearing import bearing, without
from app.rules.comments.fresh import Sentence, compact
from app.rules.comments.remark import Remark, Shown
from app.rules.policy import Policy
from app.rules.ticket import Report, Tier
from app.rules.triage import triage
from app.rules.verdict import Verdict

_CALL_BACK = re.compile(r"\b(?:no|any|without an?y?) (?:calls?|ring|phone)[ -]?backs?\b", re.IGNORECASE)
"""Whom nobody calls back has no outage; blanked, so that every other word keeps its place."""
_HOURS = re.compile(r"\b(?:plus de |mas de |más de )?\w+ (?:heures?|horas)\b", re.IGNORECASE)
"""How long it lasts is no number of users."""
_OF_EXAMPLES = re.compile(
    r"(?<=\d)(?: ?[ap]m)?[^.;\n]{0,30}\ball (?:two|three|four|five|six|\d)\b(?! of)", re.IGNORECASE
)
"""All of the calls just listed by their times: they are no users."""
_SOMEBODY = "a partner"
"""Whoever writes: who may be refused is not asked here."""


@dataclass(frozen=True, slots=True)
class News:
    """What other readers found in the comment that bears on the tier."""

    tried: Attempts | None = None
    """Steps taken in vain."""
    barred: Shown | None = None
    """The remedy lies beyond the partner's access."""
    no_way: Shown | None = None
    """The work-around is lost."""
    is_lonely: bool = False
    """Whether that is so likely that the words for it may be one user's complaint."""
    no_access: Shown | None = None
    """Administrative or diagnostic access is lost."""
    carrier: Sequence[Sentence] = ()
    """Sentences that sound like an outage of a carrier."""
    severe: float | None = None
    """How likely the comment tells what lifts to Tier III, 0 to 1; None where no learned reader is asked."""
    loudest: Shown | None = None
    """The sentence that tells it most."""
    is_restored: bool = False
    """Whether it seems to say that it is gone."""


class Matter:
    """A comment without its idle sentences, beside its ticket."""

    def __init__(self, remark: Remark, words: str, said: Sequence[Sentence], policy: Policy, news: News) -> None:
        """Take the words that count (`words`, `said`); those that bear on nothing are left out here."""
        self.remark = replace(remark, subject=compact(remark.subject), description=compact(remark.description))
        self.before = remark.tier or Tier.ONE
        self.policy = policy
        self.said = bearing(self.remark, said)
        idle = [one for one in said if one not in self.said]
        self.words = without(words, idle)
        self.news = _without(news, {one.number for one in idle})

    @property
    def can_rise(self) -> bool:
        """Whether there is a higher tier, and anything said that could lift to it."""
        return self.before is not Tier.THREE and bool(self.said)

    @cached_property
    def alone(self) -> Verdict:
        """What triage makes of the comment by itself: a short cry for help does not drown in a long question."""
        return self._verdict("", self.words)

    @cached_property
    def together(self) -> Verdict:
        """What triage makes of both: a base told in the ticket makes a share of a count."""
        return self._verdict(self.remark.subject, f"{self.remark.description}\n\n{self.words}")

    def _verdict(self, subject: str, words: str) -> Verdict:
        for idle in (_CALL_BACK, _OF_EXAMPLES, _HOURS):
            words = idle.sub(lambda match: " " * len(match.group()), words)
        return triage(Report(subject, words, _SOMEBODY), self.policy)


def _without(news: News, idle: set[int]) -> News:
    """Return the news but for what stands in sentences that bear on nothing."""
    return replace(
        news,
        no_way=None if news.no_way and news.no_way.sentence in idle else news.no_way,
        no_access=None if news.no_access and news.no_access.sentence in idle else news.no_access,
        carrier=[one for one in news.carrier if one.number not in idle],
        loudest=None if news.loudest and news.loudest.sentence in idle else news.loudest,
    )
