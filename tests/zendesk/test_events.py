"""What is accepted at the door, what is read out of it, and that hostile bytes end as one sentence."""

import contextlib
import json
import random
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String

from app.errors import InvalidPayload
from app.rules.ticket import Form, Priority, Status
from app.store.schema import inbox
from app.zendesk.events import (
    NATIVE_TYPES,
    TYPE_PREFIX,
    Arrival,
    Delivery,
    comment_from_event,
    is_known,
    is_staff_comment,
    parse_event,
    parse_trigger,
    ticket_from_event,
)

NOW = datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC)
ARRIVAL = Arrival("01JDINVOCATION", "01JDWEBHOOK", NOW, "request-1")
DATA = Path(__file__).parent.parent / "data" / "webhooks"
SHARED = Path(__file__).parents[3] / "shared" / "zendesk" / "webhooks"
TRIGGER = {
    "tierline": 1,
    "event": "created",
    "ticket_id": "35436",
    "created_at": "2026-11-24T08:58:00Z",
    "updated_at": "2026-11-24T08:59:00Z",
    "actor_id": "9100000000101",
}


def sample(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def trigger(**changed: Any) -> Delivery:
    return parse_trigger("ticket-created", json.dumps(TRIGGER | changed).encode(), ARRIVAL)


def event(name: str = "ticket_created", **changed: Any) -> Delivery:
    return parse_event(json.dumps(sample(name) | changed).encode(), ARRIVAL)


# --- triggers -------------------------------------------------------------------------------------------------------


def test_a_trigger_body_becomes_a_delivery_that_keeps_the_bytes_as_they_came() -> None:
    raw = json.dumps(TRIGGER, indent=3).encode() + b"\n"

    delivery = parse_trigger("ticket-updated", raw, ARRIVAL)

    assert delivery == Delivery(
        source="ticket-updated",
        ticket_id=35436,
        event_type="updated",
        invocation_id="01JDINVOCATION",
        event_id=None,
        webhook_id="01JDWEBHOOK",
        actor_id=9100000000101,
        occurred_at=datetime(2026, 11, 24, 8, 59, tzinfo=UTC),
        body=raw.decode(),
        received_at=NOW,
        request_id="request-1",
    )


@pytest.mark.parametrize("source", ["ticket-created", "ticket-updated"])
def test_the_shipped_bodies_filled_in_are_accepted(source: Any) -> None:
    shipped = json.loads(resources.files("app.zendesk").joinpath("trigger_bodies.json").read_text("utf-8"))
    body = shipped[source]
    for placeholder, value in {
        "{{ticket.id}}": "35436",
        "{{ticket.created_at_with_timestamp}}": "2026-11-24T08:58:00Z",
        "{{ticket.updated_at_with_timestamp}}": "2026-11-24T08:59:00Z",
        "{{current_user.id}}": "9100000000101",
    }.items():
        body = body.replace(placeholder, value)

    delivery = parse_trigger(source, body.encode(), ARRIVAL)

    assert "{{" not in body
    assert (delivery.ticket_id, delivery.event_type) == (35436, source.removeprefix("ticket-"))
    assert json.loads(body)["event"] == delivery.event_type


def test_the_shipped_bodies_quote_every_placeholder_and_carry_no_free_text() -> None:
    """Zendesk does not escape: a quote in a title would break the JSON, a missing number would leave a gap."""
    shipped = json.loads(resources.files("app.zendesk").joinpath("trigger_bodies.json").read_text("utf-8"))
    for body in shipped.values():
        values = [value for value in json.loads(body).values() if isinstance(value, str) and "{{" in value]
        assert len(values) == body.count("{{") == 4
        assert not any(word in body for word in ("title", "description", "comment", "name", "subject"))


def test_the_setup_page_shows_the_shipped_bodies() -> None:
    page = (Path(__file__).parents[2] / "docs" / "zendesk-setup.md").read_text("utf-8")
    shipped = json.loads(resources.files("app.zendesk").joinpath("trigger_bodies.json").read_text("utf-8"))
    for body in shipped.values():
        assert f"```json\n{body}\n```" in page


@pytest.mark.parametrize(
    ("changed", "ticket_id"),
    [
        pytest.param({"ticket_id": "35436"}, 35436, id="digits"),
        pytest.param({"ticket_id": 35436}, 35436, id="number"),
        pytest.param({"ticket_id": "9223372036854775807"}, 2**63 - 1, id="largest"),
        pytest.param({"note": "an admin's own key", "more": {"a": [1]}}, 35436, id="unknown keys"),
    ],
)
def test_a_ticket_id_is_read_from_digits_or_a_number(changed: dict[str, Any], ticket_id: int) -> None:
    assert trigger(**changed).ticket_id == ticket_id


@pytest.mark.parametrize("value", ["", "{{ticket.id}}", "0", 0, -5, 1.5, True, None, "9223372036854775808", "٣٥", [1]])
def test_a_trigger_without_a_usable_ticket_id_says_which_placeholder_belongs_there(value: object) -> None:
    with pytest.raises(InvalidPayload, match=r"\{\{ticket\.id\}\}"):
        trigger(ticket_id=value)


@pytest.mark.parametrize(("value", "actor"), [("", None), (None, None), ("0", None), ("-1", -1), (-1, -1), ("17", 17)])
def test_an_actor_may_be_absent_and_zendesks_own_machinery_is_minus_one(value: object, actor: int | None) -> None:
    assert trigger(actor_id=value).actor_id == actor


def test_keys_that_came_out_empty_do_not_lose_the_event() -> None:
    delivery = parse_trigger("ticket-created", b'{"ticket_id": "7", "created_at": "", "updated_at": ""}', ARRIVAL)

    assert (delivery.ticket_id, delivery.actor_id, delivery.occurred_at) == (7, None, None)


def test_a_creation_without_update_time_happened_when_the_ticket_was_created() -> None:
    assert trigger(updated_at="").occurred_at == datetime(2026, 11, 24, 8, 58, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({"tierline": 2}, "version 1", id="a later template"),
        pytest.param({"tierline": True}, "version 1", id="no version"),
        pytest.param({"event": "deleted"}, "created or updated", id="another event"),
        pytest.param({"event": ["created"]}, "created or updated", id="event as list"),
        pytest.param({"updated_at": "November 24"}, "updated_at", id="a formatted date"),
        pytest.param({"updated_at": 1795510800}, "updated_at", id="unix seconds"),
        pytest.param({"created_at": "2026-11-24T09:00:00"}, "created_at", id="no zone"),
        pytest.param({"created_at": "0001-01-01T00:00:00+23:59"}, "created_at", id="before year one"),
        pytest.param({"created_at": "2026-13-24T09:00:00Z"}, "created_at", id="month 13"),
        pytest.param({"actor_id": "Rosa"}, "actor_id", id="a name as actor"),
        pytest.param({"actor_id": {}}, "actor_id", id="an object as actor"),
    ],
)
def test_another_shape_is_refused_with_what_was_expected(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidPayload, match=says):
        trigger(**changed)


