"""The account's own past tickets as the source of a replay: client, folder and database are wired here."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from app import private_file
from app.clock import SystemClock
from app.config import Settings
from app.errors import AppError
from app.replay.history import History, Reading
from app.replay.pages import folder_of
from app.replay.people import People, remembered
from app.replay.progress import ReadingBars, bars
from app.replay.source import Source
from app.store.reading import open_reader
from app.zendesk.client import ZendeskClient
from app.zendesk.fields import FieldIds

STALE: Final = timedelta(hours=24)
"""From this age of the pages on somebody may want a refresh."""


def read_past(settings: Settings, start: datetime, *, cache: Path | None, refresh: bool, ask_audits: bool) -> Source:
    """
    Return the tickets opened since `start` as a source; what was fetched is kept under `cache`.

    Raises `AppError` when Zendesk, the disk, or the person at the keyboard ends it early; what was read is kept.
    """
    settings.require_zendesk()
    fields = FieldIds.of(settings)
    folder = folder_of(cache or settings.database_path.parent / "replay", settings.zendesk_url or "", fields)
    private_file.make_folder(folder)
    try:
        with private_file.locked(folder), bars() as progress:
            reading = _read(settings, folder, start, ReadingBars(progress), refresh=refresh, ask_audits=ask_audits)
            history = asyncio.run(reading)
    except KeyboardInterrupt:
        msg = f"Stopped. What was read is kept in {folder}; the same command goes on from there."
        raise AppError(msg) from None
    return Source(
        f"Tickets opened since {start:%Y-%m-%d %H:%M} UTC",
        [past.case for past in history.tickets],
        lambda one: [past.report(one.partner_organization_tag) for past in history.tickets],
        tuple(_notes(history, SystemClock().now())),
    )


async def _read(
    settings: Settings, folder: Path, start: datetime, shown: ReadingBars, *, refresh: bool, ask_audits: bool
) -> History:
    engine = open_reader(settings.database_url)
    clock = SystemClock()
    try:
        async with ZendeskClient.open(settings, clock) as client:
            return await Reading(folder, client, clock, shown).run(
                start,
                refresh=refresh,
                records=lambda ids: remembered(engine, ids) if engine else {},
                people=People(folder / "people.json", settings.zendesk_field_tier),
                ask_audits=ask_audits,
            )
    finally:
        if engine is not None:
            engine.dispose()


def _notes(history: History, now: datetime) -> Iterator[str]:
    if now - history.read_at > STALE or not history.calls:
        yield f"Read from the kept pages of {history.read_at:%Y-%m-%d %H:%M} UTC; --refresh adds what changed since."
    if history.deleted:
        yield f"{history.deleted} deleted tickets are left out."
    if history.older:
        yield f"{history.older} tickets that changed in this time but were opened before it are left out."
    if history.unusable:
        yield f"{history.unusable} tickets came in a form that cannot be read; they are left out."
