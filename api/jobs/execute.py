"""One run from the store to the store: read, solve, judge, keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from api.jobs.drafts import Drafts
from api.jobs.progress import News
from api.jobs.repairing import Unfit, repaired
from api.jobs.studying import studied, subject_of
from api.operations.logs import where
from api.settings import Settings
from api.store import Store
from api.store.patience import patiently
from api.store.reading import draws_of
from api.store.repaired import REPAIR, cohort_before, cohort_of
from api.store.repository import Repository
from api.store.tables import DONE, FAILED, GROUPS, STOPPED, RunRow
from matcher.audit.commitment import Commitment, commitment_from_dict
from matcher.audit.record import make_record, solver_dict
from matcher.check import Verdict, check
from matcher.cohort import AnyPin, Cohort, Drawn, Group, Proposal
from matcher.cohort.pins import with_pins
from matcher.endings import Refused
from matcher.files.pins import pins_from_list
from matcher.files.proposal_json import proposal_from_dict, proposal_to_dict
from matcher.files.read import UnusableInput
from matcher.odds.list_file import DrawsList, draw
from matcher.pinning import ImpossiblePins
from matcher.propose import Options, solve, with_options
from matcher.repair.document import repaired_dict
from matcher.solve.stop import Stop

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Task:
    """What a run works on."""

    cohort: Cohort
    earlier: Proposal | None
    options: Options
    commitment: Commitment | None
    pins: tuple[AnyPin, ...] = ()
    drawn: Drawn | None = None
    start: tuple[Group, ...] = ()
    repair: Mapping[str, Any] | None = None


def execute(store: Store, settings: Settings, run_id: str, attempt: int, stop: Stop) -> None:
    """Work on a run; its proposal, or why there is none, is in the store afterwards.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        The store was away for too long.
    """

    def finish(status: str, **values: Any) -> bool:
        def write() -> bool:
            with store.write() as repository:
                return repository.runs.finish(run_id, attempt, status, **values)

        return patiently(write, settings.grace)

    def fail(failure: str) -> None:
        finish(FAILED, failure=failure)

    try:
        if patiently(lambda: _kind(store, run_id), settings.grace) != GROUPS:
            kept = finish(_ending(stop), study=_study(store, settings, run_id, attempt, stop))
            log.info("study ended", run_id=run_id, kept=kept)
            return
        task = patiently(lambda: _task(store, settings, run_id), settings.grace)
        document, record = _result(store, task, run_id, attempt, stop)
    except Unfit as unfit:
        fail(str(unfit))
    except MemoryError:
        fail("There is not enough memory for a cohort of this size.")
    except Exception as error:
        log.error("run failed", run_id=run_id, error=where(error))
        kind = type(error).__name__
        fail(f"The work failed inside the service ({kind}).")
    else:
        status = _ending(stop)
        kept = finish(status, proposal=document, draw_record=record)
        log.info("run ended", run_id=run_id, status=status, kept=kept,
                 groups=len(document["groups"]), unplaced=len(document["unplaced"]),
                 seconds=document["runtime_s"])  # fmt: skip


def _ending(stop: Stop) -> str:
    return STOPPED if stop.asked else DONE


def _kind(store: Store, run_id: str) -> str:
    """Return what a run works out; groups where it has been purged, which is said there."""
    with store.read() as repository:
        run = repository.runs.get(run_id)
        return GROUPS if run is None else run.kind


def _study(
    store: Store, settings: Settings, run_id: str, attempt: int, stop: Stop
) -> dict[str, Any]:
    """Return what a run finds out about policies."""
    subject, run = patiently(lambda: subject_of(store, run_id), settings.grace)
    options = _options(run, subject.cohort, settings)
    with News(store, run_id, attempt) as news:
        return studied(subject, run, options, stop, news.tell)


def _result(
    store: Store, task: Task, run_id: str, attempt: int, stop: Stop
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a run's proposal as it is kept, and its audit record."""
    if task.repair is None:
        proposal = _propose(store, task, run_id, attempt, stop)
        return proposal_to_dict(proposal), _record(task, proposal)
    found, taken = repaired(task.cohort, task.earlier, task.repair, task.pins, task.options, stop)
    document = proposal_to_dict(taken.proposal)
    document["repair"]["options"] = repaired_dict(found, taken.name)
    return document, _record(replace(task, cohort=found.cohort), taken.proposal)


