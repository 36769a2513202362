"""The interior-point method against the simplex method."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from matcher.solve.interior import minimise


def random_program(seed: int) -> tuple[np.ndarray, sparse.csr_matrix, np.ndarray]:
    """A program as the one over whole groups: most rows with slack, one equality."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(3, 30)), int(rng.integers(5, 120))
    inside = (rng.random((rows, columns)) < 0.25).astype(float)
    inside[rng.integers(0, rows, columns), np.arange(columns)] = 1.0  # nothing is without limit
    value = rng.integers(0, 5, columns).astype(float)
    half = np.where(rng.random(columns) < 0.5, 0.5, 0.0) * (rng.random(columns) < 0.2)
    total = float(value @ half)
    right = np.concatenate([np.maximum(inside @ half, 1.0), [total]])
    whole = np.block(
        [
            [inside, np.eye(rows), np.zeros((rows, 2))],
            [value[None, :], np.zeros((1, rows)), np.array([[1.0, -1.0]])],
        ]
    )
    cost = np.concatenate([-rng.random(columns) * 3, np.zeros(rows), [100.0, 100.0]])
    return cost, sparse.csr_matrix(whole), right


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_what_the_simplex_method_finds(seed: int) -> None:
    cost, rows, right = random_program(seed)
    found = minimise(cost, rows, right, 1e-8)
    exact = linprog(cost, A_eq=rows, b_eq=right, bounds=(0, None), method="highs")
    assert found.value == pytest.approx(exact.fun, rel=1e-5, abs=1e-5)
    assert found.bound == pytest.approx(exact.fun, rel=1e-5, abs=1e-5)
    assert (found.x > -1e-9).all()
    assert np.allclose(rows @ found.x, right, atol=1e-4)
    assert (cost - rows.T @ found.price > -1e-4).all()


@pytest.mark.parametrize("seed", range(40, 50))
def test_a_rough_answer_is_within_what_was_asked(seed: int) -> None:
    cost, rows, right = random_program(seed)
    exact = linprog(cost, A_eq=rows, b_eq=right, bounds=(0, None), method="highs")
    found = minimise(cost, rows, right, 1e-2)
    assert found.value == pytest.approx(exact.fun, rel=5e-2, abs=5e-2)
