"""Records over HTTP: stored with the proposal, following on one another, verified from outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import update

from api.store import Store
from api.store.tables import ProposalRow
from matcher.audit.against import against_cohort, against_proposal
from matcher.audit.reading import record_from_dict
from matcher.audit.verify import verify
from matcher.files.proposal_json import proposal_from_dict
from matcher.files.read import read_cohort_data
from tests.api.bodies import cohort_body
from tests.api.running import Service, draft_kept, faked, problem, running, settings_in
from tests.command import matcher


def record_of(service: Service, proposal_id: str) -> dict[str, Any]:
    answer = service.get(f"/v1/proposals/{proposal_id}?format=audit")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.matcher.audit+json"
    name = f'attachment; filename="{proposal_id}-audit.json"'
    assert answer.headers["content-disposition"] == name
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_proposal_has_its_record(service: Service, proposal_id: str) -> None:
    record = record_from_dict(record_of(service, proposal_id))
    assert verify(record) == []
    cohort = read_cohort_data(cohort_body()).cohort
    assert against_cohort(record, cohort) == []
    document = service.get(f"/v1/proposals/{proposal_id}").json()
    assert against_proposal(record, proposal_from_dict(document)) == []


def test_accept_asks_for_it_too_and_json_stays_the_proposal(
    service: Service, proposal_id: str
) -> None:
    path = f"/v1/proposals/{proposal_id}"
    wanted = {"Accept": "application/vnd.matcher.audit+json"}
    assert "runs" in service.get(path, headers=wanted).json()
    for accept in ("application/json", "*/*", "application/*"):
        assert "unplaced" in service.get(path, headers={"Accept": accept}).json()


def test_every_run_of_a_cohort_is_in_the_next_record(service: Service) -> None:
    cohort_id = service.add(cohort_body())
    for seeds in ([4], [4, 9]):
        run = service.solved(cohort_id, {"time_limit": 1, "seed": seeds[-1]})
        record = record_of(service, run["proposal_id"])
        assert [run["seed"] for run in record["runs"]] == seeds
        assert verify(record_from_dict(record)) == []
    report = service.get(f"/v1/proposals/{run['proposal_id']}?format=html").text
    assert "This draw was run twice, with the numbers 4 and 9; this is the second." in report


def test_a_run_that_ends_with_its_draft_follows_on_the_others(tmp_path: Path) -> None:
    with running(settings_in(tmp_path)) as service:
        cohort_id = service.add(cohort_body())
        service.solved(cohort_id, {"time_limit": 1, "seed": 4})
    with running(settings_in(tmp_path), faked("deaf")) as service:
        run_id = service.start(cohort_id, {"time_limit": 1, "seed": 9, "policy": "capacity"})
        draft = draft_kept(tmp_path, run_id)
        assert draft.draw_record is not None
        assert [run["seed"] for run in draft.draw_record["runs"]] == [9]
        service.post(f"/v1/runs/{run_id}/stop")
        run = service.until(run_id)
    with running(settings_in(tmp_path)) as service:
        record = record_of(service, run["proposal_id"])
        assert [run["seed"] for run in record["runs"]] == [4, 9]
        assert all(run["at"] for run in record["runs"])
        assert record["policy"]["priority"]["name"] == "Building capacity"
        assert verify(record_from_dict(record)) == []
        last = service.solved(cohort_id, {"time_limit": 1, "seed": 2})
        record = record_of(service, last["proposal_id"])
        assert [run["seed"] for run in record["runs"]] == [4, 9, 2]
        assert verify(record_from_dict(record)) == []


def test_a_pinned_run_is_confirmed_with_the_files_as_they_were(
    service: Service, cohort_id: str, proposal_id: str
) -> None:
    document = service.get(f"/v1/proposals/{proposal_id}").json()
    group = document["groups"][0]
    pin = {"participant_id": group["members"][0], "group_id": group["id"]}
    body = {"time_limit": 1, "from_proposal": proposal_id, "pins": [pin]}
    run = service.solved(cohort_id, body)
    record = record_from_dict(record_of(service, run["proposal_id"]))
    assert verify(record) == []
    cohort = read_cohort_data(cohort_body()).cohort
    assert against_cohort(record, cohort, earlier=proposal_from_dict(document)) == []


def test_a_proposal_from_before_there_were_records(tmp_path: Any) -> None:
    settings = settings_in(tmp_path)
    with running(settings) as service:
        run = service.solved(service.add(cohort_body()), {"time_limit": 1})
        store = Store(settings.url())
        with store.write() as repository:
            repository.proposals.session.execute(update(ProposalRow).values(draw_record=None))
        store.close()
        path = f"/v1/proposals/{run['proposal_id']}"
        told = problem(service.get(f"{path}?format=audit"), 404)
        assert "before there were audit records" in told["detail"]
        assert "How the draw" not in service.get(f"{path}?format=html").text


def test_commit_draw_publish_and_verify(service: Service, tmp_path: Path) -> None:
    cohort_id = service.add(cohort_body())
    path = f"/v1/cohorts/{cohort_id}/commitments"
    answer = service.post(path, json={"policy": "capacity"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["people"] == 8
    assert made["sha256"] in made["text"]
    assert "salt" not in answer.text
    assert service.get(path).json() == {"items": [made]}
    asked = {"time_limit": 1, "seed": 12, "policy": "capacity", "commitment": made["id"]}
    run = service.solved(cohort_id, asked)
    assert run["options"]["commitment"] == made["id"]
    proposal = f"/v1/proposals/{run['proposal_id']}"
    record = service.get(f"{proposal}/audit").json()
    assert record == record_of(service, run["proposal_id"])
    assert record["commitment"]["sha256"] == record["runs"][-1]["commitment"] == made["sha256"]
    assert made["sha256"] in service.get(f"{proposal}?format=html").text
    found = service.get(f"{proposal}/audit/verify", params={"commitment": made["sha256"]}).json()
    assert (found["clean"], found["findings"]) == (True, [])
    assert made["sha256"] in " ".join(found["words"])
    other = service.get(f"{proposal}/audit/verify", params={"commitment": "0" * 64}).json()
    assert not other["clean"]
    assert other["findings"][0].startswith("commitment:")
    # And from outside, with the command.
    (tmp_path / "audit.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "cohort.json").write_text(json.dumps(cohort_body()), encoding="utf-8")
    ended = matcher(
        "audit", "verify", tmp_path / "audit.json", "--cohort", tmp_path / "cohort.json",
        "--policy", "capacity", "--commitment", made["sha256"],
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout


def test_a_run_under_a_commitment_is_the_one_committed_to(service: Service) -> None:
    cohort_id, other_id = service.add(cohort_body()), service.add(cohort_body(5))
    first = service.post(f"/v1/cohorts/{cohort_id}/commitments").json()["id"]
    second = service.post(f"/v1/cohorts/{other_id}/commitments").json()["id"]
    for body, code in (
        ({"commitment": first}, "missing-seed"),
        ({"commitment": first, "seed": 3, "policy": "capacity"}, "other-policy"),
        ({"commitment": second, "seed": 3}, "unknown-commitment"),
        ({"commitment": "com_" + "0" * 20, "seed": 3}, "unknown-commitment"),
    ):
        answer = service.post(f"/v1/cohorts/{cohort_id}/runs", json=body)
        found = problem(answer, 422)
        assert [one["code"] for one in found["errors"]] == [code]
    problem(service.post("/v1/cohorts/coh_none/commitments"), 404)
    problem(service.get("/v1/cohorts/coh_none/commitments"), 404)
    problem(service.post(f"/v1/cohorts/{cohort_id}/commitments", json={"policy": "mine"}), 422)


def test_a_changed_record_is_told(tmp_path: Path) -> None:
    with running(settings_in(tmp_path)) as service:
        run = service.solved(service.add(cohort_body()), {"time_limit": 1})
        path = f"/v1/proposals/{run['proposal_id']}/audit"
        record = service.get(path).json()
        record["people"][0]["ticket"] = "0" * 64
        store = Store(settings_in(tmp_path).url())
        with store.write() as repository:
            repository.proposals.session.execute(update(ProposalRow).values(draw_record=record))
        store.close()
        found = service.get(f"{path}/verify").json()
        assert not found["clean"]
        assert {"digest", "ticket"} <= {one.partition(":")[0] for one in found["findings"]}