# --- native events --------------------------------------------------------------------------------------------------


def test_a_native_event_becomes_a_delivery_with_its_own_id_and_full_type() -> None:
    raw = (DATA / "ticket_created.json").read_bytes()

    delivery = parse_event(raw, ARRIVAL)

    assert delivery == Delivery(
        source="events",
        ticket_id=7301,
        event_type="zen:event-type:ticket.created",
        invocation_id="01JDINVOCATION",
        event_id="5d0c9a6e-0000-4000-8000-000000007301",
        webhook_id="01JDWEBHOOK",
        actor_id=9100000000101,
        occurred_at=datetime(2026, 11, 24, 8, 58, 31, 402817, tzinfo=UTC),
        body=raw.decode(),
        received_at=NOW,
        request_id="request-1",
    )


def test_all_37_native_ticket_types_are_known_and_accepted() -> None:
    assert len(NATIVE_TYPES) == 37
    for event_type in NATIVE_TYPES:
        assert event(type=event_type).event_type == event_type
        assert is_known(event_type)


def test_the_native_types_are_those_of_the_collected_enumeration() -> None:
    path = SHARED / "ticket_event_types.json"
    if not path.exists():
        pytest.skip("the collected Zendesk facts are not beside this checkout")
    document = json.loads(path.read_text("utf-8"))
    assert {document["prefix"] + name for name in document["types"]} == NATIVE_TYPES


