"""What a batch remembers of its cohorts between two runs: `batch.json`, and each one's folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from matcher.cohort import Proposal
from matcher.files.proposal_json import read_proposal
from matcher.files.read import UnusableInput
from matcher.files.write.folder import write_whole
from matcher.runs.request import Orders

NAME = "batch.json"
SCHEMA = "1"
SUFFIXES = (".csv", ".toml", ".xlsx", ".json")  # of the files that make a cohort
# "waiting": handed over to a service, which has not said yet what became of it
Outcome = Literal["done", "finished before", "stopped", "failed", "not started", "waiting"]


@dataclass(frozen=True, slots=True)
class Result:
    """How one cohort ended.

    Attributes
    ----------
    cohort : str
        Its absolute path.
    folder : str
        Its folder's name below the batch's.
    outcome : str
    people, seated, groups : int or None
        Of its proposal, where there is one.
    seconds : float
        That the run took.
    note : str
        What a coordinator should know in a few words.
    input_sha256, files_sha256 : str
        Of its proposal; of the cohort's files as they were when the run started.
    complaints : tuple of str
        Every line the run had on stderr.
    """

    cohort: str
    folder: str
    outcome: Outcome
    people: int | None = None
    seated: int | None = None
    groups: int | None = None
    seconds: float = 0.0
    note: str = ""
    input_sha256: str = ""
    files_sha256: str = ""
    complaints: tuple[str, ...] = ()

    def holding(self, proposal: Proposal) -> Result:
        """Return the result with what a proposal holds."""
        seated = len(proposal.seats())
        return replace(
            self, people=seated + len(proposal.unplaced), seated=seated,
            groups=len(proposal.groups), input_sha256=proposal.input_sha256,
        )  # fmt: skip

    @property
    def well(self) -> bool:
        """Whether there is nothing left to do for this cohort."""
        return self.outcome in ("done", "finished before")


class Tally:
    """What has become of the cohorts of one call, each seen through once.

    Parameters
    ----------
    cohorts : sequence of Path
        One given twice counts once.
    on_result : callable
        Told of each result as it comes.

    Attributes
    ----------
    paths : list of Path
        In the order given.
    """

    def __init__(self, cohorts: Sequence[Path], on_result: Callable[[Result], object]) -> None:
        self.paths = list(dict.fromkeys(Path(os.path.abspath(cohort)) for cohort in cohorts))
        self._on_result = on_result
        self._results: dict[str, Result] = {}

    def note(self, result: Result) -> None:
        """Take a result."""
        self._results[result.cohort] = result
        self._on_result(result)

    def results(self) -> list[Result]:
        """Return the results in the order of the cohorts."""
        return [self._results[str(path)] for path in self.paths]


class Ledger:
    """The results of a batch's folder, by cohort; a damaged file counts as none.

    Parameters
    ----------
    out : Path
        The batch's folder.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self._entries: dict[str, dict[str, Any]] = {}
        for entry in _entries(out / NAME):
            self._entries[entry["cohort"]] = entry

    def folders(self, cohorts: Sequence[Path]) -> list[str]:
        """Return a folder's name for each cohort: its own of an earlier run, else a new one."""
        taken = {entry["folder"].casefold() for entry in self._entries.values()} | {NAME}
        names = []
        for cohort in cohorts:
            known = self._entries.get(str(cohort))
            names.append(known["folder"] if known else _unique(cohort, taken))
            taken.add(names[-1].casefold())
        return names

    def finished(self, cohort: Path, folder: str, orders: Orders) -> Result | None:
        """Return the result of an earlier run that still stands, or None.

        It stands where it was complete and well, with the same orders, and the proposal in the
        folder is the one made from what the cohort's files hold now.
        """
        entry = self._entries.get(str(cohort))
        if entry is None or entry.get("outcome") != "done" or entry.get("orders") != asdict(orders):
            return None
        try:
            proposal = read_proposal(self.out / folder / "proposal.json")
        except UnusableInput:
            return None
        if entry.get("input_sha256") != proposal.input_sha256:
            return None
        if entry.get("files_sha256") != files_sha256(cohort):
            return None
        before = Result(str(cohort), folder, "finished before", note=str(entry.get("note", "")))
        return before.holding(proposal)

    def handed_over(self, cohort: Path, orders: Orders) -> dict[str, str]:
        """Return what a service called a cohort's run when it took it, {} where it has none.

        Only where it was given the same files with the same orders and has not answered yet.
        """
        entry = self._entries.get(str(cohort), {})
        same = entry.get("orders") == asdict(orders)
        if entry.get("outcome") != "waiting" or not same:
            return {}
        if entry.get("files_sha256") != files_sha256(cohort):
            return {}
        found = entry.get("service")
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}

    def keep(
        self, result: Result, orders: Orders, service: Mapping[str, str] | None = None
    ) -> None:
        """Write a result down; the file is whole at every moment.

        Parameters
        ----------
        result : Result
        orders : Orders
        service : mapping, optional
            Where a service solves it: what it calls the cohort and its run.
        """
        entry = {**asdict(result), "orders": asdict(orders)}
        if service:
            entry["service"] = dict(service)
        del entry["complaints"]  # they may be many, and the next run tells them again
        self._entries[result.cohort] = entry
        content = {"schema": SCHEMA, "cohorts": list(self._entries.values())}
        self.out.mkdir(parents=True, exist_ok=True)
        write_whole(self.out / NAME, (json.dumps(content, indent=1) + "\n").encode())


def in_short(complaints: Sequence[str]) -> str:
    """Return the first of some lines, and how many more there are."""
    more = len(complaints) - 1
    return complaints[0] + (f" (and {more} more)" if more else "")


def files_sha256(cohort: Path) -> str:
    """Return the hash of a cohort's files, whatever they hold; blank where there are none.

    They are not parsed: whatever a file does to its reader must not happen to a whole batch.
    """
    paths = [cohort]
    if cohort.is_dir():
        paths = sorted(one for one in cohort.iterdir() if one.suffix.lower() in SUFFIXES)
    found = sha256()
    try:
        for path in paths:
            found.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            found.update(path.read_bytes())
    except OSError:
        return ""
    return found.hexdigest()


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    rows = content.get("cohorts") if isinstance(content, dict) else None
    return [row for row in rows if _usable(row)] if isinstance(rows, list) else []


def _usable(row: object) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("cohort"), str):
        return False
    folder = row.get("folder")
    # A folder's name, never a way out of the batch's folder.
    return isinstance(folder, str) and bool(folder) and folder == Path(folder).name != ".."


def _unique(cohort: Path, taken: set[str]) -> str:
    """Return a name after the cohort that no other folder has, in any letters' case."""
    stem = (cohort.name if cohort.is_dir() else cohort.stem) or "cohort"
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
