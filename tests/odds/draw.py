"""Seatings of a study as proposals that the checker can judge."""

from __future__ import annotations

from matcher.check import check
from matcher.cohort import Cohort
from matcher.explain.unplaced import unplaced_reasons
from matcher.odds.ground import Ground
from matcher.rules import with_seed
from matcher.solve.seating import Seating
from matcher.translate import groups_of
from tests.build import proposal


def findings(of: Cohort, ground: Ground, seating: Seating, seed: int) -> list[str]:
    """What the checker finds in a seating, drawn with the tickets of a seed."""
    drawn = with_seed(of, seed)
    groups = groups_of(of, ground.instance, seating)
    made = proposal(drawn, groups, seed=seed, unplaced=unplaced_reasons(drawn, groups))
    return check(of, made).lines()
