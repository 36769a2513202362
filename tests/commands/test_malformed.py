"""Whatever is wrong with the files: exit 2, every fault with its place, nothing written."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.command import SMALL, matcher, process

FAULT = re.compile(r"[^:]+:(\d*:[^:]*:)? \S.*")
Make = Callable[[Path], Path]


def table(name: str, column: str, value: str, row: int = 2) -> Make:
    """A folder in which one cell is wrong."""

    def make(folder: Path) -> Path:
        path = folder / f"{name}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        rows[row - 1][rows[0].index(column)] = value
        written = io.StringIO()
        csv.writer(written).writerows(rows)
        path.write_text(written.getvalue(), encoding="utf-8")
        return folder

    return make


def person(column: str, value: str) -> Make:
    return table("participants", column, value)


def provider(column: str, value: str) -> Make:
    return table("providers", column, value)


def program(text: str) -> Make:
    def make(folder: Path) -> Path:
        (folder / "program.toml").write_text(text, encoding="utf-8")
        return folder

    return make


def bytes_of(name: str, change: Callable[[bytes], bytes]) -> Make:
    """A folder one of whose files is other bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(change(path.read_bytes()))
        return folder

    return make


def without(name: str) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).unlink()
        return folder

    return make


def file(name: str, content: bytes) -> Make:
    """A cohort of one file."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def workbook(*sheets: str) -> Make:
    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        book.active.title = sheets[0]
        for name in sheets[1:]:
            book.create_sheet(name)
        book.save(folder / "cohort.xlsx")
        return folder / "cohort.xlsx"

    return make


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "not a workbook")
    return content.getvalue()


MALFORMED: dict[str, Make] = {
    "no such path": lambda folder: folder / "nowhere",
    "no providers": without("providers.csv"),
    "no participants": without("participants.csv"),
    "empty file": bytes_of("participants.csv", lambda old: b""),
    "no column availability": bytes_of(
        "participants.csv", lambda old: old.replace(b"availability", b"times", 1)
    ),
    "a column twice": bytes_of("participants.csv", lambda old: old.replace(b"region", b"role", 1)),
    "an id twice": person("id", "P00002"),
    "no id": person("id", ""),
    "an e-mail address as id": person("id", "somebody@example.org"),
    "unknown sector": person("sector", "astronautics"),
    "unknown access": person("rc_access", "plenty"),
    "availability that cannot be read": person("availability", "whenever"),
    "availability that ends before it starts": person("availability", "Mon 14:00-12:00"),
    "no availability": person("availability", ""),
    "a date that is none": person("member_until", "2027-02-30"),
    "a negative count": person("rounds_waited", "-1"),
    "neither yes nor no": person("rural", "perhaps"),
    "unknown time zone": person("time_zone", "America/Atlantis"),
    "unknown language": person("languages", "?!"),
    "together with nobody": person("together_with", "P99999"),
    "a group without an earlier proposal": person("group_id", "G01"),
    "a formula's error": person("availability", "#REF!"),
    "a capacity that is no number": provider("max_groups", "several"),
    "a negative capacity": provider("max_groups", "-2"),
    "unknown credential": provider("credential", "famous"),
    "a quote that never ends": bytes_of("participants.csv", lambda old: old + b'"P77777,"x"y\n'),
    "more cells than columns": bytes_of("providers.csv", lambda old: old + b"x," * 60 + b"x\n"),
    "an older encoding": bytes_of(
        "participants.csv", lambda old: old.replace("é".encode(), "é".encode("latin-1"))
    ),
    "UTF-16": bytes_of("providers.csv", lambda old: old.decode().encode("utf-16")),
    "NUL characters": bytes_of("providers.csv", lambda old: old.replace(b"V", b"\0", 3)),
    "broken TOML": program("hours = = 3"),
    "odd hours": program("hours = 7"),
    "a largest size below the smallest": program("group_size = [6, 5]"),
    "an access level in two tiers": program(
        '[priority]\ntiers = ["none", "none", "little", "some", "regular"]'
    ),
    "broken JSON": file("cohort.json", b'{"participants": ['),
    "JSON that is a list": file("cohort.json", b"[]"),
    "JSON without providers": file("cohort.json", b'{"participants": []}'),
    "JSON nested without end": file("cohort.json", b"[" * 200_000),
    "a workbook that is none": file("cohort.xlsx", b"PK\x03\x04 and then nothing"),
    "a zip that is no workbook": file("cohort.xlsx", zipped()),
    "a workbook without providers": workbook("Participants"),
    "another kind of file": file("cohort.pdf", b"%PDF-1.7"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound cohort of one's own."""
    return Path(shutil.copytree(SMALL, tmp_path / "cohort"))


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_cohort_ends_with_its_faults(name: str, folder: Path) -> None:
    cohort = MALFORMED[name](folder)
    out = folder.parent / "out"
    table = (SMALL / "participants.csv").read_text(encoding="utf-8")
    names = {row["name"] for row in csv.DictReader(table.splitlines())}

    ended = matcher("match", cohort, "--out", out, "--time-limit", 2)

    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert not out.exists()
    faults = ended.stderr.splitlines()
    assert faults
    assert all(FAULT.fullmatch(fault) for fault in faults), ended.stderr
    assert "Traceback" not in ended.stderr
    assert "somebody@example.org" not in ended.stderr
    assert not any(one in ended.stderr for one in names)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    person("sector", "astronautics")(folder)
    table("participants", "rc_access", "plenty", row=9)(folder)
    provider("max_groups", "several")(folder)

    ended = process("match", folder, "--out", folder / "out")

    assert (ended.returncode, ended.stdout) == (2, "")
    places = [fault.split(": ")[0] for fault in ended.stderr.splitlines()]
    assert places == [
        "participants.csv:2:sector",
        "participants.csv:9:rc_access",
        "providers.csv:2:max_groups",
    ]


