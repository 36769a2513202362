"""Linear programs, whole numbers or not, solved by HiGHS in a process of its own.

HiGHS (Huangfu and Hall 2018) cannot be interrupted; a process can be killed. Whoever solves many
small programs one after the other keeps a process warm between them (`kept_warm`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.math_opt.model_pb2 import ModelProto

from matcher.instance import Bools
from matcher.solve.pricing import Floats
from matcher.solve.stop import Stop

if TYPE_CHECKING:
    from scipy import sparse

LEAST = 0.05  # seconds; a limit that has passed already is none for HiGHS
LATE = 5.0  # seconds after its limit at which a process is given up
NEVER = 1e6
PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Problem:
    """Minimise `cost` @ x with `low` <= `rows` @ x <= `high` and `least` <= x <= `most`.

    Attributes
    ----------
    cost, least, most : array, shape (columns,)
    rows : sparse matrix, shape (rows, columns)
    low, high : array, shape (rows,)
    whole : array of bool, shape (columns,)
        Which values are whole numbers.
    """

    cost: Floats
    rows: sparse.csr_matrix
    low: Floats
    high: Floats
    least: Floats
    most: Floats
    whole: Bools

    def proto(self) -> ModelProto:
        """Return it in MathOpt's own form."""
        rows = self.rows.copy()
        rows.sum_duplicates()  # which also puts every row's columns into their order
        entries = rows.tocoo()
        model = ModelProto()
        model.variables.ids.extend(range(len(self.cost)))
        model.variables.lower_bounds.extend(self.least.tolist())
        model.variables.upper_bounds.extend(self.most.tolist())
        model.variables.integers.extend(self.whole.tolist())
        costly = np.flatnonzero(self.cost)
        model.objective.linear_coefficients.ids.extend(costly.tolist())
        model.objective.linear_coefficients.values.extend(self.cost[costly].tolist())
        model.linear_constraints.ids.extend(range(len(self.low)))
        model.linear_constraints.lower_bounds.extend(self.low.tolist())
        model.linear_constraints.upper_bounds.extend(self.high.tolist())
        model.linear_constraint_matrix.row_ids.extend(entries.row.tolist())
        model.linear_constraint_matrix.column_ids.extend(entries.col.tolist())
        model.linear_constraint_matrix.coefficients.extend(entries.data.tolist())
        return model


@dataclass(frozen=True, slots=True)
class Solved:
    """What was found.

    Attributes
    ----------
    x : array or None
        The best values found, None where there are none.
    bound : float or None
        No values cost less; None where nothing is known.
    optimal, impossible : bool
        Whether that is proven of `x`, or that no values keep the rows.
    nodes : int
        Of branch and bound.
    """

    x: Floats | None
    bound: float | None
    optimal: bool
    impossible: bool
    nodes: int


_idle: list[subprocess.Popen[bytes]] = []
_warm = 0
_lock = threading.Lock()


@contextmanager
def kept_warm() -> Iterator[None]:
    """Keep the processes of programs solved meanwhile for those that follow; end them after."""
    global _warm
    with _lock:
        _warm += 1
    try:
        yield
    finally:
        with _lock:
            _warm -= 1
            left = [] if _warm else _idle[:]
            if not _warm:
                _idle.clear()
        for child in left:
            _end(child)


def minimise(
    problem: Problem, *, seconds: float | None, nodes: int | None = None, gap: float = 0.0,
    stop: Stop | None = None,
) -> Solved | None:  # fmt: skip
    """Solve a program; None as soon as somebody asks to stop, or where the process died.

    Parameters
    ----------
    problem : Problem
    seconds, nodes : float and int, or None
        Limits.
    gap : float
        Relative gap that is good enough.
    stop : Stop, optional
    """
    if stop is not None and stop.asked:
        return None
    written: bytes = problem.proto().SerializeToString()
    if seconds is not None:
        seconds = max(LEAST, seconds)
    header = {"size": len(written), "seconds": seconds, "nodes": nodes, "gap": gap}
    child = _started()
    forget = stop.listen(child.kill) if stop is not None else lambda: None
    timer = threading.Timer(NEVER if seconds is None else seconds + LATE, child.kill)
    timer.daemon = True
    timer.start()
    try:
        answer = _ask(child, json.dumps(header).encode() + b"\n" + written)
    finally:
        timer.cancel()
        forget()
        _leave(child)
    return answer


def _started() -> subprocess.Popen[bytes]:
    with _lock:
        if _idle:
            return _idle.pop()
    known = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return subprocess.Popen(
        [sys.executable, "-m", "matcher.solve.highs_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PACKAGE), *known])},
    )


def _leave(child: subprocess.Popen[bytes]) -> None:
    """Keep a process that may be asked again, else end it."""
    with _lock:
        keep = _warm > 0 and child.poll() is None
        if keep:
            _idle.append(child)
    if not keep:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        try:
            if pipe is not None:
                pipe.close()
        except OSError:  # what was not sent any more
            continue


def _ask(child: subprocess.Popen[bytes], asked: bytes) -> Solved | None:
    """Hand a problem over and wait; a process without a whole answer is ended."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        child.stdin.write(asked)
        child.stdin.flush()  # and kept open: its end would tell the child that we are gone
        told: dict[str, Any] = json.loads(child.stdout.readline())
        values = child.stdout.read(told["size"])
    except (OSError, ValueError):
        child.kill()
        child.wait()
        return None
    if len(values) < told["size"]:
        child.kill()
        child.wait()
        return None
    return Solved(
        x=np.frombuffer(values) if told["found"] else None,
        bound=told["bound"],
        optimal=told["optimal"],
        impossible=told["impossible"],
        nodes=told["nodes"],
    )
