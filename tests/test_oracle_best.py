"""The oracle's levels by hand, and its search by hand and against plain enumeration."""

from __future__ import annotations

import hashlib
import random
from itertools import combinations
from typing import Any

import pytest

from tests.oracle import best, best_given, judge, levels
from tests.oracle_enumerate import as_proposal, enumerate_groupings, merit, possible_groups
from tests.oracle_levels import level_values
from tests.oracle_model import read_cohort
from tests.oracle_rows import (
    BOTH,
    PHOENIX,
    QUARTET,
    TRIO,
    Row,
    cohort,
    free,
    group,
    pair,
    people,
    person,
    provider,
    values,
)
from tests.oracle_rules import Group, group_faults, joint_faults
from tests.random_cohorts import random_cohort, random_earlier

# --- level values ---------------------------------------------------------------------------------


def test_seats_and_turn() -> None:
    tiers = {"tiers": [["none", "little"], "some", "regular"]}
    rows = [person("P1", rc_access="some"), person("P2", rounds_waited=1, rc_access="little")]
    rows += [person("P3"), person("P4", rc_access="regular", member_until="2020-01-01")]
    found = levels(cohort(rows, priority=tiers), {"groups": [group("P1", "P2")]})
    # Turns: P2 (waited), P3, P1; the lapsed P4 has none.
    assert found[:4] == [
        ("seats.none+little", 1),
        ("seats.some", 1),
        ("seats.regular", 0),
        ("turn", 4),
    ]


def test_points_and_application() -> None:
    rows = [person("P1", rc_access="some", rural="yes", ready_to_implement=True, rounds_waited=2)]
    rows += [
        person("P2", rc_access="none", applied_on="2026-11-02"),
        person("P3", rc_access="none"),
    ]
    data = cohort(rows, priority={"mode": "points", "within": "applied_on", "points": {"some": 3}})
    # P1 has 3 + 2 + 1 + 2 x 2 = 10 and goes first, then P2, who applied before the start.
    found = values(data, group("P1", "P3"))
    assert (found["points"], found["turn"]) == (18, 3 + 1)


def test_tickets_and_the_seed_of_the_proposal() -> None:
    data = cohort(people("P1", "P2", "P3"))
    for seed in (1, 2, 3, 4):
        order = sorted("123", key=lambda n: hashlib.sha256(f"{seed}|P{n}".encode()).hexdigest())
        seats = {f"P{n}": 3 - place for place, n in enumerate(order)}
        written = {"groups": [BOTH], "seed": seed}
        assert dict(levels(data, written))["turn"] == seats["P1"] + seats["P2"]


def test_mix_groups_and_stability() -> None:
    weights = {"sector": 2, "region": 1, "organization": 3}
    rows = [person(f"P{n}", region=r) for n, r in enumerate(["x", "x", "x", "", ""], 1)]
    rows[0]["sector"] = "pediatrics"
    data = cohort(rows, [provider(max_groups=2)], mix=weights, levels={"fewest_groups": True})
    groups = [group("P1", "P2", "P3"), group("P4", "P5", id="G02", weeks=[2, 4])]
    # Pairs: sector P2-P3 and P4-P5; region three pairs of x.
    earlier = {"groups": [group("P1", "P4", "gone"), group("P2", "P5", id="G09", weeks=[2, 4])]}
    assert list(values(data, *groups, earlier=earlier).items())[-5:] == [
        *[("turn", 15), ("groups", 2), ("mix", 7), ("preference", 0)],
        ("stability", 2),  # P2 and P4; P1 and P5 stay
    ]
    assert values(data, earlier=earlier)["stability"] == 4


@pytest.mark.parametrize(
    ("second", "cost"),
    [
        (free("Tue 12:00-13:00 (preferred)"), 0),
        (free("Tue 12:00-13:00 (possible)"), 2),
        (free("Tue 12:00-12:59", "Tue 12:59-13:00 (possible)"), 2),
        (free("Tue 12:00-13:00 (possible)", "Tue 11:00-14:00"), 0),
        (free("Tue 12:00-13:00", "Wed 9:00-10:00 (preferred)"), 1),
        (free("Tue 12:00-13:00", "Tue 12:00-12:30 (preferred)"), 1),
        (free("Tue 12:00-13:00", "Tue 12:00-13:00 (preferred) weeks 1"), 1),
        (free("Tue 12:00-13:00 (possible)", "Wed 9:00-10:00 (preferred)"), 3),
        ({"group_language": "prefer es", "languages": ["en", "es"]}, 1),
        ({"group_language": "prefer en"}, 0),
        (free("Tue 9:00-10:00 (possible)", "Tue 10:00-11:00") | PHOENIX, 0),
    ],
)
def test_preference_of_a_member(second: Row, cost: int) -> None:
    assert values(cohort(pair(**second)), BOTH)["preference"] == cost


def test_preference_of_a_provider() -> None:
    leader = provider(max_groups=2, sectors=["pediatrics", "head-start"])
    idle = provider("V2", sectors=["pediatrics"])
    data = cohort([*QUARTET], [leader, idle])
    assert values(data, *TRIO)["preference"] == 1
    data["participants"][3]["sector"] = "head-start"
    assert values(data, *TRIO)["preference"] == 0
    assert values(data)["preference"] == 0


# --- the best -------------------------------------------------------------------------------------


