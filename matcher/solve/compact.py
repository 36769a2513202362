"""The same linear program without columns, for a first-order solver.

A group over a pool is a flow: each person at most as often as the pool is open, people of one value
of the mixed attribute through steps that cost 0, 1, 2, ... So the program over people x pools has
the same optimum as the one over whole groups, and PDLP (Applegate et al. 2021) finds prices for it
in seconds where the simplex method takes minutes. Its answer is only nearly right; the bound is
worked out from the prices afterwards (see bound.py) and holds whatever they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.pdlp import solvers_pb2
from ortools.pdlp.python import pdlp
from scipy import sparse

from matcher.instance import Instance
from matcher.solve.columns import Goal, Held
from matcher.solve.pricing import Floats

SECONDS_PER_ENTRY = 1e-8  # of one iteration, for a counted clock


@dataclass(frozen=True, slots=True)
class NearSolution:
    """Prices and openings that nearly solve the program; `work` in seconds, counted."""

    person: Floats
    held: Floats
    used: dict[int, float]
    work: float


class CompactProgram:
    """People x pools and candidates, as sparse matrices built once."""

    def __init__(self, instance: Instance, pools: np.ndarray) -> None:
        self.instance = instance
        people = [instance.pools[p].people for p in pools]
        self.person = np.concatenate([*people, np.empty(0, np.int64)])
        self.row = np.repeat(np.arange(len(pools)), [len(p) for p in people])
        self.pools = len(pools)
        candidates = instance.candidates
        self.pool_of = np.searchsorted(pools, [c.pool for c in candidates])
        self.provider = np.array([c.provider for c in candidates], dtype=np.int64)
        self.copies = np.array(
            [min(int(instance.capacity[c.provider]), len(c.variants)) for c in candidates],
            dtype=float,
        )
        self._warm: dict[bool, Any] = {}
        self._base: dict[bool, tuple[sparse.csr_matrix, Floats, Floats, Floats]] = {}

    def _rows(self, mixed: bool) -> tuple[sparse.csr_matrix, Floats, Floats, Floats]:
        """Return matrix, lower and upper limits of its rows, and costs of the steps."""
        if mixed in self._base:
            return self._base[mixed]
        instance, seats, opens = self.instance, len(self.person), len(self.provider)
        ones = np.ones(seats)
        at = np.arange(seats)
        largest = instance.largest[self.provider].astype(float)
        opened = sparse.csr_matrix(
            (np.ones(opens), (self.pool_of, np.arange(opens))), (self.pools, opens)
        )
        room = sparse.csr_matrix((largest, (self.pool_of, np.arange(opens))), (self.pools, opens))
        members = sparse.csr_matrix((ones, (self.row, at)), (self.pools, seats))
        once = sparse.csr_matrix((ones, (self.person, at)), (len(instance.people), seats))
        leads = sparse.csr_matrix(
            (np.ones(opens), (self.provider, np.arange(opens))), (len(instance.providers), opens)
        )
        shelf_row, cost, step_shelf, shelf_pool = self._steps(mixed)
        steps = len(cost)
        shelves = len(shelf_pool)
        blocks: list[list[Any]] = [
            [once, None, None],
            [sparse.identity(seats), -opened[self.row], None],
            [members, -room, None],
            [members, -instance.smallest * opened, None],
            [None, leads, None],
        ]
        low = [np.full(len(instance.people) + seats + self.pools, -np.inf), np.zeros(self.pools)]
        low.append(np.full(len(instance.providers), -np.inf))
        high = [np.ones(len(instance.people)), np.zeros(seats + self.pools)]
        high += [np.full(self.pools, np.inf), instance.capacity.astype(float)]
        if steps:
            inside = shelf_row >= 0
            on = sparse.csr_matrix(
                (np.ones(int(inside.sum())), (shelf_row[inside], at[inside])), (shelves, seats)
            )
            filled = sparse.csr_matrix(
                (np.ones(steps), (step_shelf, np.arange(steps))), (shelves, steps)
            )
            blocks.append([on, None, -filled])
            blocks.append([None, -opened[shelf_pool[step_shelf]], sparse.identity(steps)])
            low.append(np.full(shelves + steps, -np.inf))
            high.append(np.zeros(shelves + steps))
        else:
            blocks = [row[:2] for row in blocks]
        matrix: sparse.csr_matrix = sparse.block_array(blocks).tocsr()
        self._base[mixed] = (matrix, np.concatenate(low), np.concatenate(high), cost)
        return self._base[mixed]

    def _steps(self, mixed: bool) -> tuple[np.ndarray, Floats, np.ndarray, np.ndarray]:
        """Return each seat's shelf (or -1), step costs, each step's shelf, each shelf's pool."""
        none = np.full(len(self.person), -1)
        empty = np.zeros(0, dtype=np.int64)
        if not mixed or not self.instance.trait_weights:
            return none, np.zeros(0), empty, empty
        trait = self.instance.traits[0][self.person]
        width = int(trait.max(initial=0)) + 1
        key = np.where(trait < 0, -1, self.row * width + trait)
        shelf, index, count = np.unique(key, return_inverse=True, return_counts=True)
        crowded = (shelf >= 0) & (count > 1)  # one person alone never makes a pair
        number = np.where(crowded, np.cumsum(crowded) - 1, -1)
        tall = np.minimum(count[crowded], int(self.instance.largest.max(initial=0)))
        step_shelf = np.repeat(np.arange(int(crowded.sum())), tall)
        first = np.cumsum(tall) - tall
        level = np.arange(len(step_shelf)) - first[step_shelf]
        cost = self.instance.trait_weights[0] * level.astype(float)
        return number[index], cost, step_shelf, shelf[crowded] // width

    def solve(
        self,
        goal: Goal,
        held: list[Held],
        *,
        precision: float,
        seconds: float,
        threads: int,
        counted: bool = False,
        opened: Floats | None = None,
        allowed: Floats | None = None,
    ) -> NearSolution:
        """Solve nearly.

        Parameters
        ----------
        goal : Goal
        held : list of Held
        precision : float
            Relative tolerance.
        seconds : float
        threads : int
        counted : bool
            Limit the iterations instead of the time.
        opened, allowed : array, shape (candidates,), optional
            Fewest and most groups at each candidate.
        """
        matrix, low, high, cost = self._rows(goal.mixed)
        seats, opens = len(self.person), len(self.provider)
        for level in held:
            row = np.concatenate(
                [level.seat[self.person], np.full(opens, level.group), np.zeros(len(cost))]
            )
            matrix = sparse.vstack([matrix, sparse.csr_matrix(row[None, :])])
        totals = np.array([level.total for level in held])
        most = np.array([np.inf if level.least else level.total for level in held])
        program = pdlp.QuadraticProgram()
        program.objective_vector = np.concatenate(
            [-goal.seat[self.person], np.full(opens, -goal.group), cost]
        )
        program.constraint_matrix = sparse.csc_matrix(matrix)
        program.constraint_lower_bounds = np.concatenate([low, totals])
        program.constraint_upper_bounds = np.concatenate([high, most])
        least = np.zeros(matrix.shape[1])
        if opened is not None:
            least[seats : seats + opens] = opened
        program.variable_lower_bounds = least
        program.variable_upper_bounds = np.concatenate(
            [
                np.full(seats, np.inf),  # a limit here would hide part of a person's price
                self.copies if allowed is None else allowed,
                np.full(len(cost), np.inf),
            ]
        )
        parameters = solvers_pb2.PrimalDualHybridGradientParams()
        ends = parameters.termination_criteria.simple_optimality_criteria
        ends.eps_optimal_relative = ends.eps_optimal_absolute = precision
        step = 1e-4 + SECONDS_PER_ENTRY * matrix.nnz
        if counted:
            parameters.termination_criteria.iteration_limit = max(64, int(seconds / step))
        else:
            parameters.termination_criteria.time_sec_limit = max(0.05, seconds)
        parameters.num_threads = 1 if counted else max(1, threads)
        start = self._start(goal.mixed, matrix.shape[0])
        found = pdlp.primal_dual_hybrid_gradient(
            program, parameters, **({"initial_solution": start} if start is not None else {})
        )
        self._warm[goal.mixed] = found
        shares = found.primal_solution[seats : seats + opens]
        prices = -found.dual_solution
        return NearSolution(
            person=np.maximum(prices[: len(self.instance.people)], 0.0),
            held=prices[len(low) :],
            used={int(c): float(shares[c]) for c in np.flatnonzero(shares > 0.01)},
            work=step * found.solve_log.iteration_count,
        )

    def forget(self) -> None:
        """Start the next solve afresh: what was solved last says little about it."""
        self._warm.clear()

    def _start(self, mixed: bool, rows: int) -> Any:
        before = self._warm.get(mixed)
        if before is None:
            return None
        start = pdlp.PrimalAndDualSolution()
        start.primal_solution = before.primal_solution
        dual = np.zeros(rows)
        shared = min(rows, len(before.dual_solution))
        dual[:shared] = before.dual_solution[:shared]
        start.dual_solution = dual
        return start
