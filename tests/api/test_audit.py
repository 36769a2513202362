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
    assert "This draw was run twice, seeds 4 and 9; this is the second." in report


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
