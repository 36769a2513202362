"""What was worked out of the cohorts used last, kept in memory and dropped with them.

Reading thousands of rows takes most of a second, and so does judging their groups.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar, cast

T = TypeVar("T")
COHORTS, THINGS = 4, 12  # cohorts, and things of each, that are kept

_kept: OrderedDict[str, OrderedDict[Hashable, object]] = OrderedDict()
_lock = threading.Lock()


def kept(cohort_id: str, key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made of a cohort under this key; make it where it is not there any more.

    Parameters
    ----------
    cohort_id : str
    key : hashable
        Names everything that the thing depends on.
    make : callable
        May run twice at once, in two threads.
    """
    with _lock:
        things = _kept.get(cohort_id)
        if things is not None and key in things:
            _kept.move_to_end(cohort_id)
            things.move_to_end(key)
            return cast("T", things[key])
    made = make()
    with _lock:
        things = _kept.setdefault(cohort_id, OrderedDict())
        _kept.move_to_end(cohort_id)
        things[key] = made
        while len(things) > THINGS:
            things.popitem(last=False)
        while len(_kept) > COHORTS:
            _kept.popitem(last=False)
    return made


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
