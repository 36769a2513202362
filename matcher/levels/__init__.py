"""The levels of the objective, one file each, settled one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.cohort import Cohort, Group, Program, Proposal
from matcher.levels import groups as groups_level
from matcher.levels import mix, preference, reserve, seats, stability, turn
from matcher.levels.level import Level
from matcher.rules.plan import Plan

__all__ = ["Level", "level_values", "level_words", "levels_of"]


def levels_of(program: Program, *, earlier: bool = False, repair: bool = False) -> list[Level]:
    """Return the levels of a program in the order in which they are settled.

    Parameters
    ----------
    program : Program
    earlier : bool
        Whether an earlier proposal was given, so that moves count.
    repair : bool
        Whether that one was published: then moves count first instead of last.
    """
    found = [*reserve.levels(program), *seats.levels(program), turn.LEVEL]
    if program.fewest_groups:
        found.append(groups_level.LEVEL)
    found += [mix.LEVEL, preference.LEVEL]
    if repair:
        return [stability.LEVEL, *found]
    return [*found, stability.LEVEL] if earlier else found


def level_values(
    cohort: Cohort,
    groups: Sequence[Group],
    earlier: Proposal | None = None,
    *,
    repair: bool = False,
) -> list[tuple[str, float]]:
    """Return the name and value of every level, in the contract's order.

    Tickets are drawn from ``cohort.program.seed``; for a run with another seed pass
    ``with_seed(cohort, seed)`` (from `matcher.rules`).
    """
    plan = Plan(cohort, tuple(groups), earlier=earlier)
    found = levels_of(cohort.program, earlier=earlier is not None, repair=repair)
    return [(level.name, level.value(plan)) for level in found]


def level_words(
    cohort: Cohort,
    groups: Sequence[Group],
    earlier: Proposal | None = None,
    *,
    repair: bool = False,
) -> list[str]:
    """Return a coordinator's sentence for every level's value, in the same order."""
    plan = Plan(cohort, tuple(groups), earlier=earlier)
    found = levels_of(cohort.program, earlier=earlier is not None, repair=repair)
    return [level.words(level.value(plan), plan) for level in found]
