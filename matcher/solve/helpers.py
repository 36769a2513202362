"""Processes that work beside the solver's own: Python runs one thread at a time, they do not.

A helper is asked to call a function and answers with what it returned. It ends where somebody asks
to stop, and with its parent: while it works, a thread of it waits for the pipe to close.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from matcher.solve.stop import Stop

PACKAGE = Path(__file__).resolve().parents[2]

Job = tuple[Any, ...]  # a function's arguments
T = TypeVar("T")


class Helpers:
    """As many helpers as there are to work at a time; they start with their first work,
    or before.

    Parameters
    ----------
    count : int
    stop : Stop
        A wish to stop ends all work at once.
    """

    def __init__(self, count: int, stop: Stop) -> None:
        self.stop = stop
        self._idle: queue.SimpleQueue[_Helper] = queue.SimpleQueue()
        self._all = [_Helper() for _ in range(count)]
        for helper in self._all:
            self._idle.put(helper)

    def start(self) -> None:
        """Start them before there is work: it takes a second."""
        for helper in self._all:
            helper.started()

    def map(self, function: Callable[..., T | None], jobs: Iterable[Job]) -> list[T | None]:
        """Call a function with each job's arguments; None, too, where the work was stopped."""
        with ThreadPoolExecutor(len(self._all)) as pool:
            return list(pool.map(lambda job: self._call(function, job), jobs))

    def close(self) -> None:
        """End all helpers."""
        for helper in self._all:
            helper.end()

    def _call(self, function: Callable[..., T | None], job: Job) -> T | None:
        helper = self._idle.get()
        try:
            return None if self.stop.asked else helper.call(function, job, self.stop)
        finally:
            self._idle.put(helper)


class _Helper:
    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[..., T | None], job: Job, stop: Stop) -> T | None:
        process = self.started()
        forget = stop.listen(process.kill)
        try:
            answer = _ask(process, (function, job))
        finally:
            forget()
        if answer is None:
            self.end()
            return None
        fault, found = answer
        if fault is not None:
            msg = f"a helper failed:\n{fault}"
            raise RuntimeError(msg)
        value: T | None = found
        return value

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def started(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            known = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "matcher.solve.helpers"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join([str(PACKAGE), *known]),
                    "OPENBLAS_NUM_THREADS": "1",  # there are as many helpers as cores
                },
            )
        return self.process


def _ask(process: subprocess.Popen[bytes], work: Any) -> tuple[str | None, Any] | None:
    if process.stdin is None or process.stdout is None:
        return None
    try:
        pickle.dump(work, process.stdin)
        process.stdin.flush()
        answer: tuple[str | None, Any] = pickle.load(process.stdout)  # noqa: S301 - our own child
    except (OSError, ValueError, EOFError, pickle.UnpicklingError):
        return None
    return answer


def _read(works: queue.SimpleQueue[Any]) -> None:
    """Pass work on until the parent is gone."""
    try:
        while True:
            works.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from our own parent
    except (OSError, EOFError, pickle.UnpicklingError):
        os._exit(0)


def _answer(works: queue.SimpleQueue[Any], out: BinaryIO) -> None:
    while True:
        function, job = works.get()
        found: tuple[str | None, Any]
        try:
            found = None, function(*job)
        except Exception:
            found = traceback.format_exc(), None
        pickle.dump(found, out)
        out.flush()


def main() -> None:
    """Answer a parent's calls until it is gone."""
    # Ctrl-C on a terminal reaches this process too; its parent decides what that means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever solvers say is not the answer
    works: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(works,), daemon=True).start()
    with os.fdopen(answers, "wb") as out:
        _answer(works, out)


if __name__ == "__main__":
    main()
