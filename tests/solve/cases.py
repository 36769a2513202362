"""Cohorts, instances and seatings for the solver's tests, with what the rules say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

import numpy as np

from matcher.cohort import Cohort, Group, Proposal
from matcher.compile import compile_instance
from matcher.files.proposal_json import proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.instance import Candidate, Instance, Pool
from matcher.rules import Plan, broken_rules
from matcher.solve.columns import Goal, Held
from matcher.solve.seating import Level, Seating, Sitting, level_value, levels_of, mix_cost, score
from tests.build import proposal
from tests.oracle import judge
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups

SEATS = ("envy", "open-seat")


@dataclass(frozen=True)
class Case:
    """A random cohort, as rows, as read and as compiled."""

    data: dict[str, Any]
    earlier: Proposal | None = None

    @cached_property
    def cohort(self) -> Cohort:
        return read_cohort_data(self.data).cohort

    @cached_property
    def instance(self) -> Instance:
        return compile_instance(self.cohort, self.earlier)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        return levels_of(self.instance)

    def seating(self, groups: Sequence[Group]) -> Seating:
        """Groups as the solver sees them."""
        instance = self.instance
        place = {person: index for index, person in enumerate(instance.people)}
        found = {
            (instance.providers[c.provider], instance.languages[c.language], c.meeting(weeks)): k
            for k, c in enumerate(instance.candidates)
            for weeks in c.variants
        }
        return tuple(
            Sitting(
                found[group.provider_id, group.language, group.meeting],
                group.weeks,
                tuple(sorted(place[member] for member in group.members)),
            )
            for group in groups
        )

    def groups(self, seating: Seating) -> tuple[Group, ...]:
        """A seating in a coordinator's words."""
        instance = self.instance
        return tuple(
            Group.at(
                instance.candidates[sitting.candidate].meeting(sitting.weeks),
                id=f"G{number:02}",
                provider_id=instance.providers[instance.candidates[sitting.candidate].provider],
                time_zone=self.cohort.program.time_zone,
                language=instance.languages[instance.candidates[sitting.candidate].language],
                members=tuple(instance.people[member] for member in sitting.members),
            )
            for number, sitting in enumerate(seating, 1)
        )

    def random_seating(self, rng: Random, tries: int = 25) -> Seating:
        """A seating that keeps every rule, though seats may be open or envied."""
        return self.seating(random_groups(self.cohort, rng, tries))

    def broken(self, seating: Seating) -> list[str]:
        """The rules a seating breaks; one person in two groups is seen too."""
        return [fault.text for fault in broken_rules(Plan(self.cohort, self.groups(seating)))]

    def claims(self, seating: Seating) -> list[str]:
        """What the oracle calls envy or an open seat."""
        written = proposal_to_dict(proposal(self.cohort, self.groups(seating)))
        return [text for code, text in judge(self.data, written) if code in SEATS]

    def score(self, seating: Seating) -> tuple[float, ...]:
        return score(self.instance, seating, self.levels)


def case(seed: int, people: int = 9, **program: Any) -> Case:
    """A random cohort; `program` changes keys of its programme."""
    data = random_cohort(seed, people)
    data["program"] |= program
    return Case(data)


def goal_of(instance: Instance, name: str) -> Goal:
    """A level as a goal to maximise, costs by their negative."""
    count = len(instance.people)
    if name == "turn":
        return Goal(instance.turn.astype(float))
    if name == "points":
        return Goal(instance.points.astype(float))
    if name == "groups":
        return Goal(np.zeros(count), group=-1.0)
    if name == "mix":
        return Goal(np.zeros(count), mixed=True)
    return Goal((instance.urgency == instance.tiers.index(name)).astype(float))


def worth_of(instance: Instance, goal: Goal, seating: Seating) -> float:
    """The goal's value."""
    seats = sum(float(goal.seat[list(s.members)].sum()) for s in seating)
    pairs = sum(mix_cost(instance, s.members) for s in seating) if goal.mixed else 0
    return seats + goal.group * len(seating) - pairs


def held_at(instance: Instance, names: Sequence[str], seating: Seating) -> list[Held]:
    """Levels held at a seating's values."""
    goals = [goal_of(instance, name) for name in names]
    return [Held(g.seat, g.group, worth_of(instance, g, seating)) for g in goals]


def bounded_levels(instance: Instance) -> list[str]:
    """Names of the levels that the relaxation bounds, in order."""
    return [lv.name for lv in levels_of(instance) if lv.name not in ("preference", "stability")]


def values(instance: Instance, seating: Seating) -> dict[str, float]:
    """Every level's value."""
    return {lv.name: level_value(instance, seating, lv.name) for lv in levels_of(instance)}


def plain_instance(
    rng: Random, people: int = 8, *, pairs: bool = False, together: bool = False
) -> Instance:
    """An instance made up number by number: pools, prices and little else."""
    ids = range(people)
    smallest = rng.choice([2, 3])
    providers = rng.randint(1, 3)
    largest = [rng.randint(smallest, smallest + 2) for _ in range(providers)]
    pools, candidates = [], []
    for number in range(rng.randint(2, 5)):
        inside = sorted(rng.sample(ids, rng.randint(smallest, people)))
        dislike = [rng.randint(0, 3) for _ in inside]
        pools.append(Pool(np.array(inside, dtype=np.int64), np.array(dislike, dtype=np.int64)))
        led_by = rng.randrange(providers)
        most = len(inside) - smallest if pairs else 0
        barred = tuple(sorted(rng.sample(inside, min(most, rng.choice([0, 0, 1])))))
        variants = ((1, 3), (2, 4))[: rng.choice([1, 2])]
        candidates.append(
            Candidate(led_by, number, 600, "twice-monthly", variants, 0, number, barred)
        )
    couples = [(a, b) for b in ids for a in range(b)]
    traits = [[rng.choice([-1, 0, 0, 1, 2]) for _ in ids] for _ in range(rng.choice([0, 1, 1, 2]))]
    weights = tuple(sorted((rng.choice([1, 1, 2, 3]) for _ in traits), reverse=True))
    return Instance(
        people=tuple(f"P{p}" for p in ids),
        providers=tuple(f"V{v}" for v in range(providers)),
        languages=("en",),
        urgency=np.array(sorted(rng.randint(0, 2) for _ in ids), dtype=np.int64),
        tiers=("seats.none", "seats.some", "seats.regular"),
        by_points=False,
        points=np.ones(people, dtype=np.int64),
        point_scale=1,
        traits=np.array(traits, dtype=np.int64).reshape(len(traits), people),
        trait_weights=weights,
        employer=np.array([rng.choice([-1, 0, 1]) if pairs else -1 for _ in ids], dtype=np.int64),
        employer_max=rng.choice([0, 1, 2]) if pairs else 0,
        units=((0, 3), (1, 5, 6))[: rng.choice([1, 2])] if together else (),
        conflicts=frozenset(rng.sample(couples, rng.randint(0, 4)) if pairs else ()),
        knows=np.ones((providers, people), dtype=bool),
        leads_as=np.full(people, -1, dtype=np.int64),
        capacity=np.array([rng.randint(1, 2) for _ in range(providers)], dtype=np.int64),
        largest=np.array(largest, dtype=np.int64),
        smallest=smallest,
        fewest_groups=False,
        pools=tuple(pools),
        candidates=tuple(candidates),
    )
