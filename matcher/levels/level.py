"""What a level of the objective is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matcher.rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Level:
    """One thing a proposal is judged by, after all levels before it.

    Attributes
    ----------
    name : str
        As proposal.json spells it.
    more_is_better : bool
        False for a cost.
    value : callable
        Value of a plan. Ids that the cohort does not know count nothing, and a group that names
        no time has no meeting to like or dislike.
    words : callable
        A coordinator's sentence for a value reached in a plan.
    """

    name: str
    more_is_better: bool
    value: Callable[[Plan], float]
    words: Callable[[float, Plan], str]

    def is_better(self, value: float, than: float) -> bool:
        """Whether one value of this level is strictly better than another."""
        return value > than if self.more_is_better else value < than


def plain(value: float) -> str:
    """Return a number without a needless decimal part: ``812`` for 812.0."""
    return f"{round(value, 6):g}" if abs(value) < 1e6 else f"{round(value, 6):,.10g}"