@pytest.mark.parametrize("name", ["event_ticket_created_sample", "event_ticket_agent_assignment_changed_sample"])
def test_documented_samples_are_read(name: str) -> None:
    path = SHARED / f"{name}.json"
    if not path.exists():
        pytest.skip("the collected Zendesk facts are not beside this checkout")
    body = json.loads(path.read_text("utf-8"))["body"]

    assert parse_event(json.dumps(body).encode(), ARRIVAL).ticket_id == 5158
    assert ticket_from_event(body, NOW) is not None


def test_a_recorded_delivery_about_a_user_is_accepted_without_a_ticket() -> None:
    path = SHARED / "delivery_user_deleted_recorded.json"
    if not path.exists():
        pytest.skip("the collected Zendesk facts are not beside this checkout")
    raw = json.loads(path.read_text("utf-8"))["raw_body"].encode()

    delivery = parse_event(raw, ARRIVAL)

    assert (delivery.ticket_id, delivery.actor_id) == (None, None)
    assert not is_known(delivery.event_type)


def test_an_event_about_a_user_is_accepted_without_a_ticket() -> None:
    delivery = event("user_deleted")

    assert (delivery.ticket_id, delivery.event_type) == (None, "zen:event-type:user.deleted")


@pytest.mark.parametrize("event_type", ["zen:event-type:ticket.updated", "zen:event-type:ticket.brand_new"])
def test_a_type_that_zendesk_adds_later_is_accepted_and_not_known(event_type: str) -> None:
    delivery = event(type=event_type, detail="of another shape", event=None)

    assert delivery.ticket_id == 7301
    assert not is_known(event_type)


@pytest.mark.parametrize(
    ("time", "microsecond"),
    [
        ("2026-11-24T08:58:31Z", 0),
        ("2026-11-24T08:58:31.7Z", 700_000),
        ("2026-11-24T08:58:31.402Z", 402_000),
        ("2026-11-24T08:58:31.402817Z", 402_817),
        ("2026-11-24T08:58:31.402817365Z", 402_817),
        ("2026-11-24T10:58:31.999999999+02:00", 999_999),
    ],
)
def test_event_times_have_up_to_nine_digits_of_a_second(time: str, microsecond: int) -> None:
    assert event(time=time).occurred_at == datetime(2026, 11, 24, 8, 58, 31, microsecond, tzinfo=UTC)


