"""Policies: those that may be named, and those written for a cohort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import structlog

from api.errors import UnusableInputError
from api.ids import new_id
from api.schemas.people import LevelWords
from api.schemas.policies import KEPT, OWN, PolicyList, PolicyLook, PolicyOut, PolicyRequest
from api.services import cohorts
from api.store import Store
from api.store.reading import program_under, reading_of
from api.store.repository import Repository
from api.store.tables import PolicyRow
from api.store.types import now
from matcher.cohort import Program
from matcher.files.read import Issue, UnusableInput
from matcher.files.read.policy_file import policy_of_text
from matcher.levels import levels_of
from matcher.policies import POLICIES, policy_text
from matcher.report.policy import policy_words
from matcher.report.words import is_gain, level_words

SHOWN = 50
log = structlog.get_logger()


def add(store: Store, cohort_id: str, wanted: PolicyRequest, actor: str) -> PolicyOut:
    """Keep a policy with a cohort.

    Raises
    ------
    NotFoundError
    UnusableInputError
        With every fault of the policy.
    """
    try:
        under = _read(store, cohort_id, wanted)
    except UnusableInput as error:
        raise UnusableInputError.of(error.faults) from error
    row = PolicyRow(id=new_id("pol"), cohort_id=cohort_id, text=wanted.text, created_at=now())
    with store.write() as repository:
        cohorts.found(repository, cohort_id)
        repository.policies.add(row)
        repository.trail.add(actor, "policy.add", cohort_id)
    log.info("policy added", policy_id=row.id, cohort_id=cohort_id)
    return _out(row.id, under, wanted.text)


def look(store: Store, cohort_id: str, wanted: PolicyRequest) -> PolicyLook:
    """Say what a policy means, or what is wrong with it; nothing is kept.

    Raises
    ------
    NotFoundError
    """
    try:
        under = _read(store, cohort_id, wanted)
    except UnusableInput as error:
        return PolicyLook.of(error.faults)
    return PolicyLook(usable=True, faults=[], words=_words(under))


def listed(store: Store, cohort_id: str) -> PolicyList:
    """Return the policies that a run of a cohort may name.

    Raises
    ------
    NotFoundError
    """
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        own = reading_of(repository, cohort_id).cohort.program
        kept = {row.id: row.text for row in repository.policies.of_cohort(cohort_id, SHOWN)}
        texts = {name: policy_text(name) for name in POLICIES} | kept
        others = [
            _out(name, program_under(repository, own, name), text) for name, text in texts.items()
        ]
    return PolicyList(items=[_out(OWN, own, None), *others])


def faults(
    repository: Repository, cohort_id: str, named: Iterable[str | None], column: str = "policy"
) -> Iterator[Issue]:
    """Hold the policies that a request names against those kept with its cohort."""
    for name in named:
        if name is None or not name.startswith(KEPT):
            continue
        row = repository.policies.get(name)
        if row is None or row.cohort_id != cohort_id:
            message = f"there is no policy '{name}' for this cohort"
            yield Issue("body", None, column, "unknown-policy", message)


def _read(store: Store, cohort_id: str, wanted: PolicyRequest) -> Program:
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        program = reading_of(repository, cohort_id).cohort.program
    return policy_of_text("policy.toml", wanted.text.encode("utf-8", "replace"), program)


def _out(policy: str, program: Program, text: str | None) -> PolicyOut:
    levels = [
        LevelWords(
            name=one.name, words=level_words(one.name, program), gain=is_gain(one.name), people=None
        )
        for one in levels_of(program, earlier=True)
    ]
    name, words = program.priority.name, _words(program)
    return PolicyOut(id=policy, name=name, words=words, levels=levels, text=text)


def _words(program: Program) -> list[str]:
    return list(policy_words(program, None))
