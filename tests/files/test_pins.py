"""Pins as people type them, and as files hold them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.cohort import AnyPin, GroupPin, NeverPin, Pin, TimePin
from matcher.files.json_row import Row
from matcher.files.pins import (
    pin_faults,
    pin_from_words,
    pin_of,
    pin_to_dict,
    pins_from_list,
    pins_from_words,
    read_pins,
)
from matcher.files.read import UnusableInput
from tests.build import cohort, people

IDS = st.text("PVG0123456789-_", min_size=1, max_size=8)
DAYS = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
PINS: st.SearchStrategy[AnyPin] = st.one_of(
    st.builds(Pin, IDS, IDS),
    st.builds(GroupPin, IDS),
    st.builds(TimePin, IDS, DAYS, CLOCKS),
    st.builds(NeverPin, IDS, IDS),
)


@given(PINS)
def test_what_is_written_is_read_again(pin: AnyPin) -> None:
    faults: list = []
    assert pin_of(Row(pin_to_dict(pin), "pins", 1, faults)) == pin
    assert not faults
    assert pins_from_list([pin_to_dict(pin)]) == (pin,)


@pytest.mark.parametrize(
    ("text", "pin"),
    [
        ("P012 in G03", Pin("P012", "G03")),
        ("  G03 ", GroupPin("G03")),
        ("V003 at Tue 12:30", TimePin("V003", "tue", "12:30")),
        ("V003 at tuesday, 9:30", TimePin("V003", "tue", "09:30")),
        ("P012 never V003", NeverPin("P012", "V003")),
        ("P012 never with V003", NeverPin("P012", "V003")),
    ],
)
def test_as_somebody_types_them(text: str, pin: AnyPin) -> None:
    assert pin_from_words(text) == pin


@pytest.mark.parametrize("text", ["", "P1 G1", "V1 at noon", "V1 at Xyz 12:30", "V1 at mon 25:00"])
def test_what_is_no_pin_is_said(text: str) -> None:
    with pytest.raises(UnusableInput) as refusal:
        pins_from_words([text, "G1", "a b c"])
    assert len(refusal.value.faults) == 2
    assert "accepted" in str(refusal.value)


@given(st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["pins", "participant_id", "group_id", "provider_id", "start", "weekday",
                     "never_provider_id"]), x), max_leaves=6))  # fmt: skip
def test_anything_at_all_is_a_list_of_pins_or_a_fault(data: object) -> None:
    with suppress(UnusableInput):
        assert isinstance(pins_from_list(data), tuple)


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "pins.json"
    path.write_text('{"pins": ["G1", {"participant_id": "P1", "group_id": "G2"}]}')
    assert read_pins(path) == (GroupPin("G1"), Pin("P1", "G2"))
    toml = tmp_path / "pins.toml"
    toml.write_text('[[pins]]\nprovider_id = "V1"\nweekday = "mon"\nstart = "9:00"\n')
    assert read_pins(toml) == (TimePin("V1", "mon", "09:00"),)
    for bad in (tmp_path / "none.toml", tmp_path / "none.json"):
        with pytest.raises(UnusableInput):
            read_pins(bad)


def test_ids_are_held_against_what_there_is() -> None:
    of = cohort(people(2))
    pins = [Pin("P1", "G1"), Pin("P1", "G2"), NeverPin("P9", "V9"), TimePin("V8", "mon", "09:00")]
    found = [(issue.row, issue.column, issue.code) for issue in pin_faults(pins, of, ["G1"])]
    assert found == [
        (2, "group_id", "unknown-group"),
        (2, "participant_id", "duplicate-id"),
        (3, "participant_id", "unknown-participant"),
        (3, "never_provider_id", "unknown-provider"),
        (4, "provider_id", "unknown-provider"),
    ]
    (alone,) = pin_faults([GroupPin("G1")], of, None)
    assert alone.code == "missing-from-proposal"
