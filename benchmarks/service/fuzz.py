"""Uploads that are broken in every way: refused with sentences, and memory stays where it was."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.service.bodies import body
from benchmarks.service.server import Server
from matcher.demo import demo_path

Parts = dict[str, tuple[str, bytes]]
WARM_UP = 0.2  # of the uploads; memory is compared from there on
MOST_GROWTH = 60.0  # MB
NASTY = (
    b"\x00", b"\xff\xfe", b'"', b";", b"\n" * 50, b"=cmd|' /C calc'!A0", b"\xed\xa0\x80",
    b"9" * 400, b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"{" * 200, b"[" * 200, b"1e999", b"NaN",
    "\u202e\u0000é".encode(), b"Mon 25:00-99:99", b"../../etc/passwd",
)  # fmt: skip


def broken(rng: random.Random, content: bytes) -> bytes:
    """Return some bytes with a few of them changed, gone, doubled or replaced by nasty ones."""
    for _ in range(rng.choice((1, 1, 2, 5, 30))):
        at = rng.randrange(len(content) + 1)
        end = min(len(content), at + rng.choice((0, 1, 1, 4, 60, 2000)))
        kind = rng.randrange(4)
        if kind == 0:
            new = rng.choice(NASTY)
        elif kind == 1:
            new = b""
        elif kind == 2:
            new = content[at:end] * 2
        else:
            new = bytes(rng.randrange(256) for _ in range(end - at))
        content = content[:at] + new + content[end:]
    return content


def broken_workbook(rng: random.Random, workbook: bytes) -> bytes:
    """Return a workbook broken as a zip, or whole with one of its parts broken inside."""
    if rng.random() < 0.4:
        return broken(rng, workbook)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        victim = rng.choice([name for name in book.namelist() if name.endswith(".xml")])
        for name in book.namelist():
            content = book.read(name)
            copy.writestr(name, broken(rng, content) if name == victim else content)
    return out.getvalue()


def uploads(rng: random.Random) -> Callable[[], Parts]:
    """Return what makes one broken upload after the other."""
    folder = Path(__file__).parent.parent.parent / "tests" / "cohorts" / "massachusetts-38"
    tables = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    workbook = demo_path("massachusetts-38").read_bytes()
    text = json.dumps(body(12, 1)).encode()

    def next_one() -> Parts:
        kind = rng.randrange(3)
        if kind == 0:
            victim = rng.choice(list(tables))
            return {
                name.partition(".")[0]: (
                    name,
                    broken(rng, content) if name == victim else content,
                )
                for name, content in tables.items()
            }
        if kind == 1:
            return {"file": ("cohort.xlsx", broken_workbook(rng, workbook))}
        return {"file": ("cohort.json", broken(rng, text))}

    return next_one


def feed(count: int, folder: Path, seed: int) -> dict[str, object]:
    """Send broken uploads; return the figures.

    Raises
    ------
    SystemExit
        An answer of 500 or above, a trace in an answer or the log, or memory that grows.
    """
    next_one = uploads(random.Random(seed))
    statuses, faults, before = Counter[int](), list[str](), 0.0
    with Server(folder, warm=False) as server, server.client() as client:
        for number in range(count):
            if number == int(WARM_UP * count):
                before = server.megabytes()
            answer = client.post("/v1/cohorts", files=next_one())
            statuses[answer.status_code] += 1
            if answer.status_code >= 500 or "Traceback" in answer.text or ".py" in answer.text:
                faults.append(f"upload {number}: {answer.status_code} {answer.text[:300]}")
        after = server.megabytes()
    if "Traceback" in server.log.read_text():
        faults.append("a trace in the log")
    if after - before > MOST_GROWTH:
        faults.append(f"memory grew from {before:.0f} to {after:.0f} MB")
    if faults:
        raise SystemExit("\n".join(faults[:20]))
    return {
        "uploads": count,
        "answers by status": dict(sorted(statuses.items())),
        "traces": 0,
        "MB after a fifth": round(before),
        "MB at the end": round(after),
    }
