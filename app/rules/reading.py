"""All signs of a report, from every module that looks for some."""

from collections.abc import Iterator

from app.rules import customer, emergency, faults, moment, reach, shares, steps, wish
from app.rules.reader import Facts
from app.rules.signs import Sign

MODULES = (emergency, reach, shares, customer, moment, faults, steps, wish)
"""Each reads one subject: emergency calls, the reach of a fault, how many, a customer as a whole, when, what fails,
what was done about it, and what is wanted."""


def signs_of(facts: Facts, limit: float) -> Iterator[Sign]:
    """Return the signs a report shows; `limit` is the percent of users from which a group is large."""
    for module in MODULES:
        yield from module.signs(facts, limit)
