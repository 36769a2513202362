"""Branch and cut against the enumerator, and the process it runs in."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import numpy as np
import pytest
from ortools.sat.python import cp_model
from scipy import sparse

from matcher.solve import highs
from matcher.solve.exact import ExactModel
from matcher.solve.highs import Problem, kept_warm, minimise
from matcher.solve.highs_process import solve
from matcher.solve.linear import LinearModel
from matcher.solve.seating import level_value
from matcher.solve.stop import Clock, Stop
from tests.solve.test_exact import enumerated

LONG = 60.0


@pytest.mark.parametrize("seed", range(900, 940))
def test_it_finds_the_best_of_all_seatings(seed: int) -> None:
    of, seatings = enumerated(seed)
    rng = Random(seed)
    wanted = [(lv.name, lv.sense * rng.choice([1, 2, 5])) for lv in rng.sample(of.levels, 2)]
    linear = LinearModel(ExactModel(of.instance), wanted)
    found = solve(linear.program().proto(), LONG, None)
    scale = {"points": of.instance.point_scale}
    best = max(
        sum(w * level_value(of.instance, s, n) * scale.get(n, 1) for n, w in wanted)
        for s in seatings
    )
    assert linear.objective(found["bound"]) == pytest.approx(best, abs=1e-4)
    seating = linear.seating(found["x"])
    assert of.broken(seating) == []
    reached = sum(w * level_value(of.instance, seating, n) * scale.get(n, 1) for n, w in wanted)
    assert reached == pytest.approx(best)


@pytest.mark.parametrize("seed", [903, 917])
def test_in_a_process_of_its_own(seed: int) -> None:
    of, seatings = enumerated(seed)
    answer = LinearModel(ExactModel(of.instance), (("turn", 1),)).solve(LONG, Clock(LONG, Stop()))
    best = max(level_value(of.instance, s, "turn") for s in seatings)
    assert answer.bound == pytest.approx(best)
    assert answer.seating is not None
    assert level_value(of.instance, answer.seating, "turn") == best


def test_what_cannot_be_is_said_to_be_impossible() -> None:
    of, seatings = enumerated(903)
    model = ExactModel(of.instance)
    best = max(level_value(of.instance, s, "turn") for s in seatings)
    model.model.add(model.level("turn") >= int(best) + 1)
    answer = LinearModel(model, (("turn", 1),)).solve(LONG, Clock(LONG, Stop()))
    assert answer.impossible
    assert answer.seating is None


def test_a_wish_to_stop_ends_the_process() -> None:
    of, _ = enumerated(903)
    stop = Stop()
    stop.ask()
    answer = LinearModel(ExactModel(of.instance), (("turn", 1),)).solve(LONG, Clock(LONG, stop))
    assert (answer.seating, answer.bound, answer.impossible) == (None, None, False)


@pytest.mark.parametrize("written", [b"", b'{"size": 90, "seconds": 1, "nodes": null}\n\x0a'])
def test_a_problem_cut_short_ends_the_process_without_a_word(written: bytes) -> None:
    """As when its parent is killed while it writes."""
    command = [sys.executable, "-m", "matcher.solve.highs_process"]
    ended = subprocess.run(command, input=written, capture_output=True, timeout=LONG, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, b"", b"")


def small(cost: float) -> Problem:
    """At most one of two; each saves what it costs less."""
    two = np.ones(2)
    rows = sparse.csr_matrix(two[None, :])
    one = np.ones(1)
    return Problem(cost * two, rows, -one, one, 0 * two, two, two > 0)


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is kept, as where nobody has asked for it."""
    monkeypatch.setattr(highs, "_warm", 0)
    monkeypatch.setattr(highs, "_idle", [])


@pytest.mark.usefixtures("cold")
def test_a_process_ends_with_its_problem() -> None:
    found = minimise(small(-1.0), seconds=LONG)
    assert found is not None
    assert found.optimal
    assert highs._idle == []


@pytest.mark.usefixtures("cold")
def test_a_warm_process_answers_one_problem_after_the_other() -> None:
    with kept_warm():
        found = [minimise(small(cost), seconds=LONG) for cost in (-1.0, -3.0, 2.0)]
        assert [one.bound for one in found if one] == pytest.approx([-1.0, -3.0, 0.0])
        assert [one.optimal for one in found if one] == [True] * 3
        (child,) = highs._idle
        child.kill()  # as the machine may, when memory is short
        child.wait()
        assert minimise(small(-1.0), seconds=LONG) is None
        again = minimise(small(-1.0), seconds=LONG)
        assert again is not None
        assert again.x is not None
        assert again.x.sum() == pytest.approx(1.0)
    assert highs._idle == []


def keeps(program: Problem, x: list[int]) -> bool:
    """Whether values keep every row."""
    value = program.rows @ np.array(x, dtype=float)
    return bool(((program.low <= value) & (value <= program.high)).all())


def test_every_kind_of_clause_becomes_rows() -> None:
    of, _ = enumerated(903)
    model = ExactModel(of.instance, candidates=())
    a, b, c = (model.model.new_bool_var(name) for name in "abc")
    model.model.add_exactly_one(a, b)
    model.model.add_bool_or([~a, c])
    model.model.add_at_most_one(~b, c)
    model.model.add_implication(b, c)
    model.model.add_bool_and([c, b]).only_enforce_if(b)
    program = LinearModel(model, ()).program()
    allowed = []
    for number in range(8):
        x = [number & 1, number >> 1 & 1, number >> 2 & 1]
        fits = keeps(program, x)
        solver = cp_model.CpSolver()
        trial = model.model.clone()
        for variable, value in enumerate(x):
            trial.add(trial.get_bool_var_from_proto_index(variable) == value)
        assert fits == (solver.solve(trial) == cp_model.OPTIMAL), x
        allowed.append(fits)
    assert any(allowed)
    assert not all(allowed)


def test_a_row_that_holds_only_sometimes_is_refused() -> None:
    of, _ = enumerated(903)
    model = ExactModel(of.instance, candidates=())
    a, b = model.model.new_bool_var("a"), model.model.new_bool_var("b")
    model.model.add(a + b <= 1).only_enforce_if(a)
    with pytest.raises(NotImplementedError):
        LinearModel(model, ())
