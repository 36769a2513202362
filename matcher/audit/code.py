"""Which program made a record: a changed checkout has another hash, whatever its version says."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import matcher

SUFFIXES = (".py", ".toml", ".html", ".css")


@cache
def sources_sha256() -> str:
    """Return the hash of the engine's own sources."""
    return folder_sha256(Path(matcher.__file__).parent)


def folder_sha256(home: Path) -> str:
    """Return the hash of a folder's sources, file by file in the order of their paths."""
    found = sha256()
    paths = (path for path in home.rglob("*") if path.suffix in SUFFIXES)
    for path in sorted(paths, key=lambda path: path.relative_to(home).as_posix()):
        content = path.read_bytes()
        found.update(f"{path.relative_to(home).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
