"""Odds of a whole cohort: the ticket draw replayed, and the fairest lottery beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matcher.cohort import Cohort, Reason
from matcher.cohort.turn import tier_name, tier_of
from matcher.explain.unplaced import unplaced_reasons
from matcher.odds.draws import Draws, numbered
from matcher.odds.ground import Ground, lay_ground
from matcher.odds.leximin import Leximin
from matcher.odds.lottery import Lottery, Stage
from matcher.odds.replays import Replay, Replayer
from matcher.odds.wilson import Interval, wilson
from matcher.solve.highs import kept_warm
from matcher.solve.pricing import Floats
from matcher.solve.stop import Stop

DEFAULT_REPLAYS = 200
SHARE_GROUND = 0.4  # of the time
SHARE_REPLAYS = 0.4  # of what is left after that, where a lottery is wanted too
POINTS = "points"


@dataclass(frozen=True)
class Chance:
    """One person's odds.

    Attributes
    ----------
    participant_id : str
    tier : str
        ``points`` where the program gives points.
    seated : int
        Replays with a seat.
    ticket : Interval
        Chance under the tickets: share of replays, with its 95% Wilson interval.
    leximin : float or None
        Chance under the fairest lottery's list; None where none was looked for.
    never : Reason or None
        Why no draw can seat them, where that is certain.
    """

    participant_id: str
    tier: str
    seated: int
    ticket: Interval
    leximin: float | None
    never: Reason | None


@dataclass(frozen=True)
class Study:
    """What was found.

    Attributes
    ----------
    ground : Ground
    replays : tuple of Replay
    lottery : Lottery or None
    draws : Draws or None
        The same as a numbered list.
    chances : tuple of Chance
        In the cohort's order, the ineligible included.
    seed : int
        Of the replays.
    seconds : float
    """

    ground: Ground
    replays: tuple[Replay, ...]
    lottery: Lottery | None
    draws: Draws | None
    chances: tuple[Chance, ...]
    seed: int
    seconds: float | None


@kept_warm()
def study(
    cohort: Cohort,
    *,
    time_limit: float = 60.0,
    most: int = DEFAULT_REPLAYS,
    seed: int = 1,
    leximin: bool = True,
    stop: Stop | None = None,
    tell: Callable[[str], None] = lambda _: None,
    deterministic: bool = False,
) -> Study:
    """Work out everybody's odds.

    Parameters
    ----------
    cohort : Cohort
        Without pinned people.
    time_limit : float
        Seconds.
    most : int
        Replays at most.
    seed : int
        Of the replays, not of the program's own tickets.
    leximin : bool
        Whether to look for the fairest lottery too (in mode tiers only).
    stop : Stop, optional
        Asked to stop, it ends with what it has.
    tell : callable
        Told how far it is, in words.
    deterministic : bool
        Count work instead of seconds: the same cohort, limits and seed give the same study.
    """
    stop = stop or Stop()
    wanted = leximin and cohort.program.priority.mode == "tiers"
    ground = lay_ground(
        cohort, seconds=SHARE_GROUND * time_limit, stop=stop, tell=tell, counted=deterministic
    )
    left = time_limit - ground.clock.seconds
    done = Replayer(ground).run(
        most,
        seconds=left * (SHARE_REPLAYS if wanted else 1.0),
        seed=seed,
        stop=stop,
        on_replay=lambda count: tell(f"{count} of {most} draws replayed"),
    )
    lottery = draws = None
    if wanted and not stop.asked:
        tiers = [level.name.removeprefix("seats.") for level in ground.tiers]

        def news(stage: Stage) -> None:
            tell(
                f"fairest lottery, {tiers[stage.tier]} access: smallest chance "
                f"{stage.value:.3f}, at most {stage.bound:.3f}"
            )

        left = time_limit - ground.clock.seconds
        lottery = Leximin(ground, stop=stop, on_news=news).run(max(1.0, left))
        draws = numbered(
            lottery.seatings, lottery.weights, len(ground.instance.people), counted=deterministic
        )
    return Study(
        ground=ground,
        replays=tuple(done),
        lottery=lottery,
        draws=draws,
        chances=_chances(ground, done, lottery, draws),
        seed=seed,
        seconds=None if deterministic else ground.clock.seconds,
    )


def _chances(
    ground: Ground, done: list[Replay], lottery: Lottery | None, draws: Draws | None
) -> tuple[Chance, ...]:
    cohort, instance = ground.cohort, ground.instance
    number = {person: index for index, person in enumerate(instance.people)}
    counts = {person.id: 0 for person in cohort.participants}
    for replay in done:
        for person in replay.seated:
            counts[person] += 1
    fair: Floats | None = None if draws is None else draws.chances(len(instance.people))
    never = _never(ground, lottery)
    by_points = cohort.program.priority.mode == POINTS
    return tuple(
        Chance(
            participant_id=person.id,
            tier=POINTS
            if by_points
            else tier_name(cohort.program.priority.tiers[tier_of(cohort.program, person)]),
            seated=counts[person.id],
            ticket=wilson(counts[person.id], len(done)),
            leximin=None
            if fair is None
            else float(fair[number[person.id]]) if person.id in number else 0.0,
            never=never.get(person.id),
        )
        for person in cohort.participants
    )  # fmt: skip


def _never(ground: Ground, lottery: Lottery | None) -> dict[str, Reason]:
    """Return why some people cannot be seated by any draw; only where that is certain.

    Either no group is possible for them at all: then their reasons in a cohort without groups say
    which rule it is. Or groups are, but none as long as every tier has all its seats.
    """
    instance = ground.instance
    able = np.zeros(len(instance.people), dtype=bool)
    for members in instance.members:
        able[members] = True
    possible = {person for index, person in enumerate(instance.people) if able[index]}
    found = {
        entry.participant_id: next(
            (r for r in entry.reasons if r.code != "outranked"),
            Reason("rule", "No group that keeps every rule is possible with this person."),
        )
        for entry in unplaced_reasons(ground.cohort, ())
        if entry.participant_id not in possible
    }
    if lottery is not None and ground.proven:
        before = "a reserve or a tier" if instance.reserves else "a tier"
        for index in np.flatnonzero(lottery.never & able).tolist():
            person = instance.people[index]
            found[person] = Reason(
                "tier-seats",
                f"A seat for this person would mean fewer seats for {before} that comes before, "
                "or fewer in their own tier.",
            )
    return found
