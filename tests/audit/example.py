"""Records of small draws, made without a solver, and forgeries of them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from matcher.audit.chain import chained
from matcher.audit.commitment import Commitment
from matcher.audit.people import candidates_sha256
from matcher.audit.reading import Record, record_from_dict
from matcher.audit.record import (
    groups_sha256,
    make_record,
    proposal_sha256,
    sealed,
    solver_dict,
)
from matcher.cohort import Cohort, Proposal
from matcher.cohort.fingerprint import data_sha256, input_sha256, policy_sha256
from matcher.explain.unplaced import unplaced_reasons
from matcher.files.read import read_cohort_data
from matcher.rules import with_seed
from tests.build import cohort, person, proposal, provider, settled
from tests.random_cohorts import random_cohort

AT = "2026-12-01T09:30:00Z"
SALT = "5a" * 32
ACCESS = ("none", "little", "some", "regular")


def small(**program: Any) -> Cohort:
    """Nine people of all tiers, one whose membership has lapsed, and seats for six."""
    people = [
        person(
            f"P{n}",
            rc_access=ACCESS[n % 4],
            rounds_waited=n % 3,
            rural=n % 2 == 0,
            sector=("home-visiting", "pediatrics")[n % 2],
            name=f"Somebody {n}",
            email=f"p{n}@example.org",
        )
        for n in range(1, 10)
    ]
    people[4] = replace(people[4], member_until=cohort([]).program.start_date.replace(year=2020))
    return cohort(people, [provider(max_groups=2)], **program)


def drawn(of: Cohort, seed: int = 3, **other: Any) -> Proposal:
    """A clean proposal of a draw."""
    seeded = with_seed(of, seed)
    groups = settled(seeded, rounds=300)
    hashes = {"input_sha256": input_sha256(of), "policy_sha256": policy_sha256(of.program)}
    unplaced = unplaced_reasons(seeded, groups)
    return proposal(seeded, groups, unplaced=unplaced, **(hashes | other))


def made(
    of: Cohort, what: Proposal | None = None, seed: int = 3, *, committed: bool = True, **other: Any
) -> dict[str, Any]:
    """Its record."""
    commitment = Commitment.to(of, SALT) if committed else None
    given: dict[str, Any] = {"at": AT, "commitment": commitment}
    return make_record(of, what or drawn(of, seed), solver_dict(of.program), **(given | other))


def read(data: Mapping[str, Any]) -> Record:
    """The record that JSON of it holds."""
    return record_from_dict(copy.deepcopy(dict(data)))


def random_one(seed: int) -> tuple[Cohort, Proposal]:
    """A random cohort and a proposal for it."""
    of = read_cohort_data(random_cohort(seed)).cohort
    return of, drawn(of, seed)


def changed(data: Mapping[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The record with a change, and the digest made to fit again."""
    forged = copy.deepcopy(dict(data))
    change(forged)
    return sealed(forged)


def consistent(data: Mapping[str, Any], change: Callable[[dict[str, Any]], object]) -> Any:
    """The record with a change, and every hash in it made to fit again."""
    forged = copy.deepcopy(dict(data))
    change(forged)
    forged["candidates_sha256"] = candidates_sha256(forged["people"])
    forged["policy_sha256"] = data_sha256(forged["policy"])
    if forged["commitment"]:
        fields = {key: forged["commitment"][key] for key in ("salt", "list_sha256")}
        promise = Commitment(
            candidates_sha256=forged["candidates_sha256"],
            policy_sha256=forged["policy_sha256"],
            **fields,
        )
        forged["commitment"] = promise.to_dict()
    forged["proposal_sha256"] = proposal_sha256(forged, forged["unplaced_sha256"])
    last = {
        **forged["runs"][-1],
        **{key: forged[key] for key in ("seed", "status", "policy_sha256", "proposal_sha256")},
        "commitment": forged["commitment"] and forged["commitment"]["sha256"],
        "seated": sum(len(group["members"]) for group in forged["groups"]),
        "groups_sha256": groups_sha256(forged["groups"]),
    }
    forged["runs"] = chained([*forged["runs"][:-1], last])
    return sealed(forged)


def codes(findings: Sequence[str]) -> set[str]:
    """What findings are led by."""
    return {finding.partition(":")[0] for finding in findings}
