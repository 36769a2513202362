"""HiGHS in a process of its own: a linear solver that listens to nobody can still be stopped.

The parent writes one problem after the other and keeps the pipe open; where the pipe closes (the
parent has ended, or was killed), this process ends too.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from datetime import timedelta
from typing import Any

if __name__ == "__main__":
    # Ctrl-C on a terminal reaches this process too; its parent decides what that means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

import numpy as np
from ortools.math_opt.model_pb2 import ModelProto
from ortools.math_opt.python import mathopt

FREE = 1e15  # a bound beyond this is none


def solve(
    model: ModelProto, seconds: float | None, nodes: int | None, gap: float = 0.0
) -> dict[str, Any]:
    """Solve by branch and cut (HiGHS; Huangfu and Hall 2018).

    Returns
    -------
    dict
        ``x`` (list, or None where nothing was found), ``bound`` of the minimum (None where none is
        known), ``optimal`` where x is proven to be (within the gap), ``impossible`` where it is
        proven that nothing satisfies the rows, ``nodes`` looked at.
    """
    parameters = mathopt.SolveParameters(
        time_limit=None if seconds is None else timedelta(seconds=seconds),
        node_limit=nodes,
        relative_gap_tolerance=gap,
    )
    program = mathopt.Model.from_model_proto(model)
    found = mathopt.solve(program, mathopt.SolverType.HIGHS, params=parameters)
    reason = found.termination.reason
    bound = found.termination.objective_bounds.dual_bound
    x = None
    if found.has_primal_feasible_solution():
        values = found.variable_values()
        x = [values[variable] for variable in program.variables()]
    return {
        "x": x,
        "bound": bound if abs(bound) < FREE else None,
        "optimal": reason == mathopt.TerminationReason.OPTIMAL,
        "impossible": reason == mathopt.TerminationReason.INFEASIBLE,
        "nodes": found.solve_stats.node_count,
    }


def _hear(waiting: queue.Queue[tuple[dict[str, Any], ModelProto]]) -> None:
    """Take problems in until the pipe closes; also while one is being solved."""
    while line := sys.stdin.buffer.readline():
        header = json.loads(line)
        written = sys.stdin.buffer.read(header["size"])
        if len(written) < header["size"]:
            break  # the parent was killed before it had written all
        waiting.put((header, ModelProto.FromString(written)))
    os._exit(1)


def main() -> None:
    """Read problems from standard input, write what was found to standard output."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever HiGHS says is not the answer
    waiting: queue.Queue[tuple[dict[str, Any], ModelProto]] = queue.Queue()
    threading.Thread(target=_hear, args=(waiting,), daemon=True).start()
    while True:
        header, model = waiting.get()
        found = solve(model, header["seconds"], header["nodes"], header["gap"])
        x = found.pop("x")
        values = b"" if x is None else np.array(x, dtype=float).tobytes()
        told = {**found, "found": x is not None, "size": len(values)}
        answers.write(json.dumps(told).encode() + b"\n" + values)
        answers.flush()


if __name__ == "__main__":
    main()
