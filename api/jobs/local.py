"""Runs on this machine: child processes, as many as the cores allow."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence

import structlog

from api.jobs.child import COMMAND, Child
from api.jobs.messages import Solve
from api.jobs.port import JobsState
from api.logs import where
from api.settings import Settings
from api.store import Store
from api.store.tables import FAILED, QUEUED

GOODBYE = 3.0  # seconds that running solves have to keep their best when the server ends
PACE = 0.5  # seconds between two looks at the queue, should a call to look be missed
TOO_LONG = "The solver did not end within {seconds:.0f} s of its time limit, so it was ended."
DIED = (
    "The solver's process ended before it had a proposal ({how}); often there was too little "
    "memory. Start the run again, with fewer other runs beside it."
)
PURGED, CLOSING = "purged", "closing"
log = structlog.get_logger()


class LocalJobs:
    """Takes queued runs up in child processes, which stay warm from run to run.

    Parameters
    ----------
    store : Store
    settings : Settings
    command : sequence of str
        Starts a solver process.
    """

    def __init__(self, store: Store, settings: Settings, command: Sequence[str] = COMMAND) -> None:
        self.store, self.settings, self.command = store, settings, command
        self._lock = threading.RLock()
        self._look = threading.Event()
        self._closing = False
        self._children: list[Child] = []
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    def start(self) -> None:
        """Take up runs from now on, those that a dead server left behind again."""
        with self.store.write() as repository:
            count = repository.runs.requeue(self.settings.max_attempts)
        if count:
            log.info("interrupted runs queued again", runs=count)
        if self.settings.warm:
            self._spawn()
        self._thread.start()

    def close(self) -> None:
        """End: running solves keep their best if they are quick, else they are queued again."""
        with self._lock:
            self._closing = True
            children = list(self._children)
            for child in children:
                if child.run:
                    child.stop(child.run.run_id)
        until = time.monotonic() + GOODBYE
        while any(child.run for child in children) and time.monotonic() < until:
            time.sleep(0.05)
        for child in children:
            child.kill(CLOSING)
        self._look.set()
        if self._thread.is_alive():
            self._thread.join()
        for child in children:
            child.wait()
        with self.store.write() as repository:
            # Closing in good order is nobody's fault, so it never ends a run.
            repository.runs.requeue(max_attempts=1_000_000)

    def enqueue(self, run_id: str) -> None:
        """Look at the queue now."""
        self._look.set()

    def request_stop(self, run_id: str) -> None:
        """Tell the process that works on a run."""
        with self._lock:
            for child in self._working_on([run_id]):
                child.stop(run_id)

    def forget(self, run_ids: Iterable[str]) -> None:
        """End the processes that work on purged runs."""
        with self._lock:
            for child in self._working_on(run_ids):
                child.kill(PURGED)

    def state(self) -> JobsState:
        """Say how the runners stand."""
        with self._lock:
            alive = self._thread.is_alive() and not self._closing
            return JobsState(alive, len(self._children))

    def _working_on(self, run_ids: Iterable[str]) -> list[Child]:
        wanted = set(run_ids)
        return [child for child in self._children if child.run and child.run.run_id in wanted]

    def _work(self) -> None:
        while not self._closing:
            self._look.wait(PACE)
            self._look.clear()
            try:
                self._end_overdue()
                while self._take_up():
                    pass
            except Exception as error:  # a busy store, perhaps: look again
                log.error("queue not read", error=where(error))

    def _take_up(self) -> bool:
        """Hand the next run to a process; False where there is no run or no room."""
        with self._lock:
            if self._closing:
                return False
            idle = next((child for child in self._children if child.run is None), None)
            if idle is None and len(self._children) >= self.settings.runs_at_once():
                return False
            with self.store.read() as repository:
                if not repository.runs.count(QUEUED):
                    return False
            child = idle or self._spawn()  # before the claim: a run never waits for a process
            with self.store.write() as repository:
                run = repository.runs.claim()
            if run is None:
                return False
            order = Solve(run_id=run.id, attempt=run.attempt, stop=run.stop_requested)
            child.work_on(order, run.time_limit + self.settings.grace)
            log.info("run started", run_id=run.id, attempt=run.attempt, process=child.pid)
            return True

    def _spawn(self) -> Child:
        with self._lock:
            child = Child(self.command, self.settings, self._ended, self._gone)
            self._children.append(child)
            return child

    def _end_overdue(self) -> None:
        with self._lock:
            for child in self._children:
                if child.run and time.monotonic() > child.until:
                    child.kill(TOO_LONG.format(seconds=self.settings.grace))

    def _ended(self, child: Child) -> None:
        with self._lock:
            child.run = None
        self._look.set()

    def _gone(self, child: Child) -> None:
        """Note the end of a process; a run it leaves behind has failed."""
        with self._lock:
            self._children.remove(child)
            left, closing = child.run, self._closing
        if not closing and child.why != PURGED and not left:
            log.warning("idle process ended", process=child.pid, how=child.ending())
        if left and not closing and child.why != PURGED:
            failure = child.why or DIED.format(how=child.ending())
            log.error("process ended", run_id=left.run_id, process=child.pid, how=child.ending())
            with self.store.write() as repository:
                repository.runs.finish(left.run_id, left.attempt, FAILED, failure=failure)
        self._look.set()
