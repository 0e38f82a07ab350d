"""
Replay before change: what settings make of past tickets, against labels and against other settings.

Pure arithmetic on verdicts that were reached elsewhere (`app.replay.judging`): tallies, mistakes, moves, and whether
the limits are kept. A tally knows one set of settings; a `ReplayReport` holds one or two of them side by side.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from app.rules.decision import DISPUTED_TAG
from app.rules.observation import tier_mark
from app.rules.outcome import UPHELD, UPHELD_TAG
from app.rules.ticket import Report, Status, Ticket, Tier
from app.rules.verdict import Action, Verdict

PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Label:
    """What is right for a ticket, as far as somebody said so."""

    tier: Tier | None = None
    """None where only the refusal was judged, as in a dispute."""
    acceptable: frozenset[Tier] = frozenset()
    """Every tier a reasonable reader could choose; holds `tier`, and is empty where that is None."""
    refusable: bool | None = None
    """Whether a refusal is right unseen; None where nobody said."""
    source: str = "label"
    """Who said it: `label` in a file, `person` who set the tier, `dispute` of a refusal."""

    @property
    def forbids_refusal(self) -> bool:
        """Whether a refusal would be wrong; Tier I may be refused unless somebody said otherwise."""
        if self.refusable is not None:
            return not self.refusable
        return bool(self.acceptable) and Tier.ONE not in self.acceptable


@dataclass(frozen=True, slots=True)
class Case:
    """A past ticket: what was asked, and what is right where that is known."""

    id: str
    report: Report
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and the verdict that one set of settings reaches on it."""

    case: Case
    verdict: Verdict

    @property
    def is_refused(self) -> bool:
        """Whether a refusal would be sent."""
        return self.verdict.action is Action.REFUSE

    @property
    def is_wrong_refusal(self) -> bool:
        """Whether a refusal would be sent that somebody said is wrong."""
        return self.is_refused and self.case.label is not None and self.case.label.forbids_refusal

    @property
    def is_missed_tier_3(self) -> bool:
        """Whether the label says Tier III and the verdict does not."""
        label = self.case.label
        return label is not None and label.tier is Tier.THREE and self.verdict.tier is not Tier.THREE


@dataclass(frozen=True, slots=True)
class Tally:
    """What one set of settings does to all cases."""

    judged: tuple[Judged, ...]
    """In the order of the cases."""
    counts: Mapping[tuple[Tier, Action], int]
    confusion: Mapping[tuple[Tier, Tier], int]
    """Labelled cases by (tier of the label, tier of the verdict)."""
    acceptable: int
    """Labelled cases whose verdict is among the acceptable tiers."""

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> "Tally":
        """Return the tally of these verdicts."""
        labelled = [(label, one.verdict.tier) for one in judged if (label := one.case.label) and label.tier]
        return cls(
            judged=tuple(judged),
            counts=Counter((one.verdict.tier, one.verdict.action) for one in judged),
            confusion=Counter((label.tier, tier) for label, tier in labelled if label.tier),
            acceptable=sum(tier in label.acceptable for label, tier in labelled),
        )

    def of_tier(self, tier: Tier) -> int:
        """Return how many cases land in a tier."""
        return sum(count for (one, _), count in self.counts.items() if one is tier)

    def of_action(self, action: Action) -> int:
        """Return how many cases get an action."""
        return sum(count for (_, one), count in self.counts.items() if one is action)

    @property
    def labelled(self) -> int:
        """How many cases have a tier as label."""
        return sum(self.confusion.values())

    @property
    def acceptable_percent(self) -> float | None:
        """The share of labelled cases in an acceptable tier, in percent; None without labels."""
        return share_percent(self.acceptable, self.labelled)

    @property
    def tier_3_labelled(self) -> int:
        """How many cases a label places in Tier III."""
        return sum(count for (label, _), count in self.confusion.items() if label is Tier.THREE)

    @property
    def tier_3_recall_percent(self) -> float | None:
        """The share of Tier III labels that the verdicts find, in percent; None without any."""
        return share_percent(self.confusion.get((Tier.THREE, Tier.THREE), 0), self.tier_3_labelled)

    @property
    def refusals(self) -> tuple[Judged, ...]:
        """The refusals that would be sent."""
        return tuple(one for one in self.judged if one.is_refused)

    @property
    def wrong_refusals(self) -> tuple[Judged, ...]:
        """The refusals that would be sent although a label or a dispute says they are wrong."""
        return tuple(one for one in self.judged if one.is_wrong_refusal)

    @property
    def missed_tier_3(self) -> tuple[Judged, ...]:
        """The cases labelled Tier III that land lower."""
        return tuple(one for one in self.judged if one.is_missed_tier_3)

    @property
    def refusals_by_partner(self) -> list[tuple[str, int, int]]:
        """Partner, refusals and wrong refusals, most refusals first."""
        sent = Counter(one.case.report.organization or "" for one in self.refusals)
        wrong = Counter(one.case.report.organization or "" for one in self.wrong_refusals)
        return [(name, count, wrong[name]) for name, count in sorted(sent.items(), key=lambda item: (-item[1], item))]


