"""Solved again after changes by hand: what was decided stays, all else is no worse."""

from __future__ import annotations

from random import Random

import pytest

from matcher.audit.reading import record_from_dict
from matcher.audit.record import make_record, solver_dict
from matcher.audit.verify import verify
from matcher.check import check
from matcher.cohort import GroupPin
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.edit.edits import ImpossibleEdit
from matcher.edit.session import Session
from matcher.files.read import read_cohort_data
from matcher.propose import Options, solve
from matcher.runs.editing import with_changes
from tests.build import proposal
from tests.edit.test_session import random_edit
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups
from tests.test_propose_more_pins import worse

QUICK = Options(time_limit=1.0, workers=1)


@pytest.mark.parametrize("seed", range(1800, 1830))
def test_whatever_was_changed_by_hand(seed: int) -> None:
    rng = Random(seed)
    of = read_cohort_data(random_cohort(seed, 10)).cohort
    prints = {"input_sha256": input_sha256(of), "policy_sha256": policy_sha256(of.program)}
    session = Session(of, proposal(of, random_groups(of, rng), **prints))
    for _ in range(4):
        try:
            session, _ = session.make(random_edit(of, session, rng), why="so decided")
        except ImpossibleEdit:
            continue
    edited = session.proposal()
    base = make_record(of, session.base, solver_dict(of.program))
    assert verify(record_from_dict(with_changes(session, edited, base))) == []
    made = solve(of, earlier=edited, options=QUICK)
    verdict = check(of, made, edited)
    assert verdict.clean, verdict.lines()
    assert {one.key for one in verdict.overridden} == {one.key for one in edited.overrides}
    assert not worse(of, made, edited)
    now = {group.id: group for group in made.groups}
    for pin in made.pins:
        assert isinstance(pin, GroupPin)
        assert now[pin.group_id] in edited.groups
    assert verify(record_from_dict(make_record(of, made, solver_dict(of.program)))) == []
