"""Rule ``same-organization``: not too many colleagues of one employer in a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matcher.cohort import Group
from matcher.rules.plan import Plan
from matcher.rules.shape import Broken, Rule

CODE = "same-organization"
WORDS = "A group has at most so many members of one named organization as the program allows."


def crew(group: Group, plan: Plan) -> Iterator[Broken]:
    """Count members by organization; a blank one is nobody's colleague."""
    most = plan.cohort.program.same_organization_max
    if not most:
        return
    members = plan.members(group)
    counts = Counter(person.organization for person in members if person.organization)
    for organization, count in counts.items():
        if count > most:
            ids = tuple(person.id for person in members if person.organization == organization)
            text = f"{group.id} has {count} members of one organization; at most {most} may meet."
            yield Broken(CODE, group.id, ids, text)


RULE = Rule(CODE, WORDS, crew=crew)
