"""`tierline inbox` as people use it: the real command beside the real service, and without one."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.store.orders import Order, Spool
from tests.journeys.kit import decisions, inbox_outcomes, settled, town_with
from tests.terminal import beside
from tests.town import HOWTO, SMALL_FAULT, Town, town

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

QUICKLY_PARKED = {"INBOX_PARK_AFTER": "1", "RECONCILE_SECONDS": "3600"}


async def tierline(place: Town, *arguments: str) -> tuple[int, str, str]:
    """Run the command with the settings of the service; return exit code and both outputs."""
    return await beside(place.env, "inbox", *arguments)


async def a_parked_event(place: Town) -> tuple[int, int]:
    """Park an event of a ticket whose document cannot be read; return the ids of both."""
    place.parts.deliveries.paused = True
    ticket = place.open_ticket({**SMALL_FAULT, "subject": "confidential words of a partner"})
    place.parts.sandbox.tickets[ticket]["priority"] = "of no known kind"
    place.parts.deliveries.paused = False
    place.reply(ticket, "still confidential words")

    def is_parked() -> bool:
        return bool(place.rows("SELECT 1 FROM inbox WHERE state = 'parked'"))

    await place.until(is_parked, 30)
    ((event,),) = place.rows("SELECT id FROM inbox WHERE state = 'parked'")
    return ticket, event


def mend(place: Town, ticket: int) -> None:
    place.parts.sandbox.tickets[ticket]["priority"] = "normal"


async def test_what_is_stuck_is_seen_shown_tried_again_and_explained(tmp_path: Path) -> None:
    async with town_with(tmp_path, QUICKLY_PARKED, process=True) as place:
        ticket, event = await a_parked_event(place)
        _, body = await place.health()
        assert any(f"(tickets {ticket})" in warning for warning in body["warnings"]), body["warnings"]

        code, out, _ = await tierline(place, "list")
        assert code == 0
        (line,) = [line for line in out.splitlines() if line.startswith(f"{event}  ")]
        assert "parked" in line
        assert str(ticket) in line
        assert "Unreadable" in line
        code, out, _ = await tierline(place, "list", "--state", "parked", "--ticket", str(ticket), "--json")
        (row,) = json.loads(out)
        assert (code, row["id"], row["ticket_id"], row["attempts"]) == (0, event, ticket, 1)
        assert row["age_seconds"] >= 0
        assert "body" not in row

        code, out, _ = await tierline(place, "show", str(event))
        assert code == 0
        assert '"ticket_id"' in out, "the body, pretty"
        assert "Unreadable" in out

        mend(place, ticket)
        code, out, err = await tierline(place, "redrive", str(event))
        assert (code, err) == (0, "")
        assert out == f"1 event to be tried again: {event}.\n"
        await settled(place)
        assert place.see(ticket)["tier"] == "tier_2"
        assert inbox_outcomes(place, ticket)[0][1] == "done"
        assert any(one["cause"] == "operator" and one["rule"] == "redriven" for one in decisions(place, ticket))
        assert list(Spool(place.database).folder.iterdir()) == []
        code, out, _ = await tierline(place, "show", str(event))
        assert f"effect {ticket}:1:triage:0 is done" in out


async def test_a_redrive_never_repeats_what_was_done(tmp_path: Path) -> None:
    async with town_with(tmp_path, QUICKLY_PARKED, process=True) as place:
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved", 30)
        await settled(place)
        ((event,),) = place.rows("SELECT min(id) FROM inbox WHERE state = 'done'")
        writes = len(place.parts.sandbox.written)

        code, _, _ = await tierline(place, "redrive", str(event))
        assert code == 0
        await settled(place)
        assert place.see(ticket)["public_by_service"] == 1
        assert len(place.parts.sandbox.written) == writes


async def test_a_dropped_event_ends_with_its_reason(tmp_path: Path) -> None:
    async with town_with(tmp_path, QUICKLY_PARKED, process=True) as place:
        ticket, event = await a_parked_event(place)
        code, _, err = await tierline(place, "drop", str(event), "--why", " ")
        assert (code, err) == (2, "--why must say why; it stays on record.\n")

        code, out, err = await tierline(place, "drop", str(event), "4711", "--why", "a test of ours")
        assert code == 1
        assert err == "Event 4711 does not exist, or was swept after INBOX_KEEP_DAYS.\n"
        assert out == f"1 event dropped: {event}.\n"
        ((_, state, reason),) = inbox_outcomes(place, ticket)
        assert state == "ignored"
        assert reason is not None
        assert reason.startswith("dropped by a person (")
        assert "a test of ours" in reason
        assert any(one["cause"] == "operator" and one["rule"] == "dropped" for one in decisions(place, ticket))
        _, body = await place.health()
        assert not any("parked" in warning for warning in body["warnings"])


async def test_without_a_service_the_command_writes_by_itself_and_the_next_start_goes_on(tmp_path: Path) -> None:
    async with town_with(tmp_path, QUICKLY_PARKED, process=True) as place:
        ticket, _ = await a_parked_event(place)
        place.stop()
        mend(place, ticket)
        code, out, err = await tierline(place, "redrive", "--all-parked")
        assert (code, err) == (0, "")
        assert out.startswith("1 event to be tried again")
        assert place.rows("SELECT state FROM inbox") == [("pending",)]
        await place.start()
        await place.until(lambda: place.see(ticket)["tier"] == "tier_2", 30)


async def test_an_order_that_a_dead_service_left_is_carried_out_and_answered_at_the_next_start(tmp_path: Path) -> None:
    async with town_with(tmp_path, QUICKLY_PARKED, process=True) as place:
        ticket, event = await a_parked_event(place)
        await place.kill()
        spool = Spool(place.database)
        spool.place(Order("left", "drop", "eve", (event,), why="left behind"))
        spool.folder.joinpath("nonsense.json").write_text("{}")
        await place.start()
        await place.until(lambda: spool.answer_to("left") is not None and spool.answer_to("nonsense") is not None, 60)

        answer, nonsense = spool.answer_to("left"), spool.answer_to("nonsense")
        assert answer is not None
        assert answer.changed == (event,)
        assert nonsense is not None
        assert nonsense.error is not None
        await place.until(lambda: spool.waiting() == [])
        ((_, state, _),) = inbox_outcomes(place, ticket)
        assert state == "ignored"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("list", "--state", "lost"), "--state lost: it is one of pending, parked, ignored, done."),
        (("show", "4711"), "There is no event 4711"),
        (("redrive",), "Name the events to try again"),
        (("redrive", "1", "--all-parked"), "Name the events to try again"),
    ],
    ids=["state", "event", "nothing", "both"],
)
async def test_what_cannot_be_meant_is_a_sentence_and_code_2(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    async with town(tmp_path) as place:
        code, _, err = await tierline(place, *arguments)
        assert code == 2
        assert sentence in err
        assert "Traceback" not in err


async def test_without_a_database_no_command_makes_one(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        place.env["DATABASE_URL"] = f"sqlite:///{tmp_path / 'elsewhere.db'}"
        arguments: list[Any] = [("list",), ("redrive", "--all-parked")]
        for one in arguments:
            code, _, err = await tierline(place, *one)
            assert code == 1
            assert "there is no database" in err
        assert not (tmp_path / "elsewhere.db").exists()
