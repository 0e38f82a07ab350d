"""
The mixed load of the proofs: partners who ask, complain and insist, agents who change their minds, time that passes.

A story is one ticket: how it opens, what the policy owes it, and what people do to it later. What people do, they do
on what they can see in Zendesk, so a story waits for its sign (`marked`, `refused`) before its next step. Nothing
here knows the service; the judge (`tests.faults.judge`) knows the stories.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from app.zendesk.sandbox.control import create_ticket
from app.zendesk.sandbox.state import Sandbox, moment_of, stamp
from app.zendesk.sandbox.world import AGENT_ID, DESK_GROUP, LEVEL_FIELD, TIER_FIELD

HOLD: Final = "tierline_hold"

READING: Final = timedelta(seconds=2)
"""Nobody answers what he has not read. Agents do act in the very second of a write: they did not wait for it."""

DISPUTE: Final = "We disagree, please have a person look at this."
WORSE: Final = "It got worse: now all 400 phones at the customer are down, no inbound or outbound calls."
CHAT: Final = "Any news?"
ANSWER: Final = "We are looking into it and will call you."
AGAIN: Final = "All 22 phones are down again since ten minutes, no inbound or outbound calls."


@dataclass(frozen=True, slots=True)
class Opening:
    """How a ticket begins and what the written policy says of it; labelled by hand."""

    subject: str
    description: str
    tier: int
    action: str
    """refuse, accept, review or leave."""
    is_partner: bool = True


QUESTIONS: Final = (
    Opening(
        "How do I reset a voicemail password?",
        "A user forgot her voicemail password. Where in the portal can I reset it? All else works fine.",
        1,
        "refuse",
    ),
)
OUTAGES: Final = (
    Opening(
        "All phones down at the dental office",
        "All 22 phones at Bright Molar are down since 06:00, no inbound or outbound calls. Internet is up.",
        3,
        "accept",
    ),
    Opening(
        "Complete outage at the hotel",
        "Every phone in the hotel is dead, nobody can call in or out. The internet connection works.",
        3,
        "accept",
    ),
)
SMALL_FAULTS: Final = (
    Opening(
        "3 of 400 phones have one-way audio",
        "Three of 400 phones have one-way audio since yesterday. We swapped handsets and cables, no change.",
        2,
        "accept",
    ),
)
VAGUE: Final = (Opening("problem again", "same as last time, please look", 2, "review"),)
THANKS: Final = (Opening("Thank you!", "Thanks a lot for the quick help yesterday.", 1, "leave"),)
STRANGERS: Final = tuple(
    Opening(one.subject, one.description, one.tier, "review", is_partner=False) for one in QUESTIONS
)
OPENINGS: Final = (*QUESTIONS, *OUTAGES, *SMALL_FAULTS, *VAGUE, *THANKS, *STRANGERS)

PARTNERS: Final = ("Maple Technology", "Kestrel IT", "TelVantage", "Halyard", "Cordovan")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody does once a sign is seen on the ticket."""

    sign: str
    """any, marked or refused."""
    what: str


def said(text: str) -> Step:
    """The partner writes."""
    return Step("marked", f"say:{text}")


_STORIES: Final[dict[str, tuple[tuple[Opening, ...], tuple[Step, ...]]]] = {
    "refused": (QUESTIONS, ()),
    "disputed": (QUESTIONS, (Step("refused", f"say:{DISPUTE}"), said(CHAT))),
    "disputed with worse news": (QUESTIONS, (Step("refused", f"say:{WORSE}"),)),
    "outage": (OUTAGES, ()),
    "outage with a chat": (OUTAGES, (said(CHAT), said(CHAT))),
    "small fault": (SMALL_FAULTS, ()),
    "small fault that grows": (SMALL_FAULTS, (said(WORSE),)),
    "vague": (VAGUE, ()),
    "thanks": (THANKS, ()),
    "stranger": (STRANGERS, ()),
    "held": (OUTAGES, (Step("any", "hold"),)),
    "held and let go": (OUTAGES, (Step("any", "hold"), Step("any", "release"))),
    "tier chosen by a person": (OUTAGES, (Step("any", "tier:2"),)),
    "level chosen by a person": (OUTAGES, (Step("marked", "level:3"),)),
    "answered by a person": (SMALL_FAULTS, (Step("marked", f"answer:{ANSWER}"), said(CHAT))),
    "assigned by a person": (OUTAGES, (Step("marked", "assign"),)),
    "solved by a person": (OUTAGES, (Step("marked", "solve"),)),
    "reopened": (OUTAGES, (Step("marked", "solve"), Step("solved", f"say:{AGAIN}"))),
    "deleted": (SMALL_FAULTS, (Step("marked", "delete"),)),
}
KINDS: Final = tuple(_STORIES)


@dataclass(slots=True)
class Story:
    """One ticket under way."""

    kind: str
    ticket_id: int
    opening: Opening
    left: list[Step]


