"""
The auditor's arithmetic: what a ticket's tier mark and level should be, by a second path.

It shares nothing with the rules that decide (`ladder`, `decide`, `conclusions`): the same mistake twice would look like
agreement. What goes in is a ticket as Zendesk has it and, where its creation does not settle the matter, what its own
audits tell of who touched it. Our tables are not asked here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.rules.ticket import Status, Ticket, Tier

HOLD = "tierline_hold"
STORM = "tierline_storm"
STORM_ID = "tierline-storm:"
REFUSED = "tier_refused"
HANDLED = frozenset({"tier_disputed", "tier_review"})
"""Tags that say people have a refused ticket in hand."""
_LEVEL = "escalation_level_"
GRACE = timedelta(minutes=3)
"""What is younger is under way: a webhook, a look and a write take seconds, and the write budget some minutes."""


class By(StrEnum):
    """Who did something to a ticket."""

    SERVICE = "service"
    PERSON = "person"
    OTHERS = "others"
    """Triggers, automations, other programs, and requesters, who can set neither tier nor level."""


class What(StrEnum):
    """The kinds of difference, as they stand in the `finding` table and in `/health`."""

    NO_TIER = "no-tier"
    TIERS = "tiers-disagree"
    REFUSED = "refused-open"
    LOW = "level-low"
    LEVELS = "levels-disagree"
    HIGH = "level-high"
    """
    Higher than any age the ticket can have, by today's thresholds and by those that were in force before: it cannot be
    taken back, so people are told and nothing is written.
    """


@dataclass(frozen=True, slots=True)
class Touch:
    """What one update did to what the auditor looks at; `None` and False mean that it was left alone."""

    at: datetime
    by: By
    tier: bool = False
    """Tier tag or tier field were set, changed or taken off …"""
    tier_set: Tier | None = None
    """… and this was put there; None where it was taken off."""
    level: bool = False
    hold: bool = False
    status: Status | None = None
    keys: frozenset[str] = frozenset()
    """The effects of ours that came with it."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours that count, as the settings name them: by weekday from Monday, in minutes of the zone's clock."""

    week: Sequence[Sequence[tuple[int, int]]]
    zone: tzinfo
    days_off: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The policy as far as the auditor goes by it, and what of it is switched on."""

    thresholds: tuple[timedelta, ...]
    climbing: frozenset[Tier]
    pausing: frozenset[Status] = frozenset()
    paused_once: Mapping[Status, datetime] = field(default_factory=dict)
    """Statuses that stop the clock no more, with the moment until which they did: what was a pause stays one."""
    thresholds_once: Mapping[tuple[timedelta, ...], datetime] = field(default_factory=dict)
    """Thresholds in force no more, with the moment until which they were: a level that was right then stays right."""
    marks: bool = True
    """False while marking is off or in shadow."""
    levels: bool = True
    refusals: bool = True
    level_field: bool = True
    """Whether the account has a field for the level; without one the tag alone tells it."""
    since: datetime | None = None
    """Tickets that nobody has touched since then were there before Tierline, and are left alone."""
    calendars: Mapping[Tier, Hours] = field(default_factory=dict)
    """The hours that count, by tier; a tier without them ages at all hours."""

    def level_at(self, age: timedelta) -> int:
        """Return how many thresholds lie at or below `age`."""
        return _reached(self.thresholds, age)

    def highest(self, created_at: datetime, now: datetime) -> int:
        """Return the highest level that a ticket of that creation can have by now; nobody's clock is so exact."""
        # Levels are not taken back: earlier thresholds count for as long as they were in force, and not beyond.
        once = (_reached(these, min(now, until) + GRACE - created_at) for these, until in self.thresholds_once.items())
        return max(self.level_at(now + GRACE - created_at), *once, 0)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on a ticket that is not as it should be."""

    ticket_id: int
    what: What
    says: str
    """One sentence for the person who reads `/health`."""
    tier: Tier | None = None
    """The tier that was last on the ticket, where it has lost its mark."""
    level: int = 0
    """The level that its age demands, or that its marks should agree on."""
    age: timedelta = timedelta(0)
    """How long it has been open and not paused."""
    landed: bool = False
    """The level was on the ticket before: its note is written, only its marks are gone."""


def differences(
    ticket: Ticket, touches: Sequence[Touch] | None, yard: Yardstick, now: datetime, *, is_partner: bool = True
) -> tuple[Difference, ...]:
    """
    Return what is wrong with a ticket, nothing where it is right or people have it in hand.

    With `touches` None the audits have not been asked: whatever could be wrong is returned, so that nothing returned
    means nothing to ask about.
    """
    if not ticket.status.is_unsolved or HOLD in ticket.tags:
        return ()
    is_tagged = ticket.is_problem and any(tag.startswith(STORM) for tag in ticket.tags)
    if is_tagged or (ticket.external_id or "").startswith(STORM_ID):
        return ()  # the problem of a storm is people's work, no partner's ticket
    case = _Case(ticket, touches, yard, now)
    if case.is_before_our_time or case.is_under_way:
        return ()
    found = (
        _tier(case, is_partner=is_partner) if yard.marks else None,
        _refused(case) if yard.refusals else None,
        _level(case) if yard.levels else None,
    )
    return tuple(one for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class _Case:
    ticket: Ticket
    touches: Sequence[Touch] | None
    yard: Yardstick
    now: datetime

    @property
    def tiers(self) -> frozenset[Tier]:
        """Every tier the ticket shows, by tag or by field."""
        tagged = {tier for tier in Tier if tier.tag in self.ticket.tags}
        return frozenset(tagged | ({self.ticket.tier_field} if self.ticket.tier_field else set()))

    @property
    def tagged_levels(self) -> frozenset[int]:
        """The levels that tags show; level 0 is no level."""
        told = (tag.removeprefix(_LEVEL) for tag in self.ticket.tags if tag.startswith(_LEVEL))
        return frozenset(int(one) for one in told if one in "123456789" and one)

    @property
    def level(self) -> int:
        """The level the ticket shows: its field's, or where there is none its highest tag's."""
        if self.yard.level_field:
            return self.ticket.level_field or 0
        return max(self.tagged_levels, default=0)

    @property
    def opened_at(self) -> datetime:
        """When the ticket was opened for the last time."""
        opened, solved = self.ticket.created_at, False
        for touch in self.touches or ():
            if touch.status is None:
                continue
            if solved and touch.status.is_unsolved:
                opened = touch.at
            solved = not touch.status.is_unsolved
        return opened

    @property
    def is_before_our_time(self) -> bool:
        since = self.yard.since
        if since is None or self.ticket.updated_at >= since:
            return False
        if self.touches is None:
            return not self.tiers  # without a mark it is none of ours; with one, only the audits can tell
        return not any(touch.by is By.SERVICE for touch in self.touches)

    @property
    def is_under_way(self) -> bool:
        """Whether it was opened, or what we look at was changed, a moment ago: it is being seen to."""
        if self.now - self.opened_at < GRACE:
            return True
        return any(
            self.now - touch.at < GRACE
            for touch in self.touches or ()
            if touch.tier or touch.level or touch.hold or touch.status is not None
        )

    def age(self, at: datetime) -> timedelta:
        """Return how long the ticket has been open at a moment, without the time in pausing statuses."""
        if self.touches is None or not (self.yard.pausing or self.yard.paused_once):
            ran = [(self.opened_at, max(at, self.opened_at))]
        else:
            ran = list(self._running(at))
        calendar = next((self.yard.calendars[tier] for tier in sorted(self.tiers) if tier in self.yard.calendars), None)
        if calendar is None or len(self.tiers) > 1:
            return sum((end - begin for begin, end in ran), timedelta(0))
        return sum((_working(calendar, begin, end) for begin, end in ran), timedelta(0))

    def _running(self, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        for status, begin, end in self._stretches(until):
            begin = max(begin, self.yard.paused_once.get(status, begin))
            if status not in self.yard.pausing and end > begin:
                yield begin, end

    def _stretches(self, until: datetime) -> Iterator[tuple[Status, datetime, datetime]]:
        """Yield from when to when the ticket was in which status, in this opening of it."""
        opened = self.opened_at
        status, begin = Status.NEW, opened
        for touch in self.touches or ():
            if touch.status is None or touch.at > until:
                continue
            if touch.at > opened:
                yield status, begin, touch.at
            status, begin = touch.status, max(opened, touch.at)
        yield status, begin, until

    def last(self, name: str) -> Touch | None:
        """Return the last touch of `tier`, `level` or an opening `status` in this opening of the ticket."""
        if name == "status":
            found = [one for one in self.touches or () if one.status is not None and one.status.is_unsolved]
        else:
            found = [one for one in self.touches or () if getattr(one, name) and one.at >= self.opened_at]
        return found[-1] if found else None

    def is_by_person(self, name: str) -> bool:
        last = self.last(name)
        return last is not None and last.by is By.PERSON

    def has_landed(self, level: int) -> bool:
        """Return whether our write of this level, or of one above, is in the audits of this opening."""
        keys = (key.split(":") for touch in self.touches or () if touch.at >= self.opened_at for key in touch.keys)
        return any(len(one) > 3 and one[2] == "escalation" and int(one[3]) >= level for one in keys if _is_number(one))

    def found(self, what: What, says: str, level: int = 0) -> Difference:
        tiers = [touch.tier_set for touch in self.touches or () if touch.tier and touch.tier_set is not None]
        return Difference(
            ticket_id=self.ticket.id,
            what=what,
            says=says,
            tier=tiers[-1] if tiers else None,
            level=level,
            age=self.age(self.now),
            landed=level > 0 and self.has_landed(level),
        )


def _reached(thresholds: Sequence[timedelta], age: timedelta) -> int:
    return sum(threshold <= age for threshold in thresholds)


def _working(calendar: Hours, begin: datetime, end: datetime) -> timedelta:
    """Return how much of a stretch lies in working hours: each day of it by itself, cut to the hours of its weekday."""
    first = begin.astimezone(calendar.zone).date() - timedelta(days=1)
    total, counted = timedelta(0), begin
    for number in range((end - begin).days + 4):
        day = first + timedelta(days=number)
        if day in calendar.days_off:
            continue
        midnight = datetime.combine(day, time())
        for opens, closes in sorted(calendar.week[day.weekday()]):
            opened, closed = (_at(calendar.zone, midnight + timedelta(minutes=one)) for one in (opens, closes))
            # Hours that are named twice count once.
            total += max(timedelta(0), min(end, closed) - max(counted, opened))
            counted = max(counted, min(end, closed))
    return total


def _at(zone: tzinfo, wall: datetime) -> datetime:
    """Return when a clock on the wall shows a time; one that clocks leap over is the moment at which they do."""
    shown = wall.replace(tzinfo=zone)
    moment = shown.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    moment = shown.replace(fold=1).astimezone(UTC)
    before = moment.astimezone(zone).utcoffset()
    while moment.astimezone(zone).utcoffset() == before:
        moment += timedelta(minutes=1)
    return moment


def _is_number(parts: Sequence[str]) -> bool:
    return len(parts) > 3 and parts[3].isascii() and parts[3].isdigit()


def _tier(case: _Case, *, is_partner: bool) -> Difference | None:
    tiers = case.tiers
    if case.is_by_person("tier"):
        return None
    if not tiers:
        if not is_partner:
            return None
        hours = (case.now - case.opened_at).total_seconds() / 3600
        return case.found(What.NO_TIER, f"no tier is marked, {hours:.1f} h after it was opened")
    if len(tiers) > 1:
        shown = " and ".join(f"Tier {tier.roman}" for tier in sorted(tiers))
        return case.found(What.TIERS, f"its tags and its field show {shown}")
    return None


def _refused(case: _Case) -> Difference | None:
    tags = case.ticket.tags
    if REFUSED not in tags or tags & HANDLED or case.is_by_person("status"):
        return None
    return case.found(What.REFUSED, f"it was refused, is {case.ticket.status}, and nobody has it in hand")


def _level(case: _Case) -> Difference | None:
    if not case.tiers or not case.tiers <= case.yard.climbing:
        return None
    level, last = case.level, case.last("level")
    demanded = case.yard.level_at(case.age(case.now - GRACE))
    if level < demanded:
        if last is not None and last.by is By.PERSON and case.yard.level_at(case.age(last.at)) >= demanded:
            return None  # a person has set it since it was due
        says = f"it stands at level {level}; its age of {_hours(case.age(case.now))} h demands level {demanded}"
        return case.found(What.LOW, says, demanded)
    if level > case.yard.highest(case.ticket.created_at, case.now):
        if case.touches is not None and (last is None or last.by is not By.SERVICE):
            return None
        says = f"it stands at level {level}, which no age it can have demands; a person should look"
        return case.found(What.HIGH, says)
    shown = case.tagged_levels | ({level} - {0})
    if len(shown) > 1 and not case.is_by_person("level"):
        levels = " and ".join(str(one) for one in sorted(shown))
        return case.found(What.LEVELS, f"its tags and its field show levels {levels}", level)
    return None


def _hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:.1f}"
