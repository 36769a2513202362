"""Proposals changed by hand over HTTP: judged at once, taken back, kept as proposals; compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from matcher.audit.reading import record_from_dict
from matcher.audit.verify import verify
from tests.api.bodies import cohort_body
from tests.api.running import Service, problem


@pytest.fixture
def path(service: Service, proposal_id: str) -> Iterator[str]:
    """Where the changes of a proposal are; there are none before and after."""
    found = f"/v1/proposals/{proposal_id}/edits"
    yield found
    assert service.delete(found).status_code == 204


@pytest.fixture
def proposal(service: Service, proposal_id: str) -> dict[str, Any]:
    found: dict[str, Any] = service.get(f"/v1/proposals/{proposal_id}").json()
    return found


def test_a_change_is_told_at_once_and_can_be_taken_back(
    service: Service, path: str, proposal: dict[str, Any]
) -> None:
    member = proposal["groups"][0]["members"][0]
    waiting = proposal["unplaced"][0]["participant_id"]
    assert service.get(path).json()["edits"] == []
    swap = {"kind": "swap", "participant_id": waiting, "other_id": member}
    made = service.post(path, json={"edits": [swap], "reason": "so it be", "by": "office"})
    assert made.status_code == 200, made.text
    found = made.json()
    assert (found["cursor"], found["edits"][0]["who"]) == (1, "office")
    assert {level["name"] for level in found["last"]["levels"]} == {
        level["name"] for level in proposal["levels"]
    }
    assert {move["participant_id"] for move in found["difference"]["moves"]} == {member, waiting}
    assert waiting in found["groups"][0]["members"]
    undone = service.post(f"{path}/undo").json()
    assert (undone["cursor"], undone["edits"][0]["holds"]) == (0, False)
    assert undone["groups"] == proposal["groups"]
    assert service.post(f"{path}/redo").json()["groups"] == found["groups"]
    problem(service.post(f"{path}/redo"), 422)


def test_what_a_change_would_break_is_told_without_keeping_it(
    service: Service, path: str, proposal: dict[str, Any]
) -> None:
    group = proposal["groups"][0]
    early = {"kind": "time", "group_id": group["id"], "weekday": "tue", "start": "06:00"}
    told = service.post(path, json={"edits": [early], "hold": True}).json()
    assert (told["held"], told["cursor"], told["edits"]) == (True, 0, [])
    assert group["id"] in {one["group_id"] for one in told["last"]["breaks"]}
    assert told["groups"] == proposal["groups"]
    assert service.get(path).json()["edits"] == []
    kept = service.post(path, json={"edits": [early], "hold": True, "reason": "a trial"}).json()
    assert (kept["held"], kept["cursor"]) == (False, 1)


def test_a_broken_rule_needs_a_reason_and_stays_marked(
    service: Service, path: str, proposal_id: str, proposal: dict[str, Any]
) -> None:
    early = {"kind": "time", "group_id": proposal["groups"][0]["id"], "weekday": "tue",
             "start": "06:00"}  # fmt: skip
    refused = problem(service.post(path, json={"edits": [early]}), 422)
    assert {"availability", "slot"} <= {one["code"] for one in refused["errors"]}
    assert service.get(path).json()["edits"] == []
    found = service.post(path, json={"edits": [early], "reason": "a trial week"}).json()
    assert {"availability", "slot"} <= {one["code"] for one in found["overrides"]}
    kept = service.post(f"{path}/keep")
    assert kept.status_code == 201
    there = kept.headers["Location"]
    made = service.get(there).json()
    assert {one["why"] for one in made["overrides"]} == {"a trial week"}
    assert made["groups"] == found["groups"]
    assert service.get(f"/v1/proposals/{proposal_id}").json() == proposal
    judged = service.post(f"{there}/check", json={"groups": made["groups"]}).json()
    assert judged["broken"] == []
    assert {one["why"] for one in judged["overridden"]} == {"a trial week"}
    for format in ("xlsx", "html", "csv", "zip"):
        assert service.get(there, params={"format": format}).status_code == 200
    record = record_from_dict(service.get(there, params={"format": "audit"}).json())
    assert verify(record) == []
    assert [edit.who for edit in record.edits] == ["coordinator"]
    assert "a trial week" in record.edits[0].why


def test_a_run_from_a_kept_version_goes_on_from_the_last_run(
    service: Service, path: str, cohort_id: str, proposal: dict[str, Any]
) -> None:
    early = {"kind": "time", "group_id": proposal["groups"][0]["id"], "weekday": "tue",
             "start": "06:00"}  # fmt: skip
    service.post(path, json={"edits": [early], "reason": "a trial week"})
    kept = service.post(f"{path}/keep").json()["proposal_id"]
    run = service.solved(cohort_id, {"from_proposal": kept, "time_limit": 2})
    made = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    held = {"group_id": early["group_id"]}
    assert held in made["pins"]
    (group,) = [one for one in made["groups"] if one["id"] == early["group_id"]]
    assert group["start"] == "06:00"
    assert made["overrides"][0]["why"] == "a trial week"
    record = service.get(f"/v1/proposals/{run['proposal_id']}", params={"format": "audit"}).json()
    assert verify(record_from_dict(record)) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"edits": []},
        {"edits": [7]},
        {"edits": [{"kind": "dance"}]},
        {"edits": [{"kind": "move", "participant_id": "P01"}]},
        {"edits": [{"kind": "move", "participant_id": "nobody", "group_id": "G01"}]},
        {"edits": [{"kind": "close", "group_id": "G99"}]},
        {"edits": [{"kind": "close", "group_id": "\ud800"}]},
        {"edits": [{"kind": "time", "group_id": "G01", "weekday": "x", "start": "y"}]},
        {"edits": [{"kind": "time", "group_id": "G01", "weekday": "mon", "start": "9:00",
                    "weeks": [10**30]}]},
        {"edits": [{"kind": "close", "group_id": "G01"}], "by": "ana@example.org"},
        {"edits": [{"kind": "close", "group_id": "G01"}], "more": 1},
    ],
)  # fmt: skip
def test_bad_changes_are_refused_and_nothing_is_kept(
    service: Service, path: str, body: dict[str, Any]
) -> None:
    content = json.dumps(body).encode()
    answer = service.post(path, content=content, headers={"content-type": "application/json"})
    problem(answer, 422)
    assert service.get(path).json()["edits"] == []


def test_all_of_several_changes_or_none(
    service: Service, path: str, proposal: dict[str, Any]
) -> None:
    first = proposal["groups"][0]["id"]
    edits = [{"kind": "close", "group_id": first}, {"kind": "close", "group_id": first}]
    error = problem(service.post(path, json={"edits": edits, "reason": "x"}), 422)["errors"][0]
    assert error["row"] == 2
    assert service.get(path).json()["cursor"] == 0
    problem(service.post(f"{path}/undo"), 422)
    problem(service.post(f"{path}/keep"), 422)


def test_unknown_proposals(service: Service, proposal_id: str) -> None:
    for call in ("edits", "edits/undo", "edits/redo", "edits/keep"):
        method = service.get if call == "edits" else service.post
        problem(method(f"/v1/proposals/prop_0/{call}"), 404)
    problem(service.delete("/v1/proposals/prop_0/edits"), 404)
    problem(service.get(f"/v1/proposals/{proposal_id}/diff/prop_0"), 404)


def test_two_proposals_side_by_side(
    service: Service, path: str, proposal_id: str, proposal: dict[str, Any]
) -> None:
    closed = proposal["groups"][0]["id"]
    service.post(path, json={"edits": [{"kind": "close", "group_id": closed}]})
    other = service.post(f"{path}/keep").json()["proposal_id"]
    there = f"/v1/proposals/{proposal_id}/diff/{other}"
    found = service.get(there).json()
    assert not found["same"]
    assert [one["change"] for one in found["groups"]] == ["closed"]
    assert {one["change"] for one in found["people"]} == {"unseated"}
    book = service.get(there, params={"format": "xlsx"}).content
    assert CalamineWorkbook.from_filelike(BytesIO(book)).sheet_names[0] == "Levels"
    foreign = service.solved(service.add(cohort_body()))["proposal_id"]
    problem(service.get(f"/v1/proposals/{proposal_id}/diff/{foreign}"), 422)


def test_pins_of_every_kind(service: Service, cohort_id: str, proposal_id: str) -> None:
    groups = service.get(f"/v1/proposals/{proposal_id}").json()["groups"]
    first = groups[0]
    pins: list[dict[str, Any]] = [
        {"group_id": first["id"]},
        {
            "provider_id": first["provider_id"],
            "weekday": first["weekday"],
            "start": first["start"],
        },
    ]
    body = {"from_proposal": proposal_id, "pins": pins, "time_limit": 2}
    run = service.solved(cohort_id, body)
    made = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    assert made["pins"] == pins
    assert next(one for one in made["groups"] if one["id"] == first["id"]) == first
    never = [{"participant_id": first["members"][0], "never_provider_id": first["provider_id"]}]
    run = service.solved(cohort_id, {"pins": never, "time_limit": 2})
    made = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    assert made["pins"] == never
    odd = [{"participant_id": "P01", "never_provider_id": "V99"}]
    error = problem(service.post(f"/v1/cohorts/{cohort_id}/runs", json={"pins": odd}), 422)
    assert error["errors"][0]["code"] == "unknown-provider"