class MoveKind(IntEnum):
    """What a move means for the desk; the smaller, the more somebody should look."""

    TIER_3_LOST = 1
    """An emergency that would be treated as less."""
    REFUSAL_GAINED = 2
    """A partner who would be turned away."""
    REFUSAL_LOST = 3
    """A partner who would no longer be turned away."""
    TIER_3_GAINED = 4
    """A ticket that would wake people."""
    TIER_CHANGED = 5
    """Between Tier I and Tier II."""
    ACTION_CHANGED = 6
    """The same tier, another action."""


@dataclass(frozen=True, slots=True)
class Move:
    """A case on which two sets of settings disagree."""

    kind: MoveKind
    case: Case
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Limits:
    """What a replay must keep to; shares in percent."""

    min_tier_3_recall: float
    max_wrong_refusals: int
    max_moved_percent: float | None = None
    """None allows any number of moves."""


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """The outcome of a replay: the current settings, and a candidate beside them where there is one."""

    current: Tally
    candidate: Tally | None
    moves: tuple[Move, ...]
    """The gravest kind first; within a kind in the order of the cases."""
    breaches: tuple[str, ...]
    """A sentence for each limit that is not kept."""

    @property
    def size(self) -> int:
        """How many cases were replayed."""
        return len(self.current.judged)

    @property
    def sides(self) -> tuple[tuple[str, Tally], ...]:
        """The tallies with their names."""
        return (("current", self.current),) + ((("candidate", self.candidate),) if self.candidate else ())

    @property
    def decisive(self) -> Tally:
        """The tally that the limits judge: the candidate's where there is one."""
        return self.candidate or self.current

    @property
    def moved_percent(self) -> float:
        """The share of cases that move, in percent; 0 for no cases."""
        return share_percent(len(self.moves), self.size) or 0.0

    @property
    def flows(self) -> Mapping[tuple[Tier, Tier], int]:
        """Cases by (tier under the current settings, tier under the candidate); empty without a candidate."""
        if self.candidate is None:
            return {}
        pairs = zip(self.current.judged, self.candidate.judged, strict=True)
        return Counter((before.verdict.tier, after.verdict.tier) for before, after in pairs)

    def moves_of(self, kind: MoveKind) -> tuple[Move, ...]:
        """Return the moves of one kind."""
        return tuple(move for move in self.moves if move.kind is kind)


def compare(
    cases: Sequence[Case], current: Sequence[Verdict], candidate: Sequence[Verdict] | None, limits: Limits
) -> ReplayReport:
    """
    Return the report on cases and their verdicts, given in the order of the cases.

    The limits judge the candidate, or the current settings without one. Raises ValueError when the lengths differ.
    """
    ours = Tally.of([Judged(case, verdict) for case, verdict in zip(cases, current, strict=True)])
    theirs = None
    moves: list[Move] = []
    if candidate is not None:
        theirs = Tally.of([Judged(case, verdict) for case, verdict in zip(cases, candidate, strict=True)])
        for case, before, after in zip(cases, current, candidate, strict=True):
            if (kind := move_kind(before, after)) is not None:
                moves.append(Move(kind, case, before, after))
    ordered = tuple(sorted(moves, key=lambda move: move.kind))
    breaches = _breaches(theirs or ours, len(ordered) if candidate is not None else None, limits)
    return ReplayReport(ours, theirs, ordered, tuple(breaches))


