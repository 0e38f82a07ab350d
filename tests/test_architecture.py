"""Arrows point inwards: the brain knows nothing of HTTP, databases or Zendesk."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
FORBIDDEN = {"httpx", "fastapi", "sqlalchemy", "apscheduler", "asyncio", "structlog", "socket", "time", "os"}


def imports(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("module", sorted((APP / "rules").rglob("*.py")), ids=lambda path: path.name)
def test_the_rules_import_nothing_from_the_other_rooms_and_do_no_io(module: Path) -> None:
    found = set(imports(module))

    assert not {name for name in found if name.startswith("app.") and not name.startswith("app.rules")}
    assert not {name.split(".")[0] for name in found} & FORBIDDEN


@pytest.mark.parametrize("module", sorted(APP.rglob("*.py")), ids=lambda path: str(path.relative_to(APP)))
def test_only_the_clock_reads_the_time(module: Path) -> None:
    if module.name in ("clock.py", "metronome.py"):
        return  # the metronome hands APScheduler its own wall clock
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]

    assert not {"datetime.now", "datetime.utcnow", "time.time", "time.monotonic", "date.today"} & set(calls)


@pytest.mark.parametrize("module", sorted(APP.rglob("*.py")), ids=lambda path: str(path.relative_to(APP)))
def test_who_carries_out_a_decision_has_people_told_of_it(module: Path) -> None:
    """Without the desk its effects are planned and nobody is notified."""
    calls = [
        node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "decisions.carry_out"
    ]

    assert all("desk" in {keyword.arg for keyword in call.keywords} for call in calls)
