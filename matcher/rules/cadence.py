"""Rule ``cadence``: everybody accepts how often the group meets."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Group, Participant, Provider
from matcher.rules.plan import Plan
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import listed, name_of

CODE = "cadence"
WORDS = "The program, the provider and every member accept the group's cadence."


def accepts(wish: str, cadence: str) -> bool:
    """Whether somebody's row admits a cadence."""
    return wish in ("either", cadence)


def crew(group: Group, plan: Plan) -> Iterator[Broken]:
    """Hold the cadence against the program."""
    offered = plan.cohort.program.cadences
    if group.cadence not in offered:
        text = f"{group.id} is '{group.cadence}'; the program offers {listed(offered)}."
        yield Broken(CODE, group.id, (), text)


def lead(provider: Provider, group: Group, plan: Plan) -> str | None:
    """Judge the provider's wish."""
    return _refuses(provider, group)


def seat(person: Participant, group: Group, plan: Plan) -> str | None:
    """Judge a member's wish."""
    return _refuses(person, group)


def _refuses(row: Participant | Provider, group: Group) -> str | None:
    if accepts(row.cadence, group.cadence):
        return None
    return f"{row.id} asked for {row.cadence}; {name_of(group)} is {group.cadence}."


RULE = Rule(CODE, WORDS, lead=lead, seat=seat, crew=crew)
