"""
All signs of a report, from every module that looks for some.

Their patterns take two seconds to compile, so they are imported when something is to be read: a process that starts
again in the middle of the night takes webhooks at once, and a command that reads no report does not wait for them.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from app.rules.reader import Facts
from app.rules.signs import Sign

Signs = Callable[[Facts, float], Iterable[Sign]]


@cache
def _subjects() -> tuple[Signs, ...]:
    """
    Return what reads one subject each.

    Emergency calls, safety lines, the reach of a fault, how many, a customer as a whole, when, what fails, what was
    done about it, and what is wanted.
    """
    from app.rules import moment, passing, reach, roundabout, safety_lines, wish
    from app.rules.customer import reading as customer
    from app.rules.emergency import reading as emergency
    from app.rules.faults import reading as faults
    from app.rules.shares import reading as shares
    from app.rules.steps import reading as steps

    grave = (emergency, safety_lines, reach, roundabout, shares, customer)
    return tuple(one.signs for one in (*grave, moment, passing, faults, steps, wish))


def prepare() -> None:
    """Compile every pattern now; whoever serves does so in a thread, before the first report comes."""
    _subjects()


def signs_of(reports: Sequence[Facts], limit: float) -> list[tuple[Sign, ...]]:
    """
    Return the signs each report shows; `limit` is the percent of users from which a group is large.

    Each module reads all of them before the next one does: its patterns and words are at hand then.
    """
    found: list[list[Sign]] = [[] for _ in reports]
    for signs in _subjects():
        for facts, shown in zip(reports, found, strict=True):
            shown.extend(signs(facts, limit))
    return list(map(tuple, found))
