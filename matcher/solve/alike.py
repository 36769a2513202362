"""People who are alike: of one sector, and free at much the same times.

A program that counts people who are alike, instead of knowing each, has few rows however large the
cohort. Its prices are the same for all of a class, and prices make a valid bound whatever they are
(bound.py); the more classes, the nearer it comes.
"""

from __future__ import annotations

import heapq

import numpy as np

from matcher.instance import Bools, Instance, Ints

CLASSES = 400


def classes(instance: Instance, count: int = CLASSES) -> Ints:
    """Return the class of each person.

    People of one value of the first mixed attribute are divided again and again, the class first
    that is divided best, by the hour that about half of them can come.

    Parameters
    ----------
    instance : Instance
    count : int
        Classes at most, where there are no more values than that.
    """
    could = _hours(instance)
    kinds = instance.traits[0] if len(instance.traits) else np.zeros(len(instance.people), np.int64)
    heap: list[tuple[float, int, int, Ints]] = []

    def add(people: Ints) -> None:
        share = could[people].mean(axis=0)
        hour = int(np.argmax(share * (1.0 - share)))
        gain = len(people) * float(share[hour] * (1.0 - share[hour]))
        heapq.heappush(heap, (-gain, int(people[0]), hour, people))

    for kind in np.unique(kinds):
        add(np.flatnonzero(kinds == kind))
    while len(heap) < count and heap[0][0] < 0.0:
        _, _, hour, people = heapq.heappop(heap)
        comes = could[people, hour]
        add(people[comes])
        add(people[~comes])
    found = np.empty(len(instance.people), dtype=np.int64)
    for number, (_, _, _, people) in enumerate(sorted(heap, key=lambda one: one[1])):
        found[people] = number
    return found


def _hours(instance: Instance) -> Bools:
    """Return who could sit in some group that begins in each hour of the week."""
    column: dict[tuple[int, int], int] = {}
    for candidate in instance.candidates:
        column.setdefault((candidate.weekday, candidate.start // 60), len(column))
    could = np.zeros((len(instance.people), max(1, len(column))), dtype=bool)
    for candidate, members in zip(instance.candidates, instance.members, strict=True):
        could[members, column[candidate.weekday, candidate.start // 60]] = True
    return could
