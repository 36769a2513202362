"""Publishing, repairs and the best groups for one person, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from matcher.check import check
from matcher.files.proposal_json import proposal_from_dict
from matcher.files.read import read_cohort, read_cohort_data
from matcher.files.replay import cohort_dict
from tests.api.running import Service, problem, running, settings_in
from tests.command import SMALL

LATE: dict[str, Any] = {
    "id": "P90001",
    "name": "Late Arrival",
    "sector": "home-visiting",
    "rc_access": "none",
    "availability": ["Mon 08:00-20:00", "Tue 08:00-20:00", "Wed 08:00-20:00", "Thu 08:00-20:00"],
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(settings_in(tmp_path_factory.mktemp("data"))) as found:
        yield found


@pytest.fixture
def body() -> dict[str, Any]:
    return cohort_dict(read_cohort(SMALL).cohort)


@pytest.fixture
def made(service: Service, body: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """A cohort, its proposal's id and the proposal."""
    cohort_id = service.add(body)
    proposal_id = service.solved(cohort_id)["proposal_id"]
    return cohort_id, proposal_id, service.get(f"/v1/proposals/{proposal_id}").json()


def repaired(service: Service, proposal_id: str, **wanted: Any) -> dict[str, Any]:
    """A repair, to its end."""
    answer = service.post(f"/v1/proposals/{proposal_id}/repair", json=wanted)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/v1/runs/{answer.json()['id']}"
    return service.until(answer.json()["id"])


def test_a_published_proposal_is_repaired_and_the_repair_published(
    service: Service, made: tuple[str, str, dict[str, Any]], body: dict[str, Any]
) -> None:
    cohort_id, proposal_id, before = made
    look = service.get(f"/v1/proposals/{proposal_id}/publish").json()
    assert look["published_at"] is None
    assert look["blocked_by"] is None
    assert {one["participant_id"] for one in look["outstanding"]} <= {
        member for group in before["groups"] for member in group["members"]
    }
    assert look["outstanding"]
    published = service.post(f"/v1/proposals/{proposal_id}/publish").json()
    assert published["outstanding"] == look["outstanding"]
    again = service.post(f"/v1/proposals/{proposal_id}/publish").json()
    assert again["published_at"] == published["published_at"] is not None
    named = service.get(f"/v1/cohorts/{cohort_id}").json()["published"]
    assert named == [{"proposal_id": proposal_id, "published_at": published["published_at"]}]

    refused = service.post(f"/v1/cohorts/{cohort_id}/runs", json={"from_proposal": proposal_id})
    problem(refused, 409)
    gone = before["groups"][0]["members"][0]
    run = repaired(service, proposal_id, withdraw=[gone], add=[LATE], max_moves=0)
    assert run["status"] == "done", run
    assert run["repair"]["add"] == ["P90001"]
    assert "Late Arrival" not in json.dumps(run)
    after = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    assert after["levels"][0] == {"name": "stability", "value": 0, "bound": 0}
    assert after["repair"]["withdrawn"] == [gone]
    assert after["repair"]["options"]["taken"] == after["repair"]["option"]
    assert gone not in json.dumps(after["groups"])
    rows = [row for row in body["participants"] if row["id"] != gone]
    now = read_cohort_data({**body, "participants": [*rows, LATE]}).cohort
    verdict = check(now, proposal_from_dict(after), proposal_from_dict(before))
    assert verdict.clean, verdict.lines()
    for kind in ("xlsx", "csv", "html", "audit"):
        assert service.get(f"/v1/proposals/{run['proposal_id']}?format={kind}").status_code == 200
    explained = service.get(f"/v1/proposals/{run['proposal_id']}/explain/P90001")
    assert explained.status_code == 200

    other = service.solved(cohort_id, {"time_limit": 1, "seed": 9})["proposal_id"]
    problem(service.post(f"/v1/proposals/{other}/publish"), 409)
    assert service.get(f"/v1/proposals/{other}/publish").json()["blocked_by"] == proposal_id
    assert service.post(f"/v1/proposals/{run['proposal_id']}/publish").status_code == 200
    acts = service.get("/v1/audit-events", params={"target": proposal_id}).json()["items"]
    assert {"proposal.publish", "proposal.repair"} <= {one["act"] for one in acts}
    assert service.delete(f"/v1/cohorts/{cohort_id}").status_code == 204
    problem(service.get(f"/v1/proposals/{run['proposal_id']}/publish"), 404)


def test_a_repair_of_a_repair_goes_on_from_its_people(
    service: Service, made: tuple[str, str, dict[str, Any]]
) -> None:
    _, proposal_id, before = made
    one, two = before["groups"][0]["members"][0], before["groups"][1]["members"][0]
    first = repaired(service, proposal_id, withdraw=[one])["proposal_id"]
    second = repaired(service, first, withdraw=[two])["proposal_id"]
    seats = json.dumps(service.get(f"/v1/proposals/{second}").json())
    assert f'"{one}"' not in seats
    again = service.post(f"/v1/proposals/{second}/repair", json={"withdraw": [one]})
    assert problem(again, 422)["errors"][0]["column"] == "withdraw"


