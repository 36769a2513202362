"""Level ``mix``."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.levels import level_values
from tests.build import cohort, group, person


def mix(sectors: list[str], *members: str, **weights: int) -> float:
    rows = [
        person(f"P{n}", sector=sector, region="" if n < 3 else "north", organization="Acorn")
        for n, sector in enumerate(sectors, 1)
    ]
    of = cohort(rows, mix=weights or {"sector": 1})
    groups = [group(one, id=f"G{n}") for n, one in enumerate(members)]
    return dict(level_values(of, groups))["mix"]


def test_pairs_are_counted_within_a_group() -> None:
    assert mix(["a", "a", "a", "b"], "P1 P2 P3 P4") == 3
    assert mix(["a", "a", "a", "b"], "P1 P2", "P3 P4") == 1
    assert mix(["a", "b", "c", "d"], "P1 P2 P3 P4") == 0


def test_blank_values_form_no_pair() -> None:
    assert mix(["a"] * 4, "P1 P2", region=1) == 0
    assert mix(["a"] * 4, "P1 P2 P3 P4", region=1) == 1


def test_weights_multiply_and_attributes_add() -> None:
    assert mix(["a", "a", "b"], "P1 P2 P3", sector=2, organization=3) == 2 * 1 + 3 * 3
    assert mix(["a", "a", "b"], "P1 P2 P3", sector=0) == 0


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=8))
def test_it_is_the_number_of_pairs(sectors: list[str]) -> None:
    pairs = sum(one == two for n, one in enumerate(sectors) for two in sectors[:n])
    assert mix(sectors, " ".join(f"P{n}" for n in range(1, len(sectors) + 1))) == pairs
