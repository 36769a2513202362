"""Rule ``supervisor``: nobody reflects in front of their own supervisor or report."""

from __future__ import annotations

from matcher.cohort import Cohort
from matcher.rules.shape import Rule

CODE = "supervisor"
WORDS = "Nobody shares a group with their own supervisor or report."


def pairs(cohort: Cohort) -> frozenset[frozenset[str]]:
    """Return each supervisor's id with each report's; either may be a provider's."""
    return cohort.supervision


RULE = Rule(CODE, WORDS, pairs=pairs)
