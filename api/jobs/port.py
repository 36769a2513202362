"""What the service asks of whatever runs the solver. The `run` table is the truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class JobsState:
    """How the runners stand.

    Attributes
    ----------
    alive : bool
        Whether queued runs are being taken up.
    processes : int
        Solver processes.
    """

    alive: bool
    processes: int


class Jobs(Protocol):
    """Takes queued runs up, one after the other, outside the server's own process."""

    def start(self) -> None:
        """Begin; runs that a dead server left behind go back into the queue."""

    def close(self) -> None:
        """End: running solves keep their best if they are quick, else they are queued again."""

    def enqueue(self, run_id: str, priority: int) -> None:
        """Say that a run waits in the table."""

    def request_stop(self, run_id: str) -> None:
        """Pass on the wish to stop a run, which the table already holds."""

    def forget(self, run_ids: Iterable[str]) -> None:
        """End runs that have been purged, whatever they have reached."""

    def state(self) -> JobsState:
        """Say how the runners stand."""
