"""The solver's limits by size of the cohort, as measured (see defaults.toml beside this file)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files

_overrides: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of what is tried; defaults.toml says what each limit means."""

    people: int = 1_000_000
    one_worker: int = 1_000
    exact: int = 4_000
    seats_exact: int = 15_000
    idle: int = 30
    groups: int = 10
    times: int = 4
    seconds: float = 5.0
    share_seats: float = 0.5
    share_bound: float = 0.1
    share_mix_bound: float = 0.25
    share_follow: float = 0.5
    share_proof: float = 0.7
    counted_seats: int = 4_000
    workers: int = 0


NAMES = tuple(field.name for field in fields(Limits) if field.name != "people")


@cache
def _classes() -> tuple[Limits, ...]:
    text = files("matcher.solve").joinpath("defaults.toml").read_text(encoding="utf-8")
    return tuple(Limits(**table) for table in tomllib.loads(text).values())


def limits_for(people: int) -> Limits:
    """Return the limits for a cohort with so many eligible people."""
    found = next((c for c in _classes() if people <= c.people), _classes()[-1])
    known = {name: type(getattr(found, name))(value) for name, value in _overrides.items()}
    return replace(found, **known)


def use(settings: Mapping[str, float]) -> list[str]:
    """Override limits for this whole process, as a sweep does; return those that took effect."""
    taken = {name: value for name, value in settings.items() if name in NAMES}
    _overrides.clear()
    _overrides.update(taken)
    return list(taken)
