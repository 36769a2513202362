"""How commands end: with an exit code, and where something is wrong a sentence, no traceback."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

import typer

STARTED = time.monotonic()  # of the process, but for Python's own start
P = ParamSpec("P")

DONE, BROKEN, UNUSABLE, FAULTY, STOPPED = 0, 1, 2, 3, 4
INTERRUPTED = 130  # as shells say it: ended at once, with nothing kept
DEBUG = "MATCHER_DEBUG"


class InternalFault(Exception):  # noqa: N818 - a fault of this program, not of its input
    """Something went wrong inside; the message is a sentence without personal data."""


class Leave(BaseException):
    """The user insisted on ending at once; like KeyboardInterrupt, nothing else may catch it."""


class Refused(Exception):  # noqa: N818 - the coordinator's word
    """What was asked for cannot be done; the message says why and what to do."""


def run(commands: typer.Typer, args: Sequence[str] | None = None) -> int:
    """Run one of some commands and return its exit code; nothing ends in a traceback.

    Parameters
    ----------
    commands : typer.Typer
        Their context's ``obj`` is `time.monotonic` of the start.
    args : sequence of str, optional
        In place of the process's own.
    """
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")  # a name that the terminal cannot show
    started = time.monotonic()
    if args is None:
        started = STARTED
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a sentence, from here on
    try:
        commands(args=args, prog_name="matcher", obj=started)
        code = DONE
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else BROKEN if end.code else DONE
    except BaseException as error:
        code = complain(error)
    if args is None:  # all is written: a late Ctrl-C changes no exit code
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
    try:
        sys.stdout.flush()
    except OSError:  # whoever read our output went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def plain_ending(command: Callable[P, int | None]) -> Callable[P, None]:
    """Make a command end with the exit code it returns, or with sentences where it fails."""

    @wraps(command)
    def ended(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except (typer.Exit, typer.Abort, SystemExit):
            raise
        except BaseException as error:
            code = complain(error)
        raise typer.Exit(code or DONE)

    return ended


def complain(error: BaseException) -> int:
    """Say on stderr why a command failed, and return its exit code."""
    if os.environ.get(DEBUG) == "1":
        import traceback

        traceback.print_exception(error)
    code, sentences = judged(error)
    for sentence in sentences:
        clean = "".join(char if char.isprintable() else " " for char in sentence)
        print(clean, file=sys.stderr)
    return code


def judged(error: BaseException) -> tuple[int, list[str]]:
    """Return the exit code and the sentences that a failure ends with.

    Parameters
    ----------
    error : BaseException
        Whatever a command raised.
    """
    from matcher.files.read.issues import UnusableInput

    if isinstance(error, UnusableInput):
        return UNUSABLE, [str(fault) for fault in error.faults]
    if isinstance(error, Refused):
        return UNUSABLE, [str(error)]
    if isinstance(error, Leave | KeyboardInterrupt):
        return INTERRUPTED, ["Stopped at once; nothing more was written."]
    if isinstance(error, InternalFault):
        return BROKEN, [str(error)]
    if isinstance(error, MemoryError):
        return BROKEN, ["There is not enough memory for a cohort of this size."]
    if isinstance(error, OSError) and error.strerror:
        place = error.filename2 or error.filename  # a rename has two
        return BROKEN, [f"{place}: {error.strerror}." if place else f"{error.strerror}."]
    # The text of an unforeseen error may quote a row, so only its kind is said.
    return BROKEN, [
        f"Something went wrong inside matcher ({type(error).__name__}); "
        f"set {DEBUG}=1 and run it again to see where."
    ]
