"""Uploads made to harm whoever reads them: a sentence for the sender, and the service goes on."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import psutil
import pytest

from api.errors import UnusableInputError
from api.reading.readers import Readers
from matcher.demo import demo_path
from tests.api.bodies import cohort_body
from tests.api.running import Service, problem, running, settings_in

WAITLIST = b"id,sector,rc_access,availability\nP1,home-visiting,none,Tue 9:00-11:00\n"
ROSTER = b"id,credential,max_groups,availability\nV1,endorsed,1,Tue 9:00-11:00\n"
ENTITIES = (
    b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
)


def demo_with(change: dict[str, tuple[bytes, bytes]]) -> bytes:
    """The demo workbook with some text in its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(demo_path("massachusetts-38")) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in book.namelist():
            content = book.read(name)
            if name in change:
                old, new = change[name]
                assert old in content
                content = content.replace(old, new, 1)
            copy.writestr(name, content)
    return out.getvalue()


def sent(service: Service, workbook: bytes) -> str:
    answer = service.post("/v1/cohorts", files={"file": ("c.xlsx", workbook)})
    if answer.status_code != 201:
        assert problem(answer, 422)["errors"]
    return answer.text


def test_entities_of_a_workbook_are_not_resolved(service: Service) -> None:
    declared = demo_with({"xl/sharedStrings.xml": (b"<sst ", ENTITIES + b"<sst ")})
    used = demo_with({"xl/sharedStrings.xml": (b"<t>", b"<t>&secret;&b;")})
    for workbook in (declared, used):
        text = sent(service, workbook)
        assert "root:" not in text
        assert "aaaaaaaaaa" not in text


@pytest.mark.parametrize("piece", [b'<c r="B2" t="e">', b'<c r="ZZZ999999" ', b"<row>", b"<"])
def test_a_sheet_of_one_piece_a_million_times(tmp_path: Path, piece: bytes) -> None:
    """Small when packed; searching it may take for ever, which ends in time."""
    bomb = demo_with({"xl/worksheets/sheet1.xml": (b"<sheetData>", b"<sheetData>" + piece * 10**6)})
    assert len(bomb) < 200_000
    with running(settings_in(tmp_path, reading_seconds=10)) as service:
        sent(service, bomb)
        assert service.add(cohort_body())


def test_reading_ends_in_time_and_within_memory(tmp_path: Path) -> None:
    """Real processes that hang, die and swell; the next upload is read all the same."""
    files = {"participants.csv": WAITLIST, "providers.csv": ROSTER}
    for code in ("import time; time.sleep(99)", "pass", "print('no JSON')"):
        readers = Readers(1, 1.0, (sys.executable, "-c", code))
        for _ in range(2):
            with pytest.raises(UnusableInputError):
                readers.read(files)
        readers.close()
    others = set(psutil.Process().children())
    readers = Readers(1, 30.0)
    assert readers.read(files).participants == 1
    (child,) = set(psutil.Process().children()) - others
    assert not any("P1" in word for word in child.cmdline())
    child.kill()
    child.wait()
    assert readers.read(files).participants == 1
    readers.close()


def test_a_process_stays_however_large_whoever_started_it_is() -> None:
    large = (
        "import os, sys; b'x' * (500 * 2**20); "
        "os.execv(sys.executable, [sys.executable, '-m', 'api.reading.process'])"
    )
    files = {"participants.csv": WAITLIST, "providers.csv": ROSTER}
    others = set(psutil.Process().children())
    readers = Readers(1, 30.0, (sys.executable, "-c", large))
    seen = []
    for _ in range(3):
        assert readers.read(files).participants == 1
        seen.append(set(psutil.Process().children()) - others)
    readers.close()
    assert seen[0] == seen[1] == seen[2]


def test_one_wide_line_is_refused_soon(tmp_path: Path) -> None:
    with running(settings_in(tmp_path, reading_seconds=2)) as service:
        parts = [
            ("file", ("participants.csv", b"id," + b"," * 8_000_000)),
            ("file", ("providers.csv", ROSTER)),
        ]
        assert problem(service.post("/v1/cohorts", files=parts), 422)["errors"]
