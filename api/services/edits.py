"""Proposals changed by hand: drafts in the store, each change judged at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from api.errors import UnusableInputError
from api.schemas.edits import (
    DiffOut,
    EditOut,
    EditRequest,
    EditsOut,
    EffectOut,
    KeptOut,
    LevelStep,
)
from api.schemas.proposals import FindingOut, GroupOut, OverrideOut, envy_out, open_out
from api.services import proposals
from api.services.formats import MEDIA_TYPES, File
from api.store import Store
from api.store.kept import kept
from api.store.tables import EditsRow
from matcher.audit.record import moment
from matcher.diff import Difference, compare
from matcher.edit.edits import Edit, ImpossibleEdit
from matcher.edit.effect import Effect
from matcher.edit.session import BrokenRule, Session, Verdicts
from matcher.files.edits_json import (
    KINDS,
    edits_from_list,
    entries_from_list,
    entry_to_dict,
)
from matcher.files.proposal_json import group_to_dict, override_to_dict, proposal_to_dict
from matcher.files.read import Issue, UnusableInput
from matcher.files.write.difference import difference_document, difference_workbook
from matcher.rules import Broken
from matcher.runs.editing import with_changes

Step = Callable[[Session], tuple[Session, Effect]]
TRIES = 5  # where several change one proposal at once


def show(store: Store, proposal_id: str) -> EditsOut:
    """Return the changes to a proposal.

    Raises
    ------
    NotFoundError
    """
    session, _ = _session(store, proposal_id)
    return _out(proposal_id, session, None)


def make(store: Store, proposal_id: str, wanted: EditRequest) -> EditsOut:
    """Make changes, all or none.

    Raises
    ------
    NotFoundError
    ConflictError
        The proposal is published.
    UnusableInputError
        One is none, cannot be made, or breaks a rule without a reason and is not to be tried out.
    """
    try:
        changes = edits_from_list(wanted.edits, "body")
    except UnusableInput as error:
        raise UnusableInputError.of(error.faults) from None
    try:
        return _change(store, proposal_id, lambda session: _all(session, changes, wanted))
    except _Held as held:
        return _out(proposal_id, held.session, held.effect, held=True)


def undo(store: Store, proposal_id: str) -> EditsOut:
    """Take the latest change back."""
    return _change(store, proposal_id, lambda session: session.undo())


def redo(store: Store, proposal_id: str) -> EditsOut:
    """Make the change again that was taken back last."""
    return _change(store, proposal_id, lambda session: session.redo())


def forget(store: Store, proposal_id: str) -> None:
    """Forget every change; the proposal stays as it is."""
    with store.write() as repository:
        proposals.found(repository, proposal_id)
        repository.edits.forget(proposal_id)


def keep(store: Store, proposal_id: str) -> KeptOut:
    """Make a proposal of its own of the version as it is now.

    Raises
    ------
    NotFoundError
    ConflictError
        The proposal is published.
    UnusableInputError
        No change holds.
    """
    session, _ = _session(store, proposal_id)
    if not session.cursor:
        raise _refused("cursor", "no-changes", "no change holds; accepted: after a change")
    made = session.proposal()
    with store.write() as repository:
        row = proposals.found(repository, proposal_id)
        proposals.refuse_published(row)
        record = row.draw_record and with_changes(session, made, row.draw_record)
        kept = repository.edits.keep(row, proposal_to_dict(made), record)
        return KeptOut(proposal_id=kept.id, run_id=kept.run_id)


def diff(store: Store, proposal_id: str, other_id: str) -> DiffOut:
    """Compare two proposals for one cohort.

    Raises
    ------
    NotFoundError
    UnusableInputError
        They are for different cohorts.
    """
    found, loaded = _compared(store, proposal_id, other_id)
    return DiffOut.model_validate(difference_document(found, loaded.cohort))


def diff_workbook(store: Store, proposal_id: str, other_id: str) -> File:
    """Compare two proposals for one cohort, as a workbook."""
    found, loaded = _compared(store, proposal_id, other_id)
    content = difference_workbook(found, loaded.cohort)
    return File(content, MEDIA_TYPES["xlsx"], f"{proposal_id}-{other_id}.xlsx")


def _compared(store: Store, proposal_id: str, other_id: str) -> tuple[Difference, proposals.Loaded]:
    with store.read() as repository:
        cohorts = [proposals.found(repository, one).cohort_id for one in (proposal_id, other_id)]
    if len(set(cohorts)) > 1:
        message = "the two proposals are for different cohorts; accepted: two for one"
        raise UnusableInputError.of([Issue("path", None, "other", "another-cohort", message)])
    first, second = (proposals.load(store, one) for one in (proposal_id, other_id))
    return compare(first.proposal, second.proposal), first


def _all(
    session: Session, changes: tuple[Edit, ...], wanted: EditRequest
) -> tuple[Session, Effect]:
    begun = session
    for number, change in enumerate(changes, 1):
        try:
            session, told = session.make(change, who=wanted.by, why=wanted.reason, when=moment())
        except ImpossibleEdit as error:
            issue = Issue("body/edits", number, None, "impossible-edit", str(error))
            raise UnusableInputError.of([issue]) from None
        except BrokenRule as broken:
            if wanted.hold:
                raise _Held(begun, broken.effect) from None
            faults = [
                Issue("body/edits", number, None, one.code, f"{one.text} Kept only with a reason.")
                for one in broken.effect.breaks
            ]
            raise UnusableInputError.of(faults) from None
    return session, told if len(changes) == 1 else begun.until(session)


class _Held(Exception):  # noqa: N818 - a finding, which the answer tells
    """A change breaks a rule, and whoever asked wants to see what it would do."""

    def __init__(self, session: Session, effect: Effect) -> None:
        super().__init__()
        self.session, self.effect = session, effect


def _change(store: Store, proposal_id: str, step: Step) -> EditsOut:
    for _ in range(TRIES):
        session, version = _session(store, proposal_id)
        try:
            changed, told = step(session)
        except ImpossibleEdit as error:
            raise _refused("cursor", "impossible-edit", str(error)) from None
        entries = [entry_to_dict(entry) for entry in changed.entries]
        with store.write() as repository:
            proposals.refuse_published(proposals.found(repository, proposal_id))
            if repository.edits.put(proposal_id, entries, changed.cursor, version):
                return _out(proposal_id, changed, told)
    raise _refused("edits", "busy", "others change this proposal just now; try again")


def _refused(column: str, code: str, message: str) -> UnusableInputError:
    return UnusableInputError.of([Issue("body", None, column, code, message)])


def _session(store: Store, proposal_id: str) -> tuple[Session, int]:
    """Return the session of a proposal, and the version of its list of changes."""
    loaded = proposals.load(store, proposal_id)
    with store.read() as repository:
        row: EditsRow | None = repository.edits.get(proposal_id)
        cohort_id = proposals.found(repository, proposal_id).cohort_id
    judged: Verdicts = kept(cohort_id, ("verdicts", proposal_id), dict)
    base = Session(loaded.cohort, loaded.proposal, loaded.earlier, judged=judged)
    if row is None:
        return base, 0
    return replace(base, entries=entries_from_list(row.entries), cursor=row.cursor), row.version


def _out(
    proposal_id: str, session: Session, told: Effect | None, *, held: bool = False
) -> EditsOut:
    return EditsOut(
        proposal_id=proposal_id,
        held=held,
        cursor=session.cursor,
        edits=[
            EditOut(
                kind=KINDS[type(entry.edit)],  # type: ignore[arg-type]
                text=entry.edit.text,
                holds=number < session.cursor,
                who=entry.who,
                why=entry.why,
                when=entry.when,
                overrides=[OverrideOut(**override_to_dict(one)) for one in entry.breaks],
            )
            for number, entry in enumerate(session.entries)
        ],
        last=None if told is None else _effect(session, told),
        together=_effect(session, session.effect()),
        overrides=[OverrideOut(**override_to_dict(one)) for one in session.verdict.overridden],
        difference=proposals.difference(session.base.groups, session.groups),
        groups=[GroupOut(**group_to_dict(group)) for group in session.groups],
    )


def _effect(session: Session, told: Effect) -> EffectOut:
    return EffectOut(
        breaks=[_broken(one) for one in told.breaks],
        mends=[_broken(one) for one in told.mends],
        levels=[
            LevelStep(name=one.name, before=one.before, after=one.after, better=one.better)
            for one in told.levels
        ],
        passed_over=[envy_out(one) for one in told.passed_over],
        open_seats=[open_out(one) for one in told.open_seats],
        text=list(told.lines(session.cohort)),
    )


def _broken(one: Broken) -> FindingOut:
    return FindingOut(
        code=one.code, group_id=one.group_id or None, participant_ids=list(one.participant_ids),
        text=one.text,
    )  # fmt: skip
