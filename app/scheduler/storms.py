"""
Finds storms, gives each its problem ticket, and links its tickets to it as incidents.

Three steps, each of which may be cut off anywhere: a storm is opened in one transaction (one open storm a scope, by
an index), its problem ticket is found or created outside of any, and its tickets are linked by effects that are
planned once. Creating is the only step that could happen twice: it is done under a lease, bears an `Idempotency-Key`
that is the same at every try, and is preceded by a look for the ticket that an earlier try may have made
(docs/decisions/0025).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.crashpoint import reached
from app.rules.decide import Desk
from app.rules.effect import Kind
from app.rules.incident import (
    Storm,
    external_id,
    is_counted,
    left_alone,
    link,
    problem,
    storm_notice,
    title_of,
)
from app.rules.record import Record
from app.rules.storm import Sighting, Watch, gathered, scope_tag
from app.rules.ticket import Ticket
from app.store import decisions, effects, inbox, storms, tickets
from app.store.database import Database
from app.store.storms import Seen, Standing
from app.zendesk.changes import CommentDraft, ProblemDraft
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import BadRequest, Forbidden, NotFound, RateLimited, Rejected, ZendeskError

log = structlog.get_logger()

LOOK_SECONDS: Final = 10.0
"""Between two looks; while nothing is seen, one costs a single read."""
LEASE_LEAST: Final = timedelta(seconds=60)
LEASE_MARGIN: Final = timedelta(seconds=30)
"""How much longer a lease lasts than the longest exchange with Zendesk."""
REUSED_KEY: Final = "IdempotentRequestError"

TOLD_AFTER: Final = timedelta(seconds=60)
"""How long people wait for the problem ticket; then they hear of the storm without it."""

Notify = Callable[[Connection, int, int | None, str, str], None]
"""
Called in the transaction that stores the problem ticket: connection, storm, problem, title and body of the notice.

Without a problem it is called at each try in vain that is more than a minute late; a storm is told of once for all.
"""


def only_logged(connection: Connection, storm_id: int, problem_id: int | None, title: str, body: str) -> None:
    """Tell nobody but the log."""
    del connection, storm_id, body
    log.info("storm is told of", what=title, ticket_id=problem_id)


@dataclass(frozen=True, slots=True)
class People:
    """Whose the problem tickets are, by the settings: ids, an e-mail address, a group's name."""

    group: int | str | None = None
    assignee: int | str | None = None


