"""What the rules decide by: the rules in force, who asks, and what was said and done on the ticket before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.rules.answering import Answering, answering
from app.rules.audience import NOBODY, Audience
from app.rules.contact import Contact
from app.rules.effect import Kind
from app.rules.ladder import Epoch, Ladder
from app.rules.note import NoteFor
from app.rules.notices import Notices
from app.rules.policy import Policy
from app.rules.roster import Roster
from app.rules.storm import Watch
from app.rules.ticket import Comment, Priority, Status, Tier


@dataclass(frozen=True, slots=True)
class Desk:
    """The rules in force: the policy and the settings that tune it."""

    policy: Policy
    ladder: Ladder
    notices: Notices
    priorities: Mapping[Tier, Priority]
    contacts: Mapping[int, Contact]
    first_response: timedelta = timedelta(hours=1)
    first_response_warning: timedelta = timedelta(minutes=45)
    refusal_grace: timedelta = timedelta(0)
    """How long a refusal is announced to people before it is sent; zero sends it at once."""
    stop_tag: str = "tierline_keep"
    """The tag by which an agent stops a refusal during its grace."""
    request_tag: str | None = None
    """The tag by which a partner asks for an escalation."""
    acknowledge: bool = True
    note: NoteFor = NoteFor.REVIEW
    refusal_assignee: int | str | None = None
    refusal_group: int | str | None = None
    review_group: int | str | None = None
    off: frozenset[Kind] = frozenset()
    """Kinds of effect whose action is switched off: never planned, named as withheld."""
    shadow: frozenset[Kind] = frozenset()
    """Kinds of effect that are recorded and not sent: nobody is told, asked or warned by them."""
    rosters: Mapping[int, Roster] = field(default_factory=dict)
    """Who is on call for the levels that have a calendar; the service puts newer ones in while it runs."""
    audience: Audience = NOBODY
    """Who is told outside of Zendesk."""
    has_circuit_field: bool = True
    """Whether the account has a ticket field for the Circuit ID, so that one a partner sends can be written there."""
    storm: Watch | None = None
    """What counts as a storm; None while nobody watches for any."""

    def is_live(self, kind: Kind) -> bool:
        """Return whether effects of a kind reach the ticket."""
        return kind not in self.off | self.shadow

    def contact(self, level: int, at: datetime | None = None) -> Contact:
        """
        Return who answers for `level` at a moment, an empty contact where nobody does.

        Without a moment, what the level's own setting names, whoever is on call and whoever stands in.
        """
        return self.contacts.get(level, Contact()) if at is None else self.answering(level, at).contact

    def answering(self, level: int, at: datetime) -> Answering:
        """Return who answers for `level` at a moment: its own contact, or that of the next level that has one."""
        return answering(level, at, self.ladder.top, self.contacts, self.rosters)


@dataclass(frozen=True, slots=True)
class Requester:
    """
    Who asks: the name of the partner organization, or None where the requester belongs to no partner.

    `locale` and `name` are the person's own, such as `es-419`; None where nobody needed to know them.
    """

    partner: str | None
    locale: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Reopening:
    """That a ticket was solved, and open again later; both in Zendesk's time."""

    solved_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Prior:
    """
    What a ticket seen for the first time already carries, as its audits tell.

    `by_person` is the tier an agent set. `keys` are the effects that bear our own marker: a ticket we worked on
    before our own memory began (a lost database) is taken over as it stands, never treated twice; `written_at` is when
    we last wrote on it. `reopenings`, oldest first, tell since when it has been open this time, and `statuses` what it
    was in since its creation: time that does not count is taken off although nobody looked. `taken_by` is the person of
    the provider who gave it an assignee.
    """

    by_person: Tier | None = None
    keys: frozenset[str] = frozenset()
    reopenings: tuple[Reopening, ...] = ()
    statuses: tuple[tuple[datetime, Status], ...] = ()
    written_at: datetime | None = None
    taken_by: int | None = None

    @property
    def level(self) -> int:
        """The highest level that we raised the ticket to in the opening we last knew, 0 when none."""
        raised = (level for epoch, kind, level in self._parts() if kind == Kind.ESCALATION and epoch == self.known)
        return max(raised, default=0)

    def told(self, kind: Kind) -> int | None:
        """Return the highest level of this kind of effect in the opening we last knew, None where there was none."""
        told = (level for epoch, name, level in self._parts() if name == kind and epoch == self.known)
        return max(told, default=None)

    @property
    def known(self) -> int:
        """The number of the opening we last wrote in, 0 when we never wrote on the ticket."""
        # A refusal has no opening in its key; it is of the first.
        return max((max(epoch, 1) for epoch, _, _ in self._parts()), default=0)

    @property
    def has_been_reopened_unseen(self) -> bool:
        """Whether the ticket was solved and reopened since the opening that we knew."""
        return 0 < self.known <= len(self.reopenings)

    def epoch(self, created_at: datetime) -> Epoch:
        """Return the opening that the ticket is in."""
        started_at = self.reopenings[-1].at if self.reopenings else created_at
        return Epoch(max(1 + len(self.reopenings), self.known), started_at)

    def _parts(self) -> Iterator[tuple[int, str, int]]:
        for key in self.keys:
            parts = key.split(":")
            if len(parts) > 3 and parts[1].isdecimal() and parts[3].isdecimal():
                yield int(parts[1]), parts[2], int(parts[3])


