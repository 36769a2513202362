"""The text of one cell to a value, or a CellError that says what would be accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from matcher.cohort import GroupLanguage
from matcher.cohort.vocabulary import (
    FIXED_ZONE_NAMES,
    LANGUAGE_NAMES,
    NO,
    TIME_ZONE_ALIASES,
    YES,
    alias_table,
    normal,
)
from matcher.files.read.issues import CellError, looks_like_email, shown

LONGEST_ID = 100
LONGEST_VALUE = 5_000  # of a cell that is more than free text
LONGEST_WORD = 300
FORMULA_ERROR = re.compile(
    r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|BLOCKED!|FIELD!|CONNECT!|"
    r"GETTING_DATA|ERROR!)"
)


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell whose value could not even be taken from the file."""

    message: str
    code: str = "bad-value"


Cell = str | tuple[str, ...] | BadCell


def clean(text: str) -> str:
    """Return free text with single spaces and without control characters."""
    if text.isprintable() and "  " not in text and not text.startswith(" "):
        return text.rstrip()
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def scalar(cell: Cell) -> str:
    """Return the text of a cell that holds one value."""
    if isinstance(cell, tuple):
        if len(cell) > 1:
            raise CellError("found a list; accepted: one value")
        return cell[0].strip() if cell else ""
    assert isinstance(cell, str)  # noqa: S101 - rows.py keeps bad cells away from every parser
    if len(cell) > LONGEST_VALUE:
        raise CellError(f"found {len(cell):,} characters; accepted: up to {LONGEST_VALUE:,}")
    return cell.strip()


def items(cell: Cell, separators: str = ";,\n") -> list[str]:
    """Return the parts of a cell that holds a list."""
    texts = cell if isinstance(cell, tuple) else (scalar(cell),)
    found = (part.strip() for text in texts for part in re.split(f"[{separators}]", text))
    return [part for part in found if part]


def id_of(cell: Cell) -> str:
    """Return an identifier; an e-mail address, a list sign or a line break is a fault."""
    text = scalar(cell)
    if not text:
        raise CellError("found nothing; accepted: a text that stands for this row only",
                        "missing-value")  # fmt: skip
    if looks_like_email(text):
        raise CellError("found an e-mail address; accepted: an identifier that names nobody, "
                        "because ids stand in links and logs", "id-is-email")  # fmt: skip
    if len(text) > LONGEST_ID:
        raise CellError(f"found {len(text)} characters; accepted: up to {LONGEST_ID}")
    if not text.isprintable() or ";" in text or "," in text:
        raise CellError(f"found {shown(text)}; accepted: a text of one line "
                        "without ',' and ';', which separate ids in lists")  # fmt: skip
    return text


def ids_of(cell: Cell) -> tuple[str, ...]:
    """Return a list of identifiers, each once."""
    return tuple(dict.fromkeys(items(cell)))


