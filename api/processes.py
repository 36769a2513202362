"""Helper processes that answer one question at a time: what goes wrong in one ends with it."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, TypeVar

import structlog

T = TypeVar("T")
log = structlog.get_logger()


class DiedError(Exception):
    """The process ended before it had an answer."""

    def __init__(self, overdue: bool) -> None:
        super().__init__()
        self.overdue = overdue


class Processes:
    """Asks a few processes, each of which works on one question for so long at most.

    Parameters
    ----------
    count : int
        Processes; each is started when first needed.
    command : sequence of str
        Starts one. It is asked on its standard input and answers with a line.
    environment : mapping, optional
        Handed over beside the server's own.
    """

    def __init__(
        self, count: int, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.count, self.command = count, command
        self.environment = dict(environment or {})
        self._free: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)

    def ask(
        self,
        send: Callable[[IO[bytes]], object],
        read: Callable[[bytes], T | None],
        seconds: float,
    ) -> T:
        """Return an answer; waits until a process is free.

        Parameters
        ----------
        send : callable
            Writes the question.
        read : callable
            Reads the answer's line; None where it is none.
        seconds : float
            Until the process is ended.

        Raises
        ------
        DiedError
            The question took too long, or ended two processes.
        """
        for last in (False, True):
            process = self._free.get()
            try:
                if process is not None and process.poll() is not None:  # it died idle
                    _close(process)
                    process = None
                process = process or self._start()
                return self._ask(process, send, read, seconds)
            except DiedError as death:
                # Somebody else may have ended it; what ends it twice is the question.
                if last or death.overdue:
                    raise
            finally:
                if process is not None and process.poll() is not None:
                    _close(process)
                    process = None
                self._free.put(process)
        raise AssertionError("the second try returns or raises")

    def close(self) -> None:
        """End every process."""
        for _ in range(self.count):
            process = self._free.get()
            if process is not None:
                process.kill()
                process.wait()
                _close(process)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | self.environment,
            start_new_session=True,
        )

    def _ask(
        self,
        process: subprocess.Popen[bytes],
        send: Callable[[IO[bytes]], object],
        read: Callable[[bytes], T | None],
        seconds: float,
    ) -> T:
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        line = b""
        try:
            send(_pipe(process.stdin))
            line = _pipe(process.stdout).readline()
        except OSError:  # it has ended
            line = b""
        finally:
            timer.cancel()
        answer = read(line) if line.endswith(b"\n") else None
        if answer is not None:
            return answer
        process.kill()
        log.warning("helper process ended", code=process.wait(), overdue=overdue.is_set())
        raise DiedError(overdue.is_set())


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - for mypy: both are pipes
    return pipe


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        try:
            _pipe(pipe).close()
        except OSError:  # what was not sent any more
            continue
