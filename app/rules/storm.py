"""
Storms: what a Tier III ticket may share with others, and when several that share it are one event.

A ticket's scope is a carrier (`carrier:lumen`) or a watched place (`region:denver`). It is taken only where the ticket
says that the carrier or the place is hit: whoever is linked to a problem is solved with it, so a wrong link costs more
than a missing one (docs/decisions/0025). Pure; the counting of real tickets is `app.scheduler.storms`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from app.rules.policy import Policy
from app.rules.ticket import Tier
from app.rules.verdict import Verdict

CARRIER_CLAUSE = "tier3.carrier-outage"
PROBLEM_TAG = "tierline_storm"
"""On every problem ticket that we open; a problem ticket that bears it is no partner's ticket and is not triaged."""
LONGEST_NAME = 40
"""Characters of a carrier's or place's name within a scope; longer ones are cut and told apart by a digest."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What counts as a storm: so many Tier III tickets of one scope within a span of time."""

    tickets: int = 3
    within: timedelta = timedelta(minutes=30)
    ends_after: timedelta = timedelta(hours=12)
    """A storm is over when no ticket has joined it for so long."""
    regions: tuple[str, ...] = ()
    """Places that are watched, as people write them; without any only carriers are."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A Tier III ticket of some scope, in one of its openings."""

    ticket_id: int
    epoch: int
    started_at: datetime
    """When that opening began; Zendesk's time."""


# --- scopes ----------------------------------------------------------------------------------------------------------


def scope_of(verdict: Verdict, policy: Policy, watch: Watch | None, *texts: str) -> str | None:
    """
    Return what a ticket of this verdict shares with others, or None.

    `texts` are what triage read: subject, description, comments. A carrier goes before a place, since it is nearer to
    the cause; where two carriers, or two places, are said to be hit, nothing is guessed.
    """
    if watch is None or verdict.tier is not Tier.THREE:
        return None
    told = [line for text in texts for line in _sentences(text)]
    carriers = _carriers_in_evidence(verdict, policy) or _carriers_out(told, policy)
    if carriers:
        return f"carrier:{slug(carriers.pop())}" if len(carriers) == 1 else None
    places = {name for name in watch.regions if any(_is_hit(name, line) for line in told)}
    return f"region:{slug(places.pop())}" if len(places) == 1 else None


