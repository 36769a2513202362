"""Every query of the service, by resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session, defer

from api.store.edits import Edits
from api.store.kept import forget
from api.store.keys import Keys
from api.store.runs import Runs
from api.store.tables import (
    CohortFileRow,
    CohortRow,
    CommitmentRow,
    PolicyRow,
    ProposalRow,
    RunRow,
)
from api.store.trail import Trail


class Repository:
    """The queries of one session."""

    def __init__(self, session: Session) -> None:
        self.cohorts = Cohorts(session)
        self.runs = Runs(session)
        self.proposals = Proposals(session)
        self.commitments = Writings(session, CommitmentRow)
        self.policies = Writings(session, PolicyRow)
        self.edits = Edits(session)
        self.keys = Keys(session)
        self.trail = Trail(session)


class Cohorts:
    """Cohorts and their files."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, cohort: CohortRow, files: Mapping[str, bytes]) -> None:
        """Keep a cohort with its files."""
        self.session.add(cohort)
        self.session.flush()
        self.session.add_all(
            CohortFileRow(cohort_id=cohort.id, name=name, content=content)
            for name, content in files.items()
        )

    def get(self, cohort_id: str) -> CohortRow | None:
        """Return a cohort."""
        return self.session.get(CohortRow, cohort_id)

    def hold(self, cohort_id: str) -> CohortRow | None:
        """Return a cohort that nobody else starts a run of, or purges, before we are done."""
        return self.session.get(CohortRow, cohort_id, with_for_update=True)

    def files(self, cohort_id: str) -> dict[str, bytes]:
        """Return a cohort's files by name."""
        found = select(CohortFileRow).where(CohortFileRow.cohort_id == cohort_id)
        return {row.name: row.content for row in self.session.scalars(found)}

    def file(self, cohort_id: str, name: str) -> bytes | None:
        """Return one file of a cohort."""
        row = self.session.get(CohortFileRow, (cohort_id, name))
        return row.content if row else None

    def page(self, limit: int, before: tuple[datetime, str] | None) -> Sequence[CohortRow]:
        """Return up to `limit` cohorts, the newest first, those after a place in that order."""
        found = select(CohortRow).order_by(CohortRow.created_at.desc(), CohortRow.id.desc())
        if before:
            moment, cohort_id = before
            found = found.where(
                or_(
                    CohortRow.created_at < moment,
                    and_(CohortRow.created_at == moment, CohortRow.id < cohort_id),
                )
            )
        return self.session.scalars(found.limit(limit)).all()

    def older_than(self, moment: datetime) -> Sequence[str]:
        """Return the ids of the cohorts that came in before a moment."""
        return self.session.scalars(select(CohortRow.id).where(CohortRow.created_at < moment)).all()

    def purge(self, cohort_id: str) -> Sequence[str] | None:
        """Delete a cohort and all that came of it; return its runs' ids, None if unknown."""
        forget(cohort_id)
        # Its runs first, as whoever ends one holds it before the cohort: nobody waits in a circle.
        mine = select(RunRow.id).where(RunRow.cohort_id == cohort_id).order_by(RunRow.id)
        runs = self.session.scalars(mine.with_for_update()).all()
        gone = self.session.execute(
            delete(CohortRow).where(CohortRow.id == cohort_id).returning(CohortRow.id)
        ).all()
        return runs if gone else None


class Proposals:
    """Proposals."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, proposal_id: str) -> ProposalRow | None:
        """Return a proposal."""
        return self.session.get(ProposalRow, proposal_id)

    def published_of(self, cohort_id: str) -> ProposalRow | None:
        """Return the proposal of a cohort that was published last."""
        found = select(ProposalRow).where(
            ProposalRow.cohort_id == cohort_id, ProposalRow.published_at.is_not(None)
        )
        order = found.order_by(ProposalRow.published_at.desc(), ProposalRow.id.desc())
        return self.session.scalars(order.limit(1)).first()

    def published(self, cohort_id: str) -> list[tuple[str, datetime]]:
        """Return which proposals of a cohort were published when, the newest first."""
        at = ProposalRow.published_at
        found = select(ProposalRow.id, at).where(
            ProposalRow.cohort_id == cohort_id, at.is_not(None)
        )
        rows = self.session.execute(found.order_by(at.desc(), ProposalRow.id.desc()))
        return [(id, at) for id, at in rows if at is not None]

    def by_run(self, run_ids: Sequence[str]) -> dict[str, str]:
        """Return the proposal id of each run that has one."""
        found = select(ProposalRow).where(ProposalRow.run_id.in_(run_ids))
        slim = found.options(defer(ProposalRow.document), defer(ProposalRow.draw_record))
        return {row.run_id: row.id for row in self.session.scalars(slim)}


Written = TypeVar("Written", PolicyRow, CommitmentRow)


class Writings(Generic[Written]):
    """What is written for a cohort and never changed: its policies, or promises before a draw."""

    def __init__(self, session: Session, kind: type[Written]) -> None:
        self.session = session
        self.kind: type[Written] = kind

    def add(self, row: Written) -> None:
        """Keep one."""
        self.session.add(row)
        self.session.flush()

    def get(self, row_id: str) -> Written | None:
        """Return one."""
        return self.session.get(self.kind, row_id)

    def of_cohort(self, cohort_id: str, limit: int) -> Sequence[Written]:
        """Return a cohort's latest, the newest first."""
        found = select(self.kind).where(self.kind.cohort_id == cohort_id)
        order = found.order_by(self.kind.created_at.desc(), self.kind.id.desc())
        return self.session.scalars(order.limit(limit)).all()
