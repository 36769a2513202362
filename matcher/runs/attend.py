"""A solve that somebody attends: it runs beside the main thread, which hears every wish to stop.

Python handles signals in the main thread only, and not while that is inside the solver; so the
solver gets a thread of its own and the main thread waits, shows progress and listens.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Generic, TypeVar

from matcher.endings import Leave
from matcher.solve.stop import Stop

T = TypeVar("T")
TICK = 0.1  # seconds between two looks at the worker
PATIENCE = 3  # the signal that ends the run at once
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # SIGHUP: the terminal was closed; not on Windows


class Interrupts:
    """Turns signals into a wish to stop.

    The first asks to stop and keep the best so far, the second changes nothing (people press
    Ctrl-C twice), the third raises `Leave`. Files are written whole or not at all, so none of
    them leaves half a file.

    Attributes
    ----------
    stop : Stop
    count : int
        How many signals arrived.
    """

    def __init__(self) -> None:
        self.stop = Stop()
        self.count = 0

    @classmethod
    def caught(cls) -> Interrupts:
        """Return one that from now on catches this process's signals."""
        interrupts = cls()
        for name in SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, interrupts.heard)
        return interrupts

    def heard(self, number: int, frame: FrameType | None) -> None:
        """Take one signal; prints nothing, for a handler may have broken into a print."""
        self.count += 1
        if self.count == 1:
            self.stop.ask()
        elif self.count >= PATIENCE:
            raise Leave


class Attended(Generic[T]):
    """Work in a thread of its own.

    Parameters
    ----------
    work : callable
        What to do; its result or exception is handed over by `result`.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done = threading.Event()
        self._results: list[T] = []
        self._error: BaseException | None = None

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # handed to the thread that waits
            self._error = error
        finally:
            self._done.set()

    def result(self, tick: Callable[[], object]) -> T:
        """Do the work and return its result, calling `tick` every `TICK` seconds meanwhile.

        Raises
        ------
        BaseException
            Whatever the work raised.
        """
        threading.Thread(target=self._run, name="solve", daemon=True).start()
        while not self._done.wait(TICK):
            tick()
        tick()
        if self._error is not None:
            raise self._error
        return self._results[0]