class Choice:
    """One of a few words, or an alias of one.

    Parameters
    ----------
    names : iterable of str
        The words accepted.
    aliases : mapping
        Spellings by the word they stand for.
    more : mapping
        Further normalised spellings to words, which win over the aliases.
    """

    def __init__(
        self,
        names: Iterable[str],
        aliases: Mapping[str, Iterable[str]],
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.names = tuple(names)
        self.table = {**alias_table((), aliases), **(more or {}), **alias_table(self.names)}

    def find(self, text: str) -> str | None:
        """Return the word a text stands for, or None."""
        if len(text) > LONGEST_WORD:
            return None
        found = self.table.get(normal(text))
        if found is None and "(" in text:  # an option with an explanation: "None (no access)"
            found = self.table.get(normal(text.split("(")[0]))
        if found is None and "other" in self.names and re.match(r"other\s*[:(\-–—]", text, re.I):
            found = "other"
        return found

    def __call__(self, cell: Cell) -> str:
        text = scalar(cell)
        found = self.find(text)
        if found is None:
            code = "bad-value" if text else "missing-value"
            raise CellError(f"found {shown(text)}; accepted: {', '.join(self.names)}", code)
        return found

    def many(self, cell: Cell) -> tuple[str, ...]:
        """Return a list of the words, each once; an option may itself hold a comma."""
        if isinstance(cell, str) and (whole := self.find(cell)):
            return (whole,)
        split_at = ";\n" if isinstance(cell, tuple) or ";" in cell else ",\n"  # type: ignore[operator]
        return tuple(dict.fromkeys(self(part) for part in items(cell, split_at)))


_FLAGS = {normal(word): True for word in YES} | {normal(word): False for word in NO}


def flag(cell: Cell) -> bool:
    """Return yes or no."""
    text = scalar(cell)
    found = _FLAGS.get(normal(text))
    if found is None:
        raise CellError(f"found {shown(text)}; accepted: yes or no (also y/n, true/false, 1/0, x)")
    return found


_WHOLE = re.compile(r"[+-]?[0-9]{1,9}(?:\.0+)?")


def whole(low: int, high: int | None = None) -> Callable[[Cell], int]:
    """Return a parser of whole numbers from `low` to `high`, both included."""
    bounds = f", {low} or more" if high is None else f" from {low} to {high}"
    accepted = f"a whole number{bounds}"

    def parse(cell: Cell) -> int:
        text = scalar(cell)
        value = int(float(text)) if _WHOLE.fullmatch(text) else None
        if value is None or value < low or (high is not None and value > high):
            code = "bad-value" if text else "missing-value"
            raise CellError(f"found {shown(text)}; accepted: {accepted}", code)
        return value

    return parse


_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_LANGUAGES = alias_table((), LANGUAGE_NAMES)
_LANGUAGE_SIGNS = re.compile(r"[;,/&+\n]|\band\b")


@lru_cache(maxsize=4096)
def language(text: str) -> str:
    """Return a language's BCP 47 tag in lower case, from a tag or an English or own name."""
    text = text[:LONGEST_WORD]
    known = _LANGUAGES.get(normal(text))
    tag = text.strip().casefold().replace("_", "-")
    if known is None and not _TAG.fullmatch(tag):
        raise CellError(f"found {shown(text)}; accepted: a language's BCP 47 tag such as en, es, "
                        "pt, ht or pt-br, or its English name")  # fmt: skip
    return known or tag


def languages(cell: Cell) -> tuple[str, ...]:
    """Return a list of languages, each once."""
    texts = cell if isinstance(cell, tuple) else (scalar(cell),)
    parts = (part.strip() for text in texts for part in _LANGUAGE_SIGNS.split(text))
    return tuple(dict.fromkeys(language(part) for part in parts if part))


_ANY = {"any", "any language", "no preference", "no", "none", "either", "prefer any"}
_WISHES = (
    (re.compile(r"(only|must be|requires?)( in)? (?P<which>.+)", re.I), "only"),
    (re.compile(r"(prefers?|preferably|preferred)( in)? (?P<which>.+)", re.I), "prefer"),
    (re.compile(r"(?P<which>.+?) only", re.I), "only"),
    (re.compile(r"(?P<which>.+?),? (preferred|if possible)", re.I), "prefer"),
)


def group_language(cell: Cell) -> GroupLanguage:
    """Return the wish for a group's language: any, prefer xx or only xx."""
    text = scalar(cell)
    if normal(text) in _ANY:
        return GroupLanguage()
    for form, wish in _WISHES:
        if match := form.fullmatch(text):
            return GroupLanguage(wish, language(match["which"]))
    raise CellError(f"found {shown(text)}; accepted: any, prefer xx or only xx, "
                    "where xx is a language such as es")  # fmt: skip


_ZONES = alias_table((), TIME_ZONE_ALIASES)


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    from importlib.resources import files

    names = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return {name.casefold(): name for name in names}


@lru_cache(maxsize=1024)
def time_zone(text: str) -> tuple[str, str]:
    """Return a zone's IANA name and a note where the text can mean two zones (or blank)."""
    text = text.strip()[:LONGEST_WORD]
    # A form's option often says more: "Eastern (Boston, New York)".
    alias = _ZONES.get(normal(text)) or _ZONES.get(normal(text.split("(")[0]))
    if alias and text.upper() in FIXED_ZONE_NAMES:
        return alias, f"{shown(text)} was read as {alias}, which has summer time; " + (
            "write America/Phoenix for a clock that never changes"
            if text.upper() == "MST"
            else "write America/Panama for a clock that never changes"
        )
    name = alias or _zone_names().get(text.casefold().replace(" ", "_"))
    if name is None:
        raise CellError(
            f"found {shown(text)}; accepted: an IANA time zone such as America/New_York, "
            "or a name such as Eastern"
        )
    return name, ""
