"""
What Tierline would have done, beside what people did: the comparison behind `tierline shadow-report`.

For each effect that was recorded and not sent: people agreed, did something else, or have done nothing yet. Pure: the
effects, the tickets as they stand and what people did on them go in, a report comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.effect import Kind
from app.rules.ticket import Priority, Status, Ticket, Tier
from app.rules.verdict import Action

ONE_ANSWER = 1
"""Public comments with which a person closes a ticket that is turned away; more of them are work."""
BEFOREHAND = timedelta(hours=1)
"""A hand-over so shortly before a level was due is the escalation that people made."""
PRIORITIES: Mapping[Tier, Priority] = {Tier.ONE: Priority.LOW, Tier.TWO: Priority.HIGH, Tier.THREE: Priority.URGENT}


class Outcome(StrEnum):
    """How people's doing compares with ours."""

    AGREED = "agreed"
    DIFFERENT = "different"
    """People did something else."""
    NOTHING = "nothing"
    """Nobody has done anything about it yet."""
    UNKNOWN = "unknown"
    """The ticket is gone, or its history was not read."""


@dataclass(frozen=True, slots=True)
class Intended:
    """One effect that was recorded and not sent."""

    key: str
    ticket_id: int
    kind: Kind
    level: int
    tier: Tier | None
    """The tier it would have written, or acted on; None where it says nothing of a tier."""
    action: str
    """What triage concluded, for kinds that carry a verdict; empty for others."""
    because: str
    at: datetime
    """When it was decided (Zendesk's time)."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What one person, or a rule of the account, did to a ticket in one update; None and 0 mean: left as it was."""

    at: datetime
    by_staff: bool
    """False for the account's own triggers and automations. Requesters' deeds are none."""
    public: int = 0
    """Public comments."""
    private: int = 0
    tier: Tier | None = None
    priority: Priority | None = None
    status: Status | None = None
    level: int | None = None
    moved: bool = False
    """Handed from one assignee or group to another; a first assignment is none."""


