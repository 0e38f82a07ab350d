"""Past tickets from a file: one JSON object a line, with labels where there are any."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.errors import InvalidInput
from app.rules.replay import Case, Label
from app.rules.report import report_from_json
from app.rules.ticket import Tier


def read_file(path: Path) -> list[Case]:
    """Return the cases of a file; raises `InvalidInput` with a sentence that names the file and the line."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return list(read_lines(lines, str(path)))
    except OSError as exc:
        raise InvalidInput(f"{path} cannot be read: {exc.strerror}.") from exc


def read_lines(lines: Iterable[str], name: str) -> Iterator[Case]:
    """Yield the case of each line that is not blank; raises `InvalidInput` as `read_file` does."""
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _case(line, f"line {number}")
    except UnicodeDecodeError:
        raise InvalidInput(f"{name} cannot be read behind line {number}: it is not UTF-8 text.") from None
    except ValueError as exc:
        raise InvalidInput(f"{name}, line {number}: {exc}") from None


def _case(line: str, fallback_id: str) -> Case:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise ValueError(f"not JSON ({exc}); write one JSON object on each line.") from None
    if not isinstance(document, dict):
        raise ValueError("one JSON object a line is expected.")
    name = document.get("id")
    if name is not None and (isinstance(name, bool) or not isinstance(name, str | int)):
        raise ValueError("'id' must be text or a number.")
    return Case(fallback_id if name is None else str(name), report_from_json(document), label_from_json(document))


def label_from_json(document: Mapping[str, Any]) -> Label | None:
    """Return the label in `tier`, `acceptable` and `auto_reject_ok`; None where all are absent or null."""
    tier = document.get("tier")
    if tier is not None and not _is_tier(tier):
        raise ValueError("'tier' must be 1, 2, 3 or null.")
    acceptable = document.get("acceptable")
    if acceptable is not None and not (isinstance(acceptable, list) and all(_is_tier(one) for one in acceptable)):
        raise ValueError("'acceptable' must be a list of tiers, such as [1, 2], or null.")
    refusable = document.get("auto_reject_ok")
    if refusable is not None and not isinstance(refusable, bool):
        raise ValueError("'auto_reject_ok' must be true, false or null.")
    if tier is None and refusable is None:
        if acceptable:
            raise ValueError("'acceptable' needs 'tier' beside it.")
        return None
    if tier is None:
        return Label(refusable=refusable)
    return Label(Tier(tier), frozenset(Tier(one) for one in {tier, *(acceptable or ())}), refusable)


def _is_tier(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in (1, 2, 3)
