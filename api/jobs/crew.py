"""Solver processes of this machine, watched: their time, their memory, the wish to stop."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import structlog

from api.jobs.child import COMMAND, Child
from api.jobs.messages import Solve
from api.operations.logs import where
from api.settings import Settings
from api.store import Store
from api.store.repository import Repository
from api.store.tables import RunRow

GOODBYE = 3.0  # seconds that running solves have to keep their best when the server ends
STUCK = 60.0  # seconds without a look at the processes; then nothing is being taken up
PACE = 0.25  # seconds between two looks at the queue and at the processes
STOP_PACE = 0.05  # while somebody waits for a run to stop
STOP_SECONDS = 0.3  # a solver that has not stopped by then is ended; the best is kept already
TRIES = 2  # of a run whose process dies: it may have been somebody else's fault
TOO_LONG = "The solver did not end within {seconds:.0f} s of its time limit, so it was ended."
TOO_LARGE = "The solver took more than the {megabytes:,} MB of memory that one run may take."
DIED = (
    "The solver's process ended before it was done ({how}); often there was too little "
    "memory. Start the run again, with fewer other runs beside it."
)
PURGED, CLOSING, STOPPING = "purged", "closing", "stopping"
Claim = Callable[[Repository], RunRow | None]
log = structlog.get_logger()


class NoRoomError(Exception):
    """As many runs are being solved as there may be."""


class Crew:
    """Solves runs in child processes, which stay warm from run to run.

    Parameters
    ----------
    store : Store
    settings : Settings
    look : callable
        Called every `PACE` seconds, and at once after `wake`: takes runs up, hears wishes.
    command : sequence of str
        Starts a solver process.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        look: Callable[[], None],
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.store, self.settings, self.command = store, settings, command
        self.children: list[Child] = []
        self.closing = False
        self._lock = threading.RLock()
        self._look, self._awake = look, threading.Event()
        # Runs whose process has ended before them, why we ended it, and how it ended.
        self._left: deque[tuple[Solve, str, str]] = deque()
        self._last: list[Solve] = []  # held when it was closed, and not yet seen to
        self.looked = time.monotonic()
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to look and to watch."""
        if self.settings.warm:
            self._spawn()
        self._thread.start()

    def close(self) -> None:
        """End: running solves keep their best if they are quick, else they are queued again."""
        with self._lock:
            self.closing = True
            children = list(self.children)
            self._last = [child.run for child in children if child.run]
            for child in children:
                if child.run:
                    child.stop(child.run.run_id, GOODBYE)
        until = time.monotonic() + GOODBYE
        while any(child.run for child in children) and time.monotonic() < until:
            time.sleep(0.05)
        for child in children:
            child.kill(CLOSING)
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join()
        for child in children:
            child.wait()
        self._leave([child.run for child in children if child.run])
        self._last = []

    def wake(self) -> None:
        """Look now."""
        self._awake.set()

    def alive(self) -> bool:
        """Whether it looks and watches."""
        with self._lock:
            fresh = time.monotonic() - self.looked < STUCK
            return self._thread.is_alive() and fresh and not self.closing

    def take(self, claim: Claim) -> Solve | None:
        """Hand the run that `claim` takes to a process; None where it takes none.

        Raises
        ------
        NoRoomError
        """
        with self._lock:
            free = (child for child in self.children if not child.run and not child.why)
            idle = next(free, None)
            if self.closing or (
                idle is None and len(self.children) >= self.settings.runs_at_once()
            ):
                raise NoRoomError
            child = idle or self._spawn()  # before the claim: a run never waits for a process
            with self.store.write() as repository:
                run = claim(repository)
            if run is None:
                return None
            order = Solve(run_id=run.id, attempt=run.attempt, stop=run.stop_requested)
            child.work_on(order, run.time_limit + self.settings.grace)
            if run.stop_requested:
                child.stop(run.id, STOP_SECONDS)
            log.info("run started", run_id=run.id, attempt=run.attempt, process=child.pid)
            return order

    def works_on(self) -> list[Solve]:
        """Return the runs in its hands, with those whose process has just ended before them."""
        with self._lock:
            held = [child.run for child in self.children if child.run]
            return [*held, *self._last, *(run for run, _, _ in self._left)]

    def stop(self, run_id: str) -> None:
        """Tell the process that works on a run to end it with its best; telling twice is once."""
        with self._lock:
            for child in self._working_on([run_id]):
                if child.stop_until == float("inf"):
                    child.stop(run_id, STOP_SECONDS)
        self._awake.set()

    def forget(self, run_ids: Iterable[str]) -> None:
        """End the processes that work on runs that are no longer ours."""
        with self._lock:
            for child in self._working_on(run_ids):
                child.kill(PURGED)

    def _working_on(self, run_ids: Iterable[str]) -> list[Child]:
        wanted = set(run_ids)
        return [child for child in self.children if child.run and child.run.run_id in wanted]

    def _leave(self, runs: Sequence[Solve]) -> None:
        """End what runs with the best that was kept; what has nothing yet begins again later."""
        with self.store.write() as repository:
            for order in [*runs, *(run for run, _, _ in self._left)]:
                run = repository.runs.get(order.run_id)
                if run and (run.stop_requested or repository.runs.has_draft(run.id)):
                    repository.runs.end_early(run.id, order.attempt)
                else:
                    repository.runs.put_back(order.run_id, order.attempt)
        self._left.clear()

    def _work(self) -> None:
        while not self.closing:
            self._awake.wait(STOP_PACE if self._stopping() else PACE)
            self._awake.clear()
            try:
                self._watch()
                self._see_to_left()
                self._look()
                self.looked = time.monotonic()
            except Exception as error:  # a busy store, perhaps: look again
                log.error("queue not read", error=where(error))

    def _stopping(self) -> bool:
        with self._lock:
            return any(child.run and child.stop_until < float("inf") for child in self.children)

    def _spawn(self) -> Child:
        with self._lock:
            child = Child(self.command, self.settings, self._ended, self._gone)
            self.children.append(child)
            return child

    def _watch(self) -> None:
        """End processes that take too long or too much, or that do not hear the wish to stop."""
        most = self.settings.megabytes_per_run()
        with self._lock:
            for child in self.children:
                if not child.run or child.why:
                    continue
                if time.monotonic() > child.until:
                    child.kill(TOO_LONG.format(seconds=self.settings.grace))
                elif child.memory() > most * 2**20:
                    child.kill(TOO_LARGE.format(megabytes=most))
                elif time.monotonic() > child.stop_until and self._end_with_best(child.run):
                    child.kill(STOPPING)

    def _end_with_best(self, run: Solve) -> bool:
        """End a run for its process; False where there is nothing yet, or it has just ended."""
        with self.store.read() as repository:
            if not repository.runs.has_draft(run.run_id):
                return False
        with self.store.write() as repository:
            return repository.runs.end_early(run.run_id, run.attempt)

    def _ended(self, child: Child) -> None:
        with self._lock:
            child.run = None
            if child.memory() > self.settings.megabytes_per_run() * 2**19:
                child.kill(CLOSING)  # what it holds would count against its next run
        self._awake.set()

    def _gone(self, child: Child) -> None:
        """Note the end of a process, and see to the run it leaves behind."""
        with self._lock:
            left, closing = child.run, self.closing
            if left and not closing and child.why != PURGED:
                self._left.append((left, child.why, child.ending()))
            self.children.remove(child)
        if child.why not in (PURGED, CLOSING, STOPPING) and not closing:
            log.warning("process ended", process=child.pid, how=child.ending(),
                        run_id=left.run_id if left else None)  # fmt: skip
        if self.settings.warm and left:  # one that dies without a run would die again
            self._keep_warm()
        self._awake.set()

    def _see_to_left(self) -> None:
        """End runs whose process has ended, or put them back; again, should the store be busy."""
        while self._left:
            run, why, how = self._left[0]
            with self.store.write() as repository:
                runs, row = repository.runs, repository.runs.get(run.run_id)
                if row and row.stop_requested:
                    runs.end_early(run.run_id, run.attempt)
                elif why:
                    runs.end_early(run.run_id, run.attempt, why)
                elif run.attempt < min(TRIES, self.settings.max_attempts):
                    runs.put_back(run.run_id, run.attempt)
                else:
                    runs.end_early(run.run_id, run.attempt, DIED.format(how=how))
            self._left.popleft()

    def _keep_warm(self) -> None:
        with self._lock:
            if not self.closing and not self.children:
                self._spawn()
