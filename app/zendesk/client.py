"""
Zendesk's REST API as the few calls this service makes.

Reads are repeated while that can help. Writes are not: a write ends in its answer, in an error that says nothing
was changed, or in `OutcomeUnknown`, and then the audits tell. Whoever writes asks `budget` first.
"""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import httpx

from app.clock import Clock
from app.rules.ticket import Comment, Ticket
from app.zendesk import search
from app.zendesk.auth import credentials
from app.zendesk.budget import Budget
from app.zendesk.calls import MANY, Calls, certain, list_in, next_cursor, object_in, rows_in
from app.zendesk.changes import ProblemDraft, TicketChange, stamp_as_json
from app.zendesk.documents import (
    audit_from_rest,
    comment_from_rest,
    group_from_rest,
    job_from_rest,
    membership_from_rest,
    organization_from_rest,
    people_from_rest,
    ticket_field_from_rest,
    ticket_from_rest,
    user_from_rest,
)
from app.zendesk.errors import InvalidAnswer, Unauthorized
from app.zendesk.fields import FieldIds
from app.zendesk.records import (
    LARGEST_ID,
    Audit,
    ExportPage,
    Group,
    Job,
    Membership,
    Organization,
    People,
    TicketField,
    Updated,
    User,
)
from app.zendesk.skew import ZendeskClock
from app.zendesk.transport import EXCHANGE_TIMEOUTS, Answer, Request, Wire, http_client

if TYPE_CHECKING:
    from app.config import Settings

SIDELOADS: Final = "users,organizations,comment_count,metric_sets"
"""
What Zendesk puts beside tickets that are to be judged: whoever wrote, and for which partner.

Public comments are counted, and metrics told, where they prove that comments or audits need not be read
(docs/decisions/0031-what-need-not-be-read.md).
"""
EXPORT_PAGE: Final = 250
"""Tickets in one page of the export: small enough that long descriptions stay within the size limit."""
EXPORT_TIMEOUT_SECONDS: Final = 30.0
EXPORT_MARGIN: Final = timedelta(seconds=61)
"""Zendesk refuses a start less than a minute ago."""
_JOB_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)


