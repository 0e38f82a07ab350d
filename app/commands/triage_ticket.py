"""`tierline triage --ticket`: one ticket as Zendesk has it, judged now, beside what the store recorded of it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from app.clock import SystemClock
from app.commands.card import recorded_lines
from app.commands.triage import EXIT_OK, Order, card_of, show, with_options
from app.config import Settings
from app.errors import InvalidInput, StoreUnavailable
from app.ops.logging import configure
from app.rules.explanation import explain
from app.rules.policy import Policy
from app.rules.ticket import Ticket
from app.store import decisions, effects
from app.store.reading import looking_into
from app.zendesk.client import ZendeskClient
from app.zendesk.errors import NotFound

NOT_AS_BEFORE = "Comments are not read here, and the priority may be our own: the record tells what was decided then."


def triage_ticket(order: Order, settings: Settings, policy: Policy, form: Mapping[str, Any]) -> int:
    """Read, judge and show the ticket; changes nothing. Raises `AppError` when Zendesk does not answer."""
    configure("error")
    ticket, partner = asyncio.run(_read(order.ticket or 0, settings))
    report = with_options(ticket.report(partner), order, form)

    def card() -> Any:
        recorded, remark = _recorded(ticket.id, settings)
        return card_of(explain(report, policy), f"#{ticket.id}", recorded, [remark or NOT_AS_BEFORE])

    show(order, ticket.id, report, policy, card)
    return EXIT_OK


async def _read(ticket_id: int, settings: Settings) -> tuple[Ticket, str | None]:
    """Return a ticket and the name of its partner: two calls, none of them a write."""
    async with ZendeskClient.open(settings, SystemClock()) as client:
        try:
            ticket = await client.show(ticket_id)
        except NotFound:
            raise InvalidInput(f"--ticket {ticket_id}: Zendesk has no such ticket, or we may not see it.") from None
        except ValueError as exc:
            raise InvalidInput(f"--ticket {ticket_id}: {exc}") from None
        return ticket, await _partner(client, ticket.organization_id, settings.partner_organization_tag)


async def _partner(client: ZendeskClient, organization_id: int | None, tag: str | None) -> str | None:
    """Return the partner's name by the rule of the worker: an organization, with the tag where one is set."""
    if organization_id is None:
        return None
    try:
        organization = await client.organization(organization_id)
    except NotFound:
        return None if tag else f"organization {organization_id}"
    return organization.name if tag is None or tag in organization.tags else None


def _recorded(ticket_id: int, settings: Settings) -> tuple[list[str] | None, str | None]:
    """Return what the store has on a ticket, or why it could not be asked."""
    try:
        with looking_into(settings.database_url) as connection:
            return recorded_lines(
                decisions.of_ticket(connection, ticket_id), effects.history(connection, ticket_id)
            ), None
    except StoreUnavailable as exc:
        return None, str(exc)
