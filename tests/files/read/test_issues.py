"""A fault as one line, and the exception that carries all of them."""

import pickle

import pytest

from matcher.files.read import Issue, UnusableInput


@pytest.mark.parametrize(
    ("row", "column", "line"),
    [
        (3, "sector", "p.csv:3:sector: found 'x'"),
        (3, None, "p.csv:3:: found 'x'"),
        (None, "hours", "p.csv::hours: found 'x'"),
        (None, None, "p.csv: found 'x'"),
        (3, "Sector: which?", "p.csv:3:Sector  which?: found 'x'"),
    ],
)
def test_lines(row: int | None, column: str | None, line: str) -> None:
    assert str(Issue("p.csv", row, column, "bad-value", "found 'x'")) == line


def test_the_exception_travels_between_processes() -> None:
    fault = Issue("p.csv", 3, "sector", "bad-value", "found 'x'")
    error = pickle.loads(pickle.dumps(UnusableInput((fault, fault))))  # noqa: S301
    assert error.faults == (fault, fault)
    assert str(error).count("\n") == 1
