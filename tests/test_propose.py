"""The public solve(): starts, pins, stops, options, empty cohorts and repeatable runs."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from matcher.check import check
from matcher.cohort import Cohort, Proposal
from matcher.cohort.turn import ticket
from matcher.files.read import read_cohort_data
from matcher.levels import levels_of
from matcher.propose import Options, Progress, solve
from matcher.solve.stop import Stop
from tests.build import cohort, people, person, proposal, provider
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups

QUICK = Options(time_limit=1.0, workers=1)


def merit(of: Cohort, made: Proposal) -> tuple[float, ...]:
    """Level values so that the greater is the better, earlier proposal included."""
    senses = {level.name: 1 if level.more_is_better else -1 for level in senses_of(of)}
    return tuple(senses[level.name] * level.value for level in made.levels)


def senses_of(of: Cohort) -> tuple:
    return levels_of(of.program, earlier=True)


def random_start(seed: int, count: int = 10) -> tuple[Cohort, Proposal]:
    of = read_cohort_data(random_cohort(seed, count)).cohort
    return of, proposal(of, random_groups(of, Random(seed)))


# --- starting from an earlier proposal ----------------------------------------------------------


@pytest.mark.parametrize("seed", range(1400, 1424))
def test_never_worse_than_the_earlier_proposal(seed: int) -> None:
    of, earlier = random_start(seed)
    before = proposal(of, earlier.groups, earlier)
    made = solve(of, earlier=earlier, options=Options(time_limit=0.3, workers=1))
    assert check(of, made, earlier).clean
    assert merit(of, made) >= merit(of, before)
    assert made.earlier == earlier.input_sha256
    again = solve(of, earlier=made, options=Options(time_limit=0.3, workers=1))
    best = proposal(of, made.groups, made)
    assert merit(of, again) >= merit(of, best)


@pytest.mark.parametrize("seed", range(1424, 1430))
def test_a_proven_proposal_stays_as_it_is(seed: int) -> None:
    of, _ = random_start(seed, 8)
    made = solve(of, options=QUICK)
    if made.status != "optimal":
        return
    again = solve(of, earlier=made, options=QUICK)
    assert {(g.id, g.meeting, g.members) for g in again.groups} == {
        (g.id, g.meeting, g.members) for g in made.groups
    }
    assert again.levels[-1].name == "stability"
    assert again.levels[-1].value == 0


@pytest.mark.parametrize("seed", range(1430, 1440))
def test_an_earlier_proposal_of_another_time(seed: int) -> None:
    """People and providers have come and gone since."""
    of, earlier = random_start(seed, 12)
    now = replace(of, participants=of.participants[2:], providers=of.providers[1:])
    made = solve(now, earlier=earlier, options=QUICK)
    verdict = check(now, made, earlier)
    assert verdict.clean, verdict.lines()


# --- stopping ------------------------------------------------------------------------------------


def test_stopped_before_it_begins() -> None:
    of = read_cohort_data(random_cohort(1500, 14)).cohort
    stop = Stop()
    stop.ask()
    began = time.monotonic()
    made = solve(of, stop=stop, options=Options(time_limit=60, workers=1))
    assert time.monotonic() - began < 3
    assert check(of, made).clean


@pytest.mark.parametrize("after", [0.05, 0.3, 1.0])
def test_stopped_while_it_runs(after: float) -> None:
    of = read_cohort_data(random_cohort(14, 10)).cohort  # its mix takes long to prove
    stop = Stop()
    timer = threading.Timer(after, stop.ask)
    timer.start()
    began = time.monotonic()
    made = solve(of, stop=stop, options=Options(time_limit=60, workers=1))
    timer.join()
    assert time.monotonic() - began < after + 2
    assert check(of, made).clean


def test_news_get_better_and_end_at_the_result() -> None:
    of = read_cohort_data(random_cohort(1501, 10)).cohort
    news: list[Progress] = []
    made = solve(of, options=QUICK, on_progress=news.append)
    names = {level.name for level in made.levels}
    assert news
    assert {one.level for one in news} <= names
    assert all(one.text.startswith(one.level) for one in news)
    seconds = [one.seconds for one in news]
    assert seconds == sorted(seconds)


@pytest.mark.parametrize("mode", ["tiers", "points"])
@pytest.mark.parametrize("seed", range(1480, 1486))
def test_no_time_at_all_leaves_no_seat_open_and_nobody_passed_over(seed: int, mode: str) -> None:
    of = read_cohort_data(random_cohort(seed, 30)).cohort
    priority = replace(of.program.priority, mode=mode)
    of = replace(of, program=replace(of.program, priority=priority))
    assert check(of, solve(of, options=Options(time_limit=1e-6, workers=1))).clean


# --- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [3, 14, 1510, 1511, 1512, 1513])
def test_deterministic_runs_are_the_same(seed: int) -> None:
    of = read_cohort_data(random_cohort(seed, 14)).cohort
    options = Options(time_limit=1.0, workers=2, deterministic=True)
    one, other = (solve(of, options=options) for _ in range(2))
    assert one.groups == other.groups
    assert one.levels == other.levels
    assert one.unplaced == other.unplaced
    assert check(of, one).clean


def test_the_seed_draws_the_tickets() -> None:
    of = cohort(people(6), [provider(max_group_size=3)])
    for seed in (1, 2, 3, -4):
        made = solve(of, options=Options(time_limit=1.0, workers=1, seed=seed))
        assert made.seed == seed
        first = sorted((p.id for p in of.participants), key=lambda id, s=seed: ticket(s, id))[:3]
        assert set(made.seats()) == set(first)
        assert check(of, made).clean


@pytest.mark.parametrize("seed", [-1, -(10**12), 2**63, 10**30])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    of = cohort(people(4))
    assert check(of, solve(of, options=Options(time_limit=0.5, seed=seed, workers=1))).clean


def test_an_unknown_gap_is_good_enough() -> None:
    of = read_cohort_data(random_cohort(14, 10)).cohort
    began = time.monotonic()
    made = solve(of, options=Options(time_limit=20, gap=100.0, workers=1))
    assert time.monotonic() - began < 5
    assert check(of, made).clean


def test_several_workers() -> None:
    of = read_cohort_data(random_cohort(1520, 16)).cohort
    assert check(of, solve(of, options=Options(time_limit=1.0, workers=2))).clean


@pytest.mark.parametrize("seed", range(1530, 1540))
def test_monitoring_is_never_seen(seed: int) -> None:
    """Whatever stands in the monitoring columns, the groups are the same."""
    data = random_cohort(seed, 9)
    rng = Random(seed)
    values = ["a", "b", "", "c"]
    made = []
    for _ in range(2):
        rows = [row | {"monitor_race": rng.choice(values)} for row in data["participants"]]
        of = read_cohort_data(data | {"participants": rows}).cohort
        made.append(solve(of, options=Options(1.0, workers=1, deterministic=True)))
    assert made[0].groups == made[1].groups
    assert made[0].levels == made[1].levels


# --- nothing to do -------------------------------------------------------------------------------


NOBODY = [
    cohort([], [provider()]),
    replace(cohort(people(4)), providers=()),
    replace(cohort([]), providers=()),
    cohort(people(4, member_until=date(2020, 1, 1))),
    cohort(people(4), [provider(max_groups=0)]),
    cohort(people(4), [provider(own_rsc_current=False)]),
    cohort(people(1)),
    cohort(people(4, free="mon 09:00-10:00"), [provider(free="tue 09:00-17:00")]),
    cohort([person("P1"), person("P2", apart_from=("P1",))]),
    cohort(people(4), [provider(max_group_size=1)]),
]


@pytest.mark.parametrize("number", range(len(NOBODY)))
@pytest.mark.parametrize("deterministic", [False, True])
def test_no_group_is_possible(number: int, deterministic: bool) -> None:
    of = NOBODY[number]
    options = Options(time_limit=10.0, workers=1, deterministic=deterministic)
    made = solve(of, options=options)
    assert (made.status, made.groups) == ("empty", ())
    assert [level.value for level in made.levels] == [0] * len(made.levels)
    assert [level.bound for level in made.levels] == [0] * len(made.levels)
    verdict = check(of, made)
    assert verdict.clean, verdict.lines()
    assert len(made.unplaced) == len(of.participants)
