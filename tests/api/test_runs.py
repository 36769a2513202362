"""Runs: accepted, waited for, followed, stopped, limited; solved for real or by a fake."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import Service, faked, problem, running, settings_in


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose one solver works until it is asked to stop; two runs may wait."""
    folder = tmp_path_factory.mktemp("waiting")
    with running(settings_in(folder, queue_limit=2), faked("wait")) as service:
        yield service


@pytest.fixture
def waiting(one_by_one: Service) -> Iterator[Service]:
    """The same, with an empty queue."""
    yield one_by_one
    for cohort in one_by_one.get("/v1/cohorts").json()["items"]:
        one_by_one.delete(f"/v1/cohorts/{cohort['id']}")


def stream(service: Service, run_id: str, **headers: str) -> list[dict[str, Any]]:
    """All events of a run that has ended, or until it has."""
    events = []
    with service.stream("GET", f"/v1/runs/{run_id}/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for block in "".join(answer.iter_text()).split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
            if fields:
                data = json.loads(fields["data"])
                events.append({"id": int(fields["id"]), "event": fields["event"], **data})
    return events


def test_a_run_ends_with_a_checked_proposal(service: Service, cohort_id: str) -> None:
    answer = service.post(f"/v1/cohorts/{cohort_id}/runs", json={"time_limit": 2, "seed": 5})
    assert answer.status_code == 202
    assert set(answer.json()) == {"id", "status"}
    assert answer.headers["location"] == f"/v1/runs/{answer.json()['id']}"
    run = service.until(answer.json()["id"])
    assert run["status"] == "done", run
    assert run["failure"] is None
    assert run["time_limit"] == 2
    assert run["created_at"] <= run["started_at"] <= run["ended_at"]
    proposal = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    assert proposal["seed"] == 5
    assert proposal["groups"]
    assert run["levels"] == proposal["levels"]
    runs = service.get(f"/v1/cohorts/{cohort_id}").json()["runs"]
    assert {"id": run["id"], "proposal_id": run["proposal_id"]}.items() <= runs[0].items()


def test_prefer_wait_answers_the_ended_run(service: Service, cohort_id: str) -> None:
    headers = {"prefer": "respond-async, wait=60"}
    answer = service.post(f"/v1/cohorts/{cohort_id}/runs", json={"time_limit": 2}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "done"
    assert answer.json()["proposal_id"]
    assert answer.headers["location"] == f"/v1/runs/{answer.json()['id']}"
    assert answer.headers["preference-applied"] == "wait=60"


def test_a_run_needs_no_body(waiting: Service) -> None:
    cohort_id = waiting.add(cohort_body(solver={"time_limit": 33}))
    answer = waiting.post(f"/v1/cohorts/{cohort_id}/runs", headers={"prefer": "wait=0"})
    assert answer.status_code == 202
    assert answer.headers["preference-applied"] == "wait=0"
    assert waiting.run(answer.json()["id"])["time_limit"] == 33


def test_events_tell_the_run_and_resume(waiting: Service) -> None:
    cohort_id = waiting.add(cohort_body())
    run_id = waiting.start(cohort_id)
    waiting.until(run_id, "running")
    waiting.until_found(run_id)
    assert waiting.run(run_id)["levels"] == [{"name": "seats.none", "value": 1, "bound": 2}]
    waiting.post(f"/v1/runs/{run_id}/stop")
    events = stream(waiting, run_id)
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert [event["status"] for event in events if event["event"] == "status"] == [
        "queued", "running", "stopped",
    ]  # fmt: skip
    assert {event["event"] for event in events} <= {"status", "level", "incumbent", "bound"}
    first = next(event for event in events if event["event"] == "level")
    assert (first["level"], first["value"], first["bound"]) == ("seats.none", 1, 2)
    assert first["text"]
    assert events[-1]["proposal_id"] == waiting.run(run_id)["proposal_id"]
    resumed = stream(waiting, run_id, **{"last-event-id": "2"})
    assert resumed == events[2:]
    assert stream(waiting, run_id, **{"last-event-id": "999"}) == []
    answer = waiting.get(f"/v1/runs/{run_id}/events", headers={"last-event-id": "x"})
    assert problem(answer, 422)["errors"][0]["column"] == "Last-Event-ID"


def test_events_arrive_while_the_run_goes_on(waiting: Service) -> None:
    run_id = waiting.start(waiting.add(cohort_body()))
    seen = []
    with waiting.stream("GET", f"/v1/runs/{run_id}/events") as answer:
        for line in answer.iter_lines():
            if line.startswith("event: "):
                seen.append(line.removeprefix("event: "))
            if "level" in seen:
                break
    assert waiting.run(run_id)["status"] == "running"
    waiting.post(f"/v1/runs/{run_id}/stop")
    waiting.until(run_id)


def test_stop_keeps_the_best_and_is_idempotent(waiting: Service) -> None:
    run_id = waiting.start(waiting.add(cohort_body()))
    waiting.until_found(run_id)  # the process has started
    began = time.monotonic()
    answer = waiting.post(f"/v1/runs/{run_id}/stop")
    assert answer.status_code == 202
    assert answer.json() == {"id": run_id, "status": "running"}
    run = waiting.until(run_id)
    assert time.monotonic() - began < 5  # 1 s on a machine of its own
    assert (run["status"], run["failure"], run["stop_requested"]) == ("stopped", None, True)
    assert waiting.get(f"/v1/proposals/{run['proposal_id']}").json()["groups"]
    assert waiting.post(f"/v1/runs/{run_id}/stop").json()["status"] == "stopped"
    assert waiting.run(run_id) == run


def test_a_run_that_waits_is_stopped_at_once(waiting: Service) -> None:
    cohort_id = waiting.add(cohort_body())
    first, second = waiting.start(cohort_id), waiting.start(cohort_id)
    assert waiting.post(f"/v1/runs/{second}/stop").json()["status"] == "stopped"
    run = waiting.run(second)
    assert (run["proposal_id"], run["failure"]) == (None, "Stopped before it began.")
    waiting.post(f"/v1/runs/{first}/stop")
    assert waiting.until(first)["proposal_id"]


def test_a_full_queue_says_when_to_come_back(waiting: Service) -> None:
    cohort_id = waiting.add(cohort_body())
    runs = [waiting.start(cohort_id)]
    waiting.until(runs[0], "running")
    runs += [waiting.start(cohort_id), waiting.start(cohort_id)]
    answer = waiting.post(f"/v1/cohorts/{cohort_id}/runs", json={})
    problem(answer, 429)
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert waiting.get("/readyz").json()["queue"] == {"queued": 2, "running": 1, "limit": 2}
    for run_id in runs:  # one after the other, in the order they came
        waiting.until(run_id, "running")
        waiting.post(f"/v1/runs/{run_id}/stop")
    ended = [waiting.until(run_id)["started_at"] for run_id in runs]
    assert ended == sorted(ended)


def test_an_idempotency_key_stands_for_one_run(waiting: Service) -> None:
    cohort_id, other = waiting.add(cohort_body()), waiting.add(cohort_body())
    path, headers = f"/v1/cohorts/{cohort_id}/runs", {"idempotency-key": "k1"}
    first = waiting.post(path, json={"seed": 1}, headers=headers)
    again = waiting.post(path, json={"seed": 1}, headers=headers)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    error = problem(waiting.post(path, json={"seed": 2}, headers=headers), 422)["errors"][0]
    assert (error["file"], error["column"]) == ("header", "Idempotency-Key")
    elsewhere = waiting.post(f"/v1/cohorts/{other}/runs", json={"seed": 1}, headers=headers)
    assert elsewhere.json()["id"] != first.json()["id"]
    assert len(waiting.get(f"/v1/cohorts/{cohort_id}").json()["runs"]) == 1
    problem(waiting.post(path, headers={"idempotency-key": "x" * 201}), 422)


def test_a_purge_ends_the_run(waiting: Service) -> None:
    cohort_id, other = waiting.add(cohort_body()), waiting.add(cohort_body())
    run_id = waiting.start(cohort_id)
    waiting.until(run_id, "running")
    assert waiting.delete(f"/v1/cohorts/{cohort_id}").status_code == 204
    problem(waiting.get(f"/v1/runs/{run_id}"), 404)
    next_run = waiting.start(other)  # its process is free again
    waiting.until(next_run, "running")
    waiting.post(f"/v1/runs/{next_run}/stop")
    assert waiting.until(next_run)["status"] == "stopped"


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("crash", "signal SIGKILL"),
        ("fault", "ValueError"),
        ("pins", "P01 cannot stay in G01"),
        ("unclean", "do not stand up to the checker"),
    ],
)
def test_a_run_that_fails_says_why_in_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], mode: str, words: str
) -> None:
    with running(settings_in(tmp_path), faked(mode)) as service:
        cohort_id = service.add(cohort_body())
        for _ in range(2):  # the service goes on
            run = service.until(service.start(cohort_id, {"time_limit": 2}))
            assert run["status"] == "failed"
            assert run["proposal_id"] is None
            assert words in run["failure"]
            assert not any(secret in run["failure"] for secret in SECRETS)
    told = "".join(capfd.readouterr())
    assert not any(secret in told for secret in SECRETS)


