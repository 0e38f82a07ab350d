"""`tierline forecast` as people use it: the real command beside the real service, and what it says."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console
from sqlalchemy import Connection

from app.config import Settings
from app.forecasting import as_json, terminal
from app.forecasting.gathering import Rules, comparison, queue_of, rows, ticket_of
from app.forecasting.values import Comparison, Head, OneTicket, Rest, Tally
from app.rules.effect import Kind
from app.rules.forecast import why_nothing
from app.rules.ladder import Epoch
from app.rules.observation import on_ladder
from app.rules.record import Record
from app.rules.ticket import Status, Tier
from app.settings_reading import load_settings
from app.store import effects, gate, outlook, tickets
from app.store.reading import looking_into
from app.zendesk.sandbox.world import AGENT_ID, DESK_GROUP
from tests.journeys.kit import level_is, opened, refused, service_comments, settled, town_with, travel_to_age
from tests.rules.kit import a_record
from tests.store.kit import HOUR, NOW, an_effect
from tests.store.kit import opened as database_at
from tests.terminal import beside
from tests.town import OUTAGE, ROOT, SMALL_FAULT, Town, town

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

UNTIL = NOW + 24 * HOUR
HEAD = Head(NOW, UNTIL, UTC, "live")


async def tierline(place: Town, *arguments: str) -> tuple[int, str, str]:
    """Run the command with the settings of the service; return exit code and both outputs."""
    return await beside(place.env, "forecast", *arguments)


# -- beside the running service ----------------------------------------------------------------------------------------


async def test_what_is_foretold_beside_the_running_service_comes_true(tmp_path: Path, database_url: str) -> None:
    async with town(tmp_path, database_url=database_url) as place:
        outage = await opened(place, OUTAGE)
        held = await opened(place, SMALL_FAULT)
        place.agent_changes(held, tags=["tierline_hold", "tier_2"])
        await settled(place)
        asked, written = len(place.parts.sandbox.written), place.rows("SELECT count(*) FROM decision")

        code, out, err = await tierline(place, "--json")
        told = json.loads(out)

        assert (code, err) == (0, "")
        created = datetime.fromisoformat(place.see(outage)["created_at"])
        (next_level,) = [one for one in told["coming"] if one["what"] == "level"]
        assert (next_level["ticket"], next_level["level"], next_level["tier"]) == (outage, 1, 3)
        assert datetime.fromisoformat(next_level["at"]) == created + 4 * HOUR
        assert next_level["contact"]["name"].startswith("Ana")
        assert "notify" not in next_level["contact"]
        assert [one["level"] for one in next_level["then"]] == [2, 3, 4]
        assert [one["ticket"] for one in told["still"]["tickets"]] == [held]
        assert told["queue"]["effects"] == 0
        assert (asked, written) == (len(place.parts.sandbox.written), place.rows("SELECT count(*) FROM decision"))

        travel_to_age(place, outage, hours=4, seconds=5)
        await level_is(place, outage, 1)
        assert place.see(outage)["assignee_id"] is not None


async def test_one_ticket_tells_its_future_its_past_and_what_would_change_it(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        outage = await opened(place, OUTAGE)
        turned_away = await refused(place)

        code, out, _ = await tierline(place, "--ticket", str(outage), "--zone", "Europe/Berlin")
        assert code == 0
        assert [f"level {n}" in out for n in (1, 2, 3, 4)] == [True] * 4
        assert "Europe/Berlin" in out
        assert "Solving it ends the ladder" in out
        assert "Written: triage" in out
        assert "Decided last: " in out

        code, out, _ = await tierline(place, "--ticket", str(turned_away))
        assert code == 0
        assert "the ticket is refused and solved: its ladder has ended" in out
        assert "Written: refusal" in out

        place.agent_changes(outage, status="solved", assignee_id=AGENT_ID)
        await settled(place)
        code, out, _ = await tierline(place, "--ticket", str(outage))
        assert "the ticket is solved: its ladder has ended" in out
        assert "A reply reopens it: a new opening begins" in out

        code, out, err = await tierline(place, "--ticket", "4711")
        assert (code, out) == (2, "")
        assert err.startswith("--ticket 4711: nothing is known of this ticket.")


async def test_a_candidate_names_who_would_climb_at_once_and_ends_with_code_3(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        young = await opened(place, SMALL_FAULT)
        old = await opened(place, OUTAGE, age=timedelta(hours=3))
        candidate = tmp_path / "candidate.env"
        candidate.write_text("ESCALATION_HOURS=2,8,10,12\n")

        code, out, err = await tierline(place, "--diff", str(candidate))
        assert (code, err) == (3, "")
        assert "ESCALATION_HOURS  4,8,10,12 → 2,8,10,12" in out
        first, second = out.index("These climb at once: 1"), out.index("1 other ticket of 2 unsolved move")
        assert first < out.index(f"#{old}  Tier III") < second < out.index(f"#{young}  Tier II")
        assert place.level(old) == 0, "nothing was done"

        candidate.write_text("ESCALATION_HOURS=2,8\nESCALATION_HOURZ=1\n")
        code, _, err = await tierline(place, "--diff", str(candidate))
        assert code == 2
        assert f"{candidate}, line 2: ESCALATION_HOURZ is not a setting" in err


async def test_what_a_candidate_would_move_is_what_a_start_with_it_moves(tmp_path: Path) -> None:
    """
    Shorter thresholds, another person, and a status that pauses no more: told first, then done by the service.

    The command goes by the host's clock, so that times are compared and not what is left until then.
    """
    before = {"ESCALATION_PAUSE_STATUSES": "pending"}
    changes = {
        "ESCALATION_HOURS": "2,5,10,12",
        "ESCALATION_PAUSE_STATUSES": "",
        "ESCALATION_LEVEL_2": '{"name": "Zoe"}',
    }
    async with town_with(tmp_path, before, process=True) as place:
        paused = await opened(place, SMALL_FAULT)
        place.agent_changes(paused, status="pending", assignee_id=AGENT_ID, group_id=DESK_GROUP)
        await settled(place)
        travel_to_age(place, paused, hours=6)
        place.agent_changes(paused, status="open")
        await settled(place)
        candidate = tmp_path / "candidate.env"
        candidate.write_text("".join(f"{name}={value}\n" for name, value in changes.items()))
        code, out, _ = await tierline(place, "--diff", str(candidate), "--json")
        (move,) = json.loads(out)["moves"]
        told = datetime.fromisoformat(move["after"]["at"])
        assert (code, move["at_once"], move["after"]["level"]) == (0, False, 1)

        place.stop()
        place.env |= changes
        await place.start()
        await opened(place, SMALL_FAULT)  # by which the service learns the time
        ((due,),) = place.rows("SELECT next_due_at FROM ticket WHERE id = :id", id=paused)
        assert told == datetime.fromisoformat(due).replace(tzinfo=UTC)
        assert place.level(paused) == 0, "the hours in which it was pending stay a pause"

        for level, at in ((1, told), (2, told + 3 * HOUR)):
            place.parts.sandbox.offset += at + timedelta(seconds=5) - place.parts.sandbox.now()
            await opened(place, SMALL_FAULT)
            await level_is(place, paused, level)
        assert "Zoe" in service_comments(place, paused, public=False)[-1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--hours", "0"], "--hours 0: it is a number above 0 and up to 8760."),
        (["--zone", "Mars/Olympus"], "--zone 'Mars/Olympus' is no time zone: write one such as Europe/Berlin, or UTC."),
        (["--ticket", "1", "--diff", "x.env"], "--ticket and --diff are two questions: ask one of them."),
    ],
    ids=["hours", "zone", "two questions"],
)
async def test_a_wrong_order_is_told_in_a_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}
    code, _, err = await beside(env, "forecast", *arguments)

    assert (code, err.strip()) == (2, sentence)


# -- what is gathered and shown ----------------------------------------------------------------------------------------


def settings_with(**env: str) -> Settings:
    return load_settings(env, env_file=None)


async def look(url: str, fill: Callable[[Connection], None], see: Callable[[Connection], Any]) -> Any:
    """Fill a new database, and look into it as the command does."""
    with database_at(url) as database:
        await database.write(fill)
        with looking_into(url) as connection:
            return see(connection)


def keep(connection: Connection, *records: Record, settings: Settings | None = None) -> None:
    desk = Rules.of(settings or settings_with(), NOW).desk
    for record in records:
        tickets.save(connection, on_ladder(record, desk.ladder), 0)


def printed(work: Callable[[Console], None]) -> str:
    """What a printing function writes into a file."""
    file = io.StringIO()
    work(Console(file=file, width=120, highlight=False, markup=False, emoji=False))
    return file.getvalue()


def text_of(connection: Connection, settings: Settings, head: Head = HEAD, limit: int | None = 30) -> str:
    """The whole forecast as text."""
    rules, tally = Rules.of(settings, head.now), Tally()

    def work(console: Console) -> None:
        terminal.rows(console, head, rows(connection, rules, head, tally), limit)
        still = outlook.still_tickets(connection, 30)
        reasons = tuple((one, why_nothing(one, rules.desk, head.now) or "") for one in still.first)
        terminal.rest(console, head, Rest(tally, still, reasons, queue_of(connection, settings, head.now)), limit)

    return printed(work)


async def test_ladder_looks_and_tries_come_in_one_order_of_time(tmp_path: Path, database_url: str) -> None:
    def fill(connection: Connection) -> None:
        keep(
            connection,
            a_record(ticket_id=1, epoch=Epoch(1, NOW - 3 * HOUR), responded_at=NOW),
            a_record(ticket_id=2, responded_at=None, look_at=NOW + timedelta(minutes=45)),
            a_record(ticket_id=3, epoch=Epoch(1, NOW - 5 * HOUR), responded_at=NOW),
            a_record(ticket_id=4, responded_at=NOW),
        )
        effects.plan(connection, an_effect(4), NOW, NOW + timedelta(minutes=50))

    def see(connection: Connection) -> Any:
        tally = Tally()
        head = replace(HEAD, until=NOW + 2 * HOUR)
        found = list(rows(connection, Rules.of(settings_with(), NOW), head, tally))
        return [(one.coming.ticket_id, str(one.coming.what), (one.coming.at - NOW) / HOUR) for one in found], tally

    found, tally = await look(database_url, fill, see)

    assert found == [
        (3, "level", 0),
        (2, "first response warning", 0.75),
        (4, "try", pytest.approx(50 / 60)),
        (1, "level", 1),
    ]
    assert (tally.rows, tally.late, tally.stale) == (4, 1, 0)
    assert tally.hours == {
        (NOW, "level 1"): 1,
        (NOW, "first response"): 1,
        (NOW + HOUR, "first response"): 1,
        (NOW, "tries"): 1,
        (NOW + HOUR, "level 1"): 1,
    }


async def test_the_list_ends_after_its_first_and_the_counts_go_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tierline.db'}"

    def fill(connection: Connection) -> None:
        keep(connection, *(a_record(ticket_id=n, responded_at=NOW) for n in range(1, 41)))
        keep(connection, a_record(ticket_id=50, hold=True))

    text = await look(url, fill, lambda connection: text_of(connection, settings_with(), limit=3))

    assert text.count("level 1                     nobody is named") == 3
    assert "… and 37 more of 40; --all or --show tell them." in text
    assert "in all 40 40 40 40 160" in " ".join(text.split())
    assert "#50  Tier II  on hold: the tag tierline_hold stops every effect" in text
    assert "The queue: nothing waits to be sent" in text


async def test_a_terminal_gets_a_table_with_the_same_rows(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tierline.db'}"

    def fill(connection: Connection) -> None:
        keep(connection, *(a_record(ticket_id=n, responded_at=NOW) for n in range(1, 6)))

    def see(connection: Connection) -> str:
        file = io.StringIO()
        console = Console(file=file, width=110, force_terminal=True, color_system=None)
        terminal.rows(console, HEAD, rows(connection, Rules.of(settings_with(), NOW), HEAD, Tally()), 2)
        return file.getvalue()

    text = await look(url, fill, see)

    assert "──" in text
    assert text.count("2026-11-24 13:00:00   4 h 00 min") == 2
    assert text.count("#") == 2


async def test_what_is_late_and_what_was_stored_under_other_settings_is_said(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tierline.db'}"

    def fill(connection: Connection) -> None:
        keep(connection, a_record(ticket_id=1, epoch=Epoch(1, NOW - 5 * HOUR), responded_at=NOW))
        tickets.save(connection, a_record(ticket_id=2, responded_at=NOW, next_due_at=NOW + 3 * HOUR), 0)

    text = await look(url, fill, lambda connection: text_of(connection, settings_with()))

    assert "1 thing should have happened already: is the service running?" in text
    assert "late 1 h 00 min" in text
    assert "1 ticket of these has a due time that other settings of the ladder gave" in text


async def test_shadow_and_off_are_said_beside_what_they_hold_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tierline.db'}"

    def fill(connection: Connection) -> None:
        keep(connection, a_record(responded_at=NOW))

    def see(connection: Connection) -> tuple[str, str]:
        shadow, off = settings_with(MODE="shadow"), settings_with(TRIAGE_ACTION_ESCALATE="off")
        return text_of(connection, shadow, replace(HEAD, mode="shadow")), text_of(connection, off)

    shadow, off = await look(url, fill, see)

    assert "MODE=shadow: everything below is recorded only" in shadow
    assert "(recorded only: its action is in shadow)" in shadow
    assert "(escalation: off by the setting TRIAGE_ACTION_ESCALATE)" in off


async def test_the_queue_tells_its_budget_its_time_and_what_is_assumed(tmp_path: Path, database_url: str) -> None:
    def fill(connection: Connection) -> None:
        keep(connection, *(a_record(ticket_id=n, responded_at=NOW) for n in range(1, 301)))
        keep(connection, a_record(ticket_id=400, hold=True))
        for n in range(1, 301):
            tier = Tier.THREE if n <= 50 else Tier.TWO
            effects.plan(connection, an_effect(n, urgency=(3 - tier) * 100 + 5), NOW - HOUR, NOW)
        effects.plan(connection, an_effect(400), NOW, NOW)
        gate.reserve(connection, gate.UPDATES, 30, 100, NOW)
        gate.block(connection, gate.UPDATES, NOW + timedelta(seconds=20), NOW)

    def see(connection: Connection) -> Any:
        return queue_of(connection, settings_with(ZENDESK_UPDATES_PER_MINUTE="20"), NOW)

    queue = await look(database_url, fill, see)
    lines = list(terminal.budget_lines(queue))

    assert (queue.effects, queue.tickets, queue.held, queue.quota, queue.spent) == (301, 301, 1, 100, 30)
    assert (queue.drained.requests, queue.drained.jobs) == (3, 3)
    assert queue.drained.seconds == pytest.approx(20 + queue.pace.job_seconds)
    assert lines[0] == "Budget: 100 writes a minute (as last counted with), 30 of them spent in the last minute."
    assert lines[1] == "Zendesk has asked for a pause of all writes; it lasts 20 s."
    assert lines[2] == "1 ticket with unsent effects on hold: nothing is sent to them before that ends."
    assert lines[3].startswith("At this budget the queue needs 50 s and 3 writes, 3 jobs among them; done by tier:")
    assert lines[-1].startswith("Assumed: nobody else spends from the budget")


async def test_a_ticket_tells_its_waiting_effects_and_what_a_hold_keeps_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tierline.db'}"

    def fill(connection: Connection) -> None:
        keep(connection, a_record(ticket_id=1, responded_at=NOW), a_record(ticket_id=2, hold=True))
        effects.plan(connection, an_effect(1), NOW, NOW + timedelta(seconds=30))
        effects.plan(connection, an_effect(2), NOW, NOW)

    def see(connection: Connection) -> list[OneTicket]:
        return [ticket_of(connection, number, Rules.of(settings_with(), NOW), NOW) for number in (1, 2)]

    tried, held = await look(url, fill, see)
    text = printed(lambda console: terminal.ticket(console, HEAD, tried))
    text_held = printed(lambda console: terminal.ticket(console, replace(HEAD, zone=ZoneInfo("Asia/Kolkata")), held))

    assert "2026-11-24 09:00:30  30 s  sent or tried again  triage" in text
    assert "1 effect not sent: the hold keeps them back" in text_held
    assert "since 2026-11-24 14:30:00 (Asia/Kolkata)" in text_held
    assert as_json.ticket(HEAD, tried)["coming"][0]["what"] == "try"


async def test_a_comparison_names_first_what_would_climb_at_once_and_writes_nothing(
    tmp_path: Path, database_url: str
) -> None:
    def fill(connection: Connection) -> None:
        keep(
            connection,
            a_record(ticket_id=1, epoch=Epoch(1, NOW - HOUR), responded_at=NOW),
            a_record(ticket_id=2, epoch=Epoch(1, NOW - 3 * HOUR), responded_at=NOW),
            a_record(ticket_id=3, epoch=Epoch(1, NOW - 3 * HOUR), tier=Tier.THREE, responded_at=NOW),
            a_record(ticket_id=4, epoch=Epoch(1, NOW - 5 * HOUR), level=4, responded_at=NOW),
            a_record(ticket_id=5, status=Status.SOLVED),
            a_record(ticket_id=6, hold=True),
        )

    def see(connection: Connection) -> tuple[Comparison, Comparison]:
        other = settings_with(ESCALATION_HOURS="2,8,10,12", ESCALATION_LEVEL_1='{"name": "Cleo"}')
        return (
            comparison(connection, Path("candidate.env"), settings_with(), other, NOW),
            comparison(connection, Path("same.env"), settings_with(), settings_with(), NOW),
        )

    found, same = await look(database_url, fill, see)
    text = printed(lambda console: terminal.comparison(console, HEAD, found, 30))
    document = as_json.comparison(HEAD, found, 1)

    assert [move.record.ticket_id for move in found.moves] == [3, 2, 1]
    assert (found.at_once, found.unsolved) == (2, 5)
    assert "These climb at once: 2" in text
    assert (
        "#1  Tier II  at level 0: level 1 2026-11-24 12:00:00, nobody is named → level 1 2026-11-24 10:00:00, Cleo"
        in text
    )
    assert (document["moved"], document["at_once"], len(document["moves"])) == (3, 2, 1)
    assert (same.moves, same.changes) == ([], [])
    assert "No ticket moves." in printed(lambda console: terminal.comparison(console, HEAD, same, 30))


async def test_kinds_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tierline.db'}"

    def fill(connection: Connection) -> None:
        keep(connection, a_record(ticket_id=1, responded_at=NOW))
        effects.plan(connection, an_effect(1, Kind.TRIAGE), NOW, NOW + HOUR)
        connection.exec_driver_sql("UPDATE effect SET kind = 'of tomorrow'")

    text = await look(url, fill, lambda connection: text_of(connection, settings_with()))

    assert "of tomorrow" in text, "it is counted in the queue"
    assert "sent or tried again" not in text


def test_who_is_on_call_is_read_from_the_files_of_shifts(tmp_path: Path) -> None:
    roster = ROOT / "tests" / "data" / "rosters" / "weeks.ics"
    settings = settings_with(ESCALATION_LEVEL_1_CALENDAR=str(roster), ESCALATION_LEVEL_2='{"name": "Ben"}')

    rules = Rules.of(settings, NOW)

    assert set(rules.desk.rosters) == {1}
    assert rules.desk.rosters[1].is_known(NOW)
