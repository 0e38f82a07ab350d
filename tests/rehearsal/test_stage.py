"""Whole nights lived through: the service as it is wired, stepped through, with what an admin's settings make of it."""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from app.config import Settings
from app.rehearsal import traces as traces_module
from app.rehearsal.account import stage_settings, stage_world
from app.rehearsal.moments import night_of
from app.rehearsal.script import script
from app.rehearsal.stage import rehearse
from app.rehearsal.stepping import SteppingDatabase
from app.rehearsal.traces import Line, Traces
from app.settings_reading import load_settings
from app.store import schema
from app.zendesk.sandbox.state import Sandbox

START = datetime(2026, 9, 14, 22, tzinfo=UTC)
OUTAGE = {
    "subject": "Dental office completely down",
    "description": "All 22 phones at Bright Molar Dental are down, no inbound or outbound calls since 21:50.",
    "organization": "Kestrel Managed IT",
    "at": 0,
}
HOWTO = {
    "subject": "Rings too short before voicemail",
    "description": "Customer wants 6 rings instead of 3 before voicemail answers. Which setting is it? Not urgent.",
    "organization": "Oxbow Computing",
    "at": 1,
}
LEVEL_1 = {"name": "Nadia Night", "assignee": "nadia@example.com", "group": "Night watch", "phone": "+1 555 0100"}
ENV = {
    "ZENDESK_FIELD_TIER": "11",
    "ZENDESK_FIELD_ESCALATION_LEVEL": "12",
    "PARTNER_ORGANIZATION_TAG": "reseller",
    "ESCALATION_LEVEL_1": json.dumps(LEVEL_1),
    "ESCALATION_LEVEL_2": '{"assignee": "4711", "group": "815"}',
    "REVIEW_GROUP": "Second look",
    "REFUSAL_ASSIGNEE": "robot@example.com",
    "REFUSAL_GROUP": "Closed by policy",
    "TRIAGE_ACTION_RESPONSE": "off",  # nobody answers in most of these nights
}


def settings_with(**more: str) -> Settings:
    return load_settings(ENV | more, env_file=None)


def lived(*documents: dict[str, Any], hours: float = 1, **more: str) -> Traces:
    night = night_of([json.dumps(one) for one in documents], START)
    assert not night.problems
    return rehearse(night, settings_with(**more), START, timedelta(hours=hours))


def of_us(found: Traces, ticket_id: int, what: str = "wrote") -> list[Line]:
    return [one for one in found.lines if (one.ticket_id, one.who, one.what) == (ticket_id, "Tierline", what)]


def test_every_level_is_reached_at_its_second_and_goes_to_whom_the_settings_name() -> None:
    found = of_us(lived(OUTAGE, hours=13), 1)

    assert [(f"{one.at:%H:%M:%S}", one.kinds) for one in found] == [
        ("22:00:01", ("triage", "acknowledgement")),
        ("02:00:00", ("escalation 1",)),
        ("06:00:00", ("escalation 2",)),
        ("08:00:00", ("escalation 3",)),
        ("10:00:00", ("escalation 4",)),
    ]
    assert {"assignee Nadia Night", "group Night watch"} <= set(found[1].facts)
    assert {"assignee 4711", "group group 815"} <= set(found[2].facts)
    assert not any("not known to Zendesk" in text.body for one in found for text in one.texts)


def test_a_refusal_is_solved_by_the_people_of_the_settings_and_a_reply_to_it_is_a_dispute() -> None:
    reply = {"at": "+30", "body": "We disagree and would like a person to look at this."}
    refusal, dispute = of_us(lived(HOWTO | {"comments": [reply]}), 1)

    assert {"status solved", "assignee robot@example.com", "group Closed by policy"} <= set(refusal.facts)
    assert refusal.texts[0].public
    assert dispute.kinds == ("dispute",)
    assert dispute.at == START + timedelta(minutes=31, seconds=1)
    assert "group Second look" in dispute.facts


def test_only_organizations_of_partners_have_the_partner_tag_of_the_settings() -> None:
    found = lived(HOWTO | {"organization": None})

    assert found.figures.by_kind == {"triage": 1}


def test_two_rehearsals_of_one_night_are_the_same_in_every_line() -> None:
    night = (OUTAGE | {"solved_at": "+30"}, HOWTO, OUTAGE | {"at": 0, "subject": "And another one down"})

    assert lived(*night, hours=5) == lived(*night, hours=5)


