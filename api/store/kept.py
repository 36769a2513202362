"""The cohorts read last, kept in memory: reading thousands of rows takes most of a second."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

from matcher.files.read import Reading

MOST = 4

_kept: OrderedDict[str, tuple[bytes, Reading]] = OrderedDict()
_lock = threading.Lock()


def kept(
    cohort_id: str, files: Mapping[str, bytes], read: Callable[[Mapping[str, bytes]], Reading]
) -> Reading:
    """Return what a cohort's files hold; read them only if they are not those read last."""
    digest = _digest(files)
    with _lock:
        found = _kept.get(cohort_id)
        if found is not None and found[0] == digest:
            _kept.move_to_end(cohort_id)
            return found[1]
    reading = read(files)
    with _lock:
        _kept[cohort_id] = digest, reading
        _kept.move_to_end(cohort_id)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return reading


def forget(cohort_id: str) -> None:
    """Drop a cohort that is purged."""
    with _lock:
        _kept.pop(cohort_id, None)


def _digest(files: Mapping[str, bytes]) -> bytes:
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(name.encode("utf-8", "replace") + b"\0" + hashlib.sha256(content).digest())
    return whole.digest()
