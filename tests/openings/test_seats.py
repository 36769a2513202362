"""Justified envy and open seats, told apart from seats nobody can have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from matcher.cohort import Cohort, Group, Participant, Pin, Provider
from matcher.cohort.turn import turn_order
from matcher.openings import Envy, OpenSeat, envies, open_seats
from matcher.openings.seats import Waiting
from matcher.rules import Plan
from tests.build import cohort, group, people, person, provider

LATE = {"rc_access": "regular"}  # whoever has it comes after everybody else
BOTH = ("en", "es")


def envy(rows: Iterable[Participant], *groups: Group, leaders: Iterable[Provider] = ()) -> set[str]:
    """Who could take whose seat."""
    waiting = Waiting(Plan(cohort(rows, leaders), groups))
    return {f"{one.participant_id} > {one.seated_id}" for one in envies(waiting)}


def seats(of: Cohort, *groups: Group, **plan: object) -> list[OpenSeat]:
    return list(open_seats(Waiting(Plan(of, groups, **plan))))


# --- envy ---------------------------------------------------------------------------------------


FULL = group("L1 L2 L3")


def late(**other: object) -> list[Participant]:
    return [person(f"L{number}", **LATE, **other) for number in (1, 2, 3)]


def test_an_earlier_turn_envies_every_seat_it_could_take() -> None:
    assert envy([person("P1"), *late()], FULL) == {"P1 > L1", "P1 > L2", "P1 > L3"}


def test_a_later_turn_envies_nobody() -> None:
    rows = [person("P1", **LATE, rounds_waited=0), *late(rounds_waited=1)]
    assert envy(rows, FULL) == set()


@pytest.mark.parametrize(
    "unable",
    [
        {"free": "mon 09:00-17:00"},
        {"free": "tue 10:00-11:00 weeks 1"},
        {"cadence": "monthly"},
        {"languages": ("es",)},
        {"group_language": "only es", "languages": BOTH},
        {"member_until": date(2026, 1, 1)},
        {"supervisor_id": "V1"},
        {"apart_from": ("V1",)},
        {"together_with": ("P2",)},
        {"group_id": "G2"},
    ],
)
def test_nobody_envies_a_seat_a_rule_keeps_from_them(unable: dict[str, object]) -> None:
    rows = [person("P1", **unable), person("P2", free=""), *late()]
    assert envy(rows, FULL) == set()


def test_hours_must_count() -> None:
    rows = [person("P1", endorsement_target="IMHS"), *late()]
    assert envy(rows, FULL, leaders=[provider(endorsement="IFRS")]) == set()
    assert envy(rows, FULL, leaders=[provider(endorsement="IMHS")]) != set()


def test_a_pair_rule_leaves_the_seat_of_the_other_one_only() -> None:
    assert envy([person("P1", supervisor_id="L1"), *late()], FULL) == {"P1 > L1"}
    assert envy([person("P1", apart_from=("L1", "L2")), *late()], FULL) == set()


def test_a_third_colleague_can_take_a_colleagues_seat_only() -> None:
    rows = [person("P1", organization="Acorn"), *late()[:1],
            *(person(f"L{n}", organization="Acorn", **LATE) for n in (2, 3))]  # fmt: skip
    assert envy(rows, FULL) == {"P1 > L2", "P1 > L3"}


def test_a_seat_of_people_who_sit_together_cannot_be_taken_alone() -> None:
    rows = [person("P1"), person("L1", together_with=("L2",), **LATE), *late()[1:]]
    assert envy(rows, FULL) == {"P1 > L3"}


def test_a_provider_envies_no_seat_at_times_when_they_lead() -> None:
    leaders = [provider("V1"), provider("P1")]
    own = group("Q1 Q2", id="G2", provider_id="P1")
    rows = [person("P1"), *late(), person("Q1"), person("Q2")]
    assert envy(rows, FULL, own, leaders=leaders) == set()
    assert envy(rows, FULL, group("Q1 Q2", id="G2", provider_id="P1", start="12:00"),
                leaders=leaders) == {"P1 > L1", "P1 > L2", "P1 > L3"}  # fmt: skip


# --- open seats in groups that exist ------------------------------------------------------------


def test_room_in_a_group_is_open_to_whoever_can_come() -> None:
    of = cohort(people(3))
    assert seats(of, group("P1 P2")) == [OpenSeat(("P3",), ("G1",))]
    assert seats(of, group("P1 P2 P3")) == []
    assert seats(cohort(people(3), [provider(max_group_size=2)]), group("P1 P2")) == []
    assert seats(cohort([*people(2), person("P3", free="")]), group("P1 P2")) == []


def test_rules_between_members_close_it() -> None:
    for barred in ({"supervisor_id": "P1"}, {"apart_from": ("P2",)}):
        assert seats(cohort([*people(2), person("P3", **barred)]), group("P1 P2")) == []
    of = cohort(people(3, organization="Acorn"))
    assert seats(of, group("P1 P2")) == []


def test_a_later_turn_may_have_a_seat_nobody_else_can() -> None:
    rows = [*people(2), person("P3", apart_from=("P1",)), person("L1", **LATE)]
    assert seats(cohort(rows), group("P1 P2")) == [OpenSeat(("L1",), ("G1",))]


def test_people_who_sit_together_need_room_for_all_of_them() -> None:
    rows = [person("P1"), person("P2"), person("P3", together_with=("P4",)), person("P4")]
    assert seats(cohort(rows), group("P1 P2")) == []
    wide = cohort(rows, group_size=(2, 4))
    assert seats(wide, group("P1 P2")) == [OpenSeat(("P3", "P4"), ("G1",))]
    assert (
        seats(cohort([*rows[:3], person("P4", free="")], group_size=(2, 4)), group("P1 P2")) == []
    )
    lapsed = person("P4", member_until=date(2026, 1, 1))
    assert seats(cohort([*rows[:3], lapsed], group_size=(2, 4)), group("P1 P2")) == []


def test_somebody_pinned_elsewhere_takes_no_seat() -> None:
    of = cohort(people(3))
    assert seats(of, group("P1 P2"), pins=(Pin("P3", "G9"),)) == []


# --- further groups -----------------------------------------------------------------------------


def further(*rows: Participant, leaders: Iterable[Provider] = (), **program: object) -> list[str]:
    """Who could lead a further group of people who have no seat."""
    return [seat.provider_id for seat in seats(cohort(rows, leaders, **program))]


def test_enough_people_and_a_provider_with_room_make_a_group() -> None:
    (seat,) = seats(cohort(people(2)))
    assert set(seat.participant_ids) == {"P1", "P2"}
    assert (seat.provider_id, seat.language, seat.group_ids) == ("V1", "en", ())
    assert "could make up a further group with V1" in seat.text
    assert further(*people(1)) == []


@pytest.mark.parametrize(
    "unable",
    [
        {"max_groups": 0},
        {"max_group_size": 1},
        {"free": ""},
        {"free": "tue 10:00-10:30"},
        {"free": "tue 06:00-07:00"},
        {"free": "tue 10:15-11:15"},
        {"own_rsc_current": False},
        {"credential_until": date(2027, 5, 1)},
        {"languages": ("es",)},
    ],
)
def test_a_provider_who_cannot_lead_makes_none(unable: dict[str, object]) -> None:
    assert further(*people(2), leaders=[provider(**unable)]) == []


def test_a_provider_who_leads_elsewhere_at_that_time_makes_none() -> None:
    rows = [*people(3), person("Q1", "tue 10:00-11:00"), person("Q2", "tue 10:30-12:00")]
    leaders = [provider(free="tue 10:00-12:00", max_groups=2)]
    of = cohort([*rows[:3], *(person(f"Q{n}", "tue 10:00-11:30") for n in (1, 2))], leaders)
    # The group meets 10:00-11:00 in weeks 1 and 3; weeks 2 and 4 are free.
    assert [seat.meeting.weeks for seat in seats(of, group("P1 P2 P3"))] == [(2, 4)]
    both = replace_weeks(of, (1, 3))
    assert seats(both, group("P1 P2 P3")) == []


def replace_weeks(of: Cohort, weeks: tuple[int, ...]) -> Cohort:
    """The cohort with providers free in some weeks only."""
    text = f"tue 10:00-12:00 weeks {','.join(map(str, weeks))}"
    return cohort(of.participants, [provider(free=text, max_groups=2)])


def test_a_provider_who_sits_as_a_participant_then_makes_none() -> None:
    leaders = [provider("V1"), provider("V2", free="tue 10:00-11:00 weeks 1,3")]
    rows = [person("V2"), *people(5)]
    sits = group("V2 P1 P2")
    assert seats(cohort(rows, leaders), sits) == []
    assert [seat.provider_id for seat in seats(cohort(rows, leaders), group("P1 P2 P5"))] == ["V2"]


def test_a_provider_does_not_count_towards_their_own_group() -> None:
    assert further(person("V1"), person("P1")) == []
    assert further(person("V1"), *people(2)) == ["V1"]


def test_rules_between_members_may_leave_too_few() -> None:
    assert further(person("P1", apart_from=("P2",)), person("P2")) == []
    assert further(person("P1", supervisor_id="P2"), person("P2")) == []
    assert further(*people(3, organization="Acorn"), group_size=(3, 3)) == []
    assert further(*people(3, organization="Acorn"), group_size=(3, 3), same_organization_max=0)
    assert further(person("P1", together_with=("P2",)), person("P2", free="")) == []


def test_units_must_add_up_to_a_size_that_fits() -> None:
    pairs = [person("P1", together_with=("P2",)), person("P2"),
             person("P3", together_with=("P4",)), person("P4")]  # fmt: skip
    assert further(*pairs, group_size=(3, 3)) == []
    assert further(*pairs, person("P5"), group_size=(3, 3)) == ["V1"]
    assert further(*pairs, group_size=(3, 4)) == ["V1"]


def test_each_provider_is_named_once() -> None:
    assert further(*people(6), leaders=[provider("V1", max_groups=3), provider("V2")]) == [
        "V1",
        "V2",
    ]


def test_groups_at_fault_are_left_alone() -> None:
    plan = Plan(cohort(people(3)), (group("P1 P2", start="10:15"),))
    assert not list(open_seats(Waiting(plan, broken=[])))
    assert Waiting(plan).setting(plan.groups[0]) is None


def test_texts_name_ids() -> None:
    assert (
        Envy("P1", "P2", "G1").text
        == "P1 has an earlier turn than P2 and could take that seat in G1."
    )
    assert OpenSeat(("P1",), ("G1", "G2")).text == "P1 has no seat but could join G1 and G2."
    assert turn_order(cohort(people(1))) == ["P1"]
