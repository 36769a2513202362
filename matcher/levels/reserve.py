"""Levels ``reserve.<name>``: seats a policy keeps for those who meet a criterion, up to a floor."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from matcher.cohort import Cohort, Program, Reserve
from matcher.cohort.places import floor_of
from matcher.cohort.policy import meets
from matcher.levels.level import Level, plain
from matcher.rules.plan import Plan


def levels(program: Program) -> list[Level]:
    """Return one level per reserve, in the order in which they are filled."""
    return [
        Level(reserve.level, True, partial(value, reserve), partial(words, reserve))
        for reserve in program.priority.reserves
    ]


def value(reserve: Reserve, plan: Plan) -> float:
    """Return the seated who meet the criterion, or the floor if they are more."""
    return min(len(seated(reserve, plan)), floor_of(plan.cohort, reserve))


def words(reserve: Reserve, value: float, plan: Plan) -> str:
    """Return for example ``5 of the 6 seats reserved for 'rural' are filled``."""
    floor = floor_of(plan.cohort, reserve)
    return f"{plain(value)} of the {floor} seats reserved for '{reserve.name}' are filled"


def seated(reserve: Reserve, plan: Plan) -> set[str]:
    """Return who has a seat and meets the criterion."""
    return plan.sits.keys() & who_meets(reserve, plan.cohort)


def who_meets(reserve: Reserve, cohort: Cohort) -> frozenset[str]:
    """Return everybody on the waitlist who meets the criterion."""
    return frozenset(one.id for one in cohort.participants if meets(one, reserve.where))


def tight(plan: Plan) -> list[frozenset[str]]:
    """Return, for each reserve that one seat fewer would lower, who meets its criterion."""
    return [
        who_meets(reserve, plan.cohort)
        for reserve in plan.cohort.program.priority.reserves
        if len(seated(reserve, plan)) <= floor_of(plan.cohort, reserve)
    ]


def breaks(tight: Iterable[frozenset[str]], loses: str, takes: str) -> bool:
    """Whether a reserve would lose where one person took another's seat."""
    return any(loses in people and takes not in people for people in tight)
