"""CSV and JSON to rows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.cohort import Participant
from matcher.files.read import read_cohort_data, read_cohort_files
from matcher.files.read.issues import Findings
from matcher.files.read.tables import csv_table, number_text
from tests.files.read.build import PEOPLE, PROVIDERS, Row, changed, csv_bytes, csv_files, read

KNOWN = {"id", "sector", "availability", "rc_access"}


def people_of(files: dict[str, bytes]) -> tuple[Participant, ...]:
    return read_cohort_files(files).cohort.participants


def test_what_spreadsheets_write() -> None:
    wanted = read().cohort.participants
    semicolons = csv_bytes([{**row, "name": f"{row['name']}; jr"} for row in PEOPLE], ";")
    assert people_of(csv_files()) == wanted
    assert people_of(csv_files(participants=b"\xef\xbb\xbf" + csv_bytes(PEOPLE))) == wanted
    assert people_of(csv_files(participants=csv_bytes(PEOPLE, ";", "\n"))) == wanted
    assert people_of(csv_files(participants=csv_bytes(PEOPLE, ",", "\r"))) == wanted
    assert people_of(csv_files(participants=b"sep=;\r\n" + csv_bytes(PEOPLE, ";"))) == wanted
    assert people_of(csv_files(participants=semicolons))[0].name == "Ana Silva; jr"


def test_row_numbers_are_a_spreadsheets() -> None:
    text = (
        "My form\n\nid,sector,rc_access,availability\n"
        'P1,other,none,"Mon 9-11\nTue 9-11"\n,,,\nP2,nonsense,none,Mon 9-11\n'
    )
    findings = Findings()
    table = csv_table("p.csv", text.encode(), lambda header: header in KNOWN, findings)
    assert table.header_row == 3
    assert [number for number, _ in table.rows] == [4, 6]


def test_short_rows_are_filled_up() -> None:
    text = b"id,sector,rc_access,availability,organization\nP1,other,none,Mon 9-11\n"
    (person,) = people_of(csv_files(participants=text))
    assert person.organization == ""


def test_json_values() -> None:
    person = read(
        {
            1: {
                "id": 7, "rural": True, "rounds_waited": 2, "languages": ["en", "es"],
                "availability": ["Mon 9-11", "Tue 9-11"], "organization": None,
                "together_with": ["P2"], "member_until": "2030-01-01",
            }
        }
    ).cohort.participants[0]  # fmt: skip
    assert (person.id, person.rural, person.rounds_waited) == ("7", True, 2)
    assert person.languages == ("en", "es")
    assert len(person.availability) == 2
    assert person.together_with == ("P2",)


def test_an_empty_list_is_a_cohort_of_nobody() -> None:
    reading = read_cohort_data({"participants": [], "providers": []})
    assert reading.cohort.participants == ()
    assert {warning.code for warning in reading.warnings} == {"no-rows"}


def test_numbers_as_their_column_writes_them() -> None:
    assert [number_text(value) for value in (3.0, 3, 0.5, 1e20)] == ["3", "3", "0.5", "1e+20"]


cell = st.text(
    alphabet=st.characters(exclude_categories=["C", "Z"], include_characters=' ,;"'), max_size=12
).map(lambda text: " ".join(text.split()))


@settings(deadline=None)
@given(
    st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=6),
    st.sampled_from(",;"),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_any_text_survives_a_csv(
    texts: list[tuple[str, str, str]], separator: str, end: str
) -> None:
    rows: list[Row] = [
        {**PEOPLE[0], "id": f"P{at}", "email": "", "name": name, "organization": employer,
         "monitor_note": note}
        for at, (name, employer, note) in enumerate(texts)
        if not any(text.startswith("#") for text in (name, employer, note))
    ]  # fmt: skip
    if not rows:
        return
    files = {
        "participants.csv": csv_bytes(rows, separator, end),
        "providers.csv": csv_bytes(changed(PROVIDERS, None)),
    }
    found = people_of(files)
    assert [(p.name, p.organization, p.monitor["note"]) for p in found] == [
        (row["name"], row["organization"], row["monitor_note"]) for row in rows
    ]
