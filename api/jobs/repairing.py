"""A run that repairs a proposal instead of making one anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.store.repaired import changes_of
from matcher.cohort import AnyPin, Cohort, Proposal
from matcher.propose import Options
from matcher.repair.changes import ImpossibleChanges
from matcher.repair.option import Option, Repaired
from matcher.repair.options import repair
from matcher.solve.result import Settings
from matcher.solve.stop import Stop


class Unfit(Exception):  # noqa: N818 - the run cannot give a proposal; not always an error
    """Why a run ends without a proposal, in plain words without anything personal."""


def repaired(
    cohort: Cohort,
    earlier: Proposal | None,
    wanted: Mapping[str, Any],
    pins: Sequence[AnyPin],
    options: Options,
    stop: Stop,
) -> tuple[Repaired, Option]:
    """Return the ways to repair, and the one that was asked for or is recommended.

    Raises
    ------
    Unfit
        Where none can be taken.
    """
    if earlier is None:
        raise Unfit("The proposal to repair has been deleted with its cohort.")
    try:
        found = repair(
            cohort,
            earlier,
            changes_of(wanted, cohort.program),
            pins=pins,
            most=wanted.get("max_moves"),
            settings=Settings(workers=options.workers or 1, seed=options.seed or 0),
            seconds=options.time_limit or cohort.program.time_limit,
            stop=stop,
        )
    except ImpossibleChanges as error:
        raise Unfit(str(error)) from error
    name = wanted.get("option")
    taken = found.recommended if name is None else found.option(name)
    if taken is None:
        what = "No way of repairing" if name is None else f"The way '{name}'"
        raise Unfit(f"{what} leads to groups that keep every rule within the moves allowed.")
    if not found.allows(taken):
        what = taken.findings[0] if taken.findings else f"It moves {taken.moved} members."
        raise Unfit(f"The way '{taken.name}' cannot be taken: {what}")
    return found, taken
