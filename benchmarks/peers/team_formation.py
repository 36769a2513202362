"""The PyPI peer ``team-formation`` 2.0.0, and providers for its teams afterwards.

The peer divides a whole roster into teams and knows neither priorities nor providers. It is given
what it can express: everybody's sector (constraint ``different``: no value twice in a team, or
``diversify``: as in the whole roster) and, as its time constraint (``cluster``), the starts at
which somebody could sit with at least one provider. Sharing a start weighs as much as a whole team
of sectors, because a team without one cannot meet.

Then each of its teams that could meet is given a provider and a time at which the provider and
every member are free, by a maximum matching: as many teams as possible, no provider beyond their
capacity or at two places at once. A team that no provider can serve counts as not served.
"""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.baselines.proposal import Placed
from benchmarks.peers.environment import python
from matcher.instance import Instance

SCRIPT = Path(__file__).with_name("team_formation_script.py")
MATCHING_SECONDS = 60.0


def team_formation(
    instance: Instance, seconds: float, sectors: str = "different"
) -> tuple[list[Placed], dict[str, Any]]:
    """Let the peer form teams, and find providers for them.

    Parameters
    ----------
    instance : Instance
    seconds : float
        The peer's own limit; it counts neither its imports nor the building of its model.
    sectors : str
        Its constraint type for sectors.

    Returns
    -------
    groups : list of (candidate, weeks, members)
        Of the teams that are served.
    about : dict
        Figures of the peer's run.
    """
    largest = int(instance.largest.max(initial=0))
    times = starts_of(instance)
    room = int((instance.capacity * instance.largest).sum())
    people = [person for person in range(len(instance.people)) if times[person]][:room]
    order = {
        "roster": [
            [person, f"sector {instance.traits[0][person]}", times[person]] for person in people
        ],
        "constraints": [["sector", sectors, 1], ["working_time", "cluster", largest]],
        "team_size": largest,
        "seconds": seconds,
    }
    done = subprocess.run(
        [str(python()), "-I", str(SCRIPT)],  # isolated: our module of that name is not the peer's
        input=json.dumps(order), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["nothing said"])[-1]
        raise RuntimeError(f"the peer ended with exit code {done.returncode}: {last}")
    about = json.loads(done.stdout)
    numbers = about.pop("teams")
    teams: dict[int, list[int]] = defaultdict(list)
    for person, number in zip(people, numbers or [], strict=False):
        teams[number].append(person)
    groups = serve(instance, list(teams.values()))
    about |= {
        "sectors": sectors,
        "found": numbers is not None,
        "teams": len(teams),
        "teams_served": len(groups),
        "pairs_same_all_teams": sum(_same(instance, team) for team in teams.values()),
        "pairs_all_teams": sum(len(team) * (len(team) - 1) // 2 for team in teams.values()),
    }
    return groups, about


def starts_of(instance: Instance) -> list[list[str]]:
    """Return, for each person, the starts at which they could sit in some group."""
    found: list[set[str]] = [set() for _ in instance.people]
    for candidate, members in zip(instance.candidates, instance.members, strict=True):
        start = f"d{candidate.weekday} m{candidate.start} {candidate.cadence}"
        for person in members.tolist():
            found[person].add(start)
    return [sorted(starts) for starts in found]


def serve(instance: Instance, teams: list[list[int]]) -> list[Placed]:
    """Give as many teams as possible a provider, a time and weeks.

    Parameters
    ----------
    instance : Instance
    teams : list of list of int
        People of each team.
    """
    model = cp_model.CpModel()
    inside = [frozenset(members.tolist()) for members in instance.members]
    places: list[tuple[int, int, tuple[int, ...], cp_model.IntVar]] = []
    for number, team in enumerate(teams):
        for c, candidate in enumerate(instance.candidates):
            fits = len(team) <= instance.largest[candidate.provider] and inside[c].issuperset(team)
            if fits and len(team) >= instance.smallest:
                for weeks in candidate.variants:
                    places.append((number, c, weeks, model.new_bool_var("")))
    by_team, by_provider = defaultdict(list), defaultdict(list)
    for number, c, weeks, taken in places:
        by_team[number].append(taken)
        meeting = instance.candidates[c].meeting(weeks)
        by_provider[instance.candidates[c].provider].append((meeting, taken))
    for chosen in by_team.values():
        model.add_at_most_one(chosen)
    for provider, led in by_provider.items():
        model.add(sum(taken for _, taken in led) <= int(instance.capacity[provider]))
        at: dict[Any, list[cp_model.IntVar]] = defaultdict(list)
        for meeting, taken in led:
            at[meeting].append(taken)
        for same in at.values():
            model.add_at_most_one(same)
        for one, other in combinations(at, 2):
            if one.overlaps(other):
                model.add(sum(at[one]) + sum(at[other]) <= 1)
    model.maximize(sum(taken for *_, taken in places))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = MATCHING_SECONDS
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return [
        (c, weeks, tuple(sorted(teams[number])))
        for number, c, weeks, taken in places
        if solver.boolean_value(taken)
    ]


def _same(instance: Instance, team: list[int]) -> int:
    _, counts = np.unique(instance.traits[0][team], return_counts=True)
    return int((counts * (counts - 1) // 2).sum())
