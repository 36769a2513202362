"""Rule ``locked``."""

from dataclasses import replace

import pytest

from matcher.cohort import GroupPin, NeverPin, Pin, TimePin
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


def test_a_group_pinned_as_a_whole_keeps_its_members() -> None:
    earlier = proposal(OF, [BEFORE, group("P3 P4", id="G2", provider_id="V2")])
    pins = (GroupPin("G2"),)
    kept = group("P4 P3", id="G2", provider_id="V2")
    assert codes(OF, group("P1 P2"), kept, pins=pins, earlier=earlier) == []
    assert codes(OF, group("P1 P2"), kept, pins=pins) == []
    joined = replace(kept, members=("P3", "P4", "P5"))
    left = replace(kept, members=("P3", "P5"))
    moved = replace(kept, start="14:00")
    for changed in (joined, left, moved):
        found = codes(OF, group("P1 P2"), changed, pins=pins, earlier=earlier)
        assert set(found) == {"locked"}
    assert "locked" in codes(OF, group("P1 P2"), pins=pins)  # it is not there at all


def test_a_provider_pinned_to_a_time() -> None:
    pins = (TimePin("V1", "tue", "10:00"), TimePin("V1", "wed", "09:00"))
    assert codes(OF, group("P1 P2"), pins=pins) == []
    assert codes(OF, group("P1 P2", weekday="wed", start="09:00"), pins=pins) == []
    assert codes(OF, group("P1 P2", weekday="wed"), pins=pins) == ["locked"]
    # Others are free to meet whenever they like.
    other = group("P3 P4", id="G2", provider_id="V2", weekday="wed")
    assert codes(OF, group("P1 P2"), other, pins=pins) == []


def test_somebody_never_with_a_provider() -> None:
    pins = (NeverPin("P2", "V2"),)
    assert codes(OF, group("P1 P2"), pins=pins) == []
    there = group("P2 P3", id="G2", provider_id="V2")
    assert codes(OF, group("P1 P4"), there, pins=pins) == ["locked"]
