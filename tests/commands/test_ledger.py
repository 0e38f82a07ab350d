"""`tierline ledger` and `tierline evidence` as people use them: the real command, beside the real service."""

import asyncio
import csv
import io
import json
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from app.commands.evidence import Order as Page
from app.commands.evidence import evidence
from app.commands.ledger import Format, Order, format_named, ledger
from app.errors import InvalidInput, SettingsError
from app.settings_reading import load_settings
from app.zendesk.sandbox.world import AGENT_ID, TIER_FIELD
from tests.journeys.kit import settled, town_with
from tests.ledger.kit import NOVEMBER as MONTH
from tests.ledger.kit import know, know_refused, minutes
from tests.store.kit import opened
from tests.terminal import tierline
from tests.town import HOWTO, SMALL_FAULT, Town

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

NOVEMBER = ("--month", "2026-11")


async def a_database(folder: Path, work: Callable[[Connection], None]) -> dict[str, str]:
    """Store a past in a file, and return the environment that names it."""
    with opened(folder) as database:
        await database.write(work)
    return {"DATABASE_URL": f"sqlite:///{folder / 'tierline.db'}"}


def a_ledger(**more: Any) -> Order:
    values: dict[str, Any] = {
        "month": "2026-11",
        "partner": None,
        "zone": None,
        "format": Format.TABLE,
        "shadow": False,
        "show": 200,
        "output": None,
    }
    return Order(**(values | more))


def a_page(**more: Any) -> Page:
    values: dict[str, Any] = {"partner": "sky", "month": "2026-11", "zone": None, "output": None}
    return Page(**(values | more))


def two_partners(connection: Connection) -> None:
    know_refused(connection, 1, partner="Acme West")
    know_refused(connection, 2, partner="Blue Sky", disputed=True, dispute_outcome="overturned")
    know_refused(connection, 3, partner="Blue Sky")
    know(connection, 4, partner="Blue Sky")


