"""Each level as the linear program sees it: a goal to maximise, or a value to hold."""

from __future__ import annotations

import numpy as np

from matcher.instance import Instance
from matcher.solve.columns import Goal, Held
from matcher.solve.pricing import Floats
from matcher.solve.seating import Level, Seating, level_value

Objective = tuple[tuple[str, int], ...]


def goal_of(instance: Instance, level: Level) -> tuple[Goal, float]:
    """Return a level as a goal to maximise, and what one unit of the level is in it."""
    people = len(instance.people)
    if level.name == "turn":
        return Goal(instance.turn / people), 1.0 / people
    if level.name == "points":
        scale = float(max(1, instance.points.max(initial=1)))
        return Goal(instance.points / scale), instance.point_scale / scale
    if level.name in (*instance.reserve_of, *instance.tiers):
        return Goal(seat_worth(instance, level.name)), 1.0
    if level.name == "groups":
        return Goal(np.zeros(people), group=-1.0), -1.0
    return Goal(np.zeros(people), mixed=True), -1.0


def held_at(instance: Instance, level: Level, value: float) -> Held:
    """Return the demand that a level has this value; a full reserve may hold more than it."""
    goal, unit = goal_of(instance, level)
    reserve = instance.reserve_of.get(level.name)
    if reserve is not None:
        return Held(goal.seat, 0.0, value, least=value >= reserve.floor)
    sign = -1.0 if level.name == "groups" else 1.0
    return Held(sign * goal.seat, sign * goal.group, sign * value * unit)


def step_of(instance: Instance, level: Level) -> float:
    """Return the smallest difference between two values of a level."""
    return 1.0 / instance.point_scale if level.name == "points" else 1.0


def seat_worth(instance: Instance, name: str) -> Floats:
    """Return what a seat of each person adds to a seats level, a reserve or `turn`."""
    if name in instance.reserve_of:
        return np.asarray(instance.reserve_of[name].people, dtype=float)
    if name == "turn":
        return instance.turn.astype(float)
    if name == "points":
        return instance.points.astype(float)
    return np.asarray(instance.urgency == instance.tiers.index(name), dtype=float)


def urgent(instance: Instance) -> Objective:
    """Return weights that put reserves first, then earlier turns, tier by tier."""
    people, tiers = len(instance.people), (*instance.reserve_of, *instance.tiers)
    if instance.by_points:
        most, held = people * people * int(instance.points.max(initial=1)), instance.reserves
        first = [(r.name, most * 4 ** (len(held) - k)) for k, r in enumerate(held)]
        return (*first, ("points", people * people), ("turn", 1))
    seats = [(name, people * 4 ** (len(tiers) - 1 - k)) for k, name in enumerate(tiers)]
    return (*seats, ("turn", 1))


def plain_bound(instance: Instance, level: Level, reached: Seating) -> float:
    """Return what holds without any search: costs are not negative, seats need somebody and room.

    For a tier and `turn` it holds at the numbers of each earlier tier that are `reached`.
    """
    if not instance.candidates:
        return level_value(instance, (), level.name)
    if level.sense < 0:
        return 0.0
    able = np.unique(np.concatenate(instance.members))
    if level.name in instance.reserve_of:
        return float(instance.reserve_of[level.name].value(able.tolist()))
    if level.name == "points":
        return float(np.maximum(instance.points[able], 0).sum()) / instance.point_scale
    if level.name in instance.tiers:
        earlier = instance.tiers[: instance.tiers.index(level.name)]
        taken = sum(level_value(instance, reached, name) for name in earlier)
        leading = np.unique([c.provider for c in instance.candidates])
        room = float(instance.capacity[leading] @ instance.largest[leading])
        return min(float(seat_worth(instance, level.name)[able].sum()), room - taken)
    if instance.by_points:
        return float(instance.turn[able].sum())
    # With as many seated of each tier, nothing beats the earliest turns of each.
    total = 0.0
    for tier, name in enumerate(instance.tiers):
        seated = int(level_value(instance, reached, name))
        total += float(instance.turn[able[instance.urgency[able] == tier]][:seated].sum())
    return total
