"""What each answer of a participant is used for, and keeping monitoring answers out of reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from matcher.cohort.cohort import Cohort
from matcher.cohort.policy import MONITOR
from matcher.cohort.program import Program

ELIGIBILITY, PRIORITY, RESERVE, PREFERENCE, MONITORING = ROLES = (
    "eligibility", "priority", "reserve", "preference", "monitoring-only",
)  # fmt: skip
# What decides where somebody may sit at all, in every programme.
_ELIGIBILITY = (
    "member_until", "availability", "languages", "group_language", "cadence",
    "endorsement_target", "supervisor_id", "apart_from", "together_with",
)  # fmt: skip
ATTRIBUTES = (
    *_ELIGIBILITY, "rc_access", "rounds_waited", "applied_on", "sector", "role", "organization",
    "region", "rural", "education", "supervises_others", "ready_to_implement",
)  # fmt: skip


def roles_of(program: Program) -> Mapping[str, tuple[str, ...]]:
    """Return the roles of every attribute that decides anything, in the order of `ROLES`.

    Parameters
    ----------
    program : Program

    Returns
    -------
    mapping
        An attribute that is not in it decides nothing.
    """
    found: dict[str, set[str]] = {name: {ELIGIBILITY} for name in _ELIGIBILITY}

    def add(attribute: str, role: str) -> None:
        found.setdefault(attribute, set()).add(role)

    priority = program.priority
    if program.same_organization_max:
        add("organization", ELIGIBILITY)
    for attribute in ("rc_access", "rounds_waited"):
        add(attribute, PRIORITY)
    if priority.within == "applied_on":
        add("applied_on", PRIORITY)
    if priority.mode == "points":
        for attribute in ("rural", "ready_to_implement"):
            if priority.points[attribute]:
                add(attribute, PRIORITY)
        for bonus in priority.bonuses:
            for attribute in bonus.where:
                add(attribute, PRIORITY)
    for reserve in priority.reserves:
        for attribute in reserve.where:
            add(attribute, RESERVE)
    for attribute in ("availability", "group_language", *(n for n, w in program.mix.items() if w)):
        add(attribute, PREFERENCE)
    return {
        attribute: tuple(role for role in ROLES if role in found[attribute])
        for attribute in sorted(found)
    }


def used_monitoring(program: Program) -> tuple[str, ...]:
    """Return the monitoring columns, without their prefix, that an override lets count."""
    return tuple(
        name.removeprefix(MONITOR) for name in roles_of(program) if name.startswith(MONITOR)
    )


def without_monitoring(cohort: Cohort) -> Cohort:
    """Return a cohort as the solver may see it: no name, no address, no monitoring answer.

    Only what a recorded override lets count stays.
    """
    kept = used_monitoring(cohort.program)
    people = tuple(
        replace(
            person,
            name="",
            email="",
            monitor=MappingProxyType({n: v for n, v in person.monitor.items() if n in kept}),
            extra=MappingProxyType({}),
        )
        for person in cohort.participants
    )
    return replace(cohort, participants=people)
