"""
Reads the settings: environment, env files and rules file into one `Settings`, once.

What is wrong is told in sentences that name the variable and what to change, all of them at once, and never with the
value of a secret.
"""

import os
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal, Self, get_args, get_origin

from dotenv.parser import parse_stream
from pydantic import ValidationError, model_validator
from pydantic.fields import FieldInfo

from app.config import Settings
from app.ladder_doubts import wrong_rosters
from app.rule_values import PHRASE_SETTINGS, joined
from app.rules_file import read_rules_file
from app.setting_values import did_you_mean, shown
from app.settings_agreement import ContradictionError, refuse

OWNED_PREFIXES: Final = (
    "ZENDESK_",
    "WEBHOOK_",
    "TRIAGE_",
    "REFUSAL_",
    "ESCALATION_",
    "RECONCILE_",
    "SHADOW_",
    "REPLAY_",
    "NOTICES_",
    "NOTIFY_",
    "STORM_",
    "LEDGER_",
)
"""A variable that begins like this is ours: one we do not know is a mistake, not somebody else's."""

JOINED: Final = frozenset(
    {*PHRASE_SETTINGS, "triage_words_add", "triage_words_remove", "triage_carriers_add", "triage_carriers_remove"}
)
"""Lists of which a rules file and the environment each hold a part; of every other setting the environment's holds."""


class OneByOne(Settings):
    """Settings of which each value is judged, and not what they say together: a part of them may be elsewhere."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        return self


def load_settings(
    env: Mapping[str, str] | None = None, env_file: Path | None = Path(".env"), *, candidate: Path | None = None
) -> Settings:
    """
    Read the settings from `env` (default: the process's environment) over those of `env_file`, where it exists.

    `candidate` is an env file of changes somebody considers: what it names wins over both, and a name it leaves empty
    goes back to the default; it must exist. A variable that is empty or blank counts as not set. Raises
    `SettingsError`, whose text has one line for every problem and never the value of a secret.
    """
    texts, problems = _read_file(env_file) if env_file is not None else ({}, [])
    texts |= os.environ if env is None else env
    if candidate is not None:
        changes, wrong_lines = _read_file(candidate, must_exist=True)
        texts |= changes
        problems += wrong_lines
    texts = {name: text.strip() for name, text in texts.items() if text.strip()}
    known = {name.upper(): name for name in Settings.model_fields}
    problems += _unknown_names(texts, known)
    values: dict[str, Any] = {known[name]: text for name, text in texts.items() if name in known}
    if path := _alone("triage_rules_file", values):
        rules, wrong_rules = _rules_of(path, known)
        problems += wrong_rules
        both = JOINED & rules.keys() & values.keys()
        values = rules | values | {name: _join(name, rules[name], values) for name in both}
    settings, wrong = _validate(values)
    if settings is not None and settings.notices_dir is not None:
        problems += _wrong_notices(settings.notices_dir)
    if settings is not None:
        problems += wrong_rosters(settings)
    refuse(problems + wrong)
    assert settings is not None  # noqa: S101 - without a problem there are settings
    return settings


def _rules_of(path: Path, known: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return the sound values of a rules file, read; a wrong one is told with the file, and only there."""
    texts, problems = read_rules_file(path, known)
    values = {known[name]: value for name, value in texts.items()}
    settings, wrong = _validate(values, OneByOne)
    problems += [f"{path}: {sentence}" for sentence in wrong]
    if settings is None:
        return {}, problems
    return {name: getattr(settings, name) for name in values}, problems


def _wrong_notices(folder: Path) -> list[str]:
    from app.notices_folder import read_notices  # the template engine is wanted only where there is a folder

    return read_notices(folder)[1]


def _alone(name: str, texts: Mapping[str, Any]) -> Any:
    """Return one setting's value; None where it is not set or wrong, of which the reading of all of them tells."""
    if name not in texts:
        return None
    try:
        return getattr(OneByOne(**{name: texts[name]}), name)
    except ValidationError:
        return None


def _join(name: str, known: Any, texts: Mapping[str, Any]) -> Any:
    """Return a list's two parts together; an unsound text is returned as it is, so that validation tells."""
    more = _alone(name, texts)
    return texts[name] if more is None else joined(known, more)


def _read_file(path: Path, *, must_exist: bool = False) -> tuple[dict[str, str], list[str]]:
    """Return the variables of an env file, the last of equal names winning, and a sentence for each bad line."""
    texts: dict[str, str] = {}
    problems = []
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for binding in parse_stream(lines):
                if binding.error:
                    problems.append(f"Line {binding.original.line} of {path} cannot be read: write NAME=value.")
                elif binding.key is not None:
                    texts[binding.key] = binding.value or ""
    except FileNotFoundError:
        if must_exist:
            problems.append(f"The file {path} does not exist: write the settings to try there, NAME=value on a line.")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problems.append(f"The file {path} cannot be read: {reason}.")
    return texts, problems


def _unknown_names(names: Iterable[str], known: Iterable[str]) -> list[str]:
    known = list(known)
    return [
        f"{name} is not a setting{did_you_mean(name.upper(), known)}: rename it or remove it."
        for name in sorted(names)
        if name.upper().startswith(OWNED_PREFIXES) and name not in known
    ]


def _validate(texts: dict[str, Any], kind: type[Settings] = Settings) -> tuple[Settings | None, list[str]]:
    """Return the settings, or every problem: those of single values, then contradictions among the others."""
    try:
        return kind(**texts), []
    except ValidationError as error:
        details = error.errors(include_input=False, include_url=False)
    wrong = {str(detail["loc"][0]): detail for detail in reversed(details) if detail["loc"]}
    sentences = [
        _sentence(name, wrong[name], str(texts.get(name, ""))) for name in Settings.model_fields if name in wrong
    ]
    if wrong:
        try:
            kind(**{name: text for name, text in texts.items() if name not in wrong})
        except ValidationError as error:
            details = error.errors(include_input=False, include_url=False)
    for detail in details:
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, ContradictionError):
            sentences += [text for fields, text in cause.problems if not fields & wrong.keys()]
    return None, sentences


def _sentence(name: str, detail: Mapping[str, Any], text: str) -> str:
    if detail["type"] == "value_error":
        return f"{name.upper()} {detail['ctx']['error']}."
    return f"{name.upper()} is {shown(text)}; it must be {_expected(Settings.model_fields[name])}."


def _expected(field: FieldInfo) -> str:
    """Say what a value must be, from the field's type and limits."""
    annotation = field.annotation
    if annotation is bool:
        return "true or false"
    if get_origin(annotation) is Literal:
        return f"one of {', '.join(get_args(annotation))}"
    if get_origin(annotation) is frozenset:
        return f"any of {', '.join(get_args(annotation)[0])}, separated by commas"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return f"one of {', '.join(annotation)}"
    limits = {key: getattr(limit, key) for limit in field.metadata for key in ("gt", "ge", "le") if hasattr(limit, key)}
    if annotation == float | None:
        annotation = float
    if annotation in (int, float):
        kind = "a whole number" if annotation is int else "a number"
        low = f"from {limits['ge']:g} to" if "ge" in limits else f"above {limits['gt']:g} and up to"
        return f"{kind} {low} {limits['le']}"
    if limits:
        return "the numeric id of a ticket field"
    return "one line of text, not too long"
