"""The server's end of one solver process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import psutil

from api.jobs.messages import Ended, Solve, StopRun
from api.settings import Settings

COMMAND = (sys.executable, "-m", "api.jobs.worker")


class Child:
    """A solver process, those that it starts itself, and the run it works on.

    Parameters
    ----------
    command : sequence of str
    settings : Settings
        Handed over in the environment, never on the command line.
    ended : callable
        Called when the run's result is in the store, from a thread of its own.
    gone : callable
        Called once the process has ended, for whatever reason.
    """

    def __init__(
        self,
        command: Sequence[str],
        settings: Settings,
        ended: Callable[[Child], None],
        gone: Callable[[Child], None],
    ) -> None:
        self.run: Solve | None = None
        self.until = float("inf")
        self.stop_until = float("inf")  # then the best that is kept is the result
        self.why = ""  # it was ended on purpose
        self._ended, self._gone = ended, gone
        self._process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | _environment(settings),
            # Ctrl-C on the server's terminal is the server's to handle.
            start_new_session=True,
        )
        threading.Thread(target=self._listen, name="solver process", daemon=True).start()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def work_on(self, order: Solve, seconds: float) -> None:
        """Hand over a run that may take so many seconds."""
        self.run, self.until = order, time.monotonic() + seconds
        self.stop_until = float("inf")
        self._say(order.model_dump_json())

    def stop(self, run_id: str, seconds: float) -> None:
        """Ask for the run's best proposal within so many seconds."""
        self.stop_until = min(self.stop_until, time.monotonic() + seconds)
        self._say(StopRun(run_id=run_id).model_dump_json())

    def memory(self) -> int:
        """Return the bytes that the process holds, with those it started; 0 where it has ended."""
        try:
            first = psutil.Process(self.pid)
            family = [first, *first.children(recursive=True)]
        except psutil.Error:
            return 0
        return sum(map(_held, family))

    def kill(self, why: str) -> None:
        """End the process at once, and those it started."""
        self.why = why
        if self._process.poll() is None:
            self._end_family()
        self._process.kill()

    def wait(self) -> None:
        """Wait until the process has ended."""
        self._process.wait()

    def ending(self) -> str:
        """Return how the process ended, in words."""
        code = self._process.wait()
        if code >= 0:
            return f"exit code {code}"
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"

    def _end_family(self) -> None:
        """End all of the process's session; it began one, so its number is the session's."""
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 - for mypy: it is a pipe
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except OSError:  # the process has ended: `gone` tells
            return

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - for mypy: it is a pipe
        for line in self._process.stdout:
            Ended.model_validate_json(line)
            self._ended(self)
        self._process.wait()
        self._end_family()  # what it started must not outlive it; no other has its number yet
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what was not sent any more
                continue
        self._gone(self)


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has just ended
        return 0


def _environment(settings: Settings) -> dict[str, str]:
    given = {
        "DATABASE_URL": settings.url().render_as_string(hide_password=False),
        "PARALLEL_RUNS": str(settings.parallel_runs),
    }
    return {f"MATCHER_{name}": value for name, value in given.items()}
