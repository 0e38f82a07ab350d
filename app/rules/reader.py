"""
From a report to facts: what fails, for whom, how badly, and what else the partner says.

The reader finds mentions of topics, sentence by sentence, and settles their polarity (negated, over, asked,
imagined). It concludes nothing; `app.rules.triage` does.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.rules.numbers import Share, counts, shares
from app.rules.text import Sentence, own_text, sentences
from app.rules.ticket import Form, Report
from app.rules.verdict import Evidence
from app.rules.vocabulary import LEXICON, Topic

_NEGATED = re.compile(
    r"(?:\bnot (?:an?|really|a)\b|\bisn'?t (?:an?|really)\b|\bno\b|\bnever\b|\bwithout\b|\bno es\b|\bpas de\b)"
    r"[^,.;]{0,12}$"
)
_NOT_FINE = re.compile(r"(?:does|do|did|is|are|was) not |n'?t |never |hardly |^not (?!an? |urgent|service)")
_NOT_RESTORED = re.compile(r"(?:\b(?:none|not|never|nobody|won'?t|isn'?t|aren'?t|until|when|if)\b)[^.;]{0,30}$")
_HYPOTHETICAL = re.compile(
    r"\b(?:if|what happens|would|in case|suppose|next time|almost|nearly|in the future|when (?:there is|there's)|"
    r"si hay)\b"
)
_PAST = re.compile(
    r"\b(?:last (?:week|month|year|tuesday|monday|wednesday|thursday|friday|march|june|may)|was down|were down|"
    r"had been|"
    r"on (?:may|june|july|march|april) \d|remember|back in|since (?:been )?(?:resolved|restored)|earlier this month)\b"
)
_EMERGENCY_WORDS = (
    r"emergency (?:calls?|services|number)|psap|dispatch(?:er)?\b|ambulance|"
    r"paramedic|sheriff|fire department|three digits"
)
_EMERGENCY_FAULT = re.compile(
    r"fail|busy|no answer|wrong (?:place|address|county|city|psap|dispatch|number)|"
    r"not (?:complete|go|work|connect|reach|be|able|get)|(?:does|did|do|is|are|could|will|would) not |"
    r"(?:can'?t|cannot|couldn'?t|unable|could not|won'?t|did ?n'?t|does ?n'?t|do not|don't) |nothing|dead|hung up|drop|"
    r"reject|refus|rang (?:forever|out)|never (?:arriv|reach|rang)|intermittent|hit and miss|sometimes|reorder|503|480|"
    r"404|call(?:ed)? ?back|another (?:city|county|state)|nowhere|silen|intercept|miles away|transferred|"
    r"ne passent|impossib|no (?:entra|sale|pasa|conecta|funciona)|ocupad|occup|pips|misroute|got (?:plano|the wrong)|"
    r"beep"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A topic found: where, in which words, and in which sentence."""

    topic: Topic
    sentence: Sentence
    words: str
    start: int

    def evidence(self, clause: str) -> Evidence:
        """Return this mention as evidence for a clause."""
        return Evidence(clause, self.words, self.sentence.source, self.start, self.start + len(self.words))


