"""Weekly availability as people write it, to entries.

A cell holds entries separated by ``;`` or line breaks; a comma never separates entries, it joins
weekdays or weeks. One entry: weekdays and a time (or a time and weekdays), and optionally a mark
and weeks of the month, anywhere:

- weekdays: ``Mon``, ``Tuesdays``, ``Tue,Thu``, ``Mon & Wed``, ``Mon-Fri``, ``Monday through
  Thursday``, ``weekdays``, ``weekends``, ``daily``, ``MWF``, ``M/W``; a lone ``T`` is Tuesday ~
- time: ``12:00-14:00``, ``9-11am``, ``5:30 pm to 7 pm``, ``0930-1130``, ``10-noon``, ``between 9
  and 11``; how bare hours are read stands in `clock_text`
- open time ~: ``after 5``, ``before 10am``, ``mornings`` (to noon), ``afternoons`` (12-17),
  ``evenings`` (from 17), ``all day``; the programme's day window closes what is left open
- mark: ``(preferred)``, ``best``, ``first choice``; ``(possible)``, ``if needed``, ``maybe``
- weeks: ``weeks 1,3``, ``week 2``, ``weeks 2 & 4``, ``1st and 3rd``; all five are no weeks at all

``~``: reported as a warning. Whatever is not understood is refused with its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from matcher.cohort.availability import WEEKDAYS, Entry, Mark, clock_of
from matcher.cohort.vocabulary import TIME_ZONE_ALIASES, alias_table, normal
from matcher.files.read.cells import Cell
from matcher.files.read.clock_text import CLOCK, NOON, bare_start, clock, span
from matcher.files.read.issues import CellError, shown

ACCEPTED = (
    "entries such as 'Mon 12:00-14:00', 'Tue,Thu 5:30pm-7pm (preferred)' or "
    "'Wed 9-11am weeks 1,3', separated by ';'"
)
LONGEST_ENTRY, MOST_ENTRIES = 200, 200
EVENING = 17 * 60
_ZONES = alias_table((), TIME_ZONE_ALIASES)
_ENDS = re.compile(r"[;\n\r]")

_POSSIBLE = (
    "only if needed|if needed|if need be|if necessary|if i must|if i have to|not preferred|"
    "less preferred|not ideal|less ideal|possibly|possible|maybe|perhaps|back-?up|second choice|"
    "last resort|last choice"
)
_PREFERRED = (
    "most preferred|preferred|preferably|prefer|preference|works best|best|ideally|ideal|"
    "first choice|favou?rite"
)
_MARK = re.compile(rf"[\[(]?\s*\b(?:(?P<less>{_POSSIBLE})|(?P<more>{_PREFERRED}))\b\s*[\])]?")

_NTH = {
    "1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4,
    "5th": 5, "fifth": 5,
}  # fmt: skip
_ANY_NTH = "(?:" + "|".join(_NTH) + ")"
_JOIN = r"\s*(?:,\s*and\b|,|&|/|\+|\band\b|-|\bto\b|\bthrough\b)\s*"
_DASH_TIME = r"\s*-+\s*(?:\d|noon|midday|midnight)"
_OF_MONTH = r"(?:\s*of (?:the|each|every) month)?(?: only)?\s*[\])]?"
_WEEKS = re.compile(
    # The digits of a time that follows ("weeks 1,3, 9-11") are not weeks.
    r"[\[(]?\s*\b(?:on |in |only )*(?:the )?(?:weeks|week|wks|wk)\b\.?\s*#?\s*"
    rf"(?P<numbers>\d+(?!\d|:\d)(?:{_JOIN}(?:weeks?\s*)?\d+(?!\d|:\d|{_DASH_TIME}|\s*[ap]m))*)"
    + _OF_MONTH + r"|[\[(]?\s*\b(?:on |only )*(?:the |every )?"
    rf"(?P<ordinals>{_ANY_NTH}\b(?:{_JOIN}{_ANY_NTH}\b)*)(?:\s*weeks?\b)?" + _OF_MONTH
)  # fmt: skip

_DAYS: dict[str, tuple[int, ...]] = {
    **{day: (index,) for index, day in enumerate(WEEKDAYS)},
    **{day[:2]: (index,) for index, day in enumerate(WEEKDAYS)},
    "monday": (0,), "tuesday": (1,), "wednesday": (2,), "thursday": (3,), "friday": (4,),
    "saturday": (5,), "sunday": (6,), "tues": (1,), "weds": (2,), "thur": (3,), "thurs": (3,),
    "m": (0,), "t": (1,), "w": (2,), "f": (4,), "mwf": (0, 2, 4), "mw": (0, 2), "tth": (1, 3),
    "weekday": (0, 1, 2, 3, 4), "weekend": (5, 6), "daily": (0, 1, 2, 3, 4, 5, 6),
    "every day": (0, 1, 2, 3, 4, 5, 6), "any day": (0, 1, 2, 3, 4, 5, 6),
}  # fmt: skip
_DAY = "|".join(
    f"{word}(?:'?s)?" if len(word) > 2 else word for word in sorted(_DAYS, key=len, reverse=True)
)
# One letter per kind of word, so that the form of an entry is a form of letters.
_TOKEN = re.compile(
    rf"(?P<d>\b(?:{_DAY})\b\.?)"
    rf"|(?P<c>{CLOCK.pattern})"
    r"|(?P<p>\b(?:mornings?|afternoons?|evenings?|any ?time|all day(?: long)?)\b)"
    r"|(?P<more>\b(?:after|(?:or|and) (?:later|after)|onwards?|on(?=\s*$))\b)"
    r"|(?P<less>\bbefore\b)"
    r"|(?P<dash>-+|\b(?:to|till|until|through|thru)\b)"
    r"|(?P<also>,|&|/|\+|\b(?:and|or)\b)"
    r"|(?P<b>\bbetween\b)"
    r"|(?P<filler>\b(?:on|every|each|from|at|in|the|available|free|o'?clock)\b|[:@.()\[\]]|\s+)"
    r"|(?P<unknown>[^\s;]+)"
)
_LETTERS = {"more": ">", "less": "<", "dash": "-", "also": "&", "filler": ""}
_WHEN = r"(?P<{0}>c-c|bc[&-]c|>c|c>|<c|p)"
_WHICH = r"(?P<{0}>d(?:[&-]?d)*)"
_FORM = re.compile(
    _WHICH.format("days") + "[&-]?" + _WHEN.format("time")
    + "|" + _WHEN.format("time_first") + "[&-]?" + _WHICH.format("days_last")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What one text holds: entries, notes on guesses, faults."""

    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def availability(cell: Cell, window: tuple[int, int]) -> Found:
    """Return the entries of a cell, joined and in order, with every note and fault.

    Parameters
    ----------
    cell : Cell
        Text, or a JSON list of texts.
    window : (int, int)
        The programme's day window, in minutes: closes ``after 5`` and the like.
    """
    texts = cell if isinstance(cell, tuple) else (str(cell),)
    parts = [part for text in texts for part in _ENDS.split(text) if part.strip()]
    if not parts:
        return Found(faults=(f"found nothing; accepted: {ACCEPTED}",))
    if len(parts) > MOST_ENTRIES:
        return Found(faults=(f"found {len(parts)} entries; accepted: up to {MOST_ENTRIES}",))
    entries: list[Entry] = []
    notes: list[str] = []
    faults: list[str] = []
    for part in parts:
        found = _entry(part.strip(), window)
        entries += found.entries
        if found.notes or found.faults:
            notes += found.notes
            faults += found.faults
    return Found(joined(entries), tuple(dict.fromkeys(notes)), tuple(dict.fromkeys(faults)))