async def beside(place: Town, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with the settings of the service, while it runs."""
    return await asyncio.to_thread(lambda: tierline(*arguments, cwd=cwd, **place.env))


async def listed(place: Town, month: str, cwd: Path) -> dict[str, Any]:
    done = await beside(place, "ledger", "--month", month, "--format", "json", cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = json.loads(done.stdout)["rows"]
    found: dict[str, Any] = row
    return found


async def test_the_ledger_follows_a_refusal_of_the_running_service_through_its_dispute(tmp_path: Path) -> None:
    """From the webhook to the invoice, with what the service itself stored: billable, pending, not billable."""
    async with town_with(tmp_path, {}, process=True) as place:
        refused = place.open_ticket(HOWTO)
        fault = place.open_ticket({**SMALL_FAULT, "organization": HOWTO["organization"]})
        await place.until(lambda: place.see(refused)["status"] == "solved", 60)
        await place.until(lambda: place.see(fault)["tier"] == "tier_2", 60)
        await settled(place)
        ((ended_at,),) = place.rows("SELECT ended_at FROM effect WHERE kind = 'refusal'")
        month = ended_at[:7]
        before = await listed(place, month, tmp_path)
        place.reply(refused, "We disagree: this is not a how-to question, and we did all of your steps already.")
        await place.until(lambda: place.see(refused)["status"] == "open", 60)
        await settled(place)
        after = await listed(place, month, tmp_path)
        place.agent_changes(refused, custom_fields=[{"id": TIER_FIELD, "value": "tier_2"}])
        await place.until(lambda: bool(place.rows("SELECT 1 FROM ticket WHERE dispute_outcome IS NOT NULL")), 60)
        settled_row = await listed(place, month, tmp_path)
        page = await beside(place, "evidence", "--partner", "maple", "--month", month, cwd=tmp_path)

    assert (before["ticket"], before["partner"], before["key"]) == (refused, HOWTO["organization"], after["key"])
    assert before["key"] == f"{refused}:0:refusal:0"
    assert any(one["clause"].startswith("tier1") for one in before["evidence"])
    assert (before["billing"], before["dispute"], before["disputed_at"]) == ("billable", "none", None)
    assert (after["billing"], after["dispute"]) == ("pending", "open")
    assert after["disputed_at"] is not None
    assert (settled_row["billing"], settled_row["dispute"]) == ("not_billable", "overturned")
    assert (settled_row["settled_by"], settled_row["tier_now"]) == (AGENT_ID, 2)
    assert settled_row["key"] == before["key"]
    file = tmp_path / f"evidence-maple-technology-{month}.html"
    assert (page.returncode, page.stdout) == (0, f"The page is in {file.name}.\n")
    text = file.read_text("utf-8")
    assert f'<th scope="row">{fault}</th>' in text
    assert "disputed, overturned" in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_refusal_upheld_on_record_is_right_for_the_next_replay(tmp_path: Path) -> None:
    """The ticket bears the tag of a dispute and no other: by the tags alone the refusal would count as wrong."""
    async with town_with(tmp_path) as place:
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved", 60)
        await settled(place)
        place.advance(seconds=5)
        place.reply(ticket, "We disagree, please have a person look at this.")
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"], 60)
        await settled(place)
        place.advance(seconds=5)
        place.agent_changes(ticket, status="solved", assignee_id=AGENT_ID)
        await place.until(lambda: bool(place.rows("SELECT 1 FROM ticket WHERE dispute_outcome = 'upheld'")), 60)
        done = await beside(place, "replay", "--since", "1d", "--json", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    refusals = json.loads(done.stdout)["current"]["refusals"]
    assert refusals["by_partner"] == [{"partner": HOWTO["organization"], "refusals": 1, "wrong": 0}]


async def test_csv_goes_to_standard_output_as_utf_8_whatever_the_terminal_is_set_to(tmp_path: Path) -> None:
    env = await a_database(tmp_path, lambda c: know_refused(c, partner="Größe ☎", requester="=1+1"))
    done = tierline("ledger", *NOVEMBER, "--format", "csv", cwd=tmp_path, PYTHONIOENCODING="ascii:strict", **env)
    assert done.returncode == 0, done.stderr
    (row,) = csv.DictReader(io.StringIO(done.stdout))

    assert (row["partner"], row["requester"], row["billing"]) == ("Größe ☎", "'=1+1", "billable")


async def test_one_partner_is_named_by_a_part_and_the_totals_are_its_own(tmp_path: Path) -> None:
    env = await a_database(tmp_path, two_partners)
    done = tierline("ledger", *NOVEMBER, "--partner", "sky", cwd=tmp_path, **env)
    lines = [line.split() for line in done.stdout.splitlines()]

    assert done.returncode == 0, done.stderr
    assert "Blue Sky" in done.stdout.splitlines()[0]
    assert ["Blue", "Sky", "2", "1", "0", "1"] in lines
    assert "Acme" not in done.stdout


async def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    env = await a_database(tmp_path, two_partners)
    file = tmp_path / "ledger.json"
    done = tierline("ledger", *NOVEMBER, "--format", "json", "-o", str(file), cwd=tmp_path, **env)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"The ledger is in {file}.\n")
    assert json.loads(file.read_text("utf-8"))["totals"]["all"]["refusals"] == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_the_zone_of_the_setting_draws_the_months_edges_and_the_option_wins(tmp_path: Path) -> None:
    """An hour before the month begins in UTC it has begun in Berlin."""
    env = await a_database(tmp_path, lambda c: know_refused(c, at=MONTH.start - minutes(30)))
    counts = []
    for option, setting in ((None, "UTC"), (None, "Europe/Berlin"), ("UTC", "Europe/Berlin")):
        file = tmp_path / "ledger.json"
        order = a_ledger(zone=option, format=Format.JSON, output=file)
        ledger(order, load_settings(env | {"LEDGER_ZONE": setting}, None))
        counts.append(len(json.loads(file.read_text("utf-8"))["rows"]))

    assert counts == [0, 1, 0]


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (a_ledger(month="november"), "--month 'november' cannot be read: write year and month"),
        (a_ledger(month="9999-12"), "--month '9999-12' has not begun yet"),
        (a_ledger(partner="nobody"), "there is no such partner. Known are 'Acme West', 'Blue Sky'."),
        (a_ledger(partner="e"), "fits several: 'Acme West', 'Blue Sky'. Write more of the name."),
        (a_ledger(zone="Mars"), "--zone 'Mars': there is no such time zone"),
        (a_ledger(output=Path("x")), "-o goes with --format csv or json"),
        (a_page(partner="e"), "fits several"),
        (a_page(output=Path("no/where.html")), "-o no/where.html: the folder no does not exist"),
    ],
    ids=str,
)
async def test_what_cannot_be_meant_is_a_sentence(tmp_path: Path, order: Order | Page, sentence: str) -> None:
    settings = load_settings(await a_database(tmp_path, two_partners), None)
    with pytest.raises(InvalidInput) as caught:
        ledger(order, settings) if isinstance(order, Order) else evidence(order, settings)

    assert sentence in str(caught.value)


def test_an_unknown_format_is_told_with_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="--format pdf: it is one of table, csv, json"):
        format_named("pdf")


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"LEDGER_ZONE": "Europe/Berlim"}, "did you mean Europe/Berlin?"),
        ({"LEDGER_ZONES": "UTC"}, "LEDGER_ZONES is not a setting (did you mean LEDGER_ZONE?)"),
    ],
)
def test_a_wrong_zone_stops_the_start(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(env, None)

    assert sentence in str(caught.value)


@pytest.mark.parametrize("arguments", [("ledger",), ("evidence", "--partner", "x")], ids=["ledger", "evidence"])
def test_a_database_that_is_not_there_is_named_with_code_2_and_not_made(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = tierline(*arguments, cwd=tmp_path, DATABASE_URL="sqlite:///nowhere.db")

    assert done.returncode == 2
    assert done.stderr.startswith("DATABASE_URL: there is no database at sqlite:///nowhere.db: set it to that of")
    assert list(tmp_path.iterdir()) == []


async def test_neither_command_changes_the_database(tmp_path: Path) -> None:
    settings = load_settings(await a_database(tmp_path, two_partners), None)
    before = (tmp_path / "tierline.db").read_bytes()
    ledger(a_ledger(), settings)
    evidence(a_page(output=tmp_path / "page.html"), settings)

    assert (tmp_path / "tierline.db").read_bytes() == before


async def test_an_older_page_gives_way_to_the_new_one(tmp_path: Path) -> None:
    settings = load_settings(await a_database(tmp_path, two_partners), None)
    file = tmp_path / "page.html"
    file.write_text("older")

    assert evidence(a_page(output=file), settings) == file
    assert "Blue Sky" in file.read_text("utf-8")
