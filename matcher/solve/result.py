"""What a run is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.solve.seating import Seating


@dataclass(frozen=True, slots=True)
class Reached:
    """A level's value and proven bound."""

    name: str
    value: float
    bound: float | None

    @property
    def proven(self) -> bool:
        """Whether nothing better is possible."""
        return self.bound is not None and abs(self.value - self.bound) < 1e-9


@dataclass(frozen=True, slots=True)
class Result:
    """The best seating and what is known of each level."""

    seating: Seating
    levels: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to solve: cores (0 for all), relative gap that is good enough, seed."""

    workers: int = 0
    gap: float = 0.0
    seed: int = 0
