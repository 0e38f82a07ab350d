"""No ticket's text and no secret in a log: neither in our lines, nor in a library's, nor in what a defect prints."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.ops.logging import FIELDS, secrets_of
from app.ops.telling import told, told_with_places
from app.settings_reading import load_settings
from app.store.sqlite import open_engines

pytestmark = pytest.mark.xdist_group("logging")
ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
SECRET = "hush-9f8e7d6c5b4a"
TEXT = "My phones are silent"

SCRIPT = """
import asyncio, json, logging, threading, warnings
import structlog
from sqlalchemy import create_engine, text
from app.errors import StoreUnavailable
from app.ops.logging import catch_the_rest, configure
configure("debug", ["@secret@"])
catch_the_rest()
log, library = structlog.get_logger(), logging.getLogger("some.library")

log.info("fixed", ticket_id=7, error="token @secret@ is wrong", subject="@text@", body="@text@")
log.info("fixed", error="Authorization: Bearer abcdefghijklmnop", reason="x" * 5000, path="a\\x1b[2Jb\\nc")
log.info("fixed", keys=[{"@secret@": ("@secret@",)}])
try:
    subject = "@text@"
    int(subject)
except ValueError:
    log.exception("event failed", ticket_id=7)
    library.exception("it failed")
try:
    try:
        raise KeyError("@text@")
    except KeyError as error:
        raise StoreUnavailable("The disk is full, @secret@.") from error
except StoreUnavailable:
    log.exception("event failed", ticket_id=8)
engine = create_engine("sqlite://", hide_parameters=True)
try:
    with engine.connect() as connection:
        connection.execute(text("SELECT :subject FROM nowhere"), {"subject": "@text@"})
except Exception:
    log.exception("statement failed")
library.warning("one %s\\nTask exception=ValueError('@text@')", "@secret@")
warnings.warn("deprecated")

async def lost():
    asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

async def fails():
    raise ValueError("@text@")

asyncio.run(lost())
import gc; gc.collect()
thread = threading.Thread(target=lambda: int("@text@")); thread.start(); thread.join()
raise RuntimeError("@text@")
""".replace("@secret@", SECRET).replace("@text@", TEXT)


@pytest.fixture(scope="module")
def lines() -> list[dict[str, object]]:
    """What a process logs that does everything wrong."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT, check=False)
    assert SECRET not in done.stderr
    assert TEXT not in done.stderr
    assert done.returncode == 1
    return [json.loads(line) for line in done.stderr.splitlines()]


def events(lines: list[dict[str, object]], name: str) -> list[dict[str, object]]:
    return [line for line in lines if str(line["event"]).startswith(name)]


def test_every_line_is_json_and_nothing_bypasses_it(lines: list[dict[str, object]]) -> None:
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
    for name in ("Task exception was never retrieved", "a thread ended by a defect", "stopped by a defect"):
        assert len(events(lines, name)) == 1, name


def test_fields_that_are_not_listed_are_left_out(lines: list[dict[str, object]]) -> None:
    first, second, third = events(lines, "fixed")

    assert first.keys() == {"event", "level", "timestamp", "ticket_id", "error"}
    assert first["error"] == "token (secret) is wrong"
    assert second["error"] == "Authorization: Bearer (secret)"
    assert len(str(second["reason"])) < 600
    assert second["path"] == "a [2Jb c", "nothing that would steer a terminal"
    assert third["keys"] == [{"(secret)": ["(secret)"]}]


def test_an_exception_is_told_with_its_kind_and_places(lines: list[dict[str, object]]) -> None:
    value, store = events(lines, "event failed")

    assert str(value["exception"]).startswith("ValueError\n")
    assert "<string>:" in str(value["exception"])
    assert str(store["exception"]).startswith("StoreUnavailable: The disk is full, (secret).\n")
    assert "because of KeyError\n" in str(store["exception"])
    assert str(events(lines, "statement failed")[0]["exception"]).startswith("OperationalError: no such table")


def test_of_a_librarys_message_the_first_line_is_kept(lines: list[dict[str, object]]) -> None:
    (line,) = events(lines, "one ")

    assert (line["event"], line["logger"], line["level"]) == ("one (secret)", "some.library", "warning")


def test_told_exceptions_may_be_a_chain_a_group_or_a_ring() -> None:
    first, second = ValueError("x"), KeyError("y")
    first.__context__, second.__context__ = second, first

    assert told_with_places(first) == "ValueError\nbecause of KeyError"
    assert "with OSError: gone" in told_with_places(BaseExceptionGroup("x", [OSError("gone")]))
    assert told(ValueError("x")) == "ValueError"


def test_every_secret_setting_is_known_in_every_form() -> None:
    env = {
        "ZENDESK_SUBDOMAIN": "acme",
        "ZENDESK_EMAIL": "agent@example.com",
        "ZENDESK_API_TOKEN": "api/token+9f8e7d6c",
        "ZENDESK_CLIENT_ID": "tierline",
        "ZENDESK_CLIENT_SECRET": "client-secret-1a2b",
        "WEBHOOK_SECRETS": "first-secret-1,second-secret-2",
        "ESCALATION_LEVEL_1": '{"notify": ["json://chat.example.com/hook/key-55aa"]}',
    }

    found = secrets_of(load_settings(env, env_file=None))

    for one in ("api/token+9f8e7d6c", "api%2Ftoken%2B9f8e7d6c", "client-secret-1a2b", "first-secret-1"):
        assert one in found
    assert "second-secret-2" in found
    assert any("key-55aa" in one for one in found)
    assert "YWdlbnRAZXhhbXBsZS5jb20vdG9rZW46YXBpL3Rva2VuKzlmOGU3ZDZj" in found


def test_the_databases_errors_hide_the_values_of_a_statement(tmp_path: Path) -> None:
    engines = open_engines(f"sqlite:///{tmp_path / 'tierline.db'}")
    try:
        for engine in (engines.writer, engines.reader):
            assert engine.hide_parameters
            with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
                connection.execute(text("SELECT :subject FROM nowhere"), {"subject": TEXT})
            assert TEXT not in str(caught.value)
    finally:
        engines.writer.dispose()
        engines.reader.dispose()
        engines.release()


# --- the source -----------------------------------------------------------------------------------------------------

LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
MODULES = [path for path in sorted(APP.rglob("*.py")) if not {"sandbox", "demo"} & set(path.parts)]


def calls(module: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log" | "_log"), attr=level)) if level in LEVELS:
                yield node


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(APP)))
def test_our_own_lines_have_a_fixed_message_and_listed_fields(module: Path) -> None:
    """A field that is missing here would be left out silently: list it in app.ops.logging, if it may be seen."""
    for call in calls(module):
        assert {word.arg for word in call.keywords if word.arg} - {"exc_info"} <= FIELDS
        assert not isinstance(call.args[0], ast.JoinedStr | ast.BinOp), ast.unparse(call)