class ZendeskClient:
    """One per process; closes its connections with `aclose`, or as an asynchronous context manager."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        settings: "Settings",
        clock: Clock,
    ) -> None:
        self._http = http
        self._fields = FieldIds.of(settings)
        self.zendesk_clock = ZendeskClock(clock)
        """Zendesk's time; every answer corrects it."""
        self.budget = Budget(clock, settings.zendesk_updates_per_minute)
        """How soon the next ticket update may be sent; every answer corrects it."""
        self.longest_exchange_seconds = EXCHANGE_TIMEOUTS * settings.zendesk_timeout_seconds
        """No write lasts longer, whatever trickles in."""
        wire = Wire(http, clock, self.zendesk_clock, self.budget, settings.zendesk_timeout_seconds)
        self._clock = clock
        self._calls = Calls(wire, credentials(settings, wire), clock)

    @classmethod
    def open(cls, settings: "Settings", clock: Clock, transport: httpx.AsyncBaseTransport | None = None) -> Self:
        """
        Return a client for the account the settings name; connects with the first call.

        Raises `SettingsError` when they name no account or no credentials.
        """
        settings.require_zendesk()
        # httpx logs whole addresses at INFO, e-mail addresses in queries included.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        http = http_client(settings.zendesk_url or "", settings.zendesk_timeout_seconds, transport)
        return cls(http, settings, clock)

    def __repr__(self) -> str:
        return f"<ZendeskClient of {self._http.base_url}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection; what is on its way is cut."""
        await self._http.aclose()

    # People and places

    async def me(self) -> User:
        """Return the service's own user; an anonymous one (Zendesk answers 200) raises `Unauthorized`."""
        request = Request("GET", "/api/v2/users/me")
        document = (await self._calls.read(request)).document(request)
        user = document.get("user")
        if isinstance(user, Mapping) and user.get("id") is None:
            msg = "Zendesk takes us for an anonymous visitor: the credentials are wrong or missing."
            raise Unauthorized(msg, status=200)
        return user_from_rest(object_in(document, "user"))

    async def ask_time(self) -> None:
        """
        Ask for the cheapest thing there is, once, so that the answer's date corrects `zendesk_clock`; any status does.

        Asks nothing while Zendesk wants to be left alone. Raises `ZendeskError` when no answer came.
        """
        if self._clock.monotonic() < self.budget.pause_until:
            return
        await self._calls.ask(Request("GET", "/api/v2/users/me"))

    async def user(self, user_id: int) -> User:
        """Return a user; raises `NotFound`."""
        return await self._calls.one(f"/api/v2/users/{_id(user_id)}", "user", user_from_rest)

    async def user_with_organization(self, user_id: int) -> tuple[User, People]:
        """Return a user and, where Zendesk puts it beside, the user's organization; raises `NotFound`."""
        request = Request("GET", f"/api/v2/users/{_id(user_id)}", params={"include": "organizations"})
        document = (await self._calls.read(request)).document(request)
        return user_from_rest(object_in(document, "user")), people_from_rest(document)

    async def users(self, ids: Iterable[int]) -> dict[int, User]:
        """Return up to 100 users by id; those that do not exist are absent."""
        wanted = _at_once(ids, "users")
        if not wanted:
            return {}
        request = Request("GET", "/api/v2/users/show_many", params={"ids": wanted})
        found = rows_in((await self._calls.read(request)).document(request), "users", user_from_rest)
        return {user.id: user for user in found}

    async def find_user(self, email: str) -> User | None:
        """Return the user whose primary e-mail address this is, in any case, or None."""
        # The search matches parts of names and addresses too, so the exact one is picked here.
        request = Request("GET", "/api/v2/users/search", params={"query": email})
        users = rows_in((await self._calls.read(request)).document(request), "users", user_from_rest)
        wanted = email.strip().casefold()
        return next((user for user in users if (user.email or "").casefold() == wanted), None)

    async def organization(self, organization_id: int) -> Organization:
        """Return an organization; raises `NotFound`."""
        path = f"/api/v2/organizations/{_id(organization_id)}"
        return await self._calls.one(path, "organization", organization_from_rest)

    async def organizations(self, ids: Iterable[int]) -> dict[int, Organization]:
        """Return up to 100 organizations by id; those that do not exist are absent."""
        wanted = _at_once(ids, "organizations")
        if not wanted:
            return {}
        request = Request("GET", "/api/v2/organizations/show_many", params={"ids": wanted})
        found = rows_in((await self._calls.read(request)).document(request), "organizations", organization_from_rest)
        return {organization.id: organization for organization in found}

    async def groups(self) -> list[Group]:
        """Return every group that is not deleted."""
        documents = await self._calls.pages("/api/v2/groups", "groups")
        return [group_from_rest(row) for row in documents if row.get("deleted") is not True]

    async def memberships(self, user_id: int) -> list[Membership]:
        """Return the groups an agent is in."""
        path = f"/api/v2/users/{_id(user_id)}/group_memberships"
        return [membership_from_rest(row) for row in await self._calls.pages(path, "group_memberships")]

    async def ticket_fields(self) -> list[TicketField]:
        """Return the account's ticket fields, system fields included."""
        return [
            ticket_field_from_rest(row) for row in await self._calls.pages("/api/v2/ticket_fields", "ticket_fields")
        ]

    # Tickets, read

    async def show(self, ticket_id: int) -> Ticket:
        """Return a ticket as it stands; raises `NotFound`."""
        request = Request("GET", f"/api/v2/tickets/{_id(ticket_id)}")
        answer = await self._calls.read(request)
        return self._ticket(object_in(answer.document(request), "ticket"), answer)

    async def show_with_people(self, ticket_id: int) -> tuple[Ticket, People]:
        """Return a ticket as `show` does, with the people it names: they cost no call of their own."""
        request = Request("GET", f"/api/v2/tickets/{_id(ticket_id)}", params={"include": SIDELOADS})
        answer = await self._calls.read(request)
        document = answer.document(request)
        return self._ticket(object_in(document, "ticket"), answer), people_from_rest(document)

    async def show_many(self, ids: Iterable[int]) -> dict[int, Ticket]:
        """Return up to 100 tickets by id; those that do not exist, or are deleted, are absent."""
        answer, rows, _ = await self._many(ids)
        return {ticket.id: ticket for ticket in (self._ticket(row, answer) for row in rows)} if answer else {}

    async def show_readable(self, ids: Iterable[int]) -> tuple[dict[int, Ticket], frozenset[int]]:
        """
        Return tickets as `show_many` does, and the ids of those whose document cannot be read.

        One of them does not cost the others their answer. An id of 0 stands for a document without one.
        """
        found, unusable, _ = await self._readable_many(ids)
        return found, unusable

    async def show_readable_with_people(self, ids: Iterable[int]) -> tuple[dict[int, Ticket], frozenset[int], People]:
        """Return what `show_readable` does, with the people whom the tickets name: they cost no call of their own."""
        return await self._readable_many(ids, include=SIDELOADS)

    async def _readable_many(
        self, ids: Iterable[int], include: str | None = None
    ) -> tuple[dict[int, Ticket], frozenset[int], People]:
        answer, rows, people = await self._many(ids, include)
        found, unusable = self._readable(rows, answer) if answer else ((), ())
        return {ticket.id: ticket for ticket in found}, frozenset(unusable), people

    async def _many(self, ids: Iterable[int], include: str | None = None) -> tuple[Answer | None, list[Any], People]:
        wanted = _at_once(ids, "tickets")
        if not wanted:
            return None, [], People()
        params = {"ids": wanted} | ({"include": include} if include else {})
        request = Request("GET", "/api/v2/tickets/show_many", params=params)
        answer = await self._calls.read(request)
        document = answer.document(request)
        return answer, list_in(document, "tickets"), people_from_rest(document)

    async def comments(self, ticket_id: int) -> list[Comment]:
        """Return all comments of a ticket, oldest first."""
        return (await self.comments_with_authors(ticket_id))[0]

    async def comments_with_authors(self, ticket_id: int) -> tuple[list[Comment], People]:
        """Return all comments of a ticket, oldest first, and who wrote them, as far as Zendesk puts them beside."""
        met: list[People] = []
        rows = await self._calls.pages(
            f"/api/v2/tickets/{_id(ticket_id)}/comments", "comments", {"include": "users"}, met.append
        )
        comments = sorted((comment_from_rest(row) for row in rows), key=lambda comment: comment.created_at)
        return comments, People(tuple({user.id: user for people in met for user in people.users}.values()))

    async def audits(self, ticket_id: int) -> list[Audit]:
        """Return all audits of a ticket, oldest first; the place to look for our markers."""
        rows = await self._calls.pages(f"/api/v2/tickets/{_id(ticket_id)}/audits", "audits")
        return sorted((audit_from_rest(row) for row in rows), key=lambda audit: audit.created_at)

    async def export(self, *, start_time: datetime | None = None, cursor: str | None = None) -> ExportPage:
        """
        Return one page of the tickets that changed since `start_time`, or after `cursor`; exactly one is given.

        Zendesk leaves out the last minute, repeats tickets, and includes deleted ones. One document that cannot be
        read does not hold up the others: its id is in `unusable`.
        """
        request = Request(
            "GET",
            "/api/v2/incremental/tickets/cursor",
            params=self._export_place(start_time, cursor) | {"per_page": str(EXPORT_PAGE)},
            timeout_seconds=EXPORT_TIMEOUT_SECONDS,
        )
        answer = await self._calls.read(request)
        document = answer.document(request)
        tickets, unusable = self._readable(list_in(document, "tickets"), answer)
        after = document.get("after_cursor")
        return ExportPage(
            tickets=tickets,
            cursor=after if isinstance(after, str) and after else None,
            end_of_stream=document.get("end_of_stream") is not False,
            unusable=unusable,
        )

    async def search_unsolved(self, cursor: str | None = None) -> search.SearchPage:
        """
        Return one page of the tickets that are not solved, oldest first, as the search index has them.

        The index is minutes behind, so what it shows is read again before anything is concluded from it.
        """
        request = search.request(search.UNSOLVED, cursor)
        answer = await self._calls.read(request)
        document = answer.document(request)
        tickets, unusable = self._readable(search.rows(list_in(document, "results")), answer)
        return search.SearchPage(tickets, unusable, next_cursor(document, request))

    async def with_external_id(self, external_id: str) -> list[Ticket]:
        """
        Return the tickets that bear this external id, oldest first; archived ones are absent.

        Zendesk answers from the tickets themselves, not from the search index, which is minutes behind.
        """
        request = Request("GET", "/api/v2/tickets", params={"external_id": external_id})
        answer = await self._calls.read(request)
        found, _ = self._readable(list_in(answer.document(request), "tickets"), answer)
        return sorted(found, key=lambda ticket: ticket.id)

    async def search_problems(self, tag: str) -> list[Ticket]:
        """Return unsolved problem tickets with this tag, as the index has them: one page, the oldest of them."""
        request = search.request(search.PROBLEMS.format(tag=tag), None)
        answer = await self._calls.read(request)
        found, _ = self._readable(search.rows(list_in(answer.document(request), "results")), answer)
        return list(found)

    # Tickets, written

    async def create_problem(self, draft: ProblemDraft, idempotency_key: str) -> Ticket:
        """
        Create a problem ticket, once for each key: for two hours Zendesk answers the same key with the same ticket.

        Raises `BadRequest` with the code `IdempotentRequestError` when the key came with another draft before; the
        other errors are those of `update`.
        """
        request = Request(
            "POST",
            "/api/v2/tickets",
            document={"ticket": draft.as_json()},
            headers={"Idempotency-Key": idempotency_key},
        )
        answer = await self._calls.once(request)
        return certain(request, lambda: self._ticket(object_in(answer.document(request), "ticket"), answer))

    async def update(self, ticket_id: int, change: TicketChange) -> Updated:
        """
        Change a ticket, once.

        Raises `Conflict` when a safe update comes too late, `Rejected` when Zendesk refuses the whole change,
        `RateLimited`, `Unreachable` and the other refusals when nothing was changed, and `OutcomeUnknown` when it
        may have been.
        """
        request = Request(
            "PUT",
            f"/api/v2/tickets/{_id(ticket_id)}",
            document={"ticket": change.as_json()},
            is_ticket_update=True,
        )
        answer = await self._calls.once(request)
        return certain(request, lambda: self._updated(answer, request, ticket_id))

    async def add_tags(self, ticket_id: int, tags: Iterable[str], updated_stamp: datetime | None) -> frozenset[str]:
        """Add tags without touching the others, and return the ticket's tags; errors as for `update`."""
        request = Request(
            "PUT",
            f"/api/v2/tickets/{_id(ticket_id)}/tags",
            document={"tags": sorted(set(tags)), **stamp_as_json(updated_stamp)},
            is_ticket_update=True,
        )
        answer = await self._calls.once(request)
        return certain(request, lambda: frozenset(str(tag) for tag in list_in(answer.document(request), "tags")))

    async def update_many(self, changes: Mapping[int, TicketChange]) -> Job:
        """
        Hand up to 100 changes to a background job of Zendesk's; errors as for `update`.

        Every change needs its `updated_stamp`: the job takes the moment of its queueing for any that lacks one, and
        what happened to the ticket before that would go unnoticed.
        """
        if not 0 < len(changes) <= MANY:
            msg = f"Zendesk updates 1 to {MANY} tickets at once, not {len(changes)}."
            raise ValueError(msg)
        if unstamped := sorted(key for key, change in changes.items() if change.updated_stamp is None):
            msg = f"Updating many tickets needs the updated_stamp of each; tickets without: {unstamped}."
            raise ValueError(msg)
        rows = [{"id": _id(ticket_id), **change.as_json()} for ticket_id, change in changes.items()]
        request = Request("PUT", "/api/v2/tickets/update_many", document={"tickets": rows}, is_ticket_update=True)
        answer = await self._calls.once(request)
        return certain(request, lambda: job_from_rest(object_in(answer.document(request), "job_status")))

    async def job(self, job_id: str) -> Job:
        """Return a background job as it stands; raises `NotFound` when Zendesk has forgotten it."""
        if not _JOB_ID.fullmatch(job_id):
            msg = f"{job_id[:40]!r} is not the id of a Zendesk job."
            raise ValueError(msg)
        return await self._calls.one(f"/api/v2/job_statuses/{job_id}", "job_status", job_from_rest)

    # Answers, read as tickets

    def _ticket(self, document: Mapping[str, Any], answer: Answer) -> Ticket:
        return ticket_from_rest(document, self._fields, self.zendesk_clock.corrected(answer.sent_at))

    def _readable(self, rows: Sequence[Any], answer: Answer) -> tuple[tuple[Ticket, ...], tuple[int, ...]]:
        tickets: list[Ticket] = []
        unusable: list[int] = []
        for row in rows:
            try:
                tickets.append(self._ticket(row, answer))
            except InvalidAnswer:
                told = row.get("id") if isinstance(row, Mapping) else None
                unusable.append(told if isinstance(told, int) else 0)
        return tuple(tickets), tuple(unusable)

    def _updated(self, answer: Answer, request: Request, ticket_id: int) -> Updated:
        document = answer.document(request)
        ticket = self._ticket(object_in(document, "ticket"), answer)
        if ticket.id != ticket_id:
            msg = f"Zendesk answered {request.name} with ticket {ticket.id}."
            raise InvalidAnswer(msg, status=answer.status)
        audit = document.get("audit")
        audit_id = audit.get("id") if isinstance(audit, Mapping) else None
        return Updated(
            ticket=ticket,
            audit_id=audit_id if isinstance(audit_id, int) else None,
            warning=answer.headers.get("x-zendesk-api-warn") or None,
        )

    def _export_place(self, start_time: datetime | None, cursor: str | None) -> dict[str, str]:
        if (start_time is None) == (cursor is None):
            msg = "An export starts at a time or goes on from a cursor: give exactly one of them."
            raise ValueError(msg)
        if cursor is not None:
            return {"cursor": cursor}
        latest = self.zendesk_clock.now() - EXPORT_MARGIN
        start = min(start_time or latest, latest).astimezone(UTC)
        return {"start_time": str(max(0, int(start.timestamp())))}


def _at_once(ids: Iterable[int], what: str) -> str:
    """Return the ids of records to be shown together as a path takes them; empty for none."""
    wanted = sorted({_id(number) for number in ids})
    if len(wanted) > MANY:
        msg = f"Zendesk shows at most {MANY} {what} at once, not {len(wanted)}."
        raise ValueError(msg)
    return ",".join(str(number) for number in wanted)


def _id(value: int) -> int:
    """Check an id of ours before it becomes part of a path."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        msg = f"{value!r} is not the id of a Zendesk record."
        raise ValueError(msg)
    return value
