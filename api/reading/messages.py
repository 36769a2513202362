"""What the server and a reading process say to each other: a JSON line, and the files' bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Literal

from pydantic import Base64Bytes, BaseModel

from api.schemas.problems import IssueOut, clean
from api.schemas.readings import ReadingOut
from matcher.files.read import Issue

Wanted = Literal["cohort", "look", "marked"]  # what is to be made of an upload


class Upload(BaseModel):
    """To the process: read files of these names and sizes, whose bytes follow."""

    wanted: Wanted
    files: list[tuple[str, int]]


class Fault(BaseModel):
    """A fault, word for word as the reader found it."""

    file: str
    row: int | None
    column: str | None
    code: str
    message: str

    @classmethod
    def of(cls, issue: Issue) -> Fault:
        """Return a fault as JSON holds it."""
        shown = IssueOut.of(issue)
        return cls(**shown.model_dump())

    def issue(self) -> Issue:
        """Return it as the reader had it."""
        return Issue(self.file, self.row, self.column, self.code, self.message)


class Found(BaseModel):
    """To the server: what the files hold, or every fault in them.

    `look` and `marked` (a workbook) only where that was wanted; they hold the faults themselves.
    """

    faults: list[Fault] = []
    name: str = ""
    participants: int = 0
    providers: int = 0
    time_limit: float = 0.0
    warnings: list[IssueOut] = []
    look: ReadingOut | None = None
    marked: Base64Bytes = b""


def write_upload(out: IO[bytes], files: Mapping[str, bytes], wanted: Wanted) -> None:
    """Send files."""
    names = [(clean(name), len(content)) for name, content in files.items()]
    out.write(Upload(wanted=wanted, files=names).model_dump_json().encode() + b"\n")
    for content in files.values():
        out.write(content)
    out.flush()


def read_upload(source: IO[bytes]) -> tuple[Wanted, dict[str, bytes]] | None:
    """Receive what is wanted, and files; None where no more will come."""
    line = source.readline()
    if not line:
        return None
    upload = Upload.model_validate_json(line)
    return upload.wanted, {name: source.read(size) for name, size in upload.files}
