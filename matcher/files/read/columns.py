"""Which header stands for which column of the contract."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from matcher.files.read.cells import Cell
from matcher.files.read.issues import Findings, one_line
from matcher.files.read.tables import Rows, Table, not_blank

IGNORE = "ignore"
MONITOR = "monitor_"
PRIVATE = ("name", "email")

_SHARED: Mapping[str, tuple[str, ...]] = {
    "name": ("full name", "your name", "first and last name", "what is your name"),
    "email": (
        "e-mail", "email address", "e-mail address", "your email", "your email address",
        "what is your email address", "username",
    ),
    "organization": (
        "organisation", "employer", "agency", "agency name", "organization name", "workplace",
        "place of work", "where do you work", "agency organization", "organization agency",
        "name of your organization", "name of your agency",
    ),
    "region": (
        "county", "county or region", "region or county", "county region", "service area",
        "which county do you work in", "what county do you work in", "in which county do you work",
    ),
    "time_zone": ("tz", "zone", "what time zone are you in", "your time zone"),
    "cadence": (
        "preferred cadence", "frequency", "meeting frequency", "how often", "how often would you "
        "like to meet", "how often can you meet",
    ),
    "availability": (
        "available times", "availabilities", "times available", "weekly availability",
        "your availability", "when are you available", "when can you meet", "days and times",
        "days and times you are available", "what days and times are you available",
        "available days and times",
    ),
    "apart_from": (
        "keep apart", "keep apart from", "not with", "do not place with", "conflicts",
        "conflict of interest", "apart",
    ),
}  # fmt: skip

PARTICIPANT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("participant id", "person id", "record id", "id number", "unique id", "identifier"),
    **_SHARED,
    "name": (*_SHARED["name"], "participant", "participant name"),
    "sector": (
        "main sector", "primary sector", "sector of work", "main sector of work", "field",
        "field of work", "what is your main sector of work", "what sector do you work in",
        "which sector do you work in", "in which sector do you work", "area of work",
    ),
    "role": (
        "job role", "your role", "primary role", "main role", "current role", "position",
        "what is your role", "what is your current role", "what is your primary role",
    ),
    "supervisor_id": (
        "supervisor", "administrative supervisor", "administrative supervisor id", "reports to",
        "id of your supervisor", "who is your administrative supervisor",
    ),
    "rural": ("rural area", "rural county", "works in a rural area", "do you work in a rural area",
              "is your work in a rural area", "do you serve a rural area"),
    "languages": (
        "language", "languages spoken", "spoken languages", "language s",
        "what languages do you speak", "which languages can you reflect in",
        "in which languages can you reflect", "languages you can reflect in",
    ),
    "group_language": (
        "language of group", "preferred group language", "group language preference",
        "language preference", "in which language should your group be held",
    ),
    "rc_access": (
        "access to rc", "rc access", "access to reflective consultation", "current rc access",
        "access to reflective supervision", "reflective supervision access",
        "access to reflective supervision consultation", "current access", "rsc access",
        "how much access do you have to reflective consultation",
        "how much access do you have to reflective supervision",
        "how much access to reflective consultation do you have at your workplace",
        "do you have access to reflective supervision",
    ),
    "applied_on": (
        "applied", "application date", "date applied", "date of application", "applied at",
        "submitted", "submitted on", "date submitted", "submission date",
    ),
    "rounds_waited": (
        "rounds waiting", "rounds on waitlist", "waitlist rounds", "cohorts waited",
        "times waitlisted", "rounds on the waitlist",
    ),
    "member_until": (
        "membership", "membership until", "membership expires", "membership expiration",
        "membership expiration date", "membership end", "membership end date", "member through",
        "membership valid until", "membership status",
    ),
    "endorsement_target": (
        "target endorsement", "endorsement sought", "endorsement category",
        "endorsement category sought", "endorsement goal", "endorsement pursuing",
        "which endorsement are you working toward", "which endorsement are you pursuing",
        "what endorsement category are you working towards",
    ),
    "education": ("highest education", "highest degree", "education level", "level of education",
                  "degree", "highest level of education", "what is your highest degree",
                  "what is your highest level of education"),
    "supervises_others": (
        "supervises", "do you supervise others", "supervises staff", "do you supervise staff",
    ),
    "ready_to_implement": (
        "ready", "readiness", "are you ready to implement", "ready to implement rsc",
        "ready to offer reflective supervision", "organization ready to implement",
    ),
    "together_with": ("together", "keep together", "place with", "keep together with",
                      "same group as", "wants to be with"),
    "mou": ("memorandum of understanding", "mou signed", "signed mou", "agreement signed"),
    "evaluation_consent": (
        "consent", "consent to evaluation", "evaluation", "consents to evaluation",
        "do you consent to the evaluation",
    ),
    "group_id": ("group", "current group", "seated in", "locked group", "assigned group"),
}  # fmt: skip

PROVIDER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("provider id", "person id", "record id", "id number", "unique id", "identifier"),
    **_SHARED,
    "name": (*_SHARED["name"], "provider", "provider name"),
    "credential": ("credentials", "credential status", "provider status", "endorsement status"),
    "endorsement": (
        "endorsement category", "own endorsement", "current endorsement", "endorsed as",
        "which endorsement do you hold", "what is your endorsement",
    ),
    "credential_until": (
        "credential expires", "credential expiration", "endorsement expires", "endorsed until",
        "endorsement expiration", "endorsement expiration date", "credential valid until",
    ),
    "own_rsc_current": (
        "own rsc", "receives rsc", "own reflective supervision", "receives own rsc",
        "own reflective supervision current", "do you receive your own reflective supervision",
    ),
    "max_groups": (
        "maximum groups", "number of groups", "groups", "capacity", "group capacity", "max groups "
        "per cohort", "maximum number of groups", "how many groups can you lead",
    ),
    "max_group_size": ("maximum group size", "group size", "largest group", "max size",
                       "maximum size"),
    "languages": (
        "language", "languages led", "spoken languages", "languages spoken",
        "languages you can lead in", "in which languages can you lead", "language s",
    ),
    "sectors": ("sector", "sectors known", "sector expertise", "sector experience", "expertise",
                "which sectors do you know", "sectors of experience"),
}  # fmt: skip

PARTICIPANT_REQUIRED = ("id", "sector", "rc_access", "availability")
PROVIDER_REQUIRED = ("id", "credential", "max_groups", "availability")
COLUMN_NAMES = frozenset({*PARTICIPANT_COLUMNS, *PROVIDER_COLUMNS})


@lru_cache(maxsize=8192)
def key(header: str) -> str:
    """Return a header as it is matched: letters and digits only, lower case."""
    plain = unicodedata.normalize("NFKC", header).casefold()
    return "".join(char for char in plain if char.isalnum())


def monitor_key(header: str) -> str:
    """Return the name of a monitoring column without its prefix, or blank if it is none."""
    words = re.split(r"[\s_\-]+", unicodedata.normalize("NFKC", header).casefold().strip())
    return "_".join(words[1:]) if words[0] == "monitor" else ""


class Headers:
    """The headers of one table, the programme's own ``[columns]`` included.

    Parameters
    ----------
    columns : mapping
        Aliases by the contract's column.
    required : iterable of str
    own : mapping
        The programme's headers, each to a column, ``monitor_…`` or ``ignore``; they win.
    """

    def __init__(
        self,
        columns: Mapping[str, Iterable[str]],
        required: Iterable[str],
        own: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.columns = columns
        self.required = tuple(required)
        self._table = {key(alias): name for name, aliases in columns.items() for alias in aliases}
        self._table.update({key(name): name for name in columns})
        self._own = {
            key(header): name
            for header, name in own.items()
            if name in columns or name == IGNORE or name.startswith(MONITOR)
        }

    def known(self, header: str) -> bool:
        """Whether a header names a column."""
        return self.find(header)[0] != ""

    def find(self, header: str) -> tuple[str, bool]:
        """Return the column a header names (or blank), and whether the programme says so."""
        if own := self._own.get(key(header)):
            return own, True
        if name := self._table.get(key(header)):
            return name, False
        monitored = monitor_key(header)
        return (MONITOR + monitored if monitored else ""), False

    def accepted(self, name: str) -> str:
        """Return a column's accepted headers, for messages."""
        return ", ".join((name, *list(self.columns[name])[:6]))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose columns are known.

    Attributes
    ----------
    file : str
    place : mapping
        Index of each column of the contract that the table has.
    header : mapping
        Its header as it stands in the file.
    monitor : mapping
        Index by monitoring name.
    unknown : mapping
        Index by header of each column that nobody knows.
    rows, merged
        As in `Table`.
    parsed : dict
        What each text of a column was parsed to.
    """

    file: str
    place: Mapping[str, int]
    header: Mapping[str, str]
    monitor: Mapping[str, int]
    unknown: Mapping[str, int]
    rows: Rows
    merged: Mapping[tuple[int, int], str] = field(default_factory=dict)
    parsed: dict[tuple[str, Cell], object] = field(default_factory=dict)


def match_columns(table: Table, headers: Headers, findings: Findings) -> Sheet:
    """Name a table's columns; missing, doubled and unknown ones become findings.

    The programme's own ``[columns]`` win over the built-in aliases; otherwise two headers for
    one column are a fault, since nobody can say which of them holds.
    """
    found: dict[str, list[int]] = {}
    own: set[str] = set()
    unknown: dict[str, int] = {}
    for index, header in enumerate(table.header):
        name, mapped = headers.find(header)
        if mapped and name not in own and name != IGNORE:
            own.add(name)
            for displaced in found.pop(name, []):
                unknown[table.header[displaced]] = displaced
        elif name in own and not mapped:
            name = ""
        if not name:
            unknown[header or f"(column {index + 1})"] = index
        elif name != IGNORE:
            found.setdefault(name, []).append(index)
    _report_doubled(table, found, findings)
    _report_missing(table, found, headers, findings)
    _report_unknown(table, unknown, findings)
    place = {name: indexes[0] for name, indexes in found.items()}
    return Sheet(
        file=table.file,
        place={name: at for name, at in place.items() if not name.startswith(MONITOR)},
        header={name: one_line(table.header[at], 120) for name, at in place.items()},
        monitor={n.removeprefix(MONITOR): at for n, at in place.items() if n.startswith(MONITOR)},
        unknown={name: at for name, at in unknown.items() if not name.startswith("(column ")},
        rows=table.rows,
        merged=table.merged,
    )


def _report_doubled(table: Table, found: Mapping[str, list[int]], findings: Findings) -> None:
    for name, indexes in found.items():
        for index in indexes[1:]:
            first, again = table.header[indexes[0]], table.header[index]
            message = (
                f"'{one_line(first)}' (column {indexes[0] + 1}) and '{one_line(again)}' "
                f"(column {index + 1}) both mean {name}; accepted: one of them (program.toml can "
                f'say which, under [columns]: "{one_line(again)}" = "{IGNORE}")'
            )
            findings.fault(
                table.file, table.header_row, one_line(again, 120), "duplicate-column", message
            )


def _report_missing(
    table: Table, found: Mapping[str, list[int]], headers: Headers, findings: Findings
) -> None:
    if table.header_row is None and not table.rows:
        return  # an empty JSON list has no keys to miss
    for name in headers.required:
        if name not in found:
            message = f"the column is missing; accepted headers: {headers.accepted(name)}"
            findings.fault(table.file, table.header_row, name, "missing-column", message)


def _report_unknown(table: Table, unknown: Mapping[str, int], findings: Findings) -> None:
    for header, index in unknown.items():
        if not table.header[index] and not any(not_blank([row[index]]) for _, row in table.rows):
            continue
        findings.warn(
            table.file, table.header_row, one_line(header, 120), "unknown-column",
            "no column of this name is known; it is kept and never used",
        )  # fmt: skip
