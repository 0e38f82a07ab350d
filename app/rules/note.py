"""Who gets the decision card; a module of its own, so that reading settings loads no templates."""

from enum import StrEnum


class NoteFor(StrEnum):
    """Which triaged tickets get the decision card as a private note (`TRIAGE_NOTE`)."""

    OFF = "off"
    REVIEW = "review"
    """Those that a person should look at first."""
    ALL = "all"
    """All that are not refused: the refusal tells its reason itself, and a write carries one comment."""
