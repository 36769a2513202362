"""Envy and open seats found all at once are those found by asking the rules one by one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from matcher.cohort import Cohort, Group
from matcher.cohort.turn import turn_order
from matcher.files.read import read_cohort_data
from matcher.openings import OpenSeat, envies, open_seats
from matcher.openings.seats import Waiting
from matcher.rules import Plan, broken_rules, taking
from tests.build import settled
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups


def envy_one_by_one(plan: Plan) -> set[tuple[str, str, str]]:
    order = turn_order(plan.cohort)
    people = plan.cohort.participant_by_id
    return {
        (one, seated, group.id)
        for place, one in enumerate(order)
        if one not in plan.sits
        for group in plan.groups
        for seated in group.members
        if seated in order[place:] and not taking(people[one], group, plan, seated)
    }


def joins_one_by_one(plan: Plan) -> set[tuple[str, str]]:
    return {
        (person.id, group.id)
        for person in plan.cohort.participants
        if person.id not in plan.sits
        for group in plan.groups
        if not taking(person, group, plan)
    }


@pytest.mark.parametrize("seed", range(40))
def test_all_at_once_and_one_by_one(seed: int) -> None:
    rng = Random(seed)
    of: Cohort = read_cohort_data(random_cohort(seed, people=12)).cohort
    first = random_groups(of, rng)
    for groups in (first, settled(of, first)):
        plan = Plan(of, groups)
        assert not broken_rules(plan)
        waiting = Waiting(plan)
        found = {(one.participant_id, one.seated_id, one.group_id) for one in envies(waiting)}
        assert found == envy_one_by_one(plan)
        seats = list(open_seats(waiting))
        alone = [seat for seat in seats if len(seat.participant_ids) == 1]
        joins = {(seat.participant_ids[0], group) for seat in alone for group in seat.group_ids}
        assert joins == joins_one_by_one(plan)
        for seat in seats:
            assert not broken_rules(Plan(of, after(of, groups, seat)))


def after(of: Cohort, groups: tuple[Group, ...], seat: OpenSeat) -> tuple[Group, ...]:
    """The groups once people took an open seat."""
    if seat.meeting is None:
        return tuple(
            replace(group, members=(*group.members, *seat.participant_ids))
            if group.id == seat.group_ids[0]
            else group
            for group in groups
        )
    further = Group.at(
        seat.meeting,
        id="new",
        provider_id=seat.provider_id,
        time_zone=of.program.time_zone,
        language=seat.language,
        members=seat.participant_ids,
    )
    return (*groups, further)
