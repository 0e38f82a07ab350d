"""
Storms: what a Tier III ticket may share with others, and when several that share it are one event.

A ticket's scope is a carrier (`carrier:lumen`) or a watched place (`region:denver`). It is taken only where the ticket
says that the carrier or the place is hit: whoever is linked to a problem is solved with it, so a wrong link costs more
than a missing one (docs/decisions/0025). Pure; the counting of real tickets is `app.scheduler.storms`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from app.rules.policy import Policy
from app.rules.ticket import Ticket, Tier
from app.rules.verdict import Verdict

CARRIER_CLAUSE = "tier3.carrier-outage"
PROBLEM_TAG = "tierline_storm"
"""On every problem ticket that we open; a problem ticket that bears it is no partner's ticket and is not triaged."""
PROBLEM_ID = "tierline-storm:"
"""Begins the external id of every problem ticket that we create; people change type and tags, nobody changes this."""
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
    """When that opening began, or when the ticket was raised within it; Zendesk's time."""


def is_storm_problem(ticket: Ticket) -> bool:
    """Return whether a ticket is the problem of a storm: one that we created, or one that people made and tagged."""
    tagged = ticket.is_problem and any(tag.startswith(PROBLEM_TAG) for tag in ticket.tags)
    return tagged or (ticket.external_id or "").startswith(PROBLEM_ID)


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
    families = _carriers_meant(told, policy)
    carriers = _carriers_in_evidence(verdict, families, told) or _carriers_out(told, families)
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


def scope_title(scope: str, regions: Sequence[str] = (), carriers: Iterable[str] = ()) -> str:
    """Return a scope in words: `carrier Lumen`, `region Denver`; places and carriers as the settings write them."""
    kind, _, name = scope.partition(":")
    known = regions if kind == "region" else [carrier.title() for carrier in carriers]
    written = next((one for one in known if slug(one) == name), None)
    return f"{kind} {written or name.replace('-', ' ').title()}"


def is_readable(place: str) -> bool:
    """Return whether a place can be found in a ticket: both are read in Latin letters without their accents."""
    return re.search(r"[a-z0-9]", _plain(place)) is not None


def _carriers_meant(sentences: Sequence[str], policy: Policy) -> Mapping[str, str]:
    """Return the carriers' families by plain spelling, without a spelling that means a floor or a rank here."""
    plain = {_plain(spelling): family for spelling, family in policy.families.items() if is_readable(spelling)}
    if any(_FLOOR.search(line) for line in sentences):
        return {spelling: family for spelling, family in plain.items() if not _MAYBE_FLOOR.fullmatch(spelling)}
    return plain


_MAYBE_FLOOR = re.compile(r"level 3")
_FLOOR = re.compile(
    r"\b(?:phones|handsets|sets|users|staff|desks?|offices?|everyone|everybody|nobody|rooms|nurses|people|extensions"
    r"|agents|floor)(?: \w+){0,2} (?:on|at) level 3\b"
    r"|\blevel 3 (?:of (?:the|our|their)|floor|wing|ward|offices?|rooms?|phones|handsets|users|staff|nurses)\b"
    r"|\b(?:need|want|request\w*|require|escalat\w+|please|get|your|our) (?:\w+ ){0,2}level 3 (?:support|help|tech\w*"
    r"|engineer\w*|escalation|priority)\b"
)
"""Level 3 of a building, of a support desk, or of a priority."""


def _carriers_in_evidence(verdict: Verdict, families: Mapping[str, str], sentences: Sequence[str]) -> set[str]:
    said = [_plain(one.words) for one in verdict.evidence if one.clause == CARRIER_CLAUSE]
    return {family for words in said for family in _named(words, families, sentences)}


def _carriers_out(sentences: Sequence[str], families: Mapping[str, str]) -> set[str]:
    """Return the carriers that a sentence says to be out; a mention, a question or a past outage is nothing."""
    found = set()
    for line in sentences:
        for name, family in families.items():
            if name in line and _outage_of(name).search(line) and not _TURNED.search(line):
                found.add(family)
    return found


def _named(words: str, families: Mapping[str, str], sentences: Sequence[str]) -> set[str]:
    """
    Return the carriers that evidence names as what is out.

    Words that begin with the fault and end with the name, as "22 phones down, Lumen (circuit)", speak of a customer,
    unless the carrier goes on to do something: "dead coast to coast, Lumen (has confirmed it)".
    """
    found = {name: family for name, family in families.items() if _word(name).search(words)}
    if not _FAULT_FIRST.match(words):
        return set(found.values())
    return {
        family
        for name, family in found.items()
        if not words.endswith(name) or _BY_WAY.search(words.removesuffix(name)) or _is_told_of(name, sentences)
    }


def _is_told_of(name: str, sentences: Sequence[str]) -> bool:
    return any(_acts(name).search(line) for line in sentences)


_BY_WAY = re.compile(r"\b(?:over|via|to|through|by|at|of|that|with) $")
_FAULT_FIRST = re.compile(r"(?:down|dead|out|offline|unreachable|fail(?:s|ed|ing)?|no)\b")


@lru_cache(maxsize=512)
def _acts(spelling: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![a-z0-9]){re.escape(spelling)}(?:'s)? (?:has|have|is|are|was|says?|said|confirm\w*|admit\w*|reports?"
        r"|told|tells|noc|rep|status|portal|recording|bulletin)\b"
    )


@lru_cache(maxsize=512)
def _word(spelling: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])")


_ONE_LINE = r"(?:\w+ )?(?:circuit|line|link|connection|internet|loop|modem|router)\b"
"""What one customer has of a carrier."""


@lru_cache(maxsize=512)
def _outage_of(spelling: str) -> re.Pattern[str]:
    name = rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])"
    return re.compile(
        rf"{name}(?:'s)?(?! {_ONE_LINE})(?: \w+){{0,3}} (?:outages?|down|dead|out of service|failing|fails?|failure"
        r"|fib(?:er|re) cut)\b"
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
    return is_readable(place) and bool(
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
