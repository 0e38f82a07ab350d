"""What the settings of storms say together: numbers that can mean no storm, places that cannot be told apart."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.rules.storm import is_readable, slug
from app.setting_values import shown

if TYPE_CHECKING:
    from app.config import Settings


def contradictory_storms(settings: "Settings") -> Iterator[tuple[frozenset[str], str]]:
    """Return each problem with the settings it concerns and the sentence that says what to change."""
    if settings.storm_tickets == 1:
        sentence = "STORM_TICKETS is 1, and one ticket is no storm: write 2 or more, or 0 to look for none."
        yield frozenset({"storm_tickets"}), sentence
    places: dict[str, str] = {}
    for place in settings.storm_regions:
        if not is_readable(place):
            sentence = (
                f"STORM_REGIONS names {shown(place)}, which would never be found: tickets are read in Latin letters "
                "and digits. Write it as partners do in those, or take it out."
            )
            yield frozenset({"storm_regions"}), sentence
        twin = places.setdefault(slug(place), place)
        if twin is not place:
            sentence = f"STORM_REGIONS names {shown(twin)} and {shown(place)}, which are the same place: keep one."
            yield frozenset({"storm_regions"}), sentence


def storm_doubts(settings: "Settings") -> Iterator[str]:
    """Return a sentence for each setting that says nothing because no storm is looked for."""
    if settings.storm_tickets:
        return
    for name in ("storm_minutes", "storm_regions", "storm_group", "storm_assignee", "storm_ends_hours", "notify_storm"):
        if getattr(settings, name) != type(settings).model_fields[name].default:
            yield f"{name.upper()} has no effect while STORM_TICKETS is 0: nobody looks for storms."
