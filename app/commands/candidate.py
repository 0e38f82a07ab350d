"""A candidate: an env file of settings that somebody considers, read over those in force."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.config import Settings
from app.errors import SettingsError
from app.settings_pages import setting_text
from app.settings_reading import load_settings

_ASSIGNMENT: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=")


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that the candidate changes, as it is written in the environment; never a secret."""

    name: str
    current: str
    candidate: str


def read_candidate(path: Path) -> Settings:
    """
    Return the settings with the candidate's over them.

    Raises `SettingsError`; a sentence about a setting that the file holds names the file and the line.
    """
    try:
        return load_settings(candidate=path)
    except SettingsError as exc:
        try:
            lines = path.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            raise exc from None
        places = {found[1]: number for number, line in enumerate(lines, 1) if (found := _ASSIGNMENT.match(line))}
        sentences = []
        for sentence in str(exc).splitlines():
            name = sentence.removeprefix("- ").partition(" ")[0]
            place = f"- {path}, line {places[name]}: " if name in places else None
            sentences.append(place + sentence.removeprefix("- ") if place else sentence)
        raise SettingsError("\n".join(sentences)) from None


def differences(settings: Settings, candidate: Settings) -> list[Difference]:
    """Return what the candidate changes."""
    return [
        Difference(name.upper(), setting_text(settings, name), setting_text(candidate, name))
        for name in Settings.model_fields
        if getattr(settings, name) != getattr(candidate, name)
    ]
