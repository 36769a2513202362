"""A whole synthetic cohort from four arguments."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.generate.draws import Draws
from matcher.generate.employers import found_employers
from matcher.generate.families import family_named
from matcher.generate.field import HOME_ZONE
from matcher.generate.form_export import COLUMNS, as_exported
from matcher.generate.relations import relate
from matcher.generate.roster import draw_roster
from matcher.generate.waitlist import draw_participant

START_DATE = "2027-01-04"


@dataclass(frozen=True, slots=True)
class GeneratedCohort:
    """Rows as the files hold them: header to cell, in the files' column order.

    Attributes
    ----------
    participants, providers : list of dict
    program : str
        The file's text.
    form_export : bool
        Whether the tables are to be written as forms export them: semicolons and a BOM.
    """

    participants: list[dict[str, str]]
    providers: list[dict[str, str]]
    program: str
    form_export: bool = False


def generate(
    participants: int, providers: int, seed: int, family: str = "state"
) -> GeneratedCohort:
    """Make up a cohort: invented people in the field's mix.

    The same arguments give the same cohort, on every supported Python version.

    Parameters
    ----------
    participants : int
        People on the waitlist, at least 1.
    providers : int
        At least 0. A provider who may lead takes one to three groups, and about one in eight may
        not lead. Between ``participants / 16`` and ``participants / 8`` the seats come to the
        family's share of the waitlist (nine in ten; scarce: six in ten, and up to any number of
        providers); ``participants / 12`` gives a realistic roster.
    seed : int
        Not negative.
    family : str
        One of `FAMILIES`.

    Raises
    ------
    ValueError
        If there is nobody to match, a number is negative, or the family is unknown.
    """
    chosen = family_named(family)
    if participants < 1:
        raise ValueError(f"a cohort needs at least 1 participant, not {participants}")
    if providers < 0:
        raise ValueError(f"the number of providers must be 0 or more, not {providers}")
    if seed < 0:
        raise ValueError(f"the seed must be 0 or more, not {seed}")
    draws = Draws(seed)
    employers = found_employers(draws, chosen, participants)
    roster = draw_roster(draws, chosen, employers, participants, providers)
    waitlist = [
        draw_participant(draws, chosen, employers, number) for number in range(1, participants + 1)
    ]
    relate(draws, chosen, waitlist, roster)
    program = _program(f"{family} {participants}", seed)
    if not chosen.form_export:
        return GeneratedCohort(waitlist, roster, program)
    return GeneratedCohort(
        as_exported(draws, waitlist),
        as_exported(draws, roster),
        program + COLUMNS,
        form_export=True,
    )


def _program(name: str, seed: int) -> str:
    return f'name = "{name}"\ntime_zone = "{HOME_ZONE}"\nstart_date = {START_DATE}\nseed = {seed}\n'
