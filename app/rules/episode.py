"""
Times in which the service is not healthy, told from moments in which one check fails.

All replicas share one episode: it begins when one of them sees a promise broken, and ends when for a minute none has.
So a blink is no news, two replicas tell once, and a restart in the middle tells nothing twice.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

LASTING: Final = timedelta(seconds=60)
"""How long a promise is broken before anybody is told, and kept before anybody is told of that."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A time in which promises were broken; times are the clock's that all replicas share."""

    began_at: datetime
    seen_at: datetime
    """When somebody last saw one broken."""
    is_told: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "began_at": self.began_at.isoformat(),
            "seen_at": self.seen_at.isoformat(),
            "is_told": self.is_told,
        }

    @classmethod
    def from_json(cls, doc: dict[str, Any]) -> "Episode":
        """Return the episode that `as_json` wrote."""
        began_at, seen_at = datetime.fromisoformat(doc["began_at"]), datetime.fromisoformat(doc["seen_at"])
        return cls(began_at, seen_at, bool(doc["is_told"]))


def follow(known: Episode | None, *, is_ready: bool, now: datetime) -> Episode | None:
    """
    Return the episode after one more look, None when there is none (any more).

    `is_told` turns true with the look at which people are to be told; one that ended told has people told of its end.
    """
    if is_ready:
        return known if known is not None and now - known.seen_at < LASTING else None
    # An untold one that nobody has seen for so long is over: this is another. A told one lasts until somebody is well.
    if known is None or (not known.is_told and now - known.seen_at >= LASTING):
        return Episode(now, now)
    return replace(known, seen_at=max(known.seen_at, now), is_told=known.is_told or now - known.began_at >= LASTING)
