"""`tierline evidence`: a partner's month as one page, out of the database alone. Reads, never writes."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app import private_file
from app.clock import SystemClock
from app.commands.ledger import beside_the_service, wanted_month
from app.config import Settings
from app.errors import InvalidInput
from app.ledger.evidence import Gathering
from app.ledger.page import file_name, page
from app.ledger.partners import partner_named
from app.ops.logging import configure
from app.rules.policy import Policy
from app.store import ledger as rows


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for."""

    partner: str
    month: str | None
    zone: str | None
    output: Path | None


def evidence(order: Order, settings: Settings) -> Path:
    """Write the page and return its file. Raises `InvalidInput`, and `AppError` when store or disk cannot be used."""
    configure("error")
    if order.output is not None and not order.output.parent.is_dir():
        raise InvalidInput(f"-o {order.output}: the folder {order.output.parent} does not exist.")
    month = wanted_month(order.month, order.zone, settings)
    allowed = timedelta(minutes=settings.first_response_minutes)
    with beside_the_service(settings) as connection:
        partner = partner_named(order.partner, rows.partners(connection))
        found = Gathering(partner, month, allowed, SystemClock().now())
        for tickets, acts in rows.tickets_of(connection, partner, month.start, month.end):
            found.add(tickets, acts)
        report = found.report(rows.refusals(connection, month.start, month.end, partner))
    clauses = {name: clause.text for name, clause in Policy.shipped().clauses.items()}
    path = order.output or Path(file_name(report))
    private_file.write(path, page(report, settings.provider_name, clauses))
    return path
