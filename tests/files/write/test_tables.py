"""groups.csv and unplaced.csv, read back with csv."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from matcher.files.write import groups_csv, unplaced_csv
from matcher.files.write.tables import GROUP_COLUMNS, UNPLACED_COLUMNS, plain_cell
from tests.files.write.example import FORMULA, empty_proposal, example_cohort, example_proposal


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_row_per_seat() -> None:
    of = example_cohort()
    plan = example_proposal(of)
    rows = rows_of(groups_csv(of, plan))
    assert [(row["group_id"], row["participant_id"]) for row in rows] == [
        (group.id, member) for group in plan.groups for member in group.members
    ]
    first = rows[0]
    assert first["start"] == "12:30"
    assert first["weeks"] == "1;3"
    assert (first["first_session"], first["last_session"]) == ("2027-01-04", "2028-01-03")
    assert first["provider_name"] == "José Núñez"
    assert (first["mou"], first["evaluation_consent"]) == ("no", "no")


def test_people_without_a_seat_by_turn_with_their_reasons() -> None:
    of = example_cohort()
    rows = {row["participant_id"]: row for row in rows_of(unplaced_csv(of, example_proposal(of)))}
    first, *_, last = rows
    assert (first, last) == ("P13", "P14")
    assert rows["P14"]["status"] == "Not eligible"
    assert rows["P14"]["turn"] == ""
    assert rows["P15"]["reason_codes"] == "no-provider-time;rule"
    assert rows["P15"]["reasons"].startswith("Nobody leads on Fridays. =1+1")


@pytest.mark.parametrize("text", [groups_csv, unplaced_csv])
def test_no_cell_begins_like_a_formula(text: object) -> None:
    of = example_cohort()
    assert callable(text)
    for row in csv.reader(StringIO(text(of, example_proposal(of)), newline="")):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")]


def test_a_quote_keeps_the_text_whole() -> None:
    of = example_cohort()
    named = {
        row["participant_id"]: row["name"] for row in rows_of(groups_csv(of, example_proposal(of)))
    }
    assert named["P12"] == f"'{FORMULA}"
    assert named["P01"] == "Person Number01"


@pytest.mark.parametrize(
    ("cell", "written"),
    [("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\rx"), ("a=b", "a=b"), ("", ""),
     (None, ""), (5, "5")],
)  # fmt: skip
def test_cells(cell: object, written: str) -> None:
    assert plain_cell(cell) == written


def test_an_empty_proposal_has_headers_only() -> None:
    of = example_cohort()
    plan = empty_proposal(of)
    assert groups_csv(of, plan).splitlines() == [",".join(GROUP_COLUMNS)]
    assert unplaced_csv(of, plan).splitlines()[0] == ",".join(UNPLACED_COLUMNS)
    assert len(unplaced_csv(of, plan).splitlines()) == 17