@dataclass(frozen=True, slots=True)
class Conversation:
    """The comments of a ticket, oldest first, and which authors work for the provider."""

    comments: tuple[Comment, ...] = ()
    staff: frozenset[int] = frozenset()
    customers: frozenset[int] = frozenset()
    """Authors from outside whose organization is not the ticket's: customers of the partner."""
    service: int | None = None
    """Our own user, who is staff to Zendesk and no person."""
    asked_by_mark: bool = False
    """Somebody from outside has just set the tag or the field that asks for an escalation."""
    last_person: int | None = None
    """The person of the provider who changed the ticket last, where that was looked up."""
    taken_by: int | None = None
    """The person of the provider who gave the ticket an assignee since the last look, where that was looked up."""
    is_passed_over: bool = False
    """Nobody looks into the comments, attachments included: many tickets wait, and it would cost a call for each."""

    def news(self, after_id: int, since: datetime | None) -> tuple[Comment, ...]:
        """
        Return public comments from outside the provider that are newer than what was known.

        `after_id` is the newest comment already judged, `since` the stamp of the last look. The first comment is the
        description, which triage has read.
        """
        return tuple(
            c
            for c in self.comments[1:]
            if c.id > after_id
            and (since is None or c.created_at >= since)
            and c.public
            and self._is_outsider(c.author_id)
        )

    def _is_outsider(self, author_id: int) -> bool:
        """Return whether somebody from outside wrote it; nobody (-1) is a rule of the account, or Zendesk itself."""
        return author_id > 0 and author_id not in self.staff

    @property
    def by_partner(self) -> tuple[Comment, ...]:
        """The public comments from outside the provider, and the first, which is the report whoever typed it."""
        return self.comments[:1] + tuple(c for c in self.comments[1:] if c.public and self._is_outsider(c.author_id))

    @property
    def attachments(self) -> int:
        """How many files came with the report and with what the partner has said since."""
        return sum(comment.attachments for comment in self.by_partner)

    @property
    def is_answered(self) -> bool:
        """True when a person of the provider has written in public."""
        return self.answered_at(None) is not None

    def answered_at(self, since: datetime | None) -> datetime | None:
        """Return when a person of the provider first wrote in public, after `since` where it is given."""
        people = self.staff - {self.service}
        found = (c.created_at for c in self.comments[1:] if c.public and c.author_id in people)
        return next((at for at in found if since is None or at >= since), None)

    @property
    def newest_id(self) -> int:
        """Id of the newest comment, 0 when there is none."""
        return max((c.id for c in self.comments), default=0)

    def newest_until(self, moment: datetime) -> int:
        """Return the id of the newest comment that was there at a moment, 0 when there is none."""
        return max((c.id for c in self.comments if c.created_at <= moment), default=0)
