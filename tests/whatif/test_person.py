"""What would give somebody a seat, by hand and against trying everything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random

import numpy as np
import pytest

from matcher.check import check
from matcher.cohort import Cohort, Entry, Group, Meeting, Proposal
from matcher.cohort.turn import turn_order
from matcher.levels import level_values
from matcher.propose import Options, solve
from matcher.solve.stop import Stop
from matcher.whatif.chance_rows import GROUP
from matcher.whatif.chances import Chances
from matcher.whatif.changes import Change, changed
from matcher.whatif.part import Part
from matcher.whatif.person import MANY, Answer, Counterfactual, counterfactuals
from matcher.whatif.regroup import Regrouping
from matcher.whatif.standing import NotStanding, Standing
from matcher.whatif.trials import Trial, Trials
from tests.build import cohort, group, people, person, proposal, provider, settled

TUESDAY = "tue 10:00-11:00"
SLOT = {"slot_minutes": 60, "cadences": ("twice-monthly",)}


def last_of(of: Cohort) -> str:
    """The id with the latest turn."""
    return turn_order(of)[-1]


def seated_but_last(of: Cohort) -> Proposal:
    """A group of everybody but the latest turn."""
    return proposal(of, [group(" ".join(turn_order(of)[:-1]))])


def kinds(answer: Answer) -> list[list[str]]:
    return [[change.kind for change in one.outcome.changes] for one in answer.found]


def stands(of: Cohort, before: Proposal, one: Counterfactual, who: str) -> bool:
    """Whether an answer is what it says: judged apart from what made it."""
    after = one.outcome.cohort
    assert changed(of, one.outcome.changes).providers == after.providers
    assert changed(of, one.outcome.changes).participants == after.participants
    found = check(after, proposal(after, one.outcome.groups))
    then, now = dict(level_values(of, before.groups)), dict(level_values(after, one.outcome.groups))
    no_worse = all(now[name] >= then[name] for name in now if name.startswith("seats."))
    seated = {member for group in one.outcome.groups for member in group.members}
    return not (found.broken or found.envy or found.open_seats) and no_worse and who in seated


def test_one_more_seat_for_the_last_turn() -> None:
    of = cohort(people(4, free=TUESDAY))
    before, last = seated_but_last(of), last_of(of)
    answer = counterfactuals(of, before, last)
    assert ["seat"] in kinds(answer)
    assert ["size"] in kinds(answer)
    assert all(stands(of, before, one, last) for one in answer.found)


def test_one_more_time_into_a_free_seat() -> None:
    rows = [*people(3, free=TUESDAY)[:2], person("P3", "wed 10:00-11:00")]
    of = cohort(rows)
    before = proposal(of, [group("P1 P2")])
    answer = counterfactuals(of, before, "P3")
    (first, *_) = answer.found
    assert [change.entry for change in first.outcome.changes] == [Entry(1, 600, 660)]
    assert first.group.members == ("P1", "P2", "P3")
    assert (first.more, first.fewer) == ((), ())


def test_an_earlier_turn_takes_the_seat_of_a_later_one_of_its_tier() -> None:
    of = cohort([person(f"P{n}", TUESDAY) for n in range(1, 5)])
    first = turn_order(of)[0]
    rows = tuple(
        replace(one, availability=(Entry(2, 600, 660),)) if one.id == first else one
        for one in of.participants
    )
    of = replace(of, participants=rows)
    before = proposal(of, [group(" ".join(turn_order(of)[1:]))])
    (one, *_) = counterfactuals(of, before, first).found
    assert one.outcome.changes[0].kind == "entry"
    assert one.fewer == (last_of(of),)
    assert stands(of, before, one, first)


def test_no_tier_loses_a_seat_for_another() -> None:
    rows = [person(f"P{n}", TUESDAY, rc_access="regular") for n in (1, 2, 3)]
    of = cohort([*rows, person("P4", "wed 10:00-11:00")])
    before = proposal(of, [group("P1 P2 P3")])
    answer = counterfactuals(of, before, "P4")
    assert ["entry"] not in kinds(answer)  # alone, it would cost a seat of the other tier
    assert ["entry", "seat"] in kinds(answer)
    assert answer.proven  # that no single change does it


def test_one_more_group() -> None:
    of = cohort(
        people(5, free=f"{TUESDAY}; thu 10:00-11:00"), [provider(free="tue,thu 10:00-11:00")]
    )
    before = proposal(of, [group(" ".join(turn_order(of)[:3]))])
    answer = counterfactuals(of, before, last_of(of))
    assert ["group"] in kinds(answer)
    one = answer.found[kinds(answer).index(["group"])]
    assert len(one.more) == 1


def test_who_sits_together_gets_a_seat_together() -> None:
    free = f"{TUESDAY}; thu 10:00-11:00"
    rows = people(5, free=free)
    rows = [replace(rows[0], together_with=("P2",)), *rows[1:]]
    of = cohort(rows, [provider(free="tue,thu 10:00-11:00")])
    before = proposal(of, [group("P3 P4 P5")])
    answer = counterfactuals(of, before, "P1")
    assert ["group"] in kinds(answer)
    assert all(stands(of, before, one, "P1") for one in answer.found)
    assert all("P2" in one.group.members for one in answer.found)


def test_another_cadence_or_language() -> None:
    rows = [*people(3, free="tue 10:00-12:00")[:2]]
    of = cohort([*rows, person("P3", "tue 10:00-12:00", cadence="monthly")])
    before = proposal(of, [group("P1 P2")])
    assert ["cadence"] in kinds(counterfactuals(of, before, "P3"))
    wish = person("P3", TUESDAY, languages=("en", "es"), group_language="only es")
    of = cohort([*rows, wish], [provider(languages=("en", "es"))])
    assert ["wish"] in kinds(counterfactuals(of, before, "P3"))


def test_other_groups_altogether() -> None:
    rows = [person(f"P{n}", f"{TUESDAY}; wed 10:00-11:00") for n in (1, 2)]
    of = cohort(
        [*rows, person("P3", "wed 10:00-11:00", rc_access="little")],
        [provider(free="tue,wed 10:00-11:00")],
        group_size=(2, 2),
    )
    before = proposal(of, [group("P1 P2")])
    answer = counterfactuals(of, before, "P3")
    assert kinds(answer) in ([["seat"]], [["size"]])  # and the group meets on Wednesday then
    assert answer.found[0].group.weekday == "wed"
    assert stands(of, before, answer.found[0], "P3")


def test_other_groups_get_their_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trials of the groups as they meet without end, each slow, do not keep others from a turn."""

    def endless(self: Trials) -> Iterator[Trial]:
        entries = (Entry(0, minute, minute + 15) for minute in range(1400))
        return (Trial((Change("entry", "P3", entry=at),), (), 0, likely=False) for at in entries)

    def slow(*_: object, seconds: float) -> None:
        time.sleep(min(seconds, 0.03))

    rows = [person(f"P{n}", f"{TUESDAY}; wed 10:00-11:00") for n in (1, 2)]
    of = cohort(
        [*rows, person("P3", "wed 10:00-11:00", rc_access="little")],
        [provider(free="tue,wed 10:00-11:00")],
        group_size=(2, 2),
    )
    monkeypatch.setattr(Trials, "entries", endless)
    monkeypatch.setattr(Trials, "hopeless", lambda *_: False)
    monkeypatch.setattr("matcher.whatif.person.reseat", slow)
    answer = counterfactuals(of, proposal(of, [group("P1 P2")]), "P3", seconds=6.0)
    assert kinds(answer) in ([["seat"]], [["size"]])


