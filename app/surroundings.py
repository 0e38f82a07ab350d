"""What a service is given from outside besides its settings and clocks; the defaults are those of a real one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from app.clock import Clock
from app.notifier import Deliver
from app.scheduler.metronome import Job, Metronome


def _metronome(jobs: Sequence[Job], clock: Clock, wall: Clock) -> Metronome:
    return Metronome(jobs, clock, wall=wall)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A rehearsal replaces the way to Zendesk and the beat; everything that decides and writes stays what it is."""

    transport: httpx.AsyncBaseTransport | None = None
    """The way to Zendesk; None is the network."""
    metronome: Callable[[Sequence[Job], Clock, Clock], Metronome] = _metronome
    """Makes what runs the scheduled jobs, from the jobs, the service's clock and the host's."""
    deliver: Deliver | None = None
    """Takes what people are told outside of Zendesk, where that is to be recorded only; then health is not told of."""
    patience: float = 1.0
    """
    How much longer than usual those rest who look again in case nobody told them: worker, writer, pulse, order desk.

    What is due, or arrives, is told them anyway. In a day that is stepped through, looking twice a second for what
    cannot have happened would be all the work.
    """
