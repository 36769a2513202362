"""Which times to open for the best mix: a program's openings, made whole provider by provider.

Only the openings are fixed, never who sits there (diving; Sadykov et al. 2019), so the program
keeps its freedom and loses little on the way; people are seated at the end by a flow.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from matcher.cohort.availability import Meeting
from matcher.instance import Instance
from matcher.solve.assign import Opening
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.prices import Bound, Prices
from matcher.solve.seating import Seating, free_weeks
from matcher.solve.stop import Clock

BATCH = 0.15  # share of the providers fixed on one solution of the program
SURE = 0.95
LEAST = 0.05  # of a group, that the program opens at least where a time is worth a thought
PATIENCE = 5.0  # seconds for a corner of the program's optimal face, which may take minutes
FINE = 1e-4  # relative gap of the program's answers

Led = dict[int, list[Opening]]


def dive(
    relaxation: Relaxation,
    goal: Goal,
    held: list[Held],
    now: Seating,
    bound: Bound,
    clock: Clock,
) -> list[Opening]:
    """Return openings for the providers of a seating, all that they lead.

    Parameters
    ----------
    relaxation : Relaxation
        Its columns of other times are gone afterwards.
    goal : Goal
    held : list of Held
    now : Seating
        What is open now; providers with a together-group keep it.
    bound : Bound
        What bounding the goal has found.
    clock : Clock
    """
    instance = relaxation.instance
    today: Led = defaultdict(list)
    for sitting in now:
        today[instance.candidates[sitting.candidate].provider].append(
            (sitting.candidate, sitting.weeks)
        )
    fixed: Led = {
        provider: today[provider]
        for sitting in now
        if instance.unit_of.keys() & set(sitting.members)
        for provider in (instance.candidates[sitting.candidate].provider,)
    }
    relaxation.columns.limit(_count(fixed))
    used: Mapping[int, float] = bound.used
    while len(fixed) < len(today):
        sure = _surest(instance, used, today, fixed)
        fixed |= sure
        shut = _shut(instance, fixed)
        relaxation.columns.close(shut)
        relaxation.columns.limit(_count(sure))
        master = relaxation.columns.solve(goal, held, FINE)
        if master is None or clock.left <= 0:
            return [opening for provider in sorted(today) for opening in today[provider]]
        seconds = np.inf if clock.counted else min(PATIENCE, clock.left)
        used = relaxation.columns.openings(goal, held, master, seconds) or used
        prices = Prices(master.person, master.held)
        found = relaxation.worth(relaxation.mixed, goal, held, prices)
        relaxation.add_groups(relaxation.mixed, found, master.group, shut=shut)
        clock.spend(0.05 + 3e-5 * len(relaxation.columns))
    return [opening for provider in sorted(fixed) for opening in fixed[provider]]


def _surest(instance: Instance, used: Mapping[int, float], today: Led, fixed: Led) -> Led:
    """Return the openings of the providers about whom the program is surest."""
    shares: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for c, share in used.items():
        if share > LEAST:
            shares[instance.candidates[c].provider].append((share, c))
    tried = []
    for provider in sorted(today.keys() - fixed.keys()):
        likely = sorted(shares[provider], reverse=True)
        openings, sure = _whole(instance, today[provider], likely)
        tried.append((-sure, provider, openings))
    tried.sort(key=lambda one: one[:2])
    most = max(1, int(BATCH * len(today)))
    return {
        provider: openings
        for number, (sure, provider, openings) in enumerate(tried)
        if number < most or -sure >= SURE
    }


def _whole(
    instance: Instance, today: Sequence[Opening], likely: list[tuple[float, int]]
) -> tuple[list[Opening], float]:
    """Return as many groups of a provider as are open today, and how sure they are.

    The program's come first, then today's: were there fewer, people would lose their seats.
    """
    openings: list[Opening] = []
    led: list[Meeting] = []
    sure = 0.0
    for share, c in [*likely, *((0.0, c) for c, _ in today)]:
        left = share
        while len(openings) < len(today):
            weeks = next(free_weeks(instance, c, led), None)
            if weeks is None:
                break
            openings.append((c, weeks))
            led.append(instance.candidates[c].meeting(weeks))
            sure += min(1.0, left)
            left -= 1.0
            if left <= LEAST:
                break
    return openings, sure / len(today)


def _count(led: Led) -> Counter[int]:
    """Return how many groups of each candidate are open."""
    return Counter(c for openings in led.values() for c, _ in openings)


def _shut(instance: Instance, fixed: Led) -> set[int]:
    """Return the candidates that providers no longer lead."""
    return {
        c
        for provider, openings in fixed.items()
        for c in {*instance.of_provider[provider]} - {opened for opened, _ in openings}
    }
