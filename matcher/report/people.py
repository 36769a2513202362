"""One row for everybody: seat, times on their own clock, what is outstanding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.cohort import Cohort, Group, Participant, Proposal, Reason
from matcher.cohort.availability import WEEKDAYS, to_utc, zone
from matcher.cohort.sessions import Dates, Session, all_sessions
from matcher.cohort.turn import turn_order
from matcher.report.words import WEEKDAY_NAMES, outstanding_words, span_words
from matcher.rules import as_drawn

SEATED, NO_SEAT, NOT_ELIGIBLE = "Seated", "No seat", "Not eligible"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What the person list says of one participant.

    Attributes
    ----------
    status : str
        ``Seated``, ``No seat`` or ``Not eligible``.
    turn : int or None
        Place in the order of turns, 1 the first; None for those whom membership does not admit.
    local_time : str
        When their group meets on their own clock, with each change over the year.
    outstanding : str
        What they still have to hand in; blank: nothing.
    """

    person: Participant
    status: str
    group: Group | None
    turn: int | None
    local_time: str
    outstanding: str
    reasons: tuple[Reason, ...]


def person_rows(cohort: Cohort, proposal: Proposal, dates: Dates | None = None) -> list[PersonRow]:
    """Return a row for every participant, by name, then id.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
    dates : mapping, optional
        Sessions by group id, where ``all_sessions`` has already been asked.
    """
    if dates is None:
        dates = all_sessions(cohort, proposal.groups)
    seat_of = {member: group for group in proposal.groups for member in group.members}
    # A run may have drawn its tickets from another seed than the program's.
    order = turn_order(as_drawn(cohort, proposal))
    turns = {person_id: place for place, person_id in enumerate(order, start=1)}
    reasons_of = {entry.participant_id: entry.reasons for entry in proposal.unplaced}
    times: dict[tuple[str, str], str] = {}
    for member, seat in seat_of.items():
        own_zone = cohort.participant_by_id[member].time_zone
        if (seat.id, own_zone) not in times:
            times[seat.id, own_zone] = local_time_words(seat, dates[seat.id], own_zone)
    rows = []
    for person in sorted(cohort.participants, key=lambda p: (p.name.casefold(), p.id)):
        group = seat_of.get(person.id)
        rows.append(
            PersonRow(
                person=person,
                status=_status(group, person.id in turns),
                group=group,
                turn=turns.get(person.id),
                local_time=times[group.id, person.time_zone] if group else "",
                outstanding=outstanding_words(person.mou, person.evaluation_consent),
                reasons=reasons_of.get(person.id, ()),
            )
        )
    return rows


def seatless_by_turn(cohort: Cohort, rows: Sequence[PersonRow]) -> list[PersonRow]:
    """Return the rows of people without a seat, the earliest turn first, the ineligible last."""
    last = len(cohort.participants) + 1
    return sorted(
        (row for row in rows if row.group is None),
        key=lambda row: (row.turn or last, row.person.id),
    )


def _status(group: Group | None, admitted: bool) -> str:
    if group:
        return SEATED
    return NO_SEAT if admitted else NOT_ELIGIBLE


def local_starts(
    group: Group, dates: Sequence[Session], own_zone: str
) -> list[tuple[date, int, int]]:
    """Return a group's distinct times on somebody's own clock, each from its first date on.

    Returns
    -------
    list of (date, weekday, minute)
        A new entry wherever the local weekday or start differs from the session before: zones
        change their clocks on different dates, or never.
    """
    starts: list[tuple[date, int, int]] = []
    for session in dates:
        begin = to_utc(session.date, group.meeting.start, group.time_zone).astimezone(
            zone(own_zone)
        )
        when = (begin.weekday(), begin.hour * 60 + begin.minute)
        if not starts or starts[-1][1:] != when:
            starts.append((begin.date(), *when))
    return starts


def local_time_words(group: Group, dates: Sequence[Session], own_zone: str) -> str:
    """Return ``Tuesday, 10:30-11:30 am; from Mar 16, 2027: ...`` on somebody's own clock."""
    words: list[str] = []
    for day, weekday, minute in local_starts(group, dates, own_zone):
        name = WEEKDAY_NAMES[WEEKDAYS[weekday]]
        text = f"{name}, {span_words(minute, group.meeting.minutes)}"
        words.append(f"from {day:%b} {day.day}, {day.year}: {text}" if words else text)
    return "; ".join(words)
