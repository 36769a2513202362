"""The first seating: it keeps the rules, and whoever sits together has a place in it."""

from __future__ import annotations

import pytest

from matcher.cohort import Participant
from matcher.compile import compile_instance
from matcher.solve.construct import construct
from matcher.solve.seating import level_value
from tests.build import cohort, people, person, provider
from tests.solve.cases import case

TUESDAY = "tue 10:00-11:00"
SLOT = {"slot_minutes": 60, "cadences": ("twice-monthly",)}


def together(number: int, access: str) -> list[Participant]:
    """So many pairs who sit together or not at all."""
    return [
        person(f"{access}{k}{side}", TUESDAY, rc_access=access, together_with=other)
        for k in range(number)
        for side, other in (("a", (f"{access}{k}b",)), ("b", ()))
    ]


def test_whoever_sits_together_is_seated_before_later_turns() -> None:
    of = cohort([*together(2, "none"), *people(6, free=TUESDAY, rc_access="regular")],
                [provider(free=TUESDAY)], group_size=(2, 4), **SLOT)  # fmt: skip
    instance = compile_instance(of)
    seating = construct(instance)
    assert level_value(instance, seating, "seats.none") == 4


def test_later_turns_who_sit_together_take_nobody_s_seat() -> None:
    of = cohort([*people(4, free=TUESDAY, rc_access="none"), *together(2, "regular")],
                [provider(free=TUESDAY)], group_size=(2, 4), **SLOT)  # fmt: skip
    instance = compile_instance(of)
    seating = construct(instance)
    assert level_value(instance, seating, "seats.none") == 4


@pytest.mark.parametrize("seed", range(900, 940))
def test_every_rule_is_kept(seed: int) -> None:
    of = case(seed, 12)
    assert of.broken(construct(of.instance)) == []
