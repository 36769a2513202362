"""Rule ``locked``."""

from dataclasses import replace

import pytest

from matcher.cohort import Pin
from matcher.rules import Plan, broken_rules
from tests.build import codes, cohort, group, people, person, proposal, provider

TWO = [provider("V1"), provider("V2")]
OF = cohort([person("P1", group_id="G1"), *people(5)[1:]], TWO)
BEFORE = group("P1 P2")


def test_a_pinned_member_in_the_pinned_group_is_kept() -> None:
    assert codes(OF, group("P1 P3")) == []
    assert codes(OF, group("P1 P2"), earlier=proposal(OF, [BEFORE])) == []


def test_without_a_seat_or_in_another_group_is_broken() -> None:
    assert codes(OF, group("P2 P3")) == ["locked"]
    assert codes(OF, group("P1 P3", id="G2", provider_id="V2")) == ["locked"]


def test_the_proposals_pins_count_like_the_participants_own() -> None:
    pins = (Pin("P4", "G1"),)
    assert codes(OF, group("P1 P4"), pins=pins) == []
    assert codes(OF, group("P1 P2"), pins=pins) == ["locked"]
    # Somebody pinned to two groups cannot be right in either.
    assert codes(OF, group("P1 P2"), pins=(Pin("P1", "G2"),)) == ["locked"]
    assert codes(OF, group("P1 P2"), pins=(Pin("nobody", "G1"),)) == ["locked"]


@pytest.mark.parametrize(
    "change", [{"start": "11:00"}, {"provider_id": "V2"}, {"weekday": "wed"}, {"weeks": (2, 4)}]
)
def test_a_pinned_group_keeps_its_provider_and_time(change: dict[str, object]) -> None:
    earlier = proposal(OF, [BEFORE])
    (broken,) = broken_rules(Plan(OF, (replace(BEFORE, **change),), earlier=earlier))
    assert (broken.code, broken.group_id) == ("locked", "G1")
    assert next(iter(change)).removesuffix("_id") in broken.text


def test_other_members_and_other_groups_may_change() -> None:
    old = (BEFORE, group("P3 P4", id="G2", provider_id="V2"))
    new = (group("P1 P5"), group("P3 P4", id="G2", provider_id="V2", start="12:00"))
    assert codes(OF, *new, earlier=proposal(OF, old)) == []
