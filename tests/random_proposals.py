"""Proposals by seed for a random cohort: by the rules, settled, or spoilt in some place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from matcher.cohort import Cohort, Group
from matcher.cohort.availability import MINUTES_OF
from matcher.openings.grid import Grid
from matcher.rules import RULES, Plan, broken_rules
from tests.build import settled


def random_groups(of: Cohort, rng: Random, tries: int = 40) -> tuple[Group, ...]:
    """Groups that keep every rule, though seats and further groups may be left open."""
    grid = Grid.of(of)
    held = {
        leader.id: [m for m, yes in zip(grid.meetings, grid.held(leader), strict=True) if yes]
        for leader in of.providers
    }
    groups: tuple[Group, ...] = ()
    for _ in range(tries):
        leader = rng.choice(of.providers)
        if not held[leader.id]:
            continue
        empty = Group.at(
            rng.choice(held[leader.id]),
            id=f"G{len(groups) + 1}",
            provider_id=leader.id,
            time_zone=of.program.time_zone,
            language=rng.choice(leader.languages),
            members=(),
        )
        able = able_to_sit(empty, Plan(of, groups))
        count = rng.randint(*of.program.group_size)
        if len(able) >= count:
            more = (*groups, replace(empty, members=tuple(rng.sample(able, count))))
            groups = groups if broken_rules(Plan(of, more)) else more
    return groups


def able_to_sit(group: Group, plan: Plan) -> list[str]:
    """Who without a seat could sit in a group, whoever else does."""
    return [
        person.id
        for person in plan.cohort.participants
        if person.id not in plan.sits
        and not any(rule.seat and rule.seat(person, group, plan) for rule in RULES.values())
    ]


def spoilt(of: Cohort, groups: Sequence[Group], rng: Random) -> tuple[Group, ...]:
    """The same groups with one thing about one of them changed, mostly against some rule."""
    if not groups:
        return ()
    place = rng.randrange(len(groups))
    group = groups[place]
    somebody = rng.choice(of.participants).id
    cadence = rng.choice(list(MINUTES_OF))
    changes: list[Callable[[], Group]] = [
        lambda: replace(group, members=group.members[1:]),
        lambda: replace(group, members=(*group.members, somebody)),
        lambda: replace(group, members=(*group.members[1:], somebody)),
        lambda: replace(group, start=rng.choice(["10:30", "11:00", "14:00", "08:00", "22:00"])),
        lambda: replace(group, weekday=rng.choice(["mon", "tue", "wed", "thu", "fri", "sat"])),
        lambda: replace(group, weeks=rng.choice([(1, 3), (2, 4), (1,), (2,), (1, 2), (4,)])),
        lambda: replace(group, cadence=cadence, minutes=MINUTES_OF[cadence]),
        lambda: replace(group, language=rng.choice(["en", "es", "fr"])),
        lambda: replace(group, provider_id=rng.choice(of.providers).id),
    ]
    changed = list(groups)
    if rng.random() < 0.1:
        changed.append(replace(group, id=f"G{len(groups) + 90}"))
    else:
        changed[place] = rng.choice(changes)()
    return tuple(changed)


def variants(of: Cohort, rng: Random) -> list[tuple[Group, ...]]:
    """Several proposals for one cohort, sound and unsound."""
    groups = random_groups(of, rng)
    best = settled(of, groups)
    once = spoilt(of, groups, rng)
    return [groups, best, once, spoilt(of, once, rng), spoilt(of, best, rng)]
