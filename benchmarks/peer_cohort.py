"""The peer's own kind of instance: no priorities, no pair rules, whole hours, sectors to mix."""

from __future__ import annotations

from matcher.generate import GeneratedCohort, generate
from matcher.generate.draws import Draws

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
PROGRAM = """name = "peer {people}"
time_zone = "America/New_York"
start_date = 2027-01-04
seed = {seed}
slot_minutes = 60
cadences = ["twice-monthly"]
same_organization_max = 0
"""
NO_RULES = {
    "rc_access": "none", "supervisor_id": "", "languages": "en", "group_language": "any",
    "rounds_waited": "0", "member_until": "active", "endorsement_target": "none",
    "cadence": "twice-monthly", "apart_from": "", "together_with": "",
}  # fmt: skip
CAN_LEAD = {
    "credential": "endorsed", "endorsement": "IMHM", "credential_until": "",
    "own_rsc_current": "yes", "max_groups": "2", "max_group_size": "", "languages": "en",
    "sectors": "", "cadence": "twice-monthly", "apart_from": "",
}  # fmt: skip


def peer_cohort(people: int, providers: int, seed: int) -> GeneratedCohort:
    """Make a cohort that asks only what a general team former can be asked.

    Everybody is as urgent, speaks English and is free on whole hours; providers have room for
    more than everybody. Sectors are the generator's.

    Parameters
    ----------
    people, providers, seed : int
    """
    plain = generate(people, providers, seed, "state")
    draws = Draws(seed)
    for row in plain.participants:
        row |= {**NO_RULES, "availability": _hours(draws, 0.7, 3)}
    ids = {row["id"] for row in plain.participants}
    roster = [row for row in plain.providers if row["id"] not in ids]
    for row in roster:
        row |= {**CAN_LEAD, "availability": _hours(draws, 0.9, 5)}
    return GeneratedCohort(plain.participants, roster, PROGRAM.format(people=people, seed=seed))


def _hours(draws: Draws, chance: float, longest: int) -> str:
    """Return a window of two to `longest` whole hours on most days of the week."""
    windows = []
    for day in DAYS:
        if draws.chance(chance) or (day == DAYS[-1] and not windows):
            hours = 2 + draws.below(longest - 1)
            start = 8 + draws.below(11 - hours)
            windows.append(f"{day} {start:02d}:00-{start + hours:02d}:00")
    return "; ".join(windows)
