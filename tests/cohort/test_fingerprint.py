"""Hashes of input and policy: what they are of, and what changes none of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from matcher.cohort.fingerprint import (
    data_sha256,
    input_sha256,
    list_sha256,
    policy_data,
    policy_sha256,
)
from matcher.rules import with_seed
from tests.build import cohort, people


def test_canonical_json_is_sorted_close_and_utf_8() -> None:
    text = '{"a":[1,2.5,null],"é":true}'
    assert (
        data_sha256({"é": True, "a": [1, 2.5, None]}) == hashlib.sha256(text.encode()).hexdigest()
    )
    with pytest.raises(ValueError, match="JSON"):
        data_sha256(float("inf"))


def test_the_policy_can_be_hashed_again_from_json() -> None:
    program = cohort(people(2)).program
    assert data_sha256(json.loads(json.dumps(policy_data(program)))) == policy_sha256(program)


def test_the_list_is_the_input_but_for_the_seed() -> None:
    of = cohort(people(2))
    other = with_seed(of, 99)
    assert input_sha256(other) != input_sha256(of)
    assert list_sha256(other) == list_sha256(of)
    named = replace(of, participants=tuple(replace(one, name="N") for one in of.participants))
    assert (input_sha256(named), list_sha256(named)) == (input_sha256(of), list_sha256(of))
    assert list_sha256(replace(of, participants=of.participants[1:])) != list_sha256(of)
