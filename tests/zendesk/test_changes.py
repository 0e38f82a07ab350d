"""Writing what Zendesk is sent."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.rules.ticket import Priority, Status
from app.zendesk.changes import METADATA_LIMIT_BYTES, CommentDraft, TicketChange


class TestChanges:
    def test_what_is_unset_is_left_out(self) -> None:
        assert TicketChange().as_json() == {}

    def test_none_clears_an_assignee_and_a_group(self) -> None:
        assert TicketChange(assignee_id=None, group_id=None).as_json() == {"assignee_id": None, "group_id": None}

    def test_a_whole_change_becomes_the_object_inside_ticket(self) -> None:
        change = TicketChange(
            status=Status.SOLVED,
            priority=Priority.LOW,
            assignee_id=7,
            group_id=8,
            tags=frozenset({"tier_refused", "tier_1"}),
            custom_fields={5: "tier_1", 6: None, 7: 0},
            comment=CommentDraft("Dear partner", public=False),
            metadata={"tierline": "501:1:refusal:0"},
            updated_stamp=datetime(2026, 11, 3, 9, 0, 1, tzinfo=UTC),
        )

        assert change.as_json() == {
            "status": "solved",
            "priority": "low",
            "assignee_id": 7,
            "group_id": 8,
            "tags": ["tier_1", "tier_refused"],
            "custom_fields": [
                {"id": 5, "value": "tier_1"},
                {"id": 6, "value": None},
                {"id": 7, "value": 0},
            ],
            "comment": {"body": "Dear partner", "public": False},
            "metadata": {"tierline": "501:1:refusal:0"},
            "safe_update": True,
            "updated_stamp": "2026-11-03T09:00:01Z",
        }

    def test_removing_every_tag_is_not_the_same_as_leaving_them(self) -> None:
        assert TicketChange(tags=frozenset()).as_json() == {"tags": []}

    def test_without_a_stamp_there_is_no_safe_update_key_since_false_means_true(self) -> None:
        assert "safe_update" not in TicketChange(status=Status.OPEN).as_json()

    def test_a_stamp_is_told_in_utc_and_whole_seconds(self) -> None:
        stamp = datetime(2026, 11, 3, 10, 0, 1, 999_999, tzinfo=timezone(timedelta(hours=1)))

        assert TicketChange(updated_stamp=stamp).as_json()["updated_stamp"] == "2026-11-03T09:00:01Z"

    def test_metadata_beyond_what_zendesk_keeps_is_refused_at_once(self) -> None:
        overhead = len(json.dumps({"k": ""}))

        TicketChange(metadata={"k": "x" * (METADATA_LIMIT_BYTES - overhead)})
        with pytest.raises(ValueError, match="1025 bytes"):
            TicketChange(metadata={"k": "x" * (METADATA_LIMIT_BYTES - overhead + 1)})
