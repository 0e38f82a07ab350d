"""
Pictures of a partner's month as inline SVG: bars, and columns of tiers by week.

Colours are classes of the page's style sheet, so that they follow light, dark and paper. Every picture says in words
what it shows, for those who do not see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 460
ROW: Final = 34
LABEL: Final = 130
"""Width of the names beside bars."""
NOTE: Final = 165
"""Width of what stands behind bars."""
LONGEST: Final = WIDTH - LABEL - NOTE
HEIGHT: Final = 140
"""Of the highest column."""
TOP: Final = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, how much it stands for, its class, and words behind it (empty: the number)."""

    name: str
    count: int
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of parts that lie on each other, the lowest first."""

    name: str
    parts: Sequence[Bar]

    @property
    def whole(self) -> int:
        """All parts together."""
        return sum(one.count for one in self.parts)

    @property
    def said(self) -> str:
        """The column in words."""
        shares = ", ".join(f"{one.name} {one.count}" for one in self.parts if one.count)
        return f"{self.name}: {self.whole}" + (f" ({shares})" if shares else "")


def bars(name: str, title: str, rows: Sequence[Bar]) -> Markup:
    """Return horizontal bars under each other; `name` is an id of its own on the page."""
    most = max((one.count for one in rows), default=0) or 1
    said = "; ".join(f"{one.name}: {one.note or one.count}" for one in rows)
    parts = [_head(name, title, said, ROW * max(1, len(rows)))]
    for place, one in enumerate(rows):
        y = place * ROW
        width = max(2.0, LONGEST * one.count / most) if one.count else 0.0
        parts.append(
            f'<text class="name {escape(one.kind)}" x="{LABEL - 12}" y="{y + 22}" text-anchor="end">'
            f"{escape(one.name)}</text>"
            f'<rect class="well" x="{LABEL}" y="{y + 7}" width="{LONGEST}" height="20" rx="4"/>'
            f'<rect class="fill {escape(one.kind)}" x="{LABEL}" y="{y + 7}" width="{width:.1f}" height="20" rx="4"/>'
            f'<text class="count" x="{LABEL + LONGEST + 12}" y="{y + 22}">{escape(one.note or one.count)}</text>'
        )
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704  numbers, and names that are escaped above


def columns(name: str, title: str, found: Sequence[Column]) -> Markup:
    """Return columns beside each other; `name` is an id of its own on the page."""
    most = max((one.whole for one in found), default=0) or 1
    said = "; ".join(one.said for one in found)
    parts = [_head(name, title, said, TOP + HEIGHT + 30)]
    step = WIDTH / max(1, len(found))
    floor = TOP + HEIGHT
    for place, one in enumerate(found):
        middle, y = step * (place + 0.5), float(floor)
        width = min(56.0, step * 0.6)
        for part in one.parts:
            height = HEIGHT * part.count / most
            y -= height
            if part.count:
                parts.append(
                    f'<rect class="fill part {escape(part.kind)}" x="{middle - width / 2:.1f}" y="{y:.1f}" '
                    f'width="{width:.1f}" height="{height:.1f}"><title>{escape(part.name)}: {part.count}</title></rect>'
                )
        parts.append(
            f'<text class="count" x="{middle:.1f}" y="{y - 8:.1f}" text-anchor="middle">{one.whole}</text>'
            f'<text class="axis" x="{middle:.1f}" y="{floor + 20}" text-anchor="middle">{escape(one.name)}</text>'
        )
    parts.append(f'<line class="floor" x1="0" y1="{floor}" x2="{WIDTH}" y2="{floor}"/>')
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704  numbers, and names that are escaped above


def _head(name: str, title: str, said: str, height: int) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}-title {name}-text">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(said)}</desc>'
    )
