"""A commitment: what it covers, what it hides, and that a changed file of it is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.audit.commitment import Commitment, commitment_dict, commitment_from_dict
from matcher.audit.files import (
    public_path,
    published_hash,
    read_commitment,
    write_commitment,
)
from matcher.cohort import Cohort
from matcher.endings import Refused
from matcher.files.read import UnusableInput
from matcher.rules import with_seed
from tests.audit.example import SALT, small


def with_first(of: Cohort, **other: object) -> Cohort:
    return replace(
        of,
        participants=(replace(of.participants[0], **other), *of.participants[1:]),  # type: ignore[arg-type]
    )


def test_anybody_can_work_it_out() -> None:
    made = Commitment.to(small(), SALT)
    text = f"{SALT}|{made.candidates_sha256}|{made.policy_sha256}|{made.list_sha256}"
    assert made.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_list_of_draws_is_a_fifth_part() -> None:
    made = Commitment.to(small(), SALT, "d" * 64)
    parts = [SALT, made.candidates_sha256, made.policy_sha256, made.list_sha256, "d" * 64]
    assert made.sha256 == hashlib.sha256("|".join(parts).encode()).hexdigest()
    assert commitment_from_dict(commitment_dict(made, 9, "2026-12-01T09:30:00Z")) == made
    assert "draws_sha256" not in Commitment.to(small(), SALT).to_dict()


def test_each_has_a_salt_of_its_own() -> None:
    one, other = Commitment.to(small()), Commitment.to(small())
    assert one.sha256 != other.sha256
    assert replace(one, salt=SALT) == replace(other, salt=SALT) == Commitment.to(small(), SALT)


def test_names_and_the_seed_may_change_and_nothing_else() -> None:
    of = small()
    made = Commitment.to(of)
    assert list(made.differences(with_seed(of, 77))) == []
    assert list(made.differences(with_first(of, name="New", monitor={"age": "40"}))) == []
    (people,) = made.differences(with_first(of, rc_access="some"))
    assert people.startswith("who is on the waitlist")
    (people,) = made.differences(replace(of, participants=of.participants[1:]))
    assert people.startswith("who is on the waitlist")
    (other,) = made.differences(with_first(of, region="North"))
    assert other.startswith("something else")
    program = replace(of.program, mix={"sector": 3})
    assert list(made.differences(replace(of, program=program))) == ["the policy"]


def test_it_is_kept_and_published_and_never_replaced(tmp_path: Path) -> None:
    made = Commitment.to(small())
    path = tmp_path / "new" / "commitment.json"
    assert write_commitment(made, 9, path) == [path, public_path(path)]
    public = public_path(path).read_text(encoding="utf-8")
    assert made.sha256 in public
    assert made.salt not in public
    assert read_commitment(path) == made
    assert published_hash(str(path)) == published_hash(made.sha256.upper()) == made.sha256
    before = path.read_bytes()
    with pytest.raises(Refused, match="none is replaced"):
        write_commitment(Commitment.to(small()), 9, path)
    assert path.read_bytes() == before
    path.unlink()
    with pytest.raises(Refused, match=r"commitment\.txt is there already"):
        write_commitment(made, 9, path)
    assert not path.exists()


@pytest.mark.parametrize("key", ["salt", "candidates_sha256", "policy_sha256", "list_sha256"])
def test_a_changed_file_is_refused(key: str) -> None:
    data = {**commitment_dict(Commitment.to(small()), 9, "")}
    with pytest.raises(UnusableInput, match=r"its other parts give"):
        commitment_from_dict({**data, key: "0" * 64})
    with pytest.raises(UnusableInput, match=f"the key '{key}' is missing"):
        commitment_from_dict({name: data[name] for name in data if name != key})


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "commitment.json"
    path.write_text(json.dumps([1]), encoding="utf-8")
    with pytest.raises(UnusableInput, match="accepted: an object"):
        read_commitment(path)
    with pytest.raises(UnusableInput, match="cannot be read"):
        published_hash(str(tmp_path / "elsewhere.json"))
