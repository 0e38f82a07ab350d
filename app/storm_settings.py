"""What the settings of storms say together: numbers that can mean no storm, places that cannot be told apart."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.rules.storm import slug
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
        twin = places.setdefault(slug(place), place)
        if twin is not place:
            sentence = f"STORM_REGIONS names {shown(twin)} and {shown(place)}, which are the same place: keep one."
            yield frozenset({"storm_regions"}), sentence
