"""From somebody's groups to a proposal that `matcher.check` can judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from matcher.check import same
from matcher.cohort import Cohort, Group, LevelValue, Proposal
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.cohort.proposal import Status
from matcher.explain.unplaced import unplaced_reasons
from matcher.instance import Instance
from matcher.levels import level_values

Placed = tuple[int, tuple[int, ...], tuple[int, ...]]  # candidate, weeks, members
NO_BOUNDS: Mapping[str, float | None] = {}


def proposal_of(
    cohort: Cohort,
    instance: Instance,
    placed: Iterable[Placed],
    bounds: Mapping[str, float | None] = NO_BOUNDS,
) -> Proposal:
    """Return groups as a proposal, as they are: nothing is repaired.

    Parameters
    ----------
    cohort : Cohort
    instance : Instance
        The same, compiled.
    placed : iterable of (candidate, weeks, members)
    bounds : mapping
        Proven bound of each level, where one is known.
    """
    number = count(1)
    groups = tuple(
        Group.at(
            instance.candidates[candidate].meeting(weeks),
            id=f"G{next(number):03d}",
            provider_id=instance.providers[instance.candidates[candidate].provider],
            time_zone=cohort.program.time_zone,
            language=instance.languages[instance.candidates[candidate].language],
            members=tuple(sorted(instance.people[member] for member in members)),
        )
        for candidate, weeks, members in placed
    )
    levels = tuple(
        LevelValue(name, value, bounds.get(name)) for name, value in level_values(cohort, groups)
    )
    proven = all(level.bound is not None and same(level.value, level.bound) for level in levels)
    status: Status = "empty" if not groups else "optimal" if proven else "feasible"
    return Proposal(
        status=status,
        seed=cohort.program.seed,
        runtime_s=0.0,
        input_sha256=input_sha256(cohort),
        policy_sha256=policy_sha256(cohort.program),
        levels=levels,
        groups=groups,
        unplaced=unplaced_reasons(cohort, groups),
    )
