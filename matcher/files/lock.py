"""Files that one process at a time may hold."""

from __future__ import annotations

import sys
from typing import IO, Any


def take(file: IO[Any], *, wait: bool = True) -> bool:
    """Hold an open file until it is closed, or the process ends, however.

    Parameters
    ----------
    file : file object
    wait : bool
        Whether to wait for whoever holds it.

    Returns
    -------
    bool
        Whether it is ours; always so where the system has no such locks (Windows).
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
