"""Policies before the draw, over HTTP: words, comparison, odds, and a draw from the list."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from matcher.audit.reading import record_from_dict
from matcher.audit.verify import verify
from matcher.letters.odds_words import UNKNOWN
from matcher.policies import policy_text
from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import Service, problem, running, settings_in

MINE = """
[priority]
name = "Rural first"
tiers = [["none", "little"], ["some", "regular"]]

[priority.reserve.rural]
floor = 1
rural = true
rationale = "Nobody else serves the outer counties."
"""
NONE = "0" * 20


@pytest.fixture
def scarce(service: Service) -> str:
    """Nine people for six seats."""
    body = cohort_body(9)
    for row in body["participants"][::2]:
        row["rural"] = True
    return service.add(body)


def studied(service: Service, cohort_id: str, kind: str, body: object = None) -> str:
    answer = service.post(f"/v1/cohorts/{cohort_id}/{kind}", json=body)
    assert answer.status_code == 202, answer.text
    run_id = str(answer.json()["id"])
    assert answer.headers["location"] == f"/v1/runs/{run_id}"
    run = service.until(run_id)
    assert run["status"] == "done", run
    assert run["proposal_id"] is None
    return run_id


def kept(service: Service, cohort_id: str, text: str = MINE) -> dict[str, Any]:
    answer = service.post(f"/v1/cohorts/{cohort_id}/policies", json={"text": text})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_policy_is_kept_and_told_in_words(service: Service, scarce: str) -> None:
    read = service.post(f"/v1/cohorts/{scarce}/policies/reading", json={"text": MINE}).json()
    assert len(service.get(f"/v1/cohorts/{scarce}/policies").json()["items"]) == 3
    made = kept(service, scarce)
    assert read == {"usable": True, "faults": [], "words": made["words"]}
    assert made["name"] == "Rural first"
    assert "Nobody else serves the outer counties." in " ".join(made["words"])
    items = service.get(f"/v1/cohorts/{scarce}/policies").json()["items"]
    assert [one["id"] for one in items] == ["own", "access", "capacity", made["id"]]
    assert items[0]["text"] is None
    assert items[-1]["levels"][0] == {
        "name": "reserve.rural", "words": "Seats reserved: rural", "gain": True, "people": None,
    }  # fmt: skip
    assert items[1]["text"] == policy_text("access")
    assert items[-1] == made


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no toml", "toml"),
        ("hours = 3\n", "not-a-policy"),
        (MINE.replace("rationale", "reason"), "bad-value"),
        (MINE.replace("rural = true", 'monitor_race = "x"'), "monitoring-only"),
    ],
)
def test_a_policy_that_cannot_be_used_is_not_kept(
    service: Service, scarce: str, text: str, code: str
) -> None:
    answer = service.post(f"/v1/cohorts/{scarce}/policies", json={"text": text})
    assert code in {one["code"] for one in problem(answer, 422)["errors"]}
    look = service.post(f"/v1/cohorts/{scarce}/policies/reading", json={"text": text}).json()
    assert code in {one["code"] for one in look["faults"]}
    assert not look["usable"]
    assert not look["words"]
    assert len(service.get(f"/v1/cohorts/{scarce}/policies").json()["items"]) == 3


def test_policies_side_by_side(service: Service, scarce: str) -> None:
    made = kept(service, scarce)["id"]
    asked = {"policies": ["own", made], "time_limit": 2}
    run_id = studied(service, scarce, "comparisons", asked)
    found = service.get(f"/v1/runs/{run_id}/comparison").json()
    assert found["policies"] == ["own", made]
    assert found["names"][1] == "Rural first"
    rows = {row["name"]: row["values"] for row in found["rows"]}
    assert rows["People with a seat"] == ["6 of 9", "6 of 9"]
    assert rows["rural"][0] == "–"
    detail = service.get(f"/v1/cohorts/{scarce}").json()
    assert detail["runs"] == []  # no groups were formed
    (listed,) = service.get(f"/v1/cohorts/{scarce}/studies").json()["items"]
    assert listed["policies"] == ["own", made]
    assert (listed["kind"], listed["found"]) == ("comparison", True)
    assert "policy 2 of 2" in listed["news"]


def test_odds_then_a_draw_from_the_list(service: Service, scarce: str, tmp_path: Path) -> None:
    asked = {"policy": "access", "time_limit": 4, "replays": 5, "price": True}
    run_id = studied(service, scarce, "odds", asked | {"deterministic": True})
    found = service.get(f"/v1/runs/{run_id}/odds").json()
    assert found["policy"] == "access"
    assert found["quality"]["replays"] == 5
    assert len(found["people"]) == 9
    assert found["tiers"][0]["words"] == "No access"
    assert found["tiers"][0]["leximin_least"] <= found["tiers"][0]["leximin_bound"]
    assert found["price"][0]["part"] == "policy"
    assert all(found["words"][kind] for kind in ("replays", "lottery", "price"))
    assert not any(secret in json.dumps(found) for secret in SECRETS)

    draws = service.get(f"/v1/runs/{run_id}/odds?format=draws")
    assert hashlib.sha256(draws.content).hexdigest() == found["draws_sha256"]
    assert json.loads(draws.content)["of"] == 1000
    table = service.get(f"/v1/runs/{run_id}/odds?format=csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == 10
    whole = service.get(f"/v1/runs/{run_id}/odds?format=odds").json()
    assert len(whole["replays"]) == 5

    under = {"policy": "access", "draws": run_id}
    commitment = service.post(f"/v1/cohorts/{scarce}/commitments", json=under).json()
    assert commitment["draws_sha256"] == found["draws_sha256"]
    wanted = {"time_limit": 1, "seed": 417, "policy": "access", "commitment": commitment["id"]}
    refused = service.post(f"/v1/cohorts/{scarce}/runs", json=wanted)
    assert [one["code"] for one in problem(refused, 422)["errors"]] == ["other-draws"]
    run = service.solved(scarce, wanted | {"draws": run_id})
    proposal = f"/v1/proposals/{run['proposal_id']}"
    drawn = service.get(proposal).json()["drawn"]
    number = int(hashlib.sha256(b"draw|417").hexdigest(), 16) % 1000 + 1
    assert (drawn["number"], drawn["draws_sha256"]) == (number, found["draws_sha256"])
    assert service.get(f"{proposal}/audit/verify").json()["clean"]
    assert verify(record_from_dict(service.get(f"{proposal}/audit").json())) == []
    told = letters(service, proposal)
    assert all("drawn from a list of 1,000 lines" in one or "No draw could" in one for one in told)


def letters(service: Service, proposal: str) -> list[str]:
    """Everybody's letter about a proposal, each on one line."""
    content = service.get(f"{proposal}?format=letters").content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".txt")]
        return [" ".join(archive.read(name).decode().split()) for name in names]


