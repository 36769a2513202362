"""proposal.json: there and back, and every fault of a malformed one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.cohort import Group, LevelValue, Pin, Proposal, Reason, Unplaced
from matcher.files.proposal_json import (
    groups_from_list,
    proposal_from_dict,
    proposal_to_dict,
    read_proposal,
    write_proposal,
)
from matcher.files.read.issues import UnusableInput
from tests.build import cohort, group, people, proposal

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBER = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
GROUPS = st.builds(
    Group,
    id=TEXT, provider_id=TEXT, cadence=TEXT, weekday=TEXT, start=TEXT, minutes=st.integers(),
    weeks=st.lists(st.integers(), max_size=3).map(tuple), time_zone=TEXT, language=TEXT,
    members=st.lists(TEXT, max_size=4).map(tuple),
)  # fmt: skip
PROPOSALS = st.builds(
    Proposal,
    status=st.sampled_from(["optimal", "feasible", "empty"]),
    seed=st.integers(),
    runtime_s=NUMBER,
    input_sha256=TEXT,
    policy_sha256=TEXT,
    earlier=st.none() | TEXT,
    pins=st.lists(st.builds(Pin, TEXT, TEXT), max_size=3).map(tuple),
    levels=st.lists(st.builds(LevelValue, TEXT, NUMBER, st.none() | NUMBER), max_size=3).map(tuple),
    groups=st.lists(GROUPS, max_size=3).map(tuple),
    unplaced=st.lists(
        st.builds(Unplaced, TEXT, st.lists(st.builds(Reason, TEXT, TEXT), max_size=2).map(tuple)),
        max_size=3,
    ).map(tuple),
    schema=st.just("1"),
)


@pytest.fixture
def sample() -> Proposal:
    of = cohort(people(4))
    levels = (LevelValue("turn", 812.0, 812.5), LevelValue("mix", 3, None))
    made = proposal(of, [group("P1 P2 P3")], pins=(Pin("P1", "G1"),), levels=levels)
    return replace(made, earlier="ab" * 32)


def faults(data: object) -> list[str]:
    with pytest.raises(UnusableInput) as caught:
        proposal_from_dict(data)
    return [str(fault) for fault in caught.value.faults]


@given(PROPOSALS)
def test_there_and_back(made: Proposal) -> None:
    text = json.dumps(proposal_to_dict(made), allow_nan=False)
    assert proposal_from_dict(json.loads(text)) == made


def test_keys_and_numbers_are_the_contracts(sample: Proposal) -> None:
    data = proposal_to_dict(sample)
    assert list(data) == [
        *("schema", "status", "seed", "runtime_s", "input_sha256", "policy_sha256", "from"),
        *("pins", "levels", "groups", "unplaced"),
    ]
    assert json.dumps(data["levels"]) == (
        '[{"name": "turn", "value": 812, "bound": 812.5},'
        ' {"name": "mix", "value": 3, "bound": null}]'
    )
    assert data["groups"][0] == {
        "id": "G1", "provider_id": "V1", "cadence": "twice-monthly", "weekday": "tue",
        "start": "10:00", "minutes": 60, "weeks": [1, 3], "time_zone": "America/New_York",
        "language": "en", "members": ["P1", "P2", "P3"],
    }  # fmt: skip
    assert data["pins"] == [{"participant_id": "P1", "group_id": "G1"}]
    assert data["from"] == "ab" * 32
    assert set(data["unplaced"][0]) == {"participant_id", "reasons"}


@pytest.mark.parametrize("odd", [float("inf"), float("-inf"), float("nan")])
def test_numbers_json_has_no_word_for_are_not_written(sample: Proposal, odd: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        proposal_to_dict(replace(sample, runtime_s=odd))


def test_files_are_written_whole_or_not_at_all(sample: Proposal, tmp_path: Path) -> None:
    path = tmp_path / "proposal.json"
    write_proposal(sample, path)
    assert read_proposal(path) == sample
    before = path.read_bytes()
    assert before.endswith(b"}\n")
    with pytest.raises(ValueError, match="finite"):
        write_proposal(replace(sample, runtime_s=float("inf")), path)
    write_proposal(sample, path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["proposal.json"]


def test_one_that_cannot_be_put_in_place_leaves_nothing(sample: Proposal, tmp_path: Path) -> None:
    path = tmp_path / "proposal.json"
    path.mkdir()
    with pytest.raises(OSError, match=r"proposal\.json"):
        write_proposal(sample, path)
    assert [file.name for file in tmp_path.iterdir()] == ["proposal.json"]


def test_a_mark_at_the_start_and_unknown_keys_do_no_harm(sample: Proposal, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    data = proposal_to_dict(sample) | {"later": {"version": 2}}
    path.write_text("\ufeff" + json.dumps(data), encoding="utf-8")
    assert read_proposal(path) == sample


def test_what_an_outside_program_may_leave_out(sample: Proposal) -> None:
    data = proposal_to_dict(sample)
    for key in ("runtime_s", "input_sha256", "policy_sha256", "from", "pins"):
        del data[key]
    read = proposal_from_dict(data)
    assert (read.runtime_s, read.earlier, read.pins) == (0, None, ())
    assert read.groups == sample.groups


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe{}", "no UTF-8"),
        (b"[" * 100_000, "nested or too large"),
        (b"9" * 5000, "nested or too large"),
        (b"[]", "accepted: an object"),
        (b"null", "accepted: an object"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(content)
    with pytest.raises(UnusableInput, match=word) as caught:
        read_proposal(path)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].file == "p.json"


def test_a_missing_file_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="cannot be read"):
        read_proposal(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schema": "2"}, 'proposal.json::schema: found "2"; accepted: "1"'),
        ({"schema": 1}, 'proposal.json::schema: found 1; accepted: "1"'),
        ({"status": "good"}, '"optimal" or "feasible" or "empty"'),
        ({"status": []}, '"optimal" or "feasible" or "empty"'),
        ({"seed": "1"}, "a whole number"),
        ({"seed": True}, "a whole number"),
        ({"seed": 1.5}, "a whole number"),
        ({"runtime_s": float("inf")}, "a finite number"),
        ({"runtime_s": None}, "a finite number"),
        ({"from": 3}, "proposal.json::from: found 3; accepted: text"),
        ({"groups": {}}, "a list of objects"),
        ({"groups": [1]}, "proposal.json/groups:1:: found 1; accepted: an object"),
        ({"pins": None}, "a list of objects"),
        ({"pins": [{"participant_id": "P1"}]}, "the key 'group_id' is missing"),
        ({"levels": [{"name": "mix", "value": None, "bound": None}]}, "levels:1:value"),
        ({"levels": [{"name": "mix", "value": 1, "bound": "x"}]}, "finite number or null"),
        ({"levels": [{"name": "mix", "value": 1}]}, "levels:1:bound: the key 'bound' is missing"),
        ({"unplaced": [{"participant_id": "\ud800", "reasons": []}]}, "accepted: text"),
        (
            {"unplaced": [{"participant_id": "P1", "reasons": [{"code": 1, "text": ""}]}]},
            "proposal.json/unplaced[1]/reasons:1:code: found 1",
        ),
    ],
)
def test_each_fault_says_where_it_is_and_what_is_accepted(
    sample: Proposal, change: dict[str, Any], told: str
) -> None:
    (fault,) = faults(proposal_to_dict(sample) | change)
    assert told in fault


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", 1), ("provider_id", None), ("weeks", [1, "3"]), ("weeks", [True]), ("weeks", 1),
        ("weeks", [1.0]), ("minutes", "60"), ("members", "P1"), ("members", [1]), ("start", 10),
    ],
)  # fmt: skip
def test_a_groups_faults_are_told_with_its_place(sample: Proposal, key: str, value: object) -> None:
    data = proposal_to_dict(sample)
    data["groups"].append(data["groups"][0] | {key: value})
    (fault,) = faults(data)
    assert fault.startswith(f"proposal.json/groups:2:{key}: found ")


def test_all_faults_are_told_at_once() -> None:
    assert len(faults({"schema": "1", "groups": [{}]})) == 4 + 10


def test_hand_edited_groups_are_read_the_same_way(sample: Proposal) -> None:
    rows = proposal_to_dict(sample)["groups"]
    assert groups_from_list(rows) == sample.groups
    with pytest.raises(UnusableInput, match="language"):
        groups_from_list([{**rows[0], "language": None}])


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=3),
                    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
                        st.sampled_from(["schema", "groups", "levels", "id"]), inner)))  # fmt: skip
def test_nothing_else_is_ever_raised(data: object) -> None:
    with pytest.raises(UnusableInput):
        proposal_from_dict(data)
