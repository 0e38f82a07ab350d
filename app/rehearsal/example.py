"""
The project's own example day: settings and tickets that show every row of the policy table.

Its script is kept as a file that is reviewed like code (docs/example-day.txt); `make golden` writes it anew.
"""

from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Final

from app.config import Settings
from app.rehearsal.account import URL
from app.rehearsal.moments import Night, night_of
from app.rehearsal.stage import rehearse
from app.rehearsal.traces import Traces
from app.settings_reading import load_settings
from app.zendesk.sandbox.world import settings_env

START: Final = datetime(2026, 9, 14, 6, tzinfo=UTC)
"""A Monday. Every rehearsal begins then unless it is told another time, so that its times are the same next week."""
LENGTH: Final = timedelta(hours=24)
_DAY: Final = "example_day.jsonl.txt"


def example_night() -> Night:
    """Return what happens on the example day."""
    text = resources.files("app.rehearsal").joinpath(_DAY).read_text(encoding="utf-8")
    return night_of(text.splitlines(), START)


def example_settings() -> Settings:
    """Return the settings of the example day: the defaults, and the sandbox's own contacts, groups and fields."""
    env = settings_env(URL) | {"PROVIDER_NAME": "BluIP Partner Support"}
    return load_settings(env, env_file=None)


def example_traces() -> Traces:
    """Live through the example day."""
    return rehearse(example_night(), example_settings(), START, LENGTH)
