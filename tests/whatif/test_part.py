"""Parts of a proposal that are formed anew while all other groups stay as they are."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from matcher.check import check
from matcher.cohort import Cohort
from matcher.propose import Options, solve
from matcher.whatif.outcome import written
from matcher.whatif.part import Part, part_about, whole
from matcher.whatif.person import counterfactuals
from matcher.whatif.regroup import Regrouping
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Trials
from tests.build import cohort, group, people, person, proposal, provider

HOURS = ["tue 09:00-10:00", "tue 10:00-11:00", "wed 09:00-10:00", "wed 10:00-11:00"]


def some_cohort(rng: Random) -> Cohort:
    """Eleven people and three providers on four hours of a week."""
    rows = [
        person(
            f"P{n}",
            "; ".join(rng.sample(HOURS, rng.choice([1, 2]))),
            rc_access=rng.choice(["none", "little"]),
            organization=rng.choice(["", "A"]),
        )
        for n in range(1, 12)
    ]
    leaders = [provider(f"V{n}", "; ".join(rng.sample(HOURS, 2))) for n in (1, 2, 3)]
    return cohort(rows, leaders, same_organization_max=rng.choice([0, 2]))


def test_a_small_cohort_is_one_part() -> None:
    of = cohort(people(4), [provider(), provider("V2")], group_size=(2, 2))
    standing = Standing.of(of, proposal(of, [group("P1 P2")]), "P4")
    part = whole(standing)
    assert part is not None
    assert part.complete
    assert (part.inside, part.beside, part.kept) == (standing.seating, (), ())
    assert part.people.all()
    assert len(part.candidates) == len(standing.loose.candidates)


def test_a_large_one_is_taken_in_part() -> None:
    """Of three providers as many as there is room for; who sits with others is not in it."""
    hours = {"V1": "tue 09:00-10:00", "V2": "wed 09:00-10:00", "V3": "thu 09:00-10:00"}
    rows = [person(f"P{n}", "; ".join(hours.values())) for n in range(1, 8)]
    of = cohort(rows, [provider(v, free) for v, free in hours.items()], group_size=(2, 2))
    groups = [
        group(f"P{2 * n + 1} P{2 * n + 2}", provider_id=f"V{n + 1}", weekday=day, start="09:00",
              id=f"G{n}")
        for n, day in enumerate(("tue", "wed", "thu"))
    ]  # fmt: skip
    before = proposal(of, groups)
    standing = Standing.of(of, before, before.unplaced[0].participant_id)
    sizes = set()
    for most in (2, 5, 12, 100):
        part = part_about(standing, Trials(standing), most)
        sizes.add(0 if part is None else int(part.providers.sum()))
        if part is None:
            continue
        assert set(part.inside) | set(part.beside) == set(standing.seating)
        seated = {p for sitting in part.beside for p in sitting.members}
        assert set(np.flatnonzero(~part.people).tolist()) == seated
        assert all(part.people[here].all() for here in part.without(standing.loose.members))
        inside = {p for sitting in part.inside for p in sitting.members}
        first = min(inside)  # could come to any seat, so to those of later turns beside
        assert (first in part.kept) == any(p > first for p in seated)
    assert sizes == {0, 1, 2, 3}


def test_who_leads_groups_too_is_left_alone() -> None:
    rows = [person(f"P{n}", "tue 10:00-11:00") for n in range(1, 4)]
    of = cohort(
        [*rows, person("V2", "tue 10:00-11:00")], [provider(), provider("V2", max_groups=1)]
    )
    standing = Standing.of(of, proposal(of, [group("P1 P2 V2")]), "P3")
    assert part_about(standing, Trials(standing), 1000) is None


@pytest.mark.parametrize("seed", range(20))
def test_groups_beside_stay_and_every_answer_stands(seed: int) -> None:
    of = some_cohort(Random(seed))
    before = solve(of, options=Options(time_limit=5, workers=1))
    leaders = {one.provider_id for one in before.groups}
    for unplaced in before.unplaced:
        standing = Standing.of(of, before, unplaced.participant_id)
        trials = Trials(standing)
        if standing.person < 0 or not standing.mine:
            continue
        for leader in leaders:
            chosen = np.array([id == leader for id in standing.loose.providers])
            others = Regrouping(standing, trials, Part.of(standing, chosen))
            outcome = others.quickly(lambda: 20.0)
            assert not others.none  # of a part nothing is proven
            if outcome is None:
                continue
            found = check(outcome.cohort, written(before, outcome.groups, outcome.levels))
            assert [*found.broken, *found.envy, *found.open_seats] == []
            assert unplaced.participant_id in outcome.seated
            kept = {(g.provider_id, g.meeting) for g in before.groups if g.provider_id != leader}
            assert kept <= {(g.provider_id, g.meeting) for g in outcome.groups}


@pytest.mark.parametrize("seed", range(6))
def test_what_a_part_finds_the_whole_finds_too(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    of = some_cohort(Random(seed))
    before = solve(of, options=Options(time_limit=5, workers=1))
    for unplaced in before.unplaced:
        who = unplaced.participant_id
        monkeypatch.setattr("matcher.whatif.part.MOST_BOOLEANS", 25_000)
        all_groups = counterfactuals(of, before, who, seconds=20)
        monkeypatch.setattr("matcher.whatif.part.MOST_BOOLEANS", 0)
        monkeypatch.setattr("matcher.whatif.person.MOST_BOOLEANS", 20)
        monkeypatch.setattr("matcher.whatif.person.SMALL", 10)
        part = counterfactuals(of, before, who, seconds=20)
        assert not part.proven
        one = [
            len(found.outcome.changes) for answer in (all_groups, part) for found in answer.found
        ]
        if all_groups.proven:
            assert 1 not in one
