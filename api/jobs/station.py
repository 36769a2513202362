"""One machine's share of the runs in PostgreSQL's queue: what ``matcher worker`` does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import SQLAlchemyError

from api.jobs.child import COMMAND
from api.jobs.crew import Crew, NoRoomError
from api.jobs.messages import Solve
from api.jobs.queue import BEAT, Queue, Taker
from api.operations.logs import where
from api.settings import Settings
from api.store import Store
from api.store.tables import ENDED, QUEUED

SWEEP = 5.0  # seconds between two looks for what others left behind
LAST_WORDS = 15.0  # seconds until jobs of a closing worker are given up
PAUSE = 1.0  # seconds until a database that did not answer is tried again
LOOK = 0.1  # seconds between two looks whether a run is out of our hands
log = structlog.get_logger()


class Station:
    """Takes runs out of the queue and solves them in child processes, until it is closed.

    Parameters
    ----------
    store : Store
        On PostgreSQL.
    settings : Settings
    command : sequence of str
        Starts a solver process.
    """

    def __init__(self, store: Store, settings: Settings, command: Sequence[str] = COMMAND) -> None:
        self.store, self.settings = store, settings
        self.crew = Crew(store, settings, self._hear, command)
        self.queue = Queue(store)
        self._closing = asyncio.Event()
        self._beat = 0.0

    async def work(self) -> None:
        """Work until `close` is called."""
        await asyncio.to_thread(self.queue.open)
        self.crew.start()
        taking = asyncio.create_task(self._take())
        sweeping = asyncio.create_task(self._sweep())
        try:
            await self._closing.wait()
        finally:
            taking.cancel()  # once: it takes nothing up any more, and waits for its jobs to end
            sweeping.cancel()
            await self._leave()
            await asyncio.gather(taking, sweeping, return_exceptions=True)
            await asyncio.to_thread(self.queue.close)

    def close(self) -> None:
        """End: running solves keep their best if they are quick, else others take them up."""
        self._closing.set()

    async def _leave(self) -> None:
        try:
            await asyncio.to_thread(self.crew.close)
        except SQLAlchemyError as error:  # what it held goes silent, and others take it up
            log.error("runs not given back", error=where(error))

    async def _take(self) -> None:
        """Take jobs; a database that is gone is waited for."""
        while not self._closing.is_set():
            try:
                # A new one each time: one that lost its database may not get up again.
                taker = Taker(self.store.url, self._solve)
                await taker.take(self.settings.runs_at_once(), LAST_WORDS)
            except Exception as error:  # whatever it was, runs must go on being taken up
                log.error("queue does not answer", error=where(error))
            await asyncio.sleep(PAUSE)

    async def _solve(self, run_id: str) -> None:
        """See one run through: until it has ended, or waits again, or is somebody else's."""
        order = await self._claim(run_id)
        while order in self.crew.works_on():
            await asyncio.sleep(LOOK)
        with suppress(SQLAlchemyError, ConnectorException):  # else a sweep finds it
            await asyncio.to_thread(self.queue.put_again, run_id)

    async def _claim(self, run_id: str) -> Solve | None:
        while not self.crew.closing:
            with suppress(NoRoomError):  # a process of ours is just ending
                return await asyncio.to_thread(
                    self.crew.take, lambda repository: repository.runs.claim(run_id)
                )
            await asyncio.sleep(LOOK)
        return None

    def _hear(self) -> None:
        """Look which of our runs are to be stopped or no longer ours, and say that we live."""
        held = self.crew.works_on()
        if not held:
            return
        beat = time.monotonic() > self._beat + BEAT
        with self.store.read() as repository:
            standing = repository.runs.standing([order.run_id for order in held])
        for order in held:
            attempt, status, stop = standing.get(order.run_id, (None, "", False))
            if attempt != order.attempt or status == QUEUED:
                self.crew.forget([order.run_id])
            elif stop or status in ENDED:  # by itself a moment ago, perhaps
                self.crew.stop(order.run_id)
        if beat:
            with self.store.write() as repository:
                for order in held:
                    repository.runs.heartbeat(order.run_id, order.attempt)
            self._beat = time.monotonic()

    async def _sweep(self) -> None:
        while True:
            try:
                count = await asyncio.to_thread(self.queue.sweep, self.settings.max_attempts)
                if count:
                    log.info("runs of silent workers queued again", runs=count)
            except Exception as error:  # the database is away, perhaps: sweep again
                log.warning("queue not swept", error=where(error))
            await asyncio.sleep(SWEEP)
