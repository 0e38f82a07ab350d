"""
Who answers for a level at a moment: its own contact, or where it has none at that moment, that of the next level.

The level itself is not touched by this: it is a function of age alone (policy: Escalation Path). A level has no
contact when its setting names nobody, or when it has a calendar of shifts and nobody is on call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.rules.contact import Contact
from app.rules.roster import Roster, Shift


class Lack(StrEnum):
    """Why a level has no contact, in the words of a note."""

    UNNAMED = "nobody is named"
    OFF_CALL = "nobody is on call"


@dataclass(frozen=True, slots=True)
class Empty:
    """A level that was passed over because it has no contact."""

    level: int
    lack: Lack


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for `level`; nobody when `of_level` is None, and then the assignee stays as it is."""

    level: int
    of_level: int | None = None
    """The level whose contact it is: the level itself, or a higher one."""
    contact: Contact = field(default_factory=Contact)
    until: datetime | None = None
    """When the shift of who is on call ends; None for a contact that no calendar names."""
    empty: tuple[Empty, ...] = ()
    """The levels without a contact that were passed over, in order."""

    @property
    def is_stand_in(self) -> bool:
        """True when the contact of a higher level answers."""
        return self.of_level is not None and self.of_level != self.level

    def reasons(self) -> dict[str, object]:
        """Return for the decision record what the choice rests on, as plain JSON values."""
        return {
            "contact": self.contact.reach(),
            "contact_of_level": self.of_level,
            "on_call_until": self.until.isoformat() if self.until else None,
            "levels_without_contact": {str(one.level): one.lack.value for one in self.empty},
        }


def answering(
    level: int, at: datetime, top: int, contacts: Mapping[int, Contact], rosters: Mapping[int, Roster]
) -> Answering:
    """
    Return who answers for `level` at a moment.

    Addresses for notifications that the level itself names are kept beside those of the contact that stands in.
    """
    empty: list[Empty] = []
    own = contacts.get(level, Contact()).notify
    for number in range(level, top + 1):
        contact, roster = contacts.get(number, Contact()), rosters.get(number)
        shift = roster.on_call(at) if roster is not None else None
        if roster is not None and shift is None:
            empty.append(Empty(number, Lack.OFF_CALL))
        elif shift is None and contact.is_empty:
            empty.append(Empty(number, Lack.UNNAMED))
        else:
            contact = _on_call(contact, shift) if shift is not None else contact
            contact = replace(contact, notify=tuple(dict.fromkeys((*own, *contact.notify))))
            return Answering(level, number, contact, shift.ends_at if shift else None, tuple(empty))
    return Answering(level, contact=Contact(notify=own), empty=tuple(empty))


def _on_call(contact: Contact, shift: Shift) -> Contact:
    """Return a level's contact with the person on call in it; group, phone and addresses stay the level's."""
    email = shift.who if isinstance(shift.who, str) else contact.email
    return replace(contact, assignee=shift.who, name=shift.name or contact.name, email=email)
