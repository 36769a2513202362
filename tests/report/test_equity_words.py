"""The equity report in words."""

from __future__ import annotations

import re

import pytest

from matcher.cohort import Proposal, Reason, Unplaced
from matcher.equity import Row, Span, equity_report
from matcher.report import equity_words as words
from tests.build import cohort, group, person, proposal
from tests.equity.test_report import waitlist


def row(value: str | None, values: int = 1) -> Row:
    return Row(value, values, Span(0, 0), Span(0, 0), Span(0, 0), None, None)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("tier", "none+little", "No or little access"),
        ("sector", "family-child-care", "Family child care"),
        ("languages", "en", "English only"),
        ("languages", "en; es", "English and Spanish"),
        ("rounds_waited", "3+", "3 or more"),
        ("rounds_waited", "0", "0"),
        ("rural", "yes", "Yes"),
        ("region", "", "Not given"),
        ("monitor_background", "x" * 80, "x" * 59 + "…"),
    ],
)
def test_values(key: str, value: str, expected: str) -> None:
    assert words.value_words(key, row(value)) == expected


def test_values_shown_together_are_not_named() -> None:
    together = words.value_words("region", row(None, 7))
    assert together == "7 other values, each with fewer than five"
    assert words.value_words("region", row(None)) == "1 other value, with fewer than five"


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(1200, 1200), "1,200"), (Span(0, 4), "under 5"), (Span(11, 15), "11–15"),
        (Span(0, 9, withheld=True), "0–9"), (Span(0, 0), "0"),
    ],
)  # fmt: skip
def test_counts(span: Span, expected: str) -> None:
    assert words.span_words(span) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.3, 0.3, "30%"), (0.261, 0.314, "26–31%"), (0, 0, "0%"), (0.001, 0.999, "1–99%")],
)
def test_shares(low: float, high: float, expected: str) -> None:
    assert words.share_words(low, high) == expected


def test_what_is_said_of_an_attribute_claims_no_cause() -> None:
    (table,) = equity_report(*waitlist(("Essex", 12, 28, 10), ("Norfolk", 30, 10, 5))).tables
    assert words.table_sentence(table) == (
        "Seats went to 12 of 40 (30%) under “Essex” and to 30 of 40 (75%) under “Norfolk”, the "
        "lowest and the highest share that can be shown. Their likely ranges do not meet; this "
        "does not say why."
    )


def test_of_one_row_nothing_is_said() -> None:
    (table,) = equity_report(*waitlist(("Essex", 3, 2, 0), ("Norfolk", 30, 30, 5))).tables
    assert words.table_sentence(table) == ""


def unplaced(*codes: str, seated: int = 5) -> tuple[str, ...]:
    """What is said of ten people without access, five of them seated, and others with some."""
    people = [person(f"P{n:02d}", rc_access="none" if n < 10 else "some") for n in range(20)]
    of = cohort(people, group_size=(2, 20))
    seats = " ".join(f"P{n:02d}" for n in (*range(seated), *range(10, 15)))
    made = proposal(of, [group(seats)])
    reasons = tuple(Reason(code, "Because.") for code in codes)
    entries = tuple(Unplaced(entry.participant_id, reasons) for entry in made.unplaced)
    told: Proposal = proposal(of, [group(seats)], unplaced=entries)
    return tuple(words.equity_sentences(of, told, equity_report(of, told.seats())))


def test_who_needs_it_most() -> None:
    provider = "Everyone eligible with no access who could meet a provider has a seat."
    group_ = "Everyone eligible with no access for whom a group could be formed has a seat."
    assert unplaced("no-provider-time")[1] == provider
    assert unplaced("no-language", "not-enough-others")[1] == provider
    assert unplaced("not-enough-others")[1] == group_
    for codes in (["outranked"], ["no-provider-time", "outranked"], ["rule"]):
        assert not any("Everyone" in sentence for sentence in unplaced(*codes))


def test_it_does_not_tell_that_nobody_is_without_a_seat() -> None:
    assert unplaced("no-provider-time", seated=10)[1] == unplaced("no-provider-time")[1]


def test_no_word_claims_a_cause() -> None:
    text = " ".join(words.NOTES) + " ".join(unplaced("outranked"))
    assert not re.search(r"because|due to|caused|discriminat|bias|unfair", text, re.IGNORECASE)
