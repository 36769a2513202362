"""The checker: each kind of fault once, and a clean proposal without any."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from matcher.check import Verdict, check
from matcher.cohort import Cohort, LevelValue, Pin, Proposal, Reason, Unplaced
from matcher.cohort.turn import turn_order
from matcher.rules import with_seed
from tests.build import cohort, group, people, person, proposal, settled

OF = cohort([*people(4), person("P9", member_until=date(2026, 1, 1))])
ORDER = turn_order(OF)


@pytest.fixture
def clean() -> Proposal:
    """The three earliest turns of four have the seats of the only group."""
    return proposal(OF, [group(ORDER[:3])])


def only(verdict: Verdict, kind: str) -> str:
    """The one finding of a verdict, which is of this kind."""
    (line,) = verdict.lines()
    assert line.startswith(f"{kind}: "), line
    assert not verdict.clean
    return line


def test_a_clean_proposal_has_nothing_to_say(clean: Proposal) -> None:
    verdict = check(OF, clean)
    assert verdict.clean
    assert verdict.lines() == []
    assert dict(verdict.levels)["seats.none"] == 3


def test_the_checker_shares_nothing_with_the_solver() -> None:
    code = (
        "import sys, matcher.check, matcher.levels, matcher.explain.unplaced\n"
        "shared = ('matcher.solve', 'matcher.instance', 'matcher.compile', 'ortools')\n"
        "print([name for name in sys.modules if name.startswith(shared)])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_an_empty_one_is_clean_when_nobody_can_meet() -> None:
    nobody = cohort(people(3, free=""))
    assert check(nobody, proposal(nobody)).clean


def test_a_broken_rule_is_told(clean: Proposal) -> None:
    rows = [*people(3), person("P4", free="mon 09:00-10:00")]
    of = cohort(rows)
    assert only(check(of, proposal(of, [group("P1 P2 P4")])), "availability")


@pytest.mark.parametrize(
    "odd",
    [
        {"weekday": ""},
        {"start": "x"},
        {"cadence": "daily"},
        {"weeks": ()},
        {"weeks": (9,)},
        {"minutes": 0},
        {"time_zone": "Nowhere/None"},
        {"language": ""},
        {"provider_id": ""},
        {"id": ""},
        {"members": ()},
        {"members": ("", "x", "P1", "P1")},
    ],
)
def test_a_proposal_may_hold_anything(odd: dict[str, object], clean: Proposal) -> None:
    groups = (replace(clean.groups[0], **odd), group("P1 P2", id="G2"))
    verdict = check(OF, replace(clean, groups=groups))
    assert verdict.broken or verdict.value_faults


@pytest.mark.parametrize("odd", [{"minutes": 120}, {"time_zone": "America/Chicago"}])
def test_what_a_group_says_of_its_length_and_zone_is_so(
    odd: dict[str, object], clean: Proposal
) -> None:
    verdict = check(OF, replace(clean, groups=(replace(clean.groups[0], **odd),)))
    assert clean.groups[0].id in only(verdict, "value")


# --- the unplaced -------------------------------------------------------------------------------


def test_everyone_without_a_seat_is_listed(clean: Proposal) -> None:
    short = replace(clean, unplaced=clean.unplaced[1:])
    assert ORDER[3] in only(check(OF, short), "unplaced")
    ineligible = tuple(one for one in clean.unplaced if one.participant_id != "P9")
    assert "P9" in only(check(OF, replace(clean, unplaced=ineligible)), "unplaced")


def test_nobody_else_is_listed_and_nobody_twice(clean: Proposal) -> None:
    reasons = clean.unplaced[0].reasons
    for extra in (Unplaced(ORDER[0], reasons), Unplaced("X", reasons), clean.unplaced[0]):
        more = replace(clean, unplaced=(*clean.unplaced, extra))
        assert extra.participant_id in only(check(OF, more), "unplaced")


@pytest.mark.parametrize(
    "reasons",
    [
        (),
        (Reason("no-common-time", "a word the contract does not know"),),
        (Reason("not-needed", "never"),),
        (Reason("rule", "without saying which"),),
    ],
)
def test_each_has_a_known_reason(clean: Proposal, reasons: tuple[Reason, ...]) -> None:
    first, *rest = clean.unplaced
    bad = replace(clean, unplaced=(replace(first, reasons=reasons), *rest))
    only(check(OF, bad), "unplaced")


def test_membership_is_the_reason_where_it_lapsed_and_nowhere_else(clean: Proposal) -> None:
    lapsed, outranked = (Reason(code, "as said") for code in ("membership", "outranked"))
    for who, wrong in ((ORDER[3], lapsed), ("P9", outranked)):
        told = tuple(
            replace(one, reasons=(wrong,)) if one.participant_id == who else one
            for one in clean.unplaced
        )
        assert who in only(check(OF, replace(clean, unplaced=told)), "unplaced")


def test_a_rules_reason_names_the_rule(clean: Proposal) -> None:
    first, *rest = clean.unplaced
    reasons = (Reason("rule", "rule together: the other one has no seat"),)
    assert check(OF, replace(clean, unplaced=(replace(first, reasons=reasons), *rest))).clean


# --- values, bounds, status ---------------------------------------------------------------------


def with_level(clean: Proposal, name: str, **change: float | None) -> Proposal:
    levels = tuple(
        replace(level, **change) if level.name == name else level for level in clean.levels
    )
    return replace(clean, levels=levels)


def test_values_are_computed_anew(clean: Proposal) -> None:
    assert "mix" in only(check(OF, with_level(clean, "mix", value=99)), "value")
    assert check(OF, with_level(clean, "mix", value=3.0)).clean


def test_every_level_is_listed_in_order(clean: Proposal) -> None:
    only(check(OF, replace(clean, levels=clean.levels[:-1])), "value")
    only(check(OF, replace(clean, levels=clean.levels[::-1])), "value")
    only(check(OF, replace(clean, levels=(*clean.levels, LevelValue("groups", 1, None)))), "value")


@pytest.mark.parametrize(
    ("name", "fine", "impossible"), [("seats.none", 3, 2), ("mix", 3, 4), ("turn", 9, 8.5)]
)
def test_no_value_is_better_than_its_bound(
    clean: Proposal, name: str, fine: float, impossible: float
) -> None:
    assert check(OF, with_level(clean, name, bound=fine)).clean
    assert "bound" in only(check(OF, with_level(clean, name, bound=impossible)), "value")


@pytest.mark.parametrize("bound", [float("inf"), float("nan"), float("-inf")])
def test_a_bound_is_a_number(clean: Proposal, bound: float) -> None:
    assert "bound" in only(check(OF, with_level(clean, "mix", bound=bound)), "value")


def test_optimal_is_proven_throughout(clean: Proposal) -> None:
    proven = replace(
        clean,
        status="optimal",
        levels=tuple(replace(level, bound=level.value) for level in clean.levels),
    )
    assert check(OF, proven).clean
    only(check(OF, with_level(proven, "mix", bound=None)), "value")
    only(check(OF, with_level(proven, "mix", bound=2)), "value")
    assert check(OF, replace(with_level(proven, "mix", bound=2), status="feasible")).clean


def test_empty_is_said_when_and_only_when_there_are_no_groups(clean: Proposal) -> None:
    only(check(OF, replace(clean, status="empty")), "value")
    nobody = cohort(people(3, free=""))
    only(check(nobody, replace(proposal(nobody), status="feasible")), "value")


# --- seeds, earlier proposals -------------------------------------------------------------------


def test_the_tickets_are_those_of_the_proposals_own_seed() -> None:
    for seed in range(5):
        drawn = with_seed(OF, seed)
        seats = settled(drawn)
        other = proposal(drawn, seats)
        assert other.seed == seed
        assert check(OF, other).clean
        assert set(seats[0].members) == set(turn_order(drawn)[:3])


def test_stability_is_judged_against_the_earlier_proposal(clean: Proposal) -> None:
    before = proposal(OF, [group(ORDER[1:])])
    now = proposal(OF, clean.groups, before)
    assert check(OF, now, before).clean
    assert dict(check(OF, now, before).levels)["stability"] == 1
    assert only(check(OF, with_level(now, "stability", value=0), before), "value")
    # From a file alone the moves cannot be counted, but the level has to be there.
    assert check(OF, replace(with_level(now, "stability", value=0), earlier="a" * 64)).clean
    only(check(OF, replace(clean, earlier="a" * 64)), "value")


def repaired(before: Proposal, seats: list[str], **other: object) -> Proposal:
    now = proposal(OF, [group(seats)], before, **other)
    return replace(now, levels=(now.levels[-1], *now.levels[:-1]))


def test_a_seat_kept_in_a_repair_cannot_be_taken() -> None:
    before = proposal(OF, [group(ORDER[1:])])
    kept = repaired(before, ORDER[1:])
    assert check(OF, kept, before).clean
    # Solved anew, without a repair, the earliest turn has a claim.
    anew = proposal(OF, [group(ORDER[1:])], before)
    assert {envy.participant_id for envy in check(OF, anew, before).envy} == {ORDER[0]}


def test_a_seat_given_in_a_repair_can_be_taken() -> None:
    before = proposal(OF, [group([*ORDER[1:3], "P9"])])
    now = repaired(before, ORDER[1:])
    (envy,) = check(OF, now, before).envy
    assert (envy.participant_id, envy.seated_id) == (ORDER[0], ORDER[3])


def test_a_pinned_seat_cannot_be_taken() -> None:
    def claims(of: Cohort, *pinned: str) -> set[str]:
        pins = tuple(Pin(one, "G1") for one in pinned)
        return {envy.seated_id for envy in check(of, proposal(of, groups, pins=pins)).envy}

    groups = [group(ORDER[1:])]
    assert claims(OF) == set(ORDER[1:])
    assert claims(OF, ORDER[1]) == set(ORDER[2:])
    rows = [replace(one, group_id="G1" if one.id == ORDER[1] else "") for one in OF.participants]
    assert claims(replace(OF, participants=tuple(rows)), ORDER[2]) == {ORDER[3]}