def test_odds_stand_in_what_is_handed_out_under_their_policy(service: Service, scarce: str) -> None:
    wanted = {"time_limit": 4, "replays": 5, "leximin": False, "deterministic": True}
    studied(service, scarce, "odds", wanted)
    asked = {"time_limit": 2, "seed": 7}
    about, other = (
        f"/v1/proposals/{service.solved(scarce, options)['proposal_id']}"
        for options in (asked, asked | {"policy": "capacity"})
    )
    told = letters(service, about)
    assert len(told) == 9
    assert all("The draw was replayed 5 times" in one or "No draw could" in one for one in told)
    assert all(UNKNOWN in one for one in letters(service, other))
    anew = "if the tickets are drawn anew"
    assert anew in " ".join(service.get(f"{about}?format=html").text.split())
    assert anew not in " ".join(service.get(f"{other}?format=html").text.split())
    assert service.get(f"{about}/equity").json()["replays"] == 5
    assert service.get(f"{other}/equity").json()["replays"] == 0


def test_what_cannot_be_asked_for(service: Service, scarce: str) -> None:
    other = kept(service, service.add(cohort_body(5)))["id"]
    path = f"/v1/cohorts/{scarce}"
    for call, body, code in (
        ("odds", {"policy": other}, "unknown-policy"),
        ("comparisons", {"policies": ["own", f"pol_{NONE}"]}, "unknown-policy"),
        ("runs", {"policy": other}, "unknown-policy"),
        ("runs", {"draws": f"run_{NONE}"}, "unknown-draws"),
        ("commitments", {"policy": other}, "unknown-policy"),
        ("commitments", {"draws": f"run_{NONE}"}, "unknown-draws"),
        ("odds", {"policy": "mine"}, "string-pattern-mismatch"),
        ("comparisons", {"policies": []}, "too-short"),
    ):
        found = problem(service.post(f"{path}/{call}", json=body), 422)
        assert [one["code"] for one in found["errors"]] == [code]
    for call in ("odds", "comparisons", "policies"):
        body = {"text": MINE} if call == "policies" else {}
        problem(service.post(f"/v1/cohorts/coh_{NONE}/{call}", json=body), 404)
    for call in ("odds", "comparison"):
        problem(service.get(f"/v1/runs/run_{NONE}/{call}"), 404)


def test_odds_are_stopped_with_what_they_have_and_purged(tmp_path: Path) -> None:
    with running(settings_in(tmp_path)) as service:
        cohort_id = service.add(cohort_body(9))
        asked = {"time_limit": 300, "replays": 10_000}
        run_id = service.post(f"/v1/cohorts/{cohort_id}/odds", json=asked).json()["id"]
        service.until(run_id, "running")
        problem(service.get(f"/v1/runs/{run_id}/odds"), 404)
        service.post(f"/v1/runs/{run_id}/stop")
        assert service.until(run_id)["status"] == "stopped"
        assert len(service.get(f"/v1/runs/{run_id}/odds").json()["people"]) == 9
        assert service.delete(f"/v1/cohorts/{cohort_id}").status_code == 204
        problem(service.get(f"/v1/runs/{run_id}/odds"), 404)
