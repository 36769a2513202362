"""Proposals in every format, hand edits judged, seats explained."""

from __future__ import annotations

import csv
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import icalendar
import openpyxl
import pytest

from api.errors import NotAcceptableError
from api.services.formats import chosen
from matcher.files.proposal_json import proposal_from_dict
from tests.api.running import Service, problem


@pytest.fixture(scope="session")
def proposal(service: Service, proposal_id: str) -> dict[str, Any]:
    """The shared proposal's JSON."""
    found: dict[str, Any] = service.get(f"/v1/proposals/{proposal_id}").json()
    return found


def test_json_is_the_contracts(proposal: dict[str, Any]) -> None:
    read = proposal_from_dict(proposal)
    assert read.groups
    assert {unplaced.participant_id for unplaced in read.unplaced}
    assert len(read.seats()) + len(read.unplaced) == 8


def test_workbook(service: Service, proposal_id: str, proposal: dict[str, Any]) -> None:
    answer = service.get(f"/v1/proposals/{proposal_id}?format=xlsx")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert answer.headers["content-disposition"] == f'attachment; filename="{proposal_id}.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {group["id"] for group in proposal["groups"]} <= cells


def test_tables(service: Service, proposal_id: str, proposal: dict[str, Any]) -> None:
    path = f"/v1/proposals/{proposal_id}?format=csv"
    groups = service.get(path)
    assert groups.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(groups.content.decode("utf-8-sig"))))
    seats = {member for group in proposal["groups"] for member in group["members"]}
    assert {row["participant_id"] for row in rows} == seats
    unplaced = service.get(f"{path}&table=unplaced").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(unplaced)))
    assert len(rows) == len(proposal["unplaced"])


def test_calendars(service: Service, proposal_id: str, proposal: dict[str, Any]) -> None:
    path = f"/v1/proposals/{proposal_id}"
    whole = service.get(f"{path}?format=ics")
    assert whole.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(whole.content)
    assert len(calendar.walk("VTIMEZONE")) == 1
    sessions = {
        group["id"]: 24 if group["cadence"] == "twice-monthly" else 12
        for group in proposal["groups"]
    }
    assert len(calendar.walk("VEVENT")) == sum(sessions.values())
    first = proposal["groups"][0]["id"]
    single = service.get(f"{path}?format=ics&group={first}")
    assert len(icalendar.Calendar.from_ical(single.content).walk("VEVENT")) == sessions[first]
    problem(service.get(f"{path}?format=ics&group=G99"), 404)
    with zipfile.ZipFile(io.BytesIO(service.get(f"{path}?format=zip").content)) as archive:
        assert archive.namelist() == [f"{group_id}.ics" for group_id in sessions]