class Storms:
    """Looks every few seconds; `run` is the scheduled job."""

    def __init__(
        self,
        *,
        database: Database,
        client: ZendeskClient,
        directory: Directory,
        desk: Desk,
        watch: Watch,
        people: People,
        clock: Clock,
        shadow: frozenset[Kind],
        planned: Callable[[], None],
        notify: Notify = only_logged,
    ) -> None:
        self._database = database
        self._client = client
        self._directory = directory
        self._desk = desk
        self._watch = watch
        self._people = people
        self._clock = clock
        self._shadow = shadow
        self._planned = planned
        self._notify = notify
        self._lease = max(LEASE_LEAST, timedelta(seconds=client.longest_exchange_seconds) + LEASE_MARGIN)

    @property
    def _is_shadow(self) -> bool:
        return Kind.INCIDENT in self._shadow

    async def run(self) -> None:
        """Open what has become a storm, create the problem tickets that are missing, link, and end what is over."""
        if not self._client.zendesk_clock.answers:
            return  # the age of nothing is known yet
        least, oldest = self._watch.tickets, self._oldest(self._client.zendesk_clock.now())
        scopes, is_lacking = await self._database.read(lambda connection: storms.looking(connection, least, oldest))
        if not (scopes or is_lacking):
            return
        for scope in scopes:
            await self._judge(scope)
        while not self._is_shadow and (claimed := await self._claim()) is not None:
            await self._give_problem(claimed)
            await self._judge(claimed.scope)

    # -- counting and linking: one transaction a scope ------------------------------------------------------------

    async def _judge(self, scope: str) -> None:
        if await self._database.write(partial(self._judged, scope)):
            self._planned()

    def _judged(self, scope: str, connection: Connection) -> bool:
        """Bring one scope up to date; return whether effects were planned."""
        now = self._client.zendesk_clock.now()
        seen = before = storms.of_scope(connection, scope, now)
        one = storms.standing(connection, scope)
        if one is None:
            oldest = self._oldest(now)
            seen = replace(seen, sightings=tuple(at for at in seen.sightings if at.started_at >= oldest))
        records = self._records(connection, seen)
        if one is None and (founders := gathered(_counted(seen, records, scope), self._watch)):
            one = storms.begin(connection, scope, now)
            later = tuple(at for at in seen.sightings if at.started_at >= founders[0].started_at)
            seen = Seen(later, founders=tuple(found.ticket_id for found in founders))
            log.warning("storm found", what=scope, tickets=list(seen.founders))
        if one is None:
            if seen != before:
                storms.keep(connection, scope, seen, now)
            return False
        one = replace(one, founders=seen.founders)
        waiting = [at for at in _counted(seen, records, scope) if not seen.is_settled(at)]
        gone = _without_problem(connection, one)
        if why := gone or self._over(one, waiting):
            held = [at for at in _counted(seen, records, scope, held=True) if not seen.is_settled(at)]
            storms.end(connection, one, why, held, now)
            for at in seen.sightings if gone else ():  # Zendesk refuses the link, and its note would be wrong
                effects.supersede(connection, at.ticket_id, (Kind.INCIDENT,), why, now)
            log.info("storm ended", what=scope, why=why)
            return False
        if one.problem_id is None and not self._is_shadow:
            storms.keep(connection, scope, seen, now)
            return False
        after, planned = self._link_all(connection, one, seen, records)
        if after != before:
            storms.keep(connection, scope, after, now)
        if planned:
            storms.joined(connection, one, now)
        return planned

    def _oldest(self, now: datetime) -> datetime:
        """Return from when on what was seen may still become a storm."""
        return now - self._watch.within - self._watch.ends_after

    def _records(self, connection: Connection, seen: Seen) -> dict[int, Record]:
        known = tickets.load_many(connection, [one.ticket_id for one in seen.sightings])
        return {number: one.record for number, one in known.items()}

    def _over(self, one: Standing, waiting: Sequence[Sighting]) -> str | None:
        """Return why a storm is over that has its problem, or none yet; None while it lasts."""
        if one.problem_id is None and not waiting and not self._is_shadow:
            return "none of its tickets is left that a problem ticket would be for"
        if self._client.zendesk_clock.now() - one.newest_at > self._watch.ends_after:
            return f"no ticket has joined for {self._watch.ends_after.total_seconds() / 3600:g} hours"
        return None

    def _link_all(
        self, connection: Connection, one: Standing, seen: Seen, records: dict[int, Record]
    ) -> tuple[Seen, bool]:
        """Plan the link of each ticket that is not settled; return what is seen now, and whether any was planned."""
        now, host_now = self._client.zendesk_clock.now(), self._clock.now()
        about = self._storm(one)
        members = [at.ticket_id for at in _counted(seen, records, one.scope)]
        settled, planned = set(seen.settled), False
        for at in seen.sightings:
            record = records.get(at.ticket_id)
            if at.ticket_id in settled or (record is not None and record.hold):
                continue  # what is held is linked when the hold ends
            settled.add(at.ticket_id)
            if record is None or at.ticket_id not in members:
                continue
            if record.problem_id is not None and record.problem_id == one.problem_id:
                continue
            if record.problem_id is not None:
                decision = left_alone(record, about, _chosen(record))
            else:
                others = [number for number in members if number != at.ticket_id]
                decision = link(record, about, one.problem_id, others, self._desk, now)
                planned = True
            decisions.carry_out(connection, decision, "storm", now, host_now, self._shadow, desk=self._desk)
        return replace(seen, settled=frozenset(settled)), planned

    def _storm(self, one: Standing) -> Storm:
        title = title_of(one.scope, self._desk)
        return Storm(one.id, one.scope, title, one.opened_at, one.founders, self._watch.within)

    # -- the problem ticket: found or created, outside of any transaction -------------------------------------------

    async def _claim(self) -> Standing | None:
        now = self._clock.now()
        return await self._database.write(lambda connection: storms.claim(connection, now, self._lease))

    async def _give_problem(self, one: Standing) -> None:
        reached("storm.claimed")
        try:
            found = await self._found(one)
            ticket, how = found if found is not None else await self._created(one)
        except RateLimited as exc:
            await self._postpone(one, str(exc), timedelta(seconds=exc.retry_after), counts=False)
        except _Lost:
            log.info("storm is another's", what=one.scope)
        except ZendeskError as exc:
            log.warning("storm has no problem ticket yet", what=one.scope, error=str(exc), attempts=one.attempts + 1)
            await self._postpone(one, str(exc), inbox.backoff(one.attempts + 1))
        else:
            reached("storm.created")
            await self._database.write(partial(self._note, one, ticket, how))
            reached("storm.noted")

    def _note(self, one: Standing, ticket: Ticket, how: str, connection: Connection) -> None:
        """Store the problem ticket, and have people told: once, since only one can store it."""
        if not storms.note_problem(connection, one, ticket.id, f"problem #{ticket.id} {how}"):
            log.info("storm is another's", what=one.scope, ticket_id=ticket.id)
            return
        if not storms.is_told(connection, one, ticket.id):
            self._tell(connection, one, ticket.id)

    def _tell(self, connection: Connection, one: Standing, problem_id: int | None) -> None:
        known = tickets.load_many(connection, one.founders).values()
        partners = {at.record.partner for at in known if at.record.partner is not None}
        title, body = storm_notice(self._storm(one), problem_id, len(partners))
        self._notify(connection, one.id, problem_id, title, body)

    async def _postpone(self, one: Standing, why: str, distance: timedelta, *, counts: bool = True) -> None:
        not_before = self._clock.now() + distance
        is_late = self._client.zendesk_clock.now() - one.opened_at >= TOLD_AFTER

        def commit(connection: Connection) -> None:
            if storms.postpone(connection, one, why, not_before, counts=counts) and is_late:
                self._tell(connection, one, None)

        await self._database.write(commit)

    async def _found(self, one: Standing) -> tuple[Ticket, str] | None:
        """
        Return the problem ticket that is there already, and how it was found; None when there is none.

        People's own links go first, then a ticket that an earlier try or storm of ours created, then one that people
        marked with the scope's tag; the last is looked for in the index, which is minutes behind, and read afresh.
        """
        if (chosen := await self._database.read(partial(self._linked_by_people, one))) is not None:
            ticket = await self._shown(chosen)
            if ticket is not None:
                return ticket, "is the one that people linked its tickets to"
        ours = await self._client.with_external_id(external_id(one.scope))
        if usable := [ticket for ticket in ours if _is_usable(ticket)]:
            return usable[0], "was there: created by us before"
        for ticket in await self._tagged(scope_tag(one.scope)):
            return ticket, "was there: it bears the tag of the storm"
        return None

    def _linked_by_people(self, one: Standing, connection: Connection) -> int | None:
        """
        Return the one problem that people have linked tickets of the storm to, where they agree on one.

        A single link may have another cause than the storm, and all others would be solved with it.
        """
        known = tickets.load_many(connection, one.founders)
        chosen = [at.record.problem_id for at in known.values() if at.record.problem_id is not None]
        return chosen[0] if len(chosen) > 1 and len(set(chosen)) == 1 else None

    async def _shown(self, ticket_id: int) -> Ticket | None:
        try:
            ticket = await self._client.show(ticket_id)
        except NotFound:
            return None
        return ticket if _is_usable(ticket) else None

    async def _tagged(self, tag: str) -> list[Ticket]:
        try:
            candidates = await self._client.search_problems(tag)
        except (BadRequest, Rejected, Forbidden, NotFound) as exc:
            # Only people's own tickets are found this way: an account that does not let us search gets ours.
            log.warning("problem tickets cannot be searched for", error=str(exc))
            return []
        shown = await self._client.show_many(ticket.id for ticket in candidates)
        return [ticket for _, ticket in sorted(shown.items()) if _is_usable(ticket) and tag in ticket.tags]

    async def _created(self, one: Standing) -> tuple[Ticket, str]:
        """Create the problem ticket; where Zendesk refuses its people, without them: the storm must be told of."""
        draft = await self._draft(one)
        key = f"tierline-storm-{one.id}-{one.opened_at:%Y%m%dT%H%M%SZ}-{one.scope}"
        try:
            return await self._post(one, draft, key), "was created"
        except Rejected as exc:
            if draft.assignee_id is None and draft.group_id is None:
                raise
            log.error("zendesk refused group or assignee of a problem ticket", what=one.scope, error=str(exc))
        except BadRequest as exc:
            if exc.code != REUSED_KEY:
                raise
            return await self._made_before(one, exc), "was there: created by an earlier try"
        bare = replace(draft, assignee_id=None, group_id=None)
        return await self._post(one, bare, f"{key}-bare"), "was created, without the group and assignee of the settings"

    async def _made_before(self, one: Standing, exc: BadRequest) -> Ticket:
        """Return what an earlier try created whose words were others, as after a change of settings."""
        found = await self._client.with_external_id(external_id(one.scope))
        usable = [ticket for ticket in found if _is_usable(ticket)]
        if not usable:
            raise exc
        return usable[0]

    async def _post(self, one: Standing, draft: ProblemDraft, key: str) -> Ticket:
        now = self._clock.now()
        if not await self._database.write(lambda connection: storms.renew(connection, one, now, self._lease)):
            raise _Lost
        return await self._client.create_problem(draft, key)

    async def _draft(self, one: Standing) -> ProblemDraft:
        wanted = problem(self._storm(one))
        people = self._people
        assignee = await self._directory.user_id(people.assignee) if people.assignee is not None else None
        group = await self._directory.group_id(people.group) if people.group is not None else None
        for setting, named, known in (
            ("STORM_ASSIGNEE", people.assignee, assignee),
            ("STORM_GROUP", people.group, group),
        ):
            if named is not None and known is None:
                log.warning("a setting names nobody that zendesk knows; the problem ticket goes without", what=setting)
        return ProblemDraft(
            subject=wanted.subject,
            comment=CommentDraft(wanted.body, public=False),
            priority=wanted.priority,
            tags=wanted.tags,
            external_id=wanted.external_id,
            assignee_id=assignee,
            group_id=group,
        )


