"""Which runs a race consists of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.instances import (
    PEER_SIZES,
    SEEDS,
    SIZES,
    STRETCH,
    Instance,
    generated,
    given,
    named,
)  # fmt: skip
from benchmarks.run import Job
from matcher.generate import FAMILIES

# Issue B's table: the time within which each has to be reached.
NAMED_LIMITS = {
    "massachusetts-38": 3.0,
    "statewide-150": 30.0,
    "scarce-300": 60.0,
    "languages-300": 60.0,
    "national-1900": 300.0,
}
TEXTBOOK_MOST = 300  # people: beyond, its model alone takes the time
TENTH = ("scarce-300", "languages-300")  # the solver at a tenth of the textbook's time
PEER_LIMITS = {120: 30.0, 300: 60.0}  # the peer's; the solver has a tenth
FAMILY_LIMITS = {38: 3.0, 75: 5.0, 150: 10.0, 300: 30.0, 1200: 120.0}
SCALE_LIMITS = {
    38: 3.0, 75: 6.0, 150: 15.0, 300: 30.0, 600: 60.0, 1200: 90.0, 2500: 180.0, 5000: 420.0,
    10000: 900.0, STRETCH: 3600.0,
}  # fmt: skip


def race_jobs(*, full: bool = False) -> list[Job]:
    """Return the runs of a race.

    Parameters
    ----------
    full : bool
        All seeds, sizes and families, and the textbook with ten times the time everywhere.
    """
    return [*_named(full), *_families(full), *_ten_seeds(), *_peers(full)]


def scale_jobs(*, full: bool = False) -> list[Job]:
    """Return the runs that show how cost grows: one family, growing."""
    most, seeds = (SIZES[-1], SEEDS[:3]) if full else (2500, SEEDS[:1])
    jobs = [
        Job("matcher", generated("state", people, seed), SCALE_LIMITS[people], "scale")
        for seed in seeds
        for people in SIZES
        if people <= most
    ]
    if full:
        jobs.append(Job("matcher", generated("state", STRETCH, 1), SCALE_LIMITS[STRETCH], "scale"))
    return jobs


def is_scale(record: Mapping[str, Any]) -> bool:
    """Whether a recorded run shows how cost grows, whatever it was made for."""
    wanted = SCALE_LIMITS.get(record["people"]) == record["limit"]
    return bool(wanted and record["solver"] == "matcher" and record["family"] == "state")


def cohort_jobs(folders: Sequence[Path], limit: float) -> list[Job]:
    """Return a race over cohort folders given on the command line."""
    return [job for folder in folders for job in _everybody(given(folder), limit)]


def _named(full: bool) -> Iterator[Job]:
    for name, limit in NAMED_LIMITS.items():
        yield from _everybody(named(name), limit)
        if full and named(name).people <= TEXTBOOK_MOST:
            yield Job("textbook", named(name), 10 * limit)
    for name in TENTH:
        yield Job("matcher", named(name), NAMED_LIMITS[name] / 10)


def _families(full: bool) -> Iterator[Job]:
    for people, limit in FAMILY_LIMITS.items() if full else ((75, FAMILY_LIMITS[75]),):
        for family in FAMILIES:
            for seed in SEEDS if full else SEEDS[:2]:
                yield from _everybody(generated(family, people, seed), limit)


def _ten_seeds() -> Iterator[Job]:
    for seed in SEEDS:
        yield Job("matcher", generated("state", 150, seed), FAMILY_LIMITS[150])
        yield Job("greedy", generated("state", 150, seed), FAMILY_LIMITS[150])


def _peers(full: bool) -> Iterator[Job]:
    for people in PEER_SIZES:
        for seed in SEEDS if full else SEEDS[:1]:
            instance, limit = generated("peer", people, seed), PEER_LIMITS[people]
            yield Job("matcher", instance, limit / 10)
            yield Job("team-formation", instance, limit)
            if full:
                yield Job("team-formation-diversify", instance, limit)


def _everybody(instance: Instance, limit: float) -> Iterator[Job]:
    yield Job("greedy", instance, limit)
    if instance.people <= TEXTBOOK_MOST:
        yield Job("textbook", instance, limit)
    yield Job("matcher", instance, limit)
