"""What is tried in tuning, on which cohorts, and how two values are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import figures
from benchmarks.figures import Record
from benchmarks.instances import Instance, generated
from benchmarks.run import Job
from benchmarks.settings import Settings

# Values tried beside the present one; which of them take effect, the solver says.
TRIED: Mapping[str, tuple[float, ...]] = {
    "groups": (6, 8, 10, 14, 20),
    "times": (2, 4, 8),
    "seconds": (1.0, 2.5, 5.0, 10.0),
    "idle": (10, 30, 100),
    "one_worker": (0, 1_000, 4_000),
    "exact": (0, 1_000, 4_000, 12_000),
    "seats_exact": (4_000, 15_000, 40_000),
    "share_seats": (0.3, 0.5, 0.7),
    "share_bound": (0.05, 0.1, 0.2),
    "share_mix_bound": (0.15, 0.25, 0.4),
    "share_follow": (0.2, 0.5, 0.8),
    "share_proof": (0.3, 0.7),
    "workers": (1, 0),
    "gap": (0.0, 0.001),
}


@dataclass(frozen=True)
class SizeClass:
    """A size of cohort that has limits of its own.

    Attributes
    ----------
    name : str
        As in `defaults.toml`.
    sizes : tuple of int
    families : tuple of str
    limit : float
        Seconds of a run.
    """

    name: str
    sizes: tuple[int, ...]
    families: tuple[str, ...]
    limit: float

    def instances(self, seeds: Sequence[int]) -> list[Instance]:
        """Return the cohorts it is tuned on. Seeds from 6 on: the race's first are not seen."""
        return [
            generated(family, people, seed)
            for family in self.families
            for people in self.sizes
            for seed in seeds
        ]


CLASSES = (
    SizeClass("small", (75,), ("state", "agencies", "monthly"), 5.0),
    SizeClass("medium", (300,), ("state", "scarce", "languages"), 20.0),
    SizeClass("large", (1200,), ("state", "zones"), 60.0),
    SizeClass("huge", (5000,), ("state",), 300.0),
)
NEVER_TAKEN = frozenset({"gap"})  # the program's own promise; what one buys is only shown
QUICK = ("groups", "seconds", "idle")  # the weightiest
QUICK_SEEDS, FULL_SEEDS = (6,), (6, 7, 8)


def sweep_jobs(
    size: SizeClass, present: Settings, *, full: bool, honoured: Iterable[str]
) -> list[Job]:
    """Return the runs of one size class: each limit in turn, the others as they are.

    Parameters
    ----------
    size : SizeClass
    present : mapping
        The limits as they are.
    full : bool
        All limits and three seeds, not only the weightiest and one.
    honoured : iterable of str
        Limits that the solver reads; others are not worth a run.
    """
    names = [name for name in (TRIED if full else QUICK) if name in set(honoured)]
    instances = size.instances(FULL_SEEDS if full else QUICK_SEEDS)
    jobs = [_job(instance, size.limit, {}) for instance in instances]
    jobs += [_job(instance, 2 * size.limit, {}) for instance in instances]
    for name in names:
        for value in TRIED[name]:
            if value != present.get(name):
                jobs += [_job(instance, size.limit, {name: value}) for instance in instances]
    return jobs


def _job(instance: Instance, limit: float, settings: Settings) -> Job:
    workers = int(settings.get("workers", 0))
    return Job("matcher", instance, limit, "tune", workers=workers, settings=settings)


@dataclass(frozen=True)
class Comparison:
    """A value of a limit against the present one.

    Attributes
    ----------
    name : str
    value : float
    wins, losses, ties : int
        Cohorts on which the proposal was better, worse or equal, levels in their order.
    at : str
        The levels that decided, with how often.
    faster : float
        Mean primal integral less that of the present value; negative is better.
    """

    name: str
    value: float
    wins: int
    losses: int
    ties: int
    at: str
    faster: float

    @property
    def better(self) -> bool:
        """Whether it is to be taken: clearly more wins, or as many and clearly faster."""
        margin = self.wins - self.losses
        total = self.wins + self.losses + self.ties
        return margin >= max(2, total / 3) or (margin >= 0 and self.faster < -0.01)


def compare(
    name: str, value: float, tried: Sequence[Record], present: Mapping[str, Record]
) -> Comparison:
    """Hold runs with one limit changed against those with the present limits.

    Parameters
    ----------
    name, value
        The limit and what it was changed to.
    tried : sequence of dict
    present : mapping
        By instance.
    """
    wins = losses = ties = 0
    decided: dict[str, int] = {}
    faster = []
    for record in tried:
        base = present.get(record["instance"])
        if base is None or "error" in record or "error" in base:
            continue
        difference = figures.first_difference(record, base)
        if difference is None:
            ties += 1
        else:
            better = figures.score(record) > figures.score(base)
            wins, losses = wins + better, losses + (not better)
            decided[difference[0]] = decided.get(difference[0], 0) + 1
        reference = figures.best((record, base)) or base
        faster.append(
            figures.primal_integral(record, reference) - figures.primal_integral(base, reference)
        )
    at = ", ".join(f"{level} {count}" for level, count in decided.items())
    return Comparison(name, value, wins, losses, ties, at, sum(faster) / max(1, len(faster)))
