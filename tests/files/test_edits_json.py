"""edits.json: what is written is read again, and what is none is said."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.cohort import Overridden
from matcher.edit.edits import Close, Edit, Move, Open, Reassign, Retime, Seat, Swap, Unseat
from matcher.edit.session import Entry
from matcher.endings import Refused
from matcher.files.edits_json import (
    edit_to_dict,
    edits_from_list,
    entries_from_list,
    entry_to_dict,
    read_edits,
    write_edits,
)
from matcher.files.read import UnusableInput
from tests.build import cohort, group, people, proposal

TEXTS = st.text("abcXYZ012 é-", max_size=8)
WEEKS = st.none() | st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Move, TEXTS, TEXTS),
    st.builds(Swap, TEXTS, TEXTS),
    st.builds(Unseat, TEXTS),
    st.builds(Seat, TEXTS, TEXTS),
    st.builds(Close, TEXTS),
    st.builds(
        Open, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, WEEKS.filter(bool), TEXTS,
        st.lists(TEXTS).map(tuple),
    ),
    st.builds(Retime, TEXTS, TEXTS, TEXTS, st.none() | TEXTS, WEEKS),
    st.builds(Reassign, TEXTS, TEXTS, st.none() | TEXTS),
)  # fmt: skip


@given(EDITS, TEXTS)
def test_what_is_written_is_read_again(edit: Edit, why: str) -> None:
    assert edits_from_list([edit_to_dict(edit)]) == (edit,)
    mark = Overridden("size", "G1", ("P1",), "too small", "office", why or "x")
    entry = Entry(edit, "office", why, "2027-01-02T03:04:05Z", (mark,))
    assert entries_from_list([entry_to_dict(entry)]) == (entry,)


@given(st.lists(st.dictionaries(st.sampled_from(["kind", "group_id", "weeks"]), TEXTS)))
def test_anything_at_all_is_a_list_of_changes_or_a_fault(data: list) -> None:
    with suppress(UnusableInput):
        assert len(edits_from_list(data)) == len(data)


def test_a_file_beside_its_proposal(tmp_path: Path) -> None:
    of = cohort(people(4))
    base = proposal(of, [group("P1 P2")])
    path = tmp_path / "edits.json"
    assert read_edits(path, base) == ((), 0)
    entries = (Entry(Unseat("P1"), why="left"), Entry(Close("G1")))
    write_edits(path, base, entries, 1)
    assert read_edits(path, base) == (entries, 1)
    with pytest.raises(Refused, match="another proposal"):
        read_edits(path, proposal(of, [group("P1 P3")]))
    for bad in ("{", "[]", path.read_text().replace('"cursor": 1', '"cursor": 9')):
        path.write_text(bad)
        with pytest.raises(UnusableInput):
            read_edits(path, base)
