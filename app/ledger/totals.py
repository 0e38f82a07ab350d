"""How many refusals there are, and how many of them can be billed, in all and for each partner."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.ledger.entry import Billing, Entry


@dataclass(slots=True)
class Totals:
    """Counts of the entries seen so far."""

    counts: Counter[tuple[str, Billing]] = field(default_factory=Counter)
    """By (partner, billing); a requester without a partner counts under the empty name."""

    def seeing(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the entries as they come, and count them."""
        for entry in entries:
            self.counts[entry.partner or "", entry.billing] += 1
            yield entry

    @property
    def partners(self) -> list[str]:
        """The partners in the order of the alphabet."""
        return sorted({partner for partner, _ in self.counts}, key=lambda name: (name.casefold(), name))

    def of(self, billing: Billing | None = None, partner: str | None = None) -> int:
        """Return how many there are of a kind (None: any) and of a partner (None: all)."""
        return sum(
            count for (name, kind), count in self.counts.items() if billing in (None, kind) and partner in (None, name)
        )
