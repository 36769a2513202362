"""Everything published of a cohort, read together: no small count can be worked out of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from matcher.cohort import Cohort
from matcher.equity import equity_report
from matcher.equity.attributes import attributes
from matcher.files.write.equity import equity_json
from tests.build import cohort, person, proposal

KINDS = ("seated", "without_seat")


def random_people(seed: int) -> Cohort:
    """Agencies within regions, sectors that go with monitoring answers: tables that tell."""
    rng = Random(seed)
    found = []
    for number in range(rng.randint(30, 90)):
        region = rng.randrange(3)
        agency = rng.randrange(rng.choice((1, 2, 3)))
        background = rng.randrange(2)
        found.append(
            person(
                f"P{number}", region=f"R{region}", organization=f"A{region}{agency}",
                rural=region == 0 and agency == 0, rounds_waited=rng.randrange(2),
                rc_access=("none", "little", "some")[rng.randrange(3)],
                monitor={"background": f"B{background}", "detail": f"D{background}{agency}"},
            )
        )  # fmt: skip
    return cohort(found)


def margins(of: Cohort, document: Mapping[str, Any], kind: str) -> list[tuple[set[str], Any]]:
    """Every row of every table: who is in it, and what is shown; the values left are one row."""
    found = []
    tables = {table["attribute"]: table for table in document["tables"]}
    for attribute in attributes(of):
        rest = set(attribute.groups)
        for row in tables[attribute.key]["rows"]:
            if row["value"] is not None:
                rest.discard(row["value"])
                found.append((set(attribute.groups[row["value"]]), row[kind]))
        for row in tables[attribute.key]["rows"]:
            if row["value"] is None:
                together = {one for value in rest for one in attribute.groups[value]}
                found.append((together, row[kind]))
    return found


@pytest.mark.parametrize("seed", range(2))
def test_no_small_count_follows_from_all_tables(seed: int) -> None:
    of = random_people(seed)
    rng = Random(seed + 100)
    seats = frozenset(one.id for one in of.participants if rng.random() < 0.5)
    counted = equity_report(of, seats)
    document = json.loads(equity_json(of, proposal(of), counted))
    parts = [attribute.groups for attribute in attributes(of)]
    profile = {
        one.id: tuple(next(v for v, ids in part.items() if one.id in ids) for part in parts)
        for one in of.participants
    }
    kinds = sorted(set(profile.values()))
    sits = {
        "seated": seats,
        "without_seat": frozenset(profile) - seats,
        "not_eligible": frozenset(),
    }
    for kind in KINDS:
        total = len(sits[kind])
        shown = margins(of, document, kind)
        matrix = np.array([[any(profile[one] == k for one in ids) for k in kinds]
                           for ids, _ in shown], dtype=float)  # fmt: skip
        low = np.array([span["low"] for _, span in shown], dtype=float)
        high = np.array([span["high"] for _, span in shown], dtype=float)
        for part in parts:
            for ids in part.values():
                if len(ids & sits[kind]) >= 5 or len(part) == 1:
                    continue
                goal = np.array([any(profile[one] == k for one in ids) for k in kinds], dtype=float)
                ends = []
                for sign in (1.0, -1.0):
                    answer = linprog(
                        sign * goal, A_ub=np.vstack([matrix, -matrix]),
                        b_ub=np.concatenate([high, -low]),
                        A_eq=np.ones((1, len(kinds))), b_eq=[total],
                    )  # fmt: skip
                    assert answer.status == 0
                    ends.append(sign * answer.fun)
                assert ends[1] - ends[0] > min(2, total) - 1e-6
