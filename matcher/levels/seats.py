"""Levels ``seats.<tier>`` (or ``points``): how many of those who need it most have a seat."""

from __future__ import annotations

from functools import partial

from matcher.cohort import Program
from matcher.cohort.turn import points_of, tier_name
from matcher.levels.level import Level, plain
from matcher.rules.plan import Plan
from matcher.rules.words import listed

ACCESS_WORDS = {
    "none": "without any access",
    "little": "with little access",
    "some": "with some access",
    "regular": "with regular access",
}
POINTS = "points"


def levels(program: Program) -> list[Level]:
    """Return one level per tier, the most urgent first, or the one of points."""
    if program.priority.mode == "points":
        return [Level(POINTS, True, points, points_words)]
    return [
        Level(f"seats.{tier_name(tier)}", True, partial(seated, tier), partial(seats_words, tier))
        for tier in program.priority.tiers
    ]


def seated(tier: tuple[str, ...], plan: Plan) -> float:
    """Count the seated whose access lies in a tier."""
    known = plan.cohort.participant_by_id
    return sum(known[member].rc_access in tier for member in plan.sits if member in known)


def seats_words(tier: tuple[str, ...], value: float, plan: Plan) -> str:
    """Return for example ``41 of 44 people without any access have a seat``."""
    start = plan.cohort.program.start_date
    among = sum(
        person.rc_access in tier and person.is_member_on(start)
        for person in plan.cohort.participants
    )
    access = listed(ACCESS_WORDS.get(name, f"with access '{name}'") for name in tier)
    return f"{plain(value)} of {among} people {access} have a seat"


def points(plan: Plan) -> float:
    """Add up the priority points of the seated."""
    known = plan.cohort.participant_by_id
    program = plan.cohort.program
    seats = (known[member] for member in plan.sits if member in known)
    # In a fixed order: sums of fractions must not depend on how the groups were listed.
    return sum(sorted(points_of(program, person) for person in seats))


def points_words(value: float, plan: Plan) -> str:
    """Return the points reached in words."""
    return f"the people with a seat have {plain(value)} priority points between them"
