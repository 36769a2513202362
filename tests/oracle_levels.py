"""The oracle's levels (contract section 3): names in order, and values of a list of groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tests.oracle_model import Cohort, Number, Participant, Provider
from tests.oracle_reserves import reserve_values
from tests.oracle_rules import Group, groups_as_written
from tests.oracle_time import term_of, time_cost


def level_names(cohort: Cohort, with_earlier: bool) -> list[str]:
    program = cohort.program
    first = ["points"] if program.by_points else ["seats." + "+".join(t) for t in program.tiers]
    groups = ["groups"] if program.fewest_groups else []
    last = ["stability"] if with_earlier else []
    reserves = [reserve.level for reserve in program.reserves]
    return [*reserves, *first, "turn", *groups, "mix", "preference", *last]


def more_is_better(level: str) -> bool:
    return level in ("points", "turn") or level.startswith(("reserve.", "seats."))


def level_values(
    cohort: Cohort, groups: Sequence[Group], earlier: Mapping[str, Any] | None
) -> list[tuple[str, Number]]:
    seated = {member for group in groups for member in group.members}
    costs: dict[str, Number] = {
        "groups": len(groups),
        "mix": sum(mix_cost(cohort, group.members) for group in groups),
        "preference": preference_cost(cohort, groups),
        "stability": 0 if earlier is None else members_moved(cohort, groups, earlier),
    }
    heads = seat_values(cohort, seated)
    names = level_names(cohort, earlier is not None)
    return [*zip(names, heads, strict=False), *((n, costs[n]) for n in names[len(heads) :])]


def seat_values(cohort: Cohort, seated: Collection[str]) -> list[Number]:
    """The values up to `turn`, which only ask who is seated."""
    people = [cohort.participants[person_id] for person_id in seated]
    first: list[Number]
    if cohort.program.by_points:
        first = [sum(cohort.points_of(person) for person in people)]
    else:
        tiers = Counter(cohort.tier_of(person) for person in people)
        first = [tiers[index] for index in range(len(cohort.program.tiers))]
    admitted = len(cohort.places)
    turn = sum(
        admitted - cohort.places[person.id] for person in people if person.id in cohort.places
    )
    answers = [person.answers for person in people]
    held = reserve_values(cohort.program.reserves, cohort.most_seats, answers)
    return [*held, *first, turn]


def mix_cost(cohort: Cohort, members: Iterable[str]) -> Number:
    """weight x pairs of members with the same value; blank values form no pair."""
    people = [cohort.participants[member] for member in members]
    cost: Number = 0
    for attribute, weight in cohort.program.mix.items():
        if not weight:
            continue
        values = Counter(person.attributes[attribute] for person in people)
        pairs = sum(n * (n - 1) // 2 for value, n in values.items() if value)
        cost += weight * pairs
    return cost


def preference_cost(cohort: Cohort, groups: Sequence[Group]) -> int:
    """Marks of the members, language wishes, and providers whose sectors nobody works in."""
    cost = 0
    taught: dict[str, set[str]] = {}
    for group in groups:
        people = [cohort.participants[member] for member in group.members]
        cost += sum(member_cost(cohort, group, person) for person in people)
        sectors = taught.setdefault(group.provider_id, set())
        sectors.update(person.attributes["sector"] for person in people)
    return cost + sum(sector_cost(cohort.providers[p], found) for p, found in taught.items())


def member_cost(cohort: Cohort, group: Group, person: Participant) -> int:
    time = time_cost(term_of(cohort.program), group.meeting, person.time_zone, person.diary)
    return time + (person.prefer not in ("", group.language))


def sector_cost(provider: Provider, sectors: Collection[str]) -> int:
    """1 for a provider with listed sectors, none of which any of their members works in."""
    return int(bool(provider.sectors) and provider.sectors.isdisjoint(sectors))


def members_moved(cohort: Cohort, groups: Sequence[Group], earlier: Mapping[str, Any]) -> int:
    """People of this cohort seated earlier who now sit in no such group (or nowhere)."""
    before = {m: group.key for group in groups_as_written(earlier) for m in group.members}
    now = {m: group.key for group in groups for m in group.members}
    return sum(
        now.get(person_id) != key
        for person_id, key in before.items()
        if person_id in cohort.participants
    )
