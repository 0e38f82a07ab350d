"""
Tier III: lives depend on it, or calls, traffic or billing are hit for a large group, a customer or more than one.

Signs are asked first. Where none speaks, claims and numbers beside a told fault are: they are right less often, hence
nothing at all may bound that fault (`app.rules.tiers.bounds`).
"""

import re

from app.rules.case import BEYOND, DOWN, FAILING, LARGE, WIDE, Case
from app.rules.claims import Scope, State
from app.rules.finding import Finding
from app.rules.reader import Told
from app.rules.scope import CUES
from app.rules.tiers.bounds import has_ended_since, is_bounded, is_small, is_taken_back
from app.rules.verdict import Evidence

EVERY_CALL = ("mute-on-every-call",)
"""Proof that what is not heard is no lesser fault."""
CALM = ("denied-outage", "test", "came-and-went")
"""Says that other calls work, that a test showed it, or that something is well again: no comfort for lines of lives."""
NARROW = (Scope.ONE, Scope.FEW)
"""Scopes of claims that are of a handful."""

_NOBODY = CUES.pattern(r"\bNONE\b.*\b(?:CALL|IN|OUT|PHONE|REGISTER|WORK)\b")
_UNHEARD = re.compile(
    r"\b(?:hears?|hear|heard|hearing) (?:absolutely )?(?:nobody|no one|no-one|none of (?:them|the callers))\b"
    r"|\bno (?:se )?(?:oigo|oye|oyen|oimos|escucho|escucha|escuchan|escuchamos) (?:a )?nadie\b"
    r"|\b(?:n'entends?|n'entend|n'entendons|n'entendent) (?:plus )?personne\b"
)
_SPARED = re.compile(
    r"\b(?:nobody|no one|no-one|none(?: of \S+)?)(?:'s| is| are| was| were| has been)? (?:\S+ )?without\b"
    r"(?! (?:getting|hearing|a busy|an error|drops?|any error|trouble|problems?)\b)"
)
"""Nobody is without: all is well."""
_OF_ALL = re.compile(
    r"\b(?:all|every\w*|each|any|both|whole|entire|none|nobody|no one|we|whoever|callers?|todos|todas|tod[ao]|ningun\w*"
    r"|nadie|tous|toutes?|chaque|aucune?|personne|nous)\b"
)
_ALL_OR_SINCE = CUES.pattern(r"\b(?:ALL|SINCE)\b")


# --- by signs ---------------------------------------------------------------------------------------------------------


def emergency_calls(case: Case) -> Finding | None:
    """Emergency calls that fail, go astray or show the wrong place; no work-around lowers it."""
    found = case.sign("emergency-fault")
    if found is None or is_taken_back(case, *CALM):
        return None
    evidence = case.shown(found, "tier3.emergency-calls")
    return Finding.three(0.90, "emergency calls are not reliably working", evidence)


def safety_line(case: Case) -> Finding | None:
    """Elevator, fire, alarm, panic and crisis lines that fail."""
    found = case.sign("safety-line-fault")
    if found is None or is_taken_back(case, *CALM):
        return None
    return Finding.three(0.86, "a line on which safety depends fails", case.shown(found, "decision.safety-lines"))


def carrier_outage(case: Case) -> Finding | None:
    """An outage of a carrier on the policy's list; a mention is nothing."""
    found = case.sign("carrier-outage")
    if found is None or is_taken_back(case):
        return None
    return Finding.three(0.85, "a carrier on the policy's list is out", case.shown(found, "tier3.carrier-outage"))


def beyond_one_customer(case: Case) -> Finding | None:
    """Many customers, billing as a whole, running fraud, collapsed figures: severe for calls, traffic or billing."""
    found = case.sign(*BEYOND)
    if found is None or is_taken_back(case) or is_small(case):
        return None
    return Finding.three(
        0.86, "calls, traffic or billing are hit beyond one customer", case.shown(found, "tier3.severe")
    )


def collapsed(case: Case) -> Finding | None:
    """Hardly a call finds its way, told in words or as a rate by the hour."""
    found = case.sign("calls-collapse")
    if found is None or is_taken_back(case) or is_small(case):
        return None
    return Finding.three(0.95, "hardly a call gets through", case.shown(found, "tier3.severe"))


def large_group(case: Case) -> Finding | None:
    """Calls are down for at least the policy's share of users, told or computed."""
    found = case.sign(*LARGE)
    if found is None or found.source == "form" or is_taken_back(case) or case.has("single-user", "emergency-passed"):
        return None
    if not (case.has("fault-told", *DOWN) or case.is_now(State.DEAD)) or has_ended_since(case, found):
        return None
    because = "calls are down for a large group of users"
    evidence = case.shown(found, "tier3.large-group")
    second = case.sign("now", *DOWN)
    if second is not None:
        return Finding.three(0.9, because, evidence, case.shown(second, "tier3.customer-down"))
    if case.has("voicemail-fault") or (case.has(*FAILING) and case.has("steps-exhausted")):
        return None
    return Finding.three(0.79, because, evidence)