@pytest.mark.parametrize(
    ("actor", "expected"), [("0", None), (None, None), ("-1", -1), ("9100000000900", 9100000000900)]
)
def test_the_actor_of_an_event_is_in_its_detail(actor: object, expected: int | None) -> None:
    assert event(detail=sample("ticket_created")["detail"] | {"actor_id": actor}).actor_id == expected


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({"type": "ticket.created"}, "zen:event-type:", id="type without prefix"),
        pytest.param({"type": None}, "zen:event-type:", id="no type"),
        pytest.param({"type": "zen:event-type:ticket.created\n"}, "zen:event-type:", id="type with newline"),
        pytest.param({"type": "zen:event-type:" + "x" * 500}, "zen:event-type:", id="endless type"),
        pytest.param({"id": None}, '"id"', id="no id"),
        pytest.param({"id": 7}, '"id"', id="number as id"),
        pytest.param({"id": "\ud800"}, '"id"', id="half a surrogate pair as id"),
        pytest.param({"id": ""}, '"id"', id="empty id"),
        pytest.param({"time": None}, '"time"', id="no time"),
        pytest.param({"time": "yesterday"}, '"time"', id="no moment"),
        pytest.param({"time": "2026-11-24T08:58:31.1234567890Z"}, '"time"', id="ten digits"),
        pytest.param({"detail": None}, '"detail"', id="no detail"),
        pytest.param({"event": []}, '"event"', id="event is a list"),
        pytest.param({"subject": "zen:ticket:7302"}, "different tickets", id="subject and detail differ"),
        pytest.param({"subject": "zen:ticket:", "detail": {}}, "zen:ticket:5158", id="no ticket anywhere"),
        pytest.param({"detail": {"id": "7301", "actor_id": "Rosa"}}, "actor_id", id="a name as actor"),
    ],
)
def test_an_envelope_of_another_shape_is_refused_with_what_was_expected(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidPayload, match=says):
        event(**changed)


# --- hostile bytes --------------------------------------------------------------------------------------------------

HOSTILE = {
    "empty": b"",
    "blank": b" \n",
    "not JSON": b"ticket_id=7",
    "cut off": b'{"ticket_id": "7"',
    "two documents": b'{"ticket_id":"7"}{}',
    "unescaped quote": b'{"ticket_id":"7","title":"the "red" one"}',
    "gap": b'{"ticket_id": , "event": "created"}',
    "list": b'[{"ticket_id":"7"}]',
    "text": b'"ticket"',
    "number": b"7",
    "null": b"null",
    "invalid UTF-8": b'{"ticket_id":"7","note":"\xff"}',
    "UTF-16": '{"ticket_id":"7"}'.encode("utf-16"),
    "UTF-8 with mark": b'\xef\xbb\xbf{"ticket_id":"7"}',
    "raw NUL": b'{"ticket_id":"7\x00"}',
    "NaN": b'{"ticket_id":"7","n":NaN}',
    "infinity": b'{"ticket_id":"7","n":-Infinity}',
    "overflowing number": b'{"ticket_id":"7","n":1e999}',
    "huge integer": b'{"ticket_id":"7","n":' + b"9" * 5000 + b"}",
    "long integer": b'{"ticket_id":"7","n":' + b"9" * 25 + b"}",
    "key twice": b'{"ticket_id":"7","ticket_id":"8"}',
    "nested key twice": b'{"ticket_id":"7","a":{"b":1,"b":2}}',
    "deep lists": b'{"ticket_id":"7","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "unclosed lists": b"[" * 200_000,
    "deep objects": b'{"ticket_id":"7","a":' + b'{"a":' * 30_000 + b"1" + b"}" * 30_000 + b"}",
    "rather deep": b'{"ticket_id":"7","a":' + b"[" * 40 + b"]" * 40 + b"}",
}


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in HOSTILE.items()])
def test_hostile_bytes_are_refused_in_one_sentence(raw: bytes) -> None:
    with pytest.raises(InvalidPayload) as as_trigger:
        parse_trigger("ticket-created", raw, ARRIVAL)
    with pytest.raises(InvalidPayload) as as_event:
        parse_event(raw, ARRIVAL)

    for refusal in (as_trigger, as_event):
        assert str(refusal.value).endswith(".")
        assert len(str(refusal.value)) < 200


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert trigger(lists=[[] for _ in range(1000)]).ticket_id == 35436


def test_a_sentence_never_repeats_what_was_sent() -> None:
    for value in ("hunter2", "hunter2 {{", "2026-hunter2"):
        for key in ("tierline", "event", "ticket_id", "created_at", "actor_id"):
            with pytest.raises(InvalidPayload) as refusal:
                trigger(**{key: value})
            assert "hunter2" not in str(refusal.value)