def test_a_trial_that_the_time_cut_off_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def entries(self: Trials) -> Iterator[Trial]:
        found = (Entry(0, minute, minute + 15) for minute in range(MANY + 5))
        return (Trial((Change("entry", "P3", entry=at),), (), 0, likely=False) for at in found)

    def cut_once(*about: object, seconds: float) -> None:
        if about[1] not in tried and len(tried) == MANY:
            time.sleep(seconds)
        tried.append(about[1])

    of = cohort(people(3, free=TUESDAY), [provider(free=TUESDAY)], group_size=(2, 2), **SLOT)
    for kind in ("own_ways", "groups", "seats", "entries_with_groups", "pairs"):
        monkeypatch.setattr(Trials, kind, lambda _: iter(()))
    monkeypatch.setattr(Trials, "entries", entries)
    monkeypatch.setattr(Trials, "hopeless", lambda *_: False)
    monkeypatch.setattr("matcher.whatif.person.reseat", cut_once)
    monkeypatch.setattr("matcher.whatif.person._Search._regroup", lambda *_: False)
    answer = counterfactuals(of, seated_but_last(of), last_of(of), seconds=3.0)
    assert tried.count(tried[MANY]) == 2
    assert answer.complete


def test_nobody_can_take_them() -> None:
    of = cohort(
        [*people(2), person("P3", languages=("pt",)), person("P4", member_until=date(2026, 1, 1))]
    )
    before = proposal(of, settled(of))
    for who in ("P3", "P4"):
        answer = counterfactuals(of, before, who)
        assert not answer.found
        assert not answer.reachable


