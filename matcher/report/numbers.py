"""The numbers behind the report's tables and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

from matcher.cohort import Cohort, Group, Meeting, Participant, Proposal
from matcher.cohort.sessions import Dates
from matcher.cohort.vocabulary import RC_ACCESS
from matcher.report.words import CODE_WORDS

MANY_PAIRS = 6
STEP = 30  # minutes between the rows of the week figure


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Seats of one access level: everybody is seated, without a seat, or not eligible."""

    access: str
    people: int
    seated: int
    no_seat: int
    not_eligible: int


def seat_rows(cohort: Cohort, proposal: Proposal) -> list[SeatRow]:
    """Count seats by access level, the most urgent first."""
    tiers = cohort.program.priority.tiers
    ordered = [level for tier in tiers for level in tier]
    seats, start = proposal.seats(), cohort.program.start_date
    rows = []
    for access in [*ordered, *(level for level in RC_ACCESS if level not in ordered)]:
        people = [person for person in cohort.participants if person.rc_access == access]
        seated = sum(person.id in seats for person in people)
        shut_out = sum(p.id not in seats and not p.is_member_on(start) for p in people)
        rows.append(SeatRow(access, len(people), seated, len(people) - seated - shut_out, shut_out))
    return rows


@dataclass(frozen=True, slots=True)
class MixRow:
    """Members of one group by sector, and how many pairs of them share a sector."""

    group: Group
    counts: Mapping[str, int]
    pairs: int


def mix_rows(cohort: Cohort, proposal: Proposal) -> list[MixRow]:
    """Count the sectors of every group."""
    people = cohort.participant_by_id
    rows = []
    for group in proposal.groups:
        counts = Counter(people[member].sector for member in group.members)
        rows.append(MixRow(group, counts, sum(comb(count, 2) for count in counts.values())))
    return rows


def pair_counts(rows: Sequence[MixRow]) -> list[tuple[int, int]]:
    """Return (pairs, groups): how many groups have no same-sector pair, one, two and so on.

    The last entry may be `MANY_PAIRS` or more.
    """
    counts = Counter(min(row.pairs, MANY_PAIRS) for row in rows)
    return [(pairs, counts[pairs]) for pairs in range(max(counts, default=-1) + 1)]


def sectors_present(cohort: Cohort) -> list[str]:
    """Return the sectors of the waitlist, the commonest first."""
    counts = Counter(person.sector for person in cohort.participants)
    return sorted(counts, key=lambda sector: (-counts[sector], sector))


def reason_counts(proposal: Proposal) -> list[tuple[str, int]]:
    """Count the people without a seat by reason, in plain words; one may have several reasons."""
    counts = Counter(
        code for entry in proposal.unplaced for code in {reason.code for reason in entry.reasons}
    )
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(CODE_WORDS.get(code, code), count) for code, count in ordered]


def moved_sessions(dates: Dates) -> list[tuple[str, int]]:
    """Count the sessions moved off each holiday or break, the commonest first."""
    counts = Counter(s.why for sessions in dates.values() for s in sessions if s.moved_from)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class Week:
    """How many people could meet, and how many groups do, by weekday and starting time.

    Attributes
    ----------
    weekdays : tuple of int
        0 is Monday.
    starts : tuple of int
        Minutes after midnight in the program's zone, `STEP` apart.
    free, waiting : mapping of (weekday, start) to int
        People free for an hour from then on, in every session of the term, on their own clocks:
        of everybody on the waitlist, and of the eligible without a seat.
    groups : mapping of (weekday, start) to int
        Groups whose meeting starts within the step.
    """

    weekdays: tuple[int, ...]
    starts: tuple[int, ...]
    free: Mapping[tuple[int, int], int]
    waiting: Mapping[tuple[int, int], int]
    groups: Mapping[tuple[int, int], int]


def week(cohort: Cohort, proposal: Proposal) -> Week:
    """Count who is free when, against when groups meet."""
    program, seats = cohort.program, proposal.seats()
    held = Counter(
        (group.meeting.weekday, group.meeting.start // STEP * STEP) for group in proposal.groups
    )
    weekdays = tuple(sorted({*program.weekdays, *(weekday for weekday, _ in held)}))
    first = min([program.day_window[0], *(start for _, start in held)]) // STEP * STEP
    last = max([program.day_window[1] - STEP, *(start for _, start in held)])
    starts = tuple(range(first, last + 1, STEP))
    waiting = [
        person
        for person in cohort.participants
        if person.id not in seats and person.is_member_on(program.start_date)
    ]
    cells = [(weekday, start) for weekday in weekdays for start in starts]
    return Week(
        weekdays=weekdays,
        starts=starts,
        free=_free(cohort, cohort.participants, cells),
        waiting=_free(cohort, waiting, cells),
        groups=held,
    )


def _free(
    cohort: Cohort, people: Sequence[Participant], cells: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    from matcher.weekgrid import free_at

    if not people or not cells:
        return dict.fromkeys(cells, 0)
    # Entries may hold in some weeks only: either pair of weeks will do.
    either = [
        free_at(cohort.program, people, [Meeting(*cell, "twice-monthly", weeks) for cell in cells])
        for weeks in ((1, 3), (2, 4))
    ]
    return dict(zip(cells, map(int, (either[0] | either[1]).sum(axis=0)), strict=True))
