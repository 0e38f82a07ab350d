"""What an answer that is not a success means."""

import json
from typing import Any

import pytest

from app.errors import AppError
from app.zendesk.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidAnswer,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    ZendeskError,
    http_date,
    parse_error,
    retry_after,
)
from tests.zendesk.client_kit import DATE, NOW

NO_ASSIGNEE = {
    "error": "RecordInvalid",
    "description": "Record validation errors",
    "details": {"base": [{"description": "Assignee: is required when solving a ticket", "error": None}]},
}
CLOSED = {
    "error": "RecordInvalid",
    "description": "Record validation errors",
    "details": {"status": [{"description": "closed prevents ticket update"}]},
}


def parsed(status: int, body: Any = None, method: str = "GET", **headers: str) -> ZendeskError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parse_error(
        status,
        {key.replace("_", "-"): value for key, value in headers.items()},
        raw,
        method=method,
        request=f"{method} /api/v2/tickets/42",
    )


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        ({"error": "RecordNotFound", "description": "Not found"}, "RecordNotFound", "Not found"),
        (NO_ASSIGNEE, "RecordInvalid", "Record validation errors"),
        ({"error": {"title": "Forbidden", "message": "Ask an admin"}}, "Forbidden", "Ask an admin"),
        ({"errors": [{"code": "TooDeep", "title": "Too deep", "detail": "Page 500"}]}, "TooDeep", "Page 500"),
        ({"errors": [{"code": "TooDeep", "title": "Too deep"}]}, "TooDeep", "Too deep"),
        ({"error": "Couldn't authenticate you"}, "", "Couldn't authenticate you"),
        ({"error": "invalid_token"}, "invalid_token", ""),
        ({"error": "invalid_scope", "error_description": "No"}, "invalid_scope", "No"),
        ({"description": "Too big", "message": "Entity"}, "", "Too big"),
        ({"error": "A", "description": "two\r\nlines\x00"}, "A", "two lines"),
        (b"<html>Bad gateway</html>", "", ""),
        (b"", "", ""),
        (b"\xff\xfe", "", ""),
        (b"[" * 100_000, "", ""),
        ([1, 2], "", ""),
        ({"errors": []}, "", ""),
        ({"errors": "x"}, "", ""),
        ({"error": None, "details": 5}, "", ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_shape_of_error_is_understood(body: Any, code: str, text: str) -> None:
    error = parsed(418, body)

    assert (error.code, error.text, error.status) == (code, text, 418)


@pytest.mark.parametrize(
    ("status", "method", "kind"),
    [
        (400, "PUT", BadRequest),
        (401, "PUT", Unauthorized),
        (403, "PUT", Forbidden),
        (404, "PUT", NotFound),
        (409, "PUT", Conflict),
        (410, "GET", NotFound),
        (413, "PUT", BadRequest),
        (415, "PUT", BadRequest),
        (422, "PUT", Rejected),
        (429, "PUT", RateLimited),
        (429, "GET", RateLimited),
        (408, "PUT", OutcomeUnknown),
        (408, "GET", Unavailable),
        (500, "GET", Unavailable),
        (503, "GET", Unavailable),
        (520, "GET", Unavailable),
        (500, "PUT", OutcomeUnknown),
        (503, "PUT", OutcomeUnknown),
        (504, "POST", OutcomeUnknown),
        (302, "GET", InvalidAnswer),
        (302, "PUT", OutcomeUnknown),
    ],
)
def test_the_status_and_the_method_decide_what_happened(status: int, method: str, kind: type[ZendeskError]) -> None:
    error = parsed(status, {"error": "Anything", "description": "at all"}, method)

    assert type(error) is kind
    assert error.status == status
    assert isinstance(error, AppError)


def test_the_sentence_names_the_request_the_status_and_the_reason() -> None:
    error = parsed(404, {"error": "RecordNotFound", "description": "Not found"}, "PUT")

    assert str(error) == "Zendesk answered 404 RecordNotFound to PUT /api/v2/tickets/42: Not found."


def test_the_sentence_about_a_write_that_may_have_landed_says_so() -> None:
    assert "may have been applied" in str(parsed(503, b"<html>", "PUT"))
    assert "may have been applied" not in str(parsed(503, b"<html>", "GET"))


def test_foreign_words_are_bounded() -> None:
    assert len(parsed(422, {"error": "E", "description": "x" * 10_000}).text) == 300


def test_too_many_jobs_is_a_matter_of_rate_whatever_its_status() -> None:
    assert isinstance(parsed(422, {"error": "TooManyJobs", "description": "Try again later."}, "PUT"), RateLimited)


class TestRejections:
    def test_each_field_keeps_its_reasons(self) -> None:
        error = parsed(422, NO_ASSIGNEE, "PUT")

        assert isinstance(error, Rejected)
        assert error.details == {"base": ("Assignee: is required when solving a ticket",)}
        assert not error.is_closed

    def test_a_closed_ticket_is_recognised(self) -> None:
        error = parsed(422, CLOSED, "PUT")

        assert isinstance(error, Rejected)
        assert error.is_closed

    @pytest.mark.parametrize(
        ("details", "is_closed"),
        [
            ({"base": [{"description": "Status: closed prevents ticket update"}]}, True),
            ({"status": ["Closed tickets cannot be changed"]}, True),
            ({"base": [{"description": "The group 'closed user group' has no such agent"}]}, False),
            ({"priority": [{"description": "Priority: cannot be reset"}]}, False),
            (None, False),
            ({}, False),
            ([], False),
        ],
    )
    def test_only_a_closed_ticket_counts_as_closed(self, details: Any, is_closed: bool) -> None:
        error = parsed(422, {"error": "RecordInvalid", "details": details}, "PUT")

        assert isinstance(error, Rejected)
        assert error.is_closed is is_closed

    @pytest.mark.parametrize(
        ("value", "told"),
        [
            ([{"description": "a"}, {"error": "b"}], ("a", "b")),
            (["a", "b"], ("a", "b")),
            ({"description": "a"}, ("a",)),
            ("a", ("a",)),
            ([None, {}, 5, {"description": None}], ("5",)),
        ],
    )
    def test_details_may_be_objects_strings_or_one_of_them(self, value: Any, told: tuple[str, ...]) -> None:
        error = parsed(422, {"error": "RecordInvalid", "details": {"base": value}}, "PUT")

        assert isinstance(error, Rejected)
        assert error.details["base"] == told


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("raw", "seconds"),
        [
            ("7", 7.0),
            ("1.5", 1.5),
            ("0", 1.0),
            ("-5", 1.0),
            ("999999", 120.0),
            ("inf", 120.0),
            ("nan", None),
            ("soon", None),
            ("", None),
            ("Tue, 03 Nov 2026 09:10:30 GMT", 30.0),
            ("Tue, 03 Nov 2026 09:09:00 GMT", 1.0),
            ("Tue, 03 Nov 2099 09:09:00 GMT", 120.0),
            ("Tue, 99 Nov 2026 09:09:00 GMT", None),
        ],
    )
    def test_seconds_and_dates_are_understood_and_bounded(self, raw: str, seconds: float | None) -> None:
        assert retry_after({"Retry-After": raw, "Date": DATE}) == seconds

    def test_a_date_without_the_answers_own_date_is_held_against_now(self) -> None:
        headers = {"retry-after": "Tue, 03 Nov 2026 09:10:20 GMT"}

        assert retry_after(headers, NOW) == 20.0
        assert retry_after(headers) is None

    def test_the_spelling_of_the_header_does_not_matter(self) -> None:
        assert retry_after({"RETRY-AFTER": "3"}) == 3.0

    def test_a_429_without_it_means_ten_seconds(self) -> None:
        error = parsed(429)

        assert isinstance(error, RateLimited)
        assert error.retry_after == 10.0

    def test_a_429_and_a_503_carry_it(self) -> None:
        limited, unavailable = parsed(429, Retry_After="4"), parsed(503, Retry_After="5")

        assert isinstance(limited, RateLimited)
        assert isinstance(unavailable, Unavailable)
        assert (limited.retry_after, unavailable.retry_after) == (4.0, 5.0)

    def test_a_503_without_it_says_nothing(self) -> None:
        unavailable = parsed(503)

        assert isinstance(unavailable, Unavailable)
        assert unavailable.retry_after is None


@pytest.mark.parametrize("raw", [None, "", "now", "Tue", "Tue, 03 Nov 99999 09:10:30 GMT"])
def test_an_unreadable_date_is_none(raw: str | None) -> None:
    assert http_date(raw) is None


def test_an_http_date_is_utc() -> None:
    assert http_date(DATE) == NOW
