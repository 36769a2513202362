"""Merge, backfill and the loss of a provider, end to end on statewide-150."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice, permutations

import pytest

from matcher.check import check
from matcher.cohort import Cohort, Group, Proposal
from matcher.files.read import read_cohort
from matcher.propose import Options, solve
from matcher.repair.changes import Changes
from matcher.repair.option import Option, Repaired
from matcher.repair.options import repair
from matcher.rules import Plan, taking
from tests.command import COHORTS

PLACE = COHORTS / "statewide-150"


@pytest.fixture(scope="module")
def published() -> tuple[Cohort, Proposal]:
    cohort = read_cohort(PLACE).cohort
    return cohort, solve(cohort, options=Options(time_limit=3, workers=1))


def kept(before: Proposal, option: Option) -> set[str]:
    """Who sits with the same provider at the same time as before."""
    now = {m: (g.provider_id, g.meeting) for g in option.proposal.groups for m in g.members}
    was = {m: (g.provider_id, g.meeting) for g in before.groups for m in g.members}
    return {one for one, seat in was.items() if now.get(one) == seat}


def sound(found: Repaired, before: Proposal) -> None:
    """What may be taken stands up to the checker; the first moves the fewest."""
    best = found.recommended
    assert best is not None
    assert found.reached
    assert best.moved == found.fewest
    for option in found.options:
        verdict = check(found.cohort, option.proposal, before)
        assert verdict.lines() == list(option.findings)
        assert option.proposal.levels[0].name == "stability"
        if found.allows(option):
            assert option.moved >= found.fewest


def test_backfill_after_a_withdrawal(published: tuple[Cohort, Proposal]) -> None:
    cohort, before = published
    gone = before.groups[0].members[:2]
    found = repair(cohort, before, Changes(withdrawn=gone))
    sound(found, before)
    assert found.fewest in (0, len(before.groups[0].members) - 2, 1, 2)
    best = found.recommended
    assert best is not None
    if best.moved == 0:
        assert kept(before, best) == set(before.seats()) - set(gone)
    for one in best.people:
        if one.before is None:  # in turn order: the checker has found no envy
            assert one.after is not None
            assert one.hours.counting == 24


def small_pair(cohort: Cohort, before: Proposal) -> Iterator[tuple[Group, Group, list[str]]]:
    """Two groups, and three members of the first who could all join three of the second."""
    for one, other in permutations(before.groups, 2):
        rest = replace(other, members=other.members[:3])
        comers: list[str] = []
        for member in one.members:
            others = replace(rest, members=(*rest.members, *comers))
            away = tuple(g for g in before.groups if g.id not in (one.id, other.id))
            plan = Plan.of(cohort, replace(before, groups=(*away, others)))
            broken = {b.code for b in taking(cohort.participant_by_id[member], others, plan)}
            if not broken - {"size"}:
                comers.append(member)
            if len(comers) == 3:
                yield one, other, comers
                break


def test_two_small_groups_are_merged(published: tuple[Cohort, Proposal]) -> None:
    cohort, before = published
    for one, other, comers in islice(small_pair(cohort, before), 12):
        gone = (*(m for m in one.members if m not in comers), *other.members[3:])
        found = repair(cohort, before, Changes(withdrawn=gone))
        sound(found, before)
        # Which groups there are hangs on the time: of some two, one has to close anyway.
        merged = found.option("merge")
        if merged is not None:
            break
    assert merged is not None
    assert merged.moved == 3
    seats = merged.proposal.seats()
    assert all(member in seats for member in (*comers, *other.members[:3]))
    groups = {(g.provider_id, g.meeting) for g in merged.proposal.groups}
    assert len({(g.provider_id, g.meeting) for g in (one, other)} & groups) == 1
    agree = {person.participant_id for person in merged.people if person.agrees}
    moved = {p.participant_id for p in merged.people if p.before and p.after}
    assert len(moved) == 3
    assert moved <= agree
    least = merged.moved - 1
    limited = repair(cohort, before, Changes(withdrawn=gone), most=least)
    assert all(not limited.allows(option) for option in limited.options if option.moved > least)
    assert limited.recommended is None or limited.recommended.moved <= least


def test_a_provider_is_lost_in_the_middle_of_the_term(published: tuple[Cohort, Proposal]) -> None:
    """The others offer one group more each; one of them takes the group on."""
    cohort, before = published
    more = tuple(replace(one, max_groups=one.max_groups + 1) for one in cohort.providers)
    cohort = replace(cohort, providers=more)
    taken = None
    for provider in sorted({group.provider_id for group in before.groups}):
        if sum(group.provider_id == provider for group in before.groups) > 1:
            continue
        found = repair(cohort, before, Changes(lost=(provider,), on=date(2027, 3, 1)))
        sound(found, before)
        taken = found.option("provider")
        if taken is not None:
            break
    assert taken is not None
    assert all(group.provider_id != provider for group in taken.proposal.groups)
    old = next(group for group in before.groups if group.provider_id == provider)
    together = max(len(set(old.members) & set(g.members)) for g in taken.proposal.groups)
    assert together > len(old.members) / 2
    assert taken.providers
    for one in taken.people:
        if one.before == old.id and one.after:
            assert one.new_provider
            assert 0 < one.hours.had < 24
            assert one.hours.counting == min(24, one.hours.had + one.hours.ahead)
    record = taken.proposal.repair
    assert record is not None
    assert record.lost == (provider,)
    assert set(record.changed_provider) == {
        one.participant_id for one in taken.people if one.new_provider
    }


def test_hours_with_a_third_provider_do_not_count(published: tuple[Cohort, Proposal]) -> None:
    cohort, before = published
    more = tuple(replace(one, max_groups=one.max_groups + 1) for one in cohort.providers)
    cohort = replace(cohort, providers=more)
    first = next(group.provider_id for group in before.groups)
    found = repair(cohort, before, Changes(lost=(first,), on=date(2027, 3, 1)))
    best = found.recommended
    assert best is not None
    again = {one.participant_id for one in best.people if one.new_provider}
    if not again:
        return
    second = next(g.provider_id for g in best.proposal.groups if again & set(g.members))
    more_found = repair(found.cohort, best.proposal, Changes(lost=(second,), on=date(2027, 6, 1)))
    for option in more_found.options:
        for one in option.people:
            if one.participant_id in again and one.new_provider:
                assert one.hours.counting == min(24, one.hours.had)


def test_late_in_the_term_nobody_comes_in_any_more(published: tuple[Cohort, Proposal]) -> None:
    cohort, before = published
    program = replace(cohort.program, backfill_hours=16)
    cohort = replace(cohort, program=program)
    gone = (max(before.groups, key=lambda group: len(group.members)).members[0],)
    found = repair(cohort, before, Changes(withdrawn=gone, on=date(2027, 7, 1)))
    best = found.recommended
    assert best is not None
    assert best.clean
    assert not [one for one in best.people if one.before is None]
    early = repair(cohort, before, Changes(withdrawn=gone, on=date(2027, 1, 20)))
    assert early.recommended is not None
    assert check(early.cohort, early.recommended.proposal, before).clean


def test_the_same_every_time(published: tuple[Cohort, Proposal]) -> None:
    cohort, before = published
    changes = Changes(withdrawn=before.groups[2].members[:3])
    one, two = (repair(cohort, before, changes, deterministic=True) for _ in range(2))
    assert [o.name for o in one.options] == [o.name for o in two.options]
    assert [o.proposal.groups for o in one.options] == [o.proposal.groups for o in two.options]
