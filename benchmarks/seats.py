"""Who gets a seat, held against every seating there is, in small random cohorts.

For each cohort all groups that keep the rules, and all ways to put them together, are enumerated.
So the best of every seats level, and of `turn` with those, is known without the solver; what it
finds is held against it, and the fairest lottery against the draw by tickets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from matcher.check import check
from matcher.files.read import read_cohort_data
from matcher.odds.ground import Ground, lay_ground
from matcher.odds.leximin import Leximin
from matcher.odds.lottery import Lottery
from matcher.odds.replays import Replay, Replayer
from matcher.propose import Options, solve
from tests.oracle_enumerate import enumerate_groupings
from tests.oracle_levels import level_values
from tests.oracle_model import read_cohort as read_by_oracle
from tests.random_cohorts import random_cohort

FIRST_SEED = 9_000
PEOPLE = 7
REPLAYS = 40
SECONDS = 20.0  # for one solve; most end in far less
NOISE = 2e-3  # a smallest chance is settled to this


@dataclass
class Tally:
    """What was counted over all cohorts."""

    cohorts: int = 0
    seats: int = 0
    turn: int = 0
    envy: int = 0
    lotteries: int = 0
    fairer: int = 0
    least_margin: float = 1.0
    misses: list[str] = field(default_factory=list)


def measure(count: int, first: int, say: Callable[[str], object]) -> int:
    """Hold so many cohorts against their enumerations; return the exit code, 1 after a miss."""
    tally = Tally()
    for seed in range(first, first + count):
        _one(seed, tally)
        if tally.cohorts % 20 == 0 or tally.misses:
            say(_words(tally))
        if tally.misses:
            break
    for miss in tally.misses:
        say(miss)
    say(_words(tally))
    return 1 if tally.misses else 0


def small(seed: int) -> dict[str, Any]:
    """Return a cohort of seven people with fewer seats than that, by tiers and tickets."""
    data = random_cohort(seed, PEOPLE)
    tiers = [["none", "little"], ["some", "regular"]]
    data["program"]["priority"] = {"tiers": tiers if seed % 2 else [[*tiers[0], *tiers[1]]]}
    data["program"]["group_size"] = [2, 3]
    data["providers"] = data["providers"][:2]
    for row in data["providers"]:
        row["max_groups"] = 1
    return data


def _one(seed: int, tally: Tally) -> None:
    data = small(seed)
    tally.cohorts += 1
    _draw(data, f"cohort {seed}", tally)
    ground = lay_ground(read_cohort_data(data).cohort, seconds=SECONDS)
    lottery = Leximin(ground).run(SECONDS)
    done = Replayer(ground).run(REPLAYS, seconds=SECONDS, seed=seed)
    _compare(ground, lottery, done, f"cohort {seed}", tally)


def _draw(data: dict[str, Any], name: str, tally: Tally) -> None:
    """Form groups for one draw of tickets, and hold them against all there are."""
    cohort = read_cohort_data(data).cohort
    proposal = solve(cohort, options=Options(time_limit=SECONDS, workers=1))
    reached = {level.name: level.value for level in proposal.levels}
    of = read_by_oracle(data)
    every = [dict(level_values(of, groups, None)) for groups in enumerate_groupings(of)]
    names = [n for n in reached if n.startswith("seats.")]
    best = max(tuple(values[n] for n in (*names, "turn")) for values in every)
    mine = tuple(reached[n] for n in (*names, "turn"))
    envy = [line for line in check(cohort, proposal).lines() if line.startswith("envy:")]
    tally.seats += mine[:-1] == best[:-1]
    tally.turn += mine == best
    tally.envy += len(envy)
    if mine != best:
        tally.misses.append(f"{name}: reached {mine}, possible {best}")
    tally.misses += [f"{name}: {line}" for line in envy]


def _compare(ground: Ground, lottery: Lottery, done: list[Replay], name: str, tally: Tally) -> None:
    """Hold leximin's smallest chance in the first tier against that of the replayed tickets."""
    people = ground.instance.people
    for stage in lottery.stages[:1]:
        among = [k for k in range(len(people)) if stage.people[k]]
        shares = [sum(people[k] in one.seated for one in done) / len(done) for k in among]
        margin = float(lottery.chance[among].min()) - min(shares)
        tally.lotteries += 1
        tally.fairer += margin >= -NOISE
        tally.least_margin = min(tally.least_margin, margin)
        if margin < -NOISE:
            tally.misses.append(f"{name}: leximin's smallest chance is {-margin:.3f} less")


def _words(tally: Tally) -> str:
    return (
        f"{tally.cohorts} cohorts: every seats level at its "
        f"enumerated best in {tally.seats}, turn too in {tally.turn}; cases of justified envy: "
        f"{tally.envy}. Leximin's smallest chance at least the tickets' in {tally.fairer} of "
        f"{tally.lotteries} lotteries (least margin {tally.least_margin:+.3f})."
    )
