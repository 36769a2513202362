"""Who people work for, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matcher.generate.draws import Draws
from matcher.generate.families import Family
from matcher.generate.field import EMPLOYER_KINDS, EMPLOYER_NAMES, FIRST_NAMES, LAST_NAMES, Place

# Those who run a child care at home are mostly their own employer.
SELF_EMPLOYED = {"family-child-care": 0.85}
OTHERS_WITHOUT_EMPLOYER = 0.06
PROVIDERS_IN_PRIVATE_PRACTICE = 0.62


class Employer(NamedTuple):
    """An organization; blank for somebody who works on their own."""

    name: str
    place: Place


def found_employers(draws: Draws, family: Family, participants: int) -> list[Employer]:
    """Return the employers of a waitlist of this length, the larger ones first."""
    names = [f"{name} {kind}" for kind in EMPLOYER_KINDS for name in EMPLOYER_NAMES]
    employers = []
    # Stepping by a number that shares no factor with the count takes every name once.
    step, offset = 59, draws.below(len(names))
    for index in range(max(3, participants // family.staff)):
        name = names[(index * step + offset) % len(names)]
        branch = index // len(names) + 1
        if branch > 1:
            name = f"{name} {branch}"
        employers.append(Employer(name, draws.weighted(family.places)))
    return employers


def employer_of(
    draws: Draws, family: Family, employers: Sequence[Employer], without: float
) -> Employer:
    """Draw somebody's employer; with chance `without` they have none."""
    if draws.chance(without):
        return Employer("", draws.weighted(family.places))
    return employers[draws.skewed(len(employers))]


def person_name(draws: Draws) -> str:
    """Draw an invented name."""
    return f"{draws.pick(FIRST_NAMES)} {draws.pick(LAST_NAMES)}"
