"""How many seats there can be at most, and the floors that are a share of them."""

from __future__ import annotations

from fractions import Fraction

from matcher.cohort.cohort import Cohort
from matcher.cohort.policy import Reserve
from matcher.cohort.program import Program
from matcher.cohort.provider import Provider


def may_lead(program: Program, provider: Provider) -> bool:
    """Whether a provider may and would lead a group of this programme."""
    accepted = {
        "endorsed": True,
        "emerging": program.accept_emerging,
        "vetted": program.accept_vetted,
    }[provider.credential]
    lasts = provider.credential_until is None or provider.credential_until >= program.term_end
    fits = largest_group(program, provider) >= program.group_size[0]
    return accepted and lasts and provider.own_rsc_current and provider.max_groups > 0 and fits


def largest_group(program: Program, provider: Provider) -> int:
    """Return how many members a provider's groups may have."""
    own = provider.max_group_size
    return program.group_size[1] if own is None else min(own, program.group_size[1])


def most_seats(cohort: Cohort) -> int:
    """Return the places that providers who may lead offer, or the eligible if they are fewer."""
    program = cohort.program
    places = sum(
        provider.max_groups * largest_group(program, provider)
        for provider in cohort.providers
        if may_lead(program, provider)
    )
    eligible = sum(person.is_member_on(program.start_date) for person in cohort.participants)
    return min(places, eligible)


def floor_of(cohort: Cohort, reserve: Reserve) -> int:
    """Return a reserve's floor in seats; a share of the most seats is rounded down."""
    if reserve.floor is not None:
        return reserve.floor
    share = Fraction(str(reserve.percent or 0)) / 100
    return int(share * most_seats(cohort))
