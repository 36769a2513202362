"""Reserves that cannot do what they say: a floor of no seat, or of more than there are people."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Cohort, Reserve
from matcher.cohort.places import floor_of
from matcher.cohort.policy import MONITOR, meets
from matcher.files.read.issues import Issue


def short_reserves(cohort: Cohort, file: str) -> Iterator[Issue]:
    """Yield a warning for every reserve that fewer eligible people meet than its floor asks for.

    Parameters
    ----------
    cohort : Cohort
    file : str
        Where the policy stands.
    """
    for reserve in cohort.program.priority.reserves:
        if message := _message(cohort, reserve):
            yield Issue(file, None, f"priority.reserve.{reserve.name}", "short-reserve", message)


def _message(cohort: Cohort, reserve: Reserve) -> str:
    floor, start = floor_of(cohort, reserve), cohort.program.start_date
    if not floor:
        return f"{reserve.percent:g}% of the seats there can be comes to no seat at all"
    count = sum(p.is_member_on(start) and meets(p, reserve.where) for p in cohort.participants)
    if count >= floor:
        return ""
    # How many gave an answer for monitoring is never said.
    told = "fewer" if any(name.startswith(MONITOR) for name in reserve.where) else str(count)
    return f"the floor is {floor} seats, but {told} of the eligible meet the criterion"
