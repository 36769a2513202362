"""What a run is asked for, and how it is to be solved."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from matcher.cohort import Cohort


@dataclass(frozen=True, slots=True)
class Orders:
    """How to match; None stands for the program's own setting."""

    time_limit: float | None = None
    gap: float | None = None
    seed: int | None = None
    workers: int | None = None
    deterministic: bool = False
    leave_out_faulty: bool = False

    def arguments(self) -> list[str]:
        """Return them as `matcher match` takes them."""
        words: list[str] = []
        for field in fields(self):
            value = getattr(self, field.name)
            option = "--" + field.name.replace("_", "-")
            if value is True:
                words.append(option)
            elif value is not None and value is not False:
                words += [option, str(value)]
        return words


@dataclass(frozen=True)
class Request:
    """What a run was asked for.

    Attributes
    ----------
    source : Path
        The cohort.
    out : Path
        Folder for the files.
    orders : Orders
    started : float
        `time.monotonic` of the command's start; the time limit counts from there.
    earlier : Path or None
        An earlier proposal.json.
    demo : bool
        Whether the cohort is the shipped demo.
    commitment : Path or None
        The commitment.json made before the draw.
    policy : str or None
        A ready policy or the path of one, in place of the program's own.
    draws : Path or None
        A list of draws (draws.json) that decides instead of tickets.
    pins : tuple of str
        What has to stay, in words: ``P012 in G03``.
    pin_file : Path or None
        The same as a pins.json or pins.toml.
    """

    source: Path
    out: Path
    orders: Orders
    started: float
    earlier: Path | None = None
    demo: bool = False
    commitment: Path | None = None
    policy: str | None = None
    draws: Path | None = None
    pins: tuple[str, ...] = ()
    pin_file: Path | None = None

    def limit(self, cohort: Cohort) -> float:
        """Return the time limit in seconds: as asked, else the program's own."""
        asked = self.orders.time_limit
        return cohort.program.time_limit if asked is None else asked
