"""What the service does by itself now and then: it forgets what is past its time."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

import structlog

from api.errors import NotFoundError
from api.jobs.port import Jobs
from api.operations.logs import where
from api.services import cohorts
from api.settings import Settings
from api.store import Store
from api.store.types import now

PACE = 60.0  # seconds
RETENTION = "retention"
log = structlog.get_logger()


class Upkeep:
    """Purges cohorts that are older than may be kept, and what a purge could not yet overwrite.

    Parameters
    ----------
    store : Store
    jobs : Jobs
    settings : Settings
    """

    def __init__(self, store: Store, jobs: Jobs, settings: Settings) -> None:
        self.store, self.jobs, self.settings = store, jobs, settings
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="upkeep", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def look(self) -> None:
        """Do what is due."""
        if self.settings.retention_days:
            before = now() - timedelta(days=self.settings.retention_days)
            with self.store.read() as repository:
                old = repository.cohorts.older_than(before)
            for cohort_id in old:
                with suppress(NotFoundError):  # somebody has just deleted it
                    cohorts.purge(self.store, self.jobs, cohort_id, RETENTION)
        if self.store.unscrubbed:
            self.store.scrub()

    def _work(self) -> None:
        while True:
            try:
                self.look()
            except Exception as error:  # a busy store, perhaps: look again
                log.error("upkeep failed", error=where(error))
            if self._over.wait(PACE):
                return
