"""Level ``preference``."""

from __future__ import annotations

from matcher.levels import level_values
from tests.build import cohort, group, people, person, provider


def cost(free: str, **other: object) -> float:
    """What the meeting Tue 10:00-11:00 (weeks 1 and 3) costs one of two people."""
    of = cohort([person("P1", free, **other), person("P2")])
    return dict(level_values(of, [group("P1 P2")]))["preference"]


def test_any_minute_only_possible_costs_two() -> None:
    assert cost("tue 09:00-12:00") == 0
    assert cost("tue 09:00-12:00 (possible)") == 2
    assert cost("tue 09:00-10:59; tue 10:59-12:00 (possible)") == 2


def test_a_minute_marked_as_more_by_another_entry_is_not_only_possible() -> None:
    assert cost("tue 09:00-12:00 (possible); tue 10:00-11:00") == 0
    assert cost("tue 09:00-12:00 (possible); tue 10:00-11:00 weeks 1") == 2
    assert cost("tue 09:00-12:00 (possible); tue 10:00-11:00 weeks 1,3") == 0


def test_outside_preferred_times_costs_one_for_those_who_marked_any() -> None:
    assert cost("tue 09:00-12:00; wed 09:00-12:00 (preferred)") == 1
    assert cost("tue 09:00-12:00 (preferred); wed 09:00-12:00 (preferred)") == 0
    assert cost("tue 09:00-10:30 (preferred); tue 10:30-12:00") == 1


def test_both_items_add_up() -> None:
    assert cost("tue 09:00-12:00 (possible); wed 09:00-12:00 (preferred)") == 3


def test_a_time_nobody_marked_is_the_rules_affair() -> None:
    assert cost("wed 09:00-12:00") == 0


def test_times_are_on_everybodys_own_clock() -> None:
    # Half the year the meeting is at 07:00 in Phoenix, half the year at 08:00.
    free = "tue 08:00-09:00; tue 07:00-08:00 (possible)"
    assert cost(free, time_zone="America/Phoenix") == 2


def test_a_preferred_language_not_met_costs_one() -> None:
    assert cost("tue 09:00-12:00", group_language="prefer es") == 1
    assert cost("tue 09:00-12:00", group_language="prefer en") == 0
    assert cost("tue 09:00-12:00", group_language="only es") == 0


def test_a_provider_without_any_member_of_their_sectors_costs_one_in_all() -> None:
    def sectors(*known: str) -> float:
        rows = [person("P1", sector="pediatrics"), *people(4)[1:]]
        of = cohort(rows, [provider(sectors=known, max_groups=2), provider("V2", sectors=known)])
        groups = [group("P1 P2"), group("P3 P4", id="G2", weekday="wed")]
        return dict(level_values(of, groups))["preference"]

    assert sectors() == 0
    assert sectors("pediatrics") == 0
    assert sectors("policy-and-administration", "home-visiting") == 0
    assert sectors("policy-and-administration") == 1
