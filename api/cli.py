"""The console script `matcher`; what it can do stands in `api.commands`."""

from __future__ import annotations

import signal
from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    args : sequence of str, optional
        In place of the process's own.
    """
    if args is None:  # Ctrl-C while we are still importing ends us without a traceback
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from api.commands import app
    from matcher.endings import run

    return run(app, args)
