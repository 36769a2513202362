"""Calendars, read back with icalendar and, for the clock's rules, with dateutil."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical

from matcher.cohort.sessions import all_sessions
from matcher.files.write import calendar_bytes, calendars_zip
from matcher.files.write.calendar import calendar_name, folded_line, text_value
from matcher.files.write.vtimezone import timezone_lines
from tests.build import cohort, group, person, proposal
from tests.files.write.example import example_cohort, example_proposal


def events_of(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_group_on_us_mondays_keeps_24_sessions_at_half_past_twelve() -> None:
    of = cohort([person("P1")], holidays="US")
    one = proposal(of, [group("P1", id="G01", weekday="mon", start="12:30")])
    events = events_of(calendar_bytes(of, one, "G01"))
    starts = [event.start for event in events]
    assert len(starts) == 24
    assert {start.strftime("%a %H:%M") for start in starts} == {"Mon 12:30"}
    # By hand: standard time until Mar 8 (the clock changes on Sunday, Mar 14 and Nov 7, 2027).
    utc = [start.astimezone(UTC).strftime("%m-%d %H:%M") for start in starts]
    assert utc == [
        "01-04 17:30", "01-25 17:30", "02-01 17:30", "02-22 17:30", "03-01 17:30", "03-15 16:30",
        "04-05 16:30", "04-19 16:30", "05-03 16:30", "05-17 16:30", "06-07 16:30", "06-21 16:30",
        "07-12 16:30", "07-19 16:30", "08-02 16:30", "08-16 16:30", "09-13 16:30", "09-20 16:30",
        "10-04 16:30", "10-18 16:30", "11-01 16:30", "11-15 17:30", "12-06 17:30", "12-20 17:30",
    ]  # fmt: skip
    assert all(event.end - event.start == timedelta(hours=1) for event in events)


def test_a_monthly_group_meets_twelve_times_for_two_hours() -> None:
    of = example_cohort()
    events = events_of(calendar_bytes(of, example_proposal(of), "G03"))
    assert len(events) == 12
    assert {event.end - event.start for event in events} == {timedelta(hours=2)}
    # Veterans Day 2027 falls on the group's second Thursday of November.
    moved = [event for event in events if "moved" in event["SUMMARY"]]
    assert [event.start.date() for event in moved] == [date(2027, 11, 18)]
    assert "Thu, Nov 11, 2027: Veterans Day" in moved[0]["DESCRIPTION"]


@pytest.mark.parametrize("group_id", ["G01", "G02", "G03"])
def test_every_event_is_complete_and_no_member_is_named(group_id: str) -> None:
    of = example_cohort()
    content = calendar_bytes(of, example_proposal(of), group_id)
    events = events_of(content)
    assert len({event["UID"] for event in events}) == len(events)
    assert all(event["DTSTAMP"].dt == datetime(2027, 1, 4, tzinfo=UTC) for event in events)
    leader = {"G03": "=cmd|' /C calc'!A0"}.get(group_id, "José Núñez")
    assert all(f"Provider: {leader}" in event["DESCRIPTION"] for event in events)
    assert all(of.program.name in event["DESCRIPTION"] for event in events)
    assert b"Person Number" not in content
    assert b"@example.org" not in content


def test_lines_end_right_and_fit_the_standard() -> None:
    of = example_cohort()
    content = calendar_bytes(of, example_proposal(of), "G01")
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    for line in lines:
        line.decode()  # no character is torn apart


def test_the_file_tells_the_same_instants_by_its_own_clock_rules() -> None:
    of = example_cohort()
    plan = example_proposal(of)
    text = calendar_bytes(of, plan, "G01").decode().replace("\r\n ", "")
    rules = tzical(StringIO(text)).get("America/New_York")
    assert rules is not None
    for session in all_sessions(of, plan.groups)["G01"]:
        wall = datetime.combine(session.date, datetime.min.time()) + timedelta(hours=12.5)
        ours = wall.replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
        assert wall.replace(tzinfo=rules).astimezone(UTC) == ours


@pytest.mark.parametrize(
    "name",
    [
        "America/New_York", "America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico",
        "Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "Africa/Casablanca",
        "Asia/Kathmandu", "America/Havana", "Pacific/Apia",
    ],
)  # fmt: skip
def test_a_zones_rules_hold_on_every_day_of_its_years(name: str) -> None:
    text = "\n".join(["BEGIN:VCALENDAR", *timezone_lines(name, 2027, 2028), "END:VCALENDAR"])
    rules = tzical(StringIO(text)).get(name)
    assert rules is not None
    noon = datetime(2027, 1, 1, 12)
    while noon.year < 2029:
        assert (
            noon.replace(tzinfo=rules).utcoffset()
            == noon.replace(tzinfo=ZoneInfo(name)).utcoffset()
        ), noon
        noon += timedelta(days=1)


def test_the_same_proposal_gives_the_same_bytes() -> None:
    of = example_cohort()
    assert calendars_zip(of, example_proposal(of)) == calendars_zip(of, example_proposal(of))


def test_the_zip_holds_a_calendar_per_group() -> None:
    of = example_cohort()
    plan = example_proposal(of)
    with ZipFile(BytesIO(calendars_zip(of, plan))) as archive:
        assert archive.namelist() == ["G01.ics", "G02.ics", "G03.ics"]
        assert archive.read("G02.ics") == calendar_bytes(of, plan, "G02")


def test_a_moved_session_keeps_its_uid() -> None:
    plain = cohort([person("P1")], holidays="none")
    moved = cohort([person("P1")], holidays="US")
    one = proposal(plain, [group("P1", id="G01", weekday="mon")])
    before, after = (
        {event["UID"] for event in events_of(calendar_bytes(of, one, "G01"))}
        for of in (plain, moved)
    )
    assert before == after


def test_an_unknown_group_is_an_error() -> None:
    of = example_cohort()
    with pytest.raises(KeyError, match="G99"):
        calendar_bytes(of, example_proposal(of), "G99")


def test_no_group_id_leads_out_of_the_folder() -> None:
    assert calendar_name("../../etc/G 1") == "..%2F..%2Fetc%2FG%201.ics"


def test_text_is_escaped_and_folded() -> None:
    assert text_value("a;b,c\\d\ne\tf") == "a\\;b\\,c\\\\d\\ne f"
    pieces = folded_line("SUMMARY:" + "é" * 80).split(b"\r\n")
    assert [len(piece) for piece in pieces] == [74, 75, 21, 0]
    assert b"".join([pieces[0], *(p[1:] for p in pieces[1:])]).decode() == "SUMMARY:" + "é" * 80
