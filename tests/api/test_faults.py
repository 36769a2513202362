"""Malformed bodies and files: every fault as the command line says it, never a trace."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.files.read import UnusableInput, read_cohort
from tests.api.bodies import cohort_body
from tests.api.running import Service, problem, running, settings_in

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
JSON = {"content-type": "application/json"}
WAITLIST = b"id,sector,rc_access,availability\nP1,home-visiting,none,Tue 9:00-11:00\n"


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    body = cohort_body()
    change(body)
    return json.dumps(body).encode()


BODIES: dict[str, bytes] = {
    "empty": b"",
    "no JSON": b'{"participants": [',
    "not UTF-8": b'{"participants": "\xff"}',
    "UTF-16": '{"participants": []}'.encode("utf-16"),
    "nested too deep": b"[" * 100_000,
    "a number": b"7",
    "a list": b"[]",
    "null": b"null",
    "NaN": b'{"participants": NaN, "providers": []}',
    "a text for a list": b'{"participants": "P1", "providers": []}',
    "no providers": b'{"participants": []}',
    "a number for a person": changed(lambda body: body["participants"].append(7)),
    "an object in a cell": changed(lambda body: body["participants"][0].update(sector={"a": 1})),
    "an unknown sector": changed(lambda body: body["participants"][0].update(sector="astronaut")),
    "an id twice": changed(lambda body: body["participants"].append(body["participants"][0])),
    "an e-mail address for an id": changed(lambda body: body["participants"][0].update(id="a@b.c")),
    "half a character": changed(lambda body: body["participants"][0].update(id="\ud800")),
    "half a character as key": changed(lambda body: body["participants"][0].update({"\ud800": 1})),
    "a time that no clock shows": changed(
        lambda body: body["participants"][0].update(availability="Tue 26:00-27:00")
    ),
    "a list for the program": changed(lambda body: body.update(program=[])),
    "group sizes the wrong way": changed(lambda body: body["program"].update(group_size=[6, 5])),
    "a seat without an earlier proposal": changed(
        lambda body: body["participants"][0].update(group_id="G01")
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_malformed_json(service: Service, name: str) -> None:
    answer = service.post("/v1/cohorts", content=BODIES[name], headers=JSON)
    if name == "half a character as key":  # an unknown column is only reported
        assert answer.status_code in (201, 422)
        return
    found = problem(answer, 422)
    assert found["errors"]
    assert all(error["file"].startswith("cohort.json") for error in found["errors"])


FILES: dict[str, list[tuple[str, tuple[str, bytes]]]] = {
    "an image for a workbook": [("file", ("cohort.xlsx", PNG))],
    "an image": [("file", ("photo.png", PNG))],
    "an empty workbook": [("file", ("cohort.xlsx", b""))],
    "a zip for a workbook": [("file", ("cohort.xlsx", zipped("a.txt", b"hello")))],
    "a broken workbook": [("file", ("cohort.xlsx", zipped("xl/workbook.xml", b"<x")))],
    "a bomb for a workbook": [
        ("file", ("cohort.xlsx", zipped("xl/workbook.xml", bytes(200_000_000))))
    ],
    "no roster": [("file", ("participants.csv", WAITLIST))],
    "two waitlists": [
        ("file", ("participants.csv", WAITLIST)),
        ("file", ("waitlist.csv", WAITLIST)),
    ],
    "two files of one name": [("file", ("participants.csv", WAITLIST))] * 2,
    "an image for a table": [("participants", ("a.csv", PNG)), ("providers", ("b.csv", WAITLIST))],
    "a workbook for a table": [
        ("participants", ("a.xlsx", Path("matcher/demo/massachusetts-38.xlsx").read_bytes())),
        ("providers", ("b.csv", WAITLIST)),
    ],
    "broken JSON": [("file", ("cohort.json", b"{"))],
    "no name": [("file", ("", WAITLIST))],
    "too many": [("file", (f"{number}.csv", b"x")) for number in range(30)],
}


@pytest.mark.parametrize("name", FILES)
def test_malformed_files(service: Service, name: str) -> None:
    assert problem(service.post("/v1/cohorts", files=FILES[name]), 422)["errors"]


MULTIPART = "multipart/form-data"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (MULTIPART, b"", 422),
        (f"{MULTIPART}; boundary=x", b"", 422),
        (f"{MULTIPART}; boundary=x", b"hello", 422),
        (f"{MULTIPART}; boundary=x", b"--x\r\n\r\nno name\r\n--x--\r\n", 422),
        (
            f"{MULTIPART}; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nplain\r\n--x--\r\n',
            422,
        ),
        (f"{MULTIPART}; boundary=x", b"--x--\r\n", 422),
        ("text/csv", WAITLIST, 415),
        ("application/x-www-form-urlencoded", b"a=1", 415),
        ("", b"{}", 415),
    ],
)
def test_malformed_parts(service: Service, kind: str, body: bytes, status: int) -> None:
    problem(service.post("/v1/cohorts", content=body, headers={"content-type": kind}), status)


def test_faults_are_those_of_the_command_line(service: Service, tmp_path: Path) -> None:
    """The same file gives the same faults over HTTP as from the folder it lies in."""
    bad = WAITLIST + b"P1,astronaut,often,Tue\nP2,,none,Tue 9-11\n"
    for name, content in {"participants.csv": bad, "providers.csv": b"id\n"}.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UnusableInput) as told:
        read_cohort(tmp_path)
    parts = [("file", (path.name, path.read_bytes())) for path in sorted(tmp_path.iterdir())]
    found = problem(service.post("/v1/cohorts", files=parts), 422)
    asked = [
        {
            "file": fault.file,
            "row": fault.row,
            "column": fault.column,
            "code": fault.code,
            "message": fault.message,
        }
        for fault in told.value.faults
    ]
    assert found["errors"] == asked
    assert len(asked) >= 5


RUNS: dict[str, Any] = {
    "no JSON": b"{",
    "not UTF-8": b'{"seed": "\xff"}',
    "nested too deep": b"[" * 100_000,
    "a list": [],
    "a text": "fast",
    "an unknown key": {"speed": 9},
    "a text for a number": {"time_limit": "10"},
    "yes for a number": {"seed": True},
    "no time": {"time_limit": 0},
    "endless time": b'{"time_limit": 1e999}',
    "not a number": b'{"time_limit": NaN}',
    "a gap above all": {"gap": 2},
    "a seed beyond JSON": {"seed": 10**30},
    "half a character": {"from_proposal": "\ud800"},
    "half a character as key": {"\ud800": 1},
    "another id": {"from_proposal": "proposal.json"},
    "no such proposal": {"from_proposal": "prop_" + "0" * 20},
    "pins of nothing": {"pins": [{"participant_id": "P01", "group_id": "G01"}]},
    "half a pin": {"pins": [{"participant_id": "P01"}]},
}


@pytest.mark.parametrize("name", RUNS)
def test_malformed_runs(service: Service, cohort_id: str, name: str) -> None:
    body = RUNS[name]
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = service.post(f"/v1/cohorts/{cohort_id}/runs", content=content, headers=JSON)
    found = problem(answer, 422)
    assert found["errors"]
    assert found["errors"][0]["file"].startswith("body")


def test_a_fault_in_a_list_names_its_place(service: Service, cohort_id: str) -> None:
    pins = [{"participant_id": "P01", "group_id": "G01"}, {"participant_id": "P01"}]
    answer = service.post(f"/v1/cohorts/{cohort_id}/runs", json={"pins": pins})
    (error,) = problem(answer, 422)["errors"]
    assert (error["file"], error["row"], error["column"]) == ("body/pins", 2, "group_id")


GROUPS: dict[str, Any] = {
    "no JSON": b"{",
    "a list": [],
    "no groups": {},
    "a text": {"groups": "G01"},
    "a number in the list": {"groups": [7]},
    "a group without keys": {"groups": [{}]},
    "half a character": {"groups": [{"id": "\ud800"}]},
    "an object for members": {"groups": [{"members": {"P01": 1}}]},
}


@pytest.mark.parametrize("name", GROUPS)
def test_malformed_groups(service: Service, proposal_id: str, name: str) -> None:
    body = GROUPS[name]
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = service.post(f"/v1/proposals/{proposal_id}/check", content=content, headers=JSON)
    assert problem(answer, 422)["errors"]


def test_bodies_are_limited_whether_they_say_their_size_or_not(tmp_path: Path) -> None:
    with running(settings_in(tmp_path, max_body_bytes=2_000)) as service:
        body = b'{"participants": "' + b"x" * 3_000 + b'"}'
        problem(service.post("/v1/cohorts", content=body, headers=JSON), 413)
        pieces = (body[start : start + 100] for start in range(0, len(body), 100))
        problem(service.post("/v1/cohorts", content=pieces, headers=JSON), 413)
        parts = {"file": ("cohort.json", body)}
        problem(service.post("/v1/cohorts", files=parts), 413)
        pieces = (body[start : start + 100] for start in range(0, len(body), 100))
        problem(service.post("/v1/cohorts/x/runs", content=pieces, headers=JSON), 413)
        assert service.get("/v1/cohorts").json()["items"] == []


def test_pages_of_other_sites_get_nothing(service: Service) -> None:
    problem(service.get("/v1/cohorts", headers={"host": "evil.example"}), 403)
    for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example", "http://["):
        answer = service.post("/v1/cohorts", json=cohort_body(), headers={"origin": origin})
        problem(answer, 403)
    own = {"origin": "http://localhost:3000"}
    assert service.post("/v1/cohorts", json=cohort_body(), headers=own).status_code == 201
    assert service.get("/healthz", headers={"host": "[::1]:8000"}).status_code == 200