def test_best_seats_the_most_urgent() -> None:
    rows = [person("P1", rc_access="some"), *people("P2", "P3", "P4")]
    found = dict(best(cohort(rows)))
    assert (found["seats.none"], found["seats.some"], found["turn"], found["mix"]) == (3, 0, 9, 3)
    rows[1]["apart_from"] = ["P3"]
    found = dict(best(cohort(rows)))
    # Either P2 or P3 with P4 and P1: the earlier of the two by ticket.
    places = read_cohort(cohort(rows)).places
    turn = 4 - min(places["P2"], places["P3"]) + 4 - places["P4"] + 1
    assert (found["seats.none"], found["seats.some"], found["turn"], found["mix"]) == (
        2,
        1,
        turn,
        3,
    )


def test_best_mixes_then_prefers() -> None:
    rows = [person(f"P{n}", sector=s) for n, s in enumerate(["a", "a", "b", "b"], 1)]
    data = cohort(rows, [provider(max_groups=2, max_group_size=2)])
    assert dict(best(data))["mix"] == 0
    rows[0]["apart_from"] = ["P3", "P4"]
    assert dict(best(data))["mix"] == 2
    rows[2]["availability"] = ["Tue 12:00-13:00 weeks 1,3 (possible)", "Tue 12:00-13:00 weeks 2,4"]
    assert dict(best(data))["preference"] == 0
    rows[0]["availability"] = ["Tue 12:00-13:00 weeks 2,4"]
    assert dict(best(data))["preference"] == 2
    head = best(data)[:-1]
    assert best_given(data, head, "preference") == 2
    assert best_given(data, [(n, 1.0 if n == "mix" else v) for n, v in head], "preference") is None


def test_best_of_nothing() -> None:
    assert {value for _, value in best(cohort(people("P1")))} == {0}
    pinned = cohort([person("P1", group_id="G01"), person("P2")])
    assert best(pinned) == []
    earlier = {"groups": [group("P1", "P9", weeks=[2, 4])]}
    assert dict(best(pinned, earlier))["stability"] == 0
    assert best(cohort([person("P1", group_id="G01")]), earlier) == []


def tiny(seed: int) -> tuple[Row, Row | None]:
    """A few people, perhaps an earlier proposal, perhaps someone pinned to a group of it."""
    data = random_cohort(seed, 6 if seed % 4 == 0 else 5)
    data["program"]["group_size"] = [2, 3]
    earlier = random_earlier(data, seed) if seed % 2 else None
    if seed % 4 == 3:
        read = read_cohort(data)
        groups = possible_groups(read)
        if groups:
            chosen = random.Random(seed).choice(groups)
            earlier = as_proposal(read, [Group("G01", *list(vars(chosen).values())[1:])])
            row = next(r for r in data["participants"] if r["id"] == chosen.members[0])
            row["group_id"] = "G01"
    return data, earlier


@pytest.mark.parametrize("seed", range(400, 424))
def test_search_against_enumeration(seed: int) -> None:
    data, earlier = tiny(seed)
    read = read_cohort(data)
    every = [(level_values(read, g, earlier), g) for g in enumerate_groupings(read, earlier)]
    if not every:  # a pin that cannot be kept
        assert best(data, earlier) == []
        return
    top, groups = max(every, key=lambda found: merit(found[0]))
    assert best(data, earlier) == top
    assert judge(data, as_proposal(read, groups, earlier), earlier) == []
    some, _ = random.Random(seed).choice(every)
    for index, (name, _) in enumerate(some):
        alike = [found for found, _ in every if found[:index] == some[:index]]
        wanted = max(alike, key=lambda found: merit(found)[index])[index][1]
        assert best_given(data, some[:index], name, earlier) == wanted


@pytest.mark.parametrize("seed", range(424, 436))
def test_seats_against_enumeration(seed: int) -> None:
    """Envy and open seats, found by trying the changed proposals whole."""
    data = random_cohort(seed, 5)
    read = read_cohort(data)
    groupings = list(enumerate_groupings(read))
    for groups in random.Random(seed).sample(groupings, min(8, len(groupings))):
        found = {code for code, _ in judge(data, as_proposal(read, groups))}
        assert found == wrongs(read, groups)


def wrongs(read: Any, groups: list[Group]) -> set[str]:
    def allowed(after: list[Group]) -> bool:
        return not any(group_faults(read, g) for g in after) and not joint_faults(read, after)

    found = set()
    waiting = set(read.places) - {member for g in groups for member in g.members}
    for name in waiting:
        for index, g in enumerate(groups):
            changed = [(found_by, m) for found_by, m in variants(g, name, read.places)]
            for code, members in changed:
                after = [*groups]
                after[index] = Group(g.id, g.provider_id, g.meeting, g.language, members)
                if allowed(after):
                    found.add(code)
    further = (g for g in possible_groups(read) if waiting.issuperset(g.members))
    if any(allowed([*groups, g]) for g in further):
        found.add("open-seat")
    return found


def variants(g: Group, name: str, places: dict[str, int]) -> list[tuple[str, tuple[str, ...]]]:
    stay = combinations(g.members, len(g.members) - 1)
    swaps = [(m, next(iter(set(g.members) - set(m)))) for m in stay]
    taken = [("envy", (*m, name)) for m, left in swaps if places[left] > places[name]]
    return [*taken, ("open-seat", (*g.members, name))]


@pytest.mark.parametrize("seed", range(6, 24))
def test_best_is_its_own_bound(seed: int) -> None:
    data = random_cohort(seed, [8, 10, 12][seed % 3])
    found = best(data)
    for index in (0, len(found) - 2, len(found) - 1):
        name, value = found[index]
        assert best_given(data, found[:index], name) == value


def test_random_cohorts_repeat_and_vary() -> None:
    assert random_cohort(7) == random_cohort(7)
    assert random_cohort(7) != random_cohort(8)
    seated = [sum(v for n, v in best(random_cohort(s, 8)) if n == "turn") for s in range(40)]
    assert sum(turn > 0 for turn in seated) >= 25