def move_kind(before: Verdict, after: Verdict) -> MoveKind | None:
    """Return what it means to go from one verdict to the other; None where tier and action stay."""
    if (before.tier, before.action) == (after.tier, after.action):
        return None
    if before.tier is Tier.THREE and after.tier is not Tier.THREE:
        return MoveKind.TIER_3_LOST
    if Action.REFUSE in (before.action, after.action) and before.action is not after.action:
        return MoveKind.REFUSAL_GAINED if after.action is Action.REFUSE else MoveKind.REFUSAL_LOST
    if after.tier is Tier.THREE and before.tier is not Tier.THREE:
        return MoveKind.TIER_3_GAINED
    return MoveKind.ACTION_CHANGED if before.tier is after.tier else MoveKind.TIER_CHANGED


def without_refusal(verdict: Verdict) -> Verdict:
    """Return what becomes of a verdict where refusing is switched off: a person looks instead."""
    if verdict.action is not Action.REFUSE:
        return verdict
    return replace(verdict, action=Action.REVIEW, because=f"{verdict.because} (refusing is switched off)")


def share_percent(part: int, whole: int) -> float | None:
    """Return a share in percent; None of nothing."""
    return PERCENT * part / whole if whole else None


def label_of(ticket: Ticket, by_person: Tier | None, settled: str | None = None) -> Label | None:
    """
    Return what the people of the desk left on a past ticket as its label, or None where they left nothing.

    `by_person` is the tier that a person set, looked up by the caller (`chosen_by_person` helps). A dispute says that
    the refusal was wrong, unless a person marked it upheld. How it was settled, `settled` (`Record.dispute_outcome`),
    speaks before the tags, which somebody may have taken off since.
    """
    acceptable = frozenset({by_person} if by_person else ())
    if settled is not None or DISPUTED_TAG in ticket.tags:
        if settled == UPHELD or (settled is None and UPHELD_TAG in ticket.tags):
            return Label(by_person or Tier.ONE, acceptable or frozenset({Tier.ONE}), True, "dispute")
        return Label(by_person, acceptable, False, "dispute")
    return Label(by_person, acceptable, None, "person") if by_person else None


def mark_of(ticket: Ticket) -> Tier | None:
    """Return the tier that tag or field finally show, whoever set it; None for none, or for tags that disagree."""
    return None if ticket.status is Status.DELETED else tier_mark(ticket, None)


def chosen_by_person(ticket: Ticket, own_tier: Tier | None, *, was_by_person: bool) -> Tier | None:
    """
    Return the tier a person left on a ticket that Tierline remembers, or None where our own still stands.

    `own_tier` is the tier on record, `was_by_person` whether the record already says that a person chose it.
    """
    mark = tier_mark(ticket, own_tier)
    return mark if mark is not None and (was_by_person or mark is not own_tier) else None


def _breaches(tally: Tally, moved: int | None, limits: Limits) -> Iterable[str]:
    recall = tally.tier_3_recall_percent
    if recall is not None and recall < limits.min_tier_3_recall:
        yield (
            f"Tier III recall is {recall:.1f} %, below REPLAY_MIN_TIER_3_RECALL={limits.min_tier_3_recall:g}: "
            f"{len(tally.missed_tier_3)} of {tally.tier_3_labelled} tickets labelled Tier III land lower."
        )
    wrong = len(tally.wrong_refusals)
    if wrong > limits.max_wrong_refusals:
        yield f"{_refusals(wrong)} wrong, more than REPLAY_MAX_WRONG_REFUSALS={limits.max_wrong_refusals}."
    size = len(tally.judged)
    if moved is not None and limits.max_moved_percent is not None and size:
        percent = PERCENT * moved / size
        if percent > limits.max_moved_percent:
            yield (
                f"{moved} of {size} tickets move ({percent:.1f} %), more than "
                f"REPLAY_MAX_MOVED_PERCENT={limits.max_moved_percent:g}."
            )


def _refusals(count: int) -> str:
    return "1 refusal would be" if count == 1 else f"{count} refusals would be"
