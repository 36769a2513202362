"""The messy family: the same cohort, written the way a form exports it."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from matcher.cohort import vocabulary
from matcher.cohort.vocabulary import (
    CADENCE_WISHES,
    CREDENTIALS,
    EDUCATION,
    ENDORSEMENTS,
    RC_ACCESS,
    ROLES,
    SECTORS,
    TARGETS,
    alias_table,
    normal,
)
from matcher.generate import generate, write_cohort_folder
from matcher.generate.form_export import bare_hours, twelve_hours
from matcher.generate.roster import PROVIDER_COLUMNS
from matcher.generate.spellings import SPELLINGS
from matcher.generate.waitlist import PARTICIPANT_COLUMNS

Rows = list[dict[str, str]]


def read_export(folder: Path, name: str) -> Rows:
    text = (folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("messy")
    write_cohort_folder(generate(200, 20, 5, "messy"), folder)
    return folder


def test_messy_files_have_a_bom_semicolons_and_line_breaks_in_cells(export: Path) -> None:
    for name in ("participants.csv", "providers.csv"):
        data = (export / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        rows = read_export(export, name)
        assert any("\n" in row["Anything else we should know?"] for row in rows)
        assert all("\n" not in row["ID"] for row in rows)


def test_messy_headers_are_the_contracts_or_named_in_the_program(export: Path) -> None:
    named = tomllib.loads((export / "program.toml").read_text(encoding="utf-8"))["columns"]
    unknown = {"How did you hear of us?", "Anything else we should know?", "Column 31"}
    for name, columns in (
        ("participants.csv", PARTICIPANT_COLUMNS),
        ("providers.csv", PROVIDER_COLUMNS),
    ):
        headers = set(read_export(export, name)[0])
        assert unknown < headers
        plain = {
            named.get(header) or re.sub(r"[ _-]", "", header).lower()
            for header in headers - unknown
        }
        assert {column.replace("_", "") for column in plain} == {
            column.replace("_", "") for column in columns
        }
        assert headers & set(named)


def test_messy_answers_are_spelled_many_ways(export: Path) -> None:
    rows = read_export(export, "participants.csv")
    sectors = {row["What is your main sector of work?"] for row in rows}
    assert {"Head Start", "HEAD START"} <= sectors
    assert not sectors & set(SECTORS)
    assert len({row["RURAL"] for row in rows}) > 4
    times = " | ".join(row["When are you usually free? List all days and times."] for row in rows)
    for sign in (
        "–",
        "noon",
        "am",
        "pm",
        "Thursday",
        "Thu ",
        "weeks 1,3",
        ", ",
        "(preferred)",
        "(Preferred)",
    ):
        assert sign in times


@pytest.mark.parametrize(
    ("column", "terms", "aliases"),
    [
        ("sector", SECTORS, vocabulary.SECTOR_ALIASES),
        ("role", ROLES, vocabulary.ROLE_ALIASES),
        ("rc_access", RC_ACCESS, vocabulary.RC_ACCESS_ALIASES),
        ("endorsement_target", TARGETS, vocabulary.TARGET_ALIASES),
        ("endorsement", ENDORSEMENTS, vocabulary.PROVIDER_ENDORSEMENT_ALIASES),
        ("education", EDUCATION, vocabulary.EDUCATION_ALIASES),
        ("cadence", CADENCE_WISHES, vocabulary.CADENCE_ALIASES),
        ("credential", CREDENTIALS, vocabulary.CREDENTIAL_ALIASES),
        ("languages", vocabulary.LANGUAGE_NAMES, vocabulary.LANGUAGE_NAMES),
        ("rural", ("yes", "no"), {"yes": vocabulary.YES, "no": vocabulary.NO}),
    ],
)
def test_messy_spellings_are_known_to_the_reader(
    column: str, terms: Iterable[str], aliases: Mapping[str, Iterable[str]]
) -> None:
    known = alias_table(terms, aliases)
    for term, spellings in SPELLINGS[column].items():
        assert {known.get(normal(spelling)) for spelling in spellings} == {term}


def test_messy_times_mean_what_they_did() -> None:
    assert twelve_hours(540, 690, "-") == "9-11:30am"
    assert twelve_hours(540, 720, "–") == "9am–noon"
    assert twelve_hours(690, 810, "–") == "11:30am–1:30pm"
    assert twelve_hours(720, 780, "–") == "noon–1pm"
    assert twelve_hours(750, 870, "–") == "12:30pm–2:30pm"
    assert twelve_hours(1050, 1170, "–") == "5:30–7:30pm"
    assert bare_hours(840, 960, "–") == "14–16"
    assert bare_hours(540, 870, "-") == "09:00-14:30"
