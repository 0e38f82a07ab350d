"""
The judge: reads a sandbox's tickets and audits after a run and says what is wrong, by arithmetic of its own.

It looks at Zendesk's side alone, as partners and agents do, and shares nothing with the service: neither its tables
nor its rules. Each ticket's audits are replayed in order; what a service's write may do at that moment is checked
there, what the ticket owes in the end is checked afterwards.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from app.zendesk.sandbox.state import Sandbox, moment_of
from app.zendesk.sandbox.world import LEVEL_FIELD, SERVICE_ID, TIER_FIELD
from tests.faults.stories import AGAIN, HOLD, WORSE, Opening

THRESHOLDS: Final = (4, 8, 10, 12)
PRIORITY: Final = {1: "low", 2: "high", 3: "urgent"}
RAISING: Final = (WORSE, AGAIN)
"""Words of a partner that the policy calls a loss of service."""
REMINDERS: Final = {
    "First response due by": timedelta(minutes=45),
    "First response missed": timedelta(minutes=60),
}
"""How the notes about a first response begin, and the age from which each is true."""
PROMISED: Final = timedelta(minutes=60)
MISSED: Final = "first_response_missed"
GRACE: Final = timedelta(seconds=20)
"""A threshold crossed this shortly before the end may still be under way."""

LOST, DOUBLED, LEVEL, EARLY, CHOICE = "lost", "doubled", "wrong level", "early", "choice of a person"
VERDICTS: Final = (LOST, DOUBLED, LEVEL, EARLY, CHOICE)


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken promise."""

    verdict: str
    ticket_id: int
    says: str

    def __str__(self) -> str:
        return f"ticket {self.ticket_id}: {self.verdict}: {self.says}"


