"""What a batch remembers of its cohorts between two runs: `batch.json`, and each one's folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from matcher.files.proposal_json import read_proposal
from matcher.files.read import UnusableInput, read_cohort
from matcher.files.write.folder import write_whole

NAME = "batch.json"
SCHEMA = "1"
Outcome = Literal["done", "finished before", "stopped", "failed", "not started"]


@dataclass(frozen=True, slots=True)
class Orders:
    """What every cohort of a batch is matched with; None stands for its program's own setting."""

    time_limit: float | None = None
    gap: float | None = None
    seed: int | None = None
    workers: int | None = None
    deterministic: bool = False
    leave_out_faulty: bool = False

    def arguments(self) -> list[str]:
        """Return them as `matcher match` takes them."""
        words: list[str] = []
        for field in fields(self):
            value = getattr(self, field.name)
            option = "--" + field.name.replace("_", "-")
            if value is True:
                words.append(option)
            elif value is not None and value is not False:
                words += [option, str(value)]
        return words


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
    complaints: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether there is nothing left to do for this cohort."""
        return self.outcome in ("done", "finished before")


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
        folder was made from what the cohort's files say now.
        """
        from matcher.propose import input_sha256

        entry = self._entries.get(str(cohort))
        if entry is None or entry.get("outcome") != "done" or entry.get("orders") != asdict(orders):
            return None
        try:
            proposal = read_proposal(self.out / folder / "proposal.json")
            now = read_cohort(cohort, leave_out_faulty=orders.leave_out_faulty).cohort
        except (UnusableInput, OSError):
            return None
        if proposal.input_sha256 != input_sha256(now):
            return None
        seated = len(proposal.seats())
        return Result(
            str(cohort), folder, "finished before", seated + len(proposal.unplaced), seated,
            len(proposal.groups), note=str(entry.get("note", "")),
        )  # fmt: skip

    def keep(self, result: Result, orders: Orders) -> None:
        """Write a result down; the file is whole at every moment."""
        entry = {**asdict(result), "orders": asdict(orders)}
        del entry["complaints"]  # they may be many, and the next run says them again
        self._entries[result.cohort] = entry
        content = {"schema": SCHEMA, "cohorts": list(self._entries.values())}
        self.out.mkdir(parents=True, exist_ok=True)
        write_whole(self.out / NAME, (json.dumps(content, indent=1) + "\n").encode())


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