def test_a_damaged_event_is_accepted_or_refused_and_nothing_else_happens() -> None:
    """Cuts, flipped bytes and doubled stretches of a real body."""
    chance = random.Random(7301)
    whole = (DATA / "comment_added.json").read_bytes()
    for _ in range(2000):
        raw = bytearray(whole)
        at = chance.randrange(len(raw))
        damage = chance.randrange(3)
        if damage == 0:
            raw[at] = chance.randrange(256)
        elif damage == 1:
            del raw[at : at + chance.randrange(1, 40)]
        else:
            raw[at:at] = raw[at : at + chance.randrange(1, 40)]
        try:
            delivery = parse_event(bytes(raw), ARRIVAL)
        except InvalidPayload:
            continue
        body = json.loads(delivery.body)
        ticket_from_event(body, NOW)
        comment_from_event(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(key=st.sampled_from(sorted(TRIGGER)), value=json_values)
def test_any_value_under_any_trigger_key_is_accepted_or_refused(key: str, value: object) -> None:
    with contextlib.suppress(InvalidPayload):
        assert trigger(**{key: value}).ticket_id


PLACES = (
    *("id", "type", "time", "subject", "detail", "event", "event.comment"),
    *("detail.id", "detail.actor_id", "detail.status", "detail.priority", "detail.tags", "detail.created_at"),
    *("detail.subject", "detail.description", "detail.requester_id", "detail.updated_at"),
    *("event.comment.id", "event.comment.author", "event.comment.body", "event.comment.is_public"),
)


@given(
    path=st.sampled_from(PLACES),
    value=json_values,
)
def test_any_value_anywhere_in_an_event_is_accepted_or_refused_and_reading_never_raises(
    path: str, value: object
) -> None:
    body = sample("comment_added")
    *parents, last = path.split(".")
    place = body
    for key in parents:
        place = place[key]
    place[last] = value
    try:
        delivery = parse_event(json.dumps(body).encode(), ARRIVAL)
    except InvalidPayload:
        pass
    else:
        delivery.event_type.encode()
    ticket_from_event(body, NOW)
    comment_from_event(body)
    is_staff_comment(body)


# --- snapshots ------------------------------------------------------------------------------------------------------


def test_a_creation_event_carries_the_ticket_as_rest_would_show_it() -> None:
    ticket = ticket_from_event(sample("ticket_created"), NOW)

    assert ticket is not None
    assert (ticket.id, ticket.subject) == (7301, "Harbour Clinic: no outbound calls")
    assert ticket.description.startswith("Since 08:40 nobody")
    assert (ticket.status, ticket.priority, ticket.tags) == (Status.NEW, None, frozenset())
    assert (ticket.assignee_id, ticket.group_id, ticket.organization_id) == (None, 9500000000001, 9600000000001)
    assert (ticket.requester_id, ticket.submitter_id) == (9100000000101, 9100000000101)
    assert ticket.created_at == ticket.updated_at == datetime(2026, 11, 24, 8, 58, 31, tzinfo=UTC)
    assert (ticket.tier_field, ticket.level_field, ticket.form, ticket.read_at) == (None, None, Form(), NOW)


def test_a_later_event_carries_status_priority_tags_and_assignee() -> None:
    ticket = ticket_from_event(sample("comment_added"), NOW)

    assert ticket is not None
    assert (ticket.status, ticket.priority) == (Status.OPEN, Priority.URGENT)
    assert (ticket.tags, ticket.assignee_id) == (frozenset({"tier_3", "vip"}), 9100000000202)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("NEW", Status.NEW),
        ("OPEN", Status.OPEN),
        ("PENDING", Status.PENDING),
        ("HOLD", Status.HOLD),
        ("SOLVED", Status.SOLVED),
        ("CLOSED", Status.CLOSED),
        ("DELETED", Status.DELETED),
        ("ARCHIVED", Status.DELETED),
        ("SCRUBBED", Status.DELETED),
        ("open", Status.OPEN),
    ],
)
def test_every_status_of_an_event_has_a_meaning(written: str, status: Status) -> None:
    body = sample("ticket_created")
    body["detail"]["status"] = written

    ticket = ticket_from_event(body, NOW)

    assert ticket is not None
    assert ticket.status is status


