"""Every query of the service, by resource."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, defer

from api.store.keys import Keys
from api.store.tables import (
    ENDED,
    FAILED,
    QUEUED,
    RUNNING,
    STOPPED,
    CohortFileRow,
    CohortRow,
    ProposalRow,
    RunEventRow,
    RunRow,
)
from api.store.types import now

Event = tuple[str, dict[str, Any]]  # kind and data
ID_PATTERN = "[a-z]{3,4}_[0-9a-f]{20}"
INTERRUPTED = "The service was interrupted {count} times while it worked on this run."
STOPPED_WAITING = "Stopped before it began."


def new_id(kind: str) -> str:
    """Return a fresh id that nobody can guess, for example ``run_9f…``."""
    return f"{kind}_{secrets.token_hex(10)}"


class Repository:
    """The queries of one session."""

    def __init__(self, session: Session) -> None:
        self.cohorts = Cohorts(session)
        self.runs = Runs(session)
        self.proposals = Proposals(session)
        self.keys = Keys(session)


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

    def files(self, cohort_id: str) -> dict[str, bytes]:
        """Return a cohort's files by name."""
        found = select(CohortFileRow).where(CohortFileRow.cohort_id == cohort_id)
        return {row.name: row.content for row in self.session.scalars(found)}

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

    def purge(self, cohort_id: str) -> Sequence[str] | None:
        """Delete a cohort and all that came of it; return its runs' ids, None if unknown."""
        runs = self.session.scalars(select(RunRow.id).where(RunRow.cohort_id == cohort_id)).all()
        gone = self.session.execute(
            delete(CohortRow).where(CohortRow.id == cohort_id).returning(CohortRow.id)
        ).all()
        return runs if gone else None


class Runs:
    """Runs, their queue and their news."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, run: RunRow) -> None:
        """Put a run into the queue."""
        self.session.add(run)
        self.session.flush()
        self._tell(run.id, [_status(QUEUED)])

    def get(self, run_id: str) -> RunRow | None:
        """Return a run."""
        return self.session.get(RunRow, run_id)

    def by_key(self, cohort_id: str, key: str) -> RunRow | None:
        """Return the run that an idempotency key stands for."""
        found = select(RunRow).where(RunRow.cohort_id == cohort_id, RunRow.idempotency_key == key)
        return self.session.scalars(found).one_or_none()

    def of_cohort(self, cohort_id: str, limit: int) -> Sequence[RunRow]:
        """Return a cohort's latest runs, the newest first."""
        found = select(RunRow).where(RunRow.cohort_id == cohort_id)
        order = found.order_by(RunRow.created_at.desc(), RunRow.id.desc())
        return self.session.scalars(order.limit(limit)).all()

    def count(self, status: str) -> int:
        """Return how many runs have a status."""
        found = select(func.count()).select_from(RunRow).where(RunRow.status == status)
        return self.session.scalar(found) or 0

    def running(self) -> Sequence[RunRow]:
        """Return the runs being solved."""
        return self.session.scalars(select(RunRow).where(RunRow.status == RUNNING)).all()

    def claim(self) -> RunRow | None:
        """Take the run that has waited longest, None if none waits."""
        waiting = select(RunRow).where(RunRow.status == QUEUED)
        first = waiting.order_by(RunRow.created_at, RunRow.id).limit(1)
        run = self.session.scalars(first.with_for_update(skip_locked=True)).one_or_none()
        if run is None:
            return None
        run.status, run.started_at, run.attempt = RUNNING, now(), run.attempt + 1
        run.levels = []
        self._tell(run.id, [_status(RUNNING)])
        return run

    def requeue(self, max_attempts: int) -> int:
        """Put runs that nobody works on any more back into the queue; return how many.

        One that was asked to stop ends, and so does one that was left behind too often.
        """
        count = 0
        for run in self.running():
            if run.stop_requested:
                self.finish(run.id, run.attempt, STOPPED)
            elif run.attempt >= max_attempts:
                failure = INTERRUPTED.format(count=run.attempt)
                self.finish(run.id, run.attempt, FAILED, failure=failure)
            else:
                run.status, run.started_at = QUEUED, None
                self._tell(run.id, [_status(QUEUED)])
                count += 1
        return count

    def request_stop(self, run_id: str) -> RunRow | None:
        """Note the wish to stop a run; one that still waits ends at once."""
        run = self.get(run_id)
        if run is None or run.status in ENDED:
            return run
        run.stop_requested = True
        if run.status == QUEUED:
            run.status, run.ended_at, run.failure = STOPPED, now(), STOPPED_WAITING
            self._tell(run.id, [_status(STOPPED)])
        return run

    def progress(
        self, run_id: str, attempt: int, levels: list[dict[str, Any]], events: Iterable[Event]
    ) -> bool:
        """Note how far a run has come; False where somebody else has taken it up, or it is gone."""
        if not self._hold(run_id, attempt, levels=levels):
            return False
        self._tell(run_id, events)
        return True

    def finish(
        self,
        run_id: str,
        attempt: int,
        status: str,
        *,
        failure: str | None = None,
        proposal: dict[str, Any] | None = None,
    ) -> bool:
        """End a run with its proposal; False where somebody else has taken it up, or it is gone."""
        values: dict[str, Any] = {"status": status, "failure": failure, "ended_at": now()}
        if proposal is not None:
            values["levels"] = proposal["levels"]
        if not self._hold(run_id, attempt, **values):
            return False
        ending = _status(status)
        if proposal is not None:
            cohort_id = self.session.scalars(
                select(RunRow.cohort_id).where(RunRow.id == run_id)
            ).one()
            row = ProposalRow(
                id=new_id("prop"), run_id=run_id, cohort_id=cohort_id, document=proposal,
                created_at=now(),
            )  # fmt: skip
            self.session.add(row)
            ending[1]["proposal_id"] = row.id
        self._tell(run_id, [ending])
        return True

    def events_after(self, run_id: str, number: int) -> Sequence[RunEventRow]:
        """Return a run's news after a number."""
        found = select(RunEventRow).where(RunEventRow.run_id == run_id, RunEventRow.number > number)
        return self.session.scalars(found.order_by(RunEventRow.number)).all()

    def _hold(self, run_id: str, attempt: int, **values: Any) -> bool:
        """Change a run that is still being worked on in this attempt."""
        fenced = update(RunRow).where(
            RunRow.id == run_id, RunRow.attempt == attempt, RunRow.status == RUNNING
        )
        return bool(self.session.execute(fenced.values(**values).returning(RunRow.id)).all())

    def _tell(self, run_id: str, events: Iterable[Event]) -> None:
        last = self.session.scalar(
            select(func.max(RunEventRow.number)).where(RunEventRow.run_id == run_id)
        )
        self.session.add_all(
            RunEventRow(run_id=run_id, number=number, kind=kind, data=data, at=now())
            for number, (kind, data) in enumerate(events, (last or 0) + 1)
        )
        self.session.flush()


class Proposals:
    """Proposals."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, proposal_id: str) -> ProposalRow | None:
        """Return a proposal."""
        return self.session.get(ProposalRow, proposal_id)

    def by_run(self, run_ids: Sequence[str]) -> dict[str, str]:
        """Return the proposal id of each run that has one."""
        found = select(ProposalRow).where(ProposalRow.run_id.in_(run_ids))
        slim = found.options(defer(ProposalRow.document))
        return {row.run_id: row.id for row in self.session.scalars(slim)}


def _status(status: str) -> Event:
    return "status", {"status": status}
