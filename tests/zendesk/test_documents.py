"""Reading Zendesk's documents."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.rules.ticket import Form, Priority, Status
from app.zendesk.documents import (
    audit_from_rest,
    comment_from_rest,
    group_from_rest,
    job_from_rest,
    membership_from_rest,
    organization_from_rest,
    ticket_field_from_rest,
    ticket_from_rest,
    user_from_rest,
)
from app.zendesk.errors import InvalidAnswer
from app.zendesk.fields import FieldIds
from app.zendesk.records import NOBODY
from tests.zendesk.client_kit import FIELDS, NOW, document, ticket

RECORDED = Path(__file__).parents[2].parent / "shared" / "zendesk"


class TestTickets:
    def test_a_ticket_is_read_whole(self) -> None:
        read = ticket_from_rest(ticket(priority="high"), FIELDS, NOW)

        assert (read.id, read.status, read.priority) == (501, Status.OPEN, Priority.HIGH)
        assert read.subject == "No dial tone at the north office"
        assert read.description == "All 14 phones at the north office are silent since 08:00."
        assert read.tags == {"north", "voice"}
        assert read.created_at == datetime(2026, 11, 3, 8, 15, 30, tzinfo=UTC)
        assert read.updated_at == datetime(2026, 11, 3, 9, 0, 1, tzinfo=UTC)
        assert (read.requester_id, read.submitter_id, read.assignee_id) == (9100000001, 9100000001, None)
        assert (read.group_id, read.organization_id) == (9300000001, 9200000001)
        assert (read.tier_field, read.level_field, read.form) == (None, None, Form())
        assert read.read_at == NOW

    @pytest.mark.parametrize(
        ("told", "comments"), [({}, None), ({"comment_count": 2}, 2), ({"comment_count": "x"}, None)]
    )
    def test_the_number_of_comments_is_read_where_zendesk_puts_it_beside(
        self, told: dict[str, Any], comments: int | None
    ) -> None:
        assert ticket_from_rest(ticket(**told), FIELDS, NOW).comments == comments

    @pytest.mark.parametrize(
        ("metrics", "never_solved"),
        [
            ({"reopens": 0, "solved_at": None}, True),
            ({"reopens": 0, "solved_at": "2026-11-03T09:00:00Z"}, False),
            ({"reopens": 1, "solved_at": None}, False),
            ({"reopens": None, "solved_at": None}, False),
            ({"reopens": "0", "solved_at": None}, False),
            ({"reopens": False, "solved_at": None}, False),
            ({"reopens": 0, "solved_at": ""}, False),
            ({"reopens": 0}, False),
            ({"solved_at": None}, False),
            ({}, False),
            ([], False),
            ("x", False),
            (None, False),
        ],
        ids=str,
    )
    def test_only_a_whole_metric_set_tells_that_a_ticket_was_never_solved(
        self, metrics: Any, never_solved: bool
    ) -> None:
        assert ticket_from_rest(ticket(metric_set=metrics), FIELDS, NOW).never_solved is never_solved

    def test_a_ticket_without_a_metric_set_may_have_been_solved(self) -> None:
        read = ticket_from_rest(ticket(), FIELDS, NOW)

        assert (read.never_solved, read.requester_at) == (False, None)

    @pytest.mark.parametrize(
        ("stamp", "at"),
        [
            ("2026-11-03T09:00:01Z", datetime(2026, 11, 3, 9, 0, 1, tzinfo=UTC)),
            (None, None),
            ("yesterday", None),
            (7, None),
        ],
        ids=str,
    )
    def test_when_the_requester_last_acted_is_read_where_it_is_told(self, stamp: Any, at: datetime | None) -> None:
        read = ticket_from_rest(ticket(metric_set={"requester_updated_at": stamp}), FIELDS, NOW)

        assert read.requester_at == at

    @pytest.mark.parametrize("status", ["deleted", "archived", "scrubbed", "spam", "DELETED"])
    def test_whatever_is_gone_counts_as_deleted(self, status: str) -> None:
        assert ticket_from_rest(ticket(status=status), FIELDS, NOW).status is Status.DELETED

    @pytest.mark.parametrize("status", [status.value for status in Status])
    def test_every_status_is_known(self, status: str) -> None:
        assert ticket_from_rest(ticket(status=status), FIELDS, NOW).status == status

    def test_text_that_no_database_takes_is_made_storable(self) -> None:
        read = ticket_from_rest(ticket(subject="a\x00b", description="c\ud800d", tags=["e\udfff"]), FIELDS, NOW)

        assert (read.subject, read.description, read.tags) == ("a\ufffdb", "c\ufffdd", frozenset({"e\ufffd"}))

    def test_missing_texts_and_tags_are_empty(self) -> None:
        read = ticket_from_rest(ticket(subject=None, raw_subject=None, description=None, tags=None), FIELDS, NOW)

        assert (read.subject, read.description, read.tags) == ("", "", frozenset())

    @pytest.mark.parametrize("nobody", [None, 0, -1])
    def test_nobody_is_none(self, nobody: int | None) -> None:
        assert ticket_from_rest(ticket(assignee_id=nobody), FIELDS, NOW).assignee_id is None

    def test_the_largest_id_is_an_id(self) -> None:
        assert ticket_from_rest(ticket(id=2**63 - 1), FIELDS, NOW).id == 2**63 - 1

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("id", None),
            ("id", "501"),
            ("id", 0),
            ("id", -5),
            ("id", 2**63),
            ("id", True),
            ("id", 1.5),
            ("requester_id", "9100000001"),
            ("assignee_id", 2**63),
            ("status", None),
            ("status", "frozen"),
            ("priority", "extreme"),
            ("created_at", None),
            ("created_at", "yesterday"),
            ("updated_at", 1793696401),
            ("updated_at", "2026-11-03T09:00:01"),
            ("tags", "north voice"),
            ("custom_fields", {"id": 1}),
            ("custom_fields", ["x"]),
            ("custom_fields", [{"value": 1}]),
        ],
    )
    def test_what_cannot_be_used_is_named(self, key: str, value: Any) -> None:
        with pytest.raises(InvalidAnswer, match=f"ticket.{key}|tags"):
            ticket_from_rest(ticket(**{key: value}), FIELDS, NOW)

    @pytest.mark.parametrize("doc", [None, [], "ticket", 5])
    def test_anything_but_an_object_is_no_ticket(self, doc: Any) -> None:
        with pytest.raises(InvalidAnswer):
            ticket_from_rest(doc, FIELDS, NOW)

    def test_an_error_does_not_repeat_a_customers_words(self) -> None:
        with pytest.raises(InvalidAnswer) as caught:
            ticket_from_rest(ticket(status="my secret is swordfish"), FIELDS, NOW)

        assert "swordfish" not in str(caught.value)

    def test_times_with_an_offset_or_a_fraction_become_utc(self) -> None:
        doc = ticket(created_at="2026-11-03T10:15:30.123456789+02:00")

        created = ticket_from_rest(doc, FIELDS, NOW).created_at

        assert created == datetime(2026, 11, 3, 8, 15, 30, 123456, tzinfo=UTC)
        assert created.tzinfo is UTC


class TestOtherDocuments:
    def test_a_comment_says_who_spoke_to_whom(self) -> None:
        public, private = (comment_from_rest(doc) for doc in document("comments")["comments"])

        assert (public.author_id, public.body, public.public) == (9100000001, "It happens on every call.", True)
        assert (public.attachments, private.attachments) == (1, 0)
        assert private.public is False
        assert public.created_at == datetime(2026, 11, 3, 8, 20, tzinfo=UTC)

    @pytest.mark.parametrize("public", [None, "true", 1])
    def test_a_comment_of_unknown_publicity_is_unusable(self, public: Any) -> None:
        with pytest.raises(InvalidAnswer, match=r"comment\.public"):
            comment_from_rest(document("comments")["comments"][0] | {"public": public})

    def test_a_comment_without_an_author_is_nobodys(self) -> None:
        assert comment_from_rest(document("comments")["comments"][0] | {"author_id": None}).author_id == NOBODY

    def test_an_audit_keeps_our_marker_and_its_events(self) -> None:
        created, by_trigger, ours = (audit_from_rest(doc) for doc in document("audits")["audits"])

        assert ours.custom == {"tierline": "501:1:triage:0"}
        assert (ours.id, ours.ticket_id, ours.author_id) == (8800000010, 501, 9100000007)
        assert ours.events[0]["field_name"] == "priority"
        assert created.custom == {}
        assert by_trigger.author_id == NOBODY

    @pytest.mark.parametrize("metadata", [None, {}, {"custom": None}, {"custom": [1]}, "x"])
    def test_an_audit_without_metadata_has_no_marker(self, metadata: Any) -> None:
        assert audit_from_rest(document("audits")["audits"][0] | {"metadata": metadata}).custom == {}

    @pytest.mark.parametrize(("role", "is_staff"), [("agent", True), ("admin", True), ("end-user", False)])
    def test_agents_and_admins_are_staff(self, role: str, is_staff: bool) -> None:
        assert user_from_rest(document("user")["user"] | {"role": role}).is_staff is is_staff

    def test_a_user_is_read_whole(self) -> None:
        user = user_from_rest(document("me")["user"])

        assert (user.id, user.name, user.email) == (9100000007, "Tierline", "tierline@provider.example")
        assert (user.role, user.organization_id, user.default_group_id) == ("admin", None, 9300000001)
        assert (user.suspended, user.locale) == (False, "en-US")

    def test_the_anonymous_user_is_no_user(self) -> None:
        with pytest.raises(InvalidAnswer, match=r"user\.id is missing"):
            user_from_rest(document("me_anonymous")["user"])

    def test_an_organization_has_its_tags(self) -> None:
        organization = organization_from_rest(document("organization")["organization"])

        assert (organization.id, organization.name) == (9200000001, "Hillside Telecom")
        assert organization.tags == {"partner"}

    def test_dropdowns_have_options(self) -> None:
        subject, status, tier, level = (
            ticket_field_from_rest(doc) for doc in document("ticket_fields")["ticket_fields"]
        )

        assert tier.options == ("tier_1", "tier_2", "tier_3")
        assert status.options == ("open", "solved")
        assert (subject.options, level.options, level.type) == ((), (), "integer")

    @pytest.mark.parametrize(
        ("name", "is_over", "results"), [("queued", False, None), ("working", False, None), ("completed", True, 2)]
    )
    def test_a_job_says_when_it_is_over(self, name: str, is_over: bool, results: int | None) -> None:
        job = job_from_rest(document(f"job_{name}")["job_status"])

        assert (job.is_over, job.total) == (is_over, 2)
        assert (job.results and len(job.results)) == results

    def test_a_job_may_answer_with_a_single_object(self) -> None:
        job = job_from_rest(document("job_completed")["job_status"] | {"results": {"success": True}})

        assert job.results == ({"success": True},)

    @pytest.mark.parametrize("status", ["failed", "killed", "COMPLETED"])
    def test_a_job_that_failed_is_over_too(self, status: str) -> None:
        assert job_from_rest(document("job_queued")["job_status"] | {"status": status}).is_over


PARSERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "ticket": lambda doc: ticket_from_rest(doc, FieldIds(), NOW),
    "audit": audit_from_rest,
    "comment": comment_from_rest,
    "user": user_from_rest,
    "organization": organization_from_rest,
    "group": group_from_rest,
    "group_membership": membership_from_rest,
    "ticket_field": ticket_field_from_rest,
    "job_status": job_from_rest,
}


def documents_of(path: Path) -> list[tuple[str, Any]]:
    body = json.loads(path.read_text("utf-8"))["response"]["body"] or {}
    single = [(name, body[name]) for name in PARSERS if name in body]
    return single + [(name, doc) for name in PARSERS for doc in body.get(f"{name}s") or ()]


def recorded() -> Iterator[Any]:
    for room in ("tickets", "users", "groups", "organizations", "fields"):
        for path in sorted((RECORDED / room).glob("*.json")):
            if documents_of(path):
                yield pytest.param(path, id=f"{room}/{path.stem}")


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded exchanges (../shared/zendesk) are not here")
@pytest.mark.parametrize("path", list(recorded()) or [None])
def test_every_recorded_answer_can_be_read(path: Path) -> None:
    for name, doc in documents_of(path):
        PARSERS[name](doc)


def test_an_error_about_a_missing_name_is_a_sentence() -> None:
    with pytest.raises(InvalidAnswer, match=r"^Zendesk's answer cannot be used: group\.name is missing\.$"):
        group_from_rest({"id": 1})
