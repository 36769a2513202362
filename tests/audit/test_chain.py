"""Lists that only grow: any change within shows."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from matcher.audit.chain import BEGINNING, chain_faults, chained, content

entry = st.fixed_dictionaries({"seed": st.integers(), "why": st.text("abc é")})
entries = st.lists(entry, min_size=1, max_size=5)


@given(entries)
def test_a_chain_holds_what_was_put_in(rows: list[dict[str, Any]]) -> None:
    chain = chained(rows)
    assert list(chain_faults(chain, "run")) == []
    assert [content(one) for one in chain] == rows
    assert chain[0]["previous"] == BEGINNING
    assert chained(chain) == chain


@given(entries, st.data())
def test_any_change_within_shows(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    chain = chained(rows)
    place = data.draw(st.integers(0, len(chain) - 1))
    key = data.draw(st.sampled_from(sorted(chain[place])))
    chain[place] = {**chain[place], key: "other"}
    assert list(chain_faults(chain, "run"))


def test_it_says_what_happened() -> None:
    chain = chained([{"seed": seed} for seed in range(3)])
    assert list(chain_faults(chain[1:], "run")) == [
        "the run in place 1 has the number 2.",
        "run 1 does not follow on the one before it: one was taken out or put in.",
        "the run in place 2 has the number 3.",
    ]
    chain[2]["seed"] = 9
    assert list(chain_faults(chain, "run")) == ["run 3 was changed after it was written down."]


def test_the_end_can_be_cut_off_unseen_so_a_record_is_held_against_its_last_run() -> None:
    chain = chained([{"seed": seed} for seed in range(3)])
    assert list(chain_faults(chain[:2], "run")) == []
