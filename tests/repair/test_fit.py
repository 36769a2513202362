"""The best groups for one person, held against the rules and the levels."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from matcher.files.read import read_cohort_data
from matcher.levels import level_values
from matcher.repair.fit import fit
from matcher.rules import Plan, as_drawn, broken_rules
from tests.build import proposal
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups


@pytest.mark.parametrize("seed", range(2100, 2130))
def test_open_groups_keep_every_rule_and_cost_what_is_said(seed: int) -> None:
    of = read_cohort_data(random_cohort(seed, 9)).cohort
    groups = random_groups(of, Random(seed))
    made = proposal(of, groups)
    seeded = as_drawn(of, made)
    before = dict(level_values(seeded, groups))
    for person in of.participants:
        if person.id in made.seats() or person.id in of.together:
            continue
        found = fit(of, made, person.id, most=99)
        assert len(found.choices) == len(groups)
        for choice in found.choices:
            after = tuple(
                replace(g, members=(*g.members, person.id)) if g.id == choice.group.id else g
                for g in groups
            )
            broken = {one.code for one in broken_rules(Plan(of, after))}
            assert broken == {code for code, _ in choice.broken}
            assert choice.open is (not broken)
            assert not set(choice.holds) & broken
            values = dict(level_values(seeded, after))
            if "eligible" in broken:
                continue
            changes = {name: values[name] - before[name] for name in values}
            assert choice.levels == pytest.approx(changes)
        opens = [choice.open for choice in found.choices]
        assert opens == sorted(opens, reverse=True)


@pytest.mark.parametrize("seed", range(2130, 2145))
def test_a_move_is_out_of_the_own_group(seed: int) -> None:
    of = read_cohort_data(random_cohort(seed, 9)).cohort
    groups = random_groups(of, Random(seed))
    made = proposal(of, groups)
    seeded = as_drawn(of, made)
    before = dict(level_values(seeded, groups))
    for person_id, home in made.seats().items():
        if person_id in of.together:
            continue
        found = fit(of, made, person_id, most=99)
        assert found.now == home
        for choice in found.choices:
            away = tuple(
                replace(g, members=tuple(m for m in g.members if m != person_id)) for g in groups
            )
            after = tuple(
                replace(g, members=(*g.members, person_id)) if g.id == choice.group.id else g
                for g in away
            )
            assert choice.open is (not broken_rules(Plan(of, after)))
            values = dict(level_values(seeded, after))
            changes = {name: values[name] - before[name] for name in values}
            assert choice.levels == pytest.approx(changes)
