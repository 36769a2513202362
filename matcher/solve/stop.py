"""When to stop: the clock, the user, or enough work done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Stop:
    """A wish to stop that may come from a signal handler, another thread or a request."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._listeners: list[Callable[[], object]] = []

    def ask(self) -> None:
        """Ask whoever works to stop and keep the best so far."""
        self._asked.set()
        for listener in tuple(self._listeners):
            listener()

    @property
    def asked(self) -> bool:
        """Whether somebody asked."""
        return self._asked.is_set()

    def listen(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` when asked; the returned function ends that."""
        self._listeners.append(listener)
        if self.asked:
            listener()
        return lambda: self._listeners.remove(listener)


class Clock:
    """Seconds since the start of a run, and until its limit.

    Parameters
    ----------
    limit : float
        Seconds.
    stop : Stop
    counted : bool
        Count seconds of work as `spend` reports it instead of wall time, so that every run of the
        same input does the same work.
    """

    def __init__(self, limit: float, stop: Stop, *, counted: bool = False) -> None:
        self.limit = limit
        self.stop = stop
        self.counted = counted
        self._started = time.monotonic()
        self._spent = 0.0

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return self._spent if self.counted else time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds until the limit; 0 once stopped."""
        return 0.0 if self.stop.asked else max(0.0, self.limit - self.seconds)

    def spend(self, seconds: float) -> None:
        """Report work done; only a counted clock minds."""
        self._spent += seconds

    def until(self, seconds: float) -> Callable[[], bool]:
        """Return a test that holds until so many seconds after the start, or the limit."""
        end = min(seconds, self.limit)
        return lambda: not self.stop.asked and self.seconds < end
