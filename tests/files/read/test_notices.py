"""What is read and reported all the same."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.files.read import Issue
from matcher.files.read.organizations import spellings
from tests.files.read.build import Row, read

ALL_FREE = "Mon 09:00-11:00"


def warned(code: str, *args: Any, **options: Any) -> tuple[Issue, ...]:
    """Return the warnings of one kind; the others are not expected."""
    warnings = read(*args, **options).warnings
    assert {warning.code for warning in warnings} <= {code}, warnings
    return warnings


def places(issues: tuple[Issue, ...]) -> list[tuple[str, int | None, str | None]]:
    return [(issue.file.partition("/")[2], issue.row, issue.column) for issue in issues]


def test_a_clean_cohort_has_no_warning() -> None:
    assert read().warnings == ()


def test_one_email_under_two_ids() -> None:
    found = warned("duplicate-email", {3: {"email": "ANA@example.org"}})
    assert places(found) == [("participants", 3, "email")]
    assert "'P1'" in found[0].message
    assert "ANA" not in found[0].message


def test_a_provider_who_waits_under_another_id() -> None:
    found = warned("duplicate-email", None, {1: {"email": "ben@example.org"}})
    assert places(found) == [("providers", 1, "email")]
    assert "row 2 of cohort.json/participants" in found[0].message


@pytest.mark.parametrize("shared", ["organization", "availability"])
def test_one_person_on_two_rows(shared: str) -> None:
    second = {"name": "ana  SILVA", shared: {"organization": "Agency A",
                                             "availability": ALL_FREE}[shared]}  # fmt: skip
    found = warned("same-person", {2: second})
    assert places(found) == [("participants", 2, "name")]
    assert "Silva" not in found[0].message


def test_one_id_with_two_names() -> None:
    found = warned("same-id", {1: {"id": "V1"}})
    assert places(found) == [("participants", 1, "id")]


def test_unknown_ids_are_warnings_where_they_may_be() -> None:
    found = warned(
        "unknown-id",
        {1: {"supervisor_id": "p2"}, 2: {"apart_from": "P1; P9; V1"}},
        {1: {"apart_from": "P3; P8"}},
    )
    assert places(found) == [
        ("participants", 1, "supervisor_id"),
        ("participants", 2, "apart_from"),
        ("providers", 1, "apart_from"),
    ]
    assert "did you mean 'P2'?" in found[0].message


def test_ones_own_id_in_a_list() -> None:
    assert len(warned("own-id", {1: {"apart_from": "P1", "together_with": "P1"}})) == 2


def test_memberships_that_lapse() -> None:
    people: dict[int, Row] = {
        1: {"member_until": "2027-06-30"}, 2: {"member_until": "2028-01-04"},
    }  # fmt: skip
    assert places(warned("membership-lapses", people)) == [("participants", 1, "member_until")]
    assert warned("membership-over", {1: {"member_until": "2027-01-03"}})


def test_a_guess_is_reported_with_its_row() -> None:
    found = warned("ambiguous-time", {2: {"availability": "Mon 12-1; Tue 9-11; Wed after 5"}})
    assert places(found) == [("participants", 2, "availability")] * 2
    assert "'Mon 12-1' was read as Mon 12:00-13:00" in found[0].message
    assert places(warned("ambiguous-date", {1: {"applied_on": "1/4/2026"}}))
    assert places(warned("ambiguous-zone", {1: {"time_zone": "EST"}}))


def test_languages_that_are_not_spoken() -> None:
    found = warned("language-not-listed", {1: {"group_language": "only es"}})
    assert places(found) == [("participants", 1, "group_language")]


@pytest.mark.parametrize(
    ("cells", "program", "column"),
    [
        ({"max_group_size": 4}, {}, "max_group_size"),
        ({"credential": "vetted"}, {"accept_vetted": False}, "credential"),
        ({"credential": "emerging"}, {"accept_emerging": False}, "credential"),
        ({"credential_until": "2028-01-03"}, {}, "credential_until"),
        ({"own_rsc_current": "no"}, {}, "own_rsc_current"),
    ],
)
def test_providers_who_lead_nothing(cells: Row, program: dict[str, Any], column: str) -> None:
    assert places(warned("leads-nothing", None, {1: cells}, program)) == [("providers", 1, column)]
    assert not warned("leads-nothing", None, {1: {"credential_until": "2028-01-04"}})


TRIO = {1: {"together_with": "P2"}, 2: {"together_with": "P3"}}


@pytest.mark.parametrize(
    ("cells", "program", "words"),
    [
        ({}, {"group_size": [2, 2]}, "3 members, a group at most 2"),
        ({3: {"apart_from": "P1"}}, {}, "P1 and P3 are to be kept apart"),
        ({3: {"supervisor_id": "P2"}}, {}, "P2 and P3 are supervisor and report"),
        ({3: {"organization": "Agency A"}}, {"same_organization_max": 1}, "2 of them work for"),
        ({1: {"cadence": "monthly"}, 3: {"cadence": "twice-monthly"}}, {}, "only monthly"),
        ({3: {"languages": "es"}}, {}, "share no language"),
    ],
)
def test_a_together_group_that_gets_no_seat(
    cells: dict[int, Row], program: dict[str, Any], words: str
) -> None:
    people = {at: {**TRIO.get(at, {}), **cells.get(at, {})} for at in (1, 2, 3)}
    (found,) = warned("together-impossible", people, None, program)
    assert (found.row, found.column) == (1, "together_with")
    assert "P1, P2, P3" in found.message
    assert words in found.message


def test_a_together_group_with_somebody_ineligible() -> None:
    codes = [w.code for w in read({**TRIO, 3: {"member_until": "2026-01-01"}}).warnings]
    assert codes == ["together-impossible", "membership-over"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Department of Children and Families", "DCF"),
        ("DCF", "Department of Children and Families"),
        ("Department of Children and Families", "D.C.F."),
        ("Dept. of Children & Families", "Department of Children and Families"),
        ("Horizons (HFC)", "HFC"),
        ("The Home for Little Wanderers, Inc.", "Home for Little Wanderers"),
        ("agency  x", "Agency X"),
        ("St. Mary's Center", "Saint Marys Ctr"),
        ("Springfield Partners", "Springfeild Partners"),
        ("Community Action", "Comunity Action"),
    ],
)
def test_names_that_may_be_one(one: str, other: str) -> None:
    found = list(spellings([one, other]))
    assert [pair[:2] for pair in found] == [(other, one)]


@pytest.mark.parametrize(
    "names",
    [
        ["Agency 001", "Agency 002", "Agency 010"],
        ["Agency A", "Agency B"],
        ["Daily Care First", "Department of Children and Families"],
        ["Boston Children's Hospital", "Boston Medical Center"],
        ["Head Start North", "Head Start South"],
    ],
)
def test_names_that_differ(names: list[str]) -> None:
    assert list(spellings(names)) == []


def test_organizations_are_compared_over_both_lists() -> None:
    found = warned("organization-spelling", {1: {"organization": "Bay State Family Services"}},
                   {1: {"organization": "BSFS"}})  # fmt: skip
    assert places(found) == [("providers", 1, "organization")]
    assert "row 1 of cohort.json/participants" in found[0].message
