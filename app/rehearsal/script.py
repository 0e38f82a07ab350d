"""
The script of a rehearsed night as people read it, and as programs do. Plain text: the same on every terminal.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from app.rehearsal.traces import Figures, Line, Traces, Waking
from app.rules.explanation import plain
from app.rules.ticket import Tier

INDENT: Final = " " * 16
_HEADS: Final = {"opened": "opens a ticket", "wrote": "writes", "told": "tells"}


def script(traces: Traces, *, brief: bool = False, verbose: bool = False) -> Iterator[str]:
    """
    Yield the lines of the whole script, the sums at the end; `brief` leaves texts and reasons out.

    What a ticket says cannot act on the terminal that shows it.
    """
    return map(plain, _script(traces, brief=brief, verbose=verbose))


def _script(traces: Traces, *, brief: bool, verbose: bool) -> Iterator[str]:
    day: object = None
    for line in traces.lines:
        if line.is_detail and not verbose:
            continue
        if line.at.date() != day:
            day = line.at.date()
            yield f"== {line.at:%A} {line.at.day} {line.at:%B %Y}, UTC =="
            yield ""
        yield from _brief(line) if brief else _whole(line)
    yield from ("", "== In figures ==", "")
    yield from _sums(traces)


def documents(traces: Traces, *, brief: bool = False, verbose: bool = False) -> Iterator[str]:
    """Yield one JSON object for each line, and one with the sums under the key `figures`."""
    for line in traces.lines:
        if verbose or not line.is_detail:
            yield json.dumps(_document(line, brief=brief), ensure_ascii=False)
    yield json.dumps({"figures": _figures_document(traces)}, ensure_ascii=False)


def _brief(line: Line) -> Iterator[str]:
    facts = "; ".join(_one_line(fact) for fact in line.facts)
    comments = [f"{_kind_of(text.public)} comment" for text in line.texts if line.what != "opened"]
    more = "; ".join(part for part in (facts, *comments) if part)
    yield f"{_head(line)}: {more}" if more else _head(line)


def _whole(line: Line) -> Iterator[str]:
    yield _head(line)
    if line.facts:
        yield INDENT + "; ".join(_one_line(fact) for fact in line.facts)
    if line.because:
        yield f"{INDENT}because: {_one_line(line.because)}"
    for text in line.texts:
        yield f"{INDENT}{_label(line, public=text.public)}:"
        yield from (f"{INDENT}| {row}".rstrip() for row in text.body.splitlines())
    yield ""


def _head(line: Line) -> str:
    ticket = f"#{line.ticket_id}" if line.ticket_id is not None else ""
    kinds = f" ({', '.join(line.kinds)})" if line.kinds else ""
    return f"{line.at:%H:%M:%S}  {ticket:<5} {line.who} {_HEADS.get(line.what, line.what)}{kinds}"


def _label(line: Line, *, public: bool) -> str:
    if line.what == "opened":
        return "description"
    return "message" if line.what == "told" else f"{_kind_of(public)} comment"


def _kind_of(public: bool) -> str:  # one word for one flag
    return "public" if public else "private"


def _one_line(text: str) -> str:
    return " ".join(text.split())


# -- sums --------------------------------------------------------------------------------------------------------------


def _sums(traces: Traces) -> Iterator[str]:
    figures = traces.figures
    yield f"{'tickets':<34}{figures.tickets:>5}"
    for tier, count in figures.by_tier.items():
        yield f"{f'  Tier {Tier(tier).roman}' if tier else '  not judged':<34}{count:>5}"
    yield from _table("sent", figures.by_kind)
    yield from _table("only recorded, in shadow", figures.recorded)
    yield from _table("not sent", figures.ended_otherwise)
    if figures.parked:
        yield f"{'events given up':<34}{figures.parked:>5}"
    yield from ("", "Who is called upon, and when:")
    yield from _calls(traces)


def _table(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        yield f"effects {title}"
        yield from (f"  {name:<32}{count:>5}" for name, count in counts.items())


def _calls(traces: Traces) -> Iterator[str]:
    if not traces.wakings:
        yield "  nobody"
    for who, calls in _by_person(traces.wakings).items():
        yield f"  {who}: {len(calls)} time{'' if len(calls) == 1 else 's'}"
        yield from (f"    {_when(one.at, traces.start)}  #{one.ticket_id} {one.how}" for one in calls)


def _by_person(wakings: Sequence[Waking]) -> dict[str, list[Waking]]:
    found: dict[str, list[Waking]] = {}
    for one in sorted(wakings, key=lambda one: (one.who, one.at)):
        found.setdefault(one.who, []).append(one)
    return found


def _when(at: datetime, start: datetime) -> str:
    days = (at.date() - start.date()).days
    return f"{at:%H:%M:%S}{f' +{days} d' if days else ''}"


# -- for programs ------------------------------------------------------------------------------------------------------


def _document(line: Line, *, brief: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "at": _stamp(line.at),
        "ticket": line.ticket_id,
        "who": line.who,
        "what": line.what,
        "effects": list(line.kinds),
        "facts": list(line.facts),
    }
    if not brief:
        found["because"] = line.because
        found["texts"] = [{"public": text.public, "body": text.body} for text in line.texts]
    return found


def _figures_document(traces: Traces) -> dict[str, Any]:
    figures: Figures = traces.figures
    return {
        "tickets": figures.tickets,
        "by_tier": {str(tier): count for tier, count in figures.by_tier.items()},
        "sent": dict(figures.by_kind),
        "recorded": dict(figures.recorded),
        "not_sent": dict(figures.ended_otherwise),
        "parked": figures.parked,
        "called_upon": [
            {"at": _stamp(one.at), "ticket": one.ticket_id, "who": one.who, "how": one.how} for one in traces.wakings
        ],
    }


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
