"""Runs on any machine: put into PostgreSQL's queue, from which workers take them."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from procrastinate.exceptions import ConnectorException

from api.jobs.port import JobsState
from api.jobs.queue import Queue
from api.operations.logs import where
from api.settings import Settings
from api.store import Store

log = structlog.get_logger()


class ClusterJobs:
    """Hands runs to workers; what is to be stopped or forgotten they see in the tables.

    Parameters
    ----------
    store : Store
        On PostgreSQL.
    settings : Settings
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.queue = Queue(store)

    def start(self) -> None:
        """Open the queue."""
        self.queue.open()

    def close(self) -> None:
        """Close the queue; runs go on."""
        self.queue.close()

    def enqueue(self, run_id: str, priority: int) -> None:
        """Say that a run waits. Should that fail, a worker's sweep finds the run in its table."""
        try:
            self.queue.put(run_id, priority)
        except ConnectorException as error:
            log.warning("queue not told", run_id=run_id, error=where(error))

    def request_stop(self, run_id: str) -> None:
        """Leave it to the worker, which looks for wishes a few times a second."""

    def forget(self, run_ids: Iterable[str]) -> None:
        """Leave it to the worker, which ends what is no longer there."""

    def state(self) -> JobsState:
        """Say whether any worker lives."""
        workers = self.queue.workers()
        return JobsState(alive=workers > 0, processes=workers)
