"""Changes by hand: what they do is what the checker says, and all of them can be taken back."""

from __future__ import annotations

from random import Random

import pytest

from matcher.check import check
from matcher.cohort import Cohort, LevelValue, Proposal
from matcher.cohort.availability import WEEKS_OF
from matcher.edit.edits import (
    Close,
    Edit,
    ImpossibleEdit,
    Move,
    Open,
    Reassign,
    Retime,
    Seat,
    Swap,
    Unseat,
)
from matcher.edit.session import BrokenRule, Session
from matcher.files.proposal_json import proposal_from_dict, proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.levels import level_values
from matcher.rules import Plan, broken_rules
from tests.build import cohort, group, people, person, proposal, provider
from tests.oracle import judge
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups

MONDAYS = "mon,tue 09:00-12:00"


def small(**other: object) -> Session:
    """Two groups of two and one person without a seat; V2 leads on Wednesdays too."""
    of = cohort(people(5), [provider("V1", max_groups=2), provider("V2", max_groups=1)], **other)
    groups = [group("P1 P2"), group("P3 P4", id="G2", provider_id="V2", weekday="wed")]
    return Session(of, proposal(of, groups))


def seats(session: Session) -> dict[str, str]:
    return {member: one.id for one in session.groups for member in one.members}


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        (Move("P1", "G2"), {"P1": "G2"}),
        (Swap("P1", "P3"), {"P1": "G2", "P3": "G1"}),
        (Swap("P5", "P3"), {"P5": "G2", "P3": None}),
        (Unseat("P2"), {"P2": None}),
        (Seat("P5", "G1"), {"P5": "G1"}),
        (Close("G1"), {"P1": None, "P2": None}),
        (
            Open("", "V1", "mon", "09:00", "twice-monthly", (1, 3), "en", ("P5", "P1")),
            {"P5": "G03", "P1": "G03"},
        ),
    ],
)
def test_who_sits_where_afterwards(edit: Edit, changed: dict[str, str | None]) -> None:
    before = small()
    after, told = before.make(edit, why="so it be")
    wanted = {**seats(before), **changed}
    assert seats(after) == {one: where for one, where in wanted.items() if where}
    assert set(told.after.broken) == set()
    back, _ = after.undo()
    assert back.groups == before.groups
    assert back.proposal() is before.base
    again, _ = back.redo()
    assert again.groups == after.groups


def test_time_provider_and_language() -> None:
    session, _ = small().make(Retime("G1", "thu", "11:30"), why="x")
    session, _ = session.make(Reassign("G2", "V1"), why="x")
    first, second = session.groups
    assert (first.weekday, first.start, first.weeks, first.minutes) == ("thu", "11:30", (1, 3), 60)
    assert second.provider_id == "V1"
    session, _ = session.make(Retime("G1", "thu", "11:30", "monthly"), why="x")
    assert (session.groups[0].minutes, session.groups[0].weeks) == (120, WEEKS_OF["monthly"][0])


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Move("P9", "G1"), "waitlist"),
        (Move("P1", "G9"), "no group"),
        (Move("P1", "G1"), "already"),
        (Move("P5", "G1"), "seat them"),
        (Seat("P1", "G2"), "move them"),
        (Unseat("P5"), "no seat"),
        (Swap("P1", "P2"), "one group"),
        (Swap("P5", "P5"), "has a seat"),
        (Close("G9"), "no group"),
        (Reassign("G1", "V9"), "roster"),
        (Reassign("G1", "V1"), "already"),
        (Retime("G1", "someday", "10:00"), "weekday"),
        (Retime("G1", "mon", "25:00"), "no time"),
        (Retime("G1", "mon", "10:00", "weekly"), "cadence"),
        (Retime("G1", "mon", "10:00", None, (9,)), "Weeks"),
        (Open("G1", "V1", "mon", "09:00", "monthly", (1,), "en", ("P5",)), "already"),
        (Open("", "V1", "mon", "09:00", "monthly", (1,), "en", ()), "needs members"),
    ],
)
def test_what_cannot_be_done_is_said(edit: Edit, why: str) -> None:
    with pytest.raises(ImpossibleEdit, match=why):
        small().make(edit, why="reason enough")


