"""
What happens in a rehearsed night: tickets, comments, and what people do, each at its time; read from lines of JSON.

The keys of a ticket are those that `tierline triage` and `tierline replay` read, and a few for what happens later
(docs/rehearse.md). Nothing is read from or written to anywhere here.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from app.rules.report import report_from_json
from app.rules.ticket import Priority, Status, Tier
from app.setting_values import did_you_mean, shown

SPREAD: Final = timedelta(hours=1)
"""Tickets of a file without any times arrive evenly over this."""
LABELS: Final = frozenset({"tier", "acceptable", "auto_reject_ok", "why", "kind"})
"""Keys of labelled tickets that say what somebody thought of them; a rehearsal has no use for them."""
KEYS: Final = (
    "id",
    "at",
    "subject",
    "description",
    "organization",
    "requester",
    "locale",
    "attachments",
    "form",
    "partner_priority",
    "tags",
    "comments",
    "solved_at",
    "changes",
)
COMMENT_KEYS: Final = ("at", "author", "body", "public")
CHANGE_KEYS: Final = ("at", "tags_add", "tags_remove", "status", "priority", "tier", "level", "assign", "delete")
AUTHORS: Final = ("partner", "agent", "end_customer")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_LATER: Final = re.compile(r"\+(\d{1,6}(?:\.\d{1,3})?)")
_LONGEST_MINUTES: Final = 60 * 24 * 366


@dataclass(frozen=True, slots=True)
class Comment:
    """Somebody writes on a ticket."""

    author: str
    body: str
    public: bool


@dataclass(frozen=True, slots=True)
class Act:
    """An agent changes a ticket by hand; None and empty leave what they are about."""

    tags_add: tuple[str, ...] = ()
    tags_remove: tuple[str, ...] = ()
    status: Status | None = None
    priority: Priority | None = None
    tier: Tier | None = None
    level: int | None = None
    assign: bool = False
    """Whether the agent takes the ticket."""
    delete: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A ticket comes in."""

    subject: str
    description: str
    organization: str | None
    requester: str | None = None
    locale: str | None = None
    attachments: int = 0
    form: Mapping[str, Any] = field(default_factory=dict)
    partner_priority: Priority | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happens: when, to the ticket of which line, and what."""

    at: datetime
    line: int
    what: Opening | Comment | Act


@dataclass(frozen=True, slots=True)
class Night:
    """All moments in their order, and what was wrong with the lines that are left out."""

    moments: tuple[Moment, ...]
    problems: tuple[str, ...] = ()
    """A sentence for each line that could not be read."""
    doubts: tuple[str, ...] = ()
    """A sentence for each key that was passed over."""

    @property
    def tickets(self) -> int:
        """How many tickets come in."""
        return sum(isinstance(one.what, Opening) for one in self.moments)


class _Wrong(ValueError):
    """What is wrong with one line; the text is a sentence without its beginning."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    document: Mapping[str, Any]


def night_of(lines: Iterable[str], start: datetime) -> Night:
    """
    Return what the lines tell, for a rehearsal that begins at `start`.

    A line that cannot be understood is named among the problems and left out; the others happen.
    """
    problems: list[str] = []
    doubts: list[str] = []
    read: list[_Line] = []
    for number, text in enumerate(lines, start=1):
        if text.strip():
            try:
                read.append(_Line(number, _document(text)))
            except _Wrong as exc:
                problems.append(f"line {number}: {exc}")
    arrivals = _arrivals(read, start)
    moments: list[Moment] = []
    for line in read:
        try:
            moments += list(_moments(line, arrivals.get(line.number), start))  # all of a line, or nothing
            doubts += [f"line {line.number}: {doubt}" for doubt in _doubts(line.document)]
        except _Wrong as exc:
            problems.append(f"line {line.number}: {exc}")
    moments.sort(key=lambda one: (one.at, not isinstance(one.what, Opening), one.line))
    return Night(tuple(moments), tuple(problems), tuple(doubts))