def test_too_many_before_them_for_any_single_change() -> None:
    """Ten before the last one have a claim to whatever seats there are at the only time."""
    of = cohort(people(14, free=TUESDAY), [provider(free=TUESDAY)], cadences=("twice-monthly",))
    before = proposal(of, [group(" ".join(turn_order(of)[:3]))])
    answer = counterfactuals(of, before, last_of(of))
    assert not [one for one in kinds(answer) if len(one) == 1]
    assert (answer.complete, answer.proven) == (True, True)


def test_groups_that_break_rules_are_nothing_to_build_on() -> None:
    of = cohort(people(3, free=TUESDAY))
    with pytest.raises(NotStanding):
        counterfactuals(of, proposal(of, [group("P1 P2", start="06:00")]), "P3")


def test_stopped_before_anything_is_found() -> None:
    of = cohort(people(4, free=TUESDAY))
    stop = Stop()
    stop.ask()
    answer = counterfactuals(of, seated_but_last(of), last_of(of), stop=stop)
    assert (answer.found, answer.complete) == ((), False)


# --- against trying everything --------------------------------------------------------------------


def some_cohort(rng: Random) -> Cohort:
    """Six people and two providers on four hours of a week."""
    hours = ["tue 09:00-10:00", "tue 10:00-11:00", "wed 09:00-10:00", "wed 10:00-11:00"]
    access = ["none", "little"]
    rows = [
        person(
            f"P{n}", "; ".join(rng.sample(hours, rng.choice([1, 2]))), rc_access=rng.choice(access),
            apart_from=("P2",) if n == 1 and rng.random() < 0.5 else (),
            organization=rng.choice(["", "A"]),
        )
        for n in range(1, 7)
    ]  # fmt: skip
    leaders = [provider(f"V{n}", "; ".join(rng.sample(hours, 2))) for n in (1, 2)]
    return cohort(rows, leaders, **SLOT, same_organization_max=rng.choice([0, 2]))


def all_single(of: Cohort, who: str) -> Iterator[Change]:
    for day in (1, 2):
        for start in (540, 600):
            yield Change("entry", who, Entry(day, start, start + 60))
    yield from (Change("group", one.id) for one in of.providers)
    yield from (Change("seat", one.id) for one in of.providers)
    yield Change("size")


