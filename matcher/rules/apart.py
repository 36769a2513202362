"""Rule ``apart``: people who must not meet in a group."""

from __future__ import annotations

from matcher.cohort import Cohort
from matcher.rules.shape import Rule

CODE = "apart"
WORDS = "People to be kept apart share no group, whichever of them asked."


def pairs(cohort: Cohort) -> frozenset[frozenset[str]]:
    """Return the pairs of ids to keep apart; either may be a provider's."""
    return cohort.apart


RULE = Rule(CODE, WORDS, pairs=pairs)
