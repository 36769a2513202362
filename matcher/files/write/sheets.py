"""What stands in the workbook's table sheets: groups, people, unplaced, sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.cohort import Cohort, Group, Participant, Proposal
from matcher.cohort.sessions import Dates
from matcher.files.write.sheet import Column, Toned, time_of
from matcher.report.numbers import mix_rows
from matcher.report.people import SEATED, PersonRow, seatless_by_turn
from matcher.report.words import (
    CODE_WORDS,
    WEEKDAY_NAMES,
    day_words,
    language_words,
    outstanding_words,
    sector_words,
    weeks_words,
    zone_words,
)

Row = list[object]


def group_columns(cohort: Cohort) -> list[Column]:
    """Return the columns of the sheet of groups."""
    zone = zone_words(cohort.program.time_zone)
    return [
        Column("Group"),
        Column("Weekday"),
        Column(f"Start ({zone})", "time"),
        Column("End", "time"),
        Column("Weeks of the month"),
        Column("Provider", "lines", 26),
        Column("Members", "lines", 34),
        Column("Sector", "lines", 28),
        Column("Outstanding", "lines", 26),
        Column("Free seats", "number"),
        Column("Same-sector pairs", "number"),
        Column("Language"),
        Column("First session", "date"),
        Column("Last session", "date"),
    ]


def group_rows(cohort: Cohort, proposal: Proposal, dates: Dates) -> Iterator[Row]:
    """Yield a row per group, its members line by line."""
    for mix in mix_rows(cohort, proposal):
        group = mix.group
        meeting, held = group.meeting, dates[group.id]
        people = [cohort.participant_by_id[member] for member in group.members]
        missing = [outstanding_words(p.mou, p.evaluation_consent) or "–" for p in people]
        provider = cohort.provider_by_id[group.provider_id]
        yield [
            Toned(group.id, "strong"),
            WEEKDAY_NAMES[group.weekday],
            time_of(meeting.start),
            time_of(meeting.start + meeting.minutes),
            weeks_words(group.weeks),
            "\n".join(filter(None, (provider.name, provider.id, provider.email))),
            "\n".join(map(named, people)),
            "\n".join(sector_words(person.sector) for person in people),
            "\n".join(missing),
            max(0, _room(cohort, group) - len(people)),
            mix.pairs,
            language_words(group.language),
            held[0].date if held else None,
            held[-1].date if held else None,
        ]


PEOPLE_COLUMNS = [
    Column("Name"),
    Column("Id"),
    Column("Status"),
    Column("Group"),
    Column("Meets, on their own clock", "lines", 40),
    Column("Weeks of the month"),
    Column("Time zone"),
    Column("First session", "date"),
    Column("Provider"),
    Column("MOU"),
    Column("Evaluation consent"),
    Column("E-mail"),
    Column("Access at work"),
    Column("Sector"),
    Column("Role"),
    Column("Organization"),
    Column("Region"),
    Column("Rounds waited", "number"),
    Column("Turn", "number"),
]
PRINTED_PEOPLE_COLUMNS = 12  # up to the e-mail address


def people_rows(cohort: Cohort, rows: Sequence[PersonRow], dates: Dates) -> Iterator[Row]:
    """Yield a row per person on the waitlist."""
    for row in rows:
        person, group = row.person, row.group
        provider = cohort.provider_by_id[group.provider_id] if group else None
        held = dates[group.id] if group else ()
        yield [
            person.name,
            person.id,
            Toned(row.status, "" if row.status == SEATED else "quiet"),
            Toned(group.id if group else None, "strong"),
            row.local_time.replace("; ", "\n"),
            weeks_words(group.weeks) if group else None,
            zone_words(person.time_zone),
            held[0].date if held else None,
            (provider.name or provider.id) if provider else None,
            _on_file(person.mou, seated=group is not None),
            _on_file(person.evaluation_consent, seated=group is not None),
            person.email,
            person.rc_access.capitalize(),
            sector_words(person.sector),
            sector_words(person.role),
            person.organization,
            person.region,
            person.rounds_waited,
            row.turn,
        ]


UNPLACED_COLUMNS = [
    Column("Turn", "number"),
    Column("Name"),
    Column("Id"),
    Column("Status"),
    Column("In short", "lines", 44),
    Column("Why", "lines", 84),
    Column("Access at work"),
    Column("Rounds waited", "number"),
    Column("Sector"),
    Column("E-mail"),
]


def unplaced_rows(cohort: Cohort, rows: Sequence[PersonRow]) -> Iterator[Row]:
    """Yield a row per person without a seat, the earliest turn first."""
    for row in seatless_by_turn(cohort, rows):
        codes = dict.fromkeys(reason.code for reason in row.reasons)
        yield [
            row.turn,
            row.person.name,
            row.person.id,
            row.status,
            "\n".join(CODE_WORDS.get(code, code) for code in codes),
            "\n".join(reason.text for reason in row.reasons),
            row.person.rc_access.capitalize(),
            row.person.rounds_waited,
            sector_words(row.person.sector),
            row.person.email,
        ]


def session_columns(cohort: Cohort) -> list[Column]:
    """Return the columns of the sheet of sessions."""
    zone = zone_words(cohort.program.time_zone)
    return [
        Column("Group"),
        Column("Session", "number"),
        Column("Weekday"),
        Column("Date", "date"),
        Column(f"Start ({zone})", "time"),
        Column("End", "time"),
        Column("Provider"),
        Column("Moved", widest=60),
    ]


def session_rows(cohort: Cohort, proposal: Proposal, dates: Dates) -> Iterator[Row]:
    """Yield a row per session of every group."""
    for group in proposal.groups:
        meeting, provider = group.meeting, cohort.provider_by_id[group.provider_id]
        for session in dates[group.id]:
            moved = session.moved_from
            note = f"from {day_words(moved)} ({session.why})" if moved else ""
            yield [
                Toned(group.id, "strong"),
                session.number,
                WEEKDAY_NAMES[group.weekday],
                Toned(session.date, "alert" if moved else ""),
                time_of(meeting.start),
                time_of(meeting.start + meeting.minutes),
                provider.name or provider.id,
                Toned(note, "alert"),
            ]


def named(person: Participant) -> str:
    """Return ``Ana Silva (P012)``, or the id where no name is known."""
    return f"{person.name} ({person.id})" if person.name else person.id


def _room(cohort: Cohort, group: Group) -> int:
    own = cohort.provider_by_id[group.provider_id].max_group_size
    most = cohort.program.group_size[1]
    return most if own is None else min(most, own)


def _on_file(value: bool, *, seated: bool) -> Toned:
    # Only somebody with a seat has to hand it in now.
    return Toned("On file", "") if value else Toned("Outstanding", "alert" if seated else "quiet")
