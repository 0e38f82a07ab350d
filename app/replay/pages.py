"""
The pages of an export as they are kept on disk, so that a replay cut off goes on where it was.

One file a page, each with the cursor that leads on: a page and its place are written in one step, or not at all.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from app import private_file
from app.errors import AppError
from app.rules.ticket import Form, Priority, Status, Ticket, Tier
from app.zendesk.fields import FieldIds

VERSION: Final = 1
"""Of the file format; pages of another version are fetched again."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as kept."""

    since: datetime
    """Start of the export it belongs to."""
    cursor: str | None
    is_last: bool
    """Whether the export ended here; a later refresh goes on behind it."""
    read_at: datetime
    tickets: tuple[Ticket, ...]
    unusable: tuple[int, ...] = ()


def folder_of(cache: Path, url: str, fields: FieldIds) -> Path:
    """Return the folder of an account as seen through these ticket fields: other fields would read other forms."""
    digest = hashlib.sha256(repr((url, fields)).encode()).hexdigest()[:8]
    return cache / f"{urlsplit(url).hostname or 'zendesk'}-{digest}"


class Pages:
    """The pages in one folder, which must exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.kept: list[Page] = []

    def load(self) -> None:
        """Read what is kept; raises `AppError` naming a file that cannot be used."""
        self.kept = []
        for path in self._paths():
            page = _read(path)
            if page is None:
                self.clear()
                return
            self.kept.append(page)

    def covers(self, since: datetime) -> bool:
        """Whether what is kept begins at or before this moment and can be continued."""
        return bool(self.kept) and self.kept[0].since <= since and self.kept[-1].cursor is not None

    def append(self, page: Page) -> None:
        """Keep one more page."""
        path = self._folder / f"page-{len(self.kept) + 1:06}.json"
        private_file.write(path, json.dumps(_as_json(page)))
        self.kept.append(page)

    def clear(self) -> None:
        """Forget everything, the last page first: what is left after a cut is still a beginning."""
        for path in reversed(self._paths()):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
        self.kept = []

    def tickets(self) -> dict[int, Ticket]:
        """Return the newest version of every ticket, deleted ones included, by id."""
        return {ticket.id: ticket for page in self.kept for ticket in page.tickets}

    @property
    def unusable(self) -> int:
        """How many documents could not be read."""
        return len({number for page in self.kept for number in page.unusable})

    def _paths(self) -> Sequence[Path]:
        return sorted(self._folder.glob("page-*.json"))


def _as_json(page: Page) -> dict[str, Any]:
    return {
        "version": VERSION,
        "since": page.since.isoformat(),
        "cursor": page.cursor,
        "is_last": page.is_last,
        "read_at": page.read_at.isoformat(),
        "unusable": list(page.unusable),
        "tickets": [_ticket_as_json(ticket) for ticket in page.tickets],
    }


def _ticket_as_json(ticket: Ticket) -> dict[str, Any]:
    document = asdict(ticket)
    document["tags"] = sorted(ticket.tags)
    for name in ("created_at", "updated_at", "read_at"):
        document[name] = document[name].isoformat()
    return document


def _read(path: Path) -> Page | None:
    """Return a page; None where its format is not ours any more."""
    try:
        document = json.loads(path.read_text("utf-8"))
        if document["version"] != VERSION:
            return None
        return Page(
            since=datetime.fromisoformat(document["since"]),
            cursor=document["cursor"],
            is_last=document["is_last"],
            read_at=datetime.fromisoformat(document["read_at"]),
            tickets=tuple(_tickets(document["tickets"])),
            unusable=tuple(document["unusable"]),
        )
    except OSError as exc:
        raise AppError(f"{path} cannot be read: {exc.strerror}.") from exc
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise AppError(f"{path} is damaged: delete the folder {path.parent} and run the replay again.") from exc


def _tickets(documents: Sequence[Mapping[str, Any]]) -> Iterator[Ticket]:
    for document in documents:
        values = dict(document)
        for name in ("created_at", "updated_at", "read_at"):
            values[name] = datetime.fromisoformat(values[name])
        values["status"] = Status(values["status"])
        values["priority"] = Priority(values["priority"]) if values["priority"] else None
        values["tier_field"] = Tier(values["tier_field"]) if values["tier_field"] else None
        values["tags"] = frozenset(values["tags"])
        values["form"] = Form(**values["form"])
        yield Ticket(**values)
