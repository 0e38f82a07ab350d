"""
How long what waits to be sent will take, by the rules of the writer and nothing else: a small simulation in seconds.

Not a promise: it takes the budget as it stands, that nobody else spends from it, that Zendesk answers as quickly as
assumed, and that nothing new comes. Each of these is said beside the figure.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

LONGEST_SECONDS = 7 * 86_400
"""Beyond a week no figure would mean anything."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly writes can go out; the writer's own figures, and two that are assumed."""

    quota: int
    """Writes that may begin within any `window_seconds`."""
    window_seconds: int = 61
    singles_at_once: int = 4
    """Tickets written one by one at the same time."""
    many: int = 100
    """Tickets that ride in one job, which takes one write of the budget."""
    many_from: int = 10
    """Fewer never ride in a job."""
    left_for_others: int = 2
    """One by one, they may take a share of what the minute has left: the half, for 2."""
    jobs_at_once: int = 10
    single_seconds: float = 0.5
    """Assumed: Zendesk's time for one write."""
    job_seconds: int = 30
    """Assumed: Zendesk's time for a job of a hundred."""


@dataclass(frozen=True, slots=True)
class Load:
    """What waits: writes that can begin now, by band of urgency, and the seconds after which others can."""

    ready: tuple[int, ...]
    """Most urgent band first."""
    later: tuple[float, ...] = ()
    alone: int = 0
    """How many of the ready ones never ride in a job: refusals."""

    @property
    def size(self) -> int:
        """All writes."""
        return sum(self.ready) + len(self.later)


@dataclass(frozen=True, slots=True)
class Drained:
    """When the last write of each band is answered, in seconds from now; None where that takes more than a week."""

    bands: tuple[float | None, ...]
    seconds: float | None
    requests: int
    """Writes of the budget that it takes."""
    jobs: int


@dataclass(slots=True)
class _Run:
    pace: Pace
    ready: int
    alone: int
    spent: deque[tuple[int, int]]
    jobs: list[int] = field(default_factory=list)
    """The seconds at which those under way end."""
    ends: list[tuple[int, float]] = field(default_factory=list)
    """Writes begun so far, and when the last of them is answered."""
    begun: int = 0
    requests: int = 0
    carried: int = 0

    def free(self, second: int) -> int:
        """Return how many writes may begin in this second."""
        while self.spent and self.spent[0][0] < second - self.pace.window_seconds:
            self.spent.popleft()
        return max(0, self.pace.quota - sum(count for _, count in self.spent))

    def begin(self, second: int, tickets: int, requests: int, takes: float) -> None:
        """Send for so many tickets."""
        self.ready -= tickets
        self.begun += tickets
        self.requests += requests
        self.spent.append((second, requests))
        self.ends.append((self.begun, second + takes))


def drain(load: Load, pace: Pace, spent: Sequence[tuple[int, int]] = (), blocked_seconds: float = 0.0) -> Drained:
    """
    Return how long a load takes.

    `spent` is what was spent of the budget lately, as (seconds from now, zero or less; writes); `blocked_seconds` how
    long a pause of Zendesk's lasts.
    """
    run = _Run(pace, sum(load.ready), load.alone, deque(sorted(spent)))
    later = deque(sorted(load.later))
    second = int(blocked_seconds)
    while (run.ready or later) and second < LONGEST_SECONDS:
        if not run.ready and later:
            second = max(second, int(later[0]))
            if second >= LONGEST_SECONDS:
                break
        while later and later[0] <= second:
            later.popleft()
            run.ready += 1
        _one_second(run, second)
        second += 1
    bands, sofar = [], 0
    for count in load.ready:
        sofar += count
        bands.append(_end_of(run, sofar))
    return Drained(tuple(bands), _end_of(run, load.size), run.requests, run.carried)


def _one_second(run: _Run, second: int) -> None:
    """Begin what the writer would begin in one second: a few one by one, or jobs when many wait."""
    pace = run.pace
    run.jobs = [end for end in run.jobs if end > second]
    room = max(1, int(pace.singles_at_once / pace.single_seconds))
    while run.ready and (free := run.free(second)):
        riders = run.ready - run.alone
        if riders < min(pace.many, max(pace.many_from, free // pace.left_for_others)):
            singles = min(run.ready, free, room)
            if singles:
                run.alone -= min(singles, run.alone)
                run.begin(second, singles, singles, pace.single_seconds)
            return
        if len(run.jobs) >= pace.jobs_at_once:
            return
        run.jobs.append(second + pace.job_seconds)
        run.carried += 1
        run.begin(second, min(pace.many, riders), 1, float(pace.job_seconds))


def _end_of(run: _Run, count: int) -> float | None:
    """Return when so many writes are answered; None where they were not all begun."""
    if run.begun < count:
        return None
    ends, before = 0.0, 0
    for begun, end in run.ends:
        if before >= count:
            break
        ends, before = max(ends, end), begun
    return ends
