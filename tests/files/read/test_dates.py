"""Dates as forms and spreadsheets write them."""

from datetime import datetime

import pytest

from matcher.files.read.dates import moment
from matcher.files.read.issues import CellError


@pytest.mark.parametrize(
    ("text", "meant", "doubtful"),
    [
        ("2027-01-04", datetime(2027, 1, 4), False),
        ("2027-1-4", datetime(2027, 1, 4), False),
        ("2027-01-04 09:30", datetime(2027, 1, 4, 9, 30), False),
        ("2027-01-04T09:30:15", datetime(2027, 1, 4, 9, 30, 15), False),
        ("2027-01-04T14:30:00Z", datetime(2027, 1, 4, 9, 30), False),
        ("2027-01-04 09:30:00-08:00", datetime(2027, 1, 4, 12, 30), False),
        ("1/4/2027", datetime(2027, 1, 4), True),
        ("4/4/2027", datetime(2027, 4, 4), False),
        ("1/14/2027", datetime(2027, 1, 14), False),
        ("01-14-2027", datetime(2027, 1, 14), False),
        ("5/17/2026 9:05:00 PM", datetime(2026, 5, 17, 21, 5), False),
        ("January 4, 2027", datetime(2027, 1, 4), False),
        ("Monday, Jan. 4th 2027", datetime(2027, 1, 4), False),
    ],
)
def test_what_is_read(text: str, meant: datetime, doubtful: bool) -> None:
    found, note = moment(text, "America/New_York")
    assert found == meant
    assert bool(note) is doubtful


@pytest.mark.parametrize(
    "text",
    ["", "soon", "13/1/2027", "2027-02-30", "1/4/27", "4.1.2027", "2027", "46391", "0001-01-01",
     "2300-01-01", "2027-01-04 25:00", "2027-01-04 0:30pm", "Ma 4, 2027",
     "9999-12-31T23:59:00-12:00", "2027-01-04T09:30:00+99:99"],
)  # fmt: skip
def test_what_is_refused(text: str) -> None:
    with pytest.raises(CellError, match=r"^found .+; accepted: |^found .+accepted: "):
        moment(text, "America/New_York")
