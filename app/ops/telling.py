"""
What may be said of an exception.

Its message may hold anything that was being worked on: a ticket's text, the parameters of a statement, a settings
value. So the message is told only where we or a library wrote it about something else; of all others the kind and the
place, which is what a search for the cause begins with.
"""

import json
import traceback
from pathlib import PurePath
from typing import Final

import httpx
from sqlalchemy.exc import DBAPIError

from app.errors import AppError

_SPEAKABLE: Final = (AppError, OSError, httpx.TransportError, json.JSONDecodeError)
_FRAMES: Final = 30
_CAUSES: Final = 5


def told(error: BaseException) -> str:
    """Return one line about `error`."""
    if isinstance(error, DBAPIError):
        # PostgreSQL's second line shows the row that was refused.
        cause = error.orig or error
        return f"{type(cause).__name__}: {str(cause).partition(chr(10))[0]}"
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, _SPEAKABLE) and str(error) else name


def told_with_places(error: BaseException) -> str:
    """Return `error` and its causes, each with the places it came through, innermost last."""
    lines = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen and len(seen) < _CAUSES:
        seen.add(id(current))
        lines.append(f"{'because of ' if len(seen) > 1 else ''}{told(current)}")
        frames = traceback.extract_tb(current.__traceback__)[-_FRAMES:]
        lines += [f"  {'/'.join(PurePath(one.filename).parts[-2:])}:{one.lineno} in {one.name}" for one in frames]
        if isinstance(current, BaseExceptionGroup):
            lines += [f"  with {told(inner)}" for inner in current.exceptions]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)
