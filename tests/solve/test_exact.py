"""The exact model against a plain enumerator: it allows what the rules allow, and values it so."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

from matcher.solve.exact import ExactModel
from matcher.solve.seating import Seating, level_value, levels_of
from matcher.solve.stop import Stop
from tests.oracle_enumerate import enumerate_groupings
from tests.oracle_model import read_cohort
from tests.random_cohorts import random_cohort
from tests.solve.cases import Case

SEEDS = range(900, 940)
MANY = 1e9


@cache
def enumerated(seed: int) -> tuple[Case, list[Seating]]:
    """A tiny cohort and every seating that keeps the rules."""
    data = random_cohort(seed, 6 if seed % 4 == 0 else 5)
    data["program"]["group_size"] = [2, 3]
    of = Case(data)
    seatings = []
    for groups in enumerate_groupings(read_cohort(data)):
        rows = [
            replace(of_group, members=tuple(group.members))
            for group, of_group in zip(groups, plain(of, groups), strict=True)
        ]
        seatings.append(of.seating(rows))
    return of, seatings


def plain(of: Case, groups: list) -> list:
    from matcher.cohort import Group, Meeting

    return [
        Group.at(
            Meeting(g.meeting.weekday, g.meeting.start, g.meeting.cadence, tuple(g.meeting.weeks)),
            id=g.id,
            provider_id=g.provider_id,
            time_zone=of.cohort.program.time_zone,
            language=g.language,
            members=(),
        )
        for g in groups
    ]


def fixed(model: ExactModel, seating: Seating) -> bool:
    """Whether the model allows exactly this seating; False where a seat is not even there."""
    copies: dict[int, int] = {}
    opened, wanted, weeks = set(), set(), set()
    for sitting in seating:
        place = (sitting.candidate, copies.get(sitting.candidate, 0))
        copies[sitting.candidate] = place[1] + 1
        opened.add(place)
        weeks.add((place, sitting.weeks))
        wanted |= {(person, place) for person in sitting.members}
    if not (opened <= set(model.open) and wanted <= set(model.seat) and weeks <= set(model.week)):
        return False
    for place, variable in model.open.items():
        model.model.add(variable == (place in opened))
    for key, variable in model.week.items():
        model.model.add(variable == (key in weeks))
    for seat, variable in model.seat.items():
        model.model.add(variable == (seat in wanted))
    return model.solve((("turn", 1),), seconds=5.0).optimal


@pytest.mark.parametrize("seed", SEEDS)
def test_it_allows_every_seating_by_the_rules(seed: int) -> None:
    of, seatings = enumerated(seed)
    for seating in Random(seed).sample(seatings, min(12, len(seatings))):
        assert fixed(ExactModel(of.instance), seating), seating


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_wanted_it_finds_the_best_by_the_rules(seed: int) -> None:
    of, seatings = enumerated(seed)
    rng = Random(seed)
    for _ in range(4):
        points = np.array([rng.randint(-3, 6) for _ in of.instance.people], dtype=np.int64)
        instance = replace(of.instance, points=points, point_scale=1)
        names = ("points", "mix", "preference", "groups")
        wanted = tuple((name, rng.randint(0, 3) * rng.choice([-1, 1])) for name in names)
        # A cost is a lower bound in the model, so it can only be made small.
        wanted = tuple((n, w if n in ("points", "groups") else -abs(w)) for n, w in wanted)
        worth = [sum(w * level_value(instance, s, n) for n, w in wanted) for s in seatings]
        answer = ExactModel(instance).solve(wanted, seconds=5.0)
        assert answer.optimal
        assert answer.seating is not None
        assert of.broken(answer.seating) == []
        assert answer.bound == pytest.approx(max(worth))
        reached = sum(w * level_value(instance, answer.seating, n) for n, w in wanted)
        assert reached == pytest.approx(max(worth))


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_are_held(seed: int) -> None:
    of, seatings = enumerated(seed)
    rng = Random(seed)
    names = [lv.name for lv in levels_of(of.instance)]
    for seating in rng.sample(seatings, min(3, len(seatings))):
        held = [(n, level_value(of.instance, seating, n)) for n in names[: names.index("turn") + 1]]
        model = ExactModel(of.instance)
        for name, value in held:
            model.hold(name, value)
        model.hint(seating)
        answer = model.solve((("mix", -1),), seconds=5.0)
        assert answer.seating is not None
        assert [(n, level_value(of.instance, answer.seating, n)) for n, _ in held] == held
        alike = [s for s in seatings if all(level_value(of.instance, s, n) == v for n, v in held)]
        best = min(level_value(of.instance, s, "mix") for s in alike)
        assert level_value(of.instance, answer.seating, "mix") == best


@pytest.mark.parametrize("seed", SEEDS)
def test_beside_other_groups(seed: int) -> None:
    """Groups outside the model stay, and nothing inside goes against them."""
    of, seatings = enumerated(seed)
    rng = Random(seed)
    several = [s for s in seatings if len(s) > 1]
    if not several:
        return
    whole = rng.choice(several)
    beside, rest = whole[:1], whole[1:]
    free = set(range(len(of.instance.people))) - {p for s in beside for p in s.members}
    model = ExactModel(of.instance, people=free, beside=beside)
    answer = model.solve((("turn", 1),), seconds=5.0)
    assert answer.optimal
    assert answer.seating is not None
    assert of.broken((*beside, *answer.seating)) == []
    with_these = [
        tuple(s for s in seating if s != beside[0]) for seating in seatings if beside[0] in seating
    ]
    best = max(level_value(of.instance, s, "turn") for s in with_these)
    assert level_value(of.instance, answer.seating, "turn") == best
    assert rest in with_these or len(rest) == len(whole) - 1


def test_what_cannot_be_is_said() -> None:
    of, _ = enumerated(900)
    model = ExactModel(of.instance)
    model.hold("turn", 10_000)
    answer = model.solve((("mix", -1),), seconds=2.0)
    assert (answer.seating, answer.impossible, answer.optimal) == (None, True, False)


def test_a_stop_asked_before_is_heard() -> None:
    of, _ = enumerated(901)
    stop = Stop()
    stop.ask()
    answer = ExactModel(of.instance).solve((("turn", 1),), seconds=60.0, stop=stop)
    assert answer.seating is None or of.broken(answer.seating) == []
