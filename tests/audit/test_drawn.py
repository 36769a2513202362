"""Records of draws from a list: the number, those it stands for and the turns, worked out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from matcher.audit.against import against_cohort, against_draws, against_proposal
from matcher.audit.commitment import Commitment
from matcher.audit.verify import verify
from matcher.audit.words import draw_words
from matcher.cohort import Cohort, Drawn, Group, Priority, Proposal
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.cohort.turn import drawn_number, turn_order
from matcher.explain.unplaced import unplaced_reasons
from matcher.files.proposal_json import proposal_from_dict, proposal_to_dict
from matcher.odds.list_file import DrawsList, Listed, cohort_hashes
from matcher.rules import with_seed
from tests.audit.example import changed, codes, consistent, made, read, small
from tests.build import proposal, settled

SEED = 3
OF = 1000
Change = Callable[[dict[str, Any]], object]


@cache
def listed() -> tuple[Cohort, DrawsList, Proposal]:
    """A cohort, a list with one way to fill its seats, and the proposal drawn from it."""
    of = small(priority=Priority(tiers=(("none", "little", "some", "regular"),)))
    late = turn_order(with_seed(of, SEED))[::-1]
    favoured = with_seed(replace(of, drawn=frozenset(late[:4])), SEED)
    groups = settled(favoured, rounds=300)
    entry = Listed(1, OF, groups)
    digests = cohort_hashes(of)
    what = DrawsList(*digests, OF, (entry,), "d" * 64)
    drawn = Drawn(drawn_number(SEED, OF), OF, what.sha256, entry.seated)
    return of, what, proposed(of, drawn, groups)


def proposed(of: Cohort, drawn: Drawn, groups: tuple[Group, ...]) -> Proposal:
    seen = with_seed(replace(of, drawn=frozenset(drawn.seated)), SEED)
    found = proposal(
        seen,
        groups,
        unplaced=unplaced_reasons(seen, groups),
        input_sha256=input_sha256(of),
        policy_sha256=policy_sha256(of.program),
    )
    return replace(found, drawn=drawn)


def test_a_true_record_passes_alone_and_beside_everything() -> None:
    of, what, found = listed()
    tickets = turn_order(with_seed(of, SEED))
    record = read(made(of, found))
    assert [p.id for p in record.people if p.eligible] != tickets  # else nothing is tested here
    assert verify(record) == []
    assert against_proposal(record, found) == []
    assert against_draws(record, what) == []
    assert against_cohort(record, of, found) == []
    assert against_cohort(record, of) == []


def test_a_record_without_a_list_holds_no_key_of_one() -> None:
    of, what, _ = listed()
    record = made(of, committed=False)
    assert "drawn" not in record
    assert "draws_sha256" not in record["runs"][-1]
    assert codes(against_draws(read(record), what)) == {"draws"}


def forged_number(data: dict[str, Any]) -> None:
    data["drawn"]["number"] = data["drawn"]["number"] % OF + 1


def forged_seated(data: dict[str, Any]) -> None:
    data["drawn"]["seated"] = [p["id"] for p in data["people"]][-2:]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (forged_number, "lottery"),
        (lambda data: data["drawn"]["seated"].append("P99"), "lottery"),
        (lambda data: data["drawn"]["seated"].append(data["drawn"]["seated"][0]), "lottery"),
        (forged_seated, "turn"),
        (lambda data: data.pop("drawn"), "turn"),
        (lambda data: data["drawn"].update(draws_sha256="e" * 64), "run"),
    ],
)
def test_a_forged_draw_is_found(change: Change, code: str) -> None:
    of, _, found = listed()
    data = made(of, found)
    assert "digest" in codes(verify(read({**data, "drawn": {**data["drawn"], "of": 2000}})))
    assert code in codes(verify(read(consistent(data, change))))
    assert "proposal" in codes(verify(read(changed(data, change))))


def test_a_commitment_that_covers_the_list_holds_for_no_other() -> None:
    of, what, found = listed()
    promise = Commitment.to(of, "ab" * 32, what.sha256)
    data = made(of, found, commitment=promise)
    record = read(data)
    assert verify(record) == []
    assert data["commitment"]["draws_sha256"] == what.sha256
    assert "the commitment covers it" in " ".join(draw_words(record))
    other = made(of, found, commitment=replace(promise, draws_sha256="e" * 64))
    assert codes(verify(read(other))) == {"commitment"}
    tickets = made(of, commitment=promise)
    assert codes(verify(read(tickets))) == {"commitment"}
    forged = changed(data, lambda one: one["commitment"].pop("draws_sha256"))
    assert "commitment" in codes(verify(read(forged)))


def test_another_list_or_another_proposal_is_found() -> None:
    of, what, found = listed()
    record = read(made(of, found))
    assert len(against_draws(record, replace(what, sha256="e" * 64))) == 1
    assert len(against_draws(record, replace(what, policy_sha256="e" * 64))) == 1
    entry = replace(what.entries[0], groups=())
    (line,) = against_draws(record, replace(what, entries=(entry,)))
    assert "does not name those" in line
    other = replace(found, drawn=None)
    assert "drawn is not the same" in " ".join(against_proposal(record, other))


def test_the_proposal_survives_its_file_and_the_words_name_the_list() -> None:
    of, what, found = listed()
    assert proposal_from_dict(proposal_to_dict(found)) == found
    data = made(of, found)
    text = " ".join(draw_words(read(data)))
    assert what.sha256 in text
    assert "a list decided" in text
    again = made(of, replace(found, drawn=replace(found.drawn, draws_sha256="e" * 64)),  # type: ignore[type-var]
                 history=data["runs"])  # fmt: skip
    assert "same list of draws" in " ".join(draw_words(read(again)))
    assert "same list of draws" not in " ".join(
        draw_words(read(made(of, found, history=data["runs"])))
    )
