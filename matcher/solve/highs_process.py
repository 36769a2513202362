"""HiGHS in a process of its own: a linear solver that listens to nobody can still be stopped.

The parent writes one problem and keeps the pipe open; where the pipe closes first (the parent was
killed), this process ends too.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from datetime import timedelta
from typing import Any

if __name__ == "__main__":
    # Ctrl-C on a terminal reaches this process too; its parent decides what that means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

from ortools.math_opt.model_pb2 import ModelProto
from ortools.math_opt.python import mathopt


def solve(model: ModelProto, seconds: float | None, nodes: int | None) -> dict[str, Any]:
    """Solve by branch and cut (HiGHS; Huangfu and Hall 2018).

    Returns
    -------
    dict
        ``x`` (list, or None where nothing was found), ``bound`` of the minimum (None where none is
        known), ``impossible`` where it is proven that nothing satisfies the rows.
    """
    parameters = mathopt.SolveParameters(
        time_limit=None if seconds is None else timedelta(seconds=seconds),
        node_limit=nodes,
        relative_gap_tolerance=0.0,
    )
    program = mathopt.Model.from_model_proto(model)
    found = mathopt.solve(program, mathopt.SolverType.HIGHS, params=parameters)
    reason = found.termination.reason
    bound = found.termination.objective_bounds.dual_bound
    x = None
    if found.has_primal_feasible_solution():
        values = found.variable_values()
        x = [values[variable] for variable in program.variables()]
    known = abs(bound) < 1e15
    return {
        "x": x,
        "bound": bound if known else None,
        "impossible": reason == mathopt.TerminationReason.INFEASIBLE,
    }


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def main() -> None:
    """Read a problem from standard input, write what was found to standard output."""
    header = json.loads(sys.stdin.buffer.readline() or '{"size": 1}')
    written = sys.stdin.buffer.read(header["size"])
    if len(written) < header["size"]:
        os._exit(1)  # the parent was killed before it had written all
    model = ModelProto.FromString(written)
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever HiGHS says is not the answer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with os.fdopen(answers, "w") as out:
        json.dump(solve(model, header["seconds"], header["nodes"]), out)
    os._exit(0)


if __name__ == "__main__":
    main()
