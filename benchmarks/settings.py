"""The solver's limits: reading and writing their file, and trying others in a child process.

`matcher/solve/defaults.toml` holds one table per size class. `apply` puts others in their place
for one process, and says which took effect, so that no sweep reports on a limit nobody read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from matcher.solve import limits

DEFAULTS = Path(__file__).parent.parent / "matcher" / "solve" / "defaults.toml"
Settings = Mapping[str, float]


def apply(settings: Settings) -> list[str]:
    """Put limits in the place of the solver's own, in this process.

    Returns
    -------
    list of str
        Those that took effect; `gap` is given with the run's own options.
    """
    return [*limits.use(settings), *(name for name in settings if name == "gap")]


def supported() -> list[str]:
    """Return the limits that would take effect, without changing any."""
    return [*limits.NAMES, "gap"]


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
    "exact": "seats in the cohort up to which one level's exact model gets more of the time",
    "seats_exact": "seats within reach up to which an exact model is tried",
    "idle": "rounds of neighbourhoods without gain before the search begins anew",
    "groups": "groups freed at a time",
    "times": "other times tried for each freed group",
    "seconds": "for one neighbourhood",
    "share_seats": "of the time limit, by whose end seats and turn are settled",
    "share_bound": "of the time limit, for one level's bound",
    "share_mix_bound": "of what is left, for the bound of mix",
    "share_follow": "of what is left, for the best mix where its program opens groups",
    "share_proof": "of what is left, for the proof of one of the last levels",
    "counted_seats": "seat booleans for branch and cut where work is counted, not timed",
    "workers": "where the program does not say; 0: all cores",
}
