"""What other groups would cost somebody who has a seat, and who is named for it."""

from __future__ import annotations

from matcher.whatif.explanation import explanation
from matcher.whatif.moves import possible_moves
from tests.build import cohort, group, people, person, proposal, provider

TUESDAY, THURSDAY = "tue 10:00-11:00", "thu 10:00-11:00"
BOTH = f"{TUESDAY}; {THURSDAY}"
LEADERS = [provider("V1", TUESDAY), provider("V2", THURSDAY)]
LATER = {"provider_id": "V2", "weekday": "thu", "id": "G2"}


def test_a_move_that_costs_a_pair_of_one_sector() -> None:
    rows = [person("P1", BOTH), person("P2", TUESDAY, sector="pediatrics")]
    rows += [person("P3", TUESDAY, sector="head-start"), *people(5, free=THURSDAY)[3:]]
    of = cohort(rows, LEADERS)
    before = proposal(of, [group("P1 P2 P3"), group("P4 P5", **LATER)])
    moves = possible_moves(of, before, "P1")
    (move,) = moves.moves
    assert (move.group.id, move.kept, move.moved) == ("G2", True, 0)
    costs = dict(move.costs)
    assert costs["seats.none"] == costs["turn"] == 0
    assert costs["mix"] == 2  # P1 beside two more of their sector, P2 and P3 beside none
    assert (moves.times, moves.providers) == (2, 2)


def test_a_full_group_has_no_place_without_a_seat_lost() -> None:
    rows = [person("P1", BOTH), *people(3, free=TUESDAY)[1:], *people(6, free=THURSDAY)[3:]]
    of = cohort(rows, LEADERS)
    before = proposal(of, [group("P1 P2 P3"), group("P4 P5 P6", **LATER)])
    (move,) = possible_moves(of, before, "P1").moves
    assert (move.kept, move.broken) == (False, ())


def test_whom_a_rule_keeps_them_from_is_for_coordinators_only() -> None:
    rows = [person("P1", BOTH, apart_from=("P4",)), *people(3, free=TUESDAY)[1:]]
    rows += people(5, free=THURSDAY)[3:]
    of = cohort(rows, LEADERS)
    before = proposal(of, [group("P1 P2 P3"), group("P4 P5", **LATER)])
    (move,) = possible_moves(of, before, "P1").moves
    told = explanation(of, before, "P1")
    if move.broken:
        assert {one.code for one in move.broken} == {"apart"}
        assert "P4" in "".join(told.named)
    assert not any(other in "".join((*told.lines, *told.others)) for other in ("P2", "P4", "P5"))


def test_a_group_at_another_time_is_only_counted() -> None:
    of = cohort([*people(3, free=TUESDAY), *people(5, free=THURSDAY)[3:]], LEADERS)
    before = proposal(of, [group("P1 P2 P3"), group("P4 P5", **LATER)])
    (move,) = possible_moves(of, before, "P1").moves
    assert {one.code for one in move.broken} == {"availability"}
    assert explanation(of, before, "P1").others == (
        "1 group more, at times when they are not free.",
    )
