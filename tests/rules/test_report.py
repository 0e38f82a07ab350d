"""Tickets from files: read as a person would read them, and refused only where nobody could know what is meant."""

from typing import Any

import pytest

from app.rules.report import report_from_json
from app.rules.ticket import Form, Priority, Report


def test_the_keys_of_the_labelled_sets_are_read_and_labels_are_ignored() -> None:
    form: dict[str, Any] = {"service_affecting": True, "workaround": False, "affected_users": 3, "total_users": 40}
    form |= {"circuit_id": "C-1", "category": "trunk"}
    document: dict[str, Any] = {
        "subject": "s",
        "description": "d",
        "organization": "Acme",
        "attachments": 2,
        "form": form,
    }
    document |= {"partner_priority": "high", "tier": 3, "auto_reject_ok": False, "whatever": [1]}

    report = report_from_json(document)

    assert report == Report("s", "d", "Acme", 2, Form(True, False, 3, 40, "C-1", "trunk"), Priority.HIGH)


@pytest.mark.parametrize(
    "document",
    [{}, {"subject": None, "description": None}, {"organization": "  ", "form": {}}, {"form": "", "attachments": None}],
    ids=["nothing", "nulls", "blank", "empty"],
)
def test_what_is_missing_null_or_blank_is_not_there(document: dict[str, Any]) -> None:
    assert report_from_json(document) == Report("", "")


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("12", 12),
        (" 1,200 ", 1200),
        ("1 200", 1200),
        ("about 40 users", 40),
        ("5+", 5),
        (5.0, 5),
        ("5.0", 5),
        (0, 0),
        (-1, None),
        ("", None),
        ("n/a", None),
        (float("nan"), None),
    ],
    ids=str,
)
def test_numbers_may_stand_as_people_and_forms_write_them(told: Any, read: int | None) -> None:
    assert report_from_json({"form": {"affected_users": told}}).form.affected_users == read


@pytest.mark.parametrize(
    ("told", "read"),
    [("yes", True), ("No", False), ("TRUE", True), (1, True), ("0", False), ("none", False), ("", None), ("n/a", None)],
    ids=str,
)
def test_flags_may_be_words(told: Any, read: bool | None) -> None:
    assert report_from_json({"form": {"workaround": told}}).form.workaround is read


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("URGENT", Priority.URGENT),
        ("asap", Priority.URGENT),
        ("P3", Priority.NORMAL),
        (2, Priority.HIGH),
        ("banana", None),
        ({}, None),
        ("", None),
    ],
    ids=str,
)
def test_a_priority_is_a_hint_so_a_strange_one_is_none(told: Any, read: Priority | None) -> None:
    assert report_from_json({"partner_priority": told}).partner_priority is read


def test_text_may_be_a_number_or_a_list_of_lines_and_attachments_a_list() -> None:
    document: dict[str, Any] = {"subject": 4711, "description": ["one", "two"], "attachments": ["a.pcap", "b.png"]}
    document |= {"organization": {"id": 7, "name": "Acme"}}

    report = report_from_json(document)

    assert (report.subject, report.description, report.attachments) == ("4711", "one\ntwo", 2)
    assert report.organization == "Acme"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"subject": {"text": "x"}}, "'subject' must be text or null."),
        ({"description": [1]}, "'description' must be text or null."),
        ({"organization": True}, "'organization' must be text or null."),
        ({"form": "big"}, "'form' must be an object or null."),
        ({"form": {"affected_users": "many"}}, "'affected_users' must be a whole number or null."),
        ({"form": {"total_users": 2.5}}, "'total_users' must be a whole number or null."),
        ({"form": {"total_users": 10**400}}, "'total_users' must be a whole number or null."),
        ({"form": {"total_users": float("inf")}}, "'total_users' must be a whole number or null."),
        ({"form": {"workaround": "maybe"}}, "'workaround' must be true, false or null."),
        ({"attachments": {}}, "'attachments' must be a whole number or null."),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_nobody_could_understand_is_named(document: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        report_from_json(document)

    assert str(caught.value) == sentence
