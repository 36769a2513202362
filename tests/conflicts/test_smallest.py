"""The fewest demands that cannot all be kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from matcher.cohort import Cohort, GroupPin, NeverPin, Pin, Proposal, TimePin
from matcher.conflicts import conflict
from matcher.conflicts.demands import Question
from matcher.conflicts.smallest import _Seatings
from matcher.files.proposal_json import proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.pinning import ImpossiblePins
from matcher.propose import Options, solve
from tests.build import cohort, group, people, person, proposal, provider
from tests.oracle import best
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups

TWO = [provider("V1"), provider("V2")]


def start(of: Cohort) -> Proposal:
    return proposal(of, [group("P1 P2 P3"), group("P4 P5", id="G2", provider_id="V2")])


def changed(of: Cohort, **rows: dict[str, object]) -> Cohort:
    people = tuple(replace(one, **rows.get(one.id, {})) for one in of.participants)
    return replace(of, participants=people)


OF = cohort(people(8), TWO)
SATURDAY = person("P1", "sat 10:00-12:00").availability


def test_pins_that_can_all_be_kept() -> None:
    assert conflict(OF, start(OF), [Pin("P1", "G1"), GroupPin("G2")]) is None
    assert conflict(OF, start(OF), [Pin("P6", "G1"), Pin("P1", "G2")]) is None
    assert conflict(OF, None, [NeverPin("P1", "V1")]) is None


@pytest.mark.parametrize(
    ("rows", "pins", "said"),
    [
        ({"P1": {"availability": SATURDAY}}, [Pin("P1", "G1")], ["stays in G1", "not free"]),
        ({}, [Pin("P1", "G9")], ["does not have"]),
        ({}, [Pin("P1", "G1"), NeverPin("P1", "V1")], ["stays in G1", "never sits"]),
        ({}, [Pin("P1", "G1"), TimePin("V1", "mon", "09:00")], ["stays in G1", "leads only at"]),
        (
            {"P1": {"apart_from": ("P2",)}},
            [Pin("P1", "G1"), Pin("P2", "G1"), Pin("P4", "G2")],
            ["P1 stays in G1", "P2 stays in G1", "kept apart"],
        ),
        (
            {"P1": {"together_with": ("P4",)}},
            [Pin("P1", "G1"), Pin("P4", "G2"), Pin("P5", "G2")],
            ["P1 stays in G1", "P4 stays in G2", "sit together"],
        ),
        (
            {},
            [Pin(f"P{number}", "G1") for number in range(1, 5)],
            ["P1", "P2", "P3", "P4", "at most 3 members"],
        ),
        (
            {f"P{n}": {"organization": "Hope"} for n in (1, 2, 3)},
            [GroupPin("G1")],
            ["G1 stays as it is", "at most 2 of 'Hope'"],
        ),
        (
            {f"P{n}": {"availability": SATURDAY} for n in range(2, 9)},
            [Pin("P1", "G1")],
            ["P1 stays in G1", "needs at least 2 members, and apart from those named nobody"],
        ),
        ({"P4": {"group_id": ""}}, [Pin("P4", "G1"), GroupPin("G1")], ["P4 stays", "as it is"]),
    ],
)
def test_the_fewest_demands_are_named(
    rows: dict[str, dict[str, object]], pins: list, said: list[str]
) -> None:
    of = changed(OF, **rows)
    found = conflict(of, start(OF), pins)
    assert found is not None
    assert found.smallest
    assert len(found.demands) == len(said), found
    for words in said:
        assert any(words in text for text in found.demands), found


def test_a_provider_with_too_few_groups_and_one_who_is_a_member() -> None:
    of = cohort([*people(5), person("V2")], [provider("V1", max_groups=2), provider("V2")])
    later = group("P3 P4", id="G2", start="14:00")
    earlier = proposal(of, [group("P1 P2"), later])
    fewer = replace(of, providers=(provider("V1", max_groups=1), of.providers[1]))
    found = conflict(fewer, earlier, [Pin("P1", "G1"), Pin("P3", "G2")])
    assert found is not None
    assert "V1 leads at most 1 group" in found.demands
    led = proposal(of, [group("P1 P2"), group("P3 P4", id="G2", provider_id="V2")])
    found = conflict(of, led, [Pin("V2", "G1"), Pin("P3", "G2")])
    assert found is not None
    assert "V2 leads G2 while G1 meets" in found.demands


def test_refused_before_any_work_is_done_and_in_words() -> None:
    gone = changed(OF, P1={"availability": SATURDAY})
    with pytest.raises(ImpossiblePins) as refusal:
        solve(gone, earlier=start(OF), options=Options(time_limit=60), pins=[Pin("P1", "G1")])
    text = str(refusal.value)
    assert text.startswith("These 2 demands cannot all be kept")
    assert "No fewer demands are in conflict." in text


@pytest.mark.parametrize("seed", range(1750, 1775))
def test_smallest_by_brute_force_and_only_where_the_oracle_finds_no_seating(seed: int) -> None:
    data, rng = random_cohort(seed, 9), Random(seed)
    of = read_cohort_data(data).cohort
    earlier = proposal(of, random_groups(of, rng))
    if not earlier.groups:
        return
    chosen = rng.sample(of.participants, rng.randint(1, 4))
    pins = [Pin(one.id, rng.choice(earlier.groups).id) for one in chosen]
    found = conflict(of, earlier, pins)
    wanted = {pin.participant_id: pin.group_id for pin in pins}
    rows = [row | {"group_id": wanted.get(row["id"], "")} for row in data["participants"]]
    possible = bool(best(data | {"participants": rows}, proposal_to_dict(earlier)))
    if found is not None:
        assert not possible
    elif not possible:
        # What cannot be kept for lack of people in other groups is the solver's to find.
        return
    if found is None:
        return
    assert found.smallest
    solver = _Seatings(Question(of, earlier, pins))
    every = range(len(solver.demands))
    texts = [one.text for one in solver.demands]
    assert solver.unkept([texts.index(text) for text in found.demands], 10.0) is None
    for count in range(len(found.demands)):
        for some in combinations(every, count):
            if count <= 2:
                assert solver.unkept(some, 10.0) is not None
