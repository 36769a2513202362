"""Rule ``provider-own``: a provider who also waits for a seat is not in two places at once."""

from __future__ import annotations

from matcher.cohort import Group, Participant
from matcher.rules.plan import Plan, meeting_of
from matcher.rules.shape import Rule
from matcher.rules.words import name_of, when

CODE = "provider-own"
WORDS = "A provider is no member of their own group, nor of one that meets while they lead."


def seat(person: Participant, group: Group, plan: Plan) -> str | None:
    """Hold a member against the groups they lead themselves."""
    if person.id == group.provider_id:
        return f"{person.id} would be a member of {name_of(group)}, their own group."
    meeting = meeting_of(group)
    for led in plan.led.get(person.id, ()):
        busy = meeting_of(led)
        if meeting and busy and meeting.overlaps(busy):
            return f"{person.id} leads {led.id} ({when(busy)}) while {name_of(group)} meets."
    return None


RULE = Rule(CODE, WORDS, seat=seat)
