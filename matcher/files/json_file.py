"""A JSON file of ours as Python holds it, or in words why it is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from matcher.files.read.issues import Issue, UnusableInput


def read_json(path: Path, what: str, name: str, *, strict: bool = False) -> Any:
    """Read a JSON file.

    Parameters
    ----------
    path : Path
    what, name : str
        What it should hold, and how such a file is called: ``proposal``, ``proposal.json``.
    strict : bool
        Refuse what can be read in two ways: a key that stands twice in one object.

    Raises
    ------
    UnusableInput
        If there is no such file, or it holds no JSON.
    """
    hook = _unique if strict else None
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=hook)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise unreadable(path, "unreadable", f"cannot be read: {reason}") from error
    except UnicodeDecodeError as error:
        raise unreadable(path, "not-utf-8", f"is no UTF-8 text; give the file {name}") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise unreadable(path, "not-json", f"is no JSON ({place})") from error
    except _RepeatedKeyError as error:
        raise unreadable(path, "repeated-key", str(error)) from error
    except (RecursionError, ValueError) as error:
        raise unreadable(path, "not-json", f"is JSON of no {what}: nested or too large") from error


def unreadable(path: Path, code: str, message: str) -> UnusableInput:
    """Return what to raise where a whole file is of no use."""
    return UnusableInput((Issue(path.name, None, None, code, f"{path.name} {message}"),))


class _RepeatedKeyError(ValueError):
    """A key stands twice in one object: readers disagree on which of the two counts."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _RepeatedKeyError(f"holds the key {json.dumps(twice)[:40]} twice in one object")
    return found
