"""Availability as forms write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.cohort import Entry, Mark
from matcher.cohort.availability import WEEKDAYS, clock_of, minute_of
from matcher.files.read.availability_text import LONGEST_ENTRY, availability, joined

WINDOW = (7 * 60, 21 * 60)
SURE = {
    "Mon 12:00-14:00": "mon 12:00-14:00",
    "Tue,Thu 17:30-19:30 (preferred)": "tue,thu 17:30-19:30 preferred",
    "Wed 9-11am weeks 1,3": "wed 09:00-11:00 free 1,3",
    "Mondays & Wednesdays 9–11": "mon,wed 09:00-11:00",
    "Monday: 9:00 AM - 11:00 AM": "mon 09:00-11:00",
    "weekdays 12:30pm – 2 p.m. if needed": "mon,tue,wed,thu,fri 12:30-14:00 possible",
    "Mon-Wed 9 to 11": "mon,tue,wed 09:00-11:00",
    "Monday through Thursday 10am until noon": "mon,tue,wed,thu 10:00-12:00",
    "Fri-Mon 10-11": "mon,fri,sat,sun 10:00-11:00",
    "1st and 3rd Wed 9-11": "wed 09:00-11:00 free 1,3",
    "2nd/4th Tues 12pm-1": "tue 12:00-13:00 free 2,4",
    "Wed weeks 1,3, 9-11": "wed 09:00-11:00 free 1,3",
    "weeks 1 and 3: Mon 5-7pm": "mon 17:00-19:00 free 1,3",
    "Wed 9-11 (weeks 2 & 4) (possible)": "wed 09:00-11:00 possible 2,4",
    "Wed 9-11 weeks 1-3": "wed 09:00-11:00 free 1,2,3",
    "Wed 9-11 weeks 1-5": "wed 09:00-11:00",
    "Thursday 5:30pm until 7pm 3rd week of the month only": "thu 17:30-19:00 free 3",
    "9-11am Mondays": "mon 09:00-11:00",
    "between 9 and 11 on Fridays": "fri 09:00-11:00",
    "Tues. & Thurs. 12–1:30pm": "tue,thu 12:00-13:30",
    "MWF 0930-1130": "mon,wed,fri 09:30-11:30",
    "M/W 8-9:30": "mon,wed 08:00-09:30",
    "Tue, Thu, 9:30 - 11": "tue,thu 09:30-11:00",
    "Mon, Tue and Wed 10am to 12pm": "mon,tue,wed 10:00-12:00",
    "every Monday, 9am-11am, best": "mon 09:00-11:00 preferred",
    "Sat 9-11 maybe": "sat 09:00-11:00 possible",
    "Mon or Wed 9-11": "mon,wed 09:00-11:00",
    "10:00-24:00 Mon": "mon 10:00-24:00",
    "Mon 10:30-00:00": "mon 10:30-24:00",
    "17:00-18:15 Mon weeks 1,3 - first choice": "mon 17:00-18:15 preferred 1,3",
    "weeks 1,3 - Mon 9-11": "mon 09:00-11:00 free 1,3",
    "daily 8am-9am": "mon,tue,wed,thu,fri,sat,sun 08:00-09:00",
}
GUESSED = {
    "Mon 12-1": "mon 12:00-13:00",
    "Mon-Fri 12-1": "mon,tue,wed,thu,fri 12:00-13:00",
    "Thu after 5": "thu 17:00-21:00",
    "5 or later Tue": "tue 17:00-21:00",
    "Tue 5pm onwards": "tue 17:00-21:00",
    "Tue before 10": "tue 07:00-10:00",
    "Thu evenings (maybe)": "thu 17:00-21:00 possible",
    "Mon mornings": "mon 07:00-12:00",
    "Mon afternoons": "mon 12:00-17:00",
    "Sat all day": "sat 07:00-21:00",
    "T/Th 9-10": "tue,thu 09:00-10:00",
}
REFUSED = (
    "", "Mon", "9-11", "Mon 9", "Mon 25:00-26:00", "Mon 14:00-12:00", "Mon 22:00-02:00",
    "Mon 9-11, Tue 1-3", "Mon 9-11 and 1-3", "Wed week 6 9-11", "Wed week 0 9-11",
    "Wed 9-11 every other week", "not available Mon 9-11", "Mon 9-11 (not possible)",
    "Mon 9-11 (Zoom only)", "Mon 9-11 (preferred) (possible)", "flexible", "Mon after 22:00",
    "Tue before 5am", "lundi 9-11", "Mon 9-11 EST", "Mon 9-11 or 1-3", "Mon 9-11 Tue",
    "x" * (LONGEST_ENTRY + 1), "2027-09-11",
)  # fmt: skip


def entries(text: str) -> tuple[Entry, ...]:
    """Return the entries of a canonical text: days hours [mark [weeks]]."""
    days, hours, *rest = text.split()
    start, end = map(minute_of, hours.split("-"))
    mark = Mark(rest[0]) if rest else Mark.FREE
    weeks = tuple(map(int, rest[1].split(","))) if len(rest) > 1 else ()
    return tuple(Entry(WEEKDAYS.index(day), start, end, mark, weeks) for day in days.split(","))


@pytest.mark.parametrize(("text", "meant"), SURE.items())
def test_forms_read_without_a_warning(text: str, meant: str) -> None:
    found = availability(text, WINDOW)
    assert (found.entries, found.notes, found.faults) == (entries(meant), (), ())


@pytest.mark.parametrize(("text", "meant"), GUESSED.items())
def test_forms_read_with_a_warning(text: str, meant: str) -> None:
    found = availability(text, WINDOW)
    assert found.entries == entries(meant)
    assert not found.faults
    assert text in found.notes[0]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused(text: str) -> None:
    found = availability(text, WINDOW)
    assert not found.entries
    assert "accepted: entries such as" in found.faults[0]


def test_separators_lists_and_every_fault() -> None:
    found = availability("Mon 9-11; Tue 9\nWed 10-12;\n; Thu 30-31", WINDOW)
    assert found.entries == entries("mon,wed 09:00-11:00")[:1] + entries("wed 10:00-12:00")
    assert len(found.faults) == 2
    listed = availability(("Mon 9-11", "Wed 10-12"), WINDOW)
    assert listed.entries == found.entries


def test_adjoining_entries_of_one_mark_and_weeks_join() -> None:
    found = availability("Mon 9-10; Mon 10-11; Mon 10:30-12:00; Mon 12:00-14:00 (possible)", WINDOW)
    assert found.entries == entries("mon 09:00-12:00") + entries("mon 12:00-14:00 possible")
    apart = availability("Mon 9-10 weeks 1; Mon 10-11 weeks 2", WINDOW)
    assert len(apart.entries) == 2


def test_after_five_ends_with_the_programmes_day() -> None:
    assert availability("Mon after 5", (480, 1080)).entries == entries("mon 17:00-18:00")


times = st.integers(0, 95).flatmap(
    lambda start: st.tuples(st.just(start * 15), st.integers(start + 1, 96).map(lambda n: n * 15))
)
any_entry = st.builds(
    lambda day, time, mark, weeks: Entry(day, *time, mark, weeks),
    st.integers(0, 6),
    times,
    st.sampled_from(Mark),
    st.sampled_from([(), (1,), (1, 3), (2, 4), (1, 2, 3), (5,)]),
)
LONG = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def half_clock(minute: int, *, spaced: bool) -> str:
    hour, part = divmod(minute % 1440, 60)
    text = f"{(hour - 1) % 12 + 1}" + (f":{part:02d}" if part else "")
    return text + (" " if spaced else "") + ("am" if hour < 12 else "pm")


@st.composite
def spelled(draw: st.DrawFn, entry: Entry) -> str:
    """Write an entry in one of many unambiguous ways."""
    short = WEEKDAYS[entry.weekday]
    long = LONG[entry.weekday]
    day = draw(st.sampled_from([short.title(), short, short.upper(), long, long + "s", f"{long}:"]))
    start, end = clock_of(entry.start), clock_of(entry.end)
    if draw(st.booleans()):
        spaced = draw(st.booleans())
        start, end = (half_clock(minute, spaced=spaced) for minute in (entry.start, entry.end))
    dash = draw(st.sampled_from(["-", " - ", "–", " – ", "—", " to ", " until "]))
    time = f"{start}{dash}{end}"
    mark = {
        Mark.FREE: [""],
        Mark.PREFERRED: ["(preferred)", "preferred", "(Best)", "- first choice"],
        Mark.POSSIBLE: ["(possible)", "if needed", "(maybe)", "(If Needed)"],
    }[entry.mark]
    listed = ",".join(map(str, entry.weeks))
    weeks = [f"weeks {listed}", f"(weeks {listed.replace(',', ' & ')})", f"week {listed}"]
    rest = [draw(st.sampled_from(mark)), draw(st.sampled_from(weeks)) if entry.weeks else ""]
    if draw(st.booleans()):
        rest.reverse()
    order = [day, time] if draw(st.booleans()) else [time, day.rstrip(":")]
    return " ".join([*order, *rest]).strip()


# Once read as a time that begins, and as one that could begin at night.
@pytest.mark.parametrize("text", ["00:00-00:15 Mon weeks 1,3 - first choice", "10:00-24:00 Mon"])
def test_spellings_once_refused(text: str) -> None:
    found = availability(text, WINDOW)
    assert [(e.start, e.end) for e in found.entries] == [
        tuple(map(minute_of, text[:11].split("-")))
    ]
    assert not found.faults


@settings(deadline=None)
@given(st.data(), any_entry)
def test_every_spelling_gives_the_entry_back(data: st.DataObject, entry: Entry) -> None:
    text = data.draw(spelled(entry))
    found = availability(text, WINDOW)
    assert (found.entries, found.faults) == ((entry,), ()), text


@settings(deadline=None)
@given(st.lists(any_entry, max_size=12))
def test_joining_keeps_every_minute_and_is_settled(listed: list[Entry]) -> None:
    def minutes(found: tuple[Entry, ...] | list[Entry]) -> set[tuple[object, ...]]:
        return {
            (entry.weekday, entry.mark, entry.weeks, minute)
            for entry in found
            for minute in range(entry.start, entry.end, 5)
        }

    whole = joined(listed)
    assert minutes(whole) == minutes(listed)
    assert joined(whole) == whole
    assert list(whole) == sorted(whole)


@settings(deadline=None)
@given(st.text(alphabet="MonTueWd 0123456789:-–,;&()apmweksrtnoif\n", max_size=60))
def test_any_text_gives_entries_or_faults_and_no_error(text: str) -> None:
    found = availability(text, WINDOW)
    assert found.entries or found.faults
    for entry in found.entries:
        assert 0 <= entry.start < entry.end <= 1440
