"""Odds per tier: the figures that odds.json, the terminal and the report show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # who only reads what was found needs no solver
    from matcher.odds.study import Study


@dataclass(frozen=True, slots=True)
class TierOdds:
    """One tier's odds.

    Attributes
    ----------
    tier : str
    people, never : int
        How many, and how many of them no draw can seat for certain.
    seats : float
        Settled seats (0 in mode points, where seats belong to no tier).
    ticket_mean, ticket_least, ticket_most : float or None
        Chances under the tickets of those who are not `never`; None where there are none.
    leximin_least, leximin_bound : float or None
        Smallest chance under the published list, and what no lottery can pass.
    unsettled : int
        People for whom neither a seating nor a proof that there is none was found.
    """

    tier: str
    people: int
    never: int
    seats: float
    ticket_mean: float | None
    ticket_least: float | None
    ticket_most: float | None
    leximin_least: float | None
    leximin_bound: float | None
    unsettled: int


def tiers_of(document: Mapping[str, Any]) -> tuple[TierOdds, ...]:
    """Return the odds of every tier that an odds.json of this version holds."""
    return tuple(TierOdds(**row) for row in document["tiers"])


def replays_of(document: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    """Return the ids of the seated in each replay of an odds.json."""
    return tuple(frozenset(replay["seated"]) for replay in document["replays"])


def tier_odds(found: Study) -> list[TierOdds]:
    """Return the odds of every tier, the most urgent first."""
    values = {lv.name.removeprefix("seats."): lv.value for lv in found.ground.tiers}
    bounds = _bounds(found)
    unsettled = _unsettled(found)
    rows = []
    for tier in dict.fromkeys([*values, *(c.tier for c in found.chances)]):
        people = [c for c in found.chances if c.tier == tier]
        if not people:
            continue
        able = [c for c in people if c.never is None]
        shares = [c.ticket.share for c in able] if found.replays else []
        fair = [
            c.leximin for c in able if c.leximin is not None and c.participant_id not in unsettled
        ]
        rows.append(
            TierOdds(
                tier=tier,
                people=len(people),
                never=len(people) - len(able),
                seats=values.get(tier, 0.0) if tier != "points" else 0.0,
                ticket_mean=fmean(shares) if shares else None,
                ticket_least=min(shares, default=None),
                ticket_most=max(shares, default=None),
                leximin_least=min(fair, default=None),
                leximin_bound=bounds.get(tier) if fair else None,
                unsettled=sum(c.participant_id in unsettled for c in able),
            )
        )
    return rows


def _bounds(found: Study) -> dict[str, float]:
    if found.lottery is None:
        return {}
    return {
        found.ground.tiers[stage.tier].name.removeprefix("seats."): stage.bound
        for stage in found.lottery.stages
        if stage.round == 0
    }


def _unsettled(found: Study) -> set[str]:
    """Return those with no seat in the lottery for whom that is not proven."""
    if found.lottery is None:
        return set()
    people = found.ground.instance.people
    return {
        people[index]
        for index, chance in enumerate(found.lottery.chance.tolist())
        if chance <= 0 and not found.lottery.never[index]
    }


@dataclass(frozen=True, slots=True)
class Quality:
    """How near the replays are to the best seating for their tickets.

    Attributes
    ----------
    replays, proven : int
        All, and those proven best.
    measured : int
        Replays solved to their end, on which the distance of the others was measured.
    mean_gap, largest_gap : float or None
        Share of level `turn` that choosing among known groups alone lost on those.
    """

    replays: int
    proven: int
    measured: int
    mean_gap: float | None
    largest_gap: float | None


def quality(found: Study) -> Quality:
    """Measure the replays on those that were solved to their end."""
    gaps = [
        max(0.0, (r.bound - r.quick) / r.bound)
        for r in found.replays
        if r.bound and r.quick is not None
    ]
    return Quality(
        replays=len(found.replays),
        proven=sum(r.proven for r in found.replays),
        measured=len(gaps),
        mean_gap=fmean(gaps) if gaps else None,
        largest_gap=max(gaps, default=None),
    )