def test_a_solver_that_hangs_is_ended(tmp_path: Path) -> None:
    with running(settings_in(tmp_path, grace=0.5), faked("hang")) as service:
        run = service.until(service.start(service.add(cohort_body()), {"time_limit": 0.5}))
        assert run["status"] == "failed"
        assert "did not end within" in run["failure"]


def test_pins_keep_people_in_their_groups(
    service: Service, cohort_id: str, proposal_id: str
) -> None:
    earlier = service.get(f"/v1/proposals/{proposal_id}").json()
    group = earlier["groups"][0]
    pins = [{"participant_id": group["members"][0], "group_id": group["id"]}]
    wanted = {"time_limit": 2, "seed": 99, "from_proposal": proposal_id, "pins": pins}
    run = service.solved(cohort_id, wanted)
    proposal = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    assert proposal["pins"] == pins
    assert proposal["from"]
    kept = next(one for one in proposal["groups"] if one["id"] == group["id"])
    assert pins[0]["participant_id"] in kept["members"]
    assert "stability" in {level["name"] for level in proposal["levels"]}
    assert run["options"]["pins"] == pins
    wanted["pins"] = [*pins, {"participant_id": "P99", "group_id": "G99"}]
    errors = problem(service.post(f"/v1/cohorts/{cohort_id}/runs", json=wanted), 422)["errors"]
    assert [(error["row"], error["code"]) for error in errors] == [
        (2, "unknown-participant"),
        (2, "unknown-group"),
    ]
