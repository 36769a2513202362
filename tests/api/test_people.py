"""Looking at uploads, everybody of a cohort, and the pool, over HTTP."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.store.kept import COHORTS, THINGS, forget, kept
from tests.api.bodies import SECRETS, cohort_body, participant
from tests.api.running import Service, problem
from tests.files.read.test_amendments import MATCHED, MENDED, ROSTER, WAITLIST


def parts(**amendments: object) -> dict[str, tuple[str, bytes]]:
    found = {
        "participants": ("form export.csv", WAITLIST.encode()),
        "providers": ("people who lead.csv", ROSTER.encode()),
    }
    if amendments:
        found["amendments"] = ("amendments.json", json.dumps(amendments).encode())
    return found


def test_an_upload_is_looked_at_mended_and_taken_in(service: Service) -> None:
    answer = service.post("/v1/readings", files=parts())
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert not seen["usable"]
    fault = next(one for one in seen["faults"] if one["column"] == "rc_access")
    assert (fault["table"], fault["row"], fault["id"]) == ("participants", 3, "P2")
    assert fault["found"] == "now and again"
    assert seen["tables"][0]["missing"] == ["sector"]
    assert seen["settings"]["group_size"] == [5, 6]
    marked = service.post("/v1/readings/workbook", files=parts())
    assert marked.content.startswith(b"PK")
    mended = parts(**MATCHED, cells=[MENDED])
    assert service.post("/v1/readings", files=mended).json()["usable"]
    added = service.post("/v1/cohorts", files=mended)
    assert added.status_code == 201, added.text
    columns = service.get("/v1/readings/columns").json()["columns"]
    assert columns["What field?"] == "sector"


def test_a_look_at_anything_is_an_answer(service: Service) -> None:
    for content in (b"", b"\x00\xff", b"{", b"PK\x03\x04 broken"):
        answer = service.post("/v1/readings", files={"file": ("x.xlsx", content)})
        assert answer.status_code == 200
        assert answer.json()["faults"]
    problem(service.post("/v1/readings", content=b"x", headers={"content-type": "text/x"}), 415)


def test_people_have_names_and_turns_but_no_monitoring_answers(service: Service) -> None:
    cohort = service.add(cohort_body(4, group_size=[2, 3]))
    answer = service.get(f"/v1/cohorts/{cohort}/people")
    assert answer.status_code == 200
    found = answer.json()
    assert found["participants"][0]["name"].startswith(SECRETS[0])
    assert sorted(one["turn"] for one in found["participants"]) == [1, 2, 3, 4]
    assert SECRETS[2] not in answer.text
    tiers = {one["name"]: one["people"] for one in found["levels"]}
    assert sum(tiers[f"seats.{name}"] for name in ("none", "little", "some", "regular")) == 4
    problem(service.get("/v1/cohorts/coh_0/people"), 404)


def test_the_pool_says_who_can_never_be_placed(service: Service) -> None:
    body = cohort_body(6)
    body["participants"].append(participant(7, availability=["Mon 07:00-08:00"]))
    cohort = service.add(body)
    found = service.get(f"/v1/cohorts/{cohort}/pool").json()
    assert (found["applied"], found["eligible"], found["leaders"]) == (7, 7, 2)
    assert found["seats"] == 6
    assert [(one["participant_id"], one["reasons"][0]["code"]) for one in found["never"]] == [
        ("P07", "no-provider-time")
    ]
    best = max(found["week"], key=lambda cell: cell["people"])
    assert (best["people"], best["providers"]) == (6, 2)
    problem(service.get("/v1/cohorts/coh_0/pool"), 404)


def test_what_is_kept_is_dropped_in_time() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    assert kept("t1", "a", lambda: make("a")) == kept("t1", "a", lambda: make("b")) == "a"
    forget("t1")
    assert kept("t1", "a", lambda: make("c")) == "c"
    for number in range(THINGS + 1):
        kept("t1", number, lambda: make("thing"))
    assert kept("t1", "a", lambda: make("d")) == "d"
    for number in range(COHORTS):
        kept(f"u{number}", "a", lambda: make("other"))
    assert kept("t1", "a", lambda: make("e")) == "e"
    for name in ("t1", *(f"u{number}" for number in range(COHORTS))):
        forget(name)


def test_who_asks_while_it_is_being_made_waits_for_it() -> None:
    made: list[int] = []
    begun, ended = threading.Event(), threading.Event()

    def make() -> int:
        made.append(1)
        begun.set()
        ended.wait()
        return len(made)

    def fail() -> int:
        raise ValueError("not now")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept, "t2", "a", make)
        begun.wait()
        second = pool.submit(kept, "t2", "a", make)
        ended.set()
        assert first.result() == second.result() == 1
    with pytest.raises(ValueError, match="not now"):
        kept("t2", "b", fail)
    assert kept("t2", "b", lambda: 2) == 2
    forget("t2")
