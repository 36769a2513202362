"""Cohorts come in as JSON and as files, are listed page by page, and go with all they left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import Service, problem, running, settings_in

COHORTS = Path(__file__).parent.parent / "cohorts"
DEMO = Path("matcher/demo")


def test_json_comes_in_with_its_place_and_warnings(service: Service) -> None:
    body = cohort_body()
    body["participants"][0]["shoe_size"] = "7"
    answer = service.post("/v1/cohorts", json=body)
    assert answer.status_code == 201
    created = answer.json()
    assert answer.headers["location"] == f"/v1/cohorts/{created['id']}"
    assert (created["participants"], created["providers"]) == (8, 2)
    assert [warning["column"] for warning in created["warnings"]] == ["shoe_size"]
    detail = service.get(answer.headers["location"]).json()
    assert detail["name"] == "Small"
    assert detail["warnings"] == created["warnings"]
    assert detail["runs"] == []


def test_tables_come_in(service: Service) -> None:
    folder = COHORTS / "massachusetts-38"
    parts = [("file", (path.name, path.read_bytes())) for path in sorted(folder.iterdir())]
    created = service.post("/v1/cohorts", files=parts).json()
    assert (created["participants"], created["providers"]) == (38, 6)


def test_parts_named_for_what_they_hold_may_have_any_file_name(service: Service) -> None:
    folder = COHORTS / "massachusetts-38"
    parts = {
        part: (f"export {number}", (folder / name).read_bytes())
        for number, (part, name) in enumerate(
            {
                "participants": "participants.csv",
                "providers": "providers.csv",
                "program": "program.toml",
            }.items()
        )
    }
    answer = service.post("/v1/cohorts", files=parts)
    assert answer.status_code == 201, answer.text
    assert service.get(answer.headers["location"]).json()["name"] == "state 38"


@pytest.mark.parametrize("name", ["massachusetts-38", "statewide-150"])
def test_a_demo_cohort_is_a_request_body(service: Service, name: str) -> None:
    listed = {demo["name"]: demo for demo in service.get("/v1/demo-cohorts").json()["items"]}
    body = service.get(f"/v1/demo-cohorts/{name}")
    assert body.headers["content-type"] == "application/json"
    created = service.post("/v1/cohorts", json=body.json())
    assert created.status_code == 201, created.text
    assert created.json()["participants"] == listed[name]["participants"]
    assert created.json()["providers"] == listed[name]["providers"]
    problem(service.get("/v1/demo-cohorts/atlantis"), 404)


def test_the_workbook_demo_is_the_same_cohort_as_json() -> None:
    from api.services import demo
    from matcher.demo import demo_path
    from matcher.files.read import read_cohort, read_cohort_files

    as_json = read_cohort_files({"cohort.json": demo.body("massachusetts-38")}).cohort
    as_workbook = read_cohort(demo_path("massachusetts-38")).cohort
    assert as_json.participants == as_workbook.participants
    assert as_json.providers == as_workbook.providers


def test_the_list_is_paged_newest_first(tmp_path: Path) -> None:
    with running(settings_in(tmp_path)) as service:
        ids = [service.add(cohort_body(count)) for count in (4, 5, 6, 7, 8)]
        first = service.get("/v1/cohorts?limit=2").json()
        second = service.get(first["next"]).json()
        third = service.get(second["next"]).json()
        shown = [item["id"] for page in (first, second, third) for item in page["items"]]
        assert shown == ids[::-1]
        assert third["next"] is None
        assert set(first["items"][0]) == {"id", "name", "participants", "providers", "created_at"}
        for query in ("limit=0", "limit=201", "limit=x", "cursor=x", "cursor=%00", "cursor=" + "é"):
            assert problem(service.get(f"/v1/cohorts?{query}"), 422)["errors"]


def test_unknown_ids_are_not_found(service: Service) -> None:
    for method, path in [
        ("GET", "/v1/cohorts/coh_0"),
        ("DELETE", "/v1/cohorts/coh_0"),
        ("POST", "/v1/cohorts/coh_0/runs"),
        ("GET", "/v1/runs/run_0"),
        ("GET", "/v1/runs/run_0/events"),
        ("POST", "/v1/runs/run_0/stop"),
        ("GET", "/v1/proposals/prop_0"),
        ("GET", "/v1/proposals/prop_0?format=xlsx"),
        ("GET", "/v1/proposals/prop_0/explain/P1"),
        ("GET", "/v1/nothing"),
    ]:
        problem(service.request(method, path), 404)
    problem(service.post("/v1/proposals/prop_0/check", json={"groups": []}), 404)
    problem(service.put("/v1/cohorts"), 405)
    assert service.put("/v1/cohorts").headers["allow"] == "GET, POST"


def test_a_purge_leaves_nothing_in_the_database_files(tmp_path: Path) -> None:
    with running(settings_in(tmp_path)) as service:
        kept, gone = service.add(cohort_body(5)), service.add(cohort_body())
        run = service.solved(gone)
        assert any(SECRETS[0].encode() in path.read_bytes() for path in tmp_path.iterdir())
        assert service.delete(f"/v1/cohorts/{gone}").status_code == 204
        problem(service.delete(f"/v1/cohorts/{gone}"), 404)
        for path in (
            f"/v1/cohorts/{gone}",
            f"/v1/runs/{run['id']}",
            f"/v1/runs/{run['id']}/events",
            f"/v1/proposals/{run['proposal_id']}",
        ):
            problem(service.get(path), 404)
        assert service.get(f"/v1/cohorts/{kept}").status_code == 200
        service.delete(f"/v1/cohorts/{kept}")
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        for secret in (*SECRETS, gone, run["id"], run["proposal_id"]):
            assert secret.encode() not in left
