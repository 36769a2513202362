"""The runs before this one: in the folder's own record, and beside the commitment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matcher.audit.chain import Entry, chain_faults
from matcher.audit.record import NAME
from matcher.audit.runs import joined, runs_from_dict
from matcher.endings import Refused
from matcher.files.json_file import read_json
from matcher.files.read.issues import Issue, UnusableInput
from matcher.files.write.folder import write_whole

SCHEMA = "1"


def ledger_path(commitment: Path) -> Path:
    """Return where all runs under a commitment are listed, whatever folder they went to."""
    return commitment.with_suffix(".runs.json")


def earlier_runs(out: Path, commitment: Path | None = None) -> Sequence[Mapping[str, Any]]:
    """Return every run that a run into this folder, under this commitment, comes after.

    Raises
    ------
    Refused
        Where a list of runs cannot be read, or was changed: it is never begun anew in silence.
    """
    places = [] if commitment is None else [ledger_path(commitment)]
    return joined(*map(_runs, [*places, out / NAME]))


def _runs(path: Path) -> Sequence[Entry]:
    if not path.exists():
        return ()
    faults: list[Issue] = []
    try:
        data = read_json(path, "list of runs", path.name, strict=True)
        runs = runs_from_dict(data, path.name, faults)
        broken = [str(fault) for fault in faults] or list(chain_faults(runs, "run"))
    except UnusableInput as error:
        runs, broken = (), [str(error)]
    if broken:
        raise Refused(
            f"{path} lists the runs before this one and is not as it was written ({broken[0]}). "
            "Bring back the file as it was, or choose another folder and keep this one."
        )
    return runs


def write_ledger(commitment: Path, record: Mapping[str, Any]) -> Path:
    """Write all runs of a record beside its commitment; return the file."""
    path = ledger_path(commitment)
    text = json.dumps({"schema": SCHEMA, "runs": record["runs"]}, indent=1, ensure_ascii=False)
    write_whole(path, (text + "\n").encode())
    return path
