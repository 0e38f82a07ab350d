"""
The ledger as CSV and as JSON, in pieces, so that its length is no matter.

CSV is RFC 4180 in UTF-8: lines end in CR LF, and the columns keep their order; new ones are added at the end. A
spreadsheet takes a cell that begins with = + - @ for a formula, whatever quotes stand around it, so that a ticket
could run one on the desk's machines: such a cell gets an apostrophe in front, which `unguarded` takes off again. Where
lists are separated by semicolons a spreadsheet cuts there as well, whatever the quotes: the same holds after each.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from app.ledger.entry import Billing, Entry
from app.ledger.month import Month
from app.ledger.totals import Totals

COLUMNS: Final = (
    "refused_at",
    "partner",
    "requester",
    "requester_id",
    "ticket",
    "clauses",
    "evidence",
    "because",
    "dispute",
    "disputed_at",
    "settled_at",
    "settled_by",
    "billing",
    "tier_now",
    "audit_id",
    "key",
)
BILLED: Final = (Billing.BILLABLE, Billing.PENDING, Billing.NOT_BILLABLE)
FORMULA: Final = "=+-@＝＋－＠\t\r\n"
"""What makes a cell a formula, also in the wide forms that some spreadsheets read as the narrow ones."""
_JSON: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_BEGINNINGS: Final = frozenset(f"{FORMULA}'")
_DANGEROUS: Final = re.compile(f"(^|;)(?='*[{re.escape(FORMULA)}])")
_GUARDED: Final = re.compile(f"(^|;)'(?='*[{re.escape(FORMULA)}])")


def as_csv(entries: Iterable[Entry], month: Month) -> Iterator[str]:
    """Yield the heading, then one record for each entry, each with its line end."""
    record = csv.writer(_Passed(), lineterminator="\r\n").writerow
    yield record(COLUMNS)
    for entry in entries:
        yield record([_cell(value) for value in document(entry, month).values()])


def guarded(text: str) -> str:
    """Return a cell's text, with an apostrophe before whatever a spreadsheet would take for a formula."""
    if ";" not in text and text[:1] not in _BEGINNINGS:
        return text  # as most cells are: none of the places where a formula may begin
    return _DANGEROUS.sub(r"\1'", text)


def unguarded(cell: str) -> str:
    """Return the text that `guarded` was given."""
    return _GUARDED.sub(r"\1", cell)


def as_json(entries: Iterable[Entry], month: Month, partner: str | None, *, is_over: bool) -> Iterator[str]:
    """Yield one JSON object: which month of which zone, the rows, and the totals, in all and for each partner."""
    head = {
        "month": month.name,
        "zone": month.zone.key,
        "from": _moment(month.start, month),
        "until": _moment(month.end, month),
        "is_over": is_over,
        "partner": partner,
    }
    totals = Totals()
    separator = "\n"
    yield f'{_JSON.encode(head)[:-1]}, "rows": ['
    for entry in totals.seeing(entries):
        values = _document(entry, month, list(entry.clauses), _evidence(entry))
        yield f"{separator}{_JSON.encode(values)}"
        separator = ",\n"
    summed = {"all": _counts(totals, None), "partners": {name: _counts(totals, name) for name in totals.partners}}
    yield f'], "totals": {_JSON.encode(summed)}}}\n'


def document(entry: Entry, month: Month) -> dict[str, Any]:
    """Return the values of an entry by column, as text and numbers; times are ISO 8601 in the month's zone."""
    evidence = " | ".join(f"{one.clause}: {one.words} ({one.source})" for one in entry.cited)
    return _document(entry, month, " ".join(entry.clauses), evidence)


def _document(entry: Entry, month: Month, clauses: Any, evidence: Any) -> dict[str, Any]:
    return {
        "refused_at": _moment(entry.refused_at, month),
        "partner": entry.partner,
        "requester": entry.requester,
        "requester_id": entry.requester_id,
        "ticket": entry.ticket_id,
        "clauses": clauses,
        "evidence": evidence,
        "because": entry.because,
        "dispute": entry.dispute.value,
        "disputed_at": _moment(entry.disputed_at, month),
        "settled_at": _moment(entry.settled_at, month),
        "settled_by": entry.settled_by,
        "billing": entry.billing.value,
        "tier_now": int(entry.tier_now) if entry.tier_now else None,
        "audit_id": entry.audit_id,
        "key": entry.key,
    }


class _Passed:
    """A file for one `csv.writer` over all rows: what is written is handed back, and `writerow` returns it."""

    def write(self, text: str) -> str:
        return text


def _cell(value: Any) -> str:
    return "" if value is None else guarded(value) if isinstance(value, str) else str(value)


def _moment(moment: datetime | None, month: Month) -> str | None:
    return month.local(moment).isoformat() if moment else None


def _evidence(entry: Entry) -> list[dict[str, str]]:
    return [{"clause": one.clause, "words": one.words, "source": one.source} for one in entry.cited]


def _counts(totals: Totals, partner: str | None) -> dict[str, int]:
    shadow = totals.of(Billing.SHADOW, partner)
    counts = {"refusals": totals.of(None, partner) - shadow}
    counts |= {kind.value: totals.of(kind, partner) for kind in BILLED}
    return counts | {"shadow": shadow}