def slug(name: str) -> str:
    """Return a name as part of a scope and of a tag: lower-case ASCII letters, digits and hyphens, 40 at most."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if short and len(short) <= LONGEST_NAME:
        return short
    digest = hashlib.sha256(name.casefold().encode()).hexdigest()[:8]
    return f"{short[: LONGEST_NAME - 9].strip('-')}-{digest}".strip("-")


def scope_tag(scope: str) -> str:
    """Return the tag of the problem ticket of a scope: `tierline_storm_carrier_lumen`."""
    return f"{PROBLEM_TAG}_{scope.replace(':', '_').replace('-', '_')}"


def scope_title(scope: str, regions: Sequence[str] = ()) -> str:
    """Return a scope in words: `carrier Lumen`, `region Denver`; places as the setting writes them."""
    kind, _, name = scope.partition(":")
    written = next((place for place in regions if kind == "region" and slug(place) == name), None)
    return f"{kind} {written or name.replace('-', ' ').title()}"


def _carriers_in_evidence(verdict: Verdict, policy: Policy) -> set[str]:
    said = [one.words for one in verdict.evidence if one.clause == CARRIER_CLAUSE]
    return {family for words in said for family in _named(words, policy.families)}


def _carriers_out(sentences: Sequence[str], policy: Policy) -> set[str]:
    """Return the carriers that a sentence says to be out; a mention, a question or a past outage is nothing."""
    found = set()
    for line in sentences:
        for spelling, family in policy.families.items():
            name = _plain(spelling)
            if name in line and _outage_of(name).search(line) and not _TURNED.search(line):
                found.add(family)
    return found


def _named(words: str, families: Mapping[str, str]) -> set[str]:
    plain = _plain(words)
    return {family for spelling, family in families.items() if _word(_plain(spelling)).search(plain)}


@lru_cache(maxsize=512)
def _word(spelling: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])")


@lru_cache(maxsize=512)
def _outage_of(spelling: str) -> re.Pattern[str]:
    name = rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])"
    return re.compile(
        rf"{name}(?:'s)?(?: \w+){{0,3}} (?:outages?|down|dead|out of service|failing|fails?|failure|fib(?:er|re) cut)\b"
        rf"|\b(?:outage|failure|fib(?:er|re) cut) (?:\w+ ){{0,2}}(?:at|of|by|with|on|in|from) (?:the )?{name}"
    )


_TURNED = re.compile(
    r"\?|\b(?:no|not|isn't|aren't|wasn't|never|without|unrelated|restored|resolved|fixed|over|was|were|yesterday|if"
    r"|last (?:week|month|night|year)|report|rfo|credits?|planned|maintenance|fine|unaffected|working|works|ok|okay)\b"
)
"""Words that turn a sentence round: nothing is hit now, or nobody says so."""

_MANY = r"(?:all|every|several|multiple|many|most|numerous|various|\d+)"
_THEY = r"(?:customers?|sites?|clients?|locations?|offices|accounts|partners|users|subscribers|tenants)"
_AREA = r"(?:area|region|metro|market|data ?cent(?:er|re)|dc|pop|node|switch|exchange|colo)"


@lru_cache(maxsize=512)
def _hit(place: str) -> re.Pattern[str]:
    name = rf"(?<![a-z0-9]){re.escape(place)}(?![a-z0-9])"
    return re.compile(
        rf"{name}(?:[- ]wide\b| (?:\w+ )?{_AREA}\b)"
        rf"|\b{_AREA} (?:of |in |at )?{name}"
        rf"|\b{_MANY} (?:of )?(?:\w+ ){{0,2}}{_THEY} (?:\w+ ){{0,3}}(?:in|across|around|throughout) (?:the )?"
        rf"(?:greater )?{name}"
        rf"|\b(?:across|throughout) (?:all of )?(?:the )?(?:greater )?{name}"
    )


_HURT = re.compile(
    r"\b(?:outages?|down|dead|out of service|fail(?:s|ed|ing|ure)?|offline|unreachable|cannot|can't|unable|no"
    r" (?:dial ?tone|calls?|inbound|outbound|service|audio)|hit|affected|lost)\b"
)
_CALM = re.compile(
    r"\?|\b(?:restored|resolved|fixed|was|were|yesterday|if|last (?:week|month|night|year)|planned|maintenance|fine"
    r"|unaffected|not affected|works|ok|okay)\b"
)


def _is_hit(place: str, sentence: str) -> bool:
    """Return whether a sentence says that the area itself is hit, and not that a customer there is."""
    plain = _plain(place)
    return bool(
        plain in sentence and _hit(plain).search(sentence) and _HURT.search(sentence) and not _CALM.search(sentence)
    )


def _sentences(text: str) -> list[str]:
    return [plain for line in re.split(r"(?<=[.!?])\s+|[\n;]+", text[:20_000]) if (plain := _plain(line))]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9?'/-]+", " ", folded).strip()


# --- counting --------------------------------------------------------------------------------------------------------


def gathered(sightings: Sequence[Sighting], watch: Watch) -> tuple[Sighting, ...]:
    """
    Return the tickets that make a storm, oldest first; nothing while there is none.

    The first span of `watch.within` that holds `watch.tickets` of them opens the storm; what came later belongs to it,
    what came before that span does not.
    """
    ordered = sorted(sightings, key=lambda one: (one.started_at, one.ticket_id))
    for first in range(len(ordered) - watch.tickets + 1):
        last = ordered[first + watch.tickets - 1]
        if last.started_at - ordered[first].started_at <= watch.within:
            return tuple(ordered[first:])
    return ()
