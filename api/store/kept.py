"""What was worked out of the cohorts used last, kept in memory and dropped with them.

Reading thousands of rows takes most of a second, and so does judging their groups.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from typing import TypeVar, cast

T = TypeVar("T")
COHORTS, THINGS = 4, 12  # cohorts, and things of each, that are kept

_kept: OrderedDict[str, OrderedDict[Hashable, Future[object]]] = OrderedDict()
_lock = threading.Lock()


def kept(cohort_id: str, key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made of a cohort under this key; make it where it is not there any more.

    Who asks while it is being made waits for it: a page asks for several things of one cohort at
    once, and reading it once is quicker than reading it side by side.

    Parameters
    ----------
    cohort_id : str
    key : hashable
        Names everything that the thing depends on.
    make : callable
        What it raises, everybody who waits gets; nothing is kept then.
    """
    with _lock:
        things = _kept.setdefault(cohort_id, OrderedDict())
        ours = key not in things
        thing = things.setdefault(key, Future())
        _kept.move_to_end(cohort_id)
        things.move_to_end(key)
        while len(things) > THINGS:
            things.popitem(last=False)
        while len(_kept) > COHORTS:
            _kept.popitem(last=False)
    if ours:
        try:
            thing.set_result(make())
        except BaseException as error:
            with _lock:
                if things.get(key) is thing:
                    del things[key]
            thing.set_exception(error)
    return cast("T", thing.result())


def forget(cohort_id: str) -> None:
    """Drop everything of a cohort that is purged."""
    with _lock:
        _kept.pop(cohort_id, None)


def digest(files: Mapping[str, bytes]) -> bytes:
    """Return the hash of files by name."""
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(name.encode("utf-8", "replace") + b"\0" + hashlib.sha256(content).digest())
    return whole.digest()
