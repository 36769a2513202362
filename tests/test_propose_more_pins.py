"""Whole groups, providers' times and people never with a provider: kept, judged, or refused."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from matcher.check import check
from matcher.cohort import AnyPin, Cohort, GroupPin, NeverPin, Overridden, Pin, Proposal, TimePin
from matcher.files.proposal_json import proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.levels import level_values, levels_of
from matcher.pinning import ImpossiblePins
from matcher.propose import Options, solve
from matcher.rules import Plan, broken_rules
from tests.build import cohort, group, people, person, proposal, provider
from tests.oracle import judge
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups

QUICK = Options(time_limit=1.0, workers=1)


def some_pins(of: Cohort, earlier: Proposal, rng: Random) -> list[AnyPin]:
    """Pins that the earlier proposal keeps."""
    found: list[AnyPin] = []
    whole = rng.choice(earlier.groups)
    found.append(GroupPin(whole.id))
    for one in earlier.groups:
        if rng.random() < 0.5:
            found += [
                TimePin(g.provider_id, g.weekday, g.start)
                for g in earlier.groups
                if g.provider_id == one.provider_id
            ]
        if one is not whole and rng.random() < 0.5:
            found.append(Pin(one.members[0], one.id))
    with_whom = {m: g.provider_id for g in earlier.groups for m in g.members}
    for someone in rng.sample(of.participants, 3):
        leader = rng.choice(of.providers).id
        if with_whom.get(someone.id) != leader:
            found.append(NeverPin(someone.id, leader))
    return list(dict.fromkeys(found))


def worse(of: Cohort, made: Proposal, earlier: Proposal) -> bool:
    """Whether a proposal is worse than what it came from, level by level."""
    after = dict(level_values(of, made.groups, earlier))
    before = dict(level_values(of, earlier.groups, earlier))
    for level in levels_of(of.program, earlier=True):
        if abs(after[level.name] - before[level.name]) > 1e-6:
            return level.is_better(before[level.name], after[level.name])
    return False


@pytest.mark.parametrize("seed", range(1600, 1630))
def test_pins_of_every_kind_are_kept_and_nothing_gets_worse(seed: int) -> None:
    data, rng = random_cohort(seed, 9), Random(seed)
    of = read_cohort_data(data).cohort
    earlier = proposal(of, random_groups(of, rng))
    if not earlier.groups:
        return
    pins = some_pins(of, earlier, rng)
    made = solve(of, earlier=earlier, options=QUICK, pins=pins)
    assert set(pins) <= set(made.pins)
    verdict = check(of, made, earlier)
    assert verdict.clean, verdict.lines()
    assert judge(data, proposal_to_dict(made), proposal_to_dict(earlier)) == []
    assert not worse(of, made, earlier)
    whole = next(one.group_id for one in pins if isinstance(one, GroupPin))
    (before,) = (one for one in earlier.groups if one.id == whole)
    (after,) = (one for one in made.groups if one.id == whole)
    assert replace(after, members=()) == replace(before, members=())
    assert set(after.members) == set(before.members)


@pytest.mark.parametrize("seed", range(1630, 1660))
def test_checker_and_oracle_agree_on_pins_kept_or_not(seed: int) -> None:
    data, rng = random_cohort(seed, 9), Random(seed)
    of = read_cohort_data(data).cohort
    earlier = proposal(of, random_groups(of, rng))
    if not earlier.groups:
        return
    pins = tuple(some_pins(of, earlier, rng))
    other = proposal(of, random_groups(of, Random(seed + 1)), earlier, pins=pins)
    mine = {one.code for one in check(of, other, earlier).broken}
    theirs = {code for code, _ in judge(data, proposal_to_dict(other), proposal_to_dict(earlier))}
    assert ("locked" in mine) == ("locked" in theirs)


@pytest.mark.parametrize("seed", range(1660, 1690))
def test_a_rule_broken_on_purpose_stays_where_it_is(seed: int) -> None:
    """The group stays, marked; everything else is solved around it and no worse than before."""
    data, rng = random_cohort(seed, 10), Random(seed)
    of = read_cohort_data(data).cohort
    groups = random_groups(of, rng)
    if not groups:
        return
    spoilt = replace(groups[0], members=groups[0].members[1:])
    edited = (spoilt, *groups[1:])
    broken = broken_rules(Plan(of, edited))
    if not broken:
        return
    marks = tuple(
        Overridden(one.code, one.group_id, one.participant_ids, one.text, "coordinator", "agreed")
        for one in broken
    )
    earlier = proposal(of, edited, overrides=marks)
    assert not check(of, earlier).broken
    made = solve(of, earlier=earlier, options=QUICK)
    verdict = check(of, made, earlier)
    assert verdict.clean, verdict.lines()
    assert {one.key for one in verdict.overridden} == {one.key for one in marks}
    assert GroupPin(spoilt.id) in made.pins
    assert next(one for one in made.groups if one.id == spoilt.id) == spoilt
    assert not worse(of, made, earlier)
    for level in made.levels:
        assert level.bound is None or not any(
            one.is_better(level.value, level.bound + (1e-6 if one.more_is_better else -1e-6))
            for one in levels_of(of.program, earlier=True)
            if one.name == level.name
        )


def test_held_groups_leave_the_others_their_exact_optimum() -> None:
    """Two providers, one group held: the rest is solved to the proven best beside it."""
    of = cohort(
        [*people(3, sector="pediatrics"), *(person(f"Q{n}") for n in range(4))],
        [provider("V1"), provider("V2")],
    )
    earlier = proposal(of, [group("P1 P2 P3")])
    made = solve(of, earlier=earlier, options=QUICK, pins=[GroupPin("G1")])
    assert made.status == "optimal"
    values = {level.name: level.value for level in made.levels}
    assert values["seats.none"] == 6
    assert values["mix"] == 6  # three pairs in each group
    assert check(of, made, earlier).clean


def test_a_whole_group_that_breaks_a_rule_is_refused() -> None:
    of = cohort(people(4), [provider("V1"), provider("V2")])
    earlier = proposal(of, [group("P1 P2 P3")])
    gone = replace(of.participants[0], availability=person("P1", "sat 10:00-12:00").availability)
    changed = replace(of, participants=(gone, *of.participants[1:]))
    with pytest.raises(ImpossiblePins) as refusal:
        solve(changed, earlier=earlier, options=QUICK, pins=[GroupPin("G1")])
    assert "P1 is not free" in str(refusal.value)


def test_a_free_seat_in_a_whole_group_is_nobodys() -> None:
    of = cohort(people(3), [provider("V1")])
    earlier = proposal(of, [group("P1 P2")])
    made = solve(of, earlier=earlier, options=QUICK, pins=[GroupPin("G1")])
    assert made.groups[0].members == ("P1", "P2")
    assert check(of, made, earlier).clean
    (left,) = made.unplaced
    assert [one.code for one in left.reasons] == ["rule"]
    assert "locked" in left.reasons[0].text


def test_a_provider_pinned_to_a_time_leads_at_no_other() -> None:
    of = cohort(people(3), [provider("V1", "mon,tue 09:00-12:00")])
    made = solve(of, options=QUICK, pins=[TimePin("V1", "tue", "10:30")])
    assert [(one.weekday, one.start) for one in made.groups] == [("tue", "10:30")]
    assert check(of, made).clean
    moved = replace(made, groups=(replace(made.groups[0], start="11:00"),))
    assert [one.code for one in check(of, moved).broken] == ["locked"]


def test_somebody_never_with_a_provider() -> None:
    of = cohort(people(3), [provider("V1")])
    made = solve(of, options=QUICK, pins=[NeverPin("P2", "V1")])
    assert set(made.seats()) == {"P1", "P3"}
    assert check(of, made).clean
    (left,) = made.unplaced
    assert [one.code for one in left.reasons] == ["rule"]
    moved = replace(made, groups=(replace(made.groups[0], members=("P1", "P2")),))
    assert "locked" in [one.code for one in check(of, moved).broken]