def moment_of(value: Any, start: datetime, opened: datetime | None = None) -> datetime:
    """
    Return the moment that a time of the file names; raises ValueError with the rest of a sentence.

    `"22:05"` is the first such time from `start` on, a number is minutes after `start`, and `"+45"` minutes after the
    ticket came in.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LONGEST_MINUTES:
        return start + timedelta(minutes=value)
    if isinstance(value, str) and (clock := _CLOCK.fullmatch(value.strip())):
        hour, minute, second = (int(part or 0) for part in clock.groups())
        found = start.replace(hour=hour, minute=minute, second=second, microsecond=0)
        return found if found >= start else found + timedelta(days=1)
    if isinstance(value, str) and opened is not None and (later := _LATER.fullmatch(value.strip())):
        return opened + timedelta(minutes=float(later.group(1)))
    more = ', or minutes after the ticket such as "+45"' if opened is not None else ""
    msg = f'write a time such as "22:05", or minutes after the start such as 90{more}; it is {_told(value)}'
    raise _Wrong(msg)


def _document(text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as exc:
        msg = f"not JSON ({exc}); write one object on each line."
        raise _Wrong(msg) from None
    if not isinstance(document, dict):
        msg = "one JSON object a line is expected."
        raise _Wrong(msg)
    return document


def _arrivals(lines: Sequence[_Line], start: datetime) -> Mapping[int, datetime]:
    """Return when tickets without a time of their own arrive: evenly over the first hour, or with the one before."""
    if any("at" in line.document for line in lines):
        return {}
    distance = SPREAD / max(len(lines), 1)
    return {
        line.number: start + timedelta(seconds=int((distance * place).total_seconds()))
        for place, line in enumerate(lines)
    }


def _moments(line: _Line, arrival: datetime | None, start: datetime) -> Iterator[Moment]:
    document = line.document
    at = arrival or _at(document, "at", start, None)
    yield Moment(at, line.number, _opening(document))
    for place, comment in enumerate(_objects(document, "comments"), start=1):
        where = f"comment {place}"
        yield Moment(_at(comment, "at", start, at, where), line.number, _comment(comment, where))
    for place, change in enumerate(_objects(document, "changes"), start=1):
        where = f"change {place}"
        yield Moment(_at(change, "at", start, at, where), line.number, _act(change, where))
    if document.get("solved_at") is not None:
        solved = Act(status=Status.SOLVED, assign=True)
        yield Moment(_at(document, "solved_at", start, at), line.number, solved)


def _at(
    document: Mapping[str, Any], key: str, start: datetime, opened: datetime | None, where: str | None = None
) -> datetime:
    place = f"{where} has" if where else "it has"
    if document.get(key) is None:
        msg = f'{place} no "{key}": write a time such as "22:05", or minutes after the start such as 90.'
        raise _Wrong(msg)
    try:
        found = moment_of(document[key], start, opened)
    except _Wrong as exc:
        msg = f'{place} an unusable "{key}": {exc}.'
        raise _Wrong(msg) from None
    if opened is not None and found < opened:
        msg = f'{place} an "{key}" before the ticket came in; nothing can happen on it then.'
        raise _Wrong(msg)
    return found


def _opening(document: Mapping[str, Any]) -> Opening:
    try:
        report = report_from_json(document)
    except ValueError as exc:
        raise _Wrong(str(exc)) from None
    if not report.subject and not report.description:
        msg = 'it has neither "subject" nor "description": nobody writes such a ticket.'
        raise _Wrong(msg)
    return Opening(
        subject=report.subject,
        description=report.description,
        organization=report.organization,
        requester=_text(document, "requester"),
        locale=_text(document, "locale"),
        attachments=report.attachments,
        form={name: value for name, value in asdict(report.form).items() if value is not None},
        partner_priority=report.partner_priority,
        tags=_tags(document, "tags"),
    )


def _comment(document: Mapping[str, Any], where: str) -> Comment:
    author = document.get("author", "partner")
    if author not in AUTHORS:
        msg = f'{where} has the "author" {_told(author)}; it must be {", ".join(AUTHORS[:-1])} or {AUTHORS[-1]}.'
        raise _Wrong(msg)
    public = document.get("public", True)
    if not isinstance(public, bool):
        msg = f'{where} has a "public" that is neither true nor false.'
        raise _Wrong(msg)
    body = _text(document, "body", where)
    if not body:
        msg = f'{where} has no "body".'
        raise _Wrong(msg)
    return Comment(author, body, public)


def _act(document: Mapping[str, Any], where: str) -> Act:
    tier, level = document.get("tier"), document.get("level")
    if tier is not None and tier not in tuple(Tier):
        msg = f'{where} has a "tier" that is not 1, 2 or 3.'
        raise _Wrong(msg)
    if level is not None and (not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= 9):
        msg = f'{where} has a "level" that is not a number from 0 to 9.'
        raise _Wrong(msg)
    act = Act(
        tags_add=_tags(document, "tags_add", where),
        tags_remove=_tags(document, "tags_remove", where),
        status=_one_of(document, "status", Status, where),
        priority=_one_of(document, "priority", Priority, where),
        tier=Tier(tier) if tier is not None else None,
        level=level,
        assign=document.get("assign") is True,
        delete=document.get("delete") is True,
    )
    if act == Act():
        msg = f"{where} changes nothing; it can hold {', '.join(CHANGE_KEYS[1:])}."
        raise _Wrong(msg)
    return act


def _objects(document: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    found = document.get(key) or ()
    if not isinstance(found, list | tuple) or not all(isinstance(one, dict) for one in found):
        msg = f'the "{key}" must be a list of objects.'
        raise _Wrong(msg)
    return found


def _text(document: Mapping[str, Any], key: str, where: str | None = None) -> str | None:
    value = document.get(key)
    if value is not None and not isinstance(value, str):
        msg = f'{where or "it"} has a "{key}" that is not a text.'
        raise _Wrong(msg)
    return value


def _tags(document: Mapping[str, Any], key: str, where: str | None = None) -> tuple[str, ...]:
    value = document.get(key) or ()
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) and one for one in value):
        msg = f'{where or "it"} has "{key}" that are no list of texts.'
        raise _Wrong(msg)
    return tuple(value)


def _one_of(document: Mapping[str, Any], key: str, kind: Any, where: str | None = None) -> Any:
    value = document.get(key)
    if value is None:
        return None
    if value not in tuple(kind):
        msg = f'{where or "it"} has the "{key}" {_told(value)}; it must be one of {", ".join(kind)}.'
        raise _Wrong(msg)
    return kind(value)


def _doubts(document: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown(document, (*KEYS, *LABELS), "")
    for place, comment in enumerate(_objects(document, "comments"), start=1):
        yield from _unknown(comment, COMMENT_KEYS, f"comment {place}: ")
    for place, change in enumerate(_objects(document, "changes"), start=1):
        yield from _unknown(change, CHANGE_KEYS, f"change {place}: ")


def _unknown(document: Mapping[str, Any], known: Sequence[str], where: str) -> Iterator[str]:
    for key in document:
        if key not in known:
            yield f"{where}the key {shown(key)} is passed over{did_you_mean(key, known)}."


def _told(value: Any) -> str:
    return shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
