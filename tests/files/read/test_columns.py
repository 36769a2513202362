"""Headers, aliases and a form's own questions."""

from __future__ import annotations

import pytest

from matcher.files.read import read_cohort_data
from matcher.files.read.columns import (
    PARTICIPANT_COLUMNS,
    PARTICIPANT_REQUIRED,
    PROVIDER_COLUMNS,
    Headers,
    key,
)
from tests.files.read.build import PEOPLE, PROVIDERS, read

HEADERS = Headers(PARTICIPANT_COLUMNS, PARTICIPANT_REQUIRED)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("rc_access", "rc_access"), ("RC Access", "rc_access"), ("Rc-Access", "rc_access"),
        ("SupervisorID", "supervisor_id"), ("E-Mail", "email"), ("County or region", "region"),
        ("What is your main sector of work?", "sector"), ("Timestamp", ""), ("max_groups", ""),
        ("monitor_race", "monitor_race"), ("Monitor Race / Ethnicity", "monitor_race_/_ethnicity"),
    ],
)  # fmt: skip
def test_headers(header: str, column: str) -> None:
    assert HEADERS.find(header) == (column, False)


@pytest.mark.parametrize("columns", [PARTICIPANT_COLUMNS, PROVIDER_COLUMNS])
def test_no_alias_stands_for_two_columns(columns: dict[str, tuple[str, ...]]) -> None:
    pairs = {(key(text), name) for name, texts in columns.items() for text in (name, *texts)}
    assert len({text for text, _ in pairs}) == len(pairs)


def test_a_forms_own_questions_win_over_aliases() -> None:
    people = [
        {
            "id": row["id"], "In what field are you?": row["sector"], "Sector": "previous one",
            "Access?": row["rc_access"], "When?": row["availability"], "Race?": "x",
            "Comment": "hello",
        }
        for row in PEOPLE
    ]  # fmt: skip
    program = {
        "columns": {
            "in what field are you": "sector", "Access?": "rc_access", "When?": "Availability",
            "Race?": "monitor_race",
        }
    }  # fmt: skip
    body = {"participants": people, "providers": list(PROVIDERS), "program": program}
    reading = read_cohort_data(body)
    first = reading.cohort.participants[0]
    assert first.sector == "home-visiting"
    assert first.monitor == {"race": "x"}
    assert first.extra == {"Sector": "previous one", "Comment": "hello"}
    unknown = [w for w in reading.warnings if w.code == "unknown-column"]
    assert [(w.column, w.row) for w in unknown] == [("Sector", None), ("Comment", None)]


def test_an_ignored_column_is_neither_read_nor_reported() -> None:
    reading = read({1: {"Main sector": "x"}}, program={"columns": {"Main sector": "ignore"}})
    assert not reading.warnings
    assert reading.cohort.participants[0].extra == {}


def test_unknown_columns_do_not_count_in_comparisons() -> None:
    assert read({1: {"Timestamp": "x"}}).cohort == read().cohort
