"""Who stood where in a draw: one row a person, by id, with what their turn follows from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from matcher.cohort import Cohort, Group, Participant
from matcher.cohort.fingerprint import data_sha256
from matcher.cohort.places import floor_of
from matcher.cohort.policy import meets
from matcher.cohort.turn import points_of, ticket, tier_name, tier_of, turn_order

Row = Mapping[str, Any]
DRAWN = frozenset({"ticket", "place", "group"})  # what only the draw decides


def candidate_rows(cohort: Cohort) -> list[dict[str, Any]]:
    """Return what is known of everybody before the draw, by id.

    Only what the order of turns follows from: `points` and `applied_on` stand only where the
    policy looks at them. `reserves` leaves out those that ask for a monitoring answer: with one on
    record, each row would tell somebody's answer.
    """
    return [_candidate(cohort, one) for one in sorted(cohort.participants, key=lambda p: p.id)]


def _candidate(cohort: Cohort, person: Participant) -> dict[str, Any]:
    program = cohort.program
    row = {
        "id": person.id,
        "eligible": person.is_member_on(program.start_date),
        "tier": tier_name(program.priority.tiers[tier_of(program, person)]),
        "rounds_waited": person.rounds_waited,
    }
    if program.priority.reserves:
        row["reserves"] = [
            reserve.name
            for reserve in program.priority.reserves
            if not reserve.confidential and meets(person, reserve.where)
        ]
    if program.priority.mode == "points":
        row["points"] = points_of(program, person)
    if program.priority.within == "applied_on":
        row["applied_on"] = person.applied_on.isoformat()
    return row


def reserve_floors(cohort: Cohort) -> dict[str, int]:
    """Return how many seats each reserve keeps, by its name; a share is counted out in seats."""
    return {one.name: floor_of(cohort, one) for one in cohort.program.priority.reserves}


def people_rows(cohort: Cohort, groups: Iterable[Group]) -> list[dict[str, Any]]:
    """Return everybody with ticket, place in turn and group, the first turn first.

    Parameters
    ----------
    cohort : Cohort
        With the seed of the draw; who is not eligible comes last and has no place.
    groups : iterable of Group
    """
    places = {one: place for place, one in enumerate(turn_order(cohort), 1)}
    sits = {member: group.id for group in groups for member in group.members}
    rows = [
        {
            **row,
            "ticket": ticket(cohort.program.seed, row["id"]),
            "place": places.get(row["id"]),
            "group": sits.get(row["id"]),
        }
        for row in candidate_rows(cohort)
    ]
    return sorted(rows, key=lambda row: (row["place"] is None, row["place"] or 0))


def candidates_sha256(rows: Iterable[Row]) -> str:
    """Return the hash of all candidates as they stood before the draw.

    Parameters
    ----------
    rows : iterable of mapping
        As `candidate_rows` or `people_rows` give them.
    """
    bare = [{key: value for key, value in row.items() if key not in DRAWN} for row in rows]
    return data_sha256(sorted(bare, key=lambda row: str(row["id"])))