@dataclass(slots=True)
class Load:
    """Plays stories against a sandbox, one act at a time; `history` is what was done, for the table and for people."""

    sandbox: Sandbox
    dice: random.Random
    tickets: int
    oldest: timedelta = timedelta(hours=9)
    """The greatest age a ticket has when it appears."""
    travel: timedelta = timedelta(hours=6)
    """How far Zendesk's clock moves in all."""
    kinds: tuple[str, ...] = KINDS
    stories: dict[int, Story] = field(default_factory=dict)
    history: list[tuple[datetime, int, str]] = field(default_factory=list)

    @property
    def openings(self) -> dict[int, Opening]:
        """How each ticket began, for the judge."""
        return {number: story.opening for number, story in self.stories.items()}

    @property
    def is_told(self) -> bool:
        """Whether every story was opened and has no step left."""
        return len(self.stories) >= self.tickets and not any(story.left for story in self.stories.values())

    @property
    def has_something_to_do(self) -> bool:
        """Whether anybody sees the sign he waits for."""
        return bool(self._ready())

    def act(self) -> bool:
        """Do one thing that is possible now; False when everybody waits for a sign."""
        if len(self.stories) < self.tickets and (self.dice.random() < 0.5 or not self.has_something_to_do):
            age = self.dice.random() * self.oldest if self.dice.random() < 0.5 else timedelta(0)
            self.open(self.kinds[len(self.stories) % len(self.kinds)], age)
            return True
        return self.step()

    def step(self) -> bool:
        """Let somebody who sees his sign go on with his story; False when everybody waits."""
        ready = self._ready()
        if not ready:
            return False
        story = self.dice.choice(ready)
        what = story.left.pop(0).what
        do(self.sandbox, story.ticket_id, what)
        self.history.append((self.sandbox.now(), story.ticket_id, what))
        return True

    def open(self, kind: str, age: timedelta) -> None:
        """Begin a story with a ticket that was opened `age` ago."""
        openings, steps = _STORIES[kind]
        opening = self.dice.choice(openings)
        ticket_id = open_ticket(self.sandbox, opening, self.dice.choice(PARTNERS), age)
        self.stories[ticket_id] = Story(kind, ticket_id, opening, list(steps))
        self.history.append((self.sandbox.now(), ticket_id, f"open:{kind}"))

    def pass_time(self, share: float) -> None:
        """Move Zendesk's clock by this share of the whole journey."""
        distance = self.travel * share
        self.sandbox.offset += distance
        self.history.append((self.sandbox.now(), 0, f"clock +{distance}"))

    def _ready(self) -> list[Story]:
        return [one for one in self.stories.values() if one.left and self._is_time(one, one.left[0])]

    def _is_time(self, story: Story, step: Step) -> bool:
        ticket = self._ticket(story)
        has_read = self.sandbox.now() - moment_of(ticket["updated_at"]) >= READING
        return sees(ticket, step.sign) and (has_read or not step.what.startswith("say:"))

    def _ticket(self, story: Story) -> dict[str, Any]:
        return self.sandbox.tickets[story.ticket_id]


def open_ticket(sandbox: Sandbox, opening: Opening, partner: str, age: timedelta = timedelta(0)) -> int:
    """Open a ticket `age` ago and return its number."""
    document: dict[str, Any] = {"subject": opening.subject, "description": opening.description}
    document["organization"] = partner if opening.is_partner else None
    document["created_at"] = stamp(sandbox.now() - age)
    return int(create_ticket(sandbox, document)["id"])


def sees(ticket: dict[str, Any], sign: str) -> bool:
    """Whether somebody who looks at the ticket in Zendesk sees this."""
    if ticket["status"] in ("deleted", "closed"):
        return False
    tags: list[str] = ticket["tags"]
    status = str(ticket["status"])
    match sign:
        case "marked":
            return any(tag in ("tier_1", "tier_2", "tier_3") for tag in tags) and status != "solved"
        case "refused":
            return "tier_refused" in tags and status == "solved"
        case "solved":
            return status == "solved"
        case _:
            return status != "solved"


def do(sandbox: Sandbox, ticket_id: int, what: str) -> None:
    """Do what a step says: the partner writes, or an agent changes the ticket."""
    name, _, value = what.partition(":")
    if name == "say":
        sandbox.reply(ticket_id, sandbox.tickets[ticket_id]["requester_id"], value)
    elif name == "answer":
        sandbox.reply(ticket_id, AGENT_ID, value)
    elif name == "delete":
        sandbox.delete(ticket_id, AGENT_ID)
    else:
        sandbox.update(ticket_id, _AGENT[name](value), AGENT_ID)


_AGENT: Final[dict[str, Callable[[str], dict[str, Any]]]] = {
    "hold": lambda _: {"additional_tags": [HOLD]},
    "release": lambda _: {"remove_tags": [HOLD]},
    "tier": lambda value: {"custom_fields": [{"id": TIER_FIELD, "value": f"tier_{value}"}]},
    "level": lambda value: {"custom_fields": [{"id": LEVEL_FIELD, "value": f"escalation_level_{value}"}]},
    "assign": lambda _: {"assignee_id": AGENT_ID, "group_id": DESK_GROUP},
    # Zendesk solves no ticket without an assignee.
    "solve": lambda _: {"status": "solved", "assignee_id": AGENT_ID, "group_id": DESK_GROUP},
}
