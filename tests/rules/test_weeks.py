"""Rule ``weeks``."""

import pytest

from tests.build import codes, cohort, group, people

OF = cohort(people(2))


@pytest.mark.parametrize(
    ("cadence", "weeks"),
    [("twice-monthly", (1, 3)), ("twice-monthly", (4, 2)), ("monthly", (1,)), ("monthly", (4,))],
)
def test_the_cadences_own_weeks_are_kept_in_any_order(cadence: str, weeks: tuple[int]) -> None:
    assert codes(OF, group("P1 P2", cadence=cadence, weeks=weeks)) == []


@pytest.mark.parametrize(
    ("cadence", "weeks"),
    [
        ("twice-monthly", (1, 2)),
        ("twice-monthly", (1, 1, 3)),
        ("twice-monthly", (1,)),
        ("twice-monthly", ()),
        ("monthly", (1, 3)),
        ("monthly", (5,)),
        ("monthly", (0,)),
        ("monthly", (17,)),
    ],
)
def test_any_others_are_broken(cadence: str, weeks: tuple[int]) -> None:
    assert codes(OF, group("P1 P2", cadence=cadence, weeks=weeks)) == ["weeks"]
