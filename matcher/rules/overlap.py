"""Rule ``overlap``: no provider is double-booked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from matcher.rules.plan import Plan, meeting_of
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import when

CODE = "overlap"
WORDS = "No provider leads two groups that overlap in the same week of the month."


def whole(plan: Plan) -> Iterator[Broken]:
    """Compare every two groups of each provider."""
    for provider_id, groups in plan.led.items():
        # By id, so that the same two are named alike however the groups are listed.
        for one, other in combinations(sorted(groups, key=lambda group: group.id), 2):
            first, second = meeting_of(one), meeting_of(other)
            if first and second and first.overlaps(second):
                text = (
                    f"{provider_id} leads {one.id} ({when(first)}) and {other.id} "
                    f"({when(second)}) at the same time."
                )
                yield Broken(CODE, one.id, (), text)


RULE = Rule(CODE, WORDS, whole=whole)
