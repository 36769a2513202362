"""Whole cohorts: every form the same, rows left out, seats of an earlier proposal."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from matcher.cohort import Entry, GroupLanguage, Mark
from matcher.files.read import (
    UnusableInput,
    read_cohort,
    read_cohort_data,
    read_cohort_files,
)
from tests.files.read.build import PEOPLE, PROVIDERS, csv_files, read, saved, workbook

COHORTS = Path(__file__).parents[2] / "cohorts"
SIZES = {"massachusetts-38": (38, 6), "statewide-150": (150, 12), "scarce-300": (300, 16),
         "languages-300": (300, 24)}  # fmt: skip


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_the_sample_cohorts(name: str, size: tuple[int, int]) -> None:
    reading = read_cohort(COHORTS / name)
    assert (len(reading.cohort.participants), len(reading.cohort.providers)) == size
    assert not reading.left_out
    codes = {warning.code for warning in reading.warnings}
    assert codes <= {"membership-lapses", "membership-over", "leads-nothing", "same-person",
                     "together-impossible", "language-not-listed"}  # fmt: skip


def test_a_row_value_by_value() -> None:
    cohort = read_cohort(COHORTS / "massachusetts-38").cohort
    person = cohort.participant_by_id["P00018"]
    assert person.name == "Kofi Eze"
    assert (person.sector, person.role) == ("early-care-and-education", "consultant")
    assert (person.supervisor_id, person.region) == ("P00026", "Suffolk")
    assert person.languages == ("en", "pt")
    assert person.group_language == GroupLanguage("only", "pt")
    assert person.applied_on == datetime(2026, 4, 8)
    assert (person.endorsement_target, person.education) == ("IMHM", "MA")
    assert person.ready_to_implement
    assert person.time_zone == "America/New_York"
    assert person.monitor == {"background": "a"}
    assert person.availability == (
        Entry(2, 750, 870, Mark.PREFERRED),
        Entry(4, 750, 870),
    )
    assert cohort.providers[2].credential == "emerging"


def test_every_form_reads_the_same(tmp_path: Path) -> None:
    wanted = read().cohort
    for name, data in csv_files().items():
        (tmp_path / name.title()).write_bytes(data)
    body = {"participants": list(PEOPLE), "providers": list(PROVIDERS)}
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "cohort.json").write_text(json.dumps(body))
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "our waitlist.xlsx").write_bytes(saved(workbook()))
    (tmp_path / "book" / "~$our waitlist.xlsx").write_bytes(b"a lock file")
    assert read_cohort(tmp_path).cohort == wanted
    assert read_cohort(tmp_path / "json").cohort == wanted
    assert read_cohort(tmp_path / "json" / "cohort.json").cohort == wanted
    assert read_cohort(tmp_path / "book").cohort == wanted
    assert read_cohort_data(body).cohort == wanted
    files = csv_files()
    renamed = {"Waitlist 2027 (1).csv": files["participants.csv"],
               "my roster.CSV": files["providers.csv"], "spring.toml": b""}  # fmt: skip
    assert read_cohort_files(renamed).cohort == wanted
    assert read_cohort_files({"x.JSON": json.dumps(body).encode()}).cohort == wanted


def test_rows_at_fault_are_left_out_and_so_are_their_companions() -> None:
    people = {
        1: {"sector": "x", "availability": "Mon 12-1"},
        2: {"together_with": "P1"},
        3: {"supervisor_id": "P1"},
    }
    reading = read(people, leave_out_faulty=True)
    assert [person.id for person in reading.cohort.participants] == ["P3"]
    assert [(issue.row, issue.column) for issue in reading.left_out] == [
        (1, "sector"),
        (2, "together_with"),
    ]
    assert "left out" in reading.left_out[1].message
    assert [(issue.row, issue.code) for issue in reading.warnings] == [(3, "unknown-id")]


def test_leaving_out_goes_on_until_it_is_settled() -> None:
    chain = {1: {"together_with": "P2"}, 2: {"together_with": "P3"}, 3: {"rural": "?"}}
    reading = read(chain, leave_out_faulty=True)
    assert reading.cohort.participants == ()
    assert len(reading.left_out) == 3


def test_a_companion_at_fault_is_no_fault_of_ones_own() -> None:
    with pytest.raises(UnusableInput) as caught:
        read({1: {"sector": "x"}, 2: {"together_with": "P1"}})
    assert [fault.row for fault in caught.value.faults] == [1]


def test_providers_and_broken_rows_are_left_out_too() -> None:
    files = csv_files(None, {1: {"max_groups": "-1"}})
    files["participants.csv"] += b"P9,too,many,cells,in,this,row,indeed\r\n"
    reading = read_cohort_files(files, leave_out_faulty=True)
    assert reading.cohort.providers == ()
    assert {issue.code for issue in reading.left_out} >= {"extra-cells", "bad-value"}
    assert [person.id for person in reading.cohort.participants] == ["P1", "P2", "P3"]


def test_of_two_rows_with_one_id_the_first_stays() -> None:
    reading = read({3: {"id": "P1"}}, leave_out_faulty=True)
    assert [person.id for person in reading.cohort.participants] == ["P1", "P2"]


@pytest.mark.parametrize("text", ["hours = 25", "hours =", "[columns]\nx = 'y'"])
def test_a_faulty_programme_is_never_left_out(text: str) -> None:
    with pytest.raises(UnusableInput, match=r"program.toml"):
        read_cohort_files(csv_files(program=text.encode()), leave_out_faulty=True)


def test_a_missing_column_is_never_left_out() -> None:
    with pytest.raises(UnusableInput, match=r"sector"):
        read_cohort_files(csv_files(participants=b"id\nP1\n"), leave_out_faulty=True)


def test_seats_of_an_earlier_proposal() -> None:
    groups = frozenset({"G01", "G02"})
    reading = read({1: {"group_id": "G01"}}, earlier_groups=groups)
    assert reading.cohort.participants[0].group_id == "G01"
    with pytest.raises(UnusableInput, match=r"'G07'; accepted: .*: G01, G02"):
        read({1: {"group_id": "G07"}}, earlier_groups=groups)
    with pytest.raises(UnusableInput, match=r"--from"):
        read({1: {"group_id": "G01"}})


def test_no_provider_or_participant_is_a_warning() -> None:
    header = b"id,credential,max_groups,availability\n"
    reading = read_cohort_files({**csv_files(), "providers.csv": header})
    assert reading.cohort.providers == ()
    assert [warning.code for warning in reading.warnings] == ["no-rows"]


def test_importing_the_reader_is_light() -> None:
    code = (
        "import sys, matcher.files.read\n"
        "heavy = {'python_calamine', 'holidays', 'ortools', 'numpy', 'pydantic', 'openpyxl'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
