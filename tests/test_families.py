"""Kinds of cohorts the solver was not tuned on: every family of the generator, checked clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.check import check
from matcher.files.read import read_cohort
from matcher.generate import FAMILIES, generate, write_cohort_folder
from matcher.propose import Options, solve


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_solved_and_checked(family: str, tmp_path: Path) -> None:
    write_cohort_folder(generate(60, 6, 7, family), tmp_path)
    of = read_cohort(tmp_path, leave_out_faulty=True).cohort
    made = solve(of, options=Options(time_limit=4.0, workers=1))
    verdict = check(of, made)
    assert verdict.clean, verdict.lines()
    assert made.groups
    assert made.runtime_s < 8
    seats = [level for level in made.levels if level.name.startswith("seats.")]
    assert all(level.bound is not None for level in seats[:1])
