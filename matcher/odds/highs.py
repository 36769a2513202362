"""HiGHS as scipy ships it: linear programs between limits, and work that nobody need wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from matcher.solve.pricing import Floats
from matcher.solve.stop import Stop

T = TypeVar("T")


def unless_stopped(work: Callable[[], T], stop: Stop | None) -> T | None:
    """Return what the work gives, or None as soon as somebody asks to stop.

    HiGHS in scipy cannot be interrupted: what it still does, nobody waits for.
    """
    if stop is None:
        return work()
    if stop.asked:
        return None
    done = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # handed to whoever waits
            errors.append(error)
        finally:
            done.set()

    cease = stop.listen(done.set)
    threading.Thread(target=run, name="seats", daemon=True).start()
    done.wait()
    cease()
    if errors:
        raise errors[0]
    return results[0] if results else None


def linear(
    cost: Floats, rows: sparse.csr_matrix, low: Floats, high: Floats, least: Floats, most: Floats,
    seconds: float,
) -> tuple[Floats, float] | None:  # fmt: skip
    """Minimise `cost` over rows between limits; return the solution and minus its cost."""
    equal = low == high
    up, down = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
    found: Any = linprog(
        cost,
        A_ub=sparse.vstack([rows[up], -rows[down]]),
        b_ub=np.concatenate([high[up], -low[down]]),
        A_eq=rows[equal],
        b_eq=high[equal],
        bounds=np.stack([least, most], axis=1),
        method="highs",
        options={"time_limit": max(0.05, seconds)},
    )
    if found.status != 0 or found.x is None:
        return None
    return found.x, -float(found.fun)
