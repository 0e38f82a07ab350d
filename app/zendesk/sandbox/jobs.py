"""Background jobs: an update of many tickets, done later, each ticket by itself."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.state import Sandbox

MANY: Final = 100
JOBS_AT_ONCE: Final = 30

_Changes = Sequence[tuple[int, dict[str, Any]]]


class Jobs:
    """The jobs of one account. With `job_seconds` they run by themselves; without, they move on when asked for."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._jobs: dict[str, dict[str, Any]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, changes: _Changes, actor: int) -> dict[str, Any]:
        """Queue an update of many tickets; refuses more than a hundred, and more jobs than Zendesk runs."""
        if len(changes) > MANY:
            raise Refused.too_many(MANY)
        under_way = [one for one, job in self._jobs.items() if job["status"] in ("queued", "working")]
        if len(under_way) >= JOBS_AT_ONCE:
            body = {"error": "TooManyJobs", "description": "Too many jobs", "current_job_ids": under_way}
            raise Refused(429, body)
        known = self._sandbox.tickets
        stamps = {number: known[number]["updated_at"] for number, _ in changes if number in known}
        job = _job(f"V3-{self._sandbox.next_id():032x}", len(changes))
        job["_work"] = (changes, stamps, actor, self._sandbox.next_request())
        self._jobs[job["id"]] = job
        if self._sandbox.job_seconds is not None:
            task = asyncio.create_task(self._run(job, self._sandbox.job_seconds))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return _shown(job)

    def ask(self, job_id: str) -> dict[str, Any]:
        """Return a job as it stands, or answer 404."""
        job = self._jobs.get(job_id)
        if job is None:
            raise Refused.not_found()
        if job["status"] == "queued":
            job["status"] = "working"
        elif job["status"] == "working" and self._sandbox.job_seconds is None:
            self._finish(job)
        return _shown(job)

    async def _run(self, job: dict[str, Any], seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._finish(job)

    def _finish(self, job: dict[str, Any]) -> None:
        changes, stamps, actor, request = job.pop("_work")
        last = self._sandbox.job_dies_after
        done = [self._apply(number, change, stamps.get(number), actor, request) for number, change in changes[:last]]
        if last is not None and last < len(changes):
            job |= {"status": "killed", "progress": last, "message": "Job was killed"}
            return
        moment = f"{self._sandbox.now():%Y-%m-%d %H:%M:%S} +0000"
        job |= {"status": "completed", "progress": job["total"], "results": done, "message": f"Completed at {moment}"}

    def _apply(
        self, number: int, change: dict[str, Any], queued_at: str | None, actor: int, request: int
    ) -> dict[str, Any]:
        """Apply one change; always safe: against the given stamp, else against the time of queueing."""
        change = {"updated_stamp": queued_at, **change, "safe_update": True}
        try:
            self._sandbox.update(number, change, actor, via_api=True, request=request)
        except Refused as refused:
            row = {"id": number, "action": "update", "success": False, "error": refused.body["error"]}
            return row | {"details": str(refused.body.get("details") or refused.body.get("description"))}
        return {"action": "update", "status": "Updated", "success": True, "id": number}


def _job(job_id: str, total: int) -> dict[str, Any]:
    return {
        "id": job_id,
        "url": f"/api/v2/job_statuses/{job_id}.json",
        "total": total,
        "progress": None,
        "status": "queued",
        "message": None,
        "results": None,
    }


def _shown(job: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in job.items() if not name.startswith("_")}
