"""The numbered list: whole numbers, what a seed draws, and a file that is not as it should be."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.check import check
from matcher.cohort import Cohort
from matcher.cohort.turn import drawn_number, turn_order
from matcher.endings import Refused
from matcher.files.proposal_json import proposal_from_dict, proposal_to_dict
from matcher.files.read.issues import UnusableInput
from matcher.odds.draws import NUMBERS, numbered, whole_numbers
from matcher.odds.list_file import (
    DrawsList,
    Listed,
    cohort_hashes,
    draw,
    draws_bytes,
    read_draws,
)
from matcher.propose import Options, solve
from matcher.rules import with_seed
from matcher.solve.seating import Sitting
from tests.build import cohort, group, people, provider

SEATINGS = [(Sitting(0, (1, 3), (k, k + 1)),) for k in range(12)]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_whole_numbers_sum_up_and_stay_near(parts: list[int]) -> None:
    weights = np.array(parts) / sum(parts)
    counts = whole_numbers(weights, SEATINGS[: len(parts)], 14)
    assert sum(counts) == NUMBERS
    assert all(abs(c - w * NUMBERS) < 1 + 1e-6 for c, w in zip(counts, weights, strict=True))


def test_the_list_has_every_number_once() -> None:
    weights = np.array([0.2, 0.5, 0.3])
    made = numbered(SEATINGS[:3], weights, 14)
    assert [(e.first, e.last) for e in made.entries] == [(1, 500), (501, 800), (801, 1000)]
    assert made.entry(500) is made.entries[0]
    assert made.entry(501) is made.entries[1]
    assert made.chances(14)[:4].tolist() == pytest.approx([0.2, 0.7, 0.8, 0.3])


def test_anyone_can_draw_the_number_again() -> None:
    number = int(sha256(b"draw|42").hexdigest(), 16) % 1000 + 1
    assert drawn_number(42, 1000) == number
    assert {drawn_number(seed, 4) for seed in range(60)} == {1, 2, 3, 4}


# --- a cohort of four for one group of two ------------------------------------------------------


@pytest.fixture
def four() -> Cohort:
    return cohort(people(4), [provider()], group_size=(2, 2))


def listed(of: Cohort) -> DrawsList:
    pairs = ("P1 P2", "P3 P4", "P1 P4", "P2 P3")
    entries = [
        Listed(1 + 250 * k, 250 * (k + 1), (group(pair, id="G01"),)) for k, pair in enumerate(pairs)
    ]
    return DrawsList(*cohort_hashes(of), 1000, tuple(entries))


@pytest.fixture
def file(four: Cohort, tmp_path: Path) -> Path:
    path = tmp_path / "draws.json"
    path.write_bytes(draws_bytes(listed(four)))
    return path


@pytest.mark.parametrize("seed", range(8))
def test_who_is_drawn_is_seated_and_the_checker_agrees(four: Cohort, file: Path, seed: int) -> None:
    read = read_draws(file)
    drawn, groups = draw(read, four, seed)
    options = Options(time_limit=60.0, seed=seed, workers=1)
    made = solve(four, options=options, drawn=drawn, start=groups)
    assert set(made.seats()) == set(drawn.seated)
    assert made.status == "optimal"
    assert check(four, made).clean
    assert drawn.draws_sha256 == sha256(file.read_bytes()).hexdigest()
    assert proposal_from_dict(proposal_to_dict(made)) == made
    # Without the draw, or with another number, the same groups are not what the seed gives.
    other = replace(made, drawn=replace(drawn, number=drawn.number % 1000 + 1))
    assert any("number drawn" in line for line in check(four, other).lines())


def test_the_draw_comes_before_rounds_and_tickets_and_after_the_tier() -> None:
    rows = [*people(2, rounds_waited=3), *people(4, rc_access="little")[2:]]
    of = replace(cohort(rows), drawn=frozenset({"P2", "P4"}))
    order = turn_order(of)
    assert order[:2] == ["P2", "P1"]
    assert order[2:] == ["P4", "P3"]


def test_an_edited_seat_is_envied(four: Cohort, file: Path) -> None:
    """Whoever was drawn and lost the seat by hand has a claim to it."""
    drawn, groups = draw(read_draws(file), four, 1)
    made = solve(four, options=Options(time_limit=5.0, seed=1), drawn=drawn, start=groups)
    out = sorted({"P1", "P2", "P3", "P4"} - set(drawn.seated))
    edited = replace(made, groups=(replace(made.groups[0], members=tuple(out)),))
    assert any(line.startswith("envy:") for line in check(four, edited).lines())


def test_a_list_for_another_cohort_is_refused(four: Cohort, file: Path) -> None:
    read = read_draws(file)
    draw(read, with_seed(four, 99), 5)  # the seed is no part of the list
    with pytest.raises(Refused, match="another cohort"):
        draw(read, replace(four, participants=four.participants[:3]), 5)


def test_a_list_that_breaks_a_rule_is_refused(four: Cohort, file: Path) -> None:
    read = read_draws(file)
    entries = tuple(replace(e, groups=(group("P1 P2 P3", id="G01"),)) for e in read.entries)
    with pytest.raises(Refused, match="size"):
        draw(replace(read, entries=entries), four, 1)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"of": 999}, "found 999"),
        ({"lottery": "roulette"}, "leximin"),
        ({"seatings": 3}, "a list of objects"),
        ({"input_sha256": None}, "text"),
    ],
)
def test_a_list_with_a_fault(file: Path, change: dict[str, object], found: str) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(UnusableInput) as caught:
        read_draws(file)
    assert found in str(caught.value)


def test_a_gap_between_numbers(file: Path) -> None:
    data = json.loads(file.read_text())
    data["seatings"][1]["first"] += 5
    file.write_text(json.dumps(data))
    with pytest.raises(UnusableInput) as caught:
        read_draws(file)
    assert "without a gap" in str(caught.value)


def test_no_list_at_all(tmp_path: Path) -> None:
    for text in (None, "{", "[]"):
        path = tmp_path / "draws.json"
        if text is not None:
            path.write_text(text)
        with pytest.raises(UnusableInput):
            read_draws(path)
