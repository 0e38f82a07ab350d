"""A partner's month as one page of HTML: no script, nothing from elsewhere, and everything in it escaped."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.ledger import picture
from app.ledger.entry import Billing, Dispute, line
from app.ledger.evidence import Evidence, Response, Week
from app.ledger.picture import Bar, Column
from app.rules.ticket import Tier

LISTED: Final = 2000
"""Entries of one list; more would choke a printer, and the ledger has every refusal."""
DISPUTES: Final = {
    Dispute.NONE: "not disputed",
    Dispute.OPEN: "disputed, not settled yet",
    Dispute.REOPENED: "reopened by us, not settled yet",
    Dispute.RAISED: "given a higher tier since, not settled",
    Dispute.UPHELD: "disputed, upheld",
    Dispute.OVERTURNED: "disputed, overturned",
}
BILLINGS: Final = {
    Billing.BILLABLE: "may be billed",
    Billing.PENDING: "not billed before it is settled",
    Billing.NOT_BILLABLE: "not billed",
    Billing.SHADOW: "never sent",
}
_LONGEST_NAME: Final = 60


def page(evidence: Evidence, provider: str, clauses: Mapping[str, str]) -> str:
    """Return the page; `clauses` are the policy's sentences by their ids."""
    cited = dict.fromkeys(clause for one in evidence.refusals for clause in one.clauses)
    return (
        _environment()
        .get_template("evidence.html.j2")
        .render(
            evidence=evidence,
            provider=provider,
            month=evidence.month,
            period=f"{evidence.month.first_day:%B %Y}",
            clauses=[(clause, clauses[clause]) for clause in cited if clause in clauses],
            pictures=_pictures(evidence),
            met=evidence.responses(Response.MET),
            missed=evidence.responses(Response.MISSED),
            unknown=evidence.responses(Response.UNKNOWN) + evidence.responses(Response.WAITING),
            billable=evidence.billed(Billing.BILLABLE),
            pending=evidence.billed(Billing.PENDING),
            overturned=evidence.billed(Billing.NOT_BILLABLE),
            listed=LISTED,
            local=lambda moment: _local(evidence, moment),
        )
    )


def file_name(evidence: Evidence) -> str:
    """Return the name of the page's file: letters, digits and hyphens only, whatever the partner is called."""
    plain = unicodedata.normalize("NFKD", evidence.partner).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-")
    # Names in other scripts leave nothing of themselves, and one partner's page must not replace another's.
    words = words or f"partner-{sha256(evidence.partner.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return f"evidence-{words}-{evidence.month.name}.html"


def span(time: timedelta) -> str:
    """Return a span for people: `40 s`, `12 min`, `3 h`, `3 h 05 min`."""
    seconds = round(time.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"


def _pictures(evidence: Evidence) -> dict[str, Markup]:
    tiers = [Bar(_tier(tier), count, _kind(tier)) for tier, count in evidence.tiers.items() if tier or count]
    weeks = [
        Column(_days(week), [Bar(_tier(tier), count, _kind(tier)) for tier, count in week.tiers.items()])
        for week in evidence.weeks
    ]
    climbs = [
        Bar(f"Level {one.level}", one.count, "level", f"{one.count}, latest {span(one.worst)}")
        for one in evidence.climbs
    ]
    return {
        "tiers": picture.bars("tiers", "Tickets by tier", tiers),
        "weeks": picture.columns("weeks", "Tickets by week and tier, days of the month", weeks),
        "responses": picture.bars("responses", "First responses by the time they took", _steps(evidence)),
        "climbs": picture.bars("climbs", "Escalations by level, with the longest lateness", climbs),
    }


def _steps(evidence: Evidence) -> list[Bar]:
    rows, before = [], None
    for edge, count in evidence.response_steps:
        name = f"up to {span(edge)}" if edge is not None else f"over {span(before or evidence.allowed)}"
        rows.append(Bar(name, count, "good" if edge is not None and edge <= evidence.allowed else "bad"))
        before = edge
    return rows


def _days(week: Week) -> str:
    return f"{week.first.day}" if week.first == week.last else f"{week.first.day}–{week.last.day}"


def _tier(tier: Tier | None) -> str:
    return f"Tier {tier.roman}" if tier else "not judged"


def _kind(tier: Tier | None) -> str:
    return f"t{int(tier)}" if tier else "t0"


def _local(evidence: Evidence, moment: datetime) -> str:
    return f"{evidence.month.local(moment):%Y-%m-%d %H:%M}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("app.ledger", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"disputes": DISPUTES, "billings": BILLINGS}
    environment.filters |= {"line": line, "span": span, "tier": _tier, "kind": _kind}
    return environment
