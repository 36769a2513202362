"""A seed from what was drawn."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from matcher.audit.seed import drawn_text, seed_of


def test_anybody_can_work_it_out() -> None:
    text = drawn_text(["3", " 1 6", "6", "2\n"])
    assert text == "3 1 6 6 2"
    assert seed_of(text) == int(hashlib.sha256(b"3 1 6 6 2").hexdigest()[:12], 16)


@given(st.text())
def test_it_is_a_whole_number_in_every_program(text: str) -> None:
    assert 0 <= seed_of(text) < 2**53


@given(st.lists(st.text("123456 \t", max_size=4)))
def test_spaces_make_no_difference(words: list[str]) -> None:
    assert drawn_text(words) == drawn_text(" ".join(words).split())
