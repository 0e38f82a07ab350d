"""Which partner `--partner` means."""

from collections.abc import Collection
from typing import Final

from app.errors import InvalidInput
from app.rules.explanation import plain

NAMED: Final = 10
"""Candidates that a sentence lists."""


def partner_named(wanted: str, known: Collection[str]) -> str:
    """
    Return the one known partner of this name, or whose name alone holds these letters.

    The exact name comes first, then the same name in other case, then a part of it in any case. Raises `InvalidInput`
    when none fits, or several do, with those that are near.
    """
    if wanted in known:
        return wanted
    if not known:
        raise InvalidInput(f"--partner {_quoted(wanted)}: the database knows no partner yet.")
    folded = wanted.strip().casefold()
    same = [name for name in known if name.casefold() == folded]
    found = same or [name for name in known if folded and folded in name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput(f"--partner {_quoted(wanted)} fits several: {_listed(found)}. Write more of the name.")
    raise InvalidInput(f"--partner {_quoted(wanted)}: there is no such partner. Known are {_listed(known)}.")


def _listed(names: Collection[str]) -> str:
    shown = sorted(names, key=lambda name: (name.casefold(), name))[:NAMED]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(_quoted(name) for name in shown)}{more}"


def _quoted(name: str) -> str:
    return f"'{' '.join(plain(name).split())[:80]}'"
