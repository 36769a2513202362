"""One row of the roster to a Provider."""

from __future__ import annotations

from datetime import date

from matcher.cohort import Program, Provider
from matcher.cohort import vocabulary as words
from matcher.cohort.vocabulary import normal
from matcher.files.read.cells import Cell, Choice, flag, ids_of, languages, scalar, whole
from matcher.files.read.columns import Sheet
from matcher.files.read.dates import moment
from matcher.files.read.issues import Findings
from matcher.files.read.participants import CADENCE, Record
from matcher.files.read.rows import Row

MOST_GROUPS = 40
CREDENTIAL = Choice(words.CREDENTIALS, words.CREDENTIAL_ALIASES)
ENDORSEMENT = Choice(words.ENDORSEMENTS, words.PROVIDER_ENDORSEMENT_ALIASES)
GROUPS = whole(0, MOST_GROUPS)
GROUP_SIZE = whole(0, 999)
_NO_END = frozenset({"none", "no end", "no expiration", "never", "lifetime", "n a", "active"})


def read_providers(
    sheet: Sheet, program: Program, sector: Choice, findings: Findings
) -> list[Record[Provider]]:
    """Return every row as a record, those at fault included."""
    return [
        _provider(Row(sheet, number, cells, findings), program, sector)
        for number, cells in sheet.rows
    ]


def _provider(row: Row, program: Program, sector: Choice) -> Record[Provider]:
    provider = Provider(
        id=row.id(),
        availability=row.availability(program.day_window),
        credential=row.need("credential", CREDENTIAL, words.CREDENTIALS[0]),
        max_groups=row.need("max_groups", GROUPS, 0),
        time_zone=row.zone(program.time_zone),
        name=row.text("name"),
        email=row.text("email"),
        organization=row.text("organization"),
        region=row.text("region"),
        apart_from=row.take("apart_from", ids_of, ()),
        endorsement=row.take("endorsement", ENDORSEMENT, "other"),
        credential_until=_credential_until(row, program),
        own_rsc_current=row.take("own_rsc_current", flag, True),
        max_group_size=row.take("max_group_size", GROUP_SIZE, None),
        languages=row.take("languages", languages, ("en",)) or ("en",),
        sectors=row.take("sectors", sector.many, ()),
        cadence=row.take("cadence", CADENCE, "either"),
        extra=row.extra(),
    )
    return Record(row, provider)


def _credential_until(row: Row, program: Program) -> date | None:
    def parse(cell: Cell) -> date | None:
        text = scalar(cell)
        if normal(text) in _NO_END:
            return None
        found, note = moment(text, program.time_zone)
        if note:
            row.warn("credential_until", "ambiguous-date", note)
        return found.date()

    return row.take("credential_until", parse, None)