@dataclass(slots=True)
class Trial:
    """One ticket, replayed audit by audit."""

    ticket_id: int
    opening: Opening
    epoch_at: datetime
    is_watched: bool = False
    """Whether first responses are watched in this run."""
    epochs: int = 1
    tier: int = 0
    """What the policy owes, or what a person chose."""
    by_person: bool = False
    level_by_person: int = 0
    lowered: tuple[int, datetime] | None = None
    """The level that a person took the ticket down to, and when; it stays there until the next threshold."""
    hold: bool = False
    was_held: bool = False
    status: str = "new"
    level: int = 0
    level_writes: int = 0
    refused: bool = False
    disputed: bool = False
    raised: int = 0
    assigned_at: datetime | None = None
    answered_at: datetime | None = None
    """The first public answer of a person in this opening."""
    was_answered: bool = False
    reminders: Counter[tuple[int, str]] = field(default_factory=Counter)
    """The notes about first responses, by opening."""
    keys: Counter[str] = field(default_factory=Counter)
    public: int = 0
    private: int = 0
    problems: list[Problem] = field(default_factory=list)

    def complain(self, verdict: str, says: str) -> None:
        """Note a broken promise."""
        self.problems.append(Problem(verdict, self.ticket_id, says))

    # -- one audit -------------------------------------------------------------------------------------------------

    def replay(self, audit: Mapping[str, Any], requester_id: int) -> None:
        """Take one audit in."""
        at, author = moment_of(audit["created_at"]), audit["author_id"]
        changes = {event["field_name"]: event["value"] for event in audit["events"] if event["type"] != "Comment"}
        said = [event for event in audit["events"] if event["type"] == "Comment"]
        if author == SERVICE_ID:
            self._service(at, audit, changes, said)
        elif author == requester_id:
            self._partner(at, said)
        else:
            self._agent(at, changes, said)
        self._mirror(changes)

    def _service(
        self, at: datetime, audit: Mapping[str, Any], changes: Mapping[str, Any], said: list[dict[str, Any]]
    ) -> None:
        keys = audit["metadata"]["custom"].get("tierline", {}).get("keys", [])
        self.keys.update(keys)
        if not keys:
            self.complain(DOUBLED, "a write without a marker")
        if self.hold:
            self.complain(CHOICE, f"{keys} was written while the hold tag was on")
        if self.status in ("solved", "closed"):
            self.complain(CHOICE, f"{keys} was written on a {self.status} ticket")
        for comment in said:
            self.public += comment["public"]
            self.private += not comment["public"]
            self._reminder(at, comment["body"])
        if changes.get("status") == "solved":
            self.refused = True
        tier = changes.get(str(TIER_FIELD))
        if self.by_person and tier is not None and tier != f"tier_{self.tier}":
            self.complain(CHOICE, f"{tier} over a person's tier {self.tier}")
        if str(LEVEL_FIELD) in changes:
            self._service_level(at, _level_of(changes[str(LEVEL_FIELD)]), changes)
        elif "assignee_id" in changes and self.assigned_at is not None and not self.disputed:
            self.complain(CHOICE, "the assignee of a person was changed without a level")

    def _reminder(self, at: datetime, body: str) -> None:
        for words, age in REMINDERS.items():
            if not body.startswith(words):
                continue
            self.reminders[self.epochs, words] += 1
            if at < self.epoch_at + age:
                self.complain(EARLY, f"{words!r} at {at:%H:%M:%S}, opened at {self.epoch_at:%H:%M:%S}")
            if self.answered_at is not None and (age < PROMISED or self.answered_at <= self.epoch_at + PROMISED):
                self.complain(CHOICE, f"{words!r} after a person had answered at {self.answered_at:%H:%M:%S}")

    def _service_level(self, at: datetime, level: int, changes: Mapping[str, Any]) -> None:
        if level == 0:
            return  # the beginning of an epoch
        self.level_writes += 1
        due = self.epoch_at + timedelta(hours=THRESHOLDS[level - 1])
        if at < due:
            self.complain(EARLY, f"level {level} at {at:%H:%M:%S}, due at {due:%H:%M:%S}")
        if self.lowered is not None and due <= self.lowered[1]:
            self.complain(CHOICE, f"level {level} was put back after a person took the ticket down")
        self.lowered = None
        if level <= self.level:
            self.complain(LEVEL, f"level {level} after level {self.level}")
        if self.assigned_at is not None and "assignee_id" in changes and due <= self.assigned_at:
            self.complain(CHOICE, f"level {level} was due before a person chose the assignee, and took it away")

    def _partner(self, at: datetime, said: list[dict[str, Any]]) -> None:
        for comment in said:
            if self.status == "solved":
                self.epoch_at, self.level, self.level_by_person = at, 0, 0
                self.answered_at = None
                self.epochs += 1
                self.disputed = self.disputed or self.refused
            if comment["body"] in RAISING and not self.by_person and self.tier < 3:
                self.tier, self.raised = 3, self.raised + 1

    def _agent(self, at: datetime, changes: Mapping[str, Any], said: list[dict[str, Any]]) -> None:
        if any(comment["public"] for comment in said):
            self.answered_at, self.was_answered = self.answered_at or at, True
        tier = changes.get(str(TIER_FIELD))
        if tier is not None:
            self.tier, self.by_person = int(tier[-1]), True
        if str(LEVEL_FIELD) in changes:
            self.level_by_person = _level_of(changes[str(LEVEL_FIELD)])
            self.lowered = (self.level_by_person, at) if self.level_by_person < self.level else None
        if "assignee_id" in changes and self.keys:  # before that the service has not met the ticket
            self.assigned_at = at

    def _mirror(self, changes: Mapping[str, Any]) -> None:
        self.status = changes.get("status", self.status)
        if "tags" in changes:
            self.hold = HOLD in (changes["tags"] or ())
            self.was_held = self.was_held or self.hold
        if str(LEVEL_FIELD) in changes:
            self.level = _level_of(changes[str(LEVEL_FIELD)])

    # -- the end ---------------------------------------------------------------------------------------------------

    def close(self, ticket: Mapping[str, Any], now: datetime) -> None:
        """Compare how the ticket stands with what it owes."""
        self._counted()
        if ticket["status"] == "deleted" or self.hold:
            return
        tags, fields = set(ticket["tags"]), {one["id"]: one["value"] for one in ticket["custom_fields"]}
        if self.opening.action == "refuse" and not self.disputed and not self.by_person:
            self._refusal(ticket, tags)
            return
        if ticket["status"] == "solved":
            return
        marks = {tag for tag in tags if tag in ("tier_1", "tier_2", "tier_3")}
        if marks != {f"tier_{self.tier}"}:
            self.complain(LOST, f"marked {sorted(marks)}, owed tier_{self.tier}")
        if self.opening.action == "leave" and not self.by_person:
            return
        if fields[TIER_FIELD] != f"tier_{self.tier}":
            self.complain(LOST, f"the field says {fields[TIER_FIELD]}, owed tier_{self.tier}")
        self._answers(tags, ticket["priority"])
        self._ladder(_level_of(fields[LEVEL_FIELD]), tags, now)
        self._response(tags, now)

    def _counted(self) -> None:
        twice = [key for key, count in self.keys.items() if count > 1]
        if twice:
            self.complain(DOUBLED, f"written twice: {twice}")
        public = self.epochs if self.opening.is_partner and self.opening.action != "leave" else 0
        if self.public > public:
            self.complain(DOUBLED, f"{self.public} public comments, at most {public} owed")
        private = self.level_writes + self.disputed + self.raised
        private += self.opening.action == "review" and not self.opening.is_partner
        private += len(self.reminders)  # each once an opening
        if self.private > private:
            self.complain(DOUBLED, f"{self.private} private notes, at most {private} owed")

    def _refusal(self, ticket: Mapping[str, Any], tags: set[str]) -> None:
        if ticket["status"] != "solved" or not {"tier_1", "tier_refused"} <= tags or self.public != 1:
            self.complain(LOST, f"not refused: {ticket['status']}, {sorted(tags)}, {self.public} public comments")
        if self.level_writes:
            self.complain(LEVEL, "a refused ticket has climbed")

    def _answers(self, tags: set[str], priority: str | None) -> None:
        if self.opening.action == "review" and "tier_review" not in tags:
            self.complain(LOST, "not in review")
        if self.opening.action == "refuse" and "tier_disputed" not in tags:
            self.complain(LOST, "the dispute was not answered")
        owed = "normal" if self.tier == 1 and self.disputed else PRIORITY[self.tier]
        if priority != owed and not self.by_person:
            self.complain(LOST, f"priority {priority}, owed {owed}")
        untouched = not (self.by_person or self.was_held or self.was_answered) and self.opening.is_partner
        if untouched and self.opening.action != "refuse" and self.public != self.epochs:
            self.complain(LOST, f"{self.public} acknowledgements, owed {self.epochs}")

    def _response(self, tags: set[str], now: datetime) -> None:
        """A first response that came late, or is late by now, is marked, where the proof has them watched."""
        waited = (self.answered_at or now - GRACE) - self.epoch_at
        if self.is_watched and self.tier > 1 and waited > PROMISED and MISSED not in tags:
            self.complain(LOST, f"no mark of a missed first response after {waited}")
        if self.epochs == 1 and MISSED in tags and (self.answered_at or now) - self.epoch_at < PROMISED:
            self.complain(EARLY, "a first response is marked as missed that is not")

    def _ladder(self, level: int, tags: set[str], now: datetime) -> None:
        true = {max(true_level(self.epoch_at, moment), self.level_by_person) for moment in (now, now - GRACE)}
        if self.lowered is not None:
            true.add(self.lowered[0])
        if self.tier == 1:
            true = {0}
        if level not in true:
            self.complain(LEVEL, f"level {level}, owed {max(true)} at {now - self.epoch_at}")
        shown = {tag for tag in tags if tag.startswith("escalation_level_") and tag != "escalation_level_0"}
        if shown != ({f"escalation_level_{level}"} if level else set()):
            self.complain(LEVEL, f"tags {sorted(shown)} beside level {level}")


def true_level(epoch_at: datetime, now: datetime) -> int:
    """The level an age demands."""
    return sum(now - epoch_at >= timedelta(hours=hours) for hours in THRESHOLDS)


def judge(sandbox: Sandbox, openings: Mapping[int, Opening], *, is_watched: bool = False) -> list[Problem]:
    """Return every broken promise on these tickets; none when all is well."""
    now = sandbox.now()
    trials = (try_ticket(sandbox, number, openings[number], now, is_watched=is_watched) for number in openings)
    return [problem for trial in trials for problem in trial.problems]


def try_ticket(sandbox: Sandbox, ticket_id: int, opening: Opening, now: datetime, *, is_watched: bool = False) -> Trial:
    """Replay one ticket; `is_watched` where first responses are."""
    ticket = sandbox.tickets[ticket_id]
    trial = Trial(ticket_id, opening, moment_of(ticket["created_at"]), is_watched, tier=opening.tier)
    for audit in sandbox.audits[ticket_id]:
        trial.replay(audit, ticket["requester_id"])
    trial.close(ticket, now)
    return trial


def _level_of(value: Any) -> int:
    return int(str(value or "0").rpartition("_")[2])
