"""A program too large to solve at once, as programs of parts of the cohort.

People and providers are dealt out so that every part looks like the whole; each part's program is
solved by itself. Openings of the parts are openings of the whole, and prices of the parts are
prices for the whole: the bound worked out from them is valid whatever they are (see bound.py), and
near, because the parts are alike.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np

from matcher.instance import Instance, Ints
from matcher.solve.columns import Goal, Held
from matcher.solve.compact import CompactProgram, NearSolution, Program
from matcher.solve.part import Part, part_of
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating

PART = 2_000  # people in a part
SLACK = 0.985  # of its share of a held level, that a part is asked for: it may have less luck


class SplitProgram:
    """The program of a large cohort, part by part; used as `CompactProgram` is.

    Parameters
    ----------
    instance : Instance
    most : int
        People in a part.
    """

    def __init__(self, instance: Instance, most: int) -> None:
        self.instance = instance
        count = -(-len(instance.people) // most)
        self.parts = split(instance, count)
        self.programs = [
            CompactProgram(part.instance, np.unique([c.pool for c in part.instance.candidates]))
            for part in self.parts
        ]
        self.copies = np.zeros(len(instance.candidates))
        for part, program in zip(self.parts, self.programs, strict=True):
            self.copies[part.candidates] = program.copies

    def solve(
        self,
        goal: Goal,
        held: list[Held],
        *,
        precision: float,
        seconds: float,
        threads: int,
        counted: bool = False,
        opened: Floats | None = None,
        allowed: Floats | None = None,
    ) -> NearSolution:
        """Solve each part nearly, in its share of the time; see `CompactProgram.solve`."""
        person = np.zeros(len(self.instance.people))
        price = np.zeros(len(held))
        used: dict[int, float] = {}
        work = 0.0
        for part, program in zip(self.parts, self.programs, strict=True):
            found = program.solve(
                replace(goal, seat=goal.seat[part.people]),
                [_share(level, part) for level in held],
                precision=precision,
                seconds=seconds / len(self.parts),
                threads=threads,
                counted=counted,
                opened=None if opened is None else opened[part.candidates],
                allowed=None if allowed is None else allowed[part.candidates],
            )
            person[part.people] = found.person
            price += found.held / len(self.parts)
            used |= {int(part.candidates[c]): share for c, share in found.used.items()}
            work += found.work
        return NearSolution(person, price, used, work)

    def forget(self) -> None:
        """Start the next solve afresh."""
        for program in self.programs:
            program.forget()


def program_of(instance: Instance, pools: Ints, most: int) -> Program:
    """Return the program of a cohort, in parts where it has more people than `most`."""
    if len(instance.people) > most:
        return SplitProgram(instance, PART)
    return CompactProgram(instance, pools)


def split(
    instance: Instance,
    count: int,
    seating: Seating = (),
    rng: np.random.Generator | None = None,
) -> list[Part]:
    """Deal people and providers out into parts that are alike.

    Providers go round in their order; people, those with the fewest chances first, to the part that
    has most of their chances among those with the fewest people so far.

    Parameters
    ----------
    instance : Instance
    count : int
    seating : Seating
        Its members go where their provider goes; those of a pinned group nowhere.
    rng : numpy Generator, optional
        Puts the providers into another order.
    """
    order = np.arange(len(instance.providers))
    if rng is not None:
        order = rng.permutation(order)
    part_of_provider = np.empty(len(order), dtype=np.int64)
    part_of_provider[order] = np.arange(len(order)) % count
    home = np.full(len(instance.people), -1)
    for sitting in seating:
        provider = instance.candidates[sitting.candidate].provider
        if not instance.pinned.keys().isdisjoint(sitting.members):
            part_of_provider[provider] = count
    for sitting in seating:
        home[list(sitting.members)] = part_of_provider[
            instance.candidates[sitting.candidate].provider
        ]
    chances = np.zeros((len(instance.people), count + 1))
    for candidate, members in zip(instance.candidates, instance.members, strict=True):
        chances[members, part_of_provider[candidate.provider]] += 1.0
    chances = chances[:, :count]
    size = np.bincount(home[home >= 0], minlength=count + 1)[:count].astype(float)
    for person in np.argsort(chances.sum(axis=1), kind="stable").tolist():
        if home[person] >= 0:
            continue
        most = max(1.0, float(chances[person].max()))
        room = size / len(instance.people) * count  # 1 where the part has its share
        best = int(np.argmax(chances[person] / most - 4.0 * room))
        unit = list(instance.unit_of.get(person, (person,)))
        home[unit] = best
        size[best] += len(unit)
    return [
        part_of(
            instance,
            np.flatnonzero(home == number).tolist(),
            np.flatnonzero(part_of_provider == number).tolist(),
        )
        for number in range(count)
    ]


def with_reserves(instance: Instance, part: Part) -> Part:
    """Return a part that has its share of the reserves, by how many of their people it has."""
    shares = []
    for reserve in instance.reserves:
        people = reserve.people[part.people]
        share = people.sum() / max(1, reserve.people.sum())
        shares.append(replace(reserve, floor=ceil(reserve.floor * share), people=people))
    return replace(part, instance=replace(part.instance, reserves=tuple(shares)))


def _share(level: Held, part: Part) -> Held:
    """Return a part's share of a held level, by what its people could add to it."""
    seat = level.seat[part.people]
    whole = float(level.seat.sum())
    share = float(seat.sum()) / whole if whole else len(part.people) / len(level.seat)
    return replace(level, seat=seat, total=SLACK * share * level.total)
