"""The best proposal so far, kept in the store while the solver looks for a better one.

The solver may be deep in a linear program when somebody wants to stop, or may hang, or run out of
memory: whoever ends it then has a checked proposal to end the run with.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import structlog

from api.operations.logs import where
from api.store import Store
from matcher.cohort import Proposal
from matcher.files.proposal_json import proposal_to_dict
from matcher.pinning import ImpossiblePins
from matcher.propose import Draft
from matcher.solve.stop import Stop

PACE = 1.0  # seconds between two drafts, unless somebody wants to stop
SHARE = 0.1  # of the time that drafts may take: they share a core with the solver
HEARTBEAT = 5.0  # seconds
log = structlog.get_logger()


class Drafts:
    """Takes what the solver finds, from its thread, and keeps the best in the store.

    Parameters
    ----------
    store : Store
    run_id : str
    attempt : int
        Fences the writing. Where somebody else has taken the run up, this one is stopped.
    stop : Stop
        A wish to stop makes the latest find be written at once.
    clean : callable
        Judges a proposal; only one that keeps every rule is kept.
    record : callable
        Returns the audit record that is kept with it.
    """

    def __init__(
        self,
        store: Store,
        run_id: str,
        attempt: int,
        stop: Stop,
        *,
        clean: Callable[[Proposal], bool],
        record: Callable[[Proposal], dict[str, Any]],
    ) -> None:
        self.store, self.run_id, self.attempt, self.stop = store, run_id, attempt, stop
        self.clean, self.record = clean, record
        self._latest: Draft | None = None
        self._over = False
        self._wake = threading.Event()
        self._writer = threading.Thread(target=self._write_on, name="drafts", daemon=True)

    def __enter__(self) -> Drafts:
        self._deaf = self.stop.listen(self._wake.set)
        self._writer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over = True
        self._wake.set()
        self._writer.join()
        self._deaf()

    def hear(self, draft: Draft) -> None:
        """Take the best so far."""
        self._latest = draft

    def _write_on(self) -> None:
        pause, beat = 0.0, time.monotonic()
        while True:
            # The first find is written as soon as it is there.
            if not self.stop.asked:
                self._wake.wait(pause or 0.05)
            elif self._latest is None:
                time.sleep(0.05)
            if self._over:
                return
            draft, self._latest = self._latest, None
            if draft is not None:
                began = time.monotonic()
                self._keep(draft)
                beat = time.monotonic()
                pause = max(PACE, (beat - began) / SHARE)
            elif time.monotonic() > beat + HEARTBEAT:
                self._beat()
                beat = time.monotonic()

    def _keep(self, draft: Draft) -> None:
        try:
            proposal = draft()
            if not self.clean(proposal):
                return  # the result itself is judged again, and says so
            document, record = proposal_to_dict(proposal), self.record(proposal)
            with self.store.write(lasting=False) as repository:
                mine = repository.runs.keep_draft(self.run_id, self.attempt, document, record)
            if not mine:
                self.stop.ask()
        except ImpossiblePins:
            return
        except Exception as error:  # a draft may be lost, the result must not be
            log.warning("draft not kept", run_id=self.run_id, error=where(error))

    def _beat(self) -> None:
        try:
            with self.store.write(lasting=False) as repository:
                if not repository.runs.heartbeat(self.run_id, self.attempt):
                    self.stop.ask()
        except Exception as error:
            log.warning("no heartbeat", run_id=self.run_id, error=where(error))
