"""Parts of an instance, the best mix of a few groups, and programs solved part by part."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from random import Random

import numpy as np
import pytest

from matcher.cohort import Meeting
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.dive import dive
from matcher.solve.exact import ExactModel
from matcher.solve.part import part_of
from matcher.solve.prices import Bound
from matcher.solve.remix import _dived, _people, remix
from matcher.solve.seating import Seating, clashes, level_value, mix_cost
from matcher.solve.split import split
from matcher.solve.stop import Clock, Stop
from tests.solve.cases import Case, case


def some_groups(of: Case, seating: Seating, rng: Random) -> Seating:
    """All groups of some of the providers."""
    providers = sorted({of.instance.candidates[s.candidate].provider for s in seating})
    chosen = set(rng.sample(providers, rng.randint(1, len(providers))))
    return tuple(s for s in seating if of.instance.candidates[s.candidate].provider in chosen)


@pytest.mark.parametrize("first", range(8000, 8060, 20))
def test_a_part_translates_there_and_back(first: int) -> None:
    for seed in range(first, first + 20):
        of = case(seed, 16)
        seating = of.random_seating(Random(seed), tries=4)
        if not seating:
            continue
        freed = some_groups(of, seating, Random(seed))
        people = {p for s in freed for p in s.members}
        providers = {of.instance.candidates[s.candidate].provider for s in freed}
        part = part_of(of.instance, people, providers)
        inside = part.inside(freed)
        assert part.outside(inside) == freed
        for name in ("mix", "preference"):
            there, here = (level_value(i, s, name) for i, s in
                           ((part.instance, inside), (of.instance, freed)))  # fmt: skip
            assert there == here
        for c, whole in enumerate(part.candidates.tolist()):
            members = set(part.people[part.instance.members[c]].tolist())
            assert members == people & set(of.instance.members[whole].tolist())


@pytest.mark.parametrize("first", range(8100, 8160, 20))
def test_a_part_has_the_rules_of_the_whole(first: int) -> None:
    for seed in range(first, first + 20):
        of = case(seed, 16)
        seating = of.random_seating(Random(seed), tries=4)
        if not seating:
            continue
        freed = some_groups(of, seating, Random(seed))
        providers = {of.instance.candidates[s.candidate].provider for s in freed}
        people = {p for s in freed for p in s.members}
        part = part_of(of.instance, people, providers)
        answer = ExactModel(part.instance).solve((("turn", 1),), seconds=5.0)
        assert answer.seating is not None
        assert of.broken(part.outside(answer.seating)) == []


@pytest.mark.parametrize("few", [24, 0], ids=["exact model", "diving"])
@pytest.mark.parametrize("seed", range(8200, 8230))
def test_the_mix_of_a_few_groups_gets_better_and_nothing_else(
    seed: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.solve.remix.FEW", few)
    of = case(seed, 20, group_size=[2, 3])
    seating = of.random_seating(Random(seed), tries=2)
    if not seating:
        return
    freed = some_groups(of, seating, Random(seed))
    people = {p for s in freed for p in s.members}
    part = part_of(
        of.instance, people, {of.instance.candidates[s.candidate].provider for s in freed}
    )
    objective = (("mix", -100), ("preference", -1))
    answer = remix(part.instance, part.inside(freed), objective, 2.0, Clock(60.0, Stop()))
    whole = Relaxation(of.instance)
    for column in answer.columns:
        assert whole.columns.add(*part.group(*column))
        candidate, members = part.group(*column)
        assert set(members) <= set(of.instance.members[candidate].tolist())
    if answer.seating is None:
        return
    found = part.outside(answer.seating)
    after = (*(s for s in seating if s not in freed), *found)
    assert sorted(p for s in found for p in s.members) == sorted(people)
    if not clashes(of.instance, after):
        assert of.broken(after) == []
    mix = [sum(mix_cost(of.instance, s.members) for s in groups) for groups in (freed, found)]
    assert mix[1] <= mix[0]


@pytest.mark.parametrize("seed", range(8400, 8420))
def test_diving_opens_as_many_groups_of_each_provider_as_today(seed: int) -> None:
    of = case(seed, 20, group_size=[2, 3])
    now = of.random_seating(Random(seed), tries=4)
    if not now:
        return
    people = sorted(p for s in now for p in s.members)
    part = part_of(of.instance, people, range(len(of.instance.providers)))
    now = part.inside(now)
    relaxation = Relaxation(part.instance)
    relaxation.columns.add_seating(now)
    goal = Goal(np.zeros(len(people)), mixed=True)
    held = [Held(np.ones(len(people)), 0.0, float(len(people)))]
    bound = relaxation.bound(goal, held, seconds=5.0)
    openings = dive(relaxation, goal, held, now, bound, Clock(60.0, Stop()))
    led = Counter(part.instance.candidates[c].provider for c, _ in openings)
    assert led == Counter(part.instance.candidates[s.candidate].provider for s in now)
    of_provider: dict[int, list[Meeting]] = defaultdict(list)
    for c, weeks in openings:
        candidate = part.instance.candidates[c]
        of_provider[candidate.provider].append(candidate.meeting(weeks))
    for meetings in of_provider.values():
        assert not any(a.overlaps(b) for a, b in combinations(meetings, 2))


@pytest.mark.parametrize("seed", range(8230, 8245))
def test_whoever_diving_leaves_over_keeps_todays_group(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = case(seed, 20, group_size=[2, 3])
    seating = of.random_seating(Random(seed), tries=4)
    if not seating:
        return
    people = sorted(p for s in seating for p in s.members)
    part = part_of(of.instance, people, range(len(of.instance.providers)))
    now, rng = part.inside(seating), Random(seed)
    kept = [(s.candidate, s.weeks) for s in now if rng.random() < 0.4]
    monkeypatch.setattr("matcher.solve.remix.dive", lambda *_: list(kept))
    relaxation = Relaxation(part.instance)
    goal = Goal(np.zeros(len(people)), mixed=True)
    found = _dived(relaxation, goal, [], now, Bound(0.0), Clock(60.0, Stop()))
    assert _people(found) == _people(now)
    assert of.broken(part.outside(found)) == []


@pytest.mark.parametrize("seed", range(8300, 8330))
def test_everybody_is_in_one_part(seed: int) -> None:
    of = case(seed, 18)
    parts = split(of.instance, 3)
    people = np.concatenate([part.people for part in parts])
    assert sorted(people.tolist()) == list(range(len(of.instance.people)))
    providers = [of.instance.candidates[c].provider for part in parts for c in part.candidates]
    for part in parts:
        own = {of.instance.candidates[c].provider for c in part.candidates}
        rest = [v for v in providers if v in own]
        assert len(rest) == len(part.candidates)
        for unit in of.instance.units:
            assert set(unit) <= set(part.people.tolist()) or not set(unit) & set(
                part.people.tolist()
            )


@pytest.mark.parametrize("seed", range(8350, 8380))
def test_who_sits_goes_where_their_provider_goes(seed: int) -> None:
    of = case(seed, 18)
    seating = of.random_seating(Random(seed), tries=4)
    parts = split(of.instance, 2, seating, np.random.default_rng(seed))
    people = np.concatenate([part.people for part in parts]).tolist()
    assert len(people) == len(set(people))
    led = [{of.instance.candidates[c].provider for c in part.candidates} for part in parts]
    assert not led[0] & led[1]
    for sitting in seating:
        provider = of.instance.candidates[sitting.candidate].provider
        home = [part for part in parts if set(sitting.members) & set(part.people.tolist())]
        pinned = not of.instance.pinned.keys().isdisjoint(sitting.members)
        assert len(home) == (0 if pinned else 1)
        if home and sitting.candidate in home[0].candidates:
            assert set(sitting.members) <= set(home[0].people.tolist())
            assert provider in led[parts.index(home[0])]
            assert home[0].outside(home[0].inside((sitting,))) == (sitting,)
