"""
What keeps a fault from Tier III: it is taken back, it has ended since, or it is of few.

A report corrects itself as it goes: what a later sentence says anew holds.
"""

import re

from app.rules.case import LARGE, NOT_THEIRS, SEVERE, SMALL, Case
from app.rules.signs import Sign

NOT_NOW = ("planned", "hypothetical", "test", "past-outage", "came-and-went", "denied-outage")
"""What is told is not so now."""
_AGAINST = frozenset((*NOT_NOW, *NOT_THEIRS))
_AGAIN = frozenset(("now", "corrected-up", "partly-restored", *SEVERE))
BOUNDS = ("single-user", "untried", "portal-only", "minor", "restored", "feature-question", "emergency-passed")
"""Keeps a fault from being one of many users now."""
_IN_PART = re.compile(r"\b(?:some|part|half|few|most|but|except|not|\w+n't|unos|algunos|certains?|sauf|pero|mais)\b")
"""Words by which an end is not one for all."""


def is_taken_back(case: Case, *but: str) -> bool:
    """Whether the report says that it is not so now or not the provider's, and no later sentence says it is."""
    if not case.has(*_AGAINST):
        return False
    against = [one.number for one in case.signs if one.name in _AGAINST and one.name not in but]
    if not against:
        return False
    last = max(against)
    return not any(one.name in _AGAIN and one.number > last for one in case.signs)


def has_ended_since(case: Case, found: Sign) -> bool:
    """Whether a later sentence says that what struck so many is over, and none that it struck anew."""
    over = case.sign("restored")
    if over is None or over.number <= found.number or case.has("partly-restored", "now"):
        return False
    if any(told.number == over.number and _IN_PART.search(told.line.plain) for told in case.facts.told):
        return False
    return not any(one.name in SEVERE and one.number > over.number for one in case.signs)


def is_small(case: Case) -> bool:
    """Whether the figures of the text, or the form where the text gives none, tell of less than a large group."""
    if case.has(*LARGE):
        return False
    if case.has(*SMALL):
        return True
    affected, total = case.facts.form.affected_users, case.facts.form.total_users
    if not affected or not total or case.facts.user_shares:
        return False
    return 100 * affected / total < case.limit


def is_bounded(case: Case) -> bool:
    """Whether anything speaks for one user, a part, another time or a cause elsewhere."""
    return is_taken_back(case) or is_small(case) or case.has(*BOUNDS)
