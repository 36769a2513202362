"""The instances: cohorts as files, made or unpacked on demand and held against pinned hashes."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from benchmarks.peer_cohort import peer_cohort
from matcher.generate import FAMILIES, generate, write_cohort_folder

HERE = Path(__file__).parent
CACHE = HERE / ".cache"
PINS = HERE / "hashes.csv"
FILES = ("participants.csv", "providers.csv", "program.toml")
SEEDS = tuple(range(1, 11))
SIZES = (38, 75, 150, 300, 600, 1200, 2500, 5000, 10000)
ALL_FAMILIES = (38, 75, 150, 300, 1200)  # sizes in which every family is pinned
PEER_SIZES = (120, 300)
STRETCH = 50_000
NAMED = {
    "massachusetts-38": HERE.parent / "tests" / "cohorts" / "massachusetts-38",
    "statewide-150": HERE.parent / "tests" / "cohorts" / "statewide-150",
    "scarce-300": HERE.parent / "tests" / "cohorts" / "scarce-300",
    "languages-300": HERE.parent / "tests" / "cohorts" / "languages-300",
    "national-1900": HERE / "cohorts" / "national-1900.zip",
}


class WrongInstance(Exception):  # noqa: N818 - a finding about files, not a failure of ours
    """An instance's files are not the ones whose hash is pinned."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One cohort to solve.

    Attributes
    ----------
    name : str
    family : str
        The class it is reported in: a generator's family, ``peer``, ``named`` or ``given``.
    people : int
        On the waitlist.
    seed : int
        Of the generator; 0 where none made it.
    source : Path or None
        Folder or archive; None: to be generated.
    """

    name: str
    family: str
    people: int
    seed: int = 0
    source: Path | None = None

    @property
    def providers(self) -> int:
        """How many providers the generator is asked for."""
        share = 0.12 if self.family == "peer" else 0.09
        return max(4, round(share * self.people))


def generated(family: str, people: int, seed: int) -> Instance:
    """Return an instance that a generator makes."""
    return Instance(f"{family}-{people}-s{seed}", family, people, seed)


def named(name: str) -> Instance:
    """Return one of the instance files in the repository."""
    return Instance(name, "named", int(name.rsplit("-", 1)[1]), 0, NAMED[name])


def given(folder: Path) -> Instance:
    """Return a cohort folder from the command line.

    Raises
    ------
    FileNotFoundError
        If it holds no ``participants.csv``.
    """
    with (folder / FILES[0]).open(encoding="utf-8-sig", newline="") as file:
        people = max(0, sum(1 for row in csv.reader(file) if any(row)) - 1)
    return Instance(folder.resolve().name, "given", people, 0, folder)


def every_pinned() -> Iterator[Instance]:
    """Yield every instance whose hash is pinned."""
    yield from map(named, NAMED)
    for family in FAMILIES:
        for people in SIZES if family == "state" else ALL_FAMILIES:
            yield from (generated(family, people, seed) for seed in SEEDS)
    yield generated("state", STRETCH, 1)
    for people in PEER_SIZES:
        yield from (generated("peer", people, seed) for seed in SEEDS)


def prepare(instance: Instance, *, pinning: bool = False) -> tuple[Path, str]:
    """Bring an instance's files about, and return their folder and hash.

    Parameters
    ----------
    instance : Instance
    pinning : bool
        Whether the hash is about to be pinned, so that none is asked for.

    Raises
    ------
    WrongInstance
        If the files are not those that were pinned, or no hash is pinned for them.
    """
    folder = _folder(instance)
    found = hash_of(folder)
    if instance.family == "given" or pinning:
        return folder, found
    pinned = pins().get(instance.name)
    if pinned is None:
        raise WrongInstance(f"no hash of {instance.name} is pinned; run python -m benchmarks pin")
    if pinned != found:
        raise WrongInstance(
            f"{instance.name} has the hash {found[:12]}, pinned is {pinned[:12]}: the generator or "
            "the files have changed, so results would not compare"
        )
    return folder, found


def hash_of(folder: Path) -> str:
    """Return the SHA-256 over a cohort's files, names included."""
    total = sha256()
    for name in FILES:
        path = folder / name
        if path.exists():
            total.update(f"{name}\0{path.stat().st_size}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


@lru_cache(maxsize=1)
def pins() -> dict[str, str]:
    """Return the pinned hash of every instance by name."""
    with PINS.open(encoding="utf-8", newline="") as file:
        return {row["instance"]: row["sha256"] for row in csv.DictReader(file)}


def pin(instances: Iterable[Instance]) -> int:
    """Write the table of pinned hashes anew; return how many there are."""
    rows = []
    for instance in instances:
        folder, found = prepare(instance, pinning=True)
        rows.append((instance.name, found))
        if instance.source is None:  # hundreds of folders that nobody may ask for again
            shutil.rmtree(folder)
    with PINS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("instance", "sha256"))
        writer.writerows(rows)
    pins.cache_clear()
    return len(rows)


def _folder(instance: Instance) -> Path:
    if instance.source is not None and instance.source.is_dir():
        return instance.source
    folder = CACHE / "instances" / instance.name
    if all((folder / name).exists() for name in FILES):
        return folder
    if instance.source is not None:
        with zipfile.ZipFile(instance.source) as archive:
            archive.extractall(folder, FILES)
    elif instance.family == "peer":
        write_cohort_folder(peer_cohort(instance.people, instance.providers, instance.seed), folder)
    else:
        cohort = generate(instance.people, instance.providers, instance.seed, instance.family)
        write_cohort_folder(cohort, folder)
    return folder
