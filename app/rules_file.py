"""
The rules file: settings that tune triage, in TOML, for rule sets too long for a line of the environment.

Its keys are the names of the settings, in capitals. Values may be written as TOML has them - a list of phrases, a
table of topics - or as the text that the environment would hold.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from app.setting_values import did_you_mean

BELONGS: Final = ("TRIAGE_", "REFUSAL_", "ESCALATION_", "REVIEW_", "PARTNER_ORGANIZATION_TAG", "ACKNOWLEDGE", "FIRST_")
"""Beginnings of the settings that a rules file may hold; the others say where and with whose keys Tierline runs."""
ELSEWHERE: Final = frozenset({"TRIAGE_RULES_FILE"})
LARGEST_BYTES: Final = 4 << 20


def read_rules_file(path: Path, known: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """
    Return the values of a rules file by the names of their settings, and a sentence for every problem.

    `known` are the names of all settings. Lists and tables are returned as they are where the setting takes them so;
    everything else becomes the text that the environment would hold.
    """
    try:
        text = path.read_bytes()
        if len(text) > LARGEST_BYTES:
            return {}, [f"TRIAGE_RULES_FILE: {path} has {len(text)} bytes, more than {LARGEST_BYTES}; is it the file?"]
        document = tomllib.loads(text.decode("utf-8-sig"))
    except OSError as exc:
        return {}, [f"TRIAGE_RULES_FILE: {path} cannot be read ({exc.strerror}); write the path of a TOML file."]
    except UnicodeDecodeError:
        return {}, [f"TRIAGE_RULES_FILE: {path} is not UTF-8 text; save it as such."]
    except tomllib.TOMLDecodeError as exc:
        return {}, [f"TRIAGE_RULES_FILE: {path} is not TOML: {exc}."]
    known = list(known)
    values, problems = {}, []
    for key, value in document.items():
        problem = _misplaced(key, value, known)
        if problem is None:
            values[key] = _as_setting(key, value)
        else:
            problems.append(f"{path}: {problem}")
    return values, problems


def _misplaced(key: str, value: object, known: list[str]) -> str | None:
    allowed = [name for name in known if name.startswith(BELONGS) and name not in ELSEWHERE]
    if key in allowed:
        return None
    if key in known:
        return f"{key} does not belong in a rules file, which holds rules only; set it in the environment."
    if key.upper() in allowed:
        return f"{key} must be written in capitals: {key.upper()}."
    what = "table" if isinstance(value, dict) else "setting"
    return f"{key} is not a {what} of the rules{did_you_mean(key.upper(), allowed)}: rename it or remove it."


def _as_setting(key: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if key.endswith("_PHRASES") and isinstance(value, list | dict):
        return value
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    if key == "TRIAGE_WORDS_ADD" and isinstance(value, Mapping):
        return {topic: _words(words) for topic, words in value.items()}
    if key.startswith("ESCALATION_LEVEL_") and isinstance(value, Mapping):
        return json.dumps(value, default=str)
    if isinstance(value, Mapping):
        return ",".join(f"{name}={item}" for name, item in value.items())
    return str(value)


def _words(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("|"))
    return tuple(value) if isinstance(value, list) else (value,)
