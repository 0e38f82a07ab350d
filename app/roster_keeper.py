"""
Keeps who is on call up to date while the service runs: a file that changed is read again, and time goes on.

The files are looked at in a thread. A new content that cannot be used leaves the last usable one in force, and health
says so until it is mended: a wrong export must not leave a level without anybody.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from app.clock import Clock
from app.rules.roster import Roster

if TYPE_CHECKING:
    from app.roster_file import Source

log = structlog.get_logger()

RENEW_BEFORE: Final = timedelta(days=21)
"""A roster is worked out anew when it reaches less far ahead than this."""
GAP_WITHIN: Final = timedelta(days=14)
"""Gaps that come within so much time are told."""
GAPS_NAMED: Final = 3
GAP_FROM: Final = timedelta(minutes=1)


@dataclass(slots=True)
class _Kept:
    path: Path
    source: "Source | None" = None
    mark: tuple[int, int, int] | None = None
    """What the file looked like when it was last read: time of change, size, inode."""
    problem: str | None = None


class RosterKeeper:
    """
    Owns `rosters`, by level, into which newer ones are put; whoever decides reads them there.

    `now` is Zendesk's time, by which steps are decided.
    """

    def __init__(self, files: Mapping[int, Path], clock: Clock, now: Callable[[], datetime], every: float) -> None:
        self.rosters: dict[int, Roster] = {}
        self._kept = {level: _Kept(path) for level, path in files.items()}
        self._clock = clock
        self._now = now
        self._every = every

    async def load(self) -> None:
        """Read every file; one that cannot be read any more leaves its level without anybody on call, and is told."""
        if not self._kept:
            return
        for level, roster in (await asyncio.to_thread(self._look, self._now())).items():
            self.rosters[level] = roster
            log.info("shifts read", level_number=level, count=len(roster.shifts))

    async def run(self) -> None:
        """Look at the files again and again; ends only by cancellation."""
        while self._kept:
            await self._clock.sleep(self._every)
            await self.load()

    def warnings(self) -> list[str]:
        """Return a sentence for every file that cannot be used, and for what is missing in the others."""
        problems = [f"{setting(level)} {kept.problem}" for level, kept in self._kept.items() if kept.problem]
        now = self._now()
        return problems + [told for level, roster in sorted(self.rosters.items()) for told in gaps(level, roster, now)]

    def _look(self, now: datetime) -> dict[int, Roster]:
        """Return the rosters that are new; called in a thread, one call at a time."""
        found = {}
        for level, kept in self._kept.items():
            roster = self.rosters.get(level)
            renewed = _reread(level, kept, now)
            if renewed is None and kept.source is not None and _is_short(roster, now):
                renewed = _reckoned(level, kept, kept.source, now)
            if renewed is None and roster is None:
                # Not nothing at all: a level whose calendar cannot be read has nobody on call.
                renewed = Roster((), now, now)
            if renewed is not None:
                found[level] = renewed
        return found


def setting(level: int) -> str:
    """Return the name of the setting that holds a level's calendar."""
    return f"ESCALATION_LEVEL_{level}_CALENDAR"


def gaps(level: int, roster: Roster, now: datetime) -> list[str]:
    """Return a sentence where a roster leaves nobody on call within `GAP_WITHIN`, with the first gaps."""
    until = min(now + GAP_WITHIN, roster.known_until)
    found = [gap for gap in roster.gaps(now, until) if gap[1] - gap[0] >= GAP_FROM]
    if not found:
        return []
    named = ", ".join(f"{begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}" for begin, end in found[:GAPS_NAMED])
    more = f" and {len(found) - GAPS_NAMED} more" if len(found) > GAPS_NAMED else ""
    sentence = (
        f"{setting(level)} leaves nobody on call within {GAP_WITHIN.days} days: {named} UTC{more}; the contact of the "
        "next level answers then."
    )
    return [sentence]


def _is_short(roster: Roster | None, now: datetime) -> bool:
    """Return whether a roster does not reach far enough from now."""
    return roster is None or now < roster.known_from or now + RENEW_BEFORE > roster.known_until


def _reread(level: int, kept: _Kept, now: datetime) -> Roster | None:
    """
    Read a file that is not as it was; return its roster where it holds a new calendar that can be used.

    One that can be read and not be reckoned is none: the calendar before it goes on, also beyond today's horizon.
    """
    from app.roster_file import UnusableRoster, read_source  # its libraries take a while, and few have calendars

    mark = _mark(kept.path)
    if mark is not None and mark == kept.mark and kept.problem is None:
        return None
    try:
        source = read_source(kept.path)
        roster = source.roster(now)
    except UnusableRoster as exc:
        kept.mark = mark
        _tell(level, kept, exc.problems[0])
        return None
    kept.source, kept.mark, kept.problem = source, mark, None
    return roster


def _reckoned(level: int, kept: _Kept, source: "Source", now: datetime) -> Roster | None:
    from app.roster_file import UnusableRoster

    try:
        return source.roster(now)
    except UnusableRoster as exc:
        _tell(level, kept, exc.problems[0])
        return None


def _tell(level: int, kept: _Kept, problem: str) -> None:
    """Keep what is wrong with a file for health, and log it once."""
    if problem != kept.problem:
        log.warning("shifts cannot be read", level_number=level, why=problem)
    kept.problem = problem


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
