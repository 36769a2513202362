"""Many people's free time at once says what each person's availability says."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.cohort import Entry, Mark, Meeting, Program
from matcher.cohort.availability import WEEKS_OF, covers, local_spans
from matcher.weekgrid import free_at
from tests.build import person

ZONES = (
    *("America/New_York", "America/Phoenix", "Pacific/Honolulu", "America/Sao_Paulo"),
    *("Europe/London", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati", "UTC"),
)
WEEKS = st.sampled_from([(), (), (), (1, 3), (2, 4), (1, 2, 3), (4,), (5,), (1, 2, 3, 4, 5)])
STARTS = (date(2027, 1, 4), date(2027, 2, 27), date(2027, 10, 20), date(2028, 2, 29))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    start = 30 * draw(st.integers(0, 47))
    end = min(1440, start + 30 * draw(st.integers(1, 48)))
    mark = draw(st.sampled_from(Mark))
    return Entry(draw(st.integers(0, 6)), start, end, mark, draw(WEEKS))


@st.composite
def meetings(draw: st.DrawFn) -> Meeting:
    cadence = draw(st.sampled_from(sorted(WEEKS_OF)))
    weeks = draw(st.sampled_from(WEEKS_OF[cadence]))
    return Meeting(draw(st.integers(0, 6)), 30 * draw(st.integers(0, 47)), cadence, weeks)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(ZONES), st.lists(entries(), max_size=8)), max_size=5),
    st.lists(meetings(), min_size=1, max_size=12),
    st.sampled_from(ZONES),
    st.sampled_from(STARTS),
    st.sampled_from([2, 4, 24]),
    st.sets(st.sampled_from(Mark)),
)
def test_free_as_availability_covers(
    drawn: list[tuple[str, list[Entry]]],
    asked: list[Meeting],
    zone: str,
    start_date: date,
    hours: int,
    marks: set[Mark],
) -> None:
    program = Program(time_zone=zone, start_date=start_date, hours=hours, holidays="none")
    rows = [person(f"P{n}", "", time_zone=own) for n, (own, _) in enumerate(drawn)]
    for row, (_, listed) in zip(rows, drawn, strict=True):
        object.__setattr__(row, "availability", tuple(listed))
    free = free_at(program, rows, asked, frozenset(marks))
    assert free.shape == (len(rows), len(asked))
    for row, got in zip(rows, free.tolist(), strict=True):
        kept = [entry for entry in row.availability if entry.mark in marks]
        spans = [local_spans(m, start_date, hours, zone, row.time_zone) for m in asked]
        assert got == [covers(kept, one) for one in spans]


def test_many_rows_in_chunks() -> None:
    program = Program()
    meeting = Meeting(1, 600, "monthly", (2,))
    rows = [person(f"P{n}", "tue 10:00-12:00" if n % 3 else "tue 10:00-11:59") for n in range(600)]
    assert free_at(program, rows, [meeting])[:, 0].tolist() == [bool(n % 3) for n in range(600)]


def test_nobody_and_nothing() -> None:
    assert free_at(Program(), [], [Meeting(1, 600, "monthly", (2,))]).shape == (0, 1)
    assert free_at(Program(), [person("P1")], []).shape == (1, 0)
