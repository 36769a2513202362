"""Tables of the same people: what they tell of each other, two by two and all together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from matcher.equity.joint import protect_together
from matcher.equity.nested import Counted, protect_beside
from matcher.equity.suppress import LEAST, SMALL


def parted(values: Sequence[Hashable]) -> list[frozenset[str]]:
    groups: dict[Hashable, set[str]] = defaultdict(set)
    for number, value in enumerate(values):
        groups[value].add(f"P{number}")
    return [frozenset(groups[value]) for value in sorted(groups, key=str)]


def kind(*counts: tuple[int, int]) -> tuple[list[str], frozenset[str]]:
    """Values 0, 1, ... of (people, seated) each."""
    values, seats = [], set()
    for value, (people, seated) in enumerate(counts):
        seats |= {f"P{len(values) + number}" for number in range(seated)}
        values += [str(value)] * people
    return values, frozenset(seats)


def shown(table: Sequence[Counted]) -> list[tuple[int, int]]:
    return [(one.shown.low, one.shown.high) for one in table]


def test_an_agency_within_a_region_gives_way() -> None:
    # Two agencies of the first region: 10 of 12, and the 3 of 20 who work for neither.
    agencies, seats = kind((12, 10), (20, 3), (20, 15), (20, 12))
    regions = ["east" if value in "01" else "west" for value in agencies]
    east = protect_beside(parted(regions), seats, [])
    assert shown(east) == [(13, 13), (27, 27)]
    alone = protect_beside(parted(agencies), seats, [])
    assert shown(alone) == [(9, 13), (0, 4), (15, 15), (12, 12)]
    # Beside the regions 10 to 13 would be one number: 13 less the 0 to 4 of the others.
    agencies = ["1" if value == "0" else value for value in agencies]
    partly = ["0" if number < 12 else "2" if value == "2" else "3"
              for number, value in enumerate(agencies)]  # fmt: skip
    beside = protect_beside(parted(partly), seats, [east])
    assert not beside[0].shown.exact


def test_the_same_people_under_other_names_are_shown_alike() -> None:
    values, seats = kind((12, 10), (20, 3), (20, 15))
    first = protect_beside(parted(values), seats, [])
    renamed = [{"0": "z", "1": "y", "2": "x"}[value] for value in values]
    again = protect_beside(parted(renamed), seats, [first])
    assert {one.people: one.shown for one in again} == {one.people: one.shown for one in first}


def possible(tables: Sequence[Sequence[Counted]], total: int) -> list[tuple[int, float, float]]:
    """What a reader knows who works through all tables, and knows who might be in several."""
    everybody = frozenset[str]().union(*(one.people for one in tables[0]))
    cells = sorted({
        tuple(next(k for k, one in enumerate(table) if person in one.people) for table in tables)
        for person in everybody
    })  # fmt: skip
    rows = [
        ([float(cell[side] == place) for cell in cells], row)
        for side, table in enumerate(tables)
        for place, row in enumerate(table)
    ]
    matrix = np.array([goal for goal, _ in rows])
    low = np.array([row.shown.low for _, row in rows])
    high = np.array([row.shown.high for _, row in rows])
    found = []
    for goal, row in rows:
        ends = []
        for sign in (1, -1):
            answer = linprog(
                sign * np.array(goal),
                A_ub=np.vstack([matrix, -matrix]),
                b_ub=np.concatenate([high, -low]),
                A_eq=np.ones((1, len(cells))),
                b_eq=[total],
            )
            assert answer.status == 0
            ends.append(sign * answer.fun)
        found.append((row.count, ends[0], ends[1]))
    return found


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("nested", [False, True])
def test_two_tables_together_tell_no_small_count(seed: int, nested: bool) -> None:
    """Unrelated tables hide each all they promise; nested ones at least three possible values."""
    rng = Random(seed)
    people, chance = rng.randint(20, 150), rng.random()
    first = [str(rng.randrange(rng.choice((2, 3, 5)))) for _ in range(people)]
    second = [
        f"{value}-{rng.randrange(rng.choice((1, 2, 3)))}" if nested else str(rng.randrange(4))
        for value in first
    ]
    seats = frozenset(f"P{number}" for number in range(people) if rng.random() < chance)
    coarse = protect_beside(parted(first), seats, [])
    fine = protect_beside(parted(second), seats, [coarse])
    most = min(SMALL, len(seats))
    for count, low, high in possible((coarse, fine), len(seats)):
        if count < LEAST:
            assert high - low > (min(most, 2) if nested else most) - 1e-6


CHAINED = {"chain": (5, 13), "mixed": (7, 2)}  # seeds with which three tables told what no two did


@pytest.mark.parametrize(("how", "seed"), [(how, s) for how, ss in CHAINED.items() for s in ss])
def test_three_tables_together_tell_no_small_count(how: str, seed: int) -> None:
    rng = Random(f"{seed}{how}")
    people, chance = rng.randint(20, 150), rng.random()
    first = [str(rng.randrange(rng.choice((2, 3, 5)))) for _ in range(people)]
    if how == "chain":
        second = [f"{value}-{rng.randrange(rng.choice((1, 2, 3)))}" for value in first]
    else:
        second = [str(rng.randrange(3)) for _ in first]
    third = [f"{value}-{rng.randrange(rng.choice((1, 2)))}" for value in second]
    seats = frozenset(f"P{number}" for number in range(people) if rng.random() < chance)
    tables: list[list[Counted]] = []
    for values in sorted((first, second, third), key=lambda one: len(set(one))):
        tables.append(protect_beside(parted(values), seats, tables))

    def least(read: Sequence[Sequence[Counted]]) -> float:
        known = possible(read, len(seats))
        return min((high - low for count, low, high in known if count < LEAST), default=SMALL)

    safe = protect_together(tables)
    assert least(safe) > min(SMALL, len(seats), 2) - 1e-6
    if seed in (5, 7):
        assert least(tables) < 2  # so that there is something to protect
    else:
        assert safe == tables or least(tables) < 2  # and nothing gives way for nothing
