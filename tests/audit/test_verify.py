"""A record followed by itself: a true one passes, and no single change goes unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.audit.against import against_cohort
from matcher.audit.record import edited
from matcher.audit.verify import MOST, few, verify
from matcher.cohort import Cohort, LevelValue, Pin, Priority, Reserve
from matcher.cohort.turn import ticket
from matcher.levels import level_values
from matcher.rules import with_seed
from tests.audit.example import AT, changed, codes, consistent, drawn, made, random_one, read, small

Change = Callable[[dict[str, Any]], object]


@cache
def example(seed: int) -> dict[str, Any]:
    of, found = random_one(seed)
    return made(of, found)


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize("mode", ["tiers", "points"])
@pytest.mark.parametrize("within", ["ticket", "applied_on"])
def test_a_true_record_passes(committed: bool, mode: str, within: str) -> None:
    of = small(fewest_groups=True)
    priority = replace(of.program.priority, mode=mode, within=within)
    of = replace(of, program=replace(of.program, priority=priority))
    assert verify(read(made(of, committed=committed))) == []


@pytest.mark.parametrize("seed", range(25))
def test_true_records_of_random_draws_pass(seed: int) -> None:
    # Once through a file: whole and broken numbers have to survive it.
    assert verify(read(json.loads(json.dumps(example(seed))))) == []


def test_a_draw_without_any_group_passes() -> None:
    of = small(group_size=(12, 12))
    assert drawn(of).groups == ()
    assert verify(read(made(of))) == []


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_any_single_change_is_found(data: st.DataObject) -> None:
    record = example(data.draw(st.integers(0, 24), "draw"))
    what = data.draw(st.sampled_from(sorted(MUTATIONS)), "what")
    forged = changed(record, lambda copy: MUTATIONS[what](copy, data))
    if forged == record:
        return  # there was nothing of the kind to change
    assert codes(verify(read(forged))) - {"digest"}


def _ticket(record: dict[str, Any], data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(record["people"]))
    row["ticket"] = data.draw(st.one_of(st.text("0123456789abcdef", max_size=64), st.text("xyz")))


def _member(record: dict[str, Any], data: st.DataObject) -> None:
    if record["groups"]:
        members = data.draw(st.sampled_from(record["groups"]))["members"]
        place = data.draw(st.integers(0, len(members) - 1))
        others = st.sampled_from([row["id"] for row in record["people"]])
        members[place] = data.draw(st.one_of(others, st.text("PQR123", min_size=1)))


def _seed(record: dict[str, Any], data: st.DataObject) -> None:
    record["seed"] = data.draw(st.integers())


def _tier(record: dict[str, Any], data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(record["people"]))
    row["tier"] = data.draw(st.sampled_from(["none", "little", "some", "regular", "most"]))


def _level(record: dict[str, Any], data: st.DataObject) -> None:
    level = data.draw(st.sampled_from(record["levels"]))
    level["value"] = data.draw(st.one_of(st.integers(-5, 999), st.floats(-9, 99)))


def _place(record: dict[str, Any], data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(record["people"]))
    row["place"] = data.draw(st.one_of(st.none(), st.integers(-1, 12)))


MUTATIONS: dict[str, Callable[[dict[str, Any], st.DataObject], None]] = {
    "ticket": _ticket, "member": _member, "seed": _seed, "tier": _tier, "level": _level,
    "place": _place,
}  # fmt: skip


def person_of(record: dict[str, Any], one: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in record["people"] if row["id"] == one)
    return found


CHANGES: dict[str, tuple[str, Change]] = {
    "digest": ("digest", lambda r: r.update(sha256="0" * 64)),
    "a tier that is none": ("tier", lambda r: r["people"][0].update(tier="most")),
    "points in a policy of tiers": ("tier", lambda r: r["people"][0].update(points=3)),
    "a date in a draw by ticket": ("tier", lambda r: r["people"][0].update(applied_on="2026")),
    "somebody left out": ("candidates", lambda r: r["people"].pop()),
    "somebody twice": ("id", lambda r: r["people"].append(dict(r["people"][0]))),
    "an address": ("id", lambda r: r["people"][0].update(id="a@example.org")),
    "rounds waited": ("turn", lambda r: r["people"][-2].update(rounds_waited=9, tier="none")),
    "a place of nobody eligible": ("turn", lambda r: r["people"][-1].update(place=9)),
    "another group": ("seat", lambda r: r["people"][0].update(group="G77")),
    "two seats": ("seat", lambda r: r["groups"][1]["members"].append(r["groups"][0]["members"][0])),
    "two groups of one id": ("seat", lambda r: r["groups"][1].update(id=r["groups"][0]["id"])),
    "somebody not eligible": ("seat", lambda r: r["groups"][0]["members"].append("P5")),
    "a stranger": ("seat", lambda r: r["groups"][0]["members"].append("P99")),
    "a pin that is not kept": (
        "seat",
        lambda r: r["pins"].append({"participant_id": "P5", "group_id": "G01"}),
    ),
    "a level left out": ("level", lambda r: r["levels"].pop(0)),
    "a level twice": ("level", lambda r: r["levels"].append(r["levels"][-1])),
    "the groups counted": ("level", lambda r: r["levels"][5].update(value=7)),
    "a bound": ("proposal", lambda r: r["levels"][-1].update(bound=0)),
    "proven": ("level", lambda r: r.update(status="optimal")),
    "empty": ("level", lambda r: r.update(status="empty")),
    "a time": ("proposal", lambda r: r["groups"][0].update(start="11:00")),
    "the reasons": ("proposal", lambda r: r.update(unplaced_sha256="0" * 64)),
    "the policy": ("policy", lambda r: r["policy"]["priority"].update(within="applied_on")),
    "the salt": ("commitment", lambda r: r["commitment"].update(salt="00")),
    "the list": ("commitment", lambda r: r.update(list_sha256="0" * 64)),
    "no commitment": ("run", lambda r: r.update(commitment=None)),
    "no run": ("run", lambda r: r.update(runs=[])),
    "a run's time": ("run", lambda r: r["runs"][0].update(at="2020-01-01T00:00:00Z")),
    "the solver": ("run", lambda r: r["solver"].update(time_limit=9999)),
    "the sources": ("run", lambda r: r["matcher"].update(sources_sha256="0")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_told_for_what_it_is(name: str) -> None:
    code, change = CHANGES[name]
    record = made(small(fewest_groups=True))
    if name == "digest":
        assert codes(verify(read({**record, "sha256": "0" * 64}))) == {"digest"}
        return
    forged = changed(record, change)
    assert forged != record
    assert code in codes(verify(read(forged)))


FORGERIES: dict[str, Change] = {
    "ticket": lambda r: r["people"][3].update(ticket="0" * 64),
    "seed": lambda r: r.update(seed=r["seed"] + 1),
    "place": lambda r: r["people"][0].update(place=2),
    "seat": lambda r: r["people"][0].update(group=None),
    "tier": lambda r: person_of(r, r["groups"][0]["members"][0]).update(tier="regular"),
    "seats": lambda r: r["levels"][0].update(value=r["levels"][0]["value"] + 1),
    "turn": lambda r: r["levels"][4].update(value=999),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_what_contradicts_the_draw_is_found_whatever_hash_was_made_to_fit(what: str) -> None:
    forged = consistent(made(small()), FORGERIES[what])
    found = codes(verify(read(forged)))
    assert found
    assert not found & {"digest", "proposal", "run", "candidates", "policy"}


def test_the_words_name_what_differs() -> None:
    record = made(small())
    one = record["people"][0]
    forged = changed(record, lambda r: r["people"][0].update(ticket="ab"))
    drawn_one = ticket(3, one["id"])
    told = f"ticket: {one['id']} has the ticket ab; '3|{one['id']}' gives {drawn_one}."
    assert told in verify(read(forged))


# --- runs ----------------------------------------------------------------------------------------


def test_a_run_taken_out_shows() -> None:
    of = small()
    first = made(of, seed=1)
    second = made(of, seed=2, history=first["runs"])
    third = made(of, seed=3, history=second["runs"])
    assert [run["seed"] for run in third["runs"]] == [1, 2, 3]
    assert verify(read(third)) == []
    for place in range(3):
        forged = changed(third, lambda r, place=place: r["runs"].pop(place))  # type: ignore[misc]
        assert "run" in codes(verify(read(forged)))
    swapped = changed(third, lambda r: r["runs"].insert(0, r["runs"].pop(1)))
    assert "run" in codes(verify(read(swapped)))


# --- reserves ------------------------------------------------------------------------------------


def reserved() -> dict[str, Any]:
    """A record whose policy keeps seats for rural people, and half of all for one sector."""
    return made(with_reserves())


def with_reserves() -> Cohort:
    rural = Reserve("rural", {"rural": ("yes",)}, floor=4)
    sector = Reserve("pediatrics", {"sector": ("pediatrics",)}, percent=50.0)
    return small(priority=Priority(reserves=(rural, sector)))


def test_a_reserve_is_counted_from_who_meets_its_criterion() -> None:
    record = reserved()
    assert record["floors"] == {"rural": 4, "pediatrics": 3}
    assert [level["name"] for level in record["levels"][:2]] == [
        "reserve.rural", "reserve.pediatrics",
    ]  # fmt: skip
    assert {"rural", "pediatrics"} == {one for row in record["people"] for one in row["reserves"]}
    assert verify(read(record)) == []
    assert against_cohort(read(record), with_reserves()) == []


def test_a_floor_that_is_a_share_is_held_against_the_roster() -> None:
    def lower(record: dict[str, Any]) -> None:
        record["floors"]["pediatrics"] = record["runs"][0]["floors"]["pediatrics"] = 1
        record["levels"][1]["value"] = 1

    forged = read(consistent(reserved(), lower))
    assert verify(forged) == []
    told = "input: the reserves' floors are not those of the record."
    assert told in against_cohort(forged, with_reserves())


RESERVE_CHANGES: dict[str, Change] = {
    "level": lambda r: r["levels"][0].update(value=9),
    "level left out": lambda r: r["levels"].pop(0),
    "floor": lambda r: r["floors"].update(rural=2),
    "another floor": lambda r: r["floors"].update(urban=1),
}


@pytest.mark.parametrize("what", RESERVE_CHANGES)
def test_a_reserve_cannot_be_told_otherwise(what: str) -> None:
    change = RESERVE_CHANGES[what]
    for forge in (changed, consistent):
        assert codes(verify(read(forge(reserved(), change)))) - {"digest"}


# --- hand edits ----------------------------------------------------------------------------------


def hand_edited() -> dict[str, Any]:
    """A record in which two people changed places by hand."""
    of = small()
    before = drawn(of)
    one, other = before.groups
    groups = (
        replace(one, members=(*one.members[1:], other.members[0])),
        replace(other, members=(*other.members[1:], one.members[0])),
    )
    values = level_values(with_seed(of, 3), groups)
    levels = tuple(LevelValue(name, value, None) for name, value in values)
    after = replace(before, groups=groups, levels=levels)
    return edited(made(of, before), after, who="coordinator-2", why="They share a car.", at=AT)


def test_a_hand_edit_passes_with_who_and_why() -> None:
    record = hand_edited()
    assert verify(read(record)) == []
    (edit,) = read(record).edits
    assert (edit.who, edit.why, edit.groups) == ("coordinator-2", "They share a car.", 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["edits"].clear(),
        lambda r: r["edits"][0].update(why=" "),
        lambda r: r["edits"][0].update(who="ann@example.org"),
        lambda r: r["edits"][0].update(why="No reason."),
        lambda r: r["edits"][0]["changes"].pop(),
        lambda r: r["edits"][0]["changes"][0]["before"].update(start="11:00"),
    ],
)
def test_a_hand_edit_cannot_be_told_otherwise(change: Change) -> None:
    assert codes(verify(read(changed(hand_edited(), change)))) - {"digest"}


def test_an_edit_undone_in_part_is_found() -> None:
    def undo(record: dict[str, Any]) -> None:
        edit = record["edits"][0]
        edit["changes"] = edit["changes"][:1]

    found = verify(read(changed(hand_edited(), undo)))
    assert any("do not lead to the groups of the run" in finding for finding in found)


# --- how it is told ------------------------------------------------------------------------------


def test_many_findings_of_a_kind_are_told_in_few() -> None:
    told = list(few(iter(map(str, range(MOST + 5)))))
    assert len(told) == MOST + 1
    assert told[-1] == "and 5 more of this kind."


def test_pins_that_are_kept_pass() -> None:
    of = small()
    found = drawn(of)
    group = found.groups[0]
    pinned = replace(found, pins=(Pin(group.members[0], group.id),))
    assert verify(read(made(of, pinned))) == []


def test_the_solver_is_not_needed() -> None:
    script = (
        "import sys; import matcher.audit.confirm; "
        "sys.exit(any(name.partition('.')[0] == 'ortools' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
