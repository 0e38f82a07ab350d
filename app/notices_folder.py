"""An admin's own notice templates: a folder of files that replace the shipped ones by name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.rules.notices import VARIABLES, template_problems
from app.setting_values import did_you_mean, shown

LARGEST_BYTES: Final = 1 << 18


def read_notices(folder: Path) -> tuple[dict[str, str], list[str]]:
    """
    Return the templates of a folder by file name, and a sentence with file and line for everything wrong.

    Hidden files and notes (.md) are passed over; any other file must have the name of a shipped template.
    """
    try:
        files = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.suffix != ".md")
    except OSError as exc:
        return {}, [
            f"NOTICES_DIR is {shown(str(folder))}, which cannot be read ({exc.strerror}); write the path of a folder."
        ]
    templates, problems = {}, []
    for path in files:
        try:
            templates[path.name] = _text(path)
        except ValueError as exc:
            problems.append(str(exc))
    for name, text in templates.items():
        problems += _told(folder / name, template_problems(name, text))
    return templates, problems


def _text(path: Path) -> str:
    if path.name not in VARIABLES:
        near = did_you_mean(path.name, VARIABLES)
        raise ValueError(f"{path} is not the name of a notice{near}; there are {', '.join(sorted(VARIABLES))}.")
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST_BYTES:
            raise ValueError(f"{path} has {len(raw)} bytes, more than {LARGEST_BYTES}: shorten it.")
        return raw.decode("utf-8-sig")
    except OSError as exc:
        raise ValueError(f"{path} cannot be read ({exc.strerror}).") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8 text; save it as such.") from None


def _told(path: Path, problems: Iterator[tuple[int | None, str]]) -> list[str]:
    return [f"{path}{f', line {line}' if line else ''}: {sentence}" for line, sentence in problems]
