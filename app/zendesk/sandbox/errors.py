"""What the sandbox refuses, in Zendesk's words and shapes."""

from typing import Any, Self


class Refused(Exception):
    """An answer other than 200, with Zendesk's body."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body
        self.headers = headers or {}

    @classmethod
    def not_found(cls) -> Self:
        """Return 404 for a record that is not there."""
        return cls(404, {"error": "RecordNotFound", "description": "Not found"})

    @classmethod
    def no_endpoint(cls) -> Self:
        """Return 404 for a path that does not exist."""
        return cls(404, {"error": "InvalidEndpoint", "description": "Not found"})

    @classmethod
    def invalid(cls, name: str, *details: dict[str, Any]) -> Self:
        """Return 422 with the details of one field."""
        body = {"error": "RecordInvalid", "description": "Record validation errors", "details": {name: list(details)}}
        return cls(422, body)

    @classmethod
    def closed(cls) -> Self:
        """Return 422 for a write on a closed ticket."""
        return cls.invalid("status", {"description": "closed prevents ticket update"})

    @classmethod
    def conflict(cls) -> Self:
        """Return 409 for a safe update on an older stamp."""
        text = "Safe Update prevented the update due to outdated ticket data."
        return cls(409, {"error": "UpdateConflict", "description": text})

    @classmethod
    def limited(cls, retry_after: int) -> Self:
        """Return 429."""
        text = "The API limit has been reached, please wait before making another request."
        body = {"error": "APIRateLimitExceeded", "description": text}
        return cls(429, body, {"Retry-After": str(retry_after)})

    @classmethod
    def too_many(cls, limit: int) -> Self:
        """Return 400 for more values than one call may carry."""
        text = f"Parameter  cannot specify more than {limit} values"
        return cls(400, {"error": "TooManyValues", "description": text, "max_count": limit})

    @classmethod
    def bad_request(cls, text: str) -> Self:
        """Return 400."""
        return cls(400, {"error": "BadRequest", "description": text})
