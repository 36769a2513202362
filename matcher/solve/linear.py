"""The exact model as a mixed-integer linear program, solved by branch and cut.

The linear relaxation of the model is tight where whole groups are at stake (the seats of a group
are tied to its opening, pairs to their perspective form), so branch and cut ends after a few nodes
where a search by clauses goes on for long. Any model is read here clause by clause; what it means
stays in exact.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ortools.math_opt.model_pb2 import ModelProto
from scipy import sparse

from matcher.solve.exact import Answer, ExactModel
from matcher.solve.goals import Objective
from matcher.solve.seating import Seating
from matcher.solve.stop import Clock

WORK_PER_ENTRY = 1e-4  # seconds, counted, of one entry of the matrix
LATE = 5.0  # seconds after its limit at which a process is given up
NEVER = 1e6
FREE = 10**15  # a limit beyond this is none
PACKAGE = Path(__file__).resolve().parents[2]


class LinearModel:
    """A model's rows; `solve` may run in a thread beside other work.

    Parameters
    ----------
    model : ExactModel
    objective : sequence of (level name, weight)
        Maximised.

    Raises
    ------
    NotImplementedError
        Where the exact model has grown a kind of clause that has no rows here yet.
    """

    def __init__(self, model: ExactModel, objective: Objective) -> None:
        self.model = model
        model.model.maximize(sum(weight * model.level(name) for name, weight in objective))
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []
        proto: Any = model.model.proto
        for clause in proto.constraints:
            self._clause(clause)
        limits = [variable.domain for variable in proto.variables]
        self.least = np.array([limit[0] for limit in limits], dtype=float)
        self.most = np.array([limit[len(limit) - 1] for limit in limits], dtype=float)
        self.cost = np.zeros(len(self.least))
        for variable, value in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
            self.cost[variable] = value
        # The model keeps what it maximises as a scaled sum to be minimised.
        self.scale = float(proto.objective.scaling_factor or 1.0)
        self.offset = float(proto.objective.offset)

    # --- rows ----------------------------------------------------------------------------------

    def _clause(self, clause: Any) -> None:
        unless = [-literal - 1 for literal in clause.enforcement_literal]
        if clause.has_linear():
            if unless:
                msg = "a row that holds only sometimes has no linear form here"
                raise NotImplementedError(msg)
            domain = clause.linear.domain
            low, high = domain[0], domain[len(domain) - 1]
            self._row(clause.linear.vars, clause.linear.coeffs, low, high)
        elif clause.has_at_most_one():
            self._literals(clause.at_most_one.literals, -FREE, 1)
        elif clause.has_exactly_one():
            self._literals(clause.exactly_one.literals, 1, 1)
        elif clause.has_bool_or():
            self._literals([*clause.bool_or.literals, *unless], 1, FREE)
        elif clause.has_bool_and():
            for literal in clause.bool_and.literals:
                self._literals([literal, *unless], 1, FREE)
        else:
            msg = f"no linear form for {clause}"
            raise NotImplementedError(msg)

    def _literals(self, literals: Iterable[int], low: int, high: int) -> None:
        """Add a row over literals; a negated one counts 1 less its variable."""
        all_of = list(literals)
        negated = sum(literal < 0 for literal in all_of)
        variables = [literal if literal >= 0 else -literal - 1 for literal in all_of]
        signs = [1 if literal >= 0 else -1 for literal in all_of]
        self._row(variables, signs, low - negated, high - negated)

    def _row(self, variables: Sequence[int], values: Sequence[int], low: int, high: int) -> None:
        self._rows.extend([len(self._low)] * len(variables))
        self._columns.extend(variables)
        self._values.extend(values)
        self._low.append(-np.inf if low <= -FREE // 2 else low)
        self._high.append(np.inf if high >= FREE // 2 else high)

    # --- solving -------------------------------------------------------------------------------

    def solve(self, seconds: float, clock: Clock) -> Answer:
        """Solve for about so many seconds; killed at once where somebody asks to stop."""
        program: bytes = self.program().SerializeToString()
        work = WORK_PER_ENTRY * len(self._values)
        header = {
            "size": len(program),
            "seconds": None if clock.counted else seconds,
            "nodes": 1 if clock.counted else None,
        }
        written = json.dumps(header).encode() + b"\n" + program
        found = _in_process(written, clock, None if clock.counted else seconds + LATE)
        if found is None:
            return Answer(None, None, optimal=False, work=work)
        bound, x = found["bound"], found["x"]
        return Answer(
            None if x is None else self.seating(x),
            None if bound is None else self.objective(bound),
            optimal=False,
            impossible=found["impossible"],
            work=work,
        )

    def seating(self, x: Sequence[float]) -> Seating:
        """Return the seating that values of the variables stand for."""
        return self.model.read(lambda variable: x[variable.index] > 0.5)

    def objective(self, cost: float) -> float:
        """Return what a minimised cost is in terms of the objective."""
        return self.scale * (cost + self.offset)

    def program(self) -> ModelProto:
        """Return the rows in MathOpt's own form."""
        shape = (len(self._low), len(self.least))
        rows = sparse.csr_matrix((self._values, (self._rows, self._columns)), shape=shape)
        rows.sum_duplicates()
        entries = rows.tocoo()
        model = ModelProto()
        model.variables.ids.extend(range(shape[1]))
        model.variables.lower_bounds.extend(self.least.tolist())
        model.variables.upper_bounds.extend(self.most.tolist())
        model.variables.integers.extend([True] * shape[1])
        costly = np.flatnonzero(self.cost)
        model.objective.linear_coefficients.ids.extend(costly.tolist())
        model.objective.linear_coefficients.values.extend(self.cost[costly].tolist())
        model.linear_constraints.ids.extend(range(shape[0]))
        model.linear_constraints.lower_bounds.extend(self._low)
        model.linear_constraints.upper_bounds.extend(self._high)
        model.linear_constraint_matrix.row_ids.extend(entries.row.tolist())
        model.linear_constraint_matrix.column_ids.extend(entries.col.tolist())
        model.linear_constraint_matrix.coefficients.extend(entries.data.tolist())
        return model


def _in_process(problem: bytes, clock: Clock, seconds: float | None) -> dict[str, Any] | None:
    """Solve in a process of its own; None where it was stopped or died."""
    known = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    child = subprocess.Popen(
        [sys.executable, "-m", "matcher.solve.highs_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PACKAGE), *known])},
    )
    forget = clock.stop.listen(child.kill)
    timer = threading.Timer(seconds or NEVER, child.kill)
    timer.daemon = True
    timer.start()
    try:
        return _ask(child, problem)
    finally:
        timer.cancel()
        forget()
        child.kill()
        child.wait()


def _ask(child: subprocess.Popen[bytes], problem: bytes) -> dict[str, Any] | None:
    if child.stdin is None or child.stdout is None:
        return None
    with child.stdin, child.stdout:
        try:
            child.stdin.write(problem)
            child.stdin.flush()  # and kept open: its end would tell the child that we are gone
            answer: dict[str, Any] = json.loads(child.stdout.read())
        except (OSError, ValueError):
            return None
        return answer
