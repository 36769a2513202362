"""Level ``preference``: times people like, languages they prefer, sectors a provider knows."""

from __future__ import annotations

from collections.abc import Mapping

from matcher.cohort import Participant, Provider, Span
from matcher.cohort.availability import only_possible, outside_preferred
from matcher.levels.level import Level, plain
from matcher.rules.plan import Plan, meeting_of

NAME = "preference"
ONLY_POSSIBLE = 2
OUTSIDE_PREFERRED = 1
OTHER_LANGUAGE = 1
NO_KNOWN_SECTOR = 1


def value(plan: Plan) -> float:
    """Add up what every member's time and language and every provider's sectors cost."""
    seats = 0
    for group in plan.groups:
        meeting = meeting_of(group)
        for person in plan.members(group):
            seats += language_cost(person, group.language)
            if meeting is not None:
                seats += time_cost(person, plan.spans(meeting, person.time_zone))
    return seats + sum(sector_costs(plan).values())


def time_cost(person: Participant, spans: tuple[Span, ...]) -> int:
    """Return what a meeting's time costs a member: the two items are counted apart."""
    possible = ONLY_POSSIBLE * only_possible(person.availability, spans)
    return possible + OUTSIDE_PREFERRED * outside_preferred(person.availability, spans)


def language_cost(person: Participant, language: str) -> int:
    """Return what a group's language costs a member."""
    wish = person.group_language
    return OTHER_LANGUAGE * (wish.wish == "prefer" and wish.language != language)


def sector_costs(plan: Plan) -> Mapping[str, int]:
    """Return the cost of each provider who leads: none of their sectors among all members."""
    costs: dict[str, int] = {}
    for provider_id, groups in plan.led.items():
        provider: Provider | None = plan.cohort.provider_by_id.get(provider_id)
        if provider is None or not provider.sectors:
            continue
        met = {person.sector for group in groups for person in plan.members(group)}
        costs[provider_id] = NO_KNOWN_SECTOR * met.isdisjoint(provider.sectors)
    return costs


def words(value: float, plan: Plan) -> str:
    """Return the cost in words."""
    return (
        f"times, languages and sectors that people would rather have otherwise cost {plain(value)}"
    )


LEVEL = Level(NAME, False, value, words)
