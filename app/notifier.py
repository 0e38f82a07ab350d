"""
Sends the messages that decisions planned for people outside of Zendesk, apart from everything else.

A message goes out when its effect is on the ticket, or after a minute without it, and says so. It is claimed under a
lease: a replica never sends what another one has. A crash between sending and recording repeats one message, since no
chat room can be asked what it was told (docs/decisions/0023).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from app.clock import Clock
from app.crashpoint import reached
from app.errors import StoreUnavailable
from app.rules.audience import Occasion
from app.store import notifications
from app.store.database import Database
from app.store.notifications import Claimed, State, Trouble
from app.wakeup import rung

log = structlog.get_logger()

Deliver = Callable[[str, str, str, Occasion | str], Awaitable[str | None]]

AT_ONCE: Final = 4
"""Sendings at a time to targets that answer, and as many to those that keep us waiting."""
SLOW_SECONDS: Final = 3.0
"""A sending that takes as long makes its target a slow one, until the next is quick."""
LOOK_SECONDS: Final = 1.0
"""Between two looks for what is ready: what other replicas plan, and what the writer ends, is seen in the table."""
TEND_SECONDS: Final = 30.0
"""Between two looks for what failed and what is too old."""
FIRST_DISTANCE: Final = 10.0
LONGEST_DISTANCE: Final = 900.0
NO_ANSWER: Final = "no answer"
"""Begins the reason of a failure where a target took the connection and said nothing: it may have the message."""
TRIES: Final = 100
RECORD_TRIES: Final = 30
"""Seconds through which the outcome of a sending is offered to a store that does not take it."""

STANDING: Final = {
    "planned": "Zendesk does not show this yet: it has not been written there within a minute.",
    "sending": "Zendesk does not show this yet: it has not been written there within a minute.",
    "failed": "Zendesk does not show this: it refused the change. A person must look at the ticket.",
}


class Notifier:
    """Empties the outbox of notifications until it is stopped."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        addresses: Mapping[str, str],
        deliver: Deliver | None = None,
        look_seconds: float = LOOK_SECONDS,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._database = database
        self._clock = clock
        self._addresses = dict(addresses)
        self._deliver = deliver or by_apprise
        self._look_seconds = look_seconds
        # Who looks seldom, since whatever is planned is told, tends no more often.
        self._tend_seconds = max(TEND_SECONDS, look_seconds)
        self._uniform = uniform
        self._busy: dict[str, asyncio.Task[None]] = {}
        """The sendings under way by target: one at a time each."""
        self._began: dict[str, float] = {}
        """When they began; monotonic time."""
        self._slow: set[str] = set()
        """Targets whose last sending was slow."""
        self._awake = asyncio.Event()
        self._tended_at: float | None = None
        self._trouble: list[Trouble] = []
        self._stopping = False

    async def run(self) -> None:
        """Send what is ready; ends after `stop`, with what is under way recorded."""
        try:
            while not self._stopping:
                self._awake.clear()
                try:
                    await self._look()
                except StoreUnavailable as exc:
                    log.warning("notifications cannot be read", error=str(exc))
                await rung(self._awake, self._look_seconds if self._addresses else self._tend_seconds)
            if self._busy:
                await asyncio.wait(self._busy.values())
        finally:
            for task in self._busy.values():
                task.cancel()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self._awake.set()

    def warnings(self) -> list[str]:
        """Return a sentence for every target that people were not told through, as of the last look."""
        return [_sentence(one) for one in self._trouble]

    # -- looking --------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        now = self._clock.now()
        if self._tended_at is None or self._clock.monotonic() - self._tended_at >= self._tend_seconds:
            await self._tend()
        ids: list[int] = []
        for targets, room in self._free():
            ids += (await self._database.read(partial(notifications.due, host_now=now, targets=targets)))[:room]
        if not ids:
            return
        for one in await self._database.write(lambda connection: notifications.claim(connection, ids, now)):
            self._began[one.target] = self._clock.monotonic()
            self._busy[one.target] = asyncio.create_task(self._send(one), name=f"notify {one.target}")

    def _free(self) -> Iterator[tuple[list[str], int]]:
        """
        Return the targets that can be told, and how many of them at a time: those that answer, then the slow ones.

        Apart, since several that hang (one provider behind many addresses) would else take every place there is.
        """
        slow = {target for target in self._addresses if self._is_slow(target)}
        for some in (self._addresses.keys() - slow, slow):
            free = [target for target in self._addresses if target in some - self._busy.keys()]
            room = AT_ONCE - len(some & self._busy.keys())
            if free and room > 0:
                yield free, room

    def _is_slow(self, target: str) -> bool:
        began = self._began.get(target)
        return target in self._slow or (began is not None and self._clock.monotonic() - began >= SLOW_SECONDS)

    async def _tend(self) -> None:
        now = self._clock.now()
        given_up = await self._database.write(lambda c: notifications.give_up(c, now, self._addresses))
        if given_up:
            log.warning("notifications were given up after a day", count=given_up)
        self._trouble = await self._database.read(lambda connection: notifications.trouble(connection, now))
        self._tended_at = self._clock.monotonic()

    # -- sending --------------------------------------------------------------------------------------------------

    async def _send(self, one: Claimed) -> None:
        try:
            reached("notifier.claimed")
            why = await self._deliver(self._addresses[one.target], one.title, text_of(one), one.kind)
            reached("notifier.sent")
            await self._record(one, why)
        except Exception:  # the lease ends, and it is tried again
            log.exception("a notification was not handled", key=one.key)
        finally:
            self._note_pace(one.target)
            self._busy.pop(one.target, None)
            self._awake.set()

    def _note_pace(self, target: str) -> None:
        if self._clock.monotonic() - self._began.pop(target) >= SLOW_SECONDS:
            self._slow.add(target)
        else:
            self._slow.discard(target)

    async def _record(self, one: Claimed, why: str | None) -> None:
        """Store how a sending ended; a store that is away is asked for a while, since an unrecorded one is repeated."""
        for _ in range(RECORD_TRIES):
            try:
                await self._store(one, why)
            except StoreUnavailable as exc:
                log.warning("the outcome of a notification cannot be stored yet", key=one.key, error=str(exc))
                await asyncio.sleep(1.0)
            else:
                return
        log.error("a notification may be repeated: its outcome was not stored", key=one.key)

    async def _store(self, one: Claimed, why: str | None) -> None:
        now = self._clock.now()
        if why is None:
            outcome = f"sent; {STANDING[one.standing].rstrip('.')}" if one.standing else "sent"
            await self._database.write(lambda c: notifications.end(c, one, State.SENT, outcome, now))
            log.info("notification sent", key=one.key, attempts=one.attempts + 1)
        elif is_hopeless(one, now - one.planned_at):
            given_up = f"given up: tried {one.attempts + 1} times, at last: {why}"
            await self._database.write(lambda c: notifications.end(c, one, State.FAILED, given_up, now))
            self._tended_at = None
            log.error("notification given up", key=one.key, attempts=one.attempts + 1, why=why)
        else:
            is_unsure = why.startswith(NO_ANSWER)
            seconds = distance(one.attempts + 1, is_unsure=is_unsure) * self._uniform(0.8, 1.0)
            again_at = now + timedelta(seconds=seconds)
            await self._database.write(lambda c: notifications.retry(c, one, why, again_at))
            if one.attempts + 1 >= notifications.TRIED_OFTEN:
                self._tended_at = None
            self._log_failure(one, why, seconds)

    def _log_failure(self, one: Claimed, why: str, seconds: float) -> None:
        """Warn of the first failure of a message; health tells of those that go on."""
        tries, again = one.attempts + 1, round(seconds)
        if one.attempts:
            log.info("notification was not taken again", key=one.key, attempts=tries, why=why, again_in_seconds=again)
        else:
            log.warning("notification was not taken", key=one.key, why=why, again_in_seconds=again)


