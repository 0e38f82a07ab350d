"""Reading Zendesk's documents, and writing ours."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from app.rules.ticket import Form, Priority, Status, Tier
from app.zendesk.errors import InvalidAnswer
from app.zendesk.models import (
    METADATA_LIMIT_BYTES,
    NOBODY,
    CommentDraft,
    FieldIds,
    TicketChange,
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
from tests.zendesk.client_kit import NOW, document, settings

FIELDS = FieldIds.of(settings())
RECORDED = Path(__file__).parents[2].parent / "shared" / "zendesk"


def ticket(**changed: Any) -> dict[str, Any]:
    doc: dict[str, Any] = document("ticket")["ticket"]
    return doc | changed


def with_value(field_id: int, value: Any) -> dict[str, Any]:
    return ticket(custom_fields=[{"id": field_id, "value": value}])


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

    def test_the_form_is_read_from_the_configured_fields(self) -> None:
        read = ticket_from_rest(document("ticket_with_fields")["ticket"], FIELDS, NOW)

        assert (read.tier_field, read.level_field) == (Tier.THREE, 2)
        assert read.form == Form(
            service_affecting=True,
            workaround=False,
            affected_users=14,
            total_users=140,
            circuit_id="42/KXXX/000123",
            category="voice_outage",
        )

    def test_fields_that_are_not_configured_are_not_read(self) -> None:
        read = ticket_from_rest(document("ticket_with_fields")["ticket"], FieldIds(), NOW)

        assert (read.tier_field, read.level_field, read.form) == (None, None, Form())

    def test_the_repeated_fields_stand_in_where_custom_fields_are_missing(self) -> None:
        doc = ticket(custom_fields=None, fields=[{"id": 9400000001, "value": "tier_2"}])

        assert ticket_from_rest(doc, FIELDS, NOW).tier_field is Tier.TWO

    @pytest.mark.parametrize(
        ("value", "tier"),
        [
            ("tier_1", Tier.ONE),
            ("tier_2", Tier.TWO),
            (" Tier_3 ", Tier.THREE),
            (2, Tier.TWO),
            ("3", Tier.THREE),
            (3.0, Tier.THREE),
            (None, None),
            ("", None),
            ("tier_4", None),
            ("tier_0", None),
            ("gold", None),
            (True, None),
            (4, None),
            (["tier_1"], None),
        ],
    )
    def test_the_tier_is_a_dropdown_tag_or_a_number(self, value: Any, tier: Tier | None) -> None:
        assert ticket_from_rest(with_value(9400000001, value), FIELDS, NOW).tier_field is tier

    @pytest.mark.parametrize(
        ("value", "level"),
        [
            ("escalation_level_0", 0),
            ("escalation_level_4", 4),
            (3, 3),
            ("3", 3),
            ("3.0", 3),
            (0, 0),
            (9, 9),
            (10, None),
            (-1, None),
            ("-1", None),
            ("escalation_level_", None),
            ("escalation_level_x", None),
            (1.5, None),
            (float("nan"), None),
            (float("inf"), None),
            (False, None),
            (None, None),
        ],
    )
    def test_the_level_is_a_dropdown_tag_or_a_number(self, value: Any, level: int | None) -> None:
        assert ticket_from_rest(with_value(9400000002, value), FIELDS, NOW).level_field == level

    @pytest.mark.parametrize(
        ("value", "ticked"),
        [
            (True, True),
            (False, False),
            ("true", True),
            ("No", False),
            ("1", True),
            (0, False),
            ("service_affecting_yes", True),
            ("service_affecting_no", False),
            (None, None),
            ("perhaps", None),
            (["yes"], None),
            (1.0, None),
        ],
    )
    def test_a_checkbox_is_a_boolean_or_a_word_for_one(self, value: Any, ticked: bool | None) -> None:
        assert ticket_from_rest(with_value(9400000003, value), FIELDS, NOW).form.service_affecting is ticked

    @pytest.mark.parametrize(
        ("value", "count"),
        [(14, 14), ("14", 14), (" 14 ", 14), ("14.0", 14), (0, 0), ("about 14", None), (-3, None), (10**10, None),
         ("9" * 5000, None), ("١٤", None), (True, None)],
    )  # fmt: skip
    def test_a_count_is_a_number_or_a_string_of_digits(self, value: Any, count: int | None) -> None:
        assert ticket_from_rest(with_value(9400000005, value), FIELDS, NOW).form.affected_users == count

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
