"""Letters as files: two a person, and a list of who gets which."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from hashlib import sha256
from io import StringIO
from pathlib import Path
from urllib.parse import quote

from matcher.cohort import Cohort, Proposal
from matcher.files.write.archive import zip_bytes
from matcher.files.write.folder import write_whole
from matcher.files.write.tables import plain_cell
from matcher.letters.chances import Chances
from matcher.letters.letter import letters
from matcher.letters.render import letter_html, letter_text

LIST = "letters.csv"
COLUMNS = ("participant_id", "name", "email", "seat", "text", "page")
LONGEST = 80  # of a file's name, in bytes, before its ending


def letter_files(
    cohort: Cohort, proposal: Proposal, chances: Chances | None = None
) -> dict[str, bytes]:
    """Return everybody's letter by file name, and the list of them first.

    Only the list, which is the coordinator's own, names several people.
    """
    contents: dict[str, bytes] = {LIST: b""}
    rows: list[Sequence[str]] = []
    for letter in letters(cohort, proposal, chances):
        person = letter.person
        stem = _stem(person.id)
        seat = next((one.id for one in proposal.groups if person.id in one.members), "")
        rows.append((person.id, person.name, person.email, seat, f"{stem}.txt", f"{stem}.html"))
        contents[f"{stem}.txt"] = letter_text(letter).encode()
        contents[f"{stem}.html"] = letter_html(letter).encode()
    contents[LIST] = _list(rows)
    return contents


def _stem(person_id: str) -> str:
    """Return a name no two ids share, on any disk: no separators, and no capitals told apart."""
    safe = quote(person_id, safe=" ")
    if safe == person_id and person_id == person_id.upper() and len(safe) <= LONGEST:
        return f"letter-{safe}"
    return f"letter-{safe[:LONGEST]}-{sha256(person_id.encode()).hexdigest()[:8]}"


def _list(rows: Sequence[Sequence[str]]) -> bytes:
    text = StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows([plain_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def letters_zip(cohort: Cohort, proposal: Proposal, chances: Chances | None = None) -> bytes:
    """Return all letters in one zip; the same proposal gives the same bytes."""
    return zip_bytes(letter_files(cohort, proposal, chances))


def write_letters(
    cohort: Cohort, proposal: Proposal, out: Path, chances: Chances | None = None
) -> int:
    """Write all letters into a folder; return to how many people.

    Letters that an earlier list there names and that are no more are removed.

    Raises
    ------
    OSError
        Where a file cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    contents = letter_files(cohort, proposal, chances)
    stale = _listed(out / LIST) - contents.keys()
    for name, content in contents.items():
        write_whole(out / name, content)
    for name in stale:
        (out / name).unlink(missing_ok=True)
    return len(cohort.participants)


def _listed(path: Path) -> set[str]:
    """Return the letters that an earlier list names; none that could lie elsewhere."""
    try:
        rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()
    names = {str(row.get(key) or "") for row in rows for key in ("text", "page")}
    return {
        name
        for name in names
        if name.startswith("letter-") and "/" not in name and "\\" not in name
        and name.endswith((".txt", ".html"))
    }  # fmt: skip
