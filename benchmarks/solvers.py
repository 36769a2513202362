"""Everybody who races, under one signature."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.cohort import Cohort, Proposal

Tell = Callable[[str, float, float | None], None]
PEERS = ("team-formation", "team-formation-diversify")
SOLVERS = ("matcher", "textbook", "greedy", *PEERS)


@dataclass(frozen=True)
class Race:
    """What a solver is given.

    Attributes
    ----------
    cohort : Cohort
    limit : float
        Seconds as ordered.
    end : float
        `time.monotonic` at which they are over.
    workers : int
    tell : callable
        To be told level, value and bound as they get better.
    """

    cohort: Cohort
    limit: float
    end: float
    workers: int
    tell: Tell

    @property
    def left(self) -> float:
        """Seconds until the end."""
        return max(0.1, self.end - time.monotonic())


@dataclass(frozen=True)
class Finish:
    """What a solver made of it, and what else is to be recorded."""

    proposal: Proposal
    about: Mapping[str, Any] = field(default_factory=dict)


def solver_named(name: str) -> Callable[[Race], Finish]:
    """Return a solver; the imports it needs are made now, not while it runs.

    Raises
    ------
    ValueError
        If there is none of this name.
    """
    if name == "matcher":
        return _matcher()
    if name == "textbook":
        return _textbook()
    if name == "greedy":
        return _greedy()
    if name in PEERS:
        return _peer("diversify" if name.endswith("diversify") else "different")
    raise ValueError(f"there is no solver {name!r}; accepted are {', '.join(SOLVERS)}")


def _matcher() -> Callable[[Race], Finish]:
    from matcher.propose import Options, solve

    def run(race: Race) -> Finish:
        _tell_every_level(race.tell)
        options = Options(time_limit=race.left, workers=race.workers)
        proposal = solve(
            race.cohort,
            options=options,
            on_progress=lambda news: race.tell(news.level, news.value or 0.0, news.bound),
        )
        return Finish(proposal)

    return run


def _tell_every_level(tell: Tell) -> None:
    """Have the solver tell all levels whenever it takes a better seating.

    Progress names only the first level that got better, from which no gap over time can be drawn.
    This process is the child's own, so nobody else sees the change.
    """
    from matcher.solve.seating import level_value
    from matcher.solve.solve import Solver

    offer = Solver.offer

    def telling(self: Solver, *given: Any, **named: Any) -> bool:
        taken = offer(self, *given, **named)
        if taken:
            for level in self.levels:
                value = level_value(self.instance, self.best, level.name)
                tell(level.name, value, self.bounds.get(level.name))
        return taken

    Solver.offer = telling  # type: ignore[method-assign]


def _textbook() -> Callable[[Race], Finish]:
    from benchmarks.baselines.proposal import proposal_of
    from benchmarks.baselines.textbook import textbook
    from matcher.compile import compile_instance

    def run(race: Race) -> Finish:
        instance = compile_instance(race.cohort)
        groups, bounds = textbook(instance, race.end, race.workers, race.tell)
        return Finish(proposal_of(race.cohort, instance, groups, bounds))

    return run


def _greedy() -> Callable[[Race], Finish]:
    from benchmarks.baselines.greedy import greedy
    from benchmarks.baselines.proposal import proposal_of
    from matcher.compile import compile_instance

    def run(race: Race) -> Finish:
        instance = compile_instance(race.cohort)
        return Finish(proposal_of(race.cohort, instance, greedy(instance)))

    return run


def _peer(sectors: str) -> Callable[[Race], Finish]:
    from benchmarks.baselines.proposal import proposal_of
    from benchmarks.peers.team_formation import team_formation
    from matcher.compile import compile_instance

    def run(race: Race) -> Finish:
        instance = compile_instance(race.cohort)
        groups, about = team_formation(instance, race.limit, sectors)
        return Finish(proposal_of(race.cohort, instance, groups), about)

    return run
