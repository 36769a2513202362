"""The participants of a synthetic cohort, each by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from matcher.generate.draws import Draws
from matcher.generate.employers import (
    OTHERS_WITHOUT_EMPLOYER,
    SELF_EMPLOYED,
    Employer,
    employer_of,
    person_name,
)
from matcher.generate.families import Family
from matcher.generate.field import (
    BACKGROUNDS,
    EDUCATION,
    LITTLE_OR_NO_ACCESS,
    MEMBER_UNTIL,
    NONE_OF_LITTLE,
    ROLES,
    ROUNDS_WAITED,
    SECTOR_MIX,
    SOME_OF_MORE,
    TARGETS,
)
from matcher.generate.windows import (
    marked,
    narrow_week_of,
    week_limited,
    week_of,
    with_long_window,
    written,
)

PARTICIPANT_COLUMNS = (
    "id", "name", "email", "sector", "role", "organization", "supervisor_id", "region", "rural",
    "time_zone", "languages", "group_language", "rc_access", "applied_on", "rounds_waited",
    "member_until", "endorsement_target", "education", "supervises_others", "ready_to_implement",
    "cadence", "availability", "apart_from", "together_with", "mou", "evaluation_consent",
    "group_id", "monitor_background",
)  # fmt: skip
FIRST_APPLICATION = date(2026, 1, 5)
APPLICATION_DAYS = 315  # the call for this round closes in the middle of November
ROUND_DAYS = 182  # between two rounds
MENTAL_HEALTH_TARGETS = ("IMHS", "ECMHS", "IMHM", "ECMHM")


def draw_participant(
    draws: Draws, family: Family, employers: Sequence[Employer], number: int
) -> dict[str, str]:
    """Return one row of the waitlist, without relations to other people."""
    sector = draws.weighted(SECTOR_MIX)
    without = SELF_EMPLOYED.get(sector, OTHERS_WITHOUT_EMPLOYER)
    employer = employer_of(draws, family, employers, without)
    role = draws.weighted(ROLES)
    languages, group_language = _languages(draws, family)
    rounds_waited = draws.weighted(ROUNDS_WAITED)
    applied_on = FIRST_APPLICATION + timedelta(
        days=draws.below(APPLICATION_DAYS) - ROUND_DAYS * rounds_waited
    )
    target = draws.weighted(TARGETS)
    education = draws.weighted(EDUCATION)
    cadence = draws.weighted(family.cadence)
    leads = role in ("supervisor", "administrator")
    return {
        "id": f"P{number:05d}",
        "name": person_name(draws),
        "email": f"p{number}@example.org",
        "sector": sector,
        "role": role,
        "organization": employer.name,
        "supervisor_id": "",
        "region": employer.place.region,
        "rural": _yes(draws.chance(employer.place.rural)),
        "time_zone": employer.place.time_zone if family.own_clocks else "",
        "languages": "; ".join(languages),
        "group_language": group_language,
        "rc_access": _access(draws, sector),
        "applied_on": applied_on.isoformat(),
        "rounds_waited": str(rounds_waited),
        "member_until": draws.weighted(MEMBER_UNTIL),
        "endorsement_target": target,
        # The mental health categories ask for a master's degree.
        "education": "MA" if target in MENTAL_HEALTH_TARGETS else education,
        "supervises_others": _yes(leads or draws.chance(0.04)),
        "ready_to_implement": _yes(draws.chance(0.33)),
        "cadence": cadence,
        "availability": _availability(draws, family, sector, cadence),
        "apart_from": "",
        "together_with": "",
        "mou": _yes(draws.chance(0.85)),
        "evaluation_consent": _yes(draws.chance(0.75)),
        "group_id": "",
        "monitor_background": draws.weighted(BACKGROUNDS),
    }


def _availability(draws: Draws, family: Family, sector: str, cadence: str) -> str:
    windows = narrow_week_of(draws, sector) if family.narrow else week_of(draws, sector)
    if cadence == "monthly":
        windows = with_long_window(windows)
    windows = marked(draws, windows)
    if draws.chance(family.weeks):
        windows = week_limited(draws, windows, cadence)
    return written(windows)


def _languages(draws: Draws, family: Family) -> tuple[list[str], str]:
    """Draw the languages somebody can reflect in and the wish for the group's."""
    mother_tongue = next((x for x, share in family.spoken.items() if draws.chance(share)), None)
    if mother_tongue is None:
        return ["en"], "any"
    if draws.chance(0.12):
        wish = "only" if draws.chance(0.5) else "any"
        return [mother_tongue], f"only {mother_tongue}" if wish == "only" else "any"
    wish = draws.weighted({"any": 35.0, "prefer": 42.0, "only": 23.0})
    return ["en", mother_tongue], wish if wish == "any" else f"{wish} {mother_tongue}"


def _access(draws: Draws, sector: str) -> str:
    if draws.chance(LITTLE_OR_NO_ACCESS[sector]):
        return "none" if draws.chance(NONE_OF_LITTLE) else "little"
    return "some" if draws.chance(SOME_OF_MORE) else "regular"


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
