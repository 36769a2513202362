"""A change tried out: people seated anew around it, nobody left with a claim to a seat."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matcher.cohort import Cohort
from matcher.instance import Instance
from matcher.odds.program import SeatProgram
from matcher.odds.rows import Demand
from matcher.solve.assign import Opening
from matcher.solve.goals import seat_worth
from matcher.solve.seating import Seating, Sitting
from matcher.solve.settle import settle
from matcher.whatif.changes import Change, changed
from matcher.whatif.claims import ANY, Claim, Claims, Row, differences
from matcher.whatif.outcome import Outcome, judged
from matcher.whatif.standing import Standing

SECONDS = 20.0  # for one program; it takes hundredths of one
LEAST = 0.05
ROUNDS = 8  # programs, each with the claims that the one before left


def reseat(
    standing: Standing,
    changes: Sequence[Change],
    region: Sequence[int],
    further: Sequence[Opening] = (),
    held: Mapping[int, int] | None = None,
    *,
    stay: float = 4.0,
    seconds: float = SECONDS,
) -> Outcome | None:
    """Make changes, open further groups, seat people anew, and have it judged.

    Parameters
    ----------
    standing : Standing
    changes : sequence of Change
    region : sequence of int
        The groups whose people are seated anew; all others stay as they are.
    further : sequence of Opening
        Groups to open beside those of the proposal.
    held : mapping, optional
        Person to index of the opening in which they are to sit; a further one's index counts on
        from the proposal's.
    stay : float
        As in `fewest_moves`.
    seconds : float

    Returns
    -------
    Outcome or None
        None where whoever is asked about gets no seat, a seats level gets worse, or the checker
        finds anything.
    """
    cohort = changed(standing.cohort, changes)
    seating = seated_anew(standing, cohort, region, further, held, stay=stay, seconds=seconds)
    return None if seating is None else judged(standing, changes, cohort, seating)


def seated_anew(
    standing: Standing,
    cohort: Cohort,
    region: Sequence[int],
    further: Sequence[Opening] = (),
    held: Mapping[int, int] | None = None,
    *,
    stay: float = 4.0,
    seconds: float = SECONDS,
) -> Seating | None:
    """Seat people in a changed cohort at no seats level's cost, moving as few as possible.

    None where that cannot be: the program is exact for the groups of the region and every rule in
    them. Seats that become free go to the earliest turns.
    """
    end = time.monotonic() + seconds
    inside = set(region)
    beside = tuple(s for k, s in enumerate(standing.seating) if k not in inside)
    groups = [*region, *range(len(standing.seating), len(standing.seating) + len(further))]
    openings = [*(standing.openings[k] for k in region), *further]
    stays = {**standing.pinned, **(held or {})}
    limited, near = standing.under(cohort), standing.under(cohort)
    _let_in(limited, openings, groups, {p for s in beside for p in s.members}, stays)
    here = [person for person, group in stays.items() if group in set(groups)]
    home = {p: at for at, k in enumerate(region) for p in standing.seating[k].members}
    claims = Claims(near)
    known: set[Claim] = set()
    if held and standing.person in held:
        seat = openings[groups.index(held[standing.person])][0]
        rivals = claims.on(standing.person, seat, standing.waiting)
        known = {(rival, standing.person, ANY) for rival in rivals}
    # Whoever would have a claim to a seat beside keeps one, first for all, then for other tiers'.
    for kept in dict.fromkeys(claims.claimants(home, beside)):
        demands = [*demands_of(standing, limited, beside), demand_of(limited, {*here, *kept})]
        found = seated_justly(
            standing, near, SeatProgram(limited, demands, openings), home,
            known=known, beside=beside, stay=stay, seconds=end - time.monotonic(),
        )  # fmt: skip
        if found is not None:
            return found
    return None


def _settled(standing: Standing, near: Instance, seating: Seating) -> Seating | None:
    """Give what seats are left to whoever they belong to.

    None where that takes the seat of whoever is asked about, or a seats level gets worse.
    """
    seating = settle(_only_open(standing, near, seating), seating)
    if not _fits(standing, seating) or not standing.no_worse(standing.worth(near, seating)):
        return None
    return seating


def _only_open(standing: Standing, near: Instance, seating: Seating) -> Instance:
    """Let nobody open more groups whose times in the instance are not all their own."""
    if standing.freed:
        led = Counter(near.candidates[sitting.candidate].provider for sitting in seating)
        capacity = [
            led[v] if id in standing.freed else room
            for v, (id, room) in enumerate(zip(near.providers, near.capacity.tolist(), strict=True))
        ]
        object.__setattr__(near, "capacity", np.array(capacity, np.int64))
    return near


def seated_justly(
    standing: Standing,
    near: Instance,
    program: SeatProgram,
    home: Mapping[int, int],
    *,
    known: set[Claim],
    beside: Seating = (),
    stay: float = 4.0,
    seconds: float = SECONDS,
) -> Seating | None:
    """Seat people as `fewest_moves` does, until nobody has a claim to a seat they were not given.

    Parameters
    ----------
    standing : Standing
    near : Instance
        With everything the change allows.
    program, home, stay
        As there.
    known : set of Claim
        Claims that may not be left; those that it meets with are added.
    beside : Seating
        Groups that stay as they are.
    seconds : float

    Returns
    -------
    Seating or None
        With the groups beside. None where there is none, where whoever is asked about gets no seat,
        a seats level gets worse, or the time is up.
    """
    claims = Claims(near)
    end = time.monotonic() + seconds
    for _ in range(ROUNDS):
        rows = [claims.row(program, claim) for claim in sorted(known)]
        inside = fewest_moves(program, home, stay, rows, seconds=end - time.monotonic())
        if inside is None:
            return None
        seating = (*beside, *inside)
        if (found := _settled(standing, near, seating)) is not None:
            return found
        left = set(claims.found(seating)) - known
        if not left:
            return None
        known |= left
    return None


def fewest_moves(
    program: SeatProgram,
    home: Mapping[int, int],
    stay: float = 4.0,
    rows: Iterable[Row] = (),
    *,
    seconds: float = SECONDS,
) -> Seating | None:
    """Seat people so that the most stay where they are, and then the earliest turns get seats.

    Parameters
    ----------
    program : SeatProgram
        Of open groups.
    home : mapping of int to int
        Index of the opening in which somebody sits.
    stay : float
        What staying is worth, where a seat for somebody more is worth 1 to 2; who has a seat keeps
        one anyway, wherever that can be.
    rows : iterable of Row
        Kept besides.
    seconds : float
    """
    people = len(program.instance.people)
    homes = np.full(people, -1)
    homes[list(home)] = list(home.values())
    worth = (program.instance.turn + people).astype(float)[program.person]
    worth += np.where(homes[program.person] >= 0, 4.0 * people, 0.0)
    worth += np.where(homes[program.person] == program.hall, stay * people, 0.0)
    found = milp(
        np.concatenate([-worth / people, np.zeros(program.opens)]),
        constraints=[
            LinearConstraint(program.matrix, program.low, program.high),
            LinearConstraint(differences(rows, program.seats + program.opens), -np.inf, 0.0),
        ],
        bounds=Bounds(
            np.concatenate([np.zeros(program.seats), np.ones(program.opens)]),
            np.ones(program.seats + program.opens),
        ),
        integrality=np.ones(program.seats + program.opens),
        options={"time_limit": max(LEAST, seconds), "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    sits: list[list[int]] = [[] for _ in program.halls]
    for k in np.flatnonzero(found.x[: program.seats] > 0.5).tolist():
        sits[int(program.hall[k])].append(int(program.person[k]))
    return tuple(
        Sitting(c, weeks[0], tuple(sorted(members)))
        for (c, weeks), members in zip(program.halls, sits, strict=True)
    )


def _let_in(
    near: Instance,
    openings: Sequence[Opening],
    groups: Sequence[int],
    out: Set[int],
    stays: Mapping[int, int],
) -> None:
    """Let into each opening those only who may be seated anew, and keep some where they are."""
    members = list(near.members)
    for (c, _), group in zip(openings, groups, strict=True):
        barred = {*out, *(person for person, at in stays.items() if at != group)}
        members[c] = np.setdiff1d(members[c], list(barred), assume_unique=True)
    object.__setattr__(near, "members", tuple(members))


def demands_of(standing: Standing, near: Instance, beside: Seating) -> list[Demand]:
    """Return the demands that no seats level is lower than in the proposal."""
    seated = [person for sitting in beside for person in sitting.members]
    found = []
    for name, value in standing.values:
        worth = seat_worth(near, name)
        scale = near.point_scale if name == "points" else 1
        found.append(Demand(worth, value * scale - float(worth[seated].sum()), np.inf))
    return found


def demand_of(near: Instance, people: Collection[int]) -> Demand:
    """Return the demand that all of some people have a seat."""
    asked = np.zeros(len(near.people))
    asked[list(people)] = 1.0
    return Demand(asked, len(people), len(people))


def _fits(standing: Standing, seating: Seating) -> bool:
    person = standing.person
    return person < 0 or any(person in sitting.members for sitting in seating)
