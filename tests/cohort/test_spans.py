"""What a meeting asks of somebody's clock, held against every session's date by itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.cohort import Meeting, Span
from matcher.cohort.availability import DAY, WEEKS_OF, local_spans, session_dates, week_of_month

# Half an hour of summer time, a day apart, a clock that goes back for Ramadan, none that changes.
ZONES = (
    "America/New_York", "America/Phoenix", "America/St_Johns", "Europe/London",
    "Africa/Casablanca", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati",
    "Pacific/Honolulu",
)  # fmt: skip
HOURS = 24
MEETINGS = st.builds(
    lambda weekday, start, how: Meeting(weekday, start, *how),
    st.integers(0, 6),
    st.integers(0, 95).map(lambda quarter: 15 * quarter),
    st.sampled_from([(cadence, weeks) for cadence, kinds in WEEKS_OF.items() for weeks in kinds]),
)


def date_by_date(meeting: Meeting, start: date, program_zone: str, own_zone: str) -> set[Span]:
    """The spans of every session, each converted minute by minute's clock."""
    found = set()
    count = HOURS * 60 // meeting.minutes
    for day in session_dates(meeting.weekday, meeting.weeks, start, count):
        civil = datetime.combine(day, time(), ZoneInfo(program_zone))
        begin = (civil + timedelta(minutes=meeting.start)).astimezone(ZoneInfo(own_zone))
        own, minute, left = begin.date(), begin.hour * 60 + begin.minute, meeting.minutes
        while left:
            length = min(left, DAY - minute)
            found.add(Span(own.weekday(), week_of_month(own), minute, minute + length))
            own, minute, left = own + timedelta(days=1), 0, left - length
    return found


@settings(max_examples=300, deadline=None)
@given(
    MEETINGS,
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_spans_are_those_of_every_date(meeting: Meeting, start: date, one: str, other: str) -> None:
    spans = local_spans(meeting, start, HOURS, one, other)
    assert list(spans) == sorted(date_by_date(meeting, start, one, other))