def test_shadow_mode_shows_what_would_be_written_and_nothing_is() -> None:
    found = lived(OUTAGE, hours=5, MODE="shadow")
    would = of_us(found, 1, "would write")

    assert not of_us(found, 1)
    assert [one.kinds for one in would] == [("triage",), ("acknowledgement",), ("escalation 1",)]
    assert "priority urgent" in would[0].facts
    assert would[1].texts[0].public
    assert f"{would[2].at:%H:%M:%S}" == "02:00:00"
    assert found.figures.recorded == {"acknowledgement": 1, "escalation 1": 1, "triage": 1}
    assert [(one.who.split(",")[0], one.how) for one in found.wakings] == [("Nadia Night", "level 1")]


def test_what_is_switched_off_is_not_there() -> None:
    assert lived(OUTAGE, hours=5, TRIAGE_ACTION_ESCALATE="off", ACKNOWLEDGE="false").figures.by_kind == {"triage": 1}


def test_a_ticket_on_hold_is_told_of_with_the_reason_why_nothing_happens() -> None:
    found = lived(OUTAGE | {"tags": ["tierline_hold"]})

    assert not of_us(found, 1)
    assert "tierline_hold" in of_us(found, 1, "looked")[0].facts[0]


def test_what_zendesk_does_not_let_the_people_of_the_file_do_is_told_and_the_night_goes_on() -> None:
    closed = [{"at": "+1", "status": "closed"}, {"at": "+2", "priority": "low"}]
    found = lived(OUTAGE | {"changes": closed}, HOWTO)

    assert [one.facts for one in found.lines if one.who == "Zendesk"] == [
        ("what the file wants: closed prevents ticket update",)
    ]
    assert of_us(found, 2)


def test_nothing_is_opened_that_could_leave_the_machine() -> None:
    """No socket is connected, bound or looked up at all; contacts with addresses to notify change nothing about it."""
    seen: list[str] = []
    listening = [True]
    sys.addaudithook(lambda event, _: seen.append(event) if listening[0] and event.startswith("socket.") else None)
    contact = json.dumps(LEVEL_1 | {"notify": ["json://127.0.0.1:9/nobody"]})
    try:
        lived(OUTAGE, hours=5, ESCALATION_LEVEL_1=contact)
    finally:
        listening[0] = False

    assert not {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"} & set(seen)


def test_the_settings_keep_all_that_decides_and_lose_account_database_and_secrets() -> None:
    nonsense = "x" * 24
    given = settings_with(
        ZENDESK_SUBDOMAIN="acme",
        ZENDESK_CLIENT_ID="real-client",
        ZENDESK_CLIENT_SECRET=nonsense,
        WEBHOOK_SECRETS=nonsense,
        ESCALATION_HOURS="1,2",
        ESCALATION_LEVEL_1="",
    )
    found = stage_settings(given, "sqlite:///elsewhere.db")
    changed = {name for name in type(given).model_fields if getattr(given, name) != getattr(found, name)}

    assert found.zendesk_url == "http://127.0.0.1"
    assert changed == {
        "zendesk_base_url",
        "zendesk_client_id",
        "zendesk_client_secret",
        "webhook_secrets",
        "webhook_max_bytes",
        "database_url",
        "zendesk_field_tier",
        "zendesk_field_escalation_level",
        "escalation_tick_seconds",
        "reconcile_seconds",
    }


def test_people_and_groups_named_twice_exist_once_and_in_all_their_groups() -> None:
    level_2 = json.dumps({"assignee": "NADIA@example.com", "group": "Bridge"})
    world = stage_world(settings_with(ESCALATION_LEVEL_2=level_2))
    nadia = [number for number, one in world.users.items() if one["email"] == "nadia@example.com"]
    groups = {one["name"]: number for number, one in world.groups.items()}

    assert len(nadia) == 1
    assert world.is_member(nadia[0], groups["Night watch"])
    assert world.is_member(nadia[0], groups["Bridge"])


def test_a_notification_is_told_with_its_target_whatever_its_kind(tmp_path: Any) -> None:
    import asyncio

    from app.rehearsal.stepping import SteppingLoop

    values = {
        "key": "1:1:escalation:1:sms",
        "kind": "escalation",
        "ticket_id": 1,
        "target": "sms to Nadia",
        "title": "Ticket 1 is at level 1",
        "body": "Four hours old.",
        "planned_at": START,
        "not_before": START,
    }

    async def told() -> Traces:
        database = SteppingDatabase.open(f"sqlite:///{tmp_path}/told.db")
        await database.write(lambda connection: connection.execute(insert(schema.notification).values(values)))
        found = await database.read(lambda connection: traces_module.traces_of(connection, Sandbox(), [], START))
        database.close()
        return found

    with asyncio.Runner(loop_factory=SteppingLoop) as runner:
        found = runner.run(told())
    text = "\n".join(script(found))

    assert (
        "22:00:00  #1    Tierline tells (escalation)\n                to sms to Nadia; Ticket 1 is at level 1" in text
    )
    assert "| Four hours old." in text
    assert "sms to Nadia: 1 time" in text