@dataclass(frozen=True, slots=True)
class History:
    """A ticket as it stands and what was done on it, oldest deed first."""

    ticket: Ticket
    deeds: tuple[Deed, ...] = ()
    is_read: bool = True
    """False when the ticket changed, but its audits were not asked."""

    @property
    def first_public_at(self) -> datetime | None:
        """When a person first answered in public."""
        return next((deed.at for deed in self._by_staff if deed.public), None)

    @property
    def public(self) -> int:
        """How many public comments people wrote."""
        return sum(deed.public for deed in self._by_staff)

    @property
    def private(self) -> int:
        """How many internal notes people wrote."""
        return sum(deed.private for deed in self._by_staff)

    @property
    def tier(self) -> Deed | None:
        """The deed that set the tier as people left it."""
        return next((deed for deed in reversed(self.deeds) if deed.tier is not None), None)

    @property
    def priority(self) -> Deed | None:
        """The deed in which a person last set the priority."""
        return next((deed for deed in reversed(self._by_staff) if deed.priority is not None), None)

    @property
    def solved(self) -> Deed | None:
        """The deed that solved the ticket, where it is solved."""
        if self.ticket.status.is_unsolved:
            return None
        return next((deed for deed in reversed(self.deeds) if deed.status in (Status.SOLVED, Status.CLOSED)), None)

    @property
    def last_at(self) -> datetime | None:
        """When a person last did anything."""
        return self._by_staff[-1].at if self._by_staff else None

    @property
    def _by_staff(self) -> tuple[Deed, ...]:
        return tuple(deed for deed in self.deeds if deed.by_staff)

    def after(self, at: datetime) -> tuple[Deed, ...]:
        """Return what people did since a moment."""
        return tuple(deed for deed in self._by_staff if deed.at >= at)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One effect beside what people did."""

    intended: Intended
    outcome: Outcome
    people: str
    """One sentence, without its full stop."""
    at: datetime | None = None
    """When people did it; None where they did nothing."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A Tier III that Tierline saw before people did, or that they have not seen yet."""

    intended: Intended
    seen_at: datetime | None
    """When people marked it as severe, by tier or urgent priority; None while they have not."""
    minutes: float
    """How much earlier; up to now while people have not seen it."""


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """All comparisons, in the order of time."""

    comparisons: tuple[Comparison, ...]
    earlier: tuple[Earlier, ...] = field(default=())

    def of(self, kind: Kind) -> tuple[Comparison, ...]:
        """Return the comparisons of one kind."""
        return tuple(one for one in self.comparisons if one.intended.kind is kind)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that occur, in their fixed order."""
        present = {one.intended.kind for one in self.comparisons}
        return tuple(kind for kind in Kind if kind in present)

    def count(self, kind: Kind, outcome: Outcome) -> int:
        """Return how many effects of a kind came out so."""
        return sum(one.outcome is outcome for one in self.of(kind))

    @property
    def differences(self) -> tuple[Comparison, ...]:
        """Where people did something else."""
        return tuple(one for one in self.comparisons if one.outcome is Outcome.DIFFERENT)

    @property
    def refusals_worked_on(self) -> tuple[Comparison, ...]:
        """Refusals that would have been sent, on tickets that people worked on."""
        return tuple(one for one in self.differences if one.intended.kind is Kind.REFUSAL)

    @property
    def escalations_unmade(self) -> tuple[Comparison, ...]:
        """Levels that fell due and that nobody made."""
        missed = (Outcome.DIFFERENT, Outcome.NOTHING)
        return tuple(one for one in self.of(Kind.ESCALATION) if one.outcome in missed)


def compare(
    intended: Sequence[Intended],
    histories: Mapping[int, History],
    now: datetime,
    priorities: Mapping[Tier, Priority] = PRIORITIES,
) -> ShadowReport:
    """
    Return the report on effects and the histories of their tickets by id; a ticket without one is gone.

    `priorities` tells which tier a priority stands for that a person set where nobody set a tier.
    """
    ordered = sorted(intended, key=lambda one: (one.at, one.key))
    by_ticket: dict[int, list[Intended]] = {}
    for one in ordered:
        by_ticket.setdefault(one.ticket_id, []).append(one)
    return ShadowReport(
        comparisons=tuple(
            _compared(one, by_ticket[one.ticket_id], histories.get(one.ticket_id), priorities) for one in ordered
        ),
        earlier=tuple(_earlier(by_ticket.values(), histories, now)),
    )


def _compared(
    one: Intended, same: Sequence[Intended], history: History | None, priorities: Mapping[Tier, Priority]
) -> Comparison:
    if history is None or history.ticket.status is Status.DELETED:
        return Comparison(one, Outcome.UNKNOWN, "the ticket does not exist any more")
    if not history.is_read:
        return Comparison(one, Outcome.UNKNOWN, "the ticket changed since, and its history was not read")
    match one.kind:
        case Kind.REFUSAL:
            return _refusal(one, history)
        case Kind.ACKNOWLEDGEMENT:
            return _acknowledgement(one, history)
        case Kind.ESCALATION:
            return _escalation(one, history)
        case Kind.DISPUTE:
            return _dispute(one, history)
        case Kind.TRIAGE | Kind.RAISE | Kind.REPAIR:
            return _tier(one, same, history, priorities)
        case Kind.REQUEST | Kind.FIRST_RESPONSE | Kind.DETAILS | Kind.INCIDENT:
            return Comparison(one, Outcome.NOTHING, f"nobody else does this; {_work(history)}", history.last_at)


def _tier(one: Intended, same: Sequence[Intended], history: History, priorities: Mapping[Tier, Priority]) -> Comparison:
    if one.action == Action.LEAVE:
        return _left_alone(one, history)
    ours = {one.tier} | {other.tier for other in same if other.kind is Kind.RAISE and other.at >= one.at}
    if (deed := history.tier) is not None and deed.tier is not None:
        outcome = Outcome.AGREED if deed.tier in ours else Outcome.DIFFERENT
        return Comparison(one, outcome, f"set Tier {deed.tier.roman} {_when(deed.at, one.at)}", deed.at)
    if (deed := history.priority) is not None and deed.priority is not None:
        expected = {priorities[tier] for tier in ours if tier is not None}
        outcome = Outcome.AGREED if deed.priority in expected else Outcome.DIFFERENT
        people = f"set no tier, but priority {deed.priority} {_when(deed.at, one.at)}"
        return Comparison(one, outcome, people, deed.at)
    return Comparison(one, Outcome.NOTHING, f"set no tier; {_work(history)}", history.last_at)


def _left_alone(one: Intended, history: History) -> Comparison:
    """Compare a ticket without a case: people agree who solve it with one answer at most."""
    deed = history.tier
    if deed is not None and deed.tier is not None and deed.tier is not Tier.ONE:
        return Comparison(one, Outcome.DIFFERENT, f"set Tier {deed.tier.roman} {_when(deed.at, one.at)}", deed.at)
    if history.public > ONE_ANSWER:
        return Comparison(one, Outcome.DIFFERENT, _work(history), history.last_at)
    if deed is not None or history.solved is not None:
        return Comparison(one, Outcome.AGREED, _work(history), history.last_at)
    return Comparison(one, Outcome.NOTHING, _work(history), history.last_at)


def _refusal(one: Intended, history: History) -> Comparison:
    """Compare a refusal: people agree who set Tier I, or who solve the ticket with one answer at most."""
    deed = history.tier
    work = _work(history)
    if deed is not None and deed.tier is not None and deed.tier is not Tier.ONE:
        people = f"set Tier {deed.tier.roman} {_when(deed.at, one.at)}; {work}"
        return Comparison(one, Outcome.DIFFERENT, people, deed.at)
    answered_once = history.public <= ONE_ANSWER
    if deed is not None and answered_once:
        return Comparison(one, Outcome.AGREED, f"set Tier I; {work}", deed.at)
    if history.solved is not None and history.solved.by_staff and answered_once and not history.private:
        return Comparison(one, Outcome.AGREED, work, history.solved.at)
    if history.public or history.private:
        return Comparison(one, Outcome.DIFFERENT, work, history.last_at)
    return Comparison(one, Outcome.NOTHING, work, history.last_at)


def _acknowledgement(one: Intended, history: History) -> Comparison:
    if (at := history.first_public_at) is not None:
        return Comparison(one, Outcome.AGREED, f"answered {_when(at, one.at)}", at)
    if (solved := history.solved) is not None:
        return Comparison(one, Outcome.DIFFERENT, f"solved it without a word {_when(solved.at, one.at)}", solved.at)
    return Comparison(one, Outcome.NOTHING, _work(history), history.last_at)


def _escalation(one: Intended, history: History) -> Comparison:
    for deed in history.after(one.at - BEFOREHAND):
        if deed.level is not None and deed.level >= one.level:
            return Comparison(one, Outcome.AGREED, f"set level {deed.level} {_when(deed.at, one.at)}", deed.at)
        if deed.moved:
            return Comparison(one, Outcome.AGREED, f"handed it over {_when(deed.at, one.at)}", deed.at)
    later = history.after(one.at)
    if (solved := history.solved) is not None and solved.at >= one.at:
        people = f"solved it {_when(solved.at, one.at)} without escalating"
        return Comparison(one, Outcome.DIFFERENT, people, solved.at)
    if any(deed.public or deed.private for deed in later):
        return Comparison(one, Outcome.DIFFERENT, f"went on without escalating; {_work(history)}", later[-1].at)
    return Comparison(one, Outcome.NOTHING, f"nobody escalated; {_work(history)}", history.last_at)


def _dispute(one: Intended, history: History) -> Comparison:
    later = history.after(one.at)
    if later:
        return Comparison(one, Outcome.AGREED, f"took it up {_when(later[0].at, one.at)}", later[0].at)
    return Comparison(one, Outcome.NOTHING, "nobody has taken the dispute up", history.last_at)


def _earlier(
    tickets: Iterable[Sequence[Intended]], histories: Mapping[int, History], now: datetime
) -> Iterable[Earlier]:
    """Return the Tier III tickets that people marked as severe after us, or not yet; solved ones were dealt with."""
    for effects in tickets:
        severe = next((one for one in effects if _says_severe(one)), None)
        history = histories.get(severe.ticket_id) if severe else None
        if severe is None or history is None or not history.is_read:
            continue
        seen_at = next((deed.at for deed in history.deeds if _is_severe(deed)), None)
        if seen_at is None and not history.ticket.status.is_unsolved:
            continue
        ahead = ((seen_at or now) - severe.at).total_seconds() / 60
        if ahead > 0:
            yield Earlier(severe, seen_at, ahead)


def _says_severe(one: Intended) -> bool:
    return one.kind in (Kind.TRIAGE, Kind.RAISE) and one.tier is Tier.THREE


def _is_severe(deed: Deed) -> bool:
    return deed.tier is Tier.THREE or (deed.by_staff and deed.priority is Priority.URGENT)


# --- in words ---------------------------------------------------------------------------------------------------------


def _work(history: History) -> str:
    """Return what people did on a ticket in all."""
    parts = []
    if history.public:
        parts.append(_counted(history.public, "public comment"))
    if history.private:
        parts.append(_counted(history.private, "internal note"))
    said = f"wrote {' and '.join(parts)}" if parts else ""
    solved = history.solved
    if solved is not None:
        who = "" if solved.by_staff else " (by a rule of the account)"
        took = span(solved.at - history.ticket.created_at)
        return f"{said + ' and ' if said else ''}solved it after {took}{who}"
    if not history.ticket.status.is_unsolved:
        return f"{said + '; ' if said else ''}it is {history.ticket.status}"
    if history.last_at is None:
        return "nobody has touched it"
    return said or "touched it without a word"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _when(at: datetime, decided_at: datetime) -> str:
    """Return how long before or after our decision something happened."""
    if abs(at - decided_at) < timedelta(minutes=1):
        return "at the same time"
    return f"{span(at - decided_at)} later" if at > decided_at else f"{span(decided_at - at)} before us"


def span(distance: timedelta) -> str:
    """Return a distance as people say it: `12 min`, `3 h 5 min`, `2 d 4 h`."""
    minutes = max(0, int(distance.total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} d {hours % 24} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"
