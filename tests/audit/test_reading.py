"""audit.json read: every fault of a file that is no record, and no record refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.audit.reading import read_record, record_from_dict
from matcher.audit.record import record_bytes, sealed
from matcher.audit.verify import verify
from matcher.files.read import UnusableInput
from tests.audit.example import made, read, small

RECORD = made(small())


def test_a_file_of_ours_is_read(tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    path.write_bytes(record_bytes(RECORD))
    record = read_record(path)
    assert record.data == RECORD
    assert record.proposal.seed == 3
    assert [person.id for person in record.people][-1] == "P5"
    assert record.runs[0].seed == 3


@pytest.mark.parametrize("key", sorted(RECORD))
def test_every_key_is_needed(key: str) -> None:
    data = {name: value for name, value in RECORD.items() if name != key}
    if key == "commitment":
        assert verify(read(data))  # none at all: no fault of form, and the run says otherwise
        return
    with pytest.raises(UnusableInput, match=f"'{key}' is missing"):
        record_from_dict(data)


def test_faults_have_file_row_and_column() -> None:
    data = read(RECORD).data
    data["people"][1]["ticket"] = 7  # type: ignore[index]
    data["people"][2]["eligible"] = "yes"  # type: ignore[index]
    data["runs"][0]["seed"] = 1.5  # type: ignore[index]
    data["policy"]["priority"]["mode"] = "chance"  # type: ignore[index]
    with pytest.raises(UnusableInput) as caught:
        record_from_dict(data)
    assert {str(fault) for fault in caught.value.faults} == {
        "audit.json/people:2:ticket: found 7; accepted: text",
        'audit.json/people:3:eligible: found "yes"; accepted: true or false',
        "audit.json/runs:1:seed: found 1.5; accepted: a whole number",
        'audit.json/policy/priority::mode: found "chance"; accepted: "tiers" or "points"',
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no JSON"),
        ("[" * 100_000, "nested or too large"),
        ('{"seed": 1, "seed": 2}', 'holds the key "seed" twice'),
        ("[]", "accepted: an object"),
        ("null", "accepted: an object"),
    ],
)
def test_what_is_no_record_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "audit.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput, match=told):
        read_record(path)


def test_what_json_cannot_hold_is_told() -> None:
    for odd in (float("nan"), "\ud800"):
        with pytest.raises(UnusableInput, match="not finite, or half a character"):
            record_from_dict({**RECORD, "note": odd})


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where everything stands in a record."""
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    found = []
    for key, value in inner:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += paths(value, (*path, key))
    return found


@pytest.mark.parametrize("value", [None, -1, "x", []])
def test_nothing_anywhere_can_be_changed_with_a_digest_made_to_fit(value: Any) -> None:
    for path in paths(RECORD):
        data = json.loads(json.dumps(RECORD))
        inner = data
        for key in path[:-1]:
            inner = inner[key]
        if path == ("sha256",) or inner[path[-1]] == value:
            continue
        inner[path[-1]] = value
        try:
            assert verify(record_from_dict(sealed(data))), path
        except UnusableInput:
            continue


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(paths(RECORD)), st.sampled_from([None, True, -1, 2.5, "x", [], {}, [{}]]))
def test_whatever_stands_anywhere_ends_in_a_fault_or_a_finding(path: Any, value: Any) -> None:
    data = json.loads(json.dumps(RECORD))
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    same = inner[path[-1]] == value and type(inner[path[-1]]) is type(value)
    inner[path[-1]] = value
    try:
        findings = verify(record_from_dict(data))
    except UnusableInput as error:
        findings = [str(fault) for fault in error.faults]
    assert same or findings
