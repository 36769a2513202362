"""What a coordinator should see of a cohort before groups are formed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from api.schemas.pool import DemandOut, DemandRowOut, NeverOut, PoolOut, WeekCellOut
from api.schemas.proposals import ReasonOut
from api.services import cohorts
from api.store import Store
from api.store.kept import kept
from api.store.reading import reading_of
from matcher.cohort import Cohort
from matcher.cohort.availability import clock_of
from matcher.cohort.places import may_lead
from matcher.pool import DemandTable, demand_tables, never_placed, week_cells
from matcher.pool.demand import offered
from matcher.report.words import access_words, language_words, sector_words

_WORDS: Mapping[str, Callable[[str], str]] = {
    "access": lambda value: access_words([value]).capitalize(),
    "sector": sector_words,
    "region": lambda value: value or "Not given",
    "language": language_words,
}


def pool(store: Store, cohort_id: str) -> PoolOut:
    """Return seats against demand, the week, and who can never be placed.

    Raises
    ------
    NotFoundError
    """
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        cohort = reading_of(repository, cohort_id).cohort
    return kept(cohort_id, "pool", lambda: _pool(cohort))  # a cohort never changes


def _pool(cohort: Cohort) -> PoolOut:
    program = cohort.program
    return PoolOut(
        applied=len(cohort.participants),
        eligible=sum(one.is_member_on(program.start_date) for one in cohort.participants),
        seats=offered(cohort, cohort.providers),
        providers=len(cohort.providers),
        leaders=sum(may_lead(program, one) for one in cohort.providers),
        demand=[_demand(table) for table in demand_tables(cohort)],
        week=[
            WeekCellOut(
                weekday=cell.weekday, start=clock_of(cell.start), people=cell.people,
                providers=cell.providers,
            )
            for cell in week_cells(cohort)
        ],
        never=_never(cohort),
    )  # fmt: skip


def _demand(table: DemandTable) -> DemandOut:
    words = _WORDS[table.attribute]
    return DemandOut(
        attribute=table.attribute,
        rows=[
            DemandRowOut(
                value=row.value, words=words(row.value), applied=row.applied,
                eligible=row.eligible, seats=row.seats, providers=row.providers,
            )
            for row in table.rows
        ],
    )  # fmt: skip


def _never(cohort: Cohort) -> list[NeverOut]:
    return [
        NeverOut(
            participant_id=one.participant_id,
            name=cohort.participant_by_id[one.participant_id].name,
            reasons=[ReasonOut(code=reason.code, text=reason.text) for reason in one.reasons],
        )
        for one in never_placed(cohort)
    ]
