"""The exact model as a mixed-integer linear program, solved by branch and cut.

The linear relaxation of the model is tight where whole groups are at stake (the seats of a group
are tied to its opening, pairs to their perspective form), so branch and cut ends after a few nodes
where a search by clauses goes on for long. Any model is read here clause by clause; what it means
stays in exact.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from matcher.solve.exact import Answer, ExactModel
from matcher.solve.goals import Objective
from matcher.solve.highs import Problem, minimise
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating
from matcher.solve.stop import Clock

WORK_PER_ENTRY = 1e-4  # seconds, counted, of one entry of the matrix
FREE = 10**15  # a limit beyond this is none


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
        work = WORK_PER_ENTRY * len(self._values)
        found = minimise(
            self.program(),
            seconds=None if clock.counted else seconds,
            nodes=1 if clock.counted else None,
            stop=clock.stop,
        )
        if found is None:
            return Answer(None, None, optimal=False, work=work)
        return Answer(
            None if found.x is None else self.seating(found.x),
            None if found.bound is None else self.objective(found.bound),
            optimal=False,
            impossible=found.impossible,
            work=work,
        )

    def seating(self, x: Floats | Sequence[float]) -> Seating:
        """Return the seating that values of the variables stand for."""
        return self.model.read(lambda variable: bool(x[variable.index] > 0.5))

    def objective(self, cost: float) -> float:
        """Return what a minimised cost is in terms of the objective."""
        return self.scale * (cost + self.offset)

    def program(self) -> Problem:
        """Return the rows as a program to be minimised."""
        shape = (len(self._low), len(self.least))
        rows = sparse.csr_matrix((self._values, (self._rows, self._columns)), shape=shape)
        return Problem(
            cost=self.cost,
            rows=rows,
            low=np.array(self._low, dtype=float),
            high=np.array(self._high, dtype=float),
            least=self.least,
            most=self.most,
            whole=np.ones(shape[1], dtype=bool),
        )
