"""
Pictures of a replay as inline SVG: the confusion matrix, and how tickets move between the tiers.

Colours are classes of the page's style sheet, so that they follow light and dark. Nothing but numbers and names of
tiers gets in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.replay.outcome import TIERS
from app.rules.replay import share_percent
from app.rules.ticket import Tier

HEIGHT: Final = 250.0
"""Of all bands together, without the gaps."""
GAP: Final = 26.0
THINNEST: Final = 5.0
"""A move of one ticket in ten thousand must still be seen."""
TOP: Final = 30.0
WIDTH: Final = 640.0
LEFT, RIGHT, BAR = 118.0, 508.0, 14.0
CELL_WIDTH, CELL_HEIGHT = 92.0, 60.0


def confusion(name: str, found: Mapping[tuple[Tier, Tier], int]) -> str:
    """Return the matrix of (label, verdict): a row for each label, shaded by its share of the row."""
    parts = [
        f'<svg class="matrix" viewBox="0 0 384 262" role="img" aria-label="Labels against verdicts, {name}">',
        '<text class="axis" x="236" y="16" text-anchor="middle">verdict</text>',
        (
            f'<text class="axis" x="14" y="{46 + 1.5 * CELL_HEIGHT:g}" text-anchor="middle" '
            f'transform="rotate(-90 14 {46 + 1.5 * CELL_HEIGHT:g})">label</text>'
        ),
    ]
    for column, tier in enumerate(TIERS):
        x = 98 + column * CELL_WIDTH + CELL_WIDTH / 2
        parts.append(f'<text class="name t{int(tier)}" x="{x:g}" y="37" text-anchor="middle">Tier {tier.roman}</text>')
    for row, label in enumerate(TIERS):
        y = 46 + row * CELL_HEIGHT
        parts.append(
            f'<text class="name t{int(label)}" x="90" y="{y + CELL_HEIGHT / 2 + 5:g}" text-anchor="end">'
            f"Tier {label.roman}</text>"
        )
        whole = sum(found.get((label, tier), 0) for tier in TIERS)
        for column, tier in enumerate(TIERS):
            parts += _cell(98 + column * CELL_WIDTH, y, label, tier, found.get((label, tier), 0), whole)
    parts.append("</svg>")
    return "".join(parts)


def _cell(x: float, y: float, label: Tier, tier: Tier, count: int, whole: int) -> list[str]:
    share = share_percent(count, whole) or 0.0
    kind = "right" if label is tier else "below" if tier < label else "above"
    # Even one ticket is tinted: the rare mistakes are what one looks for.
    strength = 0.0 if not count else 0.14 + 0.62 * share / 100
    middle = x + CELL_WIDTH / 2
    size = f'x="{x + 1.5:g}" y="{y + 1.5:g}" width="{CELL_WIDTH - 3:g}" height="{CELL_HEIGHT - 3:g}" rx="7"'
    title = f"label Tier {label.roman}, verdict Tier {tier.roman}: {count} of {whole}"
    shown = f"{share:.1f} %" if count else ""
    return [
        f'<g><title>{title}</title><rect class="cell" {size}/>',
        f'<rect class="{kind}" fill-opacity="{strength:.3f}" {size}/>',
        (
            f'<text class="count{"" if count else " zero"}" x="{middle:g}" y="{y + (30 if count else 36):g}" '
            f'text-anchor="middle">{count}</text>'
        ),
        f'<text class="share" x="{middle:g}" y="{y + 47:g}" text-anchor="middle">{shown}</text></g>',
    ]


@dataclass(frozen=True, slots=True)
class _Band:
    """One stream of tickets, by its upper edge on both sides."""

    before: Tier
    after: Tier
    count: int
    left: float
    right: float
    thickness: float

    @property
    def is_move(self) -> bool:
        return self.before is not self.after


def moves(flows: Mapping[tuple[Tier, Tier], int]) -> str:
    """Return the bands from the tiers under the current settings to those under the candidate."""
    bands = _bands(flows)
    bottom = TOP + sum(band.thickness for band in bands) + (len(TIERS) - 1) * GAP
    parts = [
        (
            f'<svg class="flow" viewBox="0 0 {WIDTH:g} {bottom + 16:.0f}" role="img" '
            'aria-label="How tickets move between the tiers">'
        ),
        f'<text class="axis" x="{LEFT:g}" y="16" text-anchor="middle">current</text>',
        f'<text class="axis" x="{RIGHT + BAR:g}" y="16" text-anchor="middle">candidate</text>',
    ]
    # What stays is drawn first, so that moves lie on top.
    parts += [_ribbon(band) for band in sorted(bands, key=lambda one: (one.is_move, -one.count))]
    for tier in TIERS:
        out = [band for band in bands if band.before is tier]
        into = [band for band in bands if band.after is tier]
        parts += _node(tier, LEFT, [(band.left, band.thickness, band.count) for band in out], at_left=True)
        parts += _node(tier, RIGHT, [(band.right, band.thickness, band.count) for band in into], at_left=False)
    parts += [_number(band, place) for place, band in enumerate(band for band in bands if band.is_move)]
    parts.append("</svg>")
    return "".join(parts)


def _bands(flows: Mapping[tuple[Tier, Tier], int]) -> list[_Band]:
    whole = sum(flows.values()) or 1
    thick = {pair: max(THINNEST, HEIGHT * count / whole) for pair, count in flows.items() if count}
    lefts, rights = {}, {}
    y = TOP
    for before in TIERS:
        for after in TIERS:
            if (before, after) in thick:
                lefts[before, after] = y
                y += thick[before, after]
        y += GAP
    y = TOP
    for after in TIERS:
        for before in TIERS:
            if (before, after) in thick:
                rights[before, after] = y
                y += thick[before, after]
        y += GAP
    return [
        _Band(*pair, count=flows[pair], left=lefts[pair], right=rights[pair], thickness=size)
        for pair, size in thick.items()
    ]


def _ribbon(band: _Band) -> str:
    start, end = LEFT + BAR, RIGHT
    middle = (start + end) / 2
    left, right, thickness = band.left, band.right, band.thickness
    path = (
        f"M{start:g} {left:.1f}C{middle:g} {left:.1f} {middle:g} {right:.1f} {end:g} {right:.1f}"
        f"v{thickness:.1f}C{middle:g} {right + thickness:.1f} {middle:g} {left + thickness:.1f} "
        f"{start:g} {left + thickness:.1f}Z"
    )
    what = "move" if band.is_move else "stay"
    title = f"Tier {band.before.roman} to Tier {band.after.roman}: {band.count}"
    return f'<path class="{what} t{int(band.after)}" d="{path}"><title>{title}</title></path>'


def _node(tier: Tier, x: float, bands: list[tuple[float, float, int]], *, at_left: bool) -> list[str]:
    if not bands:
        return []
    top = min(y for y, _, _ in bands)
    height = sum(thickness for _, thickness, _ in bands)
    text_x, anchor = (x - 10, "end") if at_left else (x + BAR + 10, "start")
    middle = top + height / 2
    count = sum(one for _, _, one in bands)
    return [
        f'<rect class="bar t{int(tier)}" x="{x:g}" y="{top:.1f}" width="{BAR:g}" height="{height:.1f}" rx="3"/>',
        (
            f'<text class="name t{int(tier)}" x="{text_x:g}" y="{middle - 2:.1f}" text-anchor="{anchor}">'
            f"Tier {tier.roman}</text>"
        ),
        f'<text class="share" x="{text_x:g}" y="{middle + 16:.1f}" text-anchor="{anchor}">{count}</text>',
    ]


def _number(band: _Band, place: int) -> str:
    """Write a move's count on its band, each at another part of the way, so that they keep clear of each other."""
    t = (0.2, 0.32, 0.44, 0.56, 0.68, 0.8)[place % 6]
    x = LEFT + BAR + t * (RIGHT - LEFT - BAR)
    # The height of the curve where it has come t of the way across; its x runs almost evenly.
    s = _parameter(t)
    way = 3 * s**2 - 2 * s**3
    y = band.left + (band.right - band.left) * way + band.thickness / 2
    return (
        f'<text class="moved t{int(band.after)}" x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle">{band.count}</text>'
    )


def _parameter(across: float) -> float:
    """Return the curve's parameter at which it is so far across (0 to 1), by halving."""
    low, high = 0.0, 1.0
    for _ in range(20):
        s = (low + high) / 2
        # Control points lie at 0, 1/2, 1/2 and 1 of the way across.
        x = 1.5 * s * (1 - s) ** 2 + 1.5 * s**2 * (1 - s) + s**3
        low, high = (s, high) if x < across else (low, s)
    return (low + high) / 2