def admits(of: Cohort, before: Proposal, change: Change, who: str) -> bool:
    """Whether any way to regroup keeps the given times and opens at most one further group."""
    after = changed(of, [change])
    then = dict(level_values(of, before.groups))
    kept = [(one.provider_id, one.meeting) for one in before.groups]
    meetings = [
        Meeting(d, s, "twice-monthly", w)
        for d in (1, 2)
        for s in (540, 600)
        for w in ((1, 3), (2, 4))
    ]
    more: list[list[tuple[str, Meeting]]] = [[]]
    more += [[(one.id, meeting)] for one in after.providers for meeting in meetings]
    for extra in more:
        for groups in fillings(after, [*kept, *extra]):
            values = dict(level_values(after, groups))
            if any(values[name] < then[name] for name in then if name.startswith("seats.")):
                continue
            if who not in {member for one in groups for member in one.members}:
                continue
            found = check(after, proposal(after, groups))
            if not (found.broken or found.envy or found.open_seats):
                return True
    return False


def fillings(of: Cohort, places: list[tuple[str, Meeting]]) -> Iterator[list[Group]]:
    """Every way to fill some groups, rules apart."""

    def extend(
        chosen: list[tuple[str, ...]], left: frozenset[str]
    ) -> Iterator[list[tuple[str, ...]]]:
        if len(chosen) == len(places):
            yield chosen
            return
        meeting = places[len(chosen)][1]
        able = [one.id for one in of.participants if one.id in left and is_free(one, meeting)]
        for size in range(2, of.program.group_size[1] + 1):
            for members in combinations(sorted(able), size):
                yield from extend([*chosen, members], left - set(members))

    for crews in extend([], frozenset(one.id for one in of.participants)):
        yield [
            Group.at(
                meeting, id=f"G{n}", provider_id=leader, time_zone=of.program.time_zone,
                language="en", members=members,
            )
            for n, ((leader, meeting), members) in enumerate(zip(places, crews, strict=True), 1)
        ]  # fmt: skip


def is_free(one: object, meeting: Meeting) -> bool:
    entries = one.availability  # type: ignore[attr-defined]
    return any(
        e.weekday == meeting.weekday and e.start <= meeting.start < meeting.start + 60 <= e.end
        for e in entries
    )


@pytest.mark.parametrize("seed", range(12))
def test_one_is_found_wherever_there_is_one(seed: int) -> None:
    of = some_cohort(Random(seed))
    before = solve(of, options=Options(time_limit=5, workers=1))
    for unplaced in before.unplaced:
        who = unplaced.participant_id
        answer = counterfactuals(of, before, who, seconds=30)
        assert all(stands(of, before, one, who) for one in answer.found)
        if not any(len(one.outcome.changes) == 1 for one in answer.found):
            missed = [one for one in all_single(of, who) if admits(of, before, one, who)]
            assert not missed, (who, missed)


@pytest.mark.parametrize("seed", range(12, 24))
def test_other_groups_alone_find_one_wherever_there_is_one(seed: int) -> None:
    """Each kind of change by its own program; what one calls impossible is so."""
    of = some_cohort(Random(seed))
    before = solve(of, options=Options(time_limit=5, workers=1))
    for unplaced in before.unplaced:
        who = unplaced.participant_id
        standing = Standing.of(of, before, who)
        trials = Trials(standing)
        others = Regrouping(standing, trials, Part.of(standing, np.ones(2, bool)))
        outcome = others.quickly(lambda: 30.0) or others.thoroughly(lambda: 30.0)
        if outcome is None:
            missed = [one for one in all_single(of, who) if admits(of, before, one, who)]
            assert not missed, (who, missed)
        else:
            assert not others.none
            assert len(outcome.changes) == 1
            assert stands(of, before, Counterfactual(outcome, outcome.groups[0], (), ()), who)


def test_no_further_group_where_nobody_could_lead_one() -> None:
    """A program of one kind of change makes one: where there is none of it, it has no answer."""
    of = cohort(people(4, free=TUESDAY), [provider(max_groups=3)])
    before, last = seated_but_last(of), last_of(of)
    standing = Standing.of(of, before, last)
    trials = Trials(standing)
    assert trials.providers(spare=False) == []
    part = Part.of(standing, np.ones(1, bool))
    program = Chances(standing, trials, part, trials.openable(), kind=GROUP, spares=False)
    assert program.solve(set(), 5.0) is None
    assert program.impossible