def _record(task: Task, proposal: Proposal) -> dict[str, Any]:
    """Return the audit record of this run alone; what it follows on is known when it ends."""
    program = with_options(task.cohort, task.options).program
    solver = solver_dict(program, deterministic=task.options.deterministic)
    return make_record(task.cohort, proposal, solver, commitment=task.commitment)


def _propose(store: Store, task: Task, run_id: str, attempt: int, stop: Stop) -> Proposal:
    drafts = Drafts(
        store, run_id, attempt, stop,
        clean=lambda proposal: check(task.cohort, proposal, task.earlier).clean,
        record=lambda proposal: _record(task, proposal),
    )  # fmt: skip
    with News(store, run_id, attempt) as news, drafts:
        try:
            proposal = solve(
                task.cohort,
                earlier=task.earlier,
                options=task.options,
                on_progress=news.hear,
                on_best=drafts.hear,
                stop=stop,
                pins=task.pins,
                drawn=task.drawn,
                start=task.start,
            )
        except ImpossiblePins as error:
            raise Unfit(str(error)) from error
    verdict = check(task.cohort, proposal, task.earlier)
    if not verdict.clean:
        found = _counts(verdict)
        log.error("proposal not clean", run_id=run_id, found=found)
        raise Unfit(
            "The groups found do not stand up to the checker, so they were not kept; this is a "
            f"fault inside the service ({found})."
        )
    return proposal


def _task(store: Store, settings: Settings, run_id: str) -> Task:
    """Return what a run works on.

    Raises
    ------
    Unfit
        It has been purged, or what it builds on has.
    """
    with store.read() as repository:
        run = repository.runs.get(run_id)
        if run is None:
            raise Unfit("The run has been purged.")
        from_id = run.options.get("from_proposal")
        before = repository.proposals.get(from_id) if from_id else None
        if from_id and before is None:
            raise Unfit("The earlier proposal has been deleted with its cohort.")
        earlier = proposal_from_dict(before.document) if before else None
        repair = run.options.get(REPAIR)
        try:
            cohort = (cohort_of if repair is None else cohort_before)(repository, run)
        except UnusableInput as error:
            count = len(error.faults)
            raise Unfit(
                f"This version of the service finds {count} faults in the cohort's files; "
                "upload them again to see which."
            ) from error
        commitment = _commitment(repository, run)
        draws = run.options.get("draws")
        made = draws_of(repository, run.cohort_id, draws) if draws else None
    pins = pins_from_list(run.options.get("pins", []))
    if repair is None:  # a repair pins late arrivals, too
        cohort = with_pins(cohort, pins)
    if commitment is not None and any(commitment.differences(cohort)):
        raise Unfit(
            "The commitment is to another list or policy than this version of the service reads "
            "from the cohort's files."
        )
    options = _options(run, cohort, settings)
    drawn, start = _drawn(made, cohort, options) if made else (None, ())
    return Task(cohort, earlier, options, commitment, pins, drawn, start, repair)


def _drawn(made: DrawsList, cohort: Cohort, options: Options) -> tuple[Drawn, tuple[Group, ...]]:
    """Draw from a list.

    Raises
    ------
    Unfit
        It was made from another reading of the files.
    """
    try:
        return draw(made, cohort, with_options(cohort, options).program.seed)
    except Refused as refusal:
        raise Unfit(str(refusal)) from refusal


def _commitment(repository: Repository, run: RunRow) -> Commitment | None:
    commitment_id = run.options.get("commitment")
    row = repository.commitments.get(commitment_id) if commitment_id else None
    return None if row is None else commitment_from_dict(row.document)


def _options(run: RunRow, cohort: Cohort, settings: Settings) -> Options:
    share = settings.workers_per_run()
    return Options(
        time_limit=run.time_limit,
        gap=run.options.get("gap"),
        seed=run.options.get("seed"),
        workers=min(cohort.program.workers or share, share),
        deterministic=bool(run.options.get("deterministic")),
    )


def _counts(verdict: Verdict) -> str:
    """Return what a checker found, by kind only."""
    kinds = Counter(line.partition(":")[0] for line in verdict.lines())
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())
