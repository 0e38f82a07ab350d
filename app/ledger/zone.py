"""Time zones by their IANA name."""

from zoneinfo import ZoneInfo


def zone_named(name: str) -> ZoneInfo | None:
    """Return the zone, or None where the IANA database knows none of this name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        # A name that looks like a path, one that is a folder of zones, such as America, and one that is unknown.
        return None
