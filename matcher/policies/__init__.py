"""Policies that ship with the program, to name as they are or to copy and change."""

from __future__ import annotations

from importlib.resources import files

POLICIES = ("access", "capacity")


def policy_text(name: str) -> str:
    """Return the file of a ready policy.

    Raises
    ------
    KeyError
        No ready policy has this name; `POLICIES` lists them.
    """
    if name not in POLICIES:
        raise KeyError(name)
    return files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
