"""`tierline check`: everything wrong or doubtful about the settings, each with what to change, without a start."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import typer

from app.clock import SystemClock
from app.config import Settings
from app.errors import SettingsError
from app.ladder_doubts import roster_doubts
from app.notices_folder import read_notices
from app.notification_targets import counts_of
from app.policy_in_force import tuning_of
from app.rules.lint import lint
from app.rules.notices import Notices
from app.settings_reading import load_settings

EXIT_WRONG = 2


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, which stops a start, and what is doubtful, which does not."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notifications: Mapping[str, int] = field(default_factory=dict)
    """How many addresses each setting holds that has people told."""

    def as_json(self) -> dict[str, object]:
        """Return the findings as `tierline check --json` prints them."""
        return {
            "usable": not self.errors,
            "errors": list(self.errors),
            "warnings": list(self.warnings),
            "notifications": dict(self.notifications),
        }


def findings() -> Findings:
    """Return what the settings of the environment, of `.env` and of the rules file are found to be."""
    try:
        settings = load_settings()
    except SettingsError as exc:
        return Findings(errors=_lines(exc))
    notices = Notices(settings.provider_name, _texts(settings), settings.languages)
    return Findings(
        (*_missing(settings), *notices.problems()),
        (
            *settings.warnings(),
            *roster_doubts(settings, SystemClock().now()),
            *lint(tuning_of(settings)),
            *notices.doubts(),
        ),
        counts_of(settings),
    )


def _texts(settings: Settings) -> dict[str, str]:
    """Return an admin's own templates; what is wrong with them has been told with the settings."""
    return read_notices(settings.notices_dir)[0] if settings.notices_dir is not None else {}


def _missing(settings: Settings) -> tuple[str, ...]:
    try:
        settings.require_zendesk()
    except SettingsError as exc:
        return _lines(exc)
    return ()


def _lines(exc: SettingsError) -> tuple[str, ...]:
    """Return the problems of an error one by one, without its heading."""
    return tuple(line.removeprefix("- ") for line in str(exc).splitlines()[1:])


def check(*, as_json: bool) -> int:
    """Print the findings, errors first, and return the exit code: 2 when there is an error, else 0."""
    found = findings()
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        for error in found.errors:
            typer.echo(f"error: {error}", err=True)
        for warning in found.warnings:
            typer.echo(f"warning: {warning}")
        if found.notifications:
            counts = ", ".join(f"{setting} {count}" for setting, count in found.notifications.items())
            typer.echo(f"Notifications, by number of addresses: {counts}. `tierline notify-test` tries them.")
        typer.echo(_verdict(found), err=bool(found.errors))
    return EXIT_WRONG if found.errors else 0


def _verdict(found: Findings) -> str:
    if found.errors:
        return f"The settings cannot be used: {_count(found.errors, 'error')}."
    doubts = f", with {_count(found.warnings, 'warning')}" if found.warnings else ""
    return f"The settings can be used{doubts}."


def _count(found: tuple[str, ...], what: str) -> str:
    return f"{len(found)} {what}{'' if len(found) == 1 else 's'}"
