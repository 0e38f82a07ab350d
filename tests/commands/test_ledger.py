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

from tests.journeys.kit import settled, town_with
from tests.ledger.kit import know, know_refused, minutes
from tests.store.kit import opened
from tests.test_cli import tierline
from tests.town import HOWTO, SMALL_FAULT, Town

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

NOVEMBER = ("--month", "2026-11")


async def a_database(folder: Path, work: Callable[[Connection], None]) -> dict[str, str]:
    """Store a past in a file, and return the environment that names it."""
    with opened(folder) as database:
        await database.write(work)
    return {"DATABASE_URL": f"sqlite:///{folder / 'tierline.db'}"}


def two_partners(connection: Connection) -> None:
    know_refused(connection, 1, partner="Acme West")
    know_refused(connection, 2, partner="Blue Sky", disputed=True, dispute_outcome="overturned")
    know_refused(connection, 3, partner="Blue Sky")
    know(connection, 4, partner="Blue Sky")


async def beside(place: Town, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with the settings of the service, while it runs."""
    return await asyncio.to_thread(lambda: tierline(*arguments, cwd=cwd, **place.env))


async def test_a_refusal_of_the_running_service_is_in_the_ledger_and_on_the_page(tmp_path: Path) -> None:
    """From the webhook to the invoice, with what the service itself stored."""
    async with town_with(tmp_path, {}, process=True) as place:
        refused, fault = place.open_ticket(HOWTO), place.open_ticket(SMALL_FAULT)
        await place.until(lambda: place.see(refused)["status"] == "solved", 60)
        await place.until(lambda: place.see(fault)["tier"] == "tier_2", 60)
        await settled(place)
        ((partner, ended_at),) = place.rows(
            "SELECT partner, ended_at FROM effect JOIN ticket ON ticket.id = ticket_id WHERE kind = 'refusal'"
        )
        month = ended_at[:7]
        done = await beside(place, "ledger", "--month", month, "--format", "json", cwd=tmp_path)
        (row,) = json.loads(done.stdout)["rows"]
        page = await beside(place, "evidence", "--partner", partner, "--month", month, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert (row["ticket"], row["partner"], row["billing"], row["dispute"]) == (refused, partner, "billable", "none")
    assert row["key"] == f"{refused}:0:refusal:0"
    assert any(one["clause"].startswith("tier1") for one in row["evidence"])
    assert page.returncode == 0, page.stderr
    (file,) = tmp_path.glob(f"evidence-*-{month}.html")
    assert str(file.name) in page.stdout
    assert f'<th scope="row">{fault}</th>' in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


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
    from tests.ledger.kit import NOVEMBER as MONTH

    env = await a_database(tmp_path, lambda c: know_refused(c, at=MONTH.start - minutes(30)))
    counts = []
    for more, zone in (((), "UTC"), ((), "Europe/Berlin"), (("--zone", "UTC"), "Europe/Berlin")):
        done = tierline("ledger", *NOVEMBER, "--format", "json", *more, cwd=tmp_path, **env, LEDGER_ZONE=zone)
        counts.append(len(json.loads(done.stdout)["rows"]))

    assert counts == [0, 1, 0]


@pytest.mark.parametrize(
    ("arguments", "more", "sentence"),
    [
        (("ledger", "--month", "november"), {}, "--month 'november' cannot be read: write year and month"),
        (("ledger", "--month", "9999-12"), {}, "--month '9999-12' has not begun yet"),
        (
            ("ledger", *NOVEMBER, "--partner", "nobody"),
            {},
            "there is no such partner. Known are 'Acme West', 'Blue Sky'.",
        ),
        (("ledger", *NOVEMBER, "--partner", "e"), {}, "fits several: 'Acme West', 'Blue Sky'. Write more of the name."),
        (("ledger", *NOVEMBER, "--zone", "Mars"), {}, "--zone 'Mars': there is no such time zone"),
        (("ledger", *NOVEMBER, "--format", "pdf"), {}, "--format pdf: it is one of table, csv, json."),
        (("ledger", *NOVEMBER, "-o", "x"), {}, "-o goes with --format csv or json"),
        (("evidence", *NOVEMBER, "--partner", "e"), {}, "fits several"),
        (("evidence", *NOVEMBER, "--partner", "sky", "-o", "no/where.html"), {}, "the folder no does not exist"),
        (("ledger",), {"LEDGER_ZONE": "Europe/Berlim"}, "did you mean Europe/Berlin?"),
        (("ledger",), {"LEDGER_ZONES": "UTC"}, "LEDGER_ZONES is not a setting (did you mean LEDGER_ZONE?)"),
        (("ledger",), {"DATABASE_URL": "sqlite:///nowhere.db"}, "there is no database at sqlite:///nowhere.db"),
        (("evidence", "--partner", "x"), {"DATABASE_URL": "sqlite:///nowhere.db"}, "there is no database at"),
    ],
)
async def test_what_cannot_be_meant_is_a_sentence_and_code_2(
    tmp_path: Path, arguments: tuple[str, ...], more: dict[str, Any], sentence: str
) -> None:
    env = await a_database(tmp_path, two_partners)
    done = tierline(*arguments, cwd=tmp_path, **(env | more))

    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "nowhere.db").exists()


async def test_neither_command_changes_the_database(tmp_path: Path) -> None:
    env = await a_database(tmp_path, two_partners)
    before = (tmp_path / "tierline.db").read_bytes()
    for arguments in (("ledger", *NOVEMBER), ("evidence", *NOVEMBER, "--partner", "sky")):
        assert tierline(*arguments, cwd=tmp_path, **env).returncode == 0

    assert (tmp_path / "tierline.db").read_bytes() == before
