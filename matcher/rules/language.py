"""Rule ``language``: the provider leads in it and every member can reflect in it."""

from __future__ import annotations

from matcher.cohort import Group, Participant, Provider
from matcher.rules.plan import Plan
from matcher.rules.shape import Rule
from matcher.rules.words import listed, name_of

CODE = "language"
WORDS = (
    "The provider leads in the group's language and every member speaks it; "
    "'only' one language is kept."
)


def sits_in(person: Participant, language: str) -> bool:
    """Whether somebody speaks a language and has not asked for another one only."""
    wish = person.group_language
    return language in person.languages and (wish.wish != "only" or wish.language == language)


def lead(provider: Provider, group: Group, plan: Plan) -> str | None:
    """Judge the provider's languages."""
    if group.language in provider.languages:
        return None
    spoken = listed(provider.languages) or "no language"
    return f"{provider.id} leads in {spoken}; {name_of(group)} is held in {group.language}."


def seat(person: Participant, group: Group, plan: Plan) -> str | None:
    """Judge a member's languages and wish."""
    if sits_in(person, group.language):
        return None
    if group.language in person.languages:
        asked = f"asked for {person.group_language}"
    else:
        asked = f"speaks {listed(person.languages) or 'no language given'}"
    return f"{person.id} {asked}; {name_of(group)} is held in {group.language}."


RULE = Rule(CODE, WORDS, lead=lead, seat=seat)
