"""Rule ``slot``."""

import pytest

from tests.build import codes, cohort, group, people, provider

ALWAYS = "mon,tue,wed,thu,fri,sat,sun 00:00-24:00"


def slot(window: tuple[str, str] = ("07:00", "21:00"), zone: str = "America/New_York", **other):
    def minutes(clock: str) -> int:
        return int(clock[:2]) * 60 + int(clock[3:])

    of = cohort(
        people(2, free=ALWAYS),
        [provider(free=ALWAYS, time_zone=zone)],
        day_window=(minutes(window[0]), minutes(window[1])),
    )
    return codes(of, group("P1 P2", **other))


@pytest.mark.parametrize("start", ["07:00", "07:30", "20:00"])
def test_starts_on_the_grid_within_the_day_are_kept(start: str) -> None:
    assert slot(start=start) == []


@pytest.mark.parametrize("start", ["07:15", "06:30", "20:30", "21:00"])
def test_starts_off_the_grid_or_outside_the_day_are_broken(start: str) -> None:
    assert slot(start=start) == ["slot"]


def test_a_weekday_the_program_does_not_use_is_broken() -> None:
    assert slot(weekday="fri") == []
    assert slot(weekday="sat") == ["slot"]


def test_the_days_hours_are_on_the_providers_own_clock() -> None:
    # 09:00 in New York is 06:00 in Los Angeles.
    assert slot(start="09:00", zone="America/Los_Angeles") == ["slot"]
    assert slot(start="21:00", zone="America/Los_Angeles") == []


def test_every_local_time_of_the_year_counts() -> None:
    # 09:00 in New York is 07:00 in Phoenix in winter, 06:00 in summer.
    assert slot(start="09:00", zone="America/Phoenix") == ["slot"]
    assert slot(start="10:00", zone="America/Phoenix") == []


def test_a_meeting_across_midnight_lies_whole_in_no_day() -> None:
    assert slot(("00:00", "24:00"), start="23:00") == []
    assert slot(("00:00", "24:00"), start="23:30") == ["slot"]
    # 22:00 in New York is 23:30 in Newfoundland.
    assert slot(("00:00", "24:00"), start="22:00", zone="America/St_Johns") == ["slot"]
    assert slot(("00:00", "24:00"), start="22:30", zone="America/St_Johns") == []


@pytest.mark.parametrize("start", ["", "7:00", "25:00", "10:60", "10:00:00", "noon", "24:00"])
def test_a_start_that_is_no_time_is_broken_and_nothing_else_fails(start: str) -> None:
    assert slot(start=start) == ["slot"]


def test_a_weekday_that_is_none_is_broken() -> None:
    assert slot(weekday="Tuesday") == ["slot"]
