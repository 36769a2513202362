"""What the server and a reading process say to each other: a JSON line, and the files' bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from pydantic import BaseModel

from api.schemas.problems import IssueOut, clean
from matcher.files.read import Issue


class Upload(BaseModel):
    """To the process: read files of these names and sizes, whose bytes follow."""

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
    """To the server: what the files hold, or every fault in them."""

    faults: list[Fault] = []
    name: str = ""
    participants: int = 0
    providers: int = 0
    time_limit: float = 0.0
    warnings: list[IssueOut] = []


def write_upload(out: IO[bytes], files: Mapping[str, bytes]) -> None:
    """Send files."""
    names = [(clean(name), len(content)) for name, content in files.items()]
    out.write(Upload(files=names).model_dump_json().encode() + b"\n")
    for content in files.values():
        out.write(content)
    out.flush()


def read_upload(source: IO[bytes]) -> dict[str, bytes] | None:
    """Receive files; None where no more will come."""
    line = source.readline()
    if not line:
        return None
    return {name: source.read(size) for name, size in Upload.model_validate_json(line).files}
