"""A programme's own sectors: added, renamed, and its spellings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from matcher.cohort import Program
from matcher.cohort.vocabulary import SECTOR_ALIASES, SECTORS, alias_table, normal
from matcher.files.read.cells import Choice
from matcher.files.read.issues import CellError, Findings, shown
from matcher.files.read.program_source import Noting, RawProgram
from matcher.files.read.settings import refuse, text, words_of

KEYS = ("add", "rename", "aliases")


def read_sectors(
    table: Mapping[str, object], raw: RawProgram, findings: Findings
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Return the programme's sectors, and what its own normalised spellings stand for.

    Parameters
    ----------
    table : mapping
        The keys ``add``, ``rename`` and ``aliases`` under ``[sectors]``.
    raw : RawProgram
        Where it was found.
    findings : Findings
    """
    sectors = list(SECTORS)
    aliases: dict[str, str] = {}
    for name in table:
        if name not in KEYS:
            path = f"sectors.{name}"
            message = f"no setting of this name is known; accepted: {', '.join(KEYS)}"
            findings.warn(raw.file, raw.row_of(path), path, "unknown-key", message)
    for old, new in _pairs(table, "rename", raw, findings).items():
        with Noting(raw, f"sectors.rename.{old}", findings):
            at = _index(sectors, old)
            name = text(new)
            if normal(name) in map(normal, sectors) and normal(name) != normal(old):
                raise refuse(new, "a name that no other sector has")
            aliases.update(
                dict.fromkeys(alias_table([old], {old: SECTOR_ALIASES[sectors[at]]}), name)
            )
            sectors[at] = name
    with Noting(raw, "sectors.add", findings):
        for added in words_of(table.get("add", [])):
            if normal(added) in map(normal, sectors):
                raise refuse(added, "names that no other sector has")
            sectors.append(added)
    for spelling, meant in _pairs(table, "aliases", raw, findings).items():
        with Noting(raw, f"sectors.aliases.{spelling}", findings):
            name = sectors[_index(sectors, text(meant), aliases)]
            if normal(spelling) in map(normal, sectors) and normal(spelling) != normal(name):
                raise CellError(f"found {shown(spelling)}, which is a sector itself; accepted: "
                                "any other spelling")  # fmt: skip
            aliases[normal(spelling)] = name
    return tuple(sectors), MappingProxyType(aliases)


def sector_choice(program: Program) -> Choice:
    """Return the parser of the programme's sectors."""
    kept = {name: SECTOR_ALIASES[name] for name in SECTORS if name in program.sectors}
    return Choice(program.sectors, kept, program.sector_aliases)


def _pairs(
    table: Mapping[str, object], name: str, raw: RawProgram, findings: Findings
) -> Mapping[str, object]:
    found = table.get(name, {})
    if isinstance(found, Mapping):
        return found
    with Noting(raw, f"sectors.{name}", findings):
        raise refuse(found, f"a table [sectors.{name}]")
    return {}


def _index(sectors: list[str], name: str, aliases: Mapping[str, str] = MappingProxyType({})) -> int:
    wanted = normal(aliases.get(normal(name), name))
    for index, sector in enumerate(sectors):
        if normal(sector) == wanted:
            return index
    raise refuse(name, ", ".join(sectors))
