"""The server's end of the reading processes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from api.errors import UnusableInputError
from api.processes import DiedError, Processes
from api.reading.messages import Found, Wanted, write_upload
from matcher.files.read import Issue

COMMAND = (sys.executable, "-m", "api.reading.process")


class Readers:
    """Reads uploads, a few at once, each for so long and in so much memory.

    Parameters
    ----------
    count : int
        Processes; each is started when first needed.
    seconds : float
        For one upload.
    command : sequence of str
        Starts a reading process.
    """

    def __init__(self, count: int, seconds: float, command: Sequence[str] = COMMAND) -> None:
        self.count, self.seconds = count, seconds
        self._processes = Processes(count, command)

    def read(self, files: Mapping[str, bytes], wanted: Wanted = "cohort") -> Found:
        """Return what files hold; waits until a process is free.

        Raises
        ------
        UnusableInputError
            With every fault; or reading them took too long or too much memory.
        """
        try:
            found = self._processes.ask(
                lambda out: write_upload(out, files, wanted), _found, self.seconds
            )
        except DiedError:
            raise self._refusal() from None
        if found.faults:
            raise UnusableInputError.of([fault.issue() for fault in found.faults])
        return found

    def close(self) -> None:
        """End every process."""
        self._processes.close()

    def _refusal(self) -> UnusableInputError:
        message = (
            f"reading it takes more than {self.seconds:g} s or too much memory; accepted: a "
            "waitlist and a roster without anything else"
        )
        return UnusableInputError.of([Issue("body", None, None, "too-large", message)])


def _found(line: bytes) -> Found | None:
    try:
        return Found.model_validate_json(line)
    except ValidationError:
        return None
