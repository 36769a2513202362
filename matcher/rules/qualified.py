"""Rule ``qualified``: the hours count for what each member works towards."""

from __future__ import annotations

from matcher.cohort import Group, Participant
from matcher.rules.plan import Plan
from matcher.rules.shape import Rule

CODE = "qualified"
WORDS = "Hours with the provider count for every member's Endorsement target."


def seat(person: Participant, group: Group, plan: Plan) -> str | None:
    """Look the member's target up in the program's qualification table."""
    provider = plan.provider(group)
    if provider is None:
        return None
    table = plan.cohort.program.qualification
    if table.counts(person.endorsement_target, provider.credential, provider.endorsement):
        return None
    return (
        f"{person.id} works towards {person.endorsement_target}; hours with {provider.id} "
        f"({provider.credential}, {provider.endorsement}) do not count for it."
    )


RULE = Rule(CODE, WORDS, seat=seat)