def joined(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return entries in order, those of equal mark and weeks that touch or overlap as one."""
    if all(
        one.weekday < two.weekday or (one.weekday == two.weekday and one.end < two.start)
        for one, two in pairwise(entries)
    ):
        return tuple(entries)
    whole: list[Entry] = []
    same = sorted(entries, key=lambda entry: (entry.weekday, entry.mark, entry.weeks, entry))
    for (weekday, mark, weeks), run in groupby(same, lambda e: (e.weekday, e.mark, e.weeks)):
        reach: list[list[int]] = []
        for entry in run:
            if reach and entry.start <= reach[-1][1]:
                reach[-1][1] = max(reach[-1][1], entry.end)
            else:
                reach.append([entry.start, entry.end])
        whole += [Entry(weekday, start, end, mark, weeks) for start, end in reach]
    return tuple(sorted(whole))


@lru_cache(maxsize=20_000)
def _entry(text: str, window: tuple[int, int]) -> Found:
    try:
        return _read(text, window)
    except CellError as error:
        return Found(faults=(f"found {shown(text)}: {error}; accepted: {ACCEPTED}",))


def _read(text: str, window: tuple[int, int]) -> Found:
    if len(text) > LONGEST_ENTRY:
        raise CellError("it is too long for one entry")
    plain, mark = _take_mark(_plain(text))
    plain, weeks = _take_weeks(plain)
    letters, tokens = _tokens(plain)
    form = _FORM.fullmatch(letters)
    if form is None:
        raise CellError(_what_is_wrong(letters))
    days_at, time_at = ("days", "time") if form["days"] else ("days_last", "time_first")
    days, lone_t = _weekdays(tokens[slice(*form.span(days_at))])
    start, end, guessed = _time(form[time_at], tokens[slice(*form.span(time_at))], window)
    entries = tuple(Entry(day, start, end, mark, weeks) for day in days)
    if not (guessed or lone_t):
        return Found(entries)
    names = ",".join(WEEKDAYS[day].title() for day in days)
    reading = f"{names} {clock_of(start)}-{clock_of(end)}"
    return Found(entries, (f"{shown(text)} was read as {reading}; write it so to be sure",))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[‐‑‒–—―−~]", "-", text.replace("’", "'"))
    return re.sub(r"([ap])\.\s?m\b\.?", r"\1m", text)


def _take_mark(text: str) -> tuple[str, Mark]:
    marks = {Mark.POSSIBLE if found["less"] else Mark.PREFERRED for found in _MARK.finditer(text)}
    if len(marks) > 1:
        raise CellError("it is marked preferred and possible")
    return _MARK.sub(" ", text), marks.pop() if marks else Mark.FREE


def _take_weeks(text: str) -> tuple[str, tuple[int, ...]]:
    weeks: set[int] = set()
    for found in _WEEKS.finditer(text):
        if found["numbers"]:
            named = re.sub(r"\d+", lambda n: f" {n[0]} ", found["numbers"])
        else:
            named = re.sub(_ANY_NTH, lambda n: f" {_NTH[n[0]]} ", found["ordinals"])
        weeks |= _weeks(re.findall(r"\d+|-|\bto\b|\bthrough\b", named))
    if weeks - {1, 2, 3, 4, 5}:
        raise CellError("weeks of the month are 1 to 5")
    return _WEEKS.sub(" ", text), () if len(weeks) == 5 else tuple(sorted(weeks))


def _weeks(words: list[str]) -> set[int]:
    weeks = {int(word) for word in words if word.isdigit() and len(word) < 3}
    weeks |= {0 for word in words if word.isdigit() and len(word) > 2}
    for before, sign, after in zip(words, words[1:], words[2:], strict=False):
        if not sign.isdigit():
            weeks.update(range(int(before[:2]), int(after[:2]) + 1))
    return weeks


def _tokens(text: str) -> tuple[str, list[re.Match[str]]]:
    """Return one letter per word that matters, and the words."""
    letters, tokens = "", []
    for match in _TOKEN.finditer(text):
        kind = next(name for name in _KINDS if match[name])
        if kind == "unknown":
            if normal(match[0]) in _ZONES:
                raise CellError("a time zone belongs in the column time_zone")
            raise CellError(f"{shown(match[0])} is not understood")
        if letter := _LETTERS.get(kind, kind):
            letters += letter
            tokens.append(match)
    stripped = letters.lstrip("&-")
    return stripped.rstrip("&-"), tokens[len(letters) - len(stripped) :]


_KINDS = ("d", "c", "p", "more", "less", "dash", "also", "b", "filler", "unknown")


def _what_is_wrong(letters: str) -> str:
    if "d" not in letters:
        return "it names no weekday"
    if not set(letters) & set("cp"):
        return "it names no time"
    if letters.count("c") > 2 or letters.count("p") > 1:
        return "it holds more than one time; a comma joins weekdays only, so separate by ';'"
    if letters.count("c") == 1:
        return "it needs a start and an end"
    return "it is not of the form weekday(s) start-end"


def _weekdays(tokens: list[re.Match[str]]) -> tuple[tuple[int, ...], bool]:
    """Return the weekdays named, and whether a lone T had to be guessed."""
    days: set[int] = set()
    last, ranging, lone_t = -1, False, False
    for token in tokens:
        if not token["d"]:
            ranging = token["dash"] is not None
            continue
        word = token["d"].rstrip(".")
        named = _DAYS.get(word) or _DAYS[word.removesuffix("s").rstrip("'")]
        lone_t |= word == "t"
        if ranging and last >= 0:
            days.update((last + step) % 7 for step in range((named[0] - last) % 7 + 1))
        days.update(named)
        last, ranging = named[-1], False
    return tuple(sorted(days)), lone_t


def _time(form: str, tokens: list[re.Match[str]], window: tuple[int, int]) -> tuple[int, int, bool]:
    """Return start and end in minutes and whether they are a guess."""
    if form == "p":
        return (*_part_of_day(tokens[0]["p"], window), True)
    clocks = []
    for token in tokens:
        if token["c"]:
            match = CLOCK.fullmatch(token["c"])
            assert match  # noqa: S101 - the token is this very pattern
            clocks.append(clock(match))
    if len(clocks) == 2:
        return span(*clocks)
    minute = bare_start(clocks[0])[0]
    start, end = (window[0], minute) if form == "<c" else (minute, window[1])
    if start >= end:
        raise CellError(f"that leaves nothing of the day from {clock_of(window[0])} "
                        f"to {clock_of(window[1])}")  # fmt: skip
    return start, end, True


def _part_of_day(word: str, window: tuple[int, int]) -> tuple[int, int]:
    first, last = window
    if word.startswith("morning"):
        last = min(last, NOON)
    elif word.startswith("afternoon"):
        first, last = max(first, NOON), min(last, EVENING)
    elif word.startswith("evening"):
        first = max(first, EVENING)
    if first >= last:
        raise CellError("the program's day window has none of it")
    return first, last
