"""Level ``stability``."""

from __future__ import annotations

import pytest

from matcher.cohort import Cohort, Group
from matcher.levels import level_values, levels_of
from matcher.levels.stability import moved
from matcher.rules import Plan
from tests.build import cohort, group, people, proposal

OF = cohort(people(6))
BEFORE = (group("P1 P2"), group("P3 P4", id="G2", weekday="wed"))


def moves(*now: Group, of: Cohort = OF) -> float:
    return dict(level_values(of, now, proposal(OF, BEFORE)))["stability"]


def test_the_same_groups_move_nobody_whatever_they_are_called() -> None:
    assert moves(*BEFORE) == 0
    assert moves(group("P2 P1 P5", id="G7", language="es", weeks=(3, 1)), BEFORE[1]) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"provider_id": "V2"},
        {"cadence": "monthly", "weeks": (1,)},
        {"weekday": "thu"},
        {"start": "10:30"},
        {"weeks": (2, 4)},
    ],
)
def test_another_provider_or_meeting_moves_all_its_members(change: dict[str, object]) -> None:
    assert moves(group("P1 P2", **change), BEFORE[1]) == 2


def test_the_unseated_have_moved_and_newcomers_have_not() -> None:
    assert moves(group("P1 P5 P6"), BEFORE[1]) == 1
    assert moves() == 4


def test_a_swap_moves_both() -> None:
    assert moves(group("P1 P3"), group("P2 P4", id="G2", weekday="wed")) == 2


def test_somebody_who_left_the_waitlist_was_not_moved() -> None:
    assert (
        moves(group("P1 P5"), BEFORE[1], of=cohort([one for one in people(6) if one.id != "P2"]))
        == 0
    )


def test_it_is_a_level_only_beside_an_earlier_proposal() -> None:
    assert "stability" not in [level.name for level in levels_of(OF.program)]
    assert moved(Plan(OF, BEFORE)) == []