def test_a_broken_rule_needs_a_reason_and_stays_marked() -> None:
    of = cohort([*people(4), person("P5", "sat 10:00-12:00")], [provider(max_groups=2)])
    session = Session(of, proposal(of, [group("P1 P2")]))
    with pytest.raises(BrokenRule) as refusal:
        session.make(Seat("P5", "G1"))
    assert [one.code for one in refusal.value.effect.breaks] == ["availability"]
    kept, told = session.make(Seat("P5", "G1"), who="office", why="comes by taxi")
    assert [one.code for one in told.breaks] == ["availability"]
    made = kept.proposal()
    (mark,) = made.overrides
    assert (mark.code, mark.who, mark.why) == ("availability", "office", "comes by taxi")
    verdict = check(of, made)
    assert not verdict.broken
    assert "comes by taxi" in verdict.marks()[0]
    assert proposal_from_dict(proposal_to_dict(made)) == made
    # Mended, the mark is gone; and it is no leave to break the rule elsewhere.
    mended, told = kept.make(Unseat("P5"))
    assert [one.code for one in told.mends] == ["availability"]
    assert mended.proposal().overrides == ()
    with pytest.raises(BrokenRule):
        kept.make(Retime("G1", "mon", "09:00"))


def test_an_override_that_nothing_bears_out_is_a_fault() -> None:
    of = cohort(people(2))
    kept, _ = Session(of, proposal(of, [group("P1 P2")])).make(
        Retime("G1", "tue", "10:15"), why="only then"
    )
    made = kept.proposal()
    assert check(of, made).clean
    sound = proposal(of, [group("P1 P2")], overrides=made.overrides)
    assert any("nothing of the kind" in text for text in check(of, sound).value_faults)


def test_an_address_is_no_name_for_who() -> None:
    with pytest.raises(ImpossibleEdit, match="role"):
        small().make(Unseat("P1"), who="ana@example.org", why="x")


def test_what_was_taken_back_is_forgotten_by_a_new_change() -> None:
    session, _ = small().make(Unseat("P1"), why="x")
    session, _ = session.undo()
    session, _ = session.make(Seat("P5", "G1"))
    assert [entry.edit for entry in session.entries] == [Seat("P5", "G1")]
    with pytest.raises(ImpossibleEdit):
        session.redo()
    session, _ = session.undo()
    with pytest.raises(ImpossibleEdit):
        session.undo()


def test_bounds_hold_until_a_level_changes() -> None:
    of = cohort(people(4), [provider(max_groups=2)])
    base = proposal(of, [group("P1 P2 P3")])
    levels = tuple(LevelValue(one.name, one.value, one.value) for one in base.levels)
    session, _ = Session(of, Proposal(**{**fields(base), "levels": levels})).make(
        Swap("P3", "P4"), why="x"
    )
    bounds = {level.name: level.bound for level in session.proposal().levels}
    assert bounds["seats.none"] == 3
    turn = next(one.value for one in levels if one.name == "turn")
    assert bounds["turn"] in (None, turn)
    assert bounds["mix"] is None


def fields(base: Proposal) -> dict[str, object]:
    return {name: getattr(base, name) for name in base.__dataclass_fields__}


def random_edit(of: Cohort, session: Session, rng: Random) -> Edit:
    """Some change, sensible or not."""
    somebody, other = (one.id for one in rng.sample(of.participants, 2))
    where = rng.choice(session.groups).id if session.groups else "G1"
    leader = rng.choice(of.providers).id
    day, start = rng.choice(["mon", "tue", "wed"]), rng.choice(["09:00", "10:30", "14:00"])
    return rng.choice(
        [
            Move(somebody, where),
            Swap(somebody, other),
            Unseat(somebody),
            Seat(somebody, where),
            Close(where),
            Retime(where, day, start),
            Reassign(where, leader),
            Open("", leader, day, start, "twice-monthly", (1, 3), "en", (somebody, other)),
        ]
    )


@pytest.mark.parametrize("seed", range(1700, 1730))
def test_any_list_of_changes_is_told_truly_and_can_be_taken_back(seed: int) -> None:
    data, rng = random_cohort(seed, 10), Random(seed)
    of = read_cohort_data(data).cohort
    session = Session(of, proposal(of, random_groups(of, rng)))
    first = session
    for _ in range(6):
        try:
            session, told = session.make(random_edit(of, session, rng), why="tried out")
        except ImpossibleEdit:
            continue
        made = session.proposal()
        assert dict(level_values(of, made.groups)) == {
            level.name: pytest.approx(level.after) for level in told.levels
        }
        plain = broken_rules(Plan(of, made.groups))
        marked = {(one.code, one.text) for one in made.overrides}
        assert {(one.code, one.text) for one in plain} == marked
        verdict = check(of, made)
        assert not verdict.broken
        assert not verdict.value_faults
        assert not verdict.unplaced_faults
        theirs = {code for code, _ in judge(data, proposal_to_dict(made))}
        assert {one.code for one in made.overrides} <= theirs | {"one-seat"}
        assert session.undo()[0].redo()[0].groups == session.groups
    while session.cursor:
        session, _ = session.undo()
    assert session.groups == first.groups
