"""A proposal in the formats people take away, chosen by `format` or by Accept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from api.errors import NotAcceptableError, NotFoundError
from api.services import audit
from api.services.proposals import Loaded

if TYPE_CHECKING:
    from matcher.equity import Equity

Format = Literal["json", "xlsx", "csv", "ics", "zip", "html", "audit", "letters"]
Table = Literal["groups", "unplaced"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "zip": "application/zip",
    "html": "text/html; charset=utf-8",
    "audit": "application/vnd.matcher.audit+json",
    "letters": "application/zip",
}
TELLS_ODDS: frozenset[Format] = frozenset({"xlsx", "html", "letters"})
SUFFIXES: dict[Format, str] = {"audit": "json", "letters": "zip"}


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its bytes, what they are, and what to save them as."""

    content: bytes
    media_type: str
    name: str


def chosen(accept: str | None) -> Format:
    """Return the format that an Accept header likes best; JSON where it does not care.

    Raises
    ------
    NotAcceptableError
    """
    ranges = [_range(part) for part in (accept or "*/*").split(",") if part.strip()]
    best: tuple[float, Format] = (0.0, "json")
    for name in FORMATS:
        kind = MEDIA_TYPES[name].partition(";")[0]
        patterns = (kind, f"{kind.partition('/')[0]}/*", "*/*")
        # The most specific range that fits decides (RFC 9110, section 12.5.1).
        liking = next((q for wanted in patterns for found, q in ranges if found == wanted), 0.0)
        if liking > best[0]:
            best = (liking, name)
    if best[0] <= 0:
        raise NotAcceptableError(
            f"Accept names no format of a proposal; there are {', '.join(FORMATS)}."
        )
    return best[1]


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = min(1.0, max(0.0, float(value)))
            except ValueError:
                quality = 0.0
    return kind, quality


def render(
    loaded: Loaded, proposal_id: str, wanted: Format, *, table: Table, group: str | None
) -> File:
    """Write a proposal in a format other than JSON.

    Raises
    ------
    NotFoundError
        It has no such group, or no record.
    """
    if group is not None and all(one.id != group for one in loaded.proposal.groups):
        ids = ", ".join(one.id for one in loaded.proposal.groups[:20]) or "none"
        raise NotFoundError(f"The proposal has no such group; there are {ids}.")
    name = proposal_id
    if wanted == "csv":
        name = f"{proposal_id}-{table}"
    elif wanted == "zip":
        name = f"{proposal_id}-calendars"
    elif wanted in SUFFIXES:
        name = f"{proposal_id}-{wanted}"
    content = _WRITERS[wanted](loaded, table, group)
    return File(content, MEDIA_TYPES[wanted], f"{name}.{SUFFIXES.get(wanted, wanted)}")


def _xlsx(loaded: Loaded, table: Table, group: str | None) -> bytes:
    from matcher.files.write.workbook import workbook_bytes

    return workbook_bytes(loaded.cohort, loaded.proposal, loaded.warnings, _equity(loaded))


def _csv(loaded: Loaded, table: Table, group: str | None) -> bytes:
    from matcher.files.write.tables import groups_csv, unplaced_csv

    write = groups_csv if table == "groups" else unplaced_csv
    return write(loaded.cohort, loaded.proposal).encode("utf-8-sig")


def _ics(loaded: Loaded, table: Table, group: str | None) -> bytes:
    from matcher.files.write.calendar import calendar_bytes, calendar_files

    if group is not None:
        return calendar_bytes(loaded.cohort, loaded.proposal, group)
    return one_calendar(
        list(calendar_files(loaded.cohort, loaded.proposal).values()), loaded.cohort.program.name
    )


def one_calendar(calendars: list[bytes], name: str) -> bytes:
    """Return one calendar with the events of several, each time zone once."""
    from icalendar import Calendar

    from matcher.files.write.calendar import PRODUCT

    whole = Calendar()
    for key, value in {
        "version": "2.0", "prodid": PRODUCT, "calscale": "GREGORIAN", "method": "PUBLISH",
        "x-wr-calname": name,
    }.items():  # fmt: skip
        whole.add(key, value)
    zones: dict[str, Any] = {}
    events: list[Any] = []
    for content in calendars:
        for part in Calendar.from_ical(content).subcomponents:
            if part.name != "VTIMEZONE":
                events.append(part)
                continue
            zone = str(part["TZID"])
            # Each calendar's rules reach over its own years: the longest reach over all.
            if len(part.subcomponents) >= len(zones.get(zone, part).subcomponents):
                zones[zone] = part
    for part in [*zones.values(), *events]:
        whole.add_component(part)
    merged: bytes = whole.to_ical()
    return merged


def _zip(loaded: Loaded, table: Table, group: str | None) -> bytes:
    from matcher.files.write.calendar import calendars_zip

    return calendars_zip(loaded.cohort, loaded.proposal)


def _html(loaded: Loaded, table: Table, group: str | None) -> bytes:
    from matcher.audit.reading import record_from_dict
    from matcher.audit.words import draw_words
    from matcher.odds.summary import tiers_of
    from matcher.report.page import report_html

    draw = draw_words(record_from_dict(loaded.draw_record)) if loaded.draw_record else ()
    odds = tiers_of(loaded.odds) if loaded.odds else ()
    return report_html(
        loaded.cohort, loaded.proposal, loaded.warnings, odds=odds, draw=draw,
        equity=_equity(loaded),
    ).encode()  # fmt: skip


def _equity(loaded: Loaded) -> Equity:
    from matcher.equity import equity_report

    return equity_report(loaded.cohort, loaded.proposal.seats(), loaded.replays)


def _audit(loaded: Loaded, table: Table, group: str | None) -> bytes:
    return audit.record(loaded)


def _letters(loaded: Loaded, table: Table, group: str | None) -> bytes:
    from matcher.letters import letters_zip
    from matcher.letters.chances import chances_from_dict

    chances = chances_from_dict(loaded.odds) if loaded.odds else None
    return letters_zip(loaded.cohort, loaded.proposal, chances)


_WRITERS: dict[Format, Callable[[Loaded, Table, str | None], bytes]] = {
    "xlsx": _xlsx, "csv": _csv, "ics": _ics, "zip": _zip, "html": _html,
    "audit": _audit, "letters": _letters,
}  # fmt: skip
