"""The alias rules of bare hours, row by row of the table in clock_text."""

import pytest

from matcher.cohort.availability import clock_of
from matcher.files.read.clock_text import CLOCK, Clock, clock, span
from matcher.files.read.issues import CellError

SURE = {
    "09:00-11:00": "09:00-11:00", "9-17": "09:00-17:00", "12:00-14:00": "12:00-14:00",
    "10:00-12:30": "10:00-12:30", "08:00-12": "08:00-12:00", "7-19": "07:00-19:00",
    "9-11": "09:00-11:00", "8:30-10": "08:30-10:00", "11-1": "11:00-13:00", "9-5": "09:00-17:00",
    "8-9": "08:00-09:00", "12-12:30": "12:00-12:30", "12:00-12:45": "12:00-12:45",
    "9-11am": "09:00-11:00", "1-3pm": "13:00-15:00", "11-1pm": "11:00-13:00",
    "9-5pm": "09:00-17:00", "12-1:30pm": "12:00-13:30", "10-12pm": "10:00-12:00",
    "9am-1": "09:00-13:00", "noon-2": "12:00-14:00", "11am-12": "11:00-12:00",
    "12pm-1": "12:00-13:00", "10-noon": "10:00-12:00", "12 noon-1pm": "12:00-13:00",
    "6pm-midnight": "18:00-24:00", "11pm-12am": "23:00-24:00", "20:00-00:00": "20:00-24:00",
    "00:00-24:00": "00:00-24:00", "0930-1130": "09:30-11:30", "930-11": "09:30-11:00",
    "9.30-11.00": "09:30-11:00", "9:00:00-10:30:00": "09:00-10:30", "5p-7p": "17:00-19:00",
    "12-14": "12:00-14:00", "9-13:30": "09:00-13:30", "midday-1": "12:00-13:00",
    "9am-17:00": "09:00-17:00",
}  # fmt: skip
GUESSED = {
    "12-1": "12:00-13:00", "12:30-2": "12:30-14:00", "12:00-1:00": "12:00-13:00",
    "1-3": "13:00-15:00", "5-7": "17:00-19:00", "6-8": "18:00-20:00", "7-9": "07:00-09:00",
    "6-12": "06:00-12:00", "5:30-7": "17:30-19:00", "01:00-03:00": "01:00-03:00",
    "12-2am": "00:00-02:00", "6pm-12": "18:00-24:00", "1-15": "13:00-15:00",
}  # fmt: skip
REFUSED = (
    "25:00-26:00", "9:75-10", "9-10:60", "24:00-25:00", "24:30-25", "14:00-12:00", "22:00-02:00",
    "11:00-10:00", "12:00-11:00", "9-9", "12-12", "9am-9am", "11pm-2am", "10-midnight", "9-12am",
    "13pm-14pm", "0am-2am", "4-2", "123456-2", "9:00:30-10", "14-3", "24:00-24:00", "11-10",
    "9:5-10",
)  # fmt: skip


def pair(text: str) -> tuple[Clock, Clock]:
    start, end = (CLOCK.fullmatch(part) for part in text.split("-"))
    assert start
    assert end
    return clock(start), clock(end)


def reading(text: str) -> tuple[str, bool]:
    first, last, guessed = span(*pair(text))
    return f"{clock_of(first)}-{clock_of(last)}", guessed


@pytest.mark.parametrize(("text", "meant"), SURE.items())
def test_sure_times(text: str, meant: str) -> None:
    assert reading(text) == (meant, False)


@pytest.mark.parametrize(("text", "meant"), GUESSED.items())
def test_times_that_are_guessed(text: str, meant: str) -> None:
    assert reading(text) == (meant, True)


@pytest.mark.parametrize("text", REFUSED)
def test_times_that_are_refused(text: str) -> None:
    with pytest.raises(CellError):
        reading(text)
