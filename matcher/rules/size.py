"""Rule ``size``: a group is neither too small nor too large."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Group, Program, Provider
from matcher.rules.plan import Plan
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import some

CODE = "size"
WORDS = (
    "A group has at least the program's minimum of members, and at most the program's maximum "
    "or the provider's own, whichever is smaller."
)


def bounds(provider: Provider | None, program: Program) -> tuple[int, int]:
    """Return the fewest and the most members of a provider's group (most < fewest: none)."""
    low, high = program.group_size
    if provider is not None and provider.max_group_size is not None:
        high = min(high, provider.max_group_size)
    return low, high


def crew(group: Group, plan: Plan) -> Iterator[Broken]:
    """Count the members, somebody listed twice once."""
    low, high = bounds(plan.provider(group), plan.cohort.program)
    count = len(set(group.members))
    if count < low:
        text = f"{group.id} has {some(count, 'member')}; a group needs at least {low}."
        yield Broken(CODE, group.id, (), text)
    elif count > high:
        text = f"{group.id} has {some(count, 'member')}; with {group.provider_id} at most {high}."
        yield Broken(CODE, group.id, (), text)


RULE = Rule(CODE, WORDS, crew=crew)
