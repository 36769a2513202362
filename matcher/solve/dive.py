"""Which times to open for the best mix: a program's openings, made whole provider by provider.

Only the openings are fixed, never who sits there (diving; Sadykov et al. 2019), so the program
keeps its freedom and loses little on the way; people are seated at the end by a flow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from matcher.cohort.availability import Meeting
from matcher.instance import Instance
from matcher.solve.assign import Opening
from matcher.solve.bound import Bound, Prices, Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.seating import Seating, free_weeks
from matcher.solve.stop import Clock

BATCH = 0.25  # share of the providers fixed on one solution of the program
SURE = 0.95
LEAST = 0.05  # of a group, that the program opens at least where a time is worth a thought
PRICINGS = 2  # rounds of new groups after a batch
ROUGH, FINE = 1e-3, 1e-4  # relative gaps of the program's answers

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
    used: Mapping[int, float] = bound.used
    while len(fixed) < len(today):
        fixed |= _surest(instance, used, today, fixed)
        shut = _shut(instance, fixed)
        relaxation.columns.close(shut)
        master = None
        for _ in range(PRICINGS):
            master = relaxation.columns.solve(goal, held, ROUGH)
            if master is None or clock.stop.asked:
                return [opening for provider in sorted(today) for opening in today[provider]]
            prices = Prices(master.person, master.held)
            found = relaxation.worth(relaxation.mixed, goal, held, prices)
            if not relaxation.add_groups(relaxation.mixed, found, master.provider, shut=shut):
                break
        clock.spend(0.05 + 3e-5 * len(relaxation.columns))
        exact = relaxation.columns.solve(goal, held, FINE) or master
        if exact is not None:
            used = relaxation.columns.openings(goal, held, exact)
    return [opening for provider in sorted(fixed) for opening in fixed[provider]]


def _surest(instance: Instance, used: Mapping[int, float], today: Led, fixed: Led) -> Led:
    """Return the openings of the providers about whom the program is surest."""
    shares: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for c, share in used.items():
        shares[instance.candidates[c].provider].append((share, c))
    tried = []
    for provider in sorted(today.keys() - fixed.keys()):
        openings, sure = _whole(instance, provider, sorted(shares[provider], reverse=True))
        tried.append((-sure, provider, openings or today[provider]))
    tried.sort(key=lambda one: one[:2])
    most = max(1, int(BATCH * len(today)))
    return {
        provider: openings
        for number, (sure, provider, openings) in enumerate(tried)
        if number < most or -sure >= SURE
    }


def _whole(
    instance: Instance, provider: int, shares: list[tuple[float, int]]
) -> tuple[list[Opening], float]:
    """Return as many whole groups as the program opens of a provider's, and how sure they are."""
    total = sum(share for share, _ in shares)
    wanted = min(int(instance.capacity[provider]), max(1, round(total)))
    openings: list[Opening] = []
    led: list[Meeting] = []
    sure = 0.0
    for share, c in shares:
        left = share
        while len(openings) < wanted and left > LEAST:
            weeks = next(free_weeks(instance, c, led), None)
            if weeks is None:
                break
            openings.append((c, weeks))
            led.append(instance.candidates[c].meeting(weeks))
            sure += min(1.0, left)
            left -= 1.0
    return openings, sure / len(openings) if openings else 0.0


def _shut(instance: Instance, fixed: Led) -> set[int]:
    """Return the candidates that providers no longer lead."""
    return {
        c
        for provider, openings in fixed.items()
        for c in {*instance.of_provider[provider]} - {opened for opened, _ in openings}
    }