# -- pure parts -------------------------------------------------------------------------------------------------------


def distance(tries: int, *, is_unsure: bool = False) -> float:
    """
    Return the seconds to the next try after so many, before they are spread: doubling up to a quarter of an hour.

    While it `is_unsure` whether the last try arrived they go on doubling: a target that takes every message and never
    answers is told a dozen times within the day, and not a hundred.
    """
    seconds = FIRST_DISTANCE * 2.0 ** min(tries - 1, 16)
    return seconds if is_unsure else min(seconds, LONGEST_DISTANCE)


def is_hopeless(one: Claimed, age: timedelta) -> bool:
    """Return whether a message that failed once more is given up; one that a hold kept back has a few tries, too."""
    tries = one.attempts + 1
    return tries >= TRIES or (age >= notifications.GIVEN_UP_AFTER and tries >= notifications.TRIED_OFTEN)


def text_of(one: Claimed) -> str:
    """Return what people read: the message as it was planned, and how it stands in Zendesk."""
    return f"{one.body}\n{STANDING[one.standing]}" if one.standing else one.body


def _sentence(one: Trouble) -> str:
    what = f"{one.count} notification(s) of the kind {one.kind} to {one.target}"
    check = "check the address with `tierline notify-test`"
    if one.is_over:
        return f"{what} were given up within the last day, nobody was told: {one.why}; {check}"
    return f"{what} are tried in vain: {one.why}; {check}"


async def by_apprise(address: str, title: str, body: str, kind: Occasion | str) -> str | None:
    """Send one message through apprise; see `app.messenger.deliver`."""
    from app.messenger import deliver  # loaded by the check of the settings, wherever there is an address

    return await deliver(address, title, body, kind)
