"""Programme settings from TOML, JSON and a sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matcher.cohort import Program
from matcher.files.read import UnusableInput, read_cohort_files
from matcher.files.read.program import SETTINGS
from tests.files.read.build import csv_files, read, saved, workbook

TOML = """
name = "Spring"
time_zone = "Central"
start_date = 2027-02-01
hours = 12
cadences = ["monthly"]
holidays = [2027-07-05, 2027-02-15]
breaks = [[2027-07-01, 2027-07-15], ["2027-03-01", "2027-03-05"]]
group_size = [4, 7]
slot_minutes = 15
day_window = ["08:00", 20:30:00]
weekdays = ["Tue", "mon"]
accept_vetted = false
same_organization_max = 0
seed = -5
[priority]
mode = "points"
tiers = [["none", "little"], "some", "regular"]
within = "applied_on"
[priority.points]
rural = 3.5
[levels]
fewest_groups = true
[mix]
region = 2
[solver]
time_limit = 5
gap_limit = 0.01
workers = 2
"""
SHEET = [
    ("Key", "Value"),
    ("name", "Spring"),
    ("Time zone", "America/Chicago"),
    ("start_date", date(2027, 2, 1)),
    ("hours", 12.0),
    ("cadences", "monthly"),
    ("holidays", "2027-02-15; 2027-07-05"),
    ("breaks", "2027-03-01 to 2027-03-05; 2027-07-01 to 2027-07-15"),
    ("group_size", "4-7"),
    ("slot_minutes", 15),
    ("day_window", "08:00-20:30"),
    ("weekdays", "Mon, Tue"),
    ("accept_vetted", False),
    ("same_organization_max", 0),
    ("seed", -5),
    ("priority.mode", "points"),
    ("priority.tiers", "none+little; some; regular"),
    ("priority.within", "applied_on"),
    ("priority.points.rural", 3.5),
    ("levels.fewest_groups", "yes"),
    ("mix.region", 2),
    ("solver.time_limit", 5),
    ("solver.gap_limit", 0.01),
    ("solver.workers", 2),
]


def program_of(text: str) -> Program:
    return read_cohort_files(csv_files(program=text.encode())).cohort.program


def test_defaults_are_the_contracts() -> None:
    assert read().cohort.program == Program()
    assert program_of("") == Program()


def test_every_setting_from_toml_and_from_a_sheet() -> None:
    program = program_of(TOML)
    assert (program.name, program.time_zone) == ("Spring", "America/Chicago")
    assert (program.start_date, program.hours) == (date(2027, 2, 1), 12)
    assert program.cadences == ("monthly",)
    assert program.holidays == (date(2027, 2, 15), date(2027, 7, 5))
    assert program.breaks[0] == (date(2027, 3, 1), date(2027, 3, 5))
    assert program.group_size == (4, 7)
    assert (program.slot_minutes, program.day_window) == (15, (480, 1230))
    assert (program.weekdays, program.accept_vetted) == ((0, 1), False)
    assert (program.same_organization_max, program.seed) == (0, -5)
    assert program.priority.tiers == (("none", "little"), ("some",), ("regular",))
    assert (program.priority.mode, program.priority.within) == ("points", "applied_on")
    assert program.priority.points == {**Program().priority.points, "rural": 3.5}
    assert program.fewest_groups is True
    assert program.mix == {"sector": 1, "region": 2, "role": 0, "organization": 0}
    assert (program.time_limit, program.gap_limit, program.workers) == (5, 0.01, 2)
    sheet = read_cohort_files({"c.xlsx": saved(workbook({"Program": SHEET}))})
    assert sheet.cohort.program == program
    assert not sheet.warnings


def test_a_sheet_takes_what_was_copied_from_a_program_file() -> None:
    lines = [line.split(" = ") for line in TOML.splitlines() if " = " in line]
    names = ["priority." if name in ("mode", "tiers", "within") else "" for name, _ in lines]
    top = [(table + name, cell) for table, (name, cell) in zip(names, lines, strict=True)][:17]
    deep = [(key, cell) for key, cell in SHEET if "." in key and key not in dict(top)]
    sheet = [("Key", "Value"), *top, *deep]
    reading = read_cohort_files({"c.xlsx": saved(workbook({"Program": sheet}))})
    assert reading.cohort.program == program_of(TOML)


def test_a_sheets_qualification_table_as_in_a_program_file() -> None:
    sheet = [("Key", "Value"), ("qualification.IFRS.endorsed", '["IFRS", "other"]')]
    reading = read_cohort_files({"c.xlsx": saved(workbook({"Program": sheet}))})
    text = '[qualification.IFRS]\nendorsed = ["IFRS", "other"]'
    assert reading.cohort.program == program_of(text)


@pytest.mark.parametrize("path", SETTINGS)
def test_a_wrong_value_is_a_fault_at_its_key(path: str) -> None:
    tree: dict[str, Any] = {}
    at = tree
    *tables, name = path.split(".")
    for table in tables:
        at = at.setdefault(table, {})
    at[name] = {"no": "such"}
    with pytest.raises(UnusableInput) as caught:
        read(program=tree)
    (fault,) = caught.value.faults
    assert fault.column == path
    assert "; accepted: " in fault.message


def test_unknown_keys_are_warnings_with_a_hint() -> None:
    text = b"grup_size = [5, 6]\n[mix]\nsectors = 1\n[fun]\nx = 1\n"
    reading = read_cohort_files(csv_files(program=text))
    assert [(w.row, w.column, w.code) for w in reading.warnings] == [
        (1, "grup_size", "unknown-key"),
        (3, "mix.sectors", "unknown-key"),
        (4, "fun", "unknown-key"),
    ]
    assert "did you mean group_size?" in reading.warnings[0].message


SECTORS = """
[sectors]
add = ["library"]
rename = { "pediatrics" = "child-health" }
[sectors.aliases]
"Books & more" = "library"
"Kids' clinic" = "pediatrics"
"""


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("Library", "library"), ("books and more", "library"), ("child health", "child-health"),
        ("Pediatrics", "child-health"), ("NICU", "child-health"), ("kids clinic", "child-health"),
    ],
)  # fmt: skip
def test_a_programmes_own_sectors(found: str, meant: str) -> None:
    reading = read_cohort_files(csv_files({1: {"sector": found}, 3: {"sector": "EI"}},
                                          program=SECTORS.encode()))  # fmt: skip
    assert reading.cohort.participants[0].sector == meant
    assert "pediatrics" not in reading.cohort.program.sectors
    assert "library" in reading.cohort.program.sectors


@pytest.mark.parametrize(
    "text",
    [
        '[sectors]\nadd = ["Head Start"]', '[sectors]\nadd = "x"\nrename = 1',
        '[sectors]\nrename = { "banking" = "x" }', '[sectors]\nrename = { "other" = "pediatrics" }',
        '[sectors.aliases]\n"x" = "banking"', '[sectors.aliases]\n"pediatrics" = "other"',
    ],
)  # fmt: skip
def test_sectors_that_cannot_be(text: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        program_of(text)
    assert (caught.value.faults[0].column or "").startswith("sectors.")


def test_a_programmes_own_qualification() -> None:
    table = program_of(
        '[qualification]\nversion = "2027-02"\n[qualification.IFRS]\nvetted = "any"\n'
        '[qualification.ECMHS]\nemerging = ["ECRS", "other"]\n'
    ).qualification
    assert table.version == "2027-02"
    assert table.counts("ECRS", "vetted", "other")
    assert table.counts("IMHS", "emerging", "IFRS")
    assert table.counts("IMHS", "emerging", "other")
    assert not table.counts("IMHS", "emerging", "IMHM")
    assert table.counts("IMHS", "endorsed", "IMHM")  # a cell not given stays
    for text in (
        '[qualification.XYZ]\nvetted = "any"', '[qualification.IFS]\nlicensed = "any"',
        '[qualification.IFS]\nvetted = ["IFA"]', "[qualification]\nIFS = 3",
    ):  # fmt: skip
        with pytest.raises(UnusableInput, match="qualification"):
            program_of(text)


def test_own_tables_in_a_sheet() -> None:
    rows = [
        ("sectors.add", "library; museum"),
        ("sectors.rename.pediatrics", "child-health"),
        ("sectors.aliases.e.g. books", "library"),
        ("columns.Where do you work? (e.g. agency)", "organization"),
        ("qualification.version", "2027-02"),
        ("qualification.IFRS.vetted", "any"),
        ("qualification.IMHS.emerging", "IFRS; IMHS"),
    ]
    reading = read_cohort_files({"c.xlsx": saved(workbook({"Program": rows,
        "Participants": [["id", "sector", "rc_access", "availability",
                          "Where do you work? (e.g. agency)"],
                         ["P1", "E.g. Books", "none", "Mon 9-11", "Agency A"]]}))})  # fmt: skip
    program = reading.cohort.program
    assert program.sectors[-2:] == ("library", "museum")
    (person,) = reading.cohort.participants
    assert (person.sector, person.organization) == ("library", "Agency A")
    assert program.qualification.counts("IFRS", "vetted", "other")
    assert program.qualification.counts("IMHS", "emerging", "IFRS")
    assert replace(program, columns=Program().columns).columns == {}


def test_faults_of_a_program_sheet_have_their_row() -> None:
    rows = [("hours", 25), ("hours", 24), ("priority", "x"), ("priority.mode", "points")]
    with pytest.raises(UnusableInput) as caught:
        read_cohort_files({"c.xlsx": saved(workbook({"Program": rows}))})
    assert {(fault.file, fault.row) for fault in caught.value.faults} == {
        ("c.xlsx/Program", at) for at in (1, 2, 3, 4)
    }
