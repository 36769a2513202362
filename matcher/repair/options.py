"""The ways to repair a published proposal, side by side, each a whole checked proposal."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from matcher.cohort import (
    AnyPin,
    Cohort,
    NeverPin,
    Proposal,
    TimePin,
)
from matcher.cohort.pins import with_pins
from matcher.repair.changes import Changes, changed
from matcher.repair.option import BACKFILL, FEWEST, MOVE, WAIT, WAYS, Option, Repaired, in_order
from matcher.repair.pinned import refuse_pins
from matcher.repair.write import Writing
from matcher.solve.mend import Mending
from matcher.solve.result import Settings
from matcher.solve.stop import Clock, Stop
from matcher.solve.way import Fewest, Way

SECONDS = 30.0


def repair(
    cohort: Cohort,
    earlier: Proposal,
    changes: Changes,
    *,
    pins: Iterable[AnyPin] = (),
    most: int | None = None,
    settings: Settings | None = None,
    seconds: float = SECONDS,
    deterministic: bool = False,
    stop: Stop | None = None,
) -> Repaired:
    """Repair a proposal with the fewest changes.

    Parameters
    ----------
    cohort : Cohort
        Of the earlier proposal.
    earlier : Proposal
        As published.
    changes : Changes
        What has happened since.
    pins : iterable of AnyPin
        What has to be so in the repaired groups; a seat may be another than before. What the
        earlier proposal's pins say of providers goes on.
    most : int, optional
        Members who may be moved.
    settings : Settings, optional
    seconds : float
        For all options together; each keeps to its share.
    deterministic : bool
        Count work instead of seconds.
    stop : Stop, optional

    Raises
    ------
    ImpossibleChanges
        Where what happened cannot have, or what is pinned cannot all be kept.
    """
    began = time.monotonic()
    wanted = tuple(pins)
    now = with_pins(changed(cohort, earlier, changes), wanted)
    refuse_pins(now, earlier, wanted, changes.lost)
    kept = [pin for pin in earlier.pins if isinstance(pin, NeverPin | TimePin)]
    settings = settings or Settings(workers=1)
    work = Writing(cohort, now, earlier, changes, (*kept, *wanted), settings, began)
    stop = stop or Stop()
    share = seconds / len(WAYS)

    def mending() -> Mending:
        return work.mending(Clock(share, stop, counted=deterministic))

    look = mending()
    fewest = look.fewest(Way())
    names = tuple(WAYS) if look.hurt or look.lost or look.asked else (BACKFILL,)
    made: dict[str, Option] = {}
    skipped: list[str] = []
    for name in names:
        if name in (MOVE, FEWEST) and _nothing_new(look, fewest, made):
            skipped.append(name)
            continue
        mended = mending().mend(WAYS[name], most)
        if mended is not None:
            made[name] = work.option(name, mended, fewest.bound)
    made[WAIT] = work.waiting(look, fewest.bound)
    return Repaired(
        cohort=now,
        options=tuple(in_order(made, most)),
        fewest=fewest.bound + work.ineligible,
        reached=fewest.moves == fewest.bound,
        most=most,
        unavailable=tuple(
            name for name in names if name not in made and name not in (FEWEST, *skipped)
        ),
    )


def _nothing_new(look: Mending, fewest: Fewest, made: Mapping[str, Option]) -> bool:
    """Whether one of the options leaves nothing out that any other way could do as well."""
    return any(
        name in made and made[name].proposal.levels[0].proven and look.complete(WAYS[name], fewest)
        for name in (BACKFILL, MOVE)
    )
