"""Who comes first: tiers or points, rounds waited, ticket or date."""

from __future__ import annotations

from hashlib import sha256

from matcher.cohort.cohort import Cohort
from matcher.cohort.participant import Participant
from matcher.cohort.policy import meets
from matcher.cohort.program import Program


def ticket(seed: int, participant_id: str) -> str:
    """Return a participant's lottery ticket; the smaller goes first.

    It is the SHA-256 of ``seed|id`` in lower-case hex, so anyone can recompute it.
    """
    return sha256(f"{seed}|{participant_id}".encode()).hexdigest()


def tier_of(program: Program, person: Participant) -> int:
    """Return the index of somebody's tier, 0 the most urgent."""
    tiers = program.priority.tiers
    return next(index for index, tier in enumerate(tiers) if person.rc_access in tier)


def tier_name(tier: tuple[str, ...]) -> str:
    """Return a tier's name as levels show it, for example ``none+little``."""
    return "+".join(tier)


def points_of(program: Program, person: Participant) -> float:
    """Return somebody's priority points (mode ``points``)."""
    points = program.priority.points
    more = sum(bonus.points for bonus in program.priority.bonuses if meets(person, bonus.where))
    return (
        points[person.rc_access]
        + points["rural"] * person.rural
        + points["round_waited"] * person.rounds_waited
        + points["ready_to_implement"] * person.ready_to_implement
        + more
    )


def turn_order(cohort: Cohort) -> list[str]:
    """Return the ids of all whom membership admits, the first turn first."""
    program = cohort.program

    def key(person: Participant) -> tuple[object, ...]:
        if program.priority.mode == "points":
            first: float = -points_of(program, person)
        else:
            first = tier_of(program, person)
        drawn = ticket(program.seed, person.id)
        waited = -person.rounds_waited
        if program.priority.within == "applied_on":
            return (first, waited, person.applied_on, drawn, person.id)
        return (first, waited, drawn, person.id)

    admitted = [p for p in cohort.participants if p.is_member_on(program.start_date)]
    return [person.id for person in sorted(admitted, key=key)]
