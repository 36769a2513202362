"""The runs before this one, from the folder and from beside the commitment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from matcher.audit.history import earlier_runs, ledger_path, write_ledger
from matcher.audit.record import record_bytes
from matcher.audit.runs import joined
from matcher.endings import Refused
from tests.audit.example import made, small


def seeds(runs: Any) -> list[int]:
    return [run["seed"] for run in runs]


def test_nothing_came_before(tmp_path: Path) -> None:
    assert list(earlier_runs(tmp_path / "new", tmp_path / "commitment.json")) == []


def test_runs_of_folder_and_commitment_are_one_list(tmp_path: Path) -> None:
    of, commitment = small(), tmp_path / "commitment.json"
    first = made(of, seed=1)
    write_ledger(commitment, first)
    out = tmp_path / "a"
    out.mkdir()
    (out / "audit.json").write_bytes(record_bytes(made(of, seed=2, committed=False)))
    history = earlier_runs(out, commitment)
    assert seeds(history) == [1, 2]
    third = made(of, seed=3, history=history)
    write_ledger(commitment, third)
    (out / "audit.json").write_bytes(record_bytes(third))
    assert seeds(earlier_runs(out, commitment)) == [1, 2, 3]  # each once
    assert seeds(earlier_runs(tmp_path / "b", commitment)) == [1, 2, 3]
    assert seeds(earlier_runs(out)) == [1, 2, 3]


def test_the_same_run_twice_is_two_runs() -> None:
    first = made(small(), at=None)
    again = made(small(), at=None, history=first["runs"])
    assert [run["number"] for run in joined(again["runs"], first["runs"])] == [1, 2]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "{",
        lambda text: "[]",
        lambda text: text.replace('"seed": 2', '"seed": 7'),
        lambda text: text.replace('"number": 2', '"number": "two"'),
        lambda text: json.dumps({"runs": json.loads(text)["runs"][1:]}),
        lambda text: text.replace('"schema": "1"', '"schema": "1", "schema": "1"'),
    ],
)
def test_a_changed_list_is_not_begun_anew_in_silence(tmp_path: Path, spoil: Any) -> None:
    of = small()
    record = made(of, seed=2, history=made(of, seed=1)["runs"])
    commitment = tmp_path / "commitment.json"
    path = write_ledger(commitment, record)
    assert path == ledger_path(commitment) == tmp_path / "commitment.runs.json"
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(Refused, match="is not as it was written"):
        earlier_runs(tmp_path, commitment)
    folder = tmp_path / "out"
    folder.mkdir()
    path.rename(folder / "audit.json")
    with pytest.raises(Refused, match=r"audit\.json lists the runs before"):
        earlier_runs(folder)