def sole_line(case: Case) -> Finding | None:
    """One user or line that is the whole customer is without calls."""
    found = case.sign("sole-line")
    if found is None or is_taken_back(case) or (case.has("untried") and case.has("registration-one")):
        return None
    return Finding.three(0.87, "the only line of a customer is down", case.shown(found, "decision.safety-lines"))


def customer_down(case: Case) -> Finding | None:
    """Everybody of a customer, or the number by which it is reached, is without calls."""
    found = case.sign(*DOWN)
    if found is None or is_taken_back(case) or is_small(case) or case.has("untried"):
        return None
    evidence = case.shown(found, "tier3.customer-down")
    proof = (*DOWN, "now", "count-without-base", *LARGE, *(() if case.has("single-user") else EVERY_CALL))
    second = case.sign(*(name for name in proof if name != found.name))
    if second is not None:
        return Finding.three(0.90, "the customer is down", evidence, case.shown(second, "tier3.customer-down"))
    # One phrase beside tried steps or a lesser fault is more often that fault.
    if case.has("single-user", "steps-exhausted", *FAILING):
        return None
    return Finding.three(0.82, "the customer is down", evidence)


# --- by claims and numbers: a fault is told, and no sign of something smaller -----------------------------------------


def counted_group(case: Case) -> Finding | None:
    """A share of users at or above the policy's, beside a fault; surer where calls are said to be dead."""
    share = next(((told, one) for told, one in case.facts.user_shares if one.percent >= case.limit), None)
    if share is None or not case.has("fault-told") or is_bounded(case):
        return None
    evidence = case.facts.evidence("tier3.large-group", share[1], share[0])
    dead = case.facts.claim(State.DEAD)
    if dead is None:
        return Finding.three(0.52, "a fault beside a large share of users", evidence)
    because = "calls are down for a large group of users"
    return Finding.three(0.76, because, evidence, case.claimed(dead, "tier3.large-group"))


def nobody(case: Case) -> Finding | None:
    """Nobody, none or all of those spoken of are without calls."""
    if not case.has("fault-told") or is_bounded(case):
        return None
    found = case.find(_NOBODY, lambda told: not (_is_unheard(told) or _SPARED.search(told.line.plain)))
    if found is not None:
        return Finding.three(0.76, "nobody has calls", case.facts.evidence("tier3.customer-down", found, found.told))
    wide = (one for one in case.facts.claims(State.DEAD) if one[1].scope in WIDE and not _is_unheard(one[0]))
    claim = next(wide, None)
    if claim is None or case.is_now(State.LOSS):
        return None
    return Finding.three(0.65, "all are without calls", case.claimed(claim, "tier3.customer-down"))


def _is_unheard(told: Told) -> bool:
    """Whether "nobody" is who is not heard, by somebody: one phone is mute, unless all of them are spoken of."""
    text = told.line.plain
    rest, count = _UNHEARD.subn(" ", text)
    return count > 0 and not _OF_ALL.search(rest)


def many_without_base(case: Case) -> Finding | None:
    """A count of users without calls and without a total, too large for a handful."""
    found = case.sign("count-without-base")
    if found is None or not case.has("fault-told") or is_bounded(case):
        return None
    return Finding.three(0.63, "several users are without calls", case.shown(found, "tier3.large-group"))


def fails_now(case: Case) -> Finding | None:
    """Calls are dead and have been since a time that is told, and nothing makes it small."""
    found, dead = case.sign("now"), case.facts.claim(State.DEAD)
    if found is None or dead is None or not case.has("fault-told") or is_bounded(case):
        return None
    if dead[1].scope in NARROW or case.is_now(State.FINE) or any(told.asks for told in case.facts.told):
        return None
    return Finding.three(0.67, "calls have failed since then, and nothing bounds it", case.shown(found, "tier3.severe"))


def all_since(case: Case) -> Finding | None:
    """A fault told with a word for all, or with its beginning, and nothing said to work."""
    if not case.has("fault-told") or is_bounded(case) or case.is_now(State.FINE):
        return None
    found = case.find(_ALL_OR_SINCE)
    if found is None or any(told.asks for told in case.facts.told):
        return None
    evidence = case.facts.evidence("tier3.severe", found, found.told)
    return Finding.three(0.51, "a fault of all or since a time told, and nothing is said to work", evidence)


def form_counts(case: Case) -> Finding | None:
    """The form counts a large group, and the text, which tells a fault, gives no figures."""
    affected, total = case.facts.form.affected_users or 0, case.facts.form.total_users or 0
    if affected < 2 or total < affected or 100 * affected / total < case.limit or case.facts.user_shares:
        return None
    if not case.has("fault-told") or is_bounded(case):
        return None
    evidence = Evidence("tier3.large-group", f"affected_users={affected}, total_users={total}", "form")
    return Finding.three(0.54, "the form counts a large group, and the text gives no figures", evidence)
