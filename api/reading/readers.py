"""The server's end of the reading processes."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

import structlog
from pydantic import ValidationError

from api.errors import UnusableInputError
from api.reading.messages import Found, Wanted, write_upload
from matcher.files.read import Issue

COMMAND = (sys.executable, "-m", "api.reading.process")
log = structlog.get_logger()


class Readers:
    """Reads uploads, a few at once, each for so long and in so much memory.

    Parameters
    ----------
    count : int
        Processes; each is started when first needed.
    seconds : float
        For one upload.
    command : sequence of str
        Starts a reading process.
    """

    def __init__(self, count: int, seconds: float, command: Sequence[str] = COMMAND) -> None:
        self.count, self.seconds, self.command = count, seconds, command
        self._free: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)

    def read(self, files: Mapping[str, bytes], wanted: Wanted = "cohort") -> Found:
        """Return what files hold; waits until a process is free.

        Raises
        ------
        UnusableInputError
            With every fault; or reading them took too long or too much memory.
        """
        for last in (False, True):
            process = self._free.get()
            try:
                if process is not None and process.poll() is not None:  # it died idle
                    _close(process)
                    process = None
                process = process or self._start()
                found = self._ask(process, files, wanted)
            except _DiedError as death:
                # Somebody else may have ended it; what ends it twice is the upload.
                if last or death.overdue:
                    raise self._refusal() from None
                continue
            finally:
                if process is not None and process.poll() is not None:
                    _close(process)
                    process = None
                self._free.put(process)
            if found.faults:
                raise UnusableInputError.of([fault.issue() for fault in found.faults])
            return found
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
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def _ask(
        self, process: subprocess.Popen[bytes], files: Mapping[str, bytes], wanted: Wanted
    ) -> Found:
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            process.kill()

        timer = threading.Timer(self.seconds, end)
        timer.daemon = True
        timer.start()
        answer = b""
        try:
            write_upload(_pipe(process.stdin), files, wanted)
            answer = _pipe(process.stdout).readline()
        except OSError:  # it has ended
            answer = b""
        finally:
            timer.cancel()
        if answer.endswith(b"\n"):
            with suppress(ValidationError):
                return Found.model_validate_json(answer)
        process.kill()
        log.warning("reading process ended", code=process.wait(), overdue=overdue.is_set())
        raise _DiedError(overdue.is_set())

    def _refusal(self) -> UnusableInputError:
        message = (
            f"reading it takes more than {self.seconds:g} s or too much memory; accepted: a "
            "waitlist and a roster without anything else"
        )
        return UnusableInputError.of([Issue("body", None, None, "too-large", message)])


class _DiedError(Exception):
    """The process ended before it had an answer."""

    def __init__(self, overdue: bool) -> None:
        super().__init__()
        self.overdue = overdue


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - for mypy: both are pipes
    return pipe


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        try:
            _pipe(pipe).close()
        except OSError:  # what was not sent any more
            continue
