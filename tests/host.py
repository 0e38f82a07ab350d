"""A host whose clocks a test can move while real time goes on."""

from datetime import datetime, timedelta, tzinfo

import apscheduler.schedulers.base
import pytest

from app.clock import SystemClock


class Host(SystemClock):
    """The host's clocks, of which the wall clock can be set and the other made to sleep."""

    def __init__(self) -> None:
        self.set_by = timedelta(0)
        self.slept = 0.0

    def now(self) -> datetime:
        return super().now() + self.set_by

    def monotonic(self) -> float:
        return super().monotonic() + self.slept


def moved_with(host: Host, monkeypatch: pytest.MonkeyPatch) -> Host:
    """Let APScheduler, which asks nobody but the system for the time, live by this host's wall clock."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return host.now().astimezone(tz)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Moved)
    return host
