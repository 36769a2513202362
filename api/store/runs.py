"""The queries about runs: their queue, their news, their ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select, update

from api.ids import new_id
from api.store.tables import (
    DUE,
    ENDED,
    FAILED,
    GROUPS,
    QUEUED,
    RUNNING,
    STOPPED,
    CohortRow,
    DraftRow,
    ProposalRow,
    RunEventRow,
    RunRow,
    StudyRow,
)
from api.store.types import now, shared_now
from matcher.audit.record import following, moment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Event = tuple[str, dict[str, Any]]  # kind and data
INTERRUPTED = "The service was interrupted {count} times while it worked on this run."
STOPPED_WAITING = "Stopped before it began."
LARGEST = 2**31 - 1  # number that a column can hold
KEPT = "{failure} The best groups found until then were kept."


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

    def of_cohort(self, cohort_id: str, limit: int, *, studies: bool = False) -> Sequence[RunRow]:
        """Return a cohort's latest runs, or its latest studies, the newest first."""
        kind = RunRow.kind != GROUPS if studies else RunRow.kind == GROUPS
        found = select(RunRow).where(RunRow.cohort_id == cohort_id, kind)
        order = found.order_by(RunRow.created_at.desc(), RunRow.id.desc())
        return self.session.scalars(order.limit(limit)).all()

    def count(self, status: str) -> int:
        """Return how many runs have a status."""
        found = select(func.count()).select_from(RunRow).where(RunRow.status == status)
        return self.session.scalar(found) or 0

    def running(self) -> Sequence[RunRow]:
        """Return the runs being solved."""
        return self.session.scalars(select(RunRow).where(RunRow.status == RUNNING)).all()

    def ended_since(self, moment: datetime) -> Sequence[RunRow]:
        """Return the runs that ended after a moment."""
        found = select(RunRow).where(RunRow.ended_at > moment)
        return self.session.scalars(found.order_by(RunRow.ended_at)).all()

    def waiting(self, moment: datetime) -> Sequence[RunRow]:
        """Return the runs that wait since before a moment."""
        found = select(RunRow).where(RunRow.status == QUEUED, RunRow.created_at < moment)
        return self.session.scalars(found).all()

    def standing(self, run_ids: Iterable[str]) -> dict[str, tuple[int, str, bool]]:
        """Return each run's attempt, its status, and whether somebody wants it to stop."""
        asked = select(RunRow.id, RunRow.attempt, RunRow.status, RunRow.stop_requested)
        found = self.session.execute(asked.where(RunRow.id.in_(run_ids)))
        return {run_id: (attempt, status, stop) for run_id, attempt, status, stop in found}

    def claim(self, run_id: str | None = None) -> RunRow | None:
        """Take a run that waits, the most urgent that has waited longest if none is named.

        None if there is no such run, or somebody else takes it just now.
        """
        waiting = select(RunRow).where(RunRow.status == QUEUED)
        if run_id is not None:
            waiting = waiting.where(RunRow.id == run_id)
        first = waiting.order_by(RunRow.priority, RunRow.created_at, RunRow.id).limit(1)
        run = self.session.scalars(first.with_for_update(skip_locked=True)).one_or_none()
        if run is None:
            return None
        run.status, run.started_at, run.attempt = RUNNING, now(), run.attempt + 1
        run.levels, run.heartbeat_at = [], shared_now(self.session)
        self._tell(run.id, [_status(RUNNING)])
        return run

    def requeue(self, max_attempts: int, silent: timedelta | None = None) -> int:
        """Put runs that nobody works on any more back into the queue; return how many.

        One that was asked to stop ends, and so does one that was left behind too often; both keep
        the best that was found.

        Parameters
        ----------
        max_attempts : int
        silent : timedelta, optional
            Only runs without a heartbeat for so long; else every run that is said to be running.
        """
        count = 0
        left = select(RunRow).where(RunRow.status == RUNNING)
        if silent is not None:
            left = left.where(RunRow.heartbeat_at < shared_now(self.session) - silent)
        for run in self.session.scalars(left.with_for_update(skip_locked=True)).all():
            if run.stop_requested:
                self.end_early(run.id, run.attempt)
            elif run.attempt >= max_attempts:
                self.end_early(run.id, run.attempt, INTERRUPTED.format(count=run.attempt))
            else:
                self.put_back(run.id, run.attempt)
                count += 1
        return count

    def put_back(self, run_id: str, attempt: int) -> bool:
        """Put a run that nobody works on any more back into the queue."""
        if not self._hold(run_id, attempt, status=QUEUED, started_at=None):
            return False
        self._tell(run_id, [_status(QUEUED)])
        return True

    def request_stop(self, run_id: str) -> RunRow | None:
        """Note the wish to stop a run; one that still waits ends at once."""
        run = self.session.get(RunRow, run_id, with_for_update=True)
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

    def heartbeat(self, run_id: str, attempt: int) -> bool:
        """Say that a run is being worked on; False where somebody else has taken it up."""
        return self._hold(run_id, attempt, heartbeat_at=shared_now(self.session))

    def keep_draft(
        self,
        run_id: str,
        attempt: int,
        proposal: dict[str, Any],
        draw_record: dict[str, Any] | None = None,
    ) -> bool:
        """Keep the best proposal so far and its record, in place of the ones before."""
        if not self.heartbeat(run_id, attempt):
            return False
        draft = DraftRow(run_id=run_id, document=proposal, draw_record=draw_record, at=now())
        self.session.merge(draft)
        return True

    def has_draft(self, run_id: str) -> bool:
        """Whether a run has a proposal that it could end with."""
        found = select(DraftRow.run_id).where(DraftRow.run_id == run_id)
        return self.session.scalar(found) is not None

    def end_early(self, run_id: str, attempt: int, failure: str | None = None) -> bool:
        """End a run with the best proposal kept so far.

        Without one it has failed; if it was stopped on purpose (no failure), it is stopped.
        """
        draft = self.session.get(DraftRow, run_id)
        if draft is None:
            status = FAILED if failure else STOPPED
            return self.finish(run_id, attempt, status, failure=failure)
        if failure:
            failure = KEPT.format(failure=failure)
        return self.finish(
            run_id, attempt, STOPPED,
            failure=failure, proposal=draft.document, draw_record=draft.draw_record,
        )  # fmt: skip

    def finish(
        self,
        run_id: str,
        attempt: int,
        status: str,
        *,
        failure: str | None = None,
        proposal: dict[str, Any] | None = None,
        draw_record: dict[str, Any] | None = None,
        study: dict[str, Any] | None = None,
    ) -> bool:
        """End a run with what it found; False where somebody else has taken it up, or it is gone.

        Parameters
        ----------
        run_id : str
        attempt : int
        status : str
        failure : str, optional
        proposal : dict, optional
        draw_record : dict, optional
            Of this run alone: it is kept as following on the cohort's runs that ended before.
        study : dict, optional
            What was found out, where no groups were to be formed.
        """
        values: dict[str, Any] = {"status": status, "failure": failure, "ended_at": now()}
        if proposal is not None:
            values["levels"] = proposal["levels"]
        if not self._hold(run_id, attempt, **values):
            return False
        ending = _status(status)
        if proposal is not None:
            cohort_id = self._cohort_of(run_id)
            if draw_record is not None:
                draw_record = following(draw_record, self._runs_before(cohort_id), moment())
            row = ProposalRow(
                id=new_id("prop"), run_id=run_id, cohort_id=cohort_id, document=proposal,
                draw_record=draw_record, created_at=now(),
            )  # fmt: skip
            self.session.add(row)
            ending[1]["proposal_id"] = row.id
        if study is not None:
            self.session.add(StudyRow(run_id=run_id, document=study, created_at=now()))
        self.session.execute(delete(DraftRow).where(DraftRow.run_id == run_id))
        self._tell(run_id, [ending])
        return True

    def study(self, run_id: str) -> StudyRow | None:
        """Return what a run found out, where it was to find something out and has ended."""
        return self.session.get(StudyRow, run_id)

    def last_news(self, run_id: str, kind: str) -> dict[str, Any] | None:
        """Return a run's latest news of a kind."""
        found = select(RunEventRow).where(RunEventRow.run_id == run_id, RunEventRow.kind == kind)
        latest = self.session.scalars(found.order_by(RunEventRow.number.desc()).limit(1)).first()
        return None if latest is None else latest.data

    def events_after(self, run_id: str, number: int) -> Sequence[RunEventRow]:
        """Return a run's news after a number."""
        number = min(number, LARGEST)
        found = select(RunEventRow).where(RunEventRow.run_id == run_id, RunEventRow.number > number)
        return self.session.scalars(found.order_by(RunEventRow.number)).all()

    def to_notify(self, again: datetime) -> RunRow | None:
        """Return an ended run of which somebody is to be told now, None if there is none.

        It is left to the caller until `again`; afterwards somebody else may try.
        """
        found = select(RunRow).where(
            RunRow.notify_state == DUE,
            RunRow.status.in_(ENDED),
            or_(RunRow.notify_at.is_(None), RunRow.notify_at <= now()),
        )
        first = found.order_by(RunRow.ended_at).limit(1).with_for_update(skip_locked=True)
        run = self.session.scalars(first).one_or_none()
        if run is not None:
            run.notify_at = again
        return run

    def notified(self, run_id: str, state: str, again: datetime | None = None) -> None:
        """Note how telling of a run went, and when to try again."""
        told = update(RunRow).where(RunRow.id == run_id)
        tries = RunRow.notify_tries + 1
        self.session.execute(told.values(notify_state=state, notify_at=again, notify_tries=tries))

    def _cohort_of(self, run_id: str) -> str:
        """Return a run's cohort, held: its runs end, and follow on one another, one at a time."""
        found = select(CohortRow.id).join(RunRow, RunRow.cohort_id == CohortRow.id)
        mine = found.where(RunRow.id == run_id).with_for_update(of=CohortRow)
        return self.session.scalars(mine).one()

    def _runs_before(self, cohort_id: str) -> list[dict[str, Any]]:
        """Return the runs in the latest record of a cohort."""
        found = select(ProposalRow.draw_record).where(
            ProposalRow.cohort_id == cohort_id, ProposalRow.draw_record.is_not(None)
        )
        latest = found.order_by(ProposalRow.created_at.desc(), ProposalRow.id.desc())
        # A version kept after changes by hand stands under the run that it was made from.
        own = (one for one in self.session.scalars(latest) if one and not one["edits"])
        record = next(own, None)
        return record["runs"] if record else []

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


def _status(status: str) -> Event:
    return "status", {"status": status}
