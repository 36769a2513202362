"""Monitoring answers change nothing: byte for byte, through the command line and over HTTP."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.api.bodies import cohort_body, participant
from tests.api.running import running, settings_in
from tests.command import matcher

Rows = list[dict[str, Any]]
ANSWERS = ("a", "b", "c", "prefers not to say", "")
KINDS = ("monitor_race", "monitor_gender", "monitor_age_group", "monitor_disability")


def answered(rows: Sequence[dict[str, Any]]) -> Rows:
    rng = Random(1)
    plain = [{k: v for k, v in row.items() if not k.startswith("monitor_")} for row in rows]
    return [row | {kind: rng.choice(ANSWERS) for kind in KINDS} for row in plain]


def permuted(rows: Rows) -> Rows:
    rng = Random(2)
    columns = {kind: rng.sample([row[kind] for row in rows], len(rows)) for kind in KINDS}
    return [row | {kind: columns[kind][at] for kind in KINDS} for at, row in enumerate(rows)]


def swapped(rows: Rows) -> Rows:
    """One column's answers under another's name."""
    others = dict(zip(KINDS, (*KINDS[1:], KINDS[0]), strict=True))
    return [{others.get(key, key): value for key, value in row.items()} for row in rows]


def removed(rows: Rows) -> Rows:
    return [{k: v for k, v in row.items() if not k.startswith("monitor_")} for row in rows]


def partly(rows: Rows) -> Rows:
    return [{k: v for k, v in row.items() if k != "monitor_race"} for row in rows]


CHANGES: tuple[Callable[[Rows], Rows], ...] = (permuted, swapped, removed, partly)


def bytes_of(proposal: dict[str, Any]) -> bytes:
    """The whole proposal but for how long it took."""
    return json.dumps({k: v for k, v in proposal.items() if k != "runtime_s"}).encode()


# More people than seats, so that somebody's answer could make a difference if it were seen.
BODY = cohort_body(count=14)
BODY["participants"] = [
    participant(number, rural=number % 2 == 0, supervises_others=number % 3 == 0)
    for number in range(1, 15)
]


def write(folder: Path, rows: Rows) -> Path:
    folder.mkdir()
    for name, table in (("participants", rows), ("providers", BODY["providers"])):
        header = list(dict.fromkeys(key for row in table for key in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header, "")
            writer.writeheader()
            for row in table:
                lists = {k: "; ".join(v) for k, v in row.items() if isinstance(v, list)}
                writer.writerow(row | lists)
    (folder / "program.toml").write_text(
        'group_size = [2, 3]\nholidays = "none"\n[priority.reserve.rural]\nfloor = 3\n'
        'rural = true\nrationale = "to have a reserve in it"\n',
        encoding="utf-8",
    )
    return folder


def test_through_the_command_line(tmp_path: Path) -> None:
    rows = answered(BODY["participants"])
    seen = []
    for change in (lambda same: same, *CHANGES):
        place = tmp_path / f"c{len(seen)}"
        cohort, out = write(place, change(rows)), tmp_path / f"out{len(seen)}"
        ended = matcher(
            "match", cohort, "--out", out, "--deterministic", "--time-limit", 0.5, "--quiet"
        )
        assert ended.returncode == 0, ended.stderr
        proposal = json.loads((out / "proposal.json").read_bytes())
        assert proposal["groups"]
        calendars = {file.name: file.read_bytes() for file in (out / "calendars").iterdir()}
        seen.append((bytes_of(proposal), (out / "groups.csv").read_bytes(), calendars))
    assert all(one == seen[0] for one in seen)


def test_over_http(tmp_path: Path) -> None:
    rows = answered(BODY["participants"])
    seen = []
    with running(settings_in(tmp_path)) as service:
        for change in (lambda same: same, *CHANGES):
            cohort_id = service.add(BODY | {"participants": change(rows)})
            run = service.solved(
                cohort_id, {"deterministic": True, "time_limit": 0.5, "policy": "capacity"}
            )
            found = service.get(f"/v1/proposals/{run['proposal_id']}").json()
            assert found["groups"]
            assert found["levels"][0]["name"] == "reserve.supervisors-ready"
            seen.append(bytes_of(found))
            # Check and explain go by the same policy as the run.
            place = f"/v1/proposals/{run['proposal_id']}"
            assert service.post(f"{place}/check", json={"groups": found["groups"]}).json()["clean"]
            told = service.get(f"{place}/explain/P01").json()["text"]
            assert "supervise others and are ready to implement" in told
    assert all(one == seen[0] for one in seen)


def test_the_answers_do_differ() -> None:
    """The test would prove nothing if the changes changed nothing."""
    rows = answered(BODY["participants"])
    for change in CHANGES:
        assert change(rows) != rows


@pytest.mark.parametrize("kind", KINDS)
def test_none_of_them_may_decide(kind: str, tmp_path: Path) -> None:
    cohort = write(tmp_path / "c", answered(BODY["participants"]))
    toml = cohort / "program.toml"
    text = toml.read_text(encoding="utf-8").replace("rural = true", f'{kind} = "a"')
    toml.write_text(text, encoding="utf-8")
    ended = matcher("match", cohort, "--out", tmp_path / "out", "--quiet")
    assert ended.returncode == 2
    assert "monitoring only" in ended.stderr
    assert not (tmp_path / "out").exists()
