"""Instances: files whose hashes are pinned and held to."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import instances
from benchmarks.instances import (
    NAMED,
    WrongInstance,
    every_pinned,
    generated,
    given,
    named,
    pins,
    prepare,
)
from matcher.compile import compile_instance
from matcher.files.read import read_cohort


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instances, "CACHE", tmp_path / "cache")


def test_every_instance_has_a_pinned_hash() -> None:
    assert {instance.name for instance in every_pinned()} == set(pins())


@pytest.mark.parametrize("name", NAMED)
def test_named_cohorts_are_the_pinned_ones(name: str) -> None:
    folder, sha = prepare(named(name))
    assert sha == pins()[name]
    assert len(read_cohort(folder).cohort.participants) == named(name).people


@pytest.mark.parametrize("family", ["state", "messy", "languages"])
def test_generated_cohorts_are_the_pinned_ones(family: str) -> None:
    instance = generated(family, 38, 1)
    folder, sha = prepare(instance)
    assert sha == pins()[instance.name]
    assert len(read_cohort(folder).cohort.participants) == 38


def test_changed_files_are_refused() -> None:
    folder, _ = prepare(generated("state", 38, 1))
    (folder / "providers.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(WrongInstance, match="pinned is"):
        prepare(generated("state", 38, 1))


def test_an_instance_without_a_pin_is_refused() -> None:
    with pytest.raises(WrongInstance, match="no hash"):
        prepare(generated("state", 39, 1))


def test_peer_cohorts_ask_for_sectors_and_common_times_only() -> None:
    folder, _ = prepare(generated("peer", 120, 1))
    instance = compile_instance(read_cohort(folder).cohort)
    assert len(instance.people) == 120
    assert not instance.conflicts
    assert not instance.units
    assert set(instance.urgency.tolist()) == {0}
    assert int((instance.capacity * instance.largest).sum()) >= 120
    assert all(candidate.start % 60 == 0 for candidate in instance.candidates)


def test_a_given_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    folder, _ = prepare(generated("state", 38, 1))
    instance = given(folder)
    assert (instance.family, instance.people) == ("given", 38)
    assert prepare(instance)[0] == folder
    with pytest.raises(FileNotFoundError):
        given(tmp_path / "nowhere")
