"""The baselines keep every rule and say what they reach."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks.baselines.greedy import greedy
from benchmarks.baselines.proposal import proposal_of
from benchmarks.baselines.textbook import textbook
from matcher.check import check
from matcher.cohort import Cohort
from matcher.compile import compile_instance
from matcher.files.read import read_cohort, read_cohort_data
from matcher.generate import FAMILIES, generate, write_cohort_folder
from matcher.propose import Options, solve
from tests.random_cohorts import random_cohort


def cohort_of(tmp_path: Path, people: int, family: str, seed: int = 1) -> Cohort:
    write_cohort_folder(generate(people, max(3, people // 11), seed, family), tmp_path)
    return read_cohort(tmp_path).cohort


@pytest.mark.parametrize("family", FAMILIES)
def test_greedy_keeps_every_rule(tmp_path: Path, family: str) -> None:
    cohort = cohort_of(tmp_path, 80, family)
    instance = compile_instance(cohort)
    proposal = proposal_of(cohort, instance, greedy(instance))
    verdict = check(cohort, proposal)
    assert proposal.groups
    assert not verdict.broken
    assert not verdict.value_faults
    assert not verdict.unplaced_faults


@pytest.mark.parametrize("seed", range(40))
def test_greedy_keeps_every_rule_on_nasty_cohorts(seed: int) -> None:
    cohort = read_cohort_data(random_cohort(seed, 14), leave_out_faulty=True).cohort
    instance = compile_instance(cohort)
    assert not check(cohort, proposal_of(cohort, instance, greedy(instance))).broken


@pytest.mark.parametrize("seed", range(6))
def test_the_textbook_agrees_with_the_solver_where_both_prove(seed: int) -> None:
    cohort = read_cohort_data(random_cohort(seed, 12), leave_out_faulty=True).cohort
    instance = compile_instance(cohort)
    told: list[str] = []
    groups, bounds = textbook(
        instance, time.monotonic() + 5, 1, lambda level, *_: told.append(level)
    )
    proposal = proposal_of(cohort, instance, groups, bounds)
    verdict = check(cohort, proposal)
    assert not verdict.broken
    assert not verdict.value_faults
    ours = solve(cohort, options=Options(time_limit=5, workers=1))
    if ours.status == "optimal" and proposal.status == "optimal":
        assert [lv.value for lv in ours.levels] == [lv.value for lv in proposal.levels]
        assert "mix" in told


def test_the_textbook_without_time_proposes_nothing(tmp_path: Path) -> None:
    cohort = cohort_of(tmp_path, 20, "state")
    instance = compile_instance(cohort)
    groups, bounds = textbook(instance, time.monotonic(), 1, lambda *_: None)
    assert groups == []
    assert set(bounds.values()) == {None}
