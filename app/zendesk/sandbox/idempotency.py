"""`Idempotency-Key` on `POST /tickets`: the same key is answered with the same ticket, for two hours."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi.responses import JSONResponse

from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.state import Sandbox

KEPT_FOR: Final = timedelta(hours=2)
LONGEST_KEY: Final = 255


class Kept:
    """The keys of the last two hours with what was asked and answered; a refusal is not kept."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._answers: dict[str, tuple[datetime, dict[str, Any], JSONResponse]] = {}

    def answer(self, key: str | None, draft: dict[str, Any], create: Callable[[], JSONResponse]) -> JSONResponse:
        """Return the kept answer to this key, or that of `create`; 400 where the key came with another draft."""
        if key is None:
            return create()
        if len(key) > LONGEST_KEY:
            raise Refused.bad_request("Idempotency-Key is too long")
        kept = self._answers.get(key)
        if kept is not None and self._sandbox.now() - kept[0] < KEPT_FOR:
            if kept[1] != draft:
                text = "Request parameters don't match the given idempotency key"
                raise Refused(400, {"error": "IdempotentRequestError", "description": text})
            return _with_lookup(kept[2], "hit")
        answer = create()
        self._answers[key] = (self._sandbox.now(), draft, answer)
        return _with_lookup(answer, "miss")


def _with_lookup(answer: JSONResponse, lookup: str) -> JSONResponse:
    """Return the same answer, with the header that says whether the key was known."""
    headers = {"Location": answer.headers["location"], "x-idempotency-lookup": lookup}
    return JSONResponse(json.loads(bytes(answer.body)), answer.status_code, headers)
