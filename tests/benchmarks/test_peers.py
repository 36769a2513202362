"""Providers for a peer's teams, and what happens where it cannot be installed."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import environment
from benchmarks.peers.environment import NoPeer, install
from benchmarks.peers.team_formation import serve, starts_of
from matcher.cohort import Cohort, Program
from matcher.compile import compile_instance
from tests.build import person, provider

PLAIN = Program(cadences=("twice-monthly",), slot_minutes=60)


def test_as_many_teams_as_possible_are_served() -> None:
    # V1 alone can serve the second team; giving V1 to the first would leave the second without.
    early, late = "mon 09:00-10:00", "tue 09:00-10:00"
    cohort = Cohort(
        PLAIN,
        tuple(person(f"P{n}", f"{early}; {late}" if n < 5 else early) for n in range(15)),
        (provider("V1", early, max_groups=2), provider("V2", late, max_groups=1)),
    )
    instance = compile_instance(cohort)
    where = {id: index for index, id in enumerate(instance.people)}
    teams = [[where[f"P{n}"] for n in range(k, k + 5)] for k in (0, 5, 10)]
    served = serve(instance, teams)
    assert len(served) == 3
    weeks = [weeks for c, weeks, _ in served if instance.candidates[c].weekday == 0]
    assert sorted(weeks) == [(1, 3), (2, 4)]


def test_a_team_without_a_common_start_is_not_served() -> None:
    free = ["mon 09:00-10:00"] * 6 + ["tue 09:00-10:00"]
    cohort = Cohort(
        PLAIN,
        tuple(person(f"P{n}", when) for n, when in enumerate(free)),
        (provider("V1", "mon,tue 09:00-10:00"),),
    )
    instance = compile_instance(cohort)
    odd = instance.people.index("P6")
    others = [index for index in range(7) if index != odd]
    assert serve(instance, [[*others[:4], odd]]) == []
    assert len(serve(instance, [others[:5]])) == 1
    starts = starts_of(instance)
    assert starts[odd] == []  # too few are free on Tuesday for any group
    assert len(starts[others[0]]) == 1


def test_no_install_is_told_without_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str], **_: Any) -> None:
        raise subprocess.CalledProcessError(
            1, command, stderr="ERROR: no route to /home/somebody/index\n"
        )

    monkeypatch.setattr(environment, "FOLDER", tmp_path / "peer")
    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(NoPeer, match="could not be installed: ERROR: no route") as told:
        install()
    assert "somebody" not in str(told.value)
