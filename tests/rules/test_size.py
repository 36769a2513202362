"""Rule ``size``."""

from matcher.rules.size import bounds
from tests.build import codes, cohort, group, people, provider


def test_the_smallest_and_the_largest_group_are_kept() -> None:
    of = cohort(people(3), group_size=(2, 3))
    assert codes(of, group("P1 P2")) == []
    assert codes(of, group("P1 P2 P3")) == []


def test_one_too_few_and_one_too_many_are_broken() -> None:
    of = cohort(people(4), group_size=(2, 3))
    assert codes(of, group("P1")) == ["size"]
    assert codes(of, group("P1 P2 P3 P4")) == ["size"]


def test_the_providers_own_maximum_counts_when_it_is_smaller() -> None:
    of = cohort(people(3), [provider(max_group_size=2)], group_size=(2, 3))
    assert codes(of, group("P1 P2")) == []
    assert codes(of, group("P1 P2 P3")) == ["size"]


def test_the_providers_own_maximum_does_not_raise_the_programs() -> None:
    assert bounds(provider(max_group_size=9), cohort(people(1)).program) == (2, 3)


def test_somebody_listed_twice_fills_one_seat() -> None:
    assert codes(cohort(people(2)), group("P1 P1")) == ["size", "one-seat"]
