"""The fewest moves, and the best of the repairs with so many, against every proposal there is."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from matcher.cohort import Cohort, Proposal
from matcher.files.proposal_json import groups_from_list, proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.files.replay import cohort_dict
from matcher.levels import level_values, levels_of
from matcher.repair.changes import Changes, changed
from matcher.repair.options import repair
from matcher.rules import Plan, broken_rules
from tests.build import proposal, settled
from tests.oracle_enumerate import enumerate_groupings, group_row
from tests.oracle_model import read_cohort
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups


def happening(seed: int, people: int) -> tuple[Cohort, Proposal, Changes] | None:
    """A published proposal of a small cohort, and what happened to it."""
    rng = Random(seed)
    of = read_cohort_data(random_cohort(seed, people)).cohort
    groups = settled(of, random_groups(of, rng))
    if not groups or broken_rules(Plan(of, groups)):
        return None
    earlier = proposal(of, groups)
    seated = sorted(earlier.seats())
    gone = rng.sample(seated, min(len(seated), rng.randint(0, 2)))
    late = [one for one in of.participants if one.id not in earlier.seats() and chance(rng)]
    lost = [g.provider_id for g in groups if chance(rng, 0.15)]
    declined = [one for one in seated if one not in gone and chance(rng, 0.1)]
    known = {one.id for one in late}
    kept = tuple(one for one in of.participants if one.id not in known)
    mates = {mate for one in kept for mate in one.together_with}
    if known & mates:
        late, kept = [], of.participants
    before = replace(of, participants=kept)
    changes = Changes(tuple(gone), tuple(declined), tuple(dict.fromkeys(lost)), tuple(late))
    return before, earlier, changes


def chance(rng: Random, share: float = 0.3) -> bool:
    return rng.random() < share


def every(now: Cohort) -> list[Any]:
    """Every set of groups that keeps the rules, as the product holds groups."""
    data = cohort_dict(now)
    oracle = read_cohort(data)
    return [
        groups_from_list([group_row(oracle, one) for one in groups])
        for groups in enumerate_groupings(oracle)
    ]


def merit(of: Cohort, groups: Any, earlier: Proposal) -> tuple[float, ...]:
    sense = [1 if level.more_is_better else -1 for level in levels_of(of.program, repair=True)]
    values = level_values(of, groups, earlier, repair=True)
    return tuple(s * round(value, 6) for s, (_, value) in zip(sense, values, strict=True))


@pytest.mark.parametrize("seed", range(2000, 2060))
def test_no_repair_does_better(seed: int) -> None:
    found = happening(seed, 6)
    if found is None:
        return
    before, earlier, changes = found
    made = repair(before, earlier, changes, seconds=20)
    now = changed(before, earlier, changes)
    best = max(merit(now, groups, earlier) for groups in every(now))
    option = made.recommended
    assert option is not None
    assert made.reached
    assert made.fewest == -best[0]
    assert not option.findings
    reached = merit(now, option.proposal.groups, earlier)
    assert reached[0] == best[0]
    for level, mine, theirs in zip(option.proposal.levels, reached, best, strict=True):
        if mine != theirs:
            assert not level.proven, (level, mine, theirs)
            break
    if option.proposal.status == "optimal":
        assert reached == best
    assert proposal_to_dict(option.proposal)["repair"]["option"] == option.name
