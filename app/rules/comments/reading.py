"""From a later comment to its reading: each kind of utterance by its own module, settled against each other here."""

from app.rules.comments.attempts import Attempts, attempts
from app.rules.comments.details import details
from app.rules.comments.fresh import Fresh, fresh, sentences
from app.rules.comments.protest import claimed_exhaustion, lacking_access, protest
from app.rules.comments.recovery import recovery
from app.rules.comments.remark import Author, Detail, Reading, Remark, Shown
from app.rules.comments.request import request
from app.rules.comments.rise import Rise, rise
from app.rules.comments.thanks import thanks
from app.rules.policy import Policy
from app.rules.ticket import Tier

LONGEST_QUOTE = 120
LONGEST_NOD = 40
NODS = "\U0001f44d\U0001f64f\U0001f44c\u2705"
"""Signs that stand for thanks where no word is said: thumb up, folded hands, ring of fingers, tick."""


def read(remark: Remark, policy: Policy) -> Reading:
    """Return what a comment says; always returns, whatever the text, and never reads more than its beginning."""
    if remark.author is Author.SYSTEM:
        return _nothing("a machine wrote it")
    text = fresh(remark.words)
    if text.is_empty:
        if any(sign in remark.words[:LONGEST_NOD] for sign in NODS):
            return Reading(False, False, False, None, False, True, (), "is mere thanks: a sign and no word")
        return _nothing("its author wrote nothing of their own")
    return _Readers(remark, text, policy).reading()


def _nothing(why: str) -> Reading:
    return Reading(False, False, False, None, False, False, (), f"says nothing about the ticket: {why}")


class _Readers:
    """All findings about one comment, in the order in which one bears on the next."""

    def __init__(self, remark: Remark, text: Fresh, policy: Policy) -> None:
        self.remark = remark
        self.text = text
        speaks = remark.author is not Author.AGENT
        said = text.sentences
        every = sentences(text.adopted)
        self.restored = recovery(said)
        self.tried: Attempts | None = attempts(every) if speaks and self.restored is None else None
        self.request: Shown | None = request(said) if speaks else None
        barred = lacking_access(said) if speaks else None
        self.rise: Rise | None = None
        if self.restored is None:
            self.rise = rise(remark, text.adopted, every, policy, self.tried, barred)
        self.dispute = self._dispute(barred) if speaks and remark.is_refused else None
        self.details: tuple[tuple[Detail, Shown], ...] = tuple(
            details(
                remark,
                said,
                text.adopted,
                self._worse(),
                is_restored=self.restored is not None,
            )
        )
        self.thanks = self._thanks()

    def _worse(self) -> Shown | None:
        if self.rise is None or self.rise.tier is not Tier.THREE:
            return None
        return self.rise.at or self.text.sentences[0].whole()

    def _dispute(self, barred: Shown | None) -> Shown | None:
        """Return the words that dispute a refusal: disagreement, exhausted steps, greater impact, or a higher ear."""
        said = self.text.sentences
        if self.restored is not None:
            return protest(said)
        if self.tried is not None:
            return self.tried.at
        if self.rise is not None:
            return self.rise.at or said[0].whole()
        return self.request or protest(said) or claimed_exhaustion(said) or barred

    def _thanks(self) -> Shown | None:
        if self.restored or self.tried or self.request or self.rise or self.dispute or self.details:
            return None
        return thanks(self.text.sentences)

    def reading(self) -> Reading:
        """Return the findings with their reasons."""
        return Reading(
            escalation_request=self.request is not None,
            dispute=self.dispute is not None,
            exhausted_steps=self.tried is not None,
            raises_to=self.rise.tier if self.rise else None,
            restored=self.restored is not None,
            thanks_only=self.thanks is not None,
            provides=tuple(detail for detail, _ in self.details),
            because=self._because(),
        )

    def _because(self) -> str:
        parts = []
        if self.request is not None:
            parts.append(f"asks for an escalation now: {self._quote(self.request)}")
        if self.dispute is not None:
            parts.append(f"disputes the refusal: {self._quote(self.dispute)}")
        if self.tried is not None:
            parts.append(f"names {len(self.tried.steps)} steps that failed: {self._quote(self.tried.at)}")
        if self.rise is not None:
            words = f": {self._quote(self.rise.at)}" if self.rise.at else ""
            parts.append(f"lifts the ticket to Tier {self.rise.tier.roman}, {self.rise.because}{words}")
        if self.restored is not None:
            parts.append(f"says that it is gone: {self._quote(self.restored)}")
        if self.thanks is not None:
            parts.append(f"is mere thanks, acceptance or closing: {self._quote(self.thanks)}")
        parts += [f"provides {detail.value.replace('_', ' ')}: {self._quote(at)}" for detail, at in self.details]
        return "; ".join(parts) or "neither asks, disputes, reports nor provides anything that bears on the tier"

    def _quote(self, at: Shown) -> str:
        words = " ".join(self.text.comment[at.start : at.end].split())
        return f"'{words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + '…'}'"
