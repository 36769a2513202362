"""The numbers behind tables and figures."""

from __future__ import annotations

from datetime import date

from matcher.report import figures, numbers
from tests.build import cohort, group, person, proposal, provider


def test_seats_add_up_to_everybody() -> None:
    people = [
        person("P1", rc_access="none"),
        person("P2", rc_access="none"),
        person("P3", rc_access="none", member_until=date(2020, 1, 1)),
        person("P4", rc_access="some"),
    ]
    of = cohort(people)
    none, _, some, _ = numbers.seat_rows(of, proposal(of, [group("P1 P4")]))
    assert none == numbers.SeatRow("none", people=3, seated=1, no_seat=1, not_eligible=1)
    assert some == numbers.SeatRow("some", people=1, seated=1, no_seat=0, not_eligible=0)


def test_pairs_of_a_sector() -> None:
    sectors = ("pediatrics", "pediatrics", "pediatrics", "head-start", "other", "other")
    of = cohort(person(f"P{n}", sector=sector) for n, sector in enumerate(sectors))
    (row,) = numbers.mix_rows(of, proposal(of, [group([f"P{n}" for n in range(6)])]))
    assert row.pairs == 3 + 1
    assert row.counts["pediatrics"] == 3
    assert numbers.pair_counts([row]) == [(0, 0), (1, 0), (2, 0), (3, 0), (4, 1)]
    assert numbers.sectors_present(of) == ["pediatrics", "other", "head-start"]


def test_many_pairs_are_counted_together() -> None:
    of = cohort(person(f"P{n}") for n in range(6))
    rows = numbers.mix_rows(of, proposal(of, [group([f"P{n}" for n in range(6)])]))
    assert rows[0].pairs == 15
    assert numbers.pair_counts(rows)[-1] == (numbers.MANY_PAIRS, 1)
    assert numbers.pair_counts([]) == []


def test_the_week_asks_each_persons_own_clock() -> None:
    of = cohort(
        [
            person("P1", "tue 10:00-12:00"),
            person("P2", "tue 08:00-10:00", time_zone="America/Phoenix"),
            person("P3", "tue 10:00-11:00 weeks 2,4"),
            person("P4", "tue 10:00-11:00 weeks 1,2"),
        ]
    )
    week = numbers.week(of, proposal(of, [group("P1")]))
    # 10:00 in New York is 8:00 in Arizona in winter and 7:00 in summer: P2 is not free then, but
    # at 11:00, which is 9:00 or 8:00. P4's weeks are neither 1 and 3 nor 2 and 4.
    assert week.free[1, 10 * 60] == 2
    assert week.free[1, 11 * 60] == 2
    assert week.waiting[1, 11 * 60] == 1
    assert week.groups == {(1, 10 * 60): 1}
    assert week.weekdays == (0, 1, 2, 3, 4)


def test_a_meeting_outside_the_window_is_still_shown() -> None:
    # The day window is the provider's own: an hour in Hawaii is another one in New York.
    of = cohort([person("P1", "tue 01:00-03:00")], [provider(free="tue 01:00-03:00")])
    week = numbers.week(of, proposal(of, [group("P1", start="01:15", weekday="sat")]))
    assert week.starts[0] == 60
    assert week.groups == {(5, 60): 1}
    assert week.weekdays == (0, 1, 2, 3, 4, 5)


def test_steps_of_shades_hold_every_count_once() -> None:
    for highest in range(60):
        found = [count for low, high in figures.steps(highest) for count in range(low, high + 1)]
        assert found == list(range(1, highest + 1))
        assert len(figures.steps(highest)) <= figures.SHADES


def test_a_bars_parts_fill_their_share() -> None:
    drawn = figures.bar([("solid", 1), ("light", 0), ("hollow", 3)], 8)
    assert drawn.count("<rect") == 2
    assert 'class="solid" x="0.00" y="1" width="12.50"' in drawn
    assert 'class="hollow" x="12.50" y="1" width="37.50"' in drawn
    assert "<rect" not in figures.bar([("solid", 0)], 0)
