"""Pinned people stay in their groups, or the demand is refused in plain words."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from matcher.check import check
from matcher.cohort import Cohort, Proposal
from matcher.files.proposal_json import proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.pinning import ImpossiblePins
from matcher.propose import Options, solve
from tests.build import cohort, people, person, proposal, provider
from tests.oracle import judge
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups
from tests.test_propose import random_start

QUICK = Options(time_limit=1.0, workers=1)


def pinned(of: Cohort, earlier: Proposal, rng: Random, most: int = 3) -> Cohort:
    """The cohort with some seats of the earlier proposal pinned."""
    seats = earlier.seats()
    chosen = set(rng.sample(sorted(seats), min(len(seats), rng.randint(1, most))))
    rows = [replace(p, group_id=seats[p.id]) if p.id in chosen else p for p in of.participants]
    return replace(of, participants=tuple(rows))


@pytest.mark.parametrize("seed", range(1440, 1480))
def test_pinned_people_stay_in_their_groups(seed: int) -> None:
    data = random_cohort(seed, 9)
    of = read_cohort_data(data).cohort
    earlier = proposal(of, random_groups(of, Random(seed)))
    if not earlier.groups:
        return
    locked = pinned(of, earlier, Random(seed))
    made = solve(locked, earlier=earlier, options=QUICK)
    wanted = {p.id: p.group_id for p in locked.participants if p.group_id}
    assert {pin.participant_id: pin.group_id for pin in made.pins} == wanted
    seats = made.seats()
    assert {id: seats.get(id) for id in wanted} == wanted
    before = {group.id: group for group in earlier.groups}
    for group in made.groups:
        if group.id in wanted.values():
            old = before[group.id]
            assert (group.provider_id, group.meeting, group.language) == (
                old.provider_id, old.meeting, old.language,
            )  # fmt: skip
    verdict = check(locked, made, earlier)
    assert verdict.clean, verdict.lines()
    rows = [row | {"group_id": wanted.get(row["id"], "")} for row in data["participants"]]
    written = proposal_to_dict(made), proposal_to_dict(earlier)
    assert judge(data | {"participants": rows}, *written) == []


@pytest.mark.parametrize("seed", range(1480, 1500))
def test_pins_hold_though_others_left(seed: int) -> None:
    """The earlier proposal is no start any more, and yet its pins are kept or refused."""
    of, earlier = random_start(seed, 14)
    if not earlier.groups:
        return
    locked = pinned(of, earlier, Random(seed), most=2)
    members = earlier.groups[0].members
    gone = [m for m in members if not locked.participant_by_id[m].group_id][:1]
    rest = tuple(p for p in locked.participants if p.id not in gone)
    locked = replace(locked, participants=rest)
    try:
        made = solve(locked, earlier=earlier, options=QUICK)
    except ImpossiblePins:
        return
    verdict = check(locked, made, earlier)
    assert verdict.clean, verdict.lines()
    wanted = {p.id: p.group_id for p in rest if p.group_id}
    assert wanted.items() <= made.seats().items()


def pinned_trio(**first: object) -> tuple[Cohort, Proposal]:
    """P1 pinned to their group; then something about P1 changes."""
    of = cohort(people(6), [provider(max_groups=2)])
    made = solve(of, options=QUICK)
    earlier = replace(
        made, groups=tuple(replace(g, id=f"G{n}7") for n, g in enumerate(made.groups))
    )
    one = of.participants[0]
    changed = replace(one, group_id=earlier.seats()["P1"], **first)
    return replace(of, participants=(changed, *of.participants[1:])), earlier


def test_a_pin_that_can_be_kept() -> None:
    of, earlier = pinned_trio()
    made = solve(of, earlier=earlier, options=QUICK)
    assert made.seats()["P1"] == earlier.seats()["P1"]
    assert made.status == "optimal"


@pytest.mark.parametrize(
    "change",
    [
        {"availability": person("P1", "sat 10:00-12:00").availability},
        {"cadence": "none of both"},
        {"languages": ("fr",)},
        {"apart_from": ("V1",)},
        {"group_id": "G99"},
    ],
)
def test_pins_that_cannot_be_kept_are_refused_in_plain_words(change: dict) -> None:
    of, earlier = pinned_trio(**{k: v for k, v in change.items() if k != "group_id"})
    if "group_id" in change:
        first = replace(of.participants[0], group_id="G99")
        of = replace(of, participants=(first, *of.participants[1:]))
    with pytest.raises(ImpossiblePins) as refusal:
        solve(of, earlier=earlier, options=QUICK)
    text = str(refusal.value)
    assert "P1" in text
    assert text.endswith(".")
    assert "Traceback" not in text


def test_pins_of_people_kept_apart_since_are_refused() -> None:
    of, earlier = pinned_trio()
    seat = of.participants[0].group_id
    mate = next(id for id, group in earlier.seats().items() if group == seat and id != "P1")
    rows = [
        replace(p, group_id=seat, apart_from=("P1",)) if p.id == mate else p
        for p in of.participants
    ]
    with pytest.raises(ImpossiblePins):
        solve(replace(of, participants=tuple(rows)), earlier=earlier, options=QUICK)
