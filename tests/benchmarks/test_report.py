"""The report: the same bytes for the same records, and honest about misses."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import targets
from benchmarks.machine import without_paths
from benchmarks.report import latest, write_report
from tests.benchmarks.records import record

PEER = {
    "found": True, "teams": 20, "teams_served": 17,
    "pairs_same_all_teams": 12, "pairs_all_teams": 300,
}  # fmt: skip
SHORT = (
    ("seats.none", 9, 10),
    ("seats.little", 12, 12),
    ("turn", 520, 531),
    ("mix", 12, 10),
    ("preference", 4, 4),
)


def everything() -> list[dict]:
    return [
        record(),
        record("textbook", levels=SHORT, clean=False, envy=3),
        record("greedy", levels=SHORT),
        record(instance="state-75-s1", family="state", people=75, limit=6.0, part="scale"),
        record(instance="peer-120-s1", family="peer", people=120, seated=120),
        record("team-formation", "peer-120-s1", family="peer", people=120, limit=30.0,
               about=PEER, clean=False, seated=102),
        {**record("team-formation", "peer-300-s1", family="peer", people=300), "error": "no net"},
    ]  # fmt: skip


def write(folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    runs = folder / "runs.jsonl"
    runs.write_text("".join(json.dumps(r) + "\n" for r in everything()), encoding="utf-8")
    write_report(runs)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_records_give_the_same_report(tmp_path: Path) -> None:
    one, other = write(tmp_path / "one"), write(tmp_path / "other")
    assert one == other
    assert {"REPORT.md", "over_time.svg", "profile.svg", "scaling.svg"} <= set(one)
    assert max(map(len, one.values())) < 200_000
    text = one["REPORT.md"].decode()
    assert "| massachusetts-38 | 3 s | every level proven | **reached** |" in text
    assert "17 of 20" in text
    assert "no net" in text


def test_an_empty_race_has_a_report(tmp_path: Path) -> None:
    text = write_report(tmp_path / "runs.jsonl").read_text(encoding="utf-8")
    assert "Nothing is recorded yet" in text


def test_the_last_run_of_each_kind_counts() -> None:
    first, second = record(commit="old"), record(commit="new")
    assert latest([first, second]) == [second]


def verdicts(*records: dict) -> dict[str, str]:
    return {row.cohort: row.verdict for row in targets.rows(records)}


def test_misses_are_said() -> None:
    assert verdicts(record())["massachusetts-38"] == "reached"
    assert verdicts(record(levels=SHORT))["massachusetts-38"] == "missed"
    assert verdicts(record(clean=False))["massachusetts-38"] == "missed"
    assert verdicts(record(seconds=4.0))["massachusetts-38"] == "missed"
    assert verdicts(record())["statewide-150"] == "not run"


def test_the_peer_is_beaten_only_with_fewer_pairs_and_as_many_seats() -> None:
    theirs = record("team-formation", "peer-120-s1", limit=30.0, about=PEER, seated=102)
    ours = record(instance="peer-120-s1", seated=120, pairs=300)
    assert verdicts(theirs, ours)["peer-120 (1 seeds)"] == "reached"
    fewer = record(instance="peer-120-s1", seated=90, pairs=300)
    assert verdicts(theirs, fewer)["peer-120 (1 seeds)"] == "missed"


def test_the_textbook_is_given_ten_times_the_time() -> None:
    ours = record(instance="scarce-300", limit=6.0)
    theirs = record("textbook", "scarce-300", limit=60.0, levels=SHORT)
    assert verdicts(ours, theirs)["scarce-300 and the textbook"] == "reached"
    assert verdicts(ours)["scarce-300 and the textbook"] == "not run"


def test_paths_are_left_out_of_messages() -> None:
    told = without_paths("cannot open file:///opt/index/simple and /home/me/x.csv, 3/4 done")
    assert told == "cannot open … and …, 3/4 done"
