"""One JSON object of a file, read key by key, with a note of everything that is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from matcher.files.read.issues import Issue

LARGEST = 1e300  # a larger number is a slip, and would not survive as a float
T = TypeVar("T")


class Row:
    """One JSON object; what is wrong is noted in `faults` and a stand-in returned.

    Parameters
    ----------
    data : object
        What should be an object.
    file : str
        How faults name where it stands: the file, and for a list in it ``file/list``.
    row : int or None
        Its place in that list, counted from 1.
    faults : list of Issue
        Where faults are added.
    """

    def __init__(self, data: object, file: str, row: int | None, faults: list[Issue]) -> None:
        self.file, self.row, self.faults = file, row, faults
        self.is_object = isinstance(data, dict)
        self.data: Mapping[str, object] = data if isinstance(data, dict) else {}
        if not self.is_object:
            self.fault(None, "wrong-value", f"found {_shown(data)}; accepted: an object")

    def fault(self, key: str | None, code: str, message: str) -> None:
        """Note what is wrong with a key, or with the whole object."""
        self.faults.append(Issue(self.file, self.row, key, code, message))

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; with a default the key may be missing."""
        if default is not None and key not in self.data:
            return default
        return cast("str", self._get(key, _is_text, "text", ""))

    def text_or_none(self, key: str) -> str | None:
        """Return a text, None where the key is missing or null."""
        return None if self.data.get(key) is None else self.text(key)

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Return one of some texts."""
        accepted = " or ".join(f'"{choice}"' for choice in choices)
        return cast("str", self._get(key, lambda value: value in choices, accepted, choices[0]))

    def integer(self, key: str) -> int:
        """Return a whole number."""
        return cast("int", self._get(key, _is_integer, "a whole number", 0))

    def number(self, key: str, default: float | None = None) -> float:
        """Return a finite number; with a default the key may be missing."""
        if default is not None and key not in self.data:
            return default
        return cast("float", self._get(key, _is_number, "a finite number", 0))

    def number_or_none(self, key: str) -> float | None:
        """Return a finite number, None for null."""
        if key in self.data and self.data[key] is None:
            return None
        return cast("float", self._get(key, _is_number, "a finite number or null", 0))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(cast("list[str]", self._get(key, _list_of(_is_text), "a list of texts", [])))

    def integers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        fits = _list_of(_is_integer)
        return tuple(cast("list[int]", self._get(key, fits, "a list of whole numbers", [])))

    def flag(self, key: str) -> bool:
        """Return true or false."""
        found = self._get(key, lambda value: isinstance(value, bool), "true or false", False)
        return cast("bool", found)

    def inner(self, key: str, read: Callable[[Row], T]) -> T:
        """Return what `read` makes of the object under a key."""
        place = self.file if self.row is None else f"{self.file}[{self.row}]"
        found = self._get(key, lambda value: isinstance(value, dict), "an object", {})
        row = Row(found, f"{place}/{key}", None, self.faults)
        row.is_object = isinstance(self.data.get(key), dict)  # else it was said just now
        return read(row)

    def rows(self, key: str, read: Callable[[Row], T], *, optional: bool = False) -> tuple[T, ...]:
        """Return what `read` makes of each object in a list."""
        if optional and key not in self.data:
            return ()
        rows = self._get(key, lambda value: isinstance(value, list), "a list of objects", [])
        place = "" if self.row is None else f"[{self.row}]"
        return tuple(
            read(Row(row, f"{self.file}{place}/{key}", number, self.faults))
            for number, row in enumerate(cast("list[object]", rows), 1)
        )

    def _get(
        self, key: str, fits: Callable[[object], bool], accepted: str, instead: object
    ) -> object:
        if not self.is_object:
            return instead  # said once already
        if key not in self.data:
            self.fault(key, "missing-key", f"the key '{key}' is missing; accepted: {accepted}")
            return instead
        value = self.data[key]
        if not fits(value):
            self.fault(key, "wrong-value", f"found {_shown(value)}; accepted: {accepted}")
            return instead
        return value


def _list_of(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _is_text(value: object) -> bool:
    # Half a surrogate pair is text to JSON, but no file could be written with it.
    return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return _is_integer(value)


def _shown(value: object) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 40 else f"{text[:39]}…"
