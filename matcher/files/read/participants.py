"""One row of the waitlist to a Participant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Generic, TypeVar

from matcher.cohort import GroupLanguage, Participant, Program, Provider
from matcher.cohort import vocabulary as words
from matcher.cohort.vocabulary import normal
from matcher.files.read.cells import (
    Cell,
    Choice,
    flag,
    group_language,
    id_of,
    ids_of,
    languages,
    scalar,
    whole,
)
from matcher.files.read.columns import Sheet
from matcher.files.read.dates import ACCEPTED, moment
from matcher.files.read.issues import CellError, Findings
from matcher.files.read.rows import Row

PersonT = TypeVar("PersonT", Participant, Provider)


@dataclass(frozen=True)
class Record(Generic[PersonT]):
    """A person and the row they were read from; a faulty row's person has stand-in values."""

    row: Row
    person: PersonT

    @property
    def id(self) -> str:
        """The person's id, blank where the row has none that can be used."""
        return self.person.id


ROLE = Choice(words.ROLES, words.ROLE_ALIASES)
RC_ACCESS = Choice(words.RC_ACCESS, words.RC_ACCESS_ALIASES)
TARGET = Choice(words.TARGETS, words.TARGET_ALIASES)
EDUCATION = Choice(words.EDUCATION, words.EDUCATION_ALIASES)
CADENCE = Choice(words.CADENCE_WISHES, words.CADENCE_ALIASES)
WAITED = whole(0)
_ACTIVE = frozenset(
    {"active", "current", "yes", "member", "active member", "lifetime", "lifetime member",
     "no expiration", "ongoing"}
)  # fmt: skip


def read_participants(
    sheet: Sheet, program: Program, sector: Choice, findings: Findings
) -> list[Record[Participant]]:
    """Return every row as a record, those at fault included."""
    return [
        _participant(Row(sheet, number, cells, findings), program, sector)
        for number, cells in sheet.rows
    ]


def _participant(row: Row, program: Program, sector: Choice) -> Record[Participant]:
    zone = row.zone(program.time_zone)
    start = datetime.combine(program.start_date, time())
    person = Participant(
        id=row.id(),
        sector=row.need("sector", sector, ""),
        rc_access=row.need("rc_access", RC_ACCESS, words.RC_ACCESS[-1]),
        availability=row.availability(program.day_window),
        time_zone=zone,
        applied_on=row.moment("applied_on", start, program.time_zone),
        name=row.text("name"),
        email=row.text("email"),
        role=row.take("role", ROLE, "other"),
        organization=row.text("organization"),
        supervisor_id=row.take("supervisor_id", scalar, ""),
        region=row.text("region"),
        rural=row.take("rural", flag, False),
        languages=row.take("languages", languages, ("en",)) or ("en",),
        group_language=row.take("group_language", group_language, GroupLanguage()),
        rounds_waited=row.take("rounds_waited", WAITED, 0),
        member_until=_member_until(row, program),
        endorsement_target=row.take("endorsement_target", TARGET, "none"),
        education=row.take("education", EDUCATION, "other"),
        supervises_others=row.take("supervises_others", flag, False),
        ready_to_implement=row.take("ready_to_implement", flag, False),
        cadence=row.take("cadence", CADENCE, "either"),
        apart_from=row.take("apart_from", ids_of, ()),
        together_with=row.take("together_with", ids_of, ()),
        mou=row.take("mou", flag, False),
        evaluation_consent=row.take("evaluation_consent", flag, False),
        group_id=row.take("group_id", id_of, ""),
        monitor=row.monitor(),
        extra=row.extra(),
    )
    return Record(row, person)


def _member_until(row: Row, program: Program) -> date | None:
    def parse(cell: Cell) -> date | None:
        text = scalar(cell)
        if normal(text) in _ACTIVE:
            return None
        try:
            found, note = moment(text, program.time_zone)
        except CellError as error:
            raise CellError(str(error).replace(ACCEPTED, f"active, or {ACCEPTED}")) from None
        if note:
            row.warn("member_until", "ambiguous-date", note)
        return found.date()

    return row.take("member_until", parse, None)
