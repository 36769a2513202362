"""What differs between two proposals."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from random import Random

import pytest
from python_calamine import CalamineWorkbook

from matcher.diff import compare
from matcher.diff.words import difference_lines
from matcher.files.read import read_cohort_data
from matcher.files.write.difference import difference_json, difference_workbook
from tests.build import cohort, group, people, proposal, provider
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups, spoilt

OF = cohort(people(8, name="=Ana"), [provider("V1"), provider("V2"), provider("V3")])
FIRST = group("P1 P2 P3")
SECOND = group("P4 P5", id="G2", provider_id="V2")


def test_two_that_are_the_same() -> None:
    one = proposal(OF, [FIRST, SECOND])
    other = proposal(OF, [SECOND, replace(FIRST, members=("P3", "P1", "P2"))])
    found = compare(one, other)
    assert found.same
    assert list(difference_lines(found)) == ["The groups are the same in both."]


def test_people_and_groups_that_changed() -> None:
    moved = replace(FIRST, members=("P1", "P2", "P6"), start="11:00")
    third = group("P3 P7", id="G3", provider_id="V3")
    found = compare(proposal(OF, [FIRST, SECOND]), proposal(OF, [moved, third]))
    kinds = {one.participant_id: one.kind for one in found.people}
    assert kinds == {
        "P3": "moved", "P4": "unseated", "P5": "unseated", "P6": "seated", "P7": "seated",
    }  # fmt: skip
    assert [one.kind for one in found.groups] == ["changed", "closed", "opened"]
    text = "\n".join(difference_lines(found, OF))
    assert "G1: time Tue 10:00 am, 1st and 3rd → Tue 11:00 am, 1st and 3rd." in text
    assert "P3 moves from G1" in text
    assert "G2 closes (V2" in text


def test_a_group_under_another_id_is_known_by_its_members() -> None:
    renamed = replace(FIRST, id="G7", provider_id="V2", language="es")
    (change,) = compare(proposal(OF, [FIRST]), proposal(OF, [renamed])).groups
    assert (change.kind, change.fields) == ("changed", ("provider_id", "language"))
    # An id that now stands for other people is no reason to call them one group.
    other = replace(SECOND, id="G1")
    found = compare(proposal(OF, [FIRST]), proposal(OF, [other, renamed]))
    assert [one.kind for one in found.groups] == ["changed", "opened"]
    assert {one.participant_id for one in found.people} == {"P4", "P5"}


def test_as_json_and_as_a_workbook() -> None:
    found = compare(proposal(OF, [FIRST]), proposal(OF, [FIRST, SECOND]))
    document = json.loads(difference_json(found, OF))
    assert [one["change"] for one in document["people"]] == ["seated", "seated"]
    assert "=Ana" not in json.dumps(document)
    book = CalamineWorkbook.from_filelike(BytesIO(difference_workbook(found, OF)))
    assert book.sheet_names == ["Levels", "Groups", "People"]
    assert book.get_sheet_by_name("People").to_python()[1][:2] == ["P4", "=Ana"]
    plain = CalamineWorkbook.from_filelike(BytesIO(difference_workbook(found)))
    assert plain.get_sheet_by_name("People").to_python()[1][:2] == ["P4", ""]


@pytest.mark.parametrize("seed", range(1730, 1750))
def test_the_changes_lead_from_one_to_the_other(seed: int) -> None:
    rng = Random(seed)
    of = read_cohort_data(random_cohort(seed, 10)).cohort
    before = proposal(of, random_groups(of, rng))
    after = proposal(of, spoilt(of, random_groups(of, rng), rng))
    found = compare(before, after)
    seats = {m: g.id for g in before.groups for m in g.members}
    wanted = {m: g.id for g in after.groups for m in g.members}
    became = {one.before.id: one.after.id for one in found.groups if one.before and one.after}
    assert len(set(became.values())) == len(became)
    moved = {one.participant_id: one for one in found.people}
    for person in {*seats, *wanted}:
        if person in moved:
            after_id = moved[person].after.id if moved[person].after else None
            assert wanted.get(person) == after_id
        else:
            assert wanted.get(person) == became.get(seats[person])
    assert list(difference_lines(found, of))
    assert compare(before, before).same