@dataclass(frozen=True, slots=True)
class SharedSentence:
    """A share and the sentence that names it."""

    share: Share
    sentence: Sentence

    def evidence(self, clause: str) -> Evidence:
        """Return the share as evidence for a clause."""
        start = self.sentence.start + self.share.start
        words = self.sentence.text[self.share.start : self.share.end]
        return Evidence(clause, words, self.sentence.source, start, start + len(words))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reader found."""

    mentions: Mapping[Topic, tuple[Mention, ...]]
    shares: tuple[SharedSentence, ...]
    counted: int | None
    """Largest number of users, phones or sites counted in a sentence that names a fault."""
    form: Form
    words: int
    """How many words the partner wrote."""
    questions: int = 0
    emergency_faults: tuple[Mention, ...] = field(default=())

    def has(self, *topics: Topic) -> bool:
        """Return whether any of these topics was mentioned."""
        return any(self.mentions.get(topic) for topic in topics)

    def first(self, *topics: Topic) -> Mention | None:
        """Return the first mention of these topics, in their order."""
        return next((found[0] for topic in topics if (found := self.mentions.get(topic))), None)


class Reader:
    """Reads reports by one policy's names; the patterns are compiled once."""

    def __init__(self, carriers: Sequence[str], emergency_numbers: Sequence[str]) -> None:
        self._patterns = {topic: re.compile("|".join(map(_whole, patterns))) for topic, patterns in LEXICON.items()}
        names = "|".join(re.escape(name) for name in sorted(carriers, key=len, reverse=True))
        self._carrier = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])") if names else None
        numbers = "|".join(re.escape(number) for number in emergency_numbers)
        self._emergency = re.compile(rf"(?<![\d-])(?:e-?)?(?:{numbers})(?![\d-])|{_EMERGENCY_WORDS}")

    def read(self, report: Report) -> Facts:
        """Return the facts of a report; never raises, whatever the text."""
        pieces = sentences("subject", report.subject[:500])
        pieces += sentences("description", own_text(report.description))
        mentions: dict[Topic, list[Mention]] = {}
        for piece in pieces:
            for topic, match in self._matches(piece):
                if not _is_void(topic, piece, match):
                    start = piece.start + match.start()
                    words = piece.text[match.start() : match.end()]
                    mentions.setdefault(topic, []).append(Mention(topic, piece, words, start))
        faulty = [piece for piece in pieces if _speaks_of_fault(piece, mentions)]
        return Facts(
            mentions={topic: tuple(found) for topic, found in mentions.items()},
            shares=tuple(SharedSentence(share, piece) for piece in pieces for share in shares(piece.lower)),
            counted=max((value for piece in faulty for value, _, _ in counts(piece.lower)), default=None),
            form=report.form,
            words=sum(len(piece.text.split()) for piece in pieces),
            questions=sum("?" in piece.text for piece in pieces),
            emergency_faults=tuple(_emergency_faults(mentions.get(Topic.EMERGENCY, ()), pieces)),
        )

    def _matches(self, piece: Sentence) -> Iterable[tuple[Topic, re.Match[str]]]:
        for topic, pattern in self._patterns.items():
            match = pattern.search(piece.lower)
            if match:
                yield topic, match
        if self._carrier and (match := self._carrier.search(piece.lower)):
            yield Topic.CARRIER, match
        if match := self._emergency.search(piece.lower):
            yield Topic.EMERGENCY, match


def _whole(pattern: str) -> str:
    """Return a pattern that begins where a word begins: 'call me' must not be read as 'all me'."""
    return rf"(?<!\w)(?:{pattern})" if pattern[0].isalnum() or pattern[0] == "(" else pattern


def _is_void(topic: Topic, piece: Sentence, match: re.Match[str]) -> bool:
    """Return whether a mention says the opposite of its words, or speaks of no real present."""
    before = piece.lower[: match.start()]
    if topic is Topic.FINE:
        return bool(_NOT_FINE.search(match.group()))
    if topic is Topic.HOW_TO:
        return bool(_NEGATED.search(before))
    if topic is Topic.RESTORED:
        return bool(_NOT_RESTORED.search(before))
    if topic not in (Topic.DEAD, Topic.IMPAIRED, Topic.OUTAGE, Topic.CUSTOMER_DOWN):
        return False
    return bool(_NEGATED.search(before) or _HYPOTHETICAL.search(before) or _PAST.search(piece.lower))


def _speaks_of_fault(piece: Sentence, mentions: Mapping[Topic, list[Mention]]) -> bool:
    topics = (Topic.DEAD, Topic.IMPAIRED, Topic.CUSTOMER_DOWN)
    return any(mention.sentence is piece for topic in topics for mention in mentions.get(topic, ()))


def _emergency_faults(found: Iterable[Mention], pieces: list[Sentence]) -> Iterable[Mention]:
    """Return the emergency mentions beside which a failure is told, in the same sentence or the next."""
    for mention in found:
        place = pieces.index(mention.sentence)
        near = " ".join(piece.lower for piece in pieces[max(place - 1, 0) : place + 2])
        is_question = mention.sentence.text.rstrip().endswith("?") and _HYPOTHETICAL.search(mention.sentence.lower)
        if _EMERGENCY_FAULT.search(near) and not is_question:
            yield mention
