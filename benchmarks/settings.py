"""The solver's limits: reading and writing their file, and trying others in a child process.

`matcher/solve/defaults.toml` holds one table per size class. `apply` puts others in their place
for one process: through ``matcher.solve.limits.use`` where the solver has it, and until then by
replacing the constants that stand in the solver's modules. It says which took effect, so that no
sweep reports on a limit that nobody read.
"""

from __future__ import annotations

import importlib
import importlib.util
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

DEFAULTS = Path(__file__).parent.parent / "matcher" / "solve" / "defaults.toml"
CONSTANTS = {
    "one_worker": ("matcher.solve.solve", "TINY"),
    "exact": ("matcher.solve.solve", "SMALL"),
    "seats_exact": ("matcher.solve.solve", "MEDIUM"),
    "dive_groups": ("matcher.solve.solve", "DIVE_MOST"),
    "idle": ("matcher.solve.solve", "IDLE"),
}
DATACLASSES = {
    "groups": ("matcher.solve.improve", "Effort", "groups"),
    "times": ("matcher.solve.improve", "Effort", "times"),
    "seconds": ("matcher.solve.improve", "Effort", "seconds"),
    "workers": ("matcher.solve.solve", "Settings", "workers"),
    "gap": ("matcher.solve.solve", "Settings", "gap"),
}
LIMITS = "matcher.solve.limits"

Settings = Mapping[str, float]


def apply(settings: Settings) -> list[str]:
    """Put limits in the place of the solver's own, in this process.

    Returns
    -------
    list of str
        Those that took effect.
    """
    if importlib.util.find_spec(LIMITS) is not None:
        return list(importlib.import_module(LIMITS).use(dict(settings)))
    done = []
    for name, value in settings.items():
        if name in CONSTANTS:
            module, attribute = CONSTANTS[name]
            place = importlib.import_module(module)
            if hasattr(place, attribute):
                setattr(place, attribute, value)
                done.append(name)
        elif name in DATACLASSES and name not in ("workers", "gap"):
            module, cls, attribute = DATACLASSES[name]
            if _new_default(getattr(importlib.import_module(module), cls, None), attribute, value):
                done.append(name)
        elif name in ("workers", "gap"):
            done.append(name)  # given with the run's own options
    return done


def supported() -> list[str]:
    """Return the limits that would take effect at present, without changing any."""
    if importlib.util.find_spec(LIMITS) is not None:
        return list(importlib.import_module(LIMITS).NAMES)
    held = [
        n for n, (module, a) in CONSTANTS.items() if hasattr(importlib.import_module(module), a)
    ]
    for name, (module, cls, attribute) in DATACLASSES.items():
        owner = getattr(importlib.import_module(module), cls, None)
        if owner is not None and attribute in {f.name for f in fields(owner)}:
            held.append(name)
    return held


def _new_default(cls: Any, attribute: str, value: float) -> bool:
    """Give a dataclass's attribute another default; say whether it has one."""
    if cls is None:
        return False
    with_default = [f.name for f in fields(cls) if f.default is not MISSING and f.init]
    if attribute not in with_default:
        return False
    values = list(cls.__init__.__defaults__)
    values[with_default.index(attribute)] = value
    cls.__init__.__defaults__ = tuple(values)
    return True


def read(path: Path | None = None) -> dict[str, dict[str, float]]:
    """Return the limits of every size class."""
    with (path or DEFAULTS).open("rb") as file:
        return tomllib.load(file)


def write(classes: Mapping[str, Settings], path: Path | None = None, source: str = "") -> None:
    """Write the limits of every size class, with what is known of each."""
    lines = [*(f"# {line}".rstrip() for line in (HEAD + source).splitlines()), ""]
    for name, settings in classes.items():
        lines.append(f"[{name}]")
        width = max(map(len, settings))
        for key, value in settings.items():
            text = f"{key:<{width}} = {value!r}"
            lines.append(f"{text:<{width + 10}}# {MEANING[key]}" if key in MEANING else text)
        lines.append("")
    (path or DEFAULTS).write_text("\n".join(lines), encoding="utf-8")


HEAD = """The solver's limits by size of the cohort: the first class whose `people` is not exceeded.
A key left out has the value it has in the solver.
"""
MEANING = {
    "people": "eligible participants up to which this class is meant",
    "one_worker": "seat booleans up to which one worker is faster than several",
    "exact": "seat booleans up to which the whole exact model is tried on every level",
    "seats_exact": "... on seats and turn",
    "dive_groups": "groups up to which diving is worth its linear programs",
    "idle": "rounds of neighbourhoods without gain before something else is tried",
    "groups": "groups freed at a time",
    "times": "other times tried for each freed group",
    "seconds": "for one neighbourhood",
    "share_seats": "of the time limit, by whose end seats and turn are settled",
    "share_bound": "of the time limit, for one level's bound",
    "share_mix_bound": "of what is left, for the bound of mix",
    "share_dive": "of what is left, for a dive",
    "workers": "where the program does not say; 0: all cores",
}
