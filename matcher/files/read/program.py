"""``program.toml``, a JSON program or a workbook's ``Program`` sheet to a Program.

Beside the contract's keys a programme may have::

    [sectors]
    add = ["library", "museum"]                       # further sectors
    rename = { "pediatrics" = "child-health" }        # the old name stays an alias
    [sectors.aliases]
    "Pre-K" = "early-care-and-education"              # its own spellings

    [columns]
    "What is your main sector of work?" = "sector"    # a form's own question
    "Previous sector" = "ignore"                      # a column not to be read

    [qualification]
    version = "2027-01"
    [qualification.IFRS]                              # rows not given stay as they are
    endorsed = ["IFRS", "IMHS", "IMHM"]
    emerging = "any"
    vetted = "none"

What else a policy may hold stands in policy.py. In a ``Program`` sheet a key is written with dots
(``priority.mode``), a list in one cell with ``;`` or ``,`` (levels of access that share a tier with
``+``), a range of dates with ``to``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from matcher.cohort import Priority, Program
from matcher.cohort.program import DEFAULT_MIX, DEFAULT_POINTS
from matcher.files.read import settings as value
from matcher.files.read.columns import COLUMN_NAMES, IGNORE, MONITOR
from matcher.files.read.issues import Findings
from matcher.files.read.policy import TABLES as POLICY_TABLES
from matcher.files.read.policy import read_policy
from matcher.files.read.program_source import Noting, RawProgram
from matcher.files.read.qualification import read_qualification
from matcher.files.read.ready import with_ready
from matcher.files.read.sectors import read_sectors
from matcher.policies import POLICIES

MOST_SECONDS = 7 * 24 * 3600.0

SETTINGS: Mapping[str, Callable[[object], object]] = {
    "name": value.text,
    "time_zone": value.zone,
    "start_date": value.day,
    "hours": value.hours,
    "cadences": value.cadences,
    "holidays": value.holidays,
    "breaks": value.breaks,
    "group_size": value.group_size,
    "slot_minutes": value.whole(1, 24 * 60),
    "day_window": value.day_window,
    "weekdays": value.weekdays,
    "accept_vetted": value.flag,
    "accept_emerging": value.flag,
    "same_organization_max": value.whole(0, 1000),
    "seed": value.seed,
    "priority.policy": value.one_of(*POLICIES),
    "priority.name": value.text,
    "priority.version": value.text,
    "priority.reserve_order": value.names,
    "priority.mode": value.one_of("tiers", "points"),
    "priority.tiers": value.tiers,
    "priority.within": value.one_of("ticket", "applied_on"),
    **{f"priority.points.{name}": value.number(0, 1e6) for name in DEFAULT_POINTS},
    "levels.fewest_groups": value.flag,
    "repair.backfill_hours": value.number(0, 10_000),
    **{f"mix.{name}": value.whole(0, 1000) for name in DEFAULT_MIX},
    "solver.time_limit": value.number(0, MOST_SECONDS, above=True),
    "solver.gap_limit": value.number(0, 1),
    "solver.workers": value.whole(0, 1024),
}
TABLES = ("priority", "priority.points", "levels", "mix", "repair", "solver")
OPEN_TABLES = (  # keys of the programme's own
    "sectors", "columns", "qualification", *(f"priority.{name}" for name in POLICY_TABLES),
)  # fmt: skip


def read_program(raw: RawProgram, findings: Findings, *, within: Program | None = None) -> Program:
    """Return a programme; every wrong value is a fault, every unknown key a warning.

    Parameters
    ----------
    raw : RawProgram
    findings : Findings
    within : Program, optional
        A programme of which only the priority is to be replaced by what was found.
    """
    values: dict[str, object] = {}
    raw = with_ready(raw)
    for path, found in _leaves(raw, raw.tree, "", findings):
        parse = SETTINGS.get(path)
        if parse is None:
            findings.warn(raw.file, raw.row_of(path), path, "unknown-key", _unknown(path))
            continue
        if raw.cells and isinstance(found, str):
            found = value.from_cell(parse, found)
        with Noting(raw, path, findings):
            values[path] = parse(found)
    return _program(raw, values, findings, within)


def _leaves(
    raw: RawProgram, tree: Mapping[str, object], prefix: str, findings: Findings
) -> Iterator[tuple[str, object]]:
    for name, found in tree.items():
        path = f"{prefix}{name}"
        if path in OPEN_TABLES or path in TABLES:
            with Noting(raw, path, findings):
                if not isinstance(found, Mapping):
                    raise value.refuse(found, f"a table [{path}]")
            if path in TABLES and isinstance(found, Mapping):
                yield from _leaves(raw, found, path + ".", findings)
        else:
            yield path, found


def _unknown(path: str) -> str:
    near = difflib.get_close_matches(path, [*SETTINGS, *OPEN_TABLES], 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"no setting of this name is known; it is not used{hint}"


def _program(
    raw: RawProgram, values: Mapping[str, object], findings: Findings, within: Program | None
) -> Program:
    def under(prefix: str) -> dict[str, object]:
        return {
            path.removeprefix(prefix): found
            for path, found in values.items()
            if path.startswith(prefix) and "." not in path.removeprefix(prefix)
        }

    points = MappingProxyType({**DEFAULT_POINTS, **under("priority.points.")})
    plain_priority = under("priority.")
    plain_priority.pop("policy", None)
    order: Sequence[str] = plain_priority.pop("reserve_order", ())  # type: ignore[assignment]
    priority = Priority(**plain_priority, points=points)  # type: ignore[arg-type]
    if within is not None:
        program = replace(within, priority=priority)
        return replace(program, priority=read_policy(raw, program, order, findings))
    mix = MappingProxyType({**DEFAULT_MIX, **under("mix.")})
    plain = {path: found for path, found in values.items() if "." not in path}
    sectors, aliases = read_sectors(raw.table("sectors"), raw, findings)
    program = Program(
        **plain,  # type: ignore[arg-type]
        **under("solver."),  # type: ignore[arg-type]
        **under("levels."),  # type: ignore[arg-type]
        **under("repair."),  # type: ignore[arg-type]
        priority=priority,
        mix=mix,  # type: ignore[arg-type]
        sectors=sectors,
        sector_aliases=aliases,
        columns=_columns(raw, findings),
        qualification=read_qualification(raw.table("qualification"), raw, findings),
    )
    return replace(program, priority=read_policy(raw, program, order, findings))


def _columns(raw: RawProgram, findings: Findings) -> Mapping[str, str]:
    columns = {}
    for header, found in raw.table("columns").items():
        path = f"columns.{header}"
        with Noting(raw, path, findings):
            name = value.text(found).casefold().replace(" ", "_").replace("-", "_")
            if name not in COLUMN_NAMES and name != IGNORE and not name.startswith(MONITOR):
                raise value.refuse(found, f"a column such as sector, a {MONITOR}… name or {IGNORE}")
            columns[header] = name
    return MappingProxyType(columns)
