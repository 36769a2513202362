"""The checker against the oracle, which shares nothing with it but the contract."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from matcher.check import Verdict, check
from matcher.cohort import Cohort, Proposal
from matcher.files.proposal_json import proposal_from_dict, proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.rules import GROUP_ID
from tests.build import proposal
from tests.oracle import Problem, judge
from tests.random_cohorts import random_cohort, random_earlier
from tests.random_proposals import variants

SEEDS = range(80)
OPEN = {"envy", "open-seat"}


def earlier_of(data: dict[str, Any], seed: int) -> tuple[dict[str, Any] | None, Proposal | None]:
    if seed % 3:
        return None, None
    earlier = random_earlier(data, seed)
    return earlier, proposal_from_dict(earlier | {"levels": [], "unplaced": []})


def codes_of(verdict: Verdict) -> set[str]:
    """The verdict in the oracle's words."""
    codes = {"format" if one.code == GROUP_ID else one.code for one in verdict.broken}
    kinds = {
        "envy": verdict.envy,
        "open-seat": verdict.open_seats,
        "unplaced-list": verdict.unplaced_faults,
        "value": verdict.value_faults,
    }
    return codes | {code for code, found in kinds.items() if found}


def compare(of: Cohort, verdict: Verdict, problems: list[Problem]) -> None:
    mine, theirs = codes_of(verdict), {code for code, _ in problems}
    if any(len(one.participant_ids) > 1 and one.group_ids for one in verdict.open_seats):
        # The oracle tries single people only; that a whole together-group fits is a fault too.
        theirs.add("open-seat")
        problems = [*problems, ("open-seat", "people who sit together")]
    assert verdict.clean == (not problems)
    if "one-seat" in mine:
        # The oracle counts somebody who sits twice twice, or where they sit last: both are
        # readings of what cannot be. It must see the fault itself.
        assert "one-seat" in theirs
        return
    if verdict.broken:
        # Whose seat could be taken depends on what is mended first.
        assert mine - OPEN == theirs - OPEN
        return
    assert mine == theirs
    texts = {text for _, text in problems}
    assert {text for text in texts if " could take " in text} == {
        f"{one.participant_id} could take {one.seated_id}'s seat in {one.group_id}"
        for one in verdict.envy
    }
    alone = [one for one in verdict.open_seats if len(one.participant_ids) == 1]
    assert {text for text in texts if " could join " in text} == {
        f"{one.participant_ids[0]} could join {group}" for one in alone for group in one.group_ids
    }
    assert {text.split()[0] for text in texts if " could lead " in text} == {
        one.provider_id for one in verdict.open_seats if one.provider_id
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_checker_and_oracle_agree(seed: int) -> None:
    rng = Random(seed)
    data = random_cohort(seed, people=rng.choice([6, 10, 14]))
    of = read_cohort_data(data).cohort
    earlier_data, earlier = earlier_of(data, seed)
    for groups in variants(of, rng):
        made = proposal(of, groups, earlier)
        verdict = check(of, made, earlier)
        compare(of, verdict, judge(data, proposal_to_dict(made), earlier_data))
