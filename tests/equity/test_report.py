"""The equity report of whole cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.cohort import Cohort, Participant
from matcher.equity import LEAST, Equity, Row, Span, equity_report
from tests.build import cohort, person

LAPSED = date(2020, 1, 1)


def waitlist(*counts: tuple[str, int, int, int]) -> tuple[Cohort, list[str]]:
    """People of (region, seated, waiting, lapsed) each, and the ids of the seated."""
    people: list[Participant] = []
    seats = []
    for region, seated, waiting, lapsed in counts:
        for number in range(seated + waiting + lapsed):
            until = LAPSED if number >= seated + waiting else None
            id = f"P{len(people):03d}"
            people.append(person(id, region=region, member_until=until))
            if number < seated:
                seats.append(id)
    return cohort(people), seats


def rows(equity: Equity, key: str = "region") -> dict[str | None, Row]:
    return {row.value: row for table in equity.tables if table.key == key for row in table.rows}


def ends(span: Span) -> tuple[int, int]:
    return span.low, span.high


def test_counts_shares_and_ratios() -> None:
    equity = equity_report(*waitlist(("Essex", 12, 28, 10), ("Norfolk", 30, 10, 5)))
    assert (equity.applied, equity.eligible, equity.seated) == (95, 80, 42)
    found = rows(equity)
    essex, norfolk = found["Essex"], found["Norfolk"]
    assert ends(essex.seated) == (12, 12)
    assert ends(essex.eligible) == (40, 40)
    assert ends(essex.applied) == (50, 50)
    assert essex.of_eligible is not None
    assert essex.of_eligible.low == essex.of_eligible.high == 0.3
    assert essex.of_applied is not None
    assert essex.of_applied.low == 0.24
    assert essex.ratio == pytest.approx((0.4, 0.4))
    assert norfolk.best
    assert not essex.best


def test_a_small_count_is_hidden_and_so_is_the_one_that_tells_it() -> None:
    found = rows(equity_report(*waitlist(("Essex", 3, 28, 0), ("Norfolk", 30, 10, 0))))
    assert ends(found["Essex"].seated) == (0, 4)
    assert ends(found["Norfolk"].seated) == (29, 33)
    assert ends(found["Essex"].eligible) == (28, 32)
    # Nobody has lapsed in the whole cohort: that tells nothing of a region.
    assert ends(found["Essex"].not_eligible) == (0, 0)


def test_rare_answers_are_neither_named_nor_counted() -> None:
    people = [
        person(f"P{number:02d}", monitor={"background": "Maria Lopez" if number < 2 else "a"})
        for number in range(40)
    ]
    equity = equity_report(cohort(people), [p.id for p in people[1:25]])
    (table,) = equity.tables
    assert table.monitoring
    assert [row.value for row in table.rows] == ["a", None]
    assert table.rows[1].values == 1
    assert "Lopez" not in repr(equity)


def test_answers_that_are_all_different_show_nothing() -> None:
    people = [person(f"P{n:02d}", monitor={"note": f"text {n}"}) for n in range(40)]
    (table,) = equity_report(cohort(people), [p.id for p in people[:20]]).tables
    (row,) = table.rows
    assert (row.value, row.values) == (None, 40)


def test_replays_count_those_with_as_few_seats() -> None:
    of, seats = waitlist(("Essex", 12, 28, 0), ("Norfolk", 3, 30, 0), ("Suffolk", 20, 30, 0))
    ids = [p.id for p in of.participants]
    replays = [ids[:12], ids[:11], [*ids[:13], "gone"], ids[40:60]]
    equity = equity_report(of, seats, replays)
    assert equity.replays == 4
    # Essex gave way to hide Norfolk's three: where it stands among replays is not said either.
    assert [row.as_few for row in equity.tables[0].rows] == [None, None, 4]
    whole, seats = waitlist(("Essex", 12, 28, 0), ("Norfolk", 13, 30, 0))
    ids = [p.id for p in whole.participants]
    found = rows(equity_report(whole, seats, [ids[:12], ids[:11], ids[:13], ids[40:60]]))
    assert found["Essex"].as_few == 3
    assert found["Norfolk"].as_few == 3


def test_everybody_or_nobody_is_seated() -> None:
    of, seats = waitlist(("Essex", 12, 0, 0), ("Norfolk", 3, 0, 0))
    found = rows(equity_report(of, seats))
    # That everybody has a seat is known from the totals; how many are from Norfolk is not.
    assert ends(found["Essex"].waiting) == (0, 0)
    assert ends(found["Essex"].seated) == (11, 15)
    nobody = equity_report(of, [])
    assert all(row.seated == Span(0, 0) for row in rows(nobody).values())


def test_no_waitlist() -> None:
    assert equity_report(cohort([]), []) == Equity(0, 0, 0, 0, ())


def test_ids_that_are_not_on_the_waitlist_do_not_count() -> None:
    of, seats = waitlist(("Essex", 12, 28, 0), ("Norfolk", 13, 30, 0))
    assert equity_report(of, [*seats, "nobody"]) == equity_report(of, seats)


def test_the_order_of_the_waitlist_does_not_matter() -> None:
    of, seats = waitlist(("Essex", 12, 28, 3), ("Norfolk", 13, 3, 1), ("Suffolk", 2, 2, 2))
    turned = cohort(reversed(of.participants))
    assert equity_report(turned, seats[::-1]) == equity_report(of, seats)


@st.composite
def cohorts(draw: st.DrawFn) -> tuple[Cohort, list[str]]:
    rng = Random(draw(st.integers(0, 10_000)))
    people = [
        person(
            f"P{number:03d}",
            region=rng.choice("ABCD"[: rng.choice((2, 4))]),
            rural=rng.random() < 0.2,
            rc_access=rng.choice(("none", "none", "little", "some", "regular")),
            languages=rng.choice((("en",), ("en",), ("en",), ("en", "es"), ("es",))),
            organization=rng.choice(("", "X", "Y", "Z")),
            member_until=LAPSED if rng.random() < 0.1 else None,
            monitor={"background": rng.choice("aaaabbc"), "other": str(rng.randrange(50))},
        )
        for number in range(draw(st.integers(0, 120)))
    ]
    chance = draw(st.floats(0, 1))
    seats = [p.id for p in people if p.member_until is None and rng.random() < chance]
    return cohort(people), seats


@settings(deadline=None, max_examples=60)
@given(cohorts())
def test_no_table_shows_or_tells_a_small_count(given_: tuple[Cohort, list[str]]) -> None:
    of, seats = given_
    equity = equity_report(of, seats)
    totals = {
        "seated": equity.seated,
        "waiting": equity.eligible - equity.seated,
        "not_eligible": equity.applied - equity.eligible,
    }
    for table in equity.tables:
        for name, total in totals.items():
            spans = [getattr(row, name) for row in table.rows]
            assert sum(span.low for span in spans) <= total <= sum(span.high for span in spans)
            for span in spans:
                if total and len(spans) > 1:
                    assert not span.exact or span.low >= LEAST
                    # No row follows from the others and the total.
                    rest = [other for other in spans if other is not span]
                    low = max(span.low, total - sum(other.high for other in rest))
                    high = min(span.high, total - sum(other.low for other in rest))
                    assert high >= LEAST or high - low >= min(LEAST - 1, total)
        listed = [row for row in table.rows if row.value is not None]
        for row in listed:
            assert max(ends(row.seated) + ends(row.waiting) + ends(row.not_eligible)) >= LEAST


@settings(deadline=None, max_examples=40)
@given(cohorts())
def test_the_truth_lies_within_what_is_shown(given_: tuple[Cohort, list[str]]) -> None:
    of, seats = given_
    for table in equity_report(of, seats).tables:
        if table.key != "region":
            continue
        for row in table.rows:
            people = [p for p in of.participants if p.region == row.value]
            seated = sum(p.id in seats for p in people)
            eligible = sum(p.member_until is None for p in people)
            if row.value is None or not eligible:
                continue
            assert row.seated.low <= seated <= row.seated.high
            assert row.of_eligible is not None
            assert row.of_eligible.low <= seated / eligible <= row.of_eligible.high
            if row.ratio:
                best = best_share(of, seats, [r.value for r in table.rows if r.ratio])
                assert row.ratio[0] <= seated / eligible / best + 1e-9
                assert seated / eligible / best <= row.ratio[1] + 1e-9


def best_share(of: Cohort, seats: Sequence[str], regions: Sequence[str | None]) -> float:
    shares = []
    for region in regions:
        people = [p for p in of.participants if p.region == region and p.member_until is None]
        shares.append(sum(p.id in seats for p in people) / len(people))
    return max(shares)
