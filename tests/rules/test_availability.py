"""Rule ``availability``, on everybody's own clock and on every date of the year."""

from datetime import date

import pytest

from matcher.rules import Plan, broken_rules
from tests.build import codes as broken_codes
from tests.build import cohort, group, people, person, provider

ALWAYS = "mon,tue,wed,thu,fri,sat,sun 00:00-24:00"


def codes(free: str, zone: str = "America/New_York", start: str = "10:00", **other: object):
    """What a group of three breaks when one of them is free then."""
    program = {"start_date": other.pop("start_date", date(2027, 1, 4)),
               "hours": other.pop("hours", 24), "day_window": (0, 24 * 60)}  # fmt: skip
    somebody = person("P1", free, time_zone=zone)
    leader = provider(free=ALWAYS, time_zone=other.pop("leads_in", "America/New_York"))
    of = cohort([somebody, *people(3, free=ALWAYS)[1:]], [leader], **program)
    return broken_codes(of, group("P1 P2", start=start, **other))


def test_free_for_exactly_the_meeting_is_kept() -> None:
    assert codes("tue 10:00-11:00") == []


@pytest.mark.parametrize("free", ["tue 10:00-10:59", "tue 10:01-11:00", "wed 10:00-11:00", ""])
def test_a_minute_short_or_another_day_is_broken(free: str) -> None:
    assert codes(free) == ["availability"]


def test_entries_that_join_cover_a_meeting_and_those_with_a_gap_do_not() -> None:
    assert codes("tue 09:00-10:30; tue 10:30-12:00 (possible)") == []
    assert codes("tue 09:00-10:30; tue 10:15-12:00") == []
    assert codes("tue 09:00-10:30; tue 10:31-12:00") == ["availability"]


def test_an_entry_may_be_for_some_weeks_of_the_month() -> None:
    assert codes("tue 10:00-11:00 weeks 1,3") == []
    assert codes("tue 10:00-11:00 weeks 1,2") == ["availability"]
    assert codes("tue 10:00-11:00 weeks 1; tue 09:00-12:00 weeks 3,4") == []


def test_phoenix_must_be_free_at_both_times_the_year_brings() -> None:
    # 10:00 in New York is 08:00 in Phoenix in winter and 07:00 in summer.
    assert codes("tue 07:00-09:00", "America/Phoenix") == []
    assert codes("tue 08:00-09:00", "America/Phoenix") == ["availability"]
    assert codes("tue 07:00-08:00; tue 08:00-09:00", "America/Phoenix") == []


def test_a_term_within_winter_asks_phoenix_for_winter_only() -> None:
    assert codes("tue 08:00-09:00", "America/Phoenix", hours=4) == []


def test_london_changes_its_clock_on_other_weekends() -> None:
    # Five hours apart, but four from mid-March to the end of March and in early November.
    assert codes("tue 14:00-16:00", "Europe/London") == []
    assert codes("tue 15:00-16:00", "Europe/London") == ["availability"]
    # Tuesdays of weeks 2 and 4 of May to September never fall into those weeks.
    summer = {"start_date": date(2027, 4, 5), "hours": 10}
    assert codes("tue 15:00-16:00", "Europe/London", **summer) == []


def test_honolulu_is_five_hours_back_in_winter_and_six_in_summer() -> None:
    assert codes("tue 08:00-10:00", "Pacific/Honolulu", start="14:00") == []
    assert codes("tue 09:00-10:00", "Pacific/Honolulu", start="14:00") == ["availability"]


def test_a_meeting_may_fall_on_the_day_before_elsewhere() -> None:
    # Tuesday 02:00 in New York is Monday evening in Honolulu, and then it is another week of
    # the month whenever Tuesday is the first of a month.
    free = "mon 20:00-22:00"
    assert codes(free, "Pacific/Honolulu", start="02:00") == []
    assert codes(f"{free} weeks 1,3", "Pacific/Honolulu", start="02:00") == ["availability"]


def test_a_meeting_across_midnight_needs_both_days() -> None:
    elsewhere = {"start": "23:30", "leads_in": "America/Los_Angeles"}  # there it is one evening
    assert codes("tue 23:30-24:00; wed 00:00-00:30", **elsewhere) == []
    assert codes("tue 23:30-24:00", **elsewhere) == ["availability"]


def test_the_provider_is_held_to_it_as_well() -> None:
    of = cohort(people(2), [provider(free="tue 10:00-10:30")])
    (broken,) = broken_rules(Plan(of, (group("P1 P2"),)))
    assert (broken.code, broken.participant_ids) == ("availability", ())
    assert "V1 is not free" in broken.text
