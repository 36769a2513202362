"""Programs solved in a process of their own."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from matcher.solve.highs import Problem, minimise
from matcher.solve.stop import Stop


def the_larger_of_two() -> Problem:
    """Choose one of two, the second being worth more."""
    return Problem(
        cost=np.array([-1.0, -2.0]),
        rows=sparse.csr_matrix(np.ones((1, 2))),
        low=np.array([-np.inf]),
        high=np.ones(1),
        least=np.zeros(2),
        most=np.ones(2),
        whole=np.ones(2, dtype=bool),
    )


@pytest.mark.parametrize("seconds", [5.0, None, 0.0, -1.0])
def test_a_limit_that_has_passed_is_a_short_one(
    seconds: float | None, capfd: pytest.CaptureFixture[str]
) -> None:
    found = minimise(the_larger_of_two(), seconds=seconds)
    assert found is not None
    assert found.optimal
    assert found.x is not None
    assert found.x.round().tolist() == [0.0, 1.0]
    assert capfd.readouterr().err == ""


def test_asked_to_stop_it_does_not_begin() -> None:
    stop = Stop()
    stop.ask()
    assert minimise(the_larger_of_two(), seconds=5.0, stop=stop) is None
