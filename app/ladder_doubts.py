"""What the settings of the ladder say together: contradictions, calendars that cannot be used, and doubts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.rules.working_time import LONGEST

if TYPE_CHECKING:
    from app.config import Settings


def contradictory_calendars(settings: "Settings") -> Iterator[tuple[frozenset[str], str]]:
    """Yield what is wrong between calendars and the rest of the ladder, with the settings that it concerns."""
    for level in settings.level_calendars:
        name = f"escalation_level_{level}"
        if settings.contacts[level].assignee is not None:
            yield (
                frozenset({name, f"{name}_calendar"}),
                f"{name.upper()} names an assignee, and {name.upper()}_CALENDAR says who is on call: keep one of them.",
            )
    top = timedelta(hours=settings.escalation_hours[-1])
    for tier, calendar in settings.tier_calendars.items():
        minutes = sum(end - begin for day in calendar.week for begin, end in day)
        if top > timedelta(minutes=minutes) * (LONGEST.days // 7):
            name = f"escalation_calendar_tier_{int(tier)}"
            yield (
                frozenset({name, "escalation_hours"}),
                (
                    f"{name.upper()} counts so few hours that the last level would take more than 20 years: add hours, "
                    "or lower ESCALATION_HOURS."
                ),
            )


def wrong_rosters(settings: "Settings") -> list[str]:
    """Return a sentence for everything that makes a level's file of shifts unusable."""
    if not settings.level_calendars:
        return []
    from app.roster_file import UnusableRoster, read_source  # its libraries take a while, and few have calendars

    problems: list[str] = []
    for level, path in settings.level_calendars.items():
        try:
            read_source(path)
        except UnusableRoster as exc:
            problems += (f"ESCALATION_LEVEL_{level}_CALENDAR {problem}" for problem in exc.problems)
    return problems


def roster_doubts(settings: "Settings", now: datetime) -> list[str]:
    """Return a sentence for every level whose shifts leave nobody on call within the next days."""
    if not settings.level_calendars:
        return []
    from app.roster_file import UnusableRoster, read_source
    from app.roster_keeper import gaps

    doubts: list[str] = []
    for level, path in settings.level_calendars.items():
        try:
            doubts += gaps(level, read_source(path).roster(now), now)
        except UnusableRoster as exc:
            doubts += (f"ESCALATION_LEVEL_{level}_CALENDAR {problem}" for problem in exc.problems)
    return doubts


def ladder_doubts(settings: "Settings") -> Iterator[str]:
    """Yield a sentence for every level without a contact, and for calendars that count nobody's hours."""
    has_contact = {
        level
        for level, contact in settings.contacts.items()
        if not contact.is_empty or level in settings.level_calendars
    }
    for level in settings.levels:
        if level in has_contact:
            continue
        next_one = min((higher for higher in has_contact if higher > level), default=None)
        what = f"the contact of level {next_one} answers" if next_one else "nobody is assigned"
        yield (
            f"ESCALATION_LEVEL_{level} names nobody: at {settings.escalation_hours[level - 1]:g} hours the level is "
            f"raised, and {what}."
        )
    for tier in settings.tier_calendars:
        if tier not in settings.escalation_tiers:
            yield (
                f"ESCALATION_CALENDAR_TIER_{int(tier)} has no effect: ESCALATION_TIERS leaves out {int(tier)}, whose "
                "tickets never climb."
            )
