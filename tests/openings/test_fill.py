"""The search for a further group, against trying everything."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from matcher.openings.fill import Manners, Unit, fill
from tests.build import people, person


def units(*sizes: int, organizations: list[str] | None = None) -> list[Unit]:
    """Units of these sizes; the people are numbered from 0."""
    names = iter(organizations or [""] * sum(sizes))
    numbers = iter(range(sum(sizes)))
    return [
        Unit.of([person(str(next(numbers)), organization=next(names)) for _ in range(size)])
        for size in sizes
    ]


def sound(chosen: list[Unit], low: int, high: int, manners: Manners) -> bool:
    ids = [one for unit in chosen for one in unit.ids]
    if not low <= len(ids) <= high:
        return False
    if any(two in manners.parted.get(one, ()) for one, two in combinations(ids, 2)):
        return False
    names = [name for unit in chosen for name, n in unit.organizations.items() for _ in range(n)]
    return not manners.colleagues or all(names.count(n) <= manners.colleagues for n in names)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Unit], int, int, Manners]:
    sizes = draw(st.lists(st.integers(1, 3), max_size=7))
    count = sum(sizes)
    names = draw(st.lists(st.sampled_from(["", "a", "b"]), min_size=count, max_size=count))
    number = st.integers(0, max(0, count - 1))
    parted: dict[str, set[str]] = {}
    for one, two in draw(st.sets(st.tuples(number, number), max_size=12)):
        if one != two:
            parted.setdefault(str(one), set()).add(str(two))
            parted.setdefault(str(two), set()).add(str(one))
    low = draw(st.integers(1, 5))
    return units(*sizes, organizations=names), low, draw(st.integers(low, 6)), Manners(
        parted, draw(st.integers(0, 3))
    )  # fmt: skip


@given(cases())
def test_it_finds_a_group_exactly_where_there_is_one(
    case: tuple[list[Unit], int, int, Manners],
) -> None:
    all_units, low, high, manners = case
    possible = any(
        sound(list(chosen), low, high, manners)
        for count in range(1, len(all_units) + 1)
        for chosen in combinations(all_units, count)
    )
    found = fill(all_units, low, high, manners)
    assert (found is not None) == possible
    if found is not None:
        assert sound([unit for unit in all_units if unit.ids[0] in found], low, high, manners)
        assert set(found) == {i for u in all_units if u.ids[0] in found for i in u.ids}


class Counted(Manners):
    """Counts what is asked."""

    asked = 0

    def allow(self, members: Sequence[Unit], unit: Unit) -> bool:
        type(self).asked += 1
        return super().allow(members, unit)


def test_many_who_cannot_make_a_group_are_given_up_soon() -> None:
    """Trying all fives of 400 people would ask 80 thousand million times."""
    everybody = {str(n) for n in range(400)}
    lead = {"0": everybody - {"0"}, **{one: {"0"} for one in everybody - {"0"}}}
    assert fill(units(*[1] * 400, organizations=["a"] * 400), 5, 6, Counted(lead, 2)) is None
    assert fill(units(*[2] * 200), 5, 5, Counted({}, 0)) is None
    enemies = {one: everybody - {one} for one in everybody}
    assert fill(units(*[1] * 400), 5, 6, Counted(enemies, 0)) is None
    assert Counted.asked < 200_000


def test_the_first_who_fit_are_taken() -> None:
    alone = [Unit.of([one]) for one in people(9)]
    assert fill(alone, 5, 6, Manners({}, 0)) == ("P1", "P2", "P3", "P4", "P5")
