"""A coordinator's way: change the policy, see what it does, choose, commit, draw, verify."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matcher.audit.confirm import Beside, confirm
from tests.api.bodies import cohort_body
from tests.api.running import Service
from tests.api.test_studies import MINE, kept, studied

Record = dict[str, Any]


def walked(service: Service, folder: Path) -> tuple[Record, Beside]:
    """Walk it; return the record that was published, and what stands beside it."""
    body = cohort_body(9)
    for row in body["participants"][::2]:
        row["rural"] = True
    cohort_id = service.add(body)
    # Change the policy: from a ready one to one of their own.
    mine = kept(service, cohort_id)["id"]
    # See beforehand what it does to seats and mix, and to chances.
    asked: dict[str, Any] = {"policies": ["own", "access", mine], "time_limit": 2}
    run_id = studied(service, cohort_id, "comparisons", asked)
    rows = service.get(f"/v1/runs/{run_id}/comparison").json()["rows"]
    assert {len(row["values"]) for row in rows} == {3}
    asked = {"policy": mine, "time_limit": 2, "replays": 3, "deterministic": True}
    run_id = studied(service, cohort_id, "odds", asked)
    odds = service.get(f"/v1/runs/{run_id}/odds").json()
    assert {one["participant_id"] for one in odds["people"]} == {
        row["id"] for row in body["participants"]
    }
    # Choose, commit, draw, publish, verify.
    commitments = f"/v1/cohorts/{cohort_id}/commitments"
    made = service.post(commitments, json={"policy": mine}).json()
    wanted = {"time_limit": 1, "seed": 61, "policy": mine, "commitment": made["id"]}
    proposal = f"/v1/proposals/{service.solved(cohort_id, wanted)['proposal_id']}"
    assert service.post(f"{proposal}/publish").status_code == 200
    asked = {"commitment": made["sha256"]}
    assert service.get(f"{proposal}/audit/verify", params=asked).json()["clean"]
    # What anybody else has at hand: the files, the policy, the published hash.
    (folder / "cohort.json").write_text(json.dumps(body), encoding="utf-8")
    (folder / "mine.toml").write_text(MINE, encoding="utf-8")
    (folder / "proposal.json").write_text(service.get(proposal).text, encoding="utf-8")
    beside = Beside(
        cohort=folder / "cohort.json", policy=str(folder / "mine.toml"),
        proposal=folder / "proposal.json", commitment=made["sha256"],
    )  # fmt: skip
    record: Record = service.get(f"{proposal}/audit").json()
    return record, beside


def ticket(record: Record) -> None:
    record["people"][0]["ticket"] = "0" * 64


def member(record: Record) -> None:
    first, second = record["groups"][0]["members"], record["groups"][1]["members"]
    first[0], second[0] = second[0], first[0]


def seed(record: Record) -> None:
    record["seed"] += 1


def tier(record: Record) -> None:
    person = record["people"][0]
    person["tier"] = next(
        one["tier"] for one in record["people"] if one["tier"] not in (person["tier"], None)
    )


def test_the_whole_way_and_four_ways_to_tamper(service: Service, tmp_path: Path) -> None:
    record, beside = walked(service, tmp_path)
    path = tmp_path / "audit.json"

    def findings(change: Callable[[Record], None] | None, given: Beside) -> tuple[str, ...]:
        changed = json.loads(json.dumps(record))
        if change is not None:
            change(changed)
        path.write_text(json.dumps(changed), encoding="utf-8")
        return confirm(path, given).findings

    alone = Beside()
    assert findings(None, alone) == ()
    assert findings(None, beside) == ()
    for change in (ticket, member, seed, tier):
        for given in (alone, beside):
            found = findings(change, given)
            assert found, f"a changed {change.__name__} passes {'alone' if given is alone else ''}"


def test_a_repair_is_followed_too(service: Service) -> None:
    """The record of what was put right afterwards is followed with the cohort as it is then."""
    cohort_id = service.add(cohort_body(9))
    proposal_id = service.solved(cohort_id, {"time_limit": 1, "seed": 5})["proposal_id"]
    gone = service.get(f"/v1/proposals/{proposal_id}").json()["groups"][0]["members"][0]
    body = {"withdraw": [gone], "time_limit": 1}
    answer = service.post(f"/v1/proposals/{proposal_id}/repair", json=body)
    assert answer.status_code == 202, answer.text
    run = service.until(answer.json()["id"])
    found = service.get(f"/v1/proposals/{run['proposal_id']}/audit/verify").json()
    assert (found["clean"], found["findings"]) == (True, [])
