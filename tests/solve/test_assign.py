"""Seating people in given groups, against trying every way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from matcher.instance import Instance
from matcher.solve.assign import Opening, assign
from matcher.solve.construct import construct, first_openings
from matcher.solve.seating import Seating, Sitting, dislike, mix_cost
from tests.solve.cases import case, plain_instance


def openings_of(instance: Instance, rng: Random, count: int) -> list[Opening]:
    chosen = rng.sample(range(len(instance.candidates)), min(count, len(instance.candidates)))
    return [(c, instance.candidates[c].variants[0]) for c in chosen]


def every_seating(instance: Instance, openings: list[Opening]) -> Iterator[Seating]:
    """Every way to fill all of the openings."""
    reach = [set(instance.members[c].tolist()) for c, _ in openings]
    options = [
        [-1, *(g for g, inside in enumerate(reach) if p in inside)]
        for p in range(len(instance.people))
    ]
    largest = [int(instance.largest[instance.candidates[c].provider]) for c, _ in openings]
    for choice in product(*options):
        filled = [
            tuple(p for p, g in enumerate(choice) if g == number) for number in range(len(openings))
        ]
        sizes = [len(members) for members in filled]
        if all(instance.smallest <= n <= most for n, most in zip(sizes, largest, strict=True)):
            yield tuple(
                Sitting(*opening, members)
                for opening, members in zip(openings, filled, strict=True)
            )


def merit(instance: Instance, seating: Seating) -> tuple[int, int, int, int]:
    people = len(instance.people)
    seated = [p for s in seating for p in s.members]
    return (
        len(seated),
        sum(people - p for p in seated),
        -sum(mix_cost(instance, s.members) for s in seating),
        -sum(dislike(instance, s) for s in seating),
    )


@pytest.mark.parametrize("seed", range(60))
def test_seats_turns_mix_and_wishes_are_best(seed: int) -> None:
    rng = Random(seed)
    instance = plain_instance(rng, people=rng.choice([6, 7, 8]))
    if len(instance.trait_weights) > 1:
        return  # the flow sees the heaviest attribute alone
    openings = openings_of(instance, rng, rng.choice([1, 2]))
    best = max((merit(instance, s) for s in every_seating(instance, openings)), default=None)
    found = assign(instance, openings)
    if best is not None:
        assert merit(instance, found) == best


@pytest.mark.parametrize("seed", range(40))
def test_groups_that_cannot_all_be_filled_are_closed(seed: int) -> None:
    rng = Random(seed)
    instance = plain_instance(rng, people=5, pairs=True)
    openings = openings_of(instance, rng, 4)
    found = assign(instance, openings)
    seated = [p for s in found for p in s.members]
    assert len(seated) == len(set(seated))
    for sitting in found:
        most = int(instance.largest[instance.candidates[sitting.candidate].provider])
        assert instance.smallest <= len(sitting.members) <= most
        assert set(sitting.members) <= set(instance.members[sitting.candidate].tolist())
        assert (sitting.candidate, sitting.weeks) in openings


@pytest.mark.parametrize("seed", range(40))
def test_only_the_people_asked_for_and_the_kept_first(seed: int) -> None:
    rng = Random(seed)
    instance = plain_instance(rng, people=8)
    (opening,) = openings_of(instance, rng, 1)
    people = instance.members[opening[0]].tolist()
    some = rng.sample(people, rng.randint(instance.smallest, len(people)))
    kept = rng.sample(some, 1)
    found = assign(instance, [opening], people=some, together=dict.fromkeys(kept, 0))
    assert len(found) == 1
    assert set(kept) <= set(found[0].members) <= set(some)


@pytest.mark.parametrize("seed", range(700, 740))
def test_seatings_of_random_cohorts_keep_the_rules(seed: int) -> None:
    of = case(seed, 14)
    assert of.broken(construct(of.instance)) == []
    rng = Random(seed)
    loose = of.random_seating(rng)
    openings = [(s.candidate, s.weeks) for s in loose]
    together = {
        person: index
        for index, s in enumerate(loose)
        for person in s.members
        if person in of.instance.unit_of
    }
    assert of.broken(assign(of.instance, openings, together=together)) == []


def test_nothing_to_open() -> None:
    of = case(0, 0)
    assert first_openings(of.instance) == []
    assert assign(of.instance, []) == ()
    assert construct(of.instance) == ()