EARLIER: dict[str, bytes | None] = {
    "missing": None,
    "no JSON": b"groups: none",
    "another JSON": b'{"schema": "1"}',
    "of a later schema": b'{"schema": "9", "groups": []}',
    "not UTF-8": b'{"schema": "\xff"}',
}


@pytest.mark.parametrize("name", EARLIER)
def test_a_malformed_earlier_proposal_ends_with_its_faults(name: str, folder: Path) -> None:
    earlier, out = folder / "earlier.json", folder.parent / "out"
    if (content := EARLIER[name]) is not None:
        earlier.write_bytes(content)

    for command in (
        ("match", SMALL, "--from", earlier, "--out", out),
        ("check", SMALL, earlier),
        ("explain", SMALL, earlier, "P00001"),
    ):
        ended = matcher(*command)
        assert ended.returncode == 2, ended.stderr
        assert "earlier.json" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert not out.exists()


USAGE = {
    "no cohort": ("match",),
    "a cohort and the demo": ("match", SMALL, "--demo"),
    "no number": ("match", SMALL, "--time-limit", "soon"),
    "nan": ("match", SMALL, "--time-limit", "nan"),
    "no time": ("match", SMALL, "--time-limit", "0"),
    "a gap above 1": ("match", SMALL, "--gap", "2"),
    "a seed of a hundred digits": ("match", SMALL, "--seed", "9" * 100),
    "unknown option": ("match", SMALL, "--fast"),
    "unknown command": ("amtch", SMALL),
    "no people": ("generate", "--participants", 0, "--providers", 1, "--seed", 1),
    "unknown family": (
        "generate", "--participants", 9, "--providers", 1, "--seed", 1, "--family", "royal",
    ),
    "no cohorts": ("batch",),
}  # fmt: skip


@pytest.mark.parametrize("name", USAGE)
def test_a_command_that_cannot_be_read_writes_nothing(name: str, tmp_path: Path) -> None:
    ended = matcher(
        *USAGE[name], *(["--out", tmp_path / "out"] if name != "unknown command" else [])
    )
    assert ended.returncode == 2
    assert ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_is_no_folder_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    ended = matcher("match", SMALL, "--out", tmp_path / "out" / "deeper")
    assert ended.returncode == 2
    assert "--out needs a folder" in ended.stderr
    assert (tmp_path / "out").read_text() == "mine"


def test_faulty_rows_are_left_out_where_asked(folder: Path) -> None:
    person("sector", "astronautics")(folder)
    broken = folder.parent / "proposal.json"
    broken.write_text(json.dumps({"schema": "1"}))

    ended = matcher("check", folder, broken, "--leave-out-faulty")

    assert "participants.csv" not in ended.stderr
    assert ended.returncode == 2  # the proposal itself is none
