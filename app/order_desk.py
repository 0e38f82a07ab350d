"""The service's side of `tierline inbox`: carries out the orders that commands leave beside the database."""

import asyncio

import structlog

from app.clock import Clock
from app.errors import AppError, InvalidInput, StoreUnavailable
from app.store import orders
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.orders import Answer, Spool

log = structlog.get_logger()

LOOK_SECONDS = 0.5
SWEEP_EVERY = 7200
"""Looks between two sweeps: an hour."""


class OrderDesk:
    """Looks into the spool twice a second; a person waits for the answer."""

    def __init__(
        self,
        *,
        database: Database,
        spool: Spool,
        box: Inbox,
        clock: Clock,
        zendesk_clock: Clock,
        patience: float = 1.0,
    ) -> None:
        self._look_seconds = LOOK_SECONDS * patience
        self._database = database
        self._spool = spool
        self._box = box
        self._clock = clock
        self._zendesk_clock = zendesk_clock

    async def run(self) -> None:
        """Carry out orders; ends only by cancellation."""
        await asyncio.to_thread(self._spool.open)
        looks = 0
        while True:
            try:
                if looks % SWEEP_EVERY == 0:
                    await self._sweep()
                for order_id in await asyncio.to_thread(self._spool.waiting):
                    await self._serve(order_id)
            except StoreUnavailable as exc:
                log.warning("orders wait", error=str(exc))
            looks += 1
            await asyncio.sleep(self._look_seconds)

    async def _sweep(self) -> None:
        now = self._clock.now()
        await asyncio.to_thread(self._spool.sweep, now)
        await self._database.write(lambda connection: orders.forget_marks(connection, now))

    async def _serve(self, order_id: str) -> None:
        answer = await self._answer(order_id)
        await asyncio.to_thread(self._spool.answer, order_id, answer)
        self._box.arrived.set()

    async def _answer(self, order_id: str) -> Answer:
        """Carry one order out; what is wrong with the order is its answer, what is wrong with the store is raised."""
        try:
            order = await asyncio.to_thread(self._spool.read, order_id)
            now, host_now = self._zendesk_clock.now(), self._clock.now()
            answer = await self._database.write(lambda connection: orders.carry_out(connection, order, now, host_now))
        except StoreUnavailable:
            raise
        except InvalidInput as exc:
            return Answer(error=str(exc))
        except Exception as exc:  # an order of another version, or a mistake of ours: the desk must go on
            log.exception("order failed", order=order_id)
            return Answer(error=str(exc) if isinstance(exc, AppError) else f"{type(exc).__name__}; see the log")
        log.info("order carried out", order=order_id, act=order.act, by=order.by, events=list(answer.changed))
        return answer
