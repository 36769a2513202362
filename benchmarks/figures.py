"""Figures of recorded runs: gaps, integrals, times to a quality, growth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

Record = dict[str, Any]
Score = tuple[float, ...]
Trace = list[tuple[float, float]]

GOOD_SEATS = 0.005  # share of the bound: "nearly all seats"
AT_ONCE = 0.02  # seconds: levels told together are one piece of news
GOOD_MIX = 3.0  # same-sector pairs per 100 pairs above the bound


def is_seats(name: str) -> bool:
    """Whether a level counts seats."""
    return name.startswith("seats.") or name == "points"


def sense(name: str) -> int:
    """Return 1 where more is better, -1 for a cost."""
    return 1 if is_seats(name) or name == "turn" else -1


def values(record: Record) -> dict[str, float]:
    """Return the value of every level."""
    return {level["name"]: level["value"] for level in record["levels"]}


def bounds(record: Record) -> dict[str, float | None]:
    """Return the bound of every level."""
    return {level["name"]: level["bound"] for level in record["levels"]}


def proven(record: Record, wanted: Callable[[str], bool] = lambda _: True) -> bool:
    """Whether value meets bound at every level wanted."""
    return all(
        level["bound"] is not None and abs(level["value"] - level["bound"]) < 1e-6
        for level in record["levels"]
        if wanted(level["name"])
    )


def score(record: Record) -> Score:
    """Return the levels so that the greater tuple is the better proposal."""
    return tuple(sense(level["name"]) * level["value"] for level in record["levels"])


def best(records: Iterable[Record]) -> Record | None:
    """Return the best run by the levels in their order, of those that broke no rule."""
    sound = [r for r in records if "error" not in r and not r["broken"]]
    return max(sound, key=score, default=None)


def first_difference(one: Record, other: Record) -> tuple[str, float, float] | None:
    """Return the first level at which two runs differ, with both values."""
    theirs = values(other)
    for name, value in values(one).items():
        if abs(value - theirs[name]) > 1e-6:
            return name, value, theirs[name]
    return None


def seats_gap(record: Record) -> float | None:
    """Return the seats missing to the bounds of the seats levels, as a share of these bounds."""
    known = [level for level in record["levels"] if is_seats(level["name"])]
    if not known or any(level["bound"] is None for level in known):
        return None
    bound = sum(level["bound"] for level in known)
    return 1 - sum(level["value"] for level in known) / bound if bound else 0.0


def relative_gap(record: Record, name: str) -> float | None:
    """Return how far a level's value is from its bound, as a share of the bound."""
    value, bound = values(record).get(name), bounds(record).get(name)
    if value is None or bound is None:
        return None
    return abs(bound - value) / abs(bound) if bound else abs(value)


def mix_excess(record: Record) -> float | None:
    """Return mix above its own bound, in same-valued pairs per 100 pairs of members."""
    bound = bounds(record).get("mix")
    if bound is None or not record["pairs"]:
        return None
    return 100 * (values(record)["mix"] - bound) / record["pairs"]


def mix_rate(record: Record) -> float | None:
    """Return same-valued pairs per 100 pairs of members."""
    return 100 * values(record)["mix"] / record["pairs"] if record["pairs"] else None


# --- over time ---------------------------------------------------------------------------------


def gap(told: dict[str, float], reference: dict[str, float]) -> float:
    """Return how far from a reference something is, 0 to 1.

    The mean over seats, turn and mix of the primal gap |v - r| / max(|v|, |r|) (Berthold 2013),
    where only what is worse than the reference counts, seats short in a tier are not made up by
    others, and a level of which nothing is known yet counts as 1.
    """
    tiers = [name for name in reference if is_seats(name)]
    total = sum(reference[name] for name in tiers)
    short = sum(max(0.0, reference[name] - told.get(name, 0.0)) for name in tiers)
    parts = [short / total if total else 0.0]
    for name in ("turn", "mix"):
        if name not in reference:
            continue
        if name not in told:
            parts.append(1.0)
            continue
        worse = max(0.0, sense(name) * (reference[name] - told[name]))
        parts.append(worse / max(abs(told[name]), abs(reference[name]), 1.0))
    return sum(parts) / len(parts)


def trace(record: Record, reference: Record) -> Trace:
    """Return the gap to a reference run after every piece of news."""
    target, told = values(reference), {}
    steps: Trace = [(0.0, 1.0)]
    for seconds, level, value, _ in record["events"]:
        told[level] = value
        if len(steps) > 1 and seconds - steps[-1][0] < AT_ONCE:
            seconds = steps.pop()[0]
        steps.append((seconds, gap(told, target)))
    return steps


def primal_integral(record: Record, reference: Record) -> float:
    """Return the mean gap over the run's time limit (1: nothing all the time; 0: best at once)."""
    horizon = record["limit"]
    steps = [*trace(record, reference), (math.inf, 0.0)]
    area = sum(
        before * max(0.0, min(end, horizon) - min(start, horizon))
        for (start, before), (end, _) in pairwise(steps)
    )
    return area / horizon


def time_to_seats(record: Record, within: float = GOOD_SEATS) -> float | None:
    """Return when the seats came within a share of their final bounds."""
    known = {name: bound for name, bound in bounds(record).items() if is_seats(name)}
    if not known or any(bound is None for bound in known.values()):
        return None
    target = (1 - within) * sum(bound for bound in known.values() if bound is not None)
    told: dict[str, float] = {}
    for seconds, level, value, _ in record["events"]:
        if level in known:
            told[level] = value
            if sum(told.values()) >= target:
                return float(seconds)
    return None


def time_to_mix(record: Record, per_100: float = GOOD_MIX) -> float | None:
    """Return when mix came within so many pairs per 100 of its final bound, seats being there."""
    ready, bound = time_to_seats(record), bounds(record).get("mix")
    if ready is None or bound is None:
        return None
    target = bound + per_100 * record["pairs"] / 100
    latest = math.inf
    for seconds, level, value, _ in record["events"]:
        if level == "mix":
            latest = value
        if seconds >= ready and latest <= target:
            return float(seconds)
    return None


def growth(sizes: Sequence[float], seconds: Sequence[float | None]) -> float | None:
    """Return e of the fit seconds ~ size^e (least squares on logarithms).

    Parameters
    ----------
    sizes : sequence of float
    seconds : sequence of float or None
        None where the quality was not reached: left out.
    """
    points = [(n, s) for n, s in zip(sizes, seconds, strict=True) if s is not None and s > 0]
    if len({n for n, _ in points}) < 3:
        return None
    x, y = np.log(np.array(points)).T
    return float(np.polyfit(x, y, 1)[0])
