"""What changes lead to: other groups, and the checker's word on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcher.check import check
from matcher.cohort import Cohort, Group, LevelValue, Proposal
from matcher.levels import level_values
from matcher.solve.seating import Seating
from matcher.translate import groups_of
from matcher.whatif.changes import Change
from matcher.whatif.standing import Standing


@dataclass(frozen=True)
class Outcome:
    """What a change leads to; the checker found no rule broken, no envy and no open seat in it.

    Attributes
    ----------
    changes : tuple of Change
    cohort : Cohort
        With the changes made.
    groups : tuple of Group
    levels : tuple of (str, float)
        Every level's value.
    """

    changes: tuple[Change, ...]
    cohort: Cohort
    groups: tuple[Group, ...]
    levels: tuple[tuple[str, float], ...]

    @property
    def seated(self) -> frozenset[str]:
        """Ids of everybody with a seat."""
        return frozenset(member for group in self.groups for member in group.members)


def judged(
    standing: Standing, changes: Sequence[Change], cohort: Cohort, seating: Seating
) -> Outcome | None:
    """Return what changes lead to, None where the checker objects."""
    proposal = standing.proposal
    groups = groups_of(cohort, standing.loose, seating, proposal)
    levels = tuple(level_values(cohort, groups))
    found = check(cohort, written(proposal, groups, levels))
    if found.broken or found.envy or found.open_seats:
        return None
    return Outcome(tuple(changes), cohort, groups, levels)


def written(
    proposal: Proposal, groups: tuple[Group, ...], levels: Sequence[tuple[str, float]]
) -> Proposal:
    """Return other groups as a proposal for the checker's eyes."""
    values = tuple(LevelValue(name, value, None) for name, value in levels)
    return replace(proposal, groups=groups, levels=values, unplaced=(), earlier=None)
