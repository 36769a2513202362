"""Which groups to open in a large cohort: the program's openings, made whole batch by batch.

Only the openings are fixed, never who sits there, so the program keeps its freedom and loses
little; people are seated at the end by a flow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from matcher.cohort.availability import Meeting
from matcher.instance import Instance
from matcher.solve.assign import Opening
from matcher.solve.columns import Goal, Held
from matcher.solve.compact import CompactProgram
from matcher.solve.seating import free_weeks
from matcher.solve.stop import Clock

BATCH = 0.2  # share of all groups fixed on one solution of the program
SURE = 0.9
PRECISION = 1e-3


def round_openings(
    instance: Instance,
    program: CompactProgram,
    goal: Goal,
    held: list[Held],
    clock: Clock,
    go_on: Callable[[], bool],
    threads: int,
    seconds: float,
) -> list[Opening]:
    """Return openings for as many groups as providers can lead, the program's surest first.

    Parameters
    ----------
    instance : Instance
    program : CompactProgram
    goal : Goal
    held : list of Held
        Levels to hold, such as the reserves.
    clock, go_on
        When to stop; what is open by then is returned.
    threads : int
    seconds : float
        For one solution of the program.
    """
    openings: list[Opening] = []
    led: dict[int, list[Meeting]] = defaultdict(list)
    opened = np.zeros(len(instance.candidates))
    allowed = program.copies.copy()
    batch = max(4, int(BATCH * instance.capacity.sum()))
    while go_on():
        near = program.solve(
            goal,
            held,
            precision=PRECISION,
            seconds=min(seconds, max(0.1, clock.left)),
            threads=threads,
            counted=clock.counted,
            opened=opened,
            allowed=allowed,
        )
        clock.spend(near.work)
        before = len(openings)
        for c, share in sorted(
            near.used.items(), key=lambda item: (opened[item[0]] - item[1], item[0])
        ):
            rest = share - opened[c]
            if rest < 0.02 or (len(openings) - before >= batch and rest < SURE):
                break
            provider = instance.candidates[c].provider
            if len(led[provider]) >= instance.capacity[provider]:
                continue
            weeks = next(free_weeks(instance, c, led[provider]), None)
            if weeks is None:
                continue
            openings.append((c, weeks))
            opened[c] += 1.0
            led[provider].append(instance.candidates[c].meeting(weeks))
            _narrow(instance, provider, led[provider], opened, allowed)
        if len(openings) == before:
            break
    program.forget()
    return openings


def _narrow(
    instance: Instance,
    provider: int,
    led: list[Meeting],
    opened: np.ndarray,
    allowed: np.ndarray,
) -> None:
    """Close the candidates a provider can no longer lead beside what is fixed."""
    full = len(led) >= instance.capacity[provider]
    for c in instance.of_provider[provider]:
        if full or next(free_weeks(instance, c, led), None) is None:
            allowed[c] = opened[c]
