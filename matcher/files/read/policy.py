"""A policy beyond tiers and points: reserves, further points, roles and recorded overrides.

::

    [priority]
    policy = "capacity"                  # start from a ready policy; what stands here replaces it
    name = "Spring policy"
    version = "2027-01"
    reserve_order = ["supervisors", "rural"]         # needed where there are several

    [priority.reserve.supervisors]
    floor = "25%"                        # of the seats there can be; or a number of seats
    supervises_others = true             # every answer named here must fit
    ready_to_implement = true
    rationale = "why the programme keeps these seats"

    [priority.bonus.family-child-care]   # further points, in mode points
    points = 3
    sector = ["family-child-care", "head-start"]     # any of these
    rationale = "…"

    [priority.roles]
    region = "monitoring-only"           # eligibility, priority, reserve, preference

    [priority.overrides.monitor_age]     # nothing protected decides anything without one
    who = "…"
    why = "…"
    when = 2026-11-02
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from matcher.cohort import Bonus, Override, Priority, Program, Reserve
from matcher.cohort import vocabulary as words
from matcher.cohort.policy import MONITOR, Where
from matcher.cohort.protected import monitoring_only
from matcher.cohort.roles import ATTRIBUTES, MONITORING, ROLES, roles_of
from matcher.files.read import settings as value
from matcher.files.read.cells import Choice, flag, language
from matcher.files.read.columns import IGNORE, key
from matcher.files.read.issues import CellError, Findings, shown
from matcher.files.read.program_source import Noting, RawProgram
from matcher.files.read.sectors import sector_choice

TABLES = ("reserve", "bonus", "roles", "overrides")
CRITERIA = (
    "sector", "role", "organization", "region", "rural", "languages", "rc_access",
    "endorsement_target", "education", "supervises_others", "ready_to_implement", "rounds_waited",
)  # fmt: skip
MOST_RESERVES = 20
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_policy(
    raw: RawProgram, program: Program, order: Sequence[str], findings: Findings
) -> Priority:
    """Return the programme's priority with all that stands in its further tables.

    Parameters
    ----------
    raw : RawProgram
    program : Program
        As read so far: its sectors, columns and the plain settings of its priority.
    order : sequence of str
        Names of the reserves, the first to be filled first; blank where none was given.
    findings : Findings
    """
    reader = _Reader(raw, program, findings)
    overrides = tuple(reader.overrides())
    reader.allowed = {key(override.attribute) for override in overrides}
    reserves = {reserve.name: reserve for reserve in reader.reserves()}
    priority = replace(
        program.priority,
        bonuses=tuple(reader.bonuses()),
        reserves=tuple(reader.in_order(reserves, order)),
        overrides=overrides,
    )
    roles = dict(reader.roles())
    reader.hold_roles(roles, replace(program, priority=priority))
    reader.hold_columns(program.columns)
    return replace(priority, roles=MappingProxyType(roles))


class _Reader:
    def __init__(self, raw: RawProgram, program: Program, findings: Findings) -> None:
        self.raw, self.program, self.findings = raw, program, findings
        self.allowed: set[str] = set()  # what overrides name
        found = raw.table("priority")
        self.tables = {
            name: table if isinstance(table := found.get(name), Mapping) else {} for name in TABLES
        }
        self.parsers: Mapping[str, Callable[[str], str]] = {
            "sector": sector_choice(program),
            "role": Choice(words.ROLES, words.ROLE_ALIASES),
            "rc_access": Choice(words.RC_ACCESS, words.RC_ACCESS_ALIASES),
            "endorsement_target": Choice(words.TARGETS, words.TARGET_ALIASES),
            "education": Choice(words.EDUCATION, words.EDUCATION_ALIASES),
            "languages": language,
            "rounds_waited": _rounds,
            **dict.fromkeys(("rural", "supervises_others", "ready_to_implement"), _flag),
        }

    def noting(self, path: str) -> Noting:
        return Noting(self.raw, f"priority.{path}", self.findings)

    def _each(self, table: str) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        """Yield name, path and keys of every table of a kind."""
        seen: set[str] = set()
        for given, keys in self.tables[table].items():
            path = f"{table}.{given}"
            with self.noting(path):
                if not isinstance(keys, Mapping):
                    raise value.refuse(keys, f"a table [priority.{path}]")
                name = name_of(given)
                if name in seen or len(seen) >= MOST_RESERVES:
                    raise CellError(
                        f"found {shown(given)} {'twice' if name in seen else 'as one too many'}; "
                        f"accepted: up to {MOST_RESERVES}, each under a name of its own"
                    )
                seen.add(name)
                yield name, path, keys

    # --- reserves and further points -----------------------------------------------------------

    def reserves(self) -> Iterator[Reserve]:
        """Yield the reserves as they stand in the file."""
        for name, path, keys in self._each("reserve"):
            why, where = self._rationale(path, keys), self._where(path, keys, "floor")
            with self.noting(f"{path}.floor"):
                floor, percent = _floor(keys.get("floor"))
                if why and where:
                    yield Reserve(name, where, floor, percent, why)

    def bonuses(self) -> Iterator[Bonus]:
        """Yield the further points."""
        for name, path, keys in self._each("bonus"):
            with self.noting(path):
                if self.program.priority.mode != "points":
                    raise CellError('found points for tiers; accepted: with mode = "points"')
            why, where = self._rationale(path, keys), self._where(path, keys, "points")
            with self.noting(f"{path}.points"):
                points = value.number(0, 1e6)(self._plain(keys.get("points")))
                if why and where:
                    yield Bonus(name, where, points, why)

    def _plain(self, found: object) -> object:
        """Return a value as TOML would hold it, from a sheet's cell too."""
        if self.raw.cells and isinstance(found, str):
            return value.from_cell(value.number, found)
        return found

    def _rationale(self, path: str, keys: Mapping[str, object]) -> str:
        with self.noting(f"{path}.rationale"):
            found = keys.get("rationale")
            if not isinstance(found, str) or not found.strip():
                raise CellError(
                    f"found {shown(found)}; accepted: in a sentence or two, why this criterion "
                    "decides who gets a seat"
                )
            return value.text(found)
        return ""

    def _where(self, path: str, keys: Mapping[str, object], own: str) -> Where:
        where: dict[str, tuple[str, ...]] = {}
        asked = [name for name in keys if name not in (own, "rationale")]
        if not asked:
            with self.noting(path):
                raise CellError(f"found no criterion; accepted: one or more of {_CRITERIA_WORDS}")
        for name in asked:
            with self.noting(f"{path}.{name}"):
                attribute = self._criterion(name)
                where[attribute] = self._accepted(attribute, keys[name])
        return MappingProxyType(where) if len(where) == len(asked) else MappingProxyType({})

    def _criterion(self, name: str) -> str:
        """Return the attribute that a key names, if it may decide anything."""
        plain = words.normal(name).replace(" ", "_")
        self._refuse_monitoring(name)
        if plain not in CRITERIA and not plain.startswith(MONITOR):
            raise CellError(f"found {shown(name)}; accepted: {_CRITERIA_WORDS}")
        return plain

    def _refuse_monitoring(self, name: str) -> None:
        about = monitoring_only(name)
        if about and key(name) not in self.allowed:
            raise CellError(
                f"{shown(name)} is for monitoring only ({about}); accepted: another criterion, or "
                f"a recorded override [priority.overrides.{_toml(name)}] with who, why and when",
                "monitoring-only",
            )

    def _accepted(self, attribute: str, found: object) -> tuple[str, ...]:
        parse = self.parsers.get(attribute, value.text)
        parts = found if isinstance(found, list | tuple) else self._parts(attribute, found)
        if not parts:
            raise value.refuse(found, "one answer, or a list of them")
        answers = []
        for part in parts:
            if isinstance(part, Mapping | list | tuple) or part is None:
                raise value.refuse(part, "one answer, or a list of them")
            plain = ("yes" if part else "no") if isinstance(part, bool) else str(part)
            answers.append(parse(plain))
        return tuple(dict.fromkeys(answers))

    def _parts(self, attribute: str, found: object) -> Sequence[object]:
        if not self.raw.cells or not isinstance(found, str):
            return [found]
        return [found] if attribute in ("region", "organization") and ";" not in found else list(
            value.words_of(found)
        )  # fmt: skip

    def in_order(self, reserves: Mapping[str, Reserve], order: Sequence[str]) -> list[Reserve]:
        """Return the reserves as the policy says they are filled."""
        named = [name_of(name) for name in order]
        with self.noting("reserve_order"):
            wanted = {name_of(name) for name in self.tables["reserve"] if _usable(name)}
            if (named or len(wanted) > 1) and (set(named) != wanted or len(named) != len(wanted)):
                raise CellError(
                    f"found {shown(', '.join(order))}; accepted: every reserve once, the first to "
                    f"be filled first: {', '.join(sorted(wanted)) or 'there is none'}"
                )
        return [reserves[name] for name in (named or reserves) if name in reserves]

    # --- roles and overrides -------------------------------------------------------------------

    def overrides(self) -> Iterator[Override]:
        """Yield the overrides on record."""
        for name, keys in self.tables["overrides"].items():
            with self.noting(f"overrides.{name}"):
                if not isinstance(keys, Mapping) or set(keys) != {"who", "why", "when"}:
                    found = sorted(keys) if isinstance(keys, Mapping) else keys
                    raise value.refuse(found, "who, why and when, nothing else")
                who, why, when = (keys[part] for part in ("who", "why", "when"))
                yield Override(name, value.text(who), value.text(why), value.day(when))

    def roles(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the roles that the policy states."""
        for name, found in self.tables["roles"].items():
            with self.noting(f"roles.{name}"):
                parts = found if isinstance(found, list | tuple) else [found]
                if self.raw.cells and isinstance(found, str):
                    parts = list(value.words_of(found))
                stated = tuple(value.one_of(*ROLES)(part) for part in parts)
                if set(stated) != {MONITORING}:
                    self._refuse_monitoring(name)
                plain = words.normal(name).replace(" ", "_")
                if plain not in ATTRIBUTES and not plain.startswith(MONITOR):
                    raise CellError(
                        f"found {shown(name)}; accepted: a column of participants such as "
                        f"{', '.join(CRITERIA)}, or a {MONITOR}… name"
                    )
                yield plain, stated

    def hold_roles(self, stated: Mapping[str, tuple[str, ...]], program: Program) -> None:
        """Find answers whose stated role is not the one they have."""
        real = roles_of(program)
        for name, roles in stated.items():
            with self.noting(f"roles.{name}"):
                has = real.get(name, (MONITORING,))
                if set(has) != set(roles):
                    raise CellError(
                        f"found {', '.join(roles)}; accepted: {', '.join(has)}, because that is "
                        "what this program uses the answer for (change the use, or the role)"
                    )

    def hold_columns(self, columns: Mapping[str, str]) -> None:
        """Find questions about what is monitoring-only that are read as something that decides."""
        for header, name in columns.items():
            if name == IGNORE or name.startswith(MONITOR) or name in ("name", "email", "id"):
                continue
            path = f"columns.{header}"
            with Noting(self.raw, path, self.findings):
                about = monitoring_only(header)
                if about and key(header) not in self.allowed:
                    raise CellError(
                        f"the question seems to be about {about}, which is for monitoring only, "
                        f"and may not be read as {name}; accepted: a {MONITOR}… name, "
                        f"{IGNORE}, or a recorded override "
                        f"[priority.overrides.{_toml(header)}] with who, why and when",
                        "monitoring-only",
                    )


_CRITERIA_WORDS = ", ".join(CRITERIA)


def name_of(given: str) -> str:
    """Return a reserve's name as its level shows it: ``Family child care`` in lower case."""
    name = re.sub(r"[\s_-]+", "-", given.strip().casefold())
    if not _usable(given):
        raise CellError(
            f"found the name {shown(given)}; accepted: up to 40 letters, digits and hyphens, such "
            "as family-child-care"
        )
    return name


def _usable(given: str) -> bool:
    name = re.sub(r"[\s_-]+", "-", given.strip().casefold())
    return len(name) <= 40 and bool(_NAME.fullmatch(name))


def _toml(name: str) -> str:
    """Return a key as TOML takes it."""
    clean = " ".join(
        "".join(c if c.isprintable() and c not in '"\\' else " " for c in name).split()
    )
    return clean if re.fullmatch(r"[A-Za-z0-9_-]+", clean) else f'"{clean[:80]}"'


def _flag(text: str) -> str:
    return "yes" if flag(text) else "no"


def _rounds(text: str) -> str:
    number = value.whole(1, 1000)(int(text) if text.isdecimal() and len(text) < 5 else text)
    return str(number)


def _floor(found: object) -> tuple[int | None, float | None]:
    """Return a floor in seats, or in per cent: ``12``, ``"25%"``, or 0.25 of a sheet's cell."""
    accepted = 'a number of seats such as 6, or a share of the seats such as "25%"'
    if isinstance(found, str):
        text = found.strip()
        if re.fullmatch(r"\d{1,6}", text):
            found = int(text)
        elif re.fullmatch(r"\d{1,3}(\.\d{1,4})?\s*%", text):
            percent = float(text.rstrip("% "))
            if 0 < percent <= 100:
                return None, percent
        elif re.fullmatch(r"0?\.\d{1,15}", text):
            found = float(text)
    if isinstance(found, int) and not isinstance(found, bool) and 1 <= found <= 100_000:
        return found, None
    if isinstance(found, float) and 0 < found < 1:
        return None, round(found * 100, 4)
    raise value.refuse(found, accepted)
