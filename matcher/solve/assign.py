"""Who sits in groups that are already open: the best answer by minimum-cost flow.

With the groups given, seating people is a flow from people to groups. Those who can be seated at
once form a matroid, so weights that follow the order of turns settle all seats levels and `turn`
together; groups can be brought to their minimum at no loss (Mendelsohn and Dulmage 1958). Pairs of
one sector cost 0, 1, 2, ... for the next member of that sector, which is convex, so level `mix` is
settled by the same flow. Rules between members are not in the flow: seats that break one are
closed and the flow is solved again. Where a reserve would stay short, so many of its people as it
takes go before all others, the earliest turns first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from ortools.graph.python import min_cost_flow

from matcher.instance import Instance, Ints
from matcher.solve.seating import Seating, Sitting
from matcher.solve.thin import thinned

Opening = tuple[int, tuple[int, ...]]  # candidate and weeks
MOST_DISLIKED = 6_000  # people up to which `preference` fits into the flow's whole-number costs
ROUNDS = 60  # times the flow is solved again for rules between members


def assign(
    instance: Instance,
    openings: Sequence[Opening],
    *,
    people: Collection[int] | None = None,
    together: dict[int, int] | None = None,
) -> Seating:
    """Seat people in open groups; in a very large cohort, in some drawn for each (thin.py).

    Parameters
    ----------
    instance : Instance
    openings : sequence of (candidate, weeks)
    people : collection of int, optional
        Who may be seated; everyone if not given.
    together : dict, optional
        Person to index of the opening they may sit in and no other (together-groups); they go
        before every other.

    Returns
    -------
    Seating
        Groups that could not be filled to the minimum are closed.
    """
    keep = frozenset(together or ())
    allowed = thinned(_allowed(instance, openings, people, together or {}), keep)
    found = _fill(instance, openings, allowed, keep)
    for number, reserve in enumerate(instance.reserves):
        if reserve.seated(_seated(found)) < reserve.floor:
            keep, found = _with_reserve(instance, openings, allowed, keep, found, number)
    return found


def _seated(seating: Seating) -> list[int]:
    return [person for sitting in seating for person in sitting.members]


def _with_reserve(
    instance: Instance,
    openings: Sequence[Opening],
    allowed: Sequence[Ints],
    keep: frozenset[int],
    found: Seating,
    number: int,
) -> tuple[frozenset[int], Seating]:
    """Let as few of a reserve's people go before all others as fill it; return these too.

    The more go first, the more of them are seated, one at a time (they are a matroid's).
    """
    reserve, before = instance.reserves[number], instance.reserves[:number]
    able = {p for group in allowed for p in group.tolist() if reserve.people[p]}
    order = sorted(able - keep)

    def tried(count: int) -> tuple[frozenset[int], Seating]:
        first = keep.union(order[:count])
        return first, _fill(instance, openings, allowed, first)

    def as_good(seating: Seating, value: int) -> bool:
        now, then = _seated(seating), _seated(found)
        return reserve.value(now) >= value and all(r.value(now) >= r.value(then) for r in before)

    best = tried(len(order))
    value = reserve.value(_seated(best[1]))
    if value <= reserve.value(_seated(found)) or not as_good(best[1], value):
        return keep, found
    low, high = 1, len(order)
    while low < high:
        middle = (low + high) // 2
        fewer = tried(middle)
        if as_good(fewer[1], value):
            best, high = fewer, middle
        else:
            low = middle + 1
    return best


def _fill(
    instance: Instance, openings: Sequence[Opening], allowed: Sequence[Ints], keep: frozenset[int]
) -> Seating:
    """Seat people by flows until no rule between members is broken."""
    allowed = list(allowed)
    live = list(range(len(openings)))
    for _ in range(ROUNDS):
        seats = _flow(instance, openings, live, allowed, keep)
        small = [g for g in live if len(seats[g]) < instance.smallest]
        if small:
            worst = min(small, key=lambda g: (len(seats[g]), g))
            live.remove(worst)
            continue
        if not _close_broken(instance, seats, live, allowed, keep):
            break
    else:
        _drop_broken(instance, seats, live)
    return tuple(
        Sitting(*openings[g], tuple(sorted(seats[g])))
        for g in live
        if len(seats[g]) >= instance.smallest
    )


def _allowed(
    instance: Instance,
    openings: Sequence[Opening],
    people: Collection[int] | None,
    together: dict[int, int],
) -> list[Ints]:
    leads = [
        (instance.candidates[c].provider, instance.candidates[c].meeting(w)) for c, w in openings
    ]
    mask = np.ones(len(instance.people), dtype=bool)
    if people is not None:
        mask[:] = False
        mask[list(people)] = True
    mask[list(instance.unit_of)] = False
    mask[list(together)] = True
    busy = [i for i in np.flatnonzero(instance.leads_as >= 0) if mask[i]]
    allowed = []
    for index, (c, _) in enumerate(openings):
        members = instance.members[c]
        members = members[mask[members]]
        barred = {i for i, g in together.items() if g != index}
        barred |= {
            int(i)
            for i in busy
            for provider, meeting in leads
            if provider == instance.leads_as[i] and meeting.overlaps(leads[index][1])
        }
        if barred:
            members = np.setdiff1d(members, list(barred), assume_unique=True)
        allowed.append(members)
    return allowed


def _flow(
    instance: Instance,
    openings: Sequence[Opening],
    live: Sequence[int],
    allowed: Sequence[Ints],
    keep: frozenset[int],
) -> dict[int, list[int]]:
    """Solve the flow; return the people of each live group."""
    if not live:
        return {}
    sizes = np.array([instance.largest[instance.candidates[openings[g][0]].provider] for g in live])
    person = np.concatenate([allowed[g] for g in live])
    group = np.repeat(np.arange(len(live)), [len(allowed[g]) for g in live])
    who, row = np.unique(person, return_inverse=True)
    if not len(who):
        return {g: [] for g in live}
    weight = int(instance.trait_weights[0]) if instance.trait_weights else 0
    trait = instance.traits[0][person] if weight else np.full(len(person), -1)
    width = int(trait.max()) + 2
    shelf, shelf_row = np.unique(group * width + trait + 1, return_inverse=True)
    shelf_group = shelf // width
    blank = shelf % width == 0

    # Mix comes before dislike, so its weight does not matter here, only that it is larger.
    dislike = np.concatenate([_dislike(instance, openings[g][0], allowed[g]) for g in live])
    if len(who) > MOST_DISLIKED:
        dislike = np.zeros_like(dislike)
    fine = 4 * len(who) + 1 if dislike.any() else 1
    top = int(sizes.max())
    step = fine if weight else 0
    seat = (len(who) * 4 + step * top * top * len(live)) + 1  # more than all finer costs together
    rank = np.arange(len(who), 0, -1)
    rank[np.isin(who, list(keep))] += len(who)
    fill = 2 * seat * (2 * len(who) + 1)

    people_n, shelf_n = len(who), len(shelf)
    sink = people_n + shelf_n + len(live)
    flow = min_cost_flow.SimpleMinCostFlow()

    def arcs(tail: Ints, head: Ints, capacity: Ints, cost: Ints) -> Ints:
        return np.asarray(flow.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost))

    ones = np.ones(len(person), dtype=np.int64)
    taken = arcs(row, people_n + shelf_row, ones, dislike - seat * rank[row])
    arcs(
        np.arange(people_n),
        np.full(people_n, sink),
        np.ones(people_n, np.int64),
        np.zeros(people_n, np.int64),
    )
    for k in range(top):
        cost = np.where(blank, 0, step * k)
        arcs(
            people_n + np.arange(shelf_n),
            people_n + shelf_n + shelf_group,
            np.ones(shelf_n, np.int64),
            cost,
        )
    nodes = people_n + shelf_n + np.arange(len(live))
    ends = np.full(len(live), sink)
    low = np.full(len(live), instance.smallest)
    arcs(nodes, ends, low, np.full(len(live), -fill))
    arcs(nodes, ends, sizes - low, np.zeros(len(live), np.int64))
    flow.set_nodes_supplies(np.arange(people_n), np.ones(people_n, np.int64))
    flow.set_node_supply(sink, -people_n)
    status = flow.solve()
    if status != flow.OPTIMAL:
        msg = f"the flow of people to groups ended as {status}"
        raise RuntimeError(msg)
    used = flow.flows(taken) > 0
    seats: dict[int, list[int]] = {g: [] for g in live}
    for p, g in zip(person[used].tolist(), group[used].tolist(), strict=True):
        seats[live[g]].append(p)
    return seats


def _dislike(instance: Instance, candidate: int, members: Ints) -> Ints:
    pool = instance.pools[instance.candidates[candidate].pool]
    return pool.dislike[np.searchsorted(pool.people, members)]


def _broken(instance: Instance, members: Sequence[int], keep: frozenset[int]) -> list[int]:
    """Return members to leave out so that the others break no rule among themselves."""
    out: list[int] = []
    stay: list[int] = []
    employers: dict[int, int] = {}
    for person in sorted(members, key=lambda p: (p not in keep, p)):
        employer = int(instance.employer[person])
        full = (
            instance.employer_max
            and employer >= 0
            and employers.get(employer, 0) >= instance.employer_max
        )
        if full or instance.foes[person].intersection(stay):
            out.append(person)
        else:
            stay.append(person)
            employers[employer] = employers.get(employer, 0) + 1
    return out


def _close_broken(
    instance: Instance,
    seats: dict[int, list[int]],
    live: Sequence[int],
    allowed: list[Ints],
    keep: frozenset[int],
) -> bool:
    found = False
    for g in live:
        out = _broken(instance, seats[g], keep)
        if out:
            found = True
            allowed[g] = np.setdiff1d(allowed[g], out, assume_unique=True)
    return found


def _drop_broken(instance: Instance, seats: dict[int, list[int]], live: Sequence[int]) -> None:
    for g in live:
        out = set(_broken(instance, seats[g], frozenset()))
        seats[g] = [person for person in seats[g] if person not in out]