def test_who_is_pinned_gets_the_seat_that_came_free(
    service: Service, made: tuple[str, str, dict[str, Any]], body: dict[str, Any]
) -> None:
    _, proposal_id, before = made
    group = max(before["groups"], key=lambda one: len(one["members"]))
    gone = group["members"][0]
    fit = service.get(f"/v1/proposals/{proposal_id}/fit/{gone}").json()
    assert fit["now"] == group["id"]
    pin = {"participant_id": group["members"][1], "group_id": group["id"]}
    alike = next(row for row in body["participants"] if row["id"] == gone)
    late = {**alike, "id": "P90001", "name": "Late Arrival"}
    run = repaired(service, proposal_id, withdraw=[gone], add=[late], pins=[pin])
    assert run["status"] == "done", run
    after = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    assert after["pins"] == [pin]
    kept = next(one for one in after["groups"] if one["id"] == group["id"])
    assert set(group["members"]) - {gone} <= set(kept["members"])


def test_pins_of_every_kind_hold_in_a_repair(
    service: Service, made: tuple[str, str, dict[str, Any]], body: dict[str, Any]
) -> None:
    _, proposal_id, before = made
    group, other = before["groups"][:2]
    gone = group["members"][0]
    alike = next(row for row in body["participants"] if row["id"] == gone)
    late = {**alike, "id": "P90001", "name": "Late Arrival"}
    never = {"participant_id": "P90001", "never_provider_id": group["provider_id"]}
    pins = [{"group_id": other["id"]}, never]
    run = repaired(service, proposal_id, withdraw=[gone], add=[late], pins=pins)
    assert run["status"] == "done", run
    after = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    assert after["pins"] == pins
    kept = next(one for one in after["groups"] if one["id"] == other["id"])
    assert kept == other
    led = [one for one in after["groups"] if one["provider_id"] == group["provider_id"]]
    assert not any("P90001" in one["members"] for one in led)
    seat = {"participant_id": "P90001", "group_id": group["id"]}
    run = repaired(service, proposal_id, withdraw=[gone], add=[late], pins=[seat])
    assert run["status"] == "done", run
    after = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    assert "P90001" in next(g for g in after["groups"] if g["id"] == group["id"])["members"]


def test_pins_that_cannot_all_be_kept_are_named(
    service: Service, made: tuple[str, str, dict[str, Any]]
) -> None:
    _, proposal_id, before = made
    group = before["groups"][0]
    pins = [{"group_id": group["id"]}]
    run = repaired(service, proposal_id, withdraw=[group["members"][0]], pins=pins)
    assert run["status"] == "failed"
    assert f"{group['id']} cannot stay as it is" in run["failure"]


@pytest.mark.parametrize(
    ("wanted", "column"),
    [
        ({"withdraw": ["nobody"]}, "withdraw"),
        ({"decline": ["nobody"]}, "decline"),
        ({"provider_lost": ["nobody"]}, "provider_lost"),
        ({"add": [{"id": "P1"}]}, "sector"),
        ({"pins": [{"participant_id": "P00001", "group_id": "G99"}]}, "group_id"),
        ({"on": "soon"}, "on"),
        ({"on": "2035-01-01"}, "on"),
        ({"option": "magic"}, "option"),
        ({"max_moves": -1}, "max_moves"),
        ({"withdraw": ["P01"], "on": 0}, "on"),
    ],
)
def test_what_cannot_have_happened_is_refused(
    service: Service,
    made: tuple[str, str, dict[str, Any]],
    wanted: dict[str, Any],
    column: str,
) -> None:
    found = problem(service.post(f"/v1/proposals/{made[1]}/repair", json=wanted), 422)
    assert column in {str(one["column"]).split(".")[-1] for one in found["errors"]}


@pytest.mark.parametrize(
    ("wanted", "column"),
    [
        ({"add": [{**LATE, "availability": ["after work"]}]}, "availability"),
        ({"withdraw": ["nobody"]}, "withdraw"),
        ({"pins": [{"group_id": "G99"}]}, "group_id"),
        ({"on": "2035-01-01"}, "on"),
        ({"add": [LATE]}, None),
    ],
)
def test_a_repair_is_looked_at_before_it_is_asked_for(
    service: Service,
    made: tuple[str, str, dict[str, Any]],
    wanted: dict[str, Any],
    column: str | None,
) -> None:
    before = service.get(f"/v1/cohorts/{made[0]}").json()["runs"]
    answer = service.post(f"/v1/proposals/{made[1]}/repair/reading", json=wanted)
    assert answer.status_code == 200
    found = answer.json()
    assert found["usable"] is (column is None)
    assert [one["column"] for one in found["faults"]] == ([column] if column else [])
    assert service.get(f"/v1/cohorts/{made[0]}").json()["runs"] == before


def test_the_best_groups_of_everybody_are_told(
    service: Service, made: tuple[str, str, dict[str, Any]]
) -> None:
    _, proposal_id, before = made
    for unplaced in before["unplaced"]:
        fit = service.get(f"/v1/proposals/{proposal_id}/fit/{unplaced['participant_id']}").json()
        assert not any(one["open"] for one in fit["choices"])
        assert all(one["broken"] for one in fit["choices"])
    problem(service.get(f"/v1/proposals/{proposal_id}/fit/nobody"), 404)


def test_unknown_proposals_are_not_found(service: Service) -> None:
    path: str = "/v1/proposals/prop_00000000000000000000"
    problem(service.post(f"{path}/repair", json={}), 404)
    problem(service.post(f"{path}/publish"), 404)
    problem(service.get(f"{path}/fit/P1"), 404)
