"""Levels ``reserve.<name>``, and seats that a reserve needs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.check import check
from matcher.cohort import Cohort, Group, Priority, Reserve
from matcher.cohort.turn import turn_order
from matcher.explain.unplaced import unplaced_reasons
from matcher.levels import level_values, level_words, levels_of
from tests.build import cohort, group, people, person, proposal

RURAL = Reserve("rural", {"rural": ("yes",)}, floor=1, rationale="why")
NORTH = Reserve("north-shore", {"region": ("north",)}, floor=2, rationale="why")


def reserved(*rows: object, reserves: tuple[Reserve, ...] = (RURAL,), **program: object) -> Cohort:
    return cohort(rows, priority=Priority(reserves=reserves), **program)  # type: ignore[arg-type]


def envies(of: Cohort, *groups: Group) -> list[tuple[str, str]]:
    found = check(of, proposal(of, groups)).envy
    return [(one.participant_id, one.seated_id) for one in found]


def test_reserves_come_before_the_seats_in_their_order() -> None:
    of = reserved(*people(2), reserves=(NORTH, RURAL))
    names = [level.name for level in levels_of(of.program)]
    assert names[:3] == ["reserve.north-shore", "reserve.rural", "seats.none"]
    repair = [level.name for level in levels_of(of.program, repair=True)]
    assert repair[:2] == ["stability", "reserve.north-shore"]


@given(rural=st.lists(st.booleans(), min_size=2, max_size=3), floor=st.integers(1, 4))
def test_the_value_is_the_seated_up_to_the_floor(rural: list[bool], floor: int) -> None:
    rows = [person(f"P{n}", rural=yes) for n, yes in enumerate(rural, 1)]
    reserve = Reserve("rural", {"rural": ("yes",)}, floor, rationale="why")
    of = reserved(*rows, person("P9", rural=True), reserves=(reserve,))
    seats = group([row.id for row in rows])
    assert level_values(of, [seats])[0] == ("reserve.rural", min(sum(rural), floor))


def test_in_words() -> None:
    of = reserved(person("P1", rural=True), person("P2"), reserves=(NORTH, RURAL))
    assert level_words(of, [group("P1 P2")])[:2] == [
        "0 of the 2 seats reserved for 'north-shore' are filled",
        "1 of the 1 seats reserved for 'rural' are filled",
    ]


def scarce(count: int, **last: object) -> tuple[Cohort, list[str]]:
    """So many people, one more than there are seats; the last turn answers as given."""
    order = turn_order(reserved(*people(count)))
    rows = [person(one, **(last if one == order[-1] else {})) for one in order]
    return reserved(*rows), order


def test_a_seat_that_a_reserve_needs_cannot_be_taken() -> None:
    of, order = scarce(4, rural=True)
    kept = group([*order[:2], order[-1]])
    assert envies(of, kept) == []
    assert check(of, proposal(of, [kept])).clean
    plain, _ = scarce(4)
    assert envies(plain, kept) == [(order[2], order[-1])]


def test_one_seat_more_than_the_floor_can_be_taken() -> None:
    order = turn_order(reserved(*people(4)))
    rows = [person(one, rural=place in (1, 3)) for place, one in enumerate(order)]
    of = reserved(*rows)
    assert envies(of, group([order[0], order[1], order[3]])) == [(order[2], order[3])]


def test_somebody_of_the_reserve_with_an_earlier_turn_can_take_it() -> None:
    order = turn_order(reserved(*people(4)))
    rows = [person(one, rural=place >= 2) for place, one in enumerate(order)]
    of = reserved(*rows)
    assert envies(of, group([order[0], order[1], order[3]])) == [(order[2], order[3])]


def test_who_is_left_out_for_a_reserve_is_told_so() -> None:
    of, order = scarce(4, rural=True)
    kept = group([*order[:2], order[-1]])
    (unplaced,) = unplaced_reasons(of, [kept])
    assert unplaced.participant_id == order[2]
    (reason,) = unplaced.reasons
    assert reason.code == "outranked"
    assert "reserves seats" in reason.text
    assert order[-1] not in reason.text


def test_a_proposal_without_its_reserve_level_is_at_fault() -> None:
    of, order = scarce(4, rural=True)
    made = proposal(of, [group([*order[:2], order[-1]])])
    verdict = check(of, proposal(of, made.groups, levels=made.levels[1:]))
    assert any("reserve.rural" in fault for fault in verdict.value_faults)
