"""What has to be so in a repair: seats, whole groups, times, who never sits with whom."""

from __future__ import annotations

import pytest

from matcher.check import check
from matcher.cohort import AnyPin, Cohort, GroupPin, NeverPin, Pin, Proposal, TimePin
from matcher.repair.changes import Changes, ImpossibleChanges
from matcher.repair.option import Option
from matcher.repair.options import repair
from tests.build import cohort, group, people, person, proposal, provider

GROUPS = (group("P1 P2 P3"), group("P4 P5", id="G2", provider_id="V2", start="14:00"))


def published() -> tuple[Cohort, Proposal]:
    of = cohort(people(5), [provider(), provider("V2")])
    return of, proposal(of, GROUPS)


def repaired(pins: tuple[AnyPin, ...], changes: Changes) -> Option:
    of, before = published()
    found = repair(of, before, changes, pins=pins)
    best = found.recommended
    assert best is not None
    assert check(found.cohort, best.proposal, before).clean
    assert set(pins) <= set(best.proposal.pins)
    return best


def test_a_seat_in_another_group_also_for_who_has_just_arrived() -> None:
    late = Changes(withdrawn=("P1",), added=(person("P9"),))
    assert repaired((), late).moved == 0
    best = repaired((Pin("P9", "G2"),), late)
    assert best.proposal.seats()["P9"] == "G2"
    best = repaired((Pin("P3", "G2"),), late)
    assert (best.proposal.seats()["P3"], best.moved) == ("G2", 1)


def test_a_whole_group_takes_nobody_in() -> None:
    best = repaired((GroupPin("G2"),), Changes(withdrawn=("P1", "P2")))
    assert {one.id: one.members for one in best.proposal.groups}["G2"] == ("P4", "P5")


def test_who_never_sits_with_whom() -> None:
    late = Changes(withdrawn=("P1",), added=(person("P9"),))
    best = repaired((NeverPin("P9", "V1"),), late)
    assert best.proposal.seats()["P9"] == "G2"


def test_a_provider_keeps_to_a_time() -> None:
    best = repaired((TimePin("V2", "wed", "09:00"),), Changes())
    held = {one.provider_id: (one.weekday, one.start) for one in best.proposal.groups}
    assert held["V2"] == ("wed", "09:00")


def test_who_never_sits_with_whom_goes_on_from_the_proposal() -> None:
    of, before = published()
    never = NeverPin("P9", "V1")
    before = proposal(of, GROUPS, pins=(never,))
    late = Changes(withdrawn=("P1",), added=(person("P9"),))
    best = repair(of, before, late).recommended
    assert best is not None
    assert never in best.proposal.pins
    assert best.proposal.seats()["P9"] == "G2"


@pytest.mark.parametrize(
    ("pins", "changes"),
    [
        ((GroupPin("G1"),), Changes(withdrawn=("P1",))),
        ((GroupPin("G1"),), Changes(lost=("V1",))),
        ((Pin("P2", "G1"),), Changes(lost=("V1",))),
        ((Pin("P2", "G1"), NeverPin("P2", "V1")), Changes(withdrawn=("P1",))),
        ((Pin("P1", "G2"), Pin("P2", "G2"), GroupPin("G2")), Changes()),
    ],
)
def test_what_cannot_all_be_kept_is_said(pins: tuple[AnyPin, ...], changes: Changes) -> None:
    of, before = published()
    with pytest.raises(ImpossibleChanges) as error:
        repair(of, before, changes, pins=pins)
    assert {name for name, _ in error.value.faults} == {"pins"}
