"""The server's end of the processes that try changes out."""

from __future__ import annotations

import sys
from typing import IO

from anyio import CapacityLimiter
from pydantic import ValidationError

from api.errors import NotFoundError, TooLongError
from api.processes import DiedError, Processes
from api.settings import Settings
from api.whatif.messages import Question, Reply

COMMAND = (sys.executable, "-m", "api.whatif.process")
COUNT = 2  # questions worked on at once
GRACE = 30.0  # seconds beyond those given, for reading and for the last thing tried


class Askers:
    """Has changes tried out, a few questions at once.

    Attributes
    ----------
    limiter : CapacityLimiter
        So many requests at once; the others wait without holding a thread.
    """

    def __init__(self, settings: Settings) -> None:
        url = settings.url().render_as_string(hide_password=False)
        self._processes = Processes(COUNT, COMMAND, {"MATCHER_DATABASE_URL": url})
        self.limiter = CapacityLimiter(COUNT)

    def ask(self, question: Question) -> Reply:
        """Return what is found.

        Raises
        ------
        NotFoundError
            The proposal has been purged.
        TooLongError
            It took far longer than the time given.
        """
        text = question.model_dump_json().encode() + b"\n"

        def send(out: IO[bytes]) -> None:
            out.write(text)
            out.flush()

        try:
            reply = self._processes.ask(send, _reply, question.seconds + GRACE)
        except DiedError:
            raise TooLongError(
                f"Nothing was found within {question.seconds + GRACE:g} s; try again later."
            ) from None
        if reply.gone:
            raise NotFoundError("There is no such proposal any more.")
        return reply

    def close(self) -> None:
        """End every process."""
        self._processes.close()


def _reply(line: bytes) -> Reply | None:
    try:
        return Reply.model_validate_json(line)
    except ValidationError:
        return None