@pytest.mark.parametrize("name", ["soft_deleted", "permanently_deleted", "marked_as_spam"])
def test_after_a_deletion_the_ticket_is_gone_whatever_its_snapshot_says(name: str) -> None:
    body = sample("ticket_created") | {"type": f"zen:event-type:ticket.{name}"}

    ticket = ticket_from_event(body, NOW)

    assert ticket is not None
    assert ticket.status is Status.DELETED


@pytest.mark.parametrize("absent", ["0", "", None])
def test_an_absent_reference_is_none_however_it_is_written(absent: object) -> None:
    body = sample("comment_added")
    body["detail"] |= {"assignee_id": absent, "group_id": absent, "organization_id": absent}

    ticket = ticket_from_event(body, NOW)

    assert ticket is not None
    assert (ticket.assignee_id, ticket.group_id, ticket.organization_id) == (None, None, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": None},
        {"status": "REOPENED"},
        {"status": None},
        {"priority": "CRITICAL"},
        {"tags": "tier_3 vip"},
        {"created_at": None},
        {"updated_at": "soon"},
    ],
)
def test_a_snapshot_that_cannot_be_trusted_stands_for_nothing(changed: dict[str, Any]) -> None:
    """The worker then reads the ticket from Zendesk."""
    body = sample("ticket_created")
    body["detail"] |= changed

    assert ticket_from_event(body, NOW) is None


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59.999999Z"])
def test_a_moment_no_ticket_can_have_is_refused_before_somebody_adds_to_it(moment: str) -> None:
    raw = json.dumps({"ticket_id": "7", "updated_at": moment}).encode()

    with pytest.raises(InvalidPayload, match="updated_at"):
        parse_trigger("ticket-updated", raw, ARRIVAL)


def test_a_type_longer_than_its_column_is_refused_since_postgresql_would() -> None:
    column = inbox.c.event_type.type
    assert isinstance(column, String)
    assert column.length is not None
    longest = TYPE_PREFIX + "x" * 84

    assert len(event(type=longest).event_type) <= column.length
    with pytest.raises(InvalidPayload, match='"type"'):
        event(type=longest + "x")


def test_an_event_about_something_else_carries_no_ticket() -> None:
    assert ticket_from_event(sample("user_deleted"), NOW) is None
    assert ticket_from_event(TRIGGER, NOW) is None


def test_text_that_no_database_takes_is_made_storable() -> None:
    body = sample("ticket_created")
    body["detail"] |= {"subject": "a\x00b", "description": "c\ud800d", "tags": ["e\udfff"]}

    ticket = ticket_from_event(body, NOW)

    assert ticket is not None
    assert (ticket.subject, ticket.description, ticket.tags) == ("a\ufffdb", "c\ufffdd", frozenset({"e\ufffd"}))


def test_a_comment_event_carries_the_comment_and_who_wrote_it() -> None:
    comment = comment_from_event(sample("comment_added"))

    assert comment is not None
    assert (comment.id, comment.author_id, comment.public) == (9700000000001, 9100000000101, True)
    assert comment.body == "It is getting worse: now inbound fails as well."
    assert comment.created_at == datetime(2026, 11, 24, 8, 59, 12, 700_000, tzinfo=UTC)
    assert is_staff_comment(sample("comment_added")) is False


def test_an_event_without_a_usable_comment_carries_none() -> None:
    body = sample("comment_added")
    body["event"]["comment"]["is_public"] = "yes"

    assert comment_from_event(body) is None
    assert comment_from_event(sample("tags_changed")) is None
    assert is_staff_comment(sample("tags_changed")) is None
