"""What is wrong or doubtful in a file, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from matcher.cohort import Cohort


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault or warning.

    Attributes
    ----------
    file : str
        File name; a workbook's sheet or a JSON list after a slash (``cohort.xlsx/Participants``).
    row : int or None
        The row number a spreadsheet shows (the header is row 1), the line of a ``program.toml``,
        or the place in a JSON list, counted from 1.
    column : str or None
        The header as it stands in the file, or the key of a program's setting.
    code : str
        Kebab-case kind, for programs.
    message : str
        What was found and what is accepted. Names, e-mail addresses and monitoring answers are
        never repeated.
    """

    file: str
    row: int | None
    column: str | None
    code: str
    message: str

    def __str__(self) -> str:
        if self.row is None and self.column is None:
            return f"{self.file}: {self.message}"
        row = "" if self.row is None else self.row
        column = (self.column or "").replace(":", " ")  # the line is to be split at its colons
        return f"{self.file}:{row}:{column}: {self.message}"


class UnusableInput(Exception):  # noqa: N818 - the contract's word: the input cannot be used
    """The input cannot be used; `faults` holds every reason at once."""

    def __init__(self, faults: tuple[Issue, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


@dataclass(frozen=True)
class Reading:
    """A cohort as read, with what a coordinator should know about it.

    Attributes
    ----------
    cohort : Cohort
    warnings : tuple of Issue
    left_out : tuple of Issue
        The faults of the rows that were left out, where that was asked for.
    """

    cohort: Cohort
    warnings: tuple[Issue, ...] = ()
    left_out: tuple[Issue, ...] = ()


@dataclass
class Findings:
    """Collects faults and warnings while reading goes on."""

    faults: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)

    def fault(
        self, file: str, row: int | None, column: str | None, code: str, message: str
    ) -> None:
        """Note something that makes a row or file unusable."""
        self.faults.append(Issue(file, row, column, code, message))

    def warn(self, file: str, row: int | None, column: str | None, code: str, message: str) -> None:
        """Note something to look at."""
        self.warnings.append(Issue(file, row, column, code, message))

    def stop(self) -> None:
        """Raise UnusableInput if anything is at fault."""
        if self.faults:
            raise UnusableInput(tuple(self.faults))


class CellError(ValueError):
    """A value that cannot be used: its message says what was found and what is accepted."""

    def __init__(self, message: str, code: str = "bad-value") -> None:
        super().__init__(message)
        self.code = code


def one_line(text: str, limit: int = 80) -> str:
    """Return `text` fit for one line of a terminal: no control characters, not too long."""
    clean = "".join(char if char.isprintable() else " " for char in text)
    clean = " ".join(clean.split())
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def looks_like_email(text: str) -> bool:
    """Whether a text looks like an e-mail address."""
    name, at, domain = text.rpartition("@")
    return bool(at and name.strip() and "." in domain.strip(". "))


def shown(value: object) -> str:
    """Return a found value as messages quote it; an e-mail address is never repeated."""
    if isinstance(value, str):
        if not value.strip():
            return "nothing"
        if "@" in value and any(map(looks_like_email, value.replace(";", " ").split())):
            return "an e-mail address"
        return f"'{one_line(value)}'"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table of keys"
    try:
        return one_line(str(value))
    except ValueError:  # an integer of thousands of digits
        return "a number far too long"
