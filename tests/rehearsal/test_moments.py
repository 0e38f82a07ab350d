"""What a file of a rehearsal may hold, when its moments come, and what is said about lines that cannot be used."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.rehearsal.moments import Act, Comment, Moment, Night, Opening, night_of
from app.rules.ticket import Priority, Status, Tier

START = datetime(2026, 9, 14, 22, tzinfo=UTC)
OUTAGE = {"subject": "All phones down", "description": "All 22 phones are down.", "organization": "Kestrel Managed IT"}


def night(*documents: dict[str, Any]) -> Night:
    return night_of([json.dumps(one) for one in documents], START)


def times(found: Night) -> list[str]:
    return [f"{one.at:%d %H:%M:%S}" for one in found.moments]


def test_a_ticket_of_a_labelled_set_is_one_opening_and_its_labels_mean_nothing() -> None:
    labels = {"id": "D-1", "tier": 3, "acceptable": [3], "auto_reject_ok": False, "why": "down", "kind": "outage"}
    form = {"affected_users": 22, "category": None}
    found = night(OUTAGE | labels | {"form": form, "attachments": 2, "partner_priority": "urgent"})
    opening = Opening(
        "All phones down",
        "All 22 phones are down.",
        "Kestrel Managed IT",
        attachments=2,
        form={"affected_users": 22},
        partner_priority=Priority.URGENT,
    )

    assert found == Night((Moment(START, 1, opening),))


def test_tickets_of_a_file_without_times_arrive_evenly_over_the_first_hour() -> None:
    assert times(night(OUTAGE, OUTAGE, OUTAGE)) == ["14 22:00:00", "14 22:20:00", "14 22:40:00"]


@pytest.mark.parametrize(
    ("at", "comes"),
    [
        ("22:05", "14 22:05:00"),
        ("22:05:30", "14 22:05:30"),
        ("21:59", "15 21:59:00"),
        ("6:10", "15 06:10:00"),
        (90, "14 23:30:00"),
        (0.5, "14 22:00:30"),
    ],
)
def test_a_time_is_one_of_the_clock_or_minutes_after_the_start(at: Any, comes: str) -> None:
    assert times(night(OUTAGE | {"at": at})) == [comes]


def test_what_happens_later_may_be_told_in_minutes_after_the_ticket() -> None:
    comment = {"at": "+45", "body": "Still down."}
    found = night(OUTAGE | {"at": "23:00", "comments": [comment], "solved_at": "+90"})

    assert times(found) == ["14 23:00:00", "14 23:45:00", "15 00:30:00"]
    assert [one.what for one in found.moments[1:]] == [
        Comment("partner", "Still down.", True),
        Act(status=Status.SOLVED, assign=True),
    ]


def test_an_agent_can_change_what_an_agent_changes_in_zendesk() -> None:
    change = {"at": "+1", "tags_add": ["tierline_hold"], "tier": 2, "level": 3, "priority": "low", "assign": True}
    found = night(OUTAGE | {"at": 0, "changes": [change]})

    act = Act(tags_add=("tierline_hold",), tier=Tier.TWO, level=3, priority=Priority.LOW, assign=True)
    assert found.moments[1].what == act


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"at": "25:00"}, 'it has an unusable "at": write a time such as "22:05"'),
        ({"at": True}, 'it has an unusable "at"'),
        ({"at": 0, "solved_at": "soon"}, 'it has an unusable "solved_at"'),
        ({"at": 5, "solved_at": 4}, 'it has an "solved_at" before the ticket came in'),
        ({"at": 0, "comments": [{"body": "x"}]}, 'comment 1 has no "at"'),
        ({"at": 0, "comments": [{"at": 1}]}, 'comment 1 has no "body"'),
        ({"at": 0, "comments": [{"at": 1, "body": "x", "author": "boss"}]}, "comment 1 has the \"author\" 'boss'"),
        ({"at": 0, "comments": [{"at": 1, "body": "x", "public": "no"}]}, "neither true nor false"),
        ({"at": 0, "comments": "none"}, 'the "comments" must be a list of objects'),
        ({"at": 0, "changes": [{"at": 1}]}, "change 1 changes nothing"),
        ({"at": 0, "changes": [{"at": 1, "tier": 4}]}, 'change 1 has a "tier" that is not 1, 2 or 3'),
        ({"at": 0, "changes": [{"at": 1, "status": "done"}]}, "change 1 has the \"status\" 'done'"),
        ({"at": 0, "form": [1]}, "'form' must be an object"),
        ({"at": 0, "tags": "vip"}, 'it has "tags" that are no list of texts'),
        ({"at": 0, "subject": "", "description": ""}, 'neither "subject" nor "description"'),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_happen(more: dict[str, Any], says: str) -> None:
    found = night(OUTAGE | {"at": 0}, OUTAGE | more, OUTAGE | {"at": 1})

    assert len(found.problems) == 1
    assert found.problems[0].startswith("line 2: ")
    assert says in found.problems[0]
    assert [one.line for one in found.moments] == [1, 3]


def test_lines_that_are_no_json_are_named_and_empty_ones_are_nothing() -> None:
    found = night_of(["", "{", "[1]", json.dumps(OUTAGE | {"at": 0})], START)

    assert [problem.split(":")[0] for problem in found.problems] == ["line 2", "line 3"]
    assert found.tickets == 1


def test_a_ticket_without_a_time_among_others_that_have_one_is_a_mistake() -> None:
    found = night(OUTAGE | {"at": 3}, OUTAGE)

    assert found.problems == (
        'line 2: it has no "at": write a time such as "22:05", or minutes after the start such as 90.',
    )


def test_a_misspelt_key_is_told_of_and_passed_over() -> None:
    found = night(OUTAGE | {"at": 0, "solvd_at": 5, "comments": [{"at": 1, "body": "x", "bdy": "y"}]})

    assert found.doubts == (
        "line 1: the key 'solvd_at' is passed over (did you mean solved_at?).",
        "line 1: comment 1: the key 'bdy' is passed over (did you mean body?).",
    )
    assert not found.problems


def test_moments_come_in_the_order_of_time_and_tickets_before_what_happens_to_them() -> None:
    found = night(OUTAGE | {"at": 10, "solved_at": 10}, OUTAGE | {"at": 5, "solved_at": 20})

    assert [(one.line, type(one.what)) for one in found.moments] == [(2, Opening), (1, Opening), (1, Act), (2, Act)]
    assert found.moments[-1].at == START + timedelta(minutes=20)
