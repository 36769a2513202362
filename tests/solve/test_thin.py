"""Fewer seats to choose from: enough for each person and each group, drawn the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.solve import thin


def could_sit(people: int, groups: int) -> list[np.ndarray]:
    rng = np.random.default_rng(people)
    return [np.flatnonzero(rng.random(people) < share) for share in rng.random(groups)]


def test_what_a_flow_can_hold_stays_as_it_is() -> None:
    allowed = could_sit(300, 60)
    assert thin.thinned(allowed, ()) is allowed


@pytest.mark.parametrize("people", [200, 500])
def test_people_and_groups_keep_enough(people: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thin, "MOST", 1_000)
    allowed = could_sit(people, 120)
    kept = {3, 5}
    found = thin.thinned(allowed, kept)
    assert len(found) == len(allowed)
    for before, after in zip(allowed, found, strict=True):
        assert set(after.tolist()) <= set(before.tolist())
        assert (np.diff(after) > 0).all()
        assert len(after) >= min(len(before), thin.MEMBERS)
        assert kept & set(before.tolist()) == kept & set(after.tolist())
    had, has = (np.bincount(np.concatenate(one), minlength=people) for one in (allowed, found))
    assert (has >= np.minimum(had, thin.SOME)).all()
    assert has.sum() < had.sum()
    again = thin.thinned(allowed, kept)
    assert all((one == other).all() for one, other in zip(found, again, strict=True))
