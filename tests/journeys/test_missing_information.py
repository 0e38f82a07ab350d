"""What is missing is asked for once, inside the acknowledgement, and goes where it belongs when it comes."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.zendesk.sandbox.world import FORM_FIELDS
from tests.journeys.kit import (
    NO_RECONCILE,
    SMALL_FAULT,
    Town,
    decisions,
    effects,
    opened,
    service_comments,
    settled,
    town_with,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

CARRIER = {
    "subject": "Lumen outage",
    "description": "Lumen has an outage in Denver: all our DIDs with them are dead since 09:10, 40 customers hit.",
    "organization": "Kestrel IT",
}
CIRCUIT = "12/ABCD/345678//ZYX"


def circuit_field(place: Town, ticket_id: int) -> Any:
    values = {one["id"]: one["value"] for one in place.parts.sandbox.tickets[ticket_id]["custom_fields"]}
    return values[FORM_FIELDS["circuit_id"][0]]


def missing(place: Town, ticket_id: int) -> list[str]:
    ((names,),) = place.rows("SELECT missing FROM ticket WHERE id = :id", id=ticket_id)
    return list(json.loads(names))


async def test_a_carrier_outage_is_asked_for_its_circuit_once_and_the_answer_fills_the_field(
    tmp_path: Path, database_url: str
) -> None:
    async with town_with(tmp_path, NO_RECONCILE, database_url=database_url) as place:
        ticket = await opened(place, CARRIER)
        (text,) = service_comments(place, ticket, public=True)
        assert "- the Circuit ID" in text
        assert missing(place, ticket) == ["circuit_id"]

        place.reply(ticket, "Any update?")
        await settled(place)
        assert (circuit_field(place, ticket), missing(place, ticket)) == (None, ["circuit_id"])

        place.reply(ticket, f"Sorry, forgot it. Circuit ID: {CIRCUIT}\n\nCall me at 212-555-0100")
        await place.until(lambda: circuit_field(place, ticket) == CIRCUIT)
        await settled(place)

        assert missing(place, ticket) == []
        seen = place.see(ticket)
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 0), "no word more"
        assert effects(place, ticket)[f"{ticket}:1:details:0"]["state"] == "done"
        last = decisions(place, ticket)[-1]
        assert last["rule"] == "details-provided"
        assert f"the partner sent the Circuit ID {CIRCUIT}" in last["summary"]


async def test_a_circuit_in_the_form_or_in_the_text_is_not_asked_for(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        in_form = await opened(place, CARRIER, form={"circuit_id": CIRCUIT})
        in_text = await opened(place, {**CARRIER, "description": f"{CARRIER['description']} Circuit {CIRCUIT}"})

        for ticket in (in_form, in_text):
            (text,) = service_comments(place, ticket, public=True)
            assert "Circuit ID" not in text
            assert missing(place, ticket) == []


@pytest.mark.parametrize("events", [False, True], ids=["triggers", "events"])
async def test_call_examples_are_asked_for_unless_something_is_attached(tmp_path: Path, events: bool) -> None:
    """Neither a ticket as read nor a creation event tells of attachments: the first comment is looked into."""
    async with town_with(tmp_path, NO_RECONCILE, events=events) as place:
        bare = await opened(place, SMALL_FAULT)
        attached = await opened(place, SMALL_FAULT, attachments=2)

        assert "call examples: from, to" in service_comments(place, bare, public=True)[0]
        assert "could not find" not in service_comments(place, attached, public=True)[0]
        assert (missing(place, bare), missing(place, attached)) == (["call_examples"], [])


async def test_comments_are_read_only_where_an_attachment_could_answer(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, CARRIER)

        assert missing(place, ticket) == ["circuit_id"]
        assert place.asked(f"GET /api/v2/tickets/{ticket}/comments") == 0


async def test_the_question_is_in_the_partners_language(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        world = place.parts.sandbox.world
        for name, locale in (("Kestrel IT", "es-419"), ("TelVantage", "fr-CA")):
            world.users[world.person_of(world.organization_named(name))]["locale"] = locale
        spanish, french = await opened(place, CARRIER), await opened(place, SMALL_FAULT)

        assert "- el identificador del circuito (Circuit ID)" in service_comments(place, spanish, public=True)[0]
        said = service_comments(place, french, public=True)[0].replace("\u00a0", " ")
        assert "- des exemples d'appels : origine, destination" in said


async def test_an_answer_in_another_language_fills_the_field_too(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, CARRIER)
        place.reply(ticket, f"Hola, el ID de circuito es {CIRCUIT}. Gracias")
        await place.until(lambda: circuit_field(place, ticket) == CIRCUIT)


async def test_a_field_that_a_person_fills_while_ours_waits_to_be_written_stays_theirs(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, CARRIER)
        place.fault("unavailable", times=1000)
        place.reply(ticket, f"Circuit ID: {CIRCUIT}")
        key = f"{ticket}:1:details:0"
        await place.until(lambda: key in effects(place, ticket))
        place.agent_changes(ticket, custom_fields=[{"id": FORM_FIELDS["circuit_id"][0], "value": "99/ZZZZ/111111"}])
        await place.parts.deliveries.idle()
        place.parts.faults.orders.clear()
        await settled(place)

        assert circuit_field(place, ticket) == "99/ZZZZ/111111"
        assert effects(place, ticket)[key]["state"] == "superseded"


async def test_in_shadow_nothing_is_on_record_as_asked_for(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, {"TRIAGE_ACTION_ACKNOWLEDGE": "shadow"}) as place:
        carrier, bare = await opened(place, CARRIER), await opened(place, SMALL_FAULT)
        attached = await opened(place, SMALL_FAULT, attachments=2)

        assert [missing(place, one) for one in (carrier, bare, attached)] == [[], [], []]
        shadow = dict(place.rows("SELECT ticket_id, change FROM effect WHERE state = 'shadow'"))
        assert "the Circuit ID" in shadow[carrier]
        assert "call examples: from, to" in shadow[bare]
        assert "could not find" not in shadow[attached], "the very text that would have been sent"


async def test_a_circuit_that_a_person_entered_is_not_written_over(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, CARRIER)
        place.agent_changes(ticket, custom_fields=[{"id": FORM_FIELDS["circuit_id"][0], "value": "99/ZZZZ/111111"}])
        await settled(place)
        place.reply(ticket, f"Circuit ID: {CIRCUIT}")
        await settled(place)

        assert circuit_field(place, ticket) == "99/ZZZZ/111111"
        assert missing(place, ticket) == []
