"""A run's news, gathered while it is solved and written to the store a few times a second."""

from __future__ import annotations

import math
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

import structlog

from api.operations.logs import where
from api.store import Store
from api.store.runs import Event

if TYPE_CHECKING:  # the server knows no solver
    from matcher.propose import Progress

NEWS = "news"
PACE = 0.2  # seconds between two writings
log = structlog.get_logger()


class News:
    """Takes what the solver reports, from any thread, and keeps the store informed.

    Parameters
    ----------
    store : Store
    run_id : str
    attempt : int
        Fences the writing: a run that somebody else has taken up is left alone.
    """

    def __init__(self, store: Store, run_id: str, attempt: int) -> None:
        self.store, self.run_id, self.attempt = store, run_id, attempt
        self._lock = threading.Lock()
        self._levels: dict[str, dict[str, Any]] = {}
        self._waiting: list[Event] = []
        self._over = threading.Event()
        self._writer = threading.Thread(target=self._write_on, name="news", daemon=True)

    def __enter__(self) -> News:
        self._writer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._writer.join()

    def hear(self, news: Progress) -> None:
        """Take one report."""
        value, bound = _finite(news.value), _finite(news.bound)
        level = {"name": news.level, "value": value, "bound": bound}
        data = {
            "level": news.level, "value": value, "bound": bound,
            "seconds": round(news.seconds, 2), "text": news.text,
        }  # fmt: skip
        with self._lock:
            before = self._levels.get(news.level)
            if before == level:
                return
            kind = "level"
            if before is not None:
                kind = "incumbent" if before["value"] != value else "bound"
            self._levels[news.level] = level
            last = self._waiting[-1] if self._waiting else None
            # Between two writings only the latest of a kind is worth telling.
            if last and last[0] == kind and last[1]["level"] == news.level:
                self._waiting.pop()
            self._waiting.append((kind, data))

    def tell(self, text: str) -> None:
        """Take a sentence about how far a study is."""
        with self._lock:
            if self._waiting and self._waiting[-1][0] == NEWS:
                self._waiting.pop()
            self._waiting.append((NEWS, {"text": text}))

    def _write_on(self) -> None:
        over = False
        while not over:
            over = self._over.wait(PACE)
            with self._lock:
                events, self._waiting = self._waiting, []
                levels = list(self._levels.values())
            if events and not self._write(levels, events):
                return

    def _write(self, levels: list[dict[str, Any]], events: list[Event]) -> bool:
        try:
            with self.store.write(lasting=False) as repository:
                return repository.runs.progress(self.run_id, self.attempt, levels, events)
        except Exception as error:  # news may be lost, the result must not be
            log.warning("news not written", run_id=self.run_id, error=where(error))
            return True


def _finite(value: float | None) -> float | None:
    """Return a number that JSON can hold, whole ones as integers."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else value
