"""The command line: called where only its words matter, started where its process matters."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from io import BytesIO, TextIOWrapper
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

import psutil

from api.cli import main
from matcher.runs.attend import SIGNALS

COHORTS = Path(__file__).parent / "cohorts"
SCRIPT = "import sys; from api.cli import main; sys.exit(main())"  # as pip writes it
SMALL = COHORTS / "massachusetts-38"
PATIENCE = 120  # seconds; other work may share the cores


def matcher(*args: object, **environment: str) -> CompletedProcess[str]:
    """Run `matcher` with these arguments to its end, within this process.

    That spares the start of Python and of everything a command imports, which takes longer than
    most commands do. How a process of its own begins and ends is what `process` is for.
    """
    words = list(map(str, args))
    shown, complaints = (TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        patch.dict(os.environ, surroundings(**environment), clear=True),
        redirect_stdout(shown),
        redirect_stderr(complaints),
        handlers_given_back(),
    ):
        code = main(words)
    return CompletedProcess(words, code, written(shown), written(complaints))


def process(*args: object, **environment: str) -> CompletedProcess[str]:
    """Run `matcher` with these arguments to its end, in a process of its own, as people do."""
    return subprocess.run(
        command(*args),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env=surroundings(**environment),
        check=False,
    )


def started(*args: object, **environment: str) -> subprocess.Popen[str]:
    """Start `matcher` with these arguments in a process of its own."""
    return subprocess.Popen(
        command(*args),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=surroundings(**environment),
    )


def until_it_has_groups(run: subprocess.Popen[str]) -> None:
    """Wait until a started command, to which its output is a terminal, shows what it has found."""
    assert run.stderr is not None
    shown = b""
    while b"so far" not in shown:
        piece = os.read(run.stderr.fileno(), 4096)
        assert piece, f"it ended before it had found anything: {shown.decode()}"
        shown += piece


def until_it_worked(process: psutil.Process, seconds: float) -> None:
    """Wait until a process has taken so much of a processor's time, on however busy a machine."""
    end = time.monotonic() + PATIENCE
    while sum(process.cpu_times()[:2]) < seconds:
        assert time.monotonic() < end, "it does not work"
        time.sleep(0.05)


def first_below(run: subprocess.Popen[str]) -> psutil.Process:
    """Wait for a process that a started command starts itself."""
    end = time.monotonic() + PATIENCE
    while not (found := psutil.Process(run.pid).children()):
        assert time.monotonic() < end, "it starts no process"
        time.sleep(0.05)
    return found[0]


def words_of(process: psutil.Process) -> list[str]:
    """How a process was started; nothing of one that has just ended."""
    with suppress(psutil.Error):
        return list(process.cmdline())
    return []


def command(*args: object) -> list[str]:
    """The words of a command; Python's warnings are errors in it too."""
    return [sys.executable, "-W", "error", "-c", SCRIPT, *map(str, args)]


def surroundings(**environment: str) -> dict[str, str]:
    """An environment in which the output does not hang on the terminal of whoever tests."""
    own = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    return {**own, "PYTHONIOENCODING": "utf-8", **environment}


@contextmanager
def handlers_given_back() -> Iterator[None]:
    """Commands catch signals for good; a test gives them back."""
    kept = {name: signal.getsignal(getattr(signal, name)) for name in SIGNALS}
    try:
        yield
    finally:
        for name, handler in kept.items():
            signal.signal(getattr(signal, name), handler)


def written(stream: TextIOWrapper) -> str:
    """What was written on a stream."""
    stream.flush()
    found = stream.buffer
    assert isinstance(found, BytesIO)
    return found.getvalue().decode()
