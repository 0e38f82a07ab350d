"""Who answers for a level of the ladder."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Contact:
    """
    A level's contact as `ESCALATION_LEVEL_n` names it; everything may be absent.

    `assignee` is a user id or e-mail, `group` a group id or name, `notify` URLs for notifications.
    """

    name: str | None = None
    assignee: int | str | None = None
    group: int | str | None = None
    phone: str | None = None
    email: str | None = None
    notify: tuple[str, ...] = field(default=(), repr=False)
    """They may hold keys, so they are not shown."""

    @property
    def is_empty(self) -> bool:
        """True when nobody can be told: the level is then raised without an assignee, and says so."""
        return not (self.name or self.assignee or self.group or self.phone or self.email)

    def reach(self) -> str:
        """Return the contact in one line, such as `Dana Ops, +1 555 0100, dana@example.com`."""
        return ", ".join(part for part in (self.name, self.phone, self.email) if part)
