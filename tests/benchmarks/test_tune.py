"""Tuning: only what the solver reads is swept, and only what is clearly better is taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import settings, sweep, tune
from benchmarks.run import Job
from matcher.solve import limits
from tests.benchmarks.records import record

if TYPE_CHECKING:
    import pytest

WORSE = (("seats.none", 9, 9), ("seats.little", 11, 12), ("turn", 500, 531), ("mix", 10, 10),
         ("preference", 4, 4))  # fmt: skip


def test_the_defaults_have_every_class_and_survive_writing(tmp_path: Path) -> None:
    present = settings.read()
    assert list(present) == [size.name for size in sweep.CLASSES]
    settings.write(present, tmp_path / "defaults.toml")
    assert settings.read(tmp_path / "defaults.toml") == present
    ends = [limits["people"] for limits in present.values()]
    assert ends == sorted(ends)


def test_limits_are_overridden_for_the_process_and_said_so() -> None:
    try:
        assert settings.apply({"idle": 7, "absent": 1, "gap": 0.1}) == ["idle", "gap"]
        assert limits.limits_for(100).idle == 7
    finally:
        limits.use({})
    assert limits.limits_for(100).idle != 7


def test_only_what_the_solver_reads_is_swept() -> None:
    assert {"groups", "idle"} <= set(settings.supported())
    size = sweep.CLASSES[0]
    jobs = sweep.sweep_jobs(size, {"groups": 10}, full=True, honoured=["groups"])
    assert {name for job in jobs for name in job.settings} == {"groups"}
    assert 10 not in {job.settings.get("groups") for job in jobs}
    assert {job.limit for job in jobs if not job.settings} == {size.limit, 2 * size.limit}


def test_a_value_is_taken_only_where_clearly_better() -> None:
    good = [record(instance=f"state-75-s{n}") for n in range(3)]
    bad = {f"state-75-s{n}": record(instance=f"state-75-s{n}", levels=WORSE) for n in range(3)}
    found = sweep.compare("groups", 6, good, bad)
    assert (found.wins, found.losses, found.ties) == (3, 0, 0)
    assert found.at == "seats.little 3"
    assert found.better
    same = sweep.compare("groups", 6, good, {r["instance"]: r for r in good})
    assert not same.better


def test_tune_writes_evidence_and_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[dict[str, Any]] = []

    def pretend(jobs: Sequence[Job], path: Path, **_: Any) -> int:
        for job in jobs:
            better = job.settings.get("groups") == 6
            levels = record()["levels"] if better else record(levels=WORSE)["levels"]
            instance = job.instance
            ran.append({
                **record(), "levels": levels, "instance": instance.name,
                "family": instance.family, "people": instance.people, "limit": job.limit,
                "settings": dict(job.settings), "honoured": list(job.settings),
            })  # fmt: skip
        return len(jobs)

    defaults = tmp_path / "defaults.toml"
    settings.write(settings.read(), defaults)
    before = {name: of["groups"] for name, of in settings.read(defaults).items()}
    assert before["small"] != 6
    monkeypatch.setattr(tune, "race", pretend)
    monkeypatch.setattr(tune, "load", lambda _: ran)
    monkeypatch.setattr(tune, "EVIDENCE", tmp_path / "TUNE.md")
    monkeypatch.setattr(settings, "DEFAULTS", defaults)
    assert tune.tune(["small"], say=lambda _: None) == 0
    after = settings.read(defaults)
    assert after["small"]["groups"] == 6
    assert after["medium"]["groups"] == before["medium"]
    text = (tmp_path / "TUNE.md").read_text(encoding="utf-8")
    assert "`groups`" in text
    assert "What another 5 s buys" in text
