"""Who has no seat in any proposal, whatever else is done, and why."""

from __future__ import annotations

from matcher.cohort import Cohort, Unplaced
from matcher.explain.unplaced import Reasons
from matcher.rules import Plan


def never_placed(cohort: Cohort) -> tuple[Unplaced, ...]:
    """Return everybody for whom these providers and times hold no group, with the reasons.

    The reasons are those of an empty proposal, as far as they hold for every other one too:
    membership, language, qualification, time, company, and those they sit together with.
    """
    reasons = Reasons(Plan(cohort, ()))
    found = ((person.id, reasons.never(person)) for person in cohort.participants)
    return tuple(Unplaced(person, why) for person, why in found if why)