class _Lost(Exception):
    """The lease ran out and somebody else is at the storm."""


def _without_problem(connection: Connection, one: Standing) -> str | None:
    """Return why a storm has lost its problem: people solve, delete or merge it, or make it something else."""
    known = tickets.load(connection, one.problem_id) if one.problem_id is not None else None
    if known is None:
        return None
    record = known.record
    if not record.status.is_unsolved:
        return f"problem #{one.problem_id} is {record.status}"
    # What was last seen before the storm may have been made a problem since.
    is_fresh = record.seen_updated_at is not None and record.seen_updated_at > one.opened_at
    if is_fresh and record.problem_id != one.problem_id:
        return f"#{one.problem_id} is no problem ticket any more"
    return None


def _counted(seen: Seen, records: dict[int, Record], scope: str, *, held: bool = False) -> tuple[Sighting, ...]:
    """Return the tickets that count for a storm, those on hold among them only where that is asked for."""
    return tuple(
        at
        for at in seen.sightings
        if (record := records.get(at.ticket_id)) is not None
        and is_counted(replace(record, hold=record.hold and not held), scope, at.epoch)
    )


def _chosen(record: Record) -> str:
    """Return why a ticket is left alone; who linked it is not known: a person, or an earlier storm's opening."""
    if record.problem_id == record.ticket_id:
        return "it was made a problem itself"
    return f"it is linked to problem #{record.problem_id} already"


def _is_usable(ticket: Ticket) -> bool:
    return ticket.is_problem and ticket.status.is_unsolved
