"""A generated cohort as a folder of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from matcher.generate.cohort import GeneratedCohort
from matcher.generate.form_export import exported_headers
from matcher.generate.roster import PROVIDER_COLUMNS
from matcher.generate.waitlist import PARTICIPANT_COLUMNS


def write_cohort_folder(generated: GeneratedCohort, out: Path) -> None:
    """Write participants.csv, providers.csv and program.toml, making the folder if need be.

    All three are written beside their places first and then renamed, so that nobody finds half a
    file. The same cohort gives the same bytes on every system.

    Parameters
    ----------
    generated : GeneratedCohort
    out : Path
        Files of these names are replaced; others are left alone.

    Raises
    ------
    OSError
        If the folder cannot be made or written.
    """
    exported = generated.form_export
    contents = {
        "participants.csv": _table(PARTICIPANT_COLUMNS, generated.participants, exported),
        "providers.csv": _table(PROVIDER_COLUMNS, generated.providers, exported),
        "program.toml": generated.program.encode(),
    }
    out.mkdir(parents=True, exist_ok=True)
    drafts = {out / name: out / f".{name}.draft" for name in contents}
    try:
        for draft, content in zip(drafts.values(), contents.values(), strict=True):
            draft.write_bytes(content)
        for place, draft in drafts.items():
            draft.replace(place)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, str]], exported: bool) -> bytes:
    headers = exported_headers(columns) if exported else columns
    delimiter = ";" if exported else ","
    text = io.StringIO()
    writer = csv.DictWriter(text, headers, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    # Forms made for Excel mark their UTF-8 with a BOM.
    return text.getvalue().encode("utf-8-sig" if exported else "utf-8")
