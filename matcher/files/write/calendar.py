"""One calendar per group, to open in any calendar program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from matcher.cohort import Cohort, Group, Proposal
from matcher.cohort.program import Program
from matcher.cohort.sessions import Dates, Session, all_sessions
from matcher.files.write.archive import zip_bytes
from matcher.files.write.vtimezone import timezone_lines
from matcher.report.words import day_words, language_words, meeting_words, zone_words

PRODUCT = "-//matcher//Reflective consultation groups//EN"
LINE_BYTES = 75


def calendar_name(group_id: str) -> str:
    """Return the file name of a group's calendar; no id can lead out of the folder."""
    return f"{quote(group_id, safe='')}.ics"


def calendar_bytes(cohort: Cohort, proposal: Proposal, group_id: str) -> bytes:
    """Return the calendar of one group.

    Raises
    ------
    KeyError
        Where the proposal has no such group.
    """
    group = next((group for group in proposal.groups if group.id == group_id), None)
    if group is None:
        raise KeyError(group_id)
    return group_calendar(cohort, group, all_sessions(cohort, proposal.groups)[group_id])


def calendar_files(
    cohort: Cohort, proposal: Proposal, dates: Dates | None = None
) -> dict[str, bytes]:
    """Return every group's calendar by file name; `dates` as ``all_sessions`` gives them."""
    dates = dates or all_sessions(cohort, proposal.groups)
    return {
        calendar_name(group.id): group_calendar(cohort, group, dates[group.id])
        for group in proposal.groups
    }


def calendars_zip(cohort: Cohort, proposal: Proposal) -> bytes:
    """Return all calendars in one zip; the same proposal gives the same bytes."""
    return zip_bytes(calendar_files(cohort, proposal))


def group_calendar(cohort: Cohort, group: Group, dates: Sequence[Session]) -> bytes:
    """Return a calendar (RFC 5545) with one event per session.

    Events carry the civil time and its zone's rules, so that a meeting stays at 12:30 when the
    clock changes. Members are not named: calendars are forwarded, and a group's own people know
    each other. Nothing depends on the day of writing.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{text_value(f'{group.id} · {cohort.program.name}')}",
        f"X-WR-TIMEZONE:{group.time_zone}",
    ]
    if dates:
        lines += timezone_lines(group.time_zone, dates[0].date.year, dates[-1].date.year)
    lines += [line for event in _events(cohort, group, dates) for line in event]
    lines.append("END:VCALENDAR")
    return b"".join(map(folded_line, lines))


def _events(cohort: Cohort, group: Group, dates: Sequence[Session]) -> Iterator[list[str]]:
    stamp = f"DTSTAMP:{cohort.program.start_date:%Y%m%d}T000000Z"
    description = f"DESCRIPTION:{text_value(_description(cohort, group))}"
    after = timedelta(minutes=group.meeting.start)
    length = timedelta(minutes=group.meeting.minutes)
    for session in dates:
        begin = datetime.combine(session.date, time()) + after
        moved = " (moved)" if session.moved_from else ""
        summary = f"Group {group.id}: session {session.number} of {len(dates)}{moved}"
        yield [
            "BEGIN:VEVENT",
            f"UID:{_uid(cohort.program, group, session)}",
            stamp,
            f"DTSTART;TZID={group.time_zone}:{begin:%Y%m%dT%H%M%S}",
            f"DTEND;TZID={group.time_zone}:{begin + length:%Y%m%dT%H%M%S}",
            f"SUMMARY:{text_value(summary)}",
            f"{description}{_move(session)}",
            "CATEGORIES:Reflective consultation",
            "END:VEVENT",
        ]


def text_value(text: str) -> str:
    """Return text as a calendar holds it: escaped, and without control characters."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    if escaped.isprintable():
        return escaped
    lines = escaped.splitlines()
    return "\\n".join(
        "".join(char if char.isprintable() else " " for char in line) for line in lines
    )


def folded_line(line: str) -> bytes:
    """Return a line in pieces of at most 75 bytes, no character torn apart."""
    raw = line.encode()
    pieces, start, room = [], 0, LINE_BYTES
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:  # the later bytes of a character: it goes over whole
            end -= 1
        pieces.append(raw[start:end])
        # What follows begins with the space that marks it as a continuation.
        start, room = end, LINE_BYTES - 1
    return b"\r\n ".join([*pieces, raw[start:]]) + b"\r\n"


def _description(cohort: Cohort, group: Group) -> str:
    provider = cohort.provider_by_id[group.provider_id]
    lines = [
        cohort.program.name,
        f"Provider: {provider.name or provider.id}",
        f"Meets {meeting_words(group)} ({zone_words(group.time_zone)}), "
        f"in {language_words(group.language)}",
    ]
    return "\n".join(lines)


def _move(session: Session) -> str:
    """Return what a moved session adds to its description."""
    if not session.moved_from:
        return ""
    return text_value(f"\nMoved from {day_words(session.moved_from)}: {session.why}")


def _uid(program: Program, group: Group, session: Session) -> str:
    """Return the same id for the same regular day, so that a later calendar updates the event."""
    regular = session.moved_from or session.date
    program_key = _key(program.name, program.start_date)
    return f"{calendar_name(group.id)[:-4]}-{regular:%Y%m%d}-{program_key}@matcher"


@lru_cache(maxsize=64)
def _key(name: str, start: date) -> str:
    return sha256(f"{name}|{start}".encode()).hexdigest()[:12]