def test_letters(service: Service, proposal_id: str, proposal: dict[str, Any]) -> None:
    answer = service.get(f"/v1/proposals/{proposal_id}?format=letters")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].endswith(f'{proposal_id}-letters.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("letters.csv").decode("utf-8-sig"))))
        seats = {one: group["id"] for group in proposal["groups"] for one in group["members"]}
        assert {row["participant_id"]: row["seat"] for row in rows if row["seat"]} == seats
        for row in rows:
            told = archive.read(row["text"]).decode()
            assert ("You have a seat" in told) is bool(row["seat"])
            assert "<html" in archive.read(row["page"]).decode()


def test_report(service: Service, proposal_id: str) -> None:
    answer = service.get(f"/v1/proposals/{proposal_id}", headers={"accept": "text/html,*/*;q=0.1"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<html" in answer.text


def test_equity(service: Service, proposal_id: str, proposal: dict[str, Any]) -> None:
    answer = service.get(f"/v1/proposals/{proposal_id}/equity")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    seats = sum(len(group["members"]) for group in proposal["groups"])
    assert (found["schema"], found["applied"], found["seated"]) == ("1", 8, seats)
    assert found["input_sha256"] == proposal["input_sha256"]
    # Of eight people no table has five of anything to show.
    assert {row["value"] for table in found["tables"] for row in table["rows"]} <= {None}
    problem(service.get("/v1/proposals/prop_none/equity"), 404)


def test_unknown_formats(service: Service, proposal_id: str) -> None:
    path = f"/v1/proposals/{proposal_id}"
    problem(service.get(f"{path}?format=pdf"), 422)
    problem(service.get(f"{path}?format=csv&table=people"), 422)
    problem(service.get(path, headers={"accept": "application/pdf"}), 406)


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("text/*", "csv"),
        ("text/calendar;q=0.5, text/csv;q=0.9", "csv"),
        ("application/zip", "zip"),
        ("TEXT/HTML", "html"),
        ("application/json;q=0, */*", "xlsx"),
        ("application/pdf, text/html;q=0.1", "html"),
    ],
)
def test_accept(accept: str | None, format: str) -> None:
    assert chosen(accept) == format


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0", "text/html;q=x", "html"])
def test_nothing_acceptable(accept: str) -> None:
    with pytest.raises(NotAcceptableError):
        chosen(accept)


def test_the_stored_groups_are_clean(
    service: Service, proposal_id: str, proposal: dict[str, Any]
) -> None:
    answer = service.post(f"/v1/proposals/{proposal_id}/check", json={"groups": proposal["groups"]})
    found = answer.json()
    assert found["clean"]
    assert found["difference"] == {"moves": [], "groups": []}
    assert found["levels"] == [
        {"name": level["name"], "value": level["value"], "stored": level["value"]}
        for level in proposal["levels"]
    ]


def test_a_hand_edit_is_judged_and_compared(
    service: Service, proposal_id: str, proposal: dict[str, Any]
) -> None:
    first, *others = (dict(group) for group in proposal["groups"])
    leaver, *stay = first["members"]
    newcomer = proposal["unplaced"][0]["participant_id"]
    first.update(members=[newcomer, *stay], start="06:00")
    edited = [first, *others]
    found = service.post(f"/v1/proposals/{proposal_id}/check", json={"groups": edited}).json()
    assert not found["clean"]
    assert {"availability", "slot"} <= {broken["code"] for broken in found["broken"]}
    assert all(broken["group_id"] == first["id"] for broken in found["broken"])
    moves = {move["participant_id"]: move for move in found["difference"]["moves"]}
    assert moves[leaver] == {"participant_id": leaver, "stored": first["id"], "edited": None}
    assert moves[newcomer] == {"participant_id": newcomer, "stored": None, "edited": first["id"]}
    assert found["difference"]["groups"] == [
        {"group_id": first["id"], "change": "changed", "fields": ["start", "members"]}
    ]
    fewer = service.post(f"/v1/proposals/{proposal_id}/check", json={"groups": others}).json()
    assert fewer["open_seats"] or fewer["envy"]
    assert [change["change"] for change in fewer["difference"]["groups"]] == ["removed"]
    assert service.get(f"/v1/proposals/{proposal_id}").json() == proposal


def test_a_hand_edit_that_misstates_a_length_is_not_clean(
    service: Service, proposal_id: str, proposal: dict[str, Any]
) -> None:
    groups = [proposal["groups"][0] | {"minutes": 90}, *proposal["groups"][1:]]
    found = service.post(f"/v1/proposals/{proposal_id}/check", json={"groups": groups}).json()
    assert not found["clean"]
    assert found["broken"] == []
    (told,) = found["misstated"]
    assert "lasts 90 minutes" in told


def test_a_hand_edit_may_name_people_and_times_that_there_are_not(
    service: Service, proposal_id: str, proposal: dict[str, Any]
) -> None:
    group = proposal["groups"][0] | {
        "provider_id": "V999", "weekday": "someday", "start": "noon", "weeks": [9],
        "time_zone": "Mars/Olympus", "members": ["P01", "P01", "nobody", ""],
    }  # fmt: skip
    answer = service.post(f"/v1/proposals/{proposal_id}/check", json={"groups": [group, group]})
    assert answer.status_code == 200, answer.text
    assert not answer.json()["clean"]


def test_explain(service: Service, proposal_id: str, proposal: dict[str, Any]) -> None:
    path = f"/v1/proposals/{proposal_id}/explain"
    group = proposal["groups"][0]
    seated = service.get(f"{path}/{group['members'][0]}").json()
    assert seated["group"]["id"] == group["id"]
    assert seated["group"]["members"] == [group["members"][0]]  # nothing about the others
    assert seated["reasons"] == []
    assert 1 <= seated["turn"] <= seated["turns"] == 8
    unplaced = proposal["unplaced"][0]
    left_out = service.get(f"{path}/{unplaced['participant_id']}").json()
    assert left_out["group"] is None
    assert left_out["reasons"] == unplaced["reasons"]
    assert unplaced["reasons"][0]["text"] in left_out["text"]
    assert left_out["complete"]
    for one in left_out["counterfactuals"]:
        assert one["group"]["members"] == []
        assert one["changes"][0]["text"] in one["text"]
        assert one["text"] in left_out["letter"]
    assert bool(left_out["counterfactuals"]) != bool(left_out["nothing"])
    assert {move["group_id"] for move in seated["moves"]} == {
        one["id"] for one in proposal["groups"] if one["id"] != group["id"]
    }
    assert "P01" in problem(service.get(f"{path}/p1"), 404)["detail"]
    problem(service.get(f"{path}/{group['members'][0]}?time_limit=0"), 422)
    problem(service.get(f"{path}/a%2Fb"), 404)


def test_recruit(service: Service, proposal_id: str, proposal: dict[str, Any]) -> None:
    found = service.get(f"/v1/proposals/{proposal_id}/recruit?time_limit=20").json()
    assert found["waiting"] == len(proposal["unplaced"])
    for offer in found["offers"]:
        assert offer["seats"] == sum(offer["by_access"].values()) > 0
        assert offer["text"] in found["text"]
    seats = [offer["seats"] for offer in found["offers"]]
    assert seats == sorted(seats, reverse=True)
    problem(service.get("/v1/proposals/prop_none/recruit"), 404)


def test_a_page_is_answered_while_changes_are_tried_out(
    service: Service, proposal_id: str, proposal: dict[str, Any]
) -> None:
    person = proposal["unplaced"][0]["participant_id"]
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(service.get, f"/v1/proposals/{proposal_id}/explain/{person}")
            for _ in range(4)
        ]
        assert service.get("/healthz").status_code == 200
        assert {answer.result().status_code for answer in asked} == {200}
