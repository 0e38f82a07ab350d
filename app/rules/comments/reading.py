"""
From a later comment to its reading: each kind of utterance by its own module, settled against each other here.

What the patterns of a module find and what the learned reader thinks of it check each other (`learned.py`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.rules.comments.attempts import Attempts, are_no_attempts, attempts, steps_in
from app.rules.comments.details import details
from app.rules.comments.fresh import Fresh, Sentence, fresh, sentences
from app.rules.comments.gravity import Gravity, facts
from app.rules.comments.learned import CERTAIN, LONELY, Hears, Listener, Opinion, Saying
from app.rules.comments.matter import Matter, News
from app.rules.comments.protest import agrees, claimed_exhaustion, is_no_protest, lacking_access, protest
from app.rules.comments.recovery import recovery
from app.rules.comments.remark import Author, Detail, Reading, Remark, Shown
from app.rules.comments.request.reading import request
from app.rules.comments.request.unmeant import is_no_request, is_taken_back
from app.rules.comments.rise import rise
from app.rules.comments.thanks import thanks
from app.rules.policy import Policy
from app.rules.ticket import Tier

LONGEST_QUOTE = 120
LONGEST_NOD = 40
SHORTEST_STORY = 8
"""Words with which two steps can be told."""
NODS = "\U0001f44d\U0001f64f\U0001f44c\u2705"
"""Signs that stand for thanks where no word is said: thumb up, folded hands, ring of fingers, tick."""


_OTHER = re.compile(
    r"\b(?:others?|another|different|separate|unrelated|elsewhere|else's|previous|last (?:week|month|year)"
    r"|(?:this|that) one|otr[oa]s?|distint[oa]s?|autres?|ailleurs)\b"
)
"""Words without which nothing tells of another ticket, whatever the model hears."""
_BARE_NO = re.compile(r"^\W*(?:no|nope|non|nah|never)\W*$")


def prepare(policy: Policy) -> None:
    """Load now what the first comment would wait for; may run in a thread."""
    if policy.learned:
        Listener.shipped()
        Gravity.shipped()


def read(remark: Remark, policy: Policy, listener: Hears | None = None, gravity: Gravity | None = None) -> Reading:
    """
    Return what a comment says; always returns, whatever the text, and never reads more than its beginning.

    `listener` and `gravity` take the place of the shipped weights (for measuring); with `policy.learned` off none are
    used.
    """
    if remark.author is Author.SYSTEM:
        return _nothing("a machine wrote it")
    text = fresh(remark.words)
    if text.is_empty:
        if any(sign in remark.words[:LONGEST_NOD] for sign in NODS):
            return Reading(False, False, False, None, False, True, (), "is mere thanks: a sign and no word")
        return _nothing("its author wrote nothing of their own")
    if listener is None and policy.learned:
        listener = Listener.shipped()
    return _Readers(remark, text, policy, listener, gravity).reading()


def weighed(remark: Remark, policy: Policy, listener: Hears) -> dict[str, float] | None:
    """Return what the last look at the tier is told of a comment (for training it), or None: it is not asked."""
    text = fresh(remark.words)
    if remark.author is Author.SYSTEM or text.is_empty:
        return None
    matter = _Readers(remark, text, policy, listener, Gravity({})).matter
    return facts(matter) if matter.can_rise else None


def _nothing(why: str) -> Reading:
    return Reading(False, False, False, None, False, False, (), f"says nothing about the ticket: {why}")


def _is_bare_no(sentence: Sentence) -> bool:
    return _BARE_NO.match(sentence.text) is not None


def _without(text: Fresh, some: Sequence[Sentence]) -> Fresh:
    """Return a comment without sentences that tell of another ticket: they are no news of this one."""
    adopted = text.adopted
    for one in some:
        adopted = f"{adopted[: one.start]}{' ' * len(one.text)}{adopted[one.start + len(one.text) :]}"
    starts = {one.start for one in some}
    return replace(text, sentences=tuple(one for one in text.sentences if one.start not in starts), adopted=adopted)


class _Readers:
    """All findings about one comment, in the order in which one bears on the next."""

    def __init__(
        self, remark: Remark, text: Fresh, policy: Policy, listener: Hears | None, gravity: Gravity | None
    ) -> None:
        self.remark = remark
        self.text = text
        speaks = remark.author is not Author.AGENT
        every = sentences(text.adopted)
        self._opinion = Opinion(every, listener) if listener else None
        self._left_out: Shown | None = None
        if listener and (elsewhere := self._elsewhere()):
            self._left_out = elsewhere[0].whole()
            text = self.text = _without(text, elsewhere)
            every = sentences(text.adopted)
            self._opinion = Opinion(every, listener)
        said = text.sentences
        self._every = every
        self.restored = self._settled(Saying.GONE, recovery(said))
        self.tried: Attempts | None = self._tried(attempts(every)) if speaks and self.restored is None else None
        asks = speaks and not is_taken_back(every)
        self.request = self._settled(Saying.ESCALATION, request(every), is_no_request) if asks else None
        barred = self._settled(Saying.BEYOND_ACCESS, lacking_access(said)) if speaks else None
        news = News(
            tried=self.tried,
            barred=barred,
            no_way=self._settled(Saying.LOST_WAY, None),
            is_lonely=self._opinion is not None and self._opinion.chance(Saying.LOST_WAY) >= LONELY,
            no_access=self._settled(Saying.LOST_ACCESS, None),
            carrier=self._opinion.say(Saying.CARRIER_OUT) if self._opinion else (),
            severe=self._opinion.chance(Saying.SEVERE) if self._opinion else None,
            loudest=self._opinion.loudest(Saying.SEVERE) if self._opinion else None,
            is_restored=self.restored is not None,
        )
        self.matter = Matter(remark, text.adopted, every, policy, news)
        self.rise = rise(self.matter, gravity)
        self._weigh_restored()
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

    def _elsewhere(self) -> list[Sentence]:
        """Return the sentences that tell of another ticket."""
        said = self._opinion.say(Saying.ELSEWHERE) if self._opinion else []
        return [one for one in said if _OTHER.search(one.text)]

    def _weigh_restored(self) -> None:
        """Let an outage that is told stand against a doubtful "it is gone": a missed rise is the worse mistake."""
        if self.restored is None or self.rise is None:
            return
        is_certain = self._opinion is None or self._opinion.chance(Saying.GONE) >= CERTAIN
        if is_certain or not (self.rise.tier is Tier.THREE and self.rise.is_firm):
            self.rise = None
        else:
            self.restored = None

    def _settled(
        self, saying: Saying, found: Shown | None, unless: Callable[[Sentence], bool] | None = None
    ) -> Shown | None:
        return self._opinion.settle(saying, found, unless) if self._opinion else found

    def _tried(self, found: Attempts | None) -> Attempts | None:
        if found and found.is_plain:
            return found
        at = self._settled(Saying.STEPS, found.at if found else None)
        if at is None or (found is None and (are_no_attempts(self._every[at.sentence].text) or self._is_one_step())):
            return None
        return found or Attempts((), at)

    def _is_one_step(self) -> bool:
        """Whether a handful of words tells one step: "Reinstalled it. No change."."""
        is_short = sum(len(one.text.split()) for one in self._every) <= SHORTEST_STORY
        return is_short and sum(map(steps_in, self._every)) == 1

    def _worse(self) -> Shown | None:
        if self.rise is None or self.rise.tier is not Tier.THREE:
            return None
        return self.rise.at or self.text.sentences[0].whole()

    def _dispute(self, barred: Shown | None) -> Shown | None:
        """Return the words that dispute a refusal: disagreement, exhausted steps, greater impact, or a higher ear."""
        said = self.text.sentences
        if self.restored is not None:
            return None if agrees(said) else self._settled(Saying.DISPUTE, protest(said))
        if self.tried is not None:
            return self.tried.at
        if self.rise is not None:
            return self.rise.at or said[0].whole()
        found = protest(said) or claimed_exhaustion(said) or barred
        if found is None and agrees(said):
            return None  # the model hears words of dispute, and does not hear that they are denied
        return self._settled(Saying.DISPUTE, found, is_no_protest) or self.request

    def _thanks(self) -> Shown | None:
        if self.restored or self.tried or self.request or self.rise or self.dispute or self.details:
            return None
        return self._settled(Saying.THANKS, thanks(self.text.sentences), _is_bare_no)

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
            steps = f"names {len(self.tried.steps)} steps" if self.tried.steps else "tells of steps"
            parts.append(f"{steps} that failed: {self._quote(self.tried.at)}")
        if self.rise is not None:
            words = f": {self._quote(self.rise.at)}" if self.rise.at else ""
            parts.append(f"lifts the ticket to Tier {self.rise.tier.roman}, {self.rise.because}{words}")
        if self.restored is not None:
            parts.append(f"says that it is gone: {self._quote(self.restored)}")
        if self.thanks is not None:
            parts.append(f"is mere thanks, acceptance or closing: {self._quote(self.thanks)}")
        if self._left_out is not None:
            parts.append(f"leaves out what tells of another ticket: {self._quote(self._left_out)}")
        parts += [f"provides {detail.value.replace('_', ' ')}: {self._quote(at)}" for detail, at in self.details]
        return "; ".join(parts) or "neither asks, disputes, reports nor provides anything that bears on the tier"

    def _quote(self, at: Shown) -> str:
        words = " ".join(self.text.comment[at.start : at.end].split())
        return f"'{words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + '…'}'"
