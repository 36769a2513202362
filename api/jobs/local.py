"""Runs on this machine: child processes, as many as the cores allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import structlog

from api.jobs.child import COMMAND
from api.jobs.crew import Crew, NoRoomError
from api.jobs.port import JobsState
from api.settings import Settings
from api.store import Store
from api.store.tables import QUEUED

log = structlog.get_logger()


class LocalJobs:
    """Takes queued runs up in child processes of the server.

    Parameters
    ----------
    store : Store
    settings : Settings
    command : sequence of str
        Starts a solver process.
    """

    def __init__(self, store: Store, settings: Settings, command: Sequence[str] = COMMAND) -> None:
        self.store, self.settings = store, settings
        self.crew = Crew(store, settings, self._take_up, command)

    def start(self) -> None:
        """Take up runs from now on, those that a dead server left behind again."""
        with self.store.write() as repository:
            count = repository.runs.requeue(self.settings.max_attempts)
        if count:
            log.info("interrupted runs queued again", runs=count)
        self.crew.start()

    def close(self) -> None:
        """End: running solves keep their best if they are quick, else they are queued again."""
        self.crew.close()

    def enqueue(self, run_id: str, priority: int) -> None:
        """Look at the queue now."""
        self.crew.wake()

    def request_stop(self, run_id: str) -> None:
        """Tell the process that works on a run."""
        self.crew.stop(run_id)

    def forget(self, run_ids: Iterable[str]) -> None:
        """End the processes that work on purged runs."""
        self.crew.forget(run_ids)

    def state(self) -> JobsState:
        """Say how the runners stand."""
        return JobsState(self.crew.alive(), len(self.crew.children))

    def _take_up(self) -> None:
        """Take runs up, the most urgent first, while there are any and there is room."""
        while True:
            with self.store.read() as repository:
                if not repository.runs.count(QUEUED):
                    return
            try:
                if self.crew.take(lambda repository: repository.runs.claim()) is None:
                    return
            except NoRoomError:
                return
