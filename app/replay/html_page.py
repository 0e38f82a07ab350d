"""A replay as one page of HTML that needs no script and nothing from elsewhere; everything in it is escaped."""

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.replay import picture
from app.replay.outcome import (
    ACTIONS,
    KIND_TITLES,
    NOBODY,
    SOURCES,
    TIERS,
    Outcome,
    clean,
    figures,
    placed,
    reason,
    subject_of,
)
from app.rules.replay import MoveKind

LISTED: Final = 500
"""Entries of one list; more would choke a phone, and --json has them all."""
EXCERPT: Final = 400
"""Characters of a ticket's description."""


def page(outcome: Outcome) -> str:
    """Return the page."""
    report = outcome.report
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            outcome=outcome,
            report=report,
            kinds=[(kind, KIND_TITLES[kind], report.moves_of(kind)) for kind in MoveKind],
            figures=figures(report),
            matrices=[
                (name, _safe(picture.confusion(name, side.confusion))) for name, side in report.sides if side.labelled
            ],
            flow=_safe(picture.moves(report.flows)) if report.candidate else None,
            listed=LISTED,
        )
    )


def _safe(svg: str) -> Markup:
    """Let a picture through as it is: it holds numbers and names of ours only."""
    return Markup(svg)  # noqa: S704  see above


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("app.replay", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"tiers": TIERS, "actions": ACTIONS, "nobody": NOBODY, "sources": SOURCES}
    environment.filters |= {
        "clean": clean,
        "subject": subject_of,
        "placed": placed,
        "reason": reason,
        "excerpt": lambda text: clean(text, EXCERPT),
    }
    return environment
