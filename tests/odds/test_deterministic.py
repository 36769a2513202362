"""Odds that hang on nothing but the input: counted by work, whatever the clock says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from matcher.files.read import read_cohort
from matcher.generate import generate, write_cohort_folder
from matcher.odds.ground import LEAST_BOOLEANS
from matcher.odds.study import Study, study
from matcher.odds.write import write_odds
from tests.command import matcher


def written(found: Study, out: Path) -> dict[str, bytes]:
    """The files of a study."""
    write_odds(found, out)
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.parametrize(("people", "providers"), [(16, 2), (80, 9)])
def test_a_faster_clock_changes_nothing(
    people: int, providers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cohort_folder(generate(people, providers, 3, "scarce"), tmp_path / "cohort")
    cohort = read_cohort(tmp_path / "cohort").cohort
    first = study(cohort, time_limit=2.0, most=5, deterministic=True)
    assert first.replays
    assert first.draws is not None
    assert (first.ground.booleans >= LEAST_BOOLEANS) is (people == 80)  # both ways to the seats
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: 40 * real())
    again = study(cohort, time_limit=2.0, most=5, deterministic=True)
    monkeypatch.undo()
    assert written(first, tmp_path / "one") == written(again, tmp_path / "two")


def test_a_price_by_the_clock_is_refused(tmp_path: Path) -> None:
    ended = matcher("odds", tmp_path, "--deterministic", "--price")
    assert ended.returncode == 2
    assert "--price goes by the clock" in ended.stderr
