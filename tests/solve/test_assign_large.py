"""Seating by flow where the costs are large: many people, heavy weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from matcher.check import check
from matcher.compile import compile_instance
from matcher.files.read import read_cohort
from matcher.generate import generate, write_cohort_folder
from matcher.propose import Options, solve
from matcher.solve.construct import construct
from matcher.solve.seating import seated_twice


@pytest.mark.parametrize(("people", "weight"), [(3_000, 1_000), (7_000, 1)])
def test_costs_stay_within_the_flow_s_numbers(people: int, weight: int, tmp_path: Path) -> None:
    write_cohort_folder(generate(people, people // 20, seed=1), tmp_path)
    cohort = read_cohort(tmp_path).cohort
    program = replace(cohort.program, mix=dict(cohort.program.mix) | {"sector": weight})
    seating = construct(compile_instance(replace(cohort, program=program)))
    assert seating
    assert not seated_twice(seating)


def test_a_large_cohort_in_a_hurry_is_clean(tmp_path: Path) -> None:
    write_cohort_folder(generate(700, 60, seed=5, family="agencies"), tmp_path)
    cohort = read_cohort(tmp_path).cohort
    proposal = solve(cohort, options=Options(time_limit=6))
    verdict = check(cohort, proposal)
    assert verdict.clean, verdict.lines()
