"""Pins to and from JSON, TOML and the words that somebody types."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from matcher.cohort import AnyPin, Cohort, GroupPin, NeverPin, Pin, TimePin
from matcher.cohort.availability import WEEKDAYS
from matcher.files.json_file import read_json
from matcher.files.json_row import Row
from matcher.files.read.issues import Issue, UnusableInput

CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
KINDS = (
    "participant_id and group_id (a seat), group_id (a whole group), provider_id, weekday and "
    "start (a provider's time), or participant_id and never_provider_id"
)
ACCEPTED = '"P012 in G03", "G03", "V003 at Tue 12:30" or "P012 never V003"'
WORDED = (
    (re.compile(r"(\S+) in (\S+)"), lambda m: Pin(m[1], m[2])),
    (re.compile(r"(\S+) (?:never|never with) (\S+)"), lambda m: NeverPin(m[1], m[2])),
    (re.compile(r"(\S+)"), lambda m: GroupPin(m[1])),
)
TIMED = re.compile(r"(\S+) (?:at|on) ([A-Za-z]{3,9}),? (\S+)")


def pin_to_dict(pin: AnyPin) -> dict[str, str]:
    """Return a pin as proposal.json holds it."""
    match pin:
        case Pin(participant_id, group_id):
            return {"participant_id": participant_id, "group_id": group_id}
        case GroupPin(group_id):
            return {"group_id": group_id}
        case TimePin(provider_id, weekday, start):
            return {"provider_id": provider_id, "weekday": weekday, "start": start}
        case NeverPin(participant_id, provider_id):
            return {"participant_id": participant_id, "never_provider_id": provider_id}


def pin_of(row: Row) -> AnyPin:
    """Return the pin that a JSON object holds."""
    keys = row.data.keys()
    if "never_provider_id" in keys:
        return NeverPin(row.text("participant_id"), row.text("never_provider_id"))
    if "provider_id" in keys:
        return _time_pin(row)
    if "participant_id" in keys:
        return Pin(row.text("participant_id"), row.text("group_id"))
    if "group_id" not in keys and row.is_object:
        row.fault(None, "wrong-value", f"this is no pin; accepted: {KINDS}")
        return GroupPin("")
    return GroupPin(row.text("group_id"))


def _time_pin(row: Row) -> TimePin:
    weekday, start = row.text("weekday").lower()[:3], row.text("start")
    clock = CLOCK.fullmatch(start)
    if row.is_object and "weekday" in row.data and weekday not in WEEKDAYS:
        row.fault("weekday", "wrong-value", f"found {weekday!r}; accepted: {', '.join(WEEKDAYS)}")
    if row.is_object and "start" in row.data and clock is None:
        row.fault("start", "wrong-value", f"found {start!r}; accepted: a time such as 12:30")
    return TimePin(row.text("provider_id"), weekday, _clock(clock) if clock else start)


def pin_from_words(text: str) -> AnyPin | None:
    """Return the pin that somebody typed, such as ``P012 in G03``; None where it is none."""
    plain = " ".join(text.split())
    if timed := TIMED.fullmatch(plain):
        weekday, clock = timed[2].lower()[:3], CLOCK.fullmatch(timed[3])
        if weekday not in WEEKDAYS or clock is None:
            return None
        return TimePin(timed[1], weekday, _clock(clock))
    for shape, make in WORDED:
        if found := shape.fullmatch(plain):
            return make(found)
    return None


def _clock(match: re.Match[str]) -> str:
    return f"{int(match[1]):02d}:{match[2]}"


def pins_from_words(texts: Iterable[str]) -> tuple[AnyPin, ...]:
    """Return the pins typed after ``--pin``.

    Raises
    ------
    UnusableInput
        With every text that is no pin.
    """
    pins, faults = [], []
    for text in texts:
        pin = pin_from_words(text)
        if pin is None:
            faults.append(Issue("--pin", None, None, "wrong-value", _odd(text)))
        else:
            pins.append(pin)
    if faults:
        raise UnusableInput(tuple(faults))
    return tuple(pins)


def _odd(text: object) -> str:
    return f"found {str(text)[:60]!r}; accepted: {ACCEPTED}"


def read_pins(path: Path) -> tuple[AnyPin, ...]:
    """Read pins.json or pins.toml: a list of pins under ``pins``, as objects or as words.

    Raises
    ------
    UnusableInput
        If there is no such file, or something in it is no pin.
    """
    if path.suffix.lower() == ".toml":
        data: object = _toml(path)
    else:
        data = read_json(path, "list of pins", "pins.json")
    listed = data.get("pins") if isinstance(data, dict) else data
    return pins_from_list(listed, path.name)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        message = f"{path.name}: there is no such file"
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path.name}: it is no TOML ({type(error).__name__})"
    raise UnusableInput((Issue(path.name, None, None, "not-toml", message),))


def pins_from_list(data: object, file: str = "pins") -> tuple[AnyPin, ...]:
    """Return the pins of a list whose entries are objects or words.

    Raises
    ------
    UnusableInput
        With every entry that is no pin.
    """
    faults: list[Issue] = []
    pins: list[AnyPin] = []
    if not isinstance(data, list):
        message = "found no list of pins; accepted: a list under the key 'pins'"
        raise UnusableInput((Issue(file, None, "pins", "wrong-value", message),))
    for number, entry in enumerate(data, 1):
        if isinstance(entry, str):
            pin = pin_from_words(entry)
            if pin is None:
                faults.append(Issue(f"{file}/pins", number, None, "wrong-value", _odd(entry)))
            else:
                pins.append(pin)
        else:
            pins.append(pin_of(Row(entry, f"{file}/pins", number, faults)))
    if faults:
        raise UnusableInput(tuple(faults))
    return tuple(pins)


def pin_faults(
    pins: Sequence[AnyPin], cohort: Cohort, groups: Iterable[str] | None, file: str = "pins"
) -> Iterator[Issue]:
    """Hold pins against the ids that there are.

    Parameters
    ----------
    pins : sequence of AnyPin
    cohort : Cohort
    groups : iterable of str or None
        Ids of the earlier proposal's groups; None where there is none.
    file : str
        How faults name where the pins stand.
    """
    known = None if groups is None else set(groups)
    seen: set[str] = set()
    for row, pin in enumerate(pins, 1):
        person = getattr(pin, "participant_id", None)
        provider = getattr(pin, "provider_id", None)
        group = getattr(pin, "group_id", None)
        key = "never_provider_id" if isinstance(pin, NeverPin) else "provider_id"
        if person is not None and person not in cohort.participant_by_id:
            message = "this id is not on the waitlist"
            yield Issue(file, row, "participant_id", "unknown-participant", message)
        if provider is not None and provider not in cohort.provider_by_id:
            message = "this id is not on the roster"
            yield Issue(file, row, key, "unknown-provider", message)
        if group is not None and known is not None and group not in known:
            message = "the earlier proposal has no such group"
            yield Issue(file, row, "group_id", "unknown-group", message)
        if group is not None and known is None:
            message = "this names a group of an earlier proposal, and none was given"
            yield Issue(file, row, "group_id", "missing-from-proposal", message)
        if isinstance(pin, Pin):
            if pin.participant_id in seen:
                message = "this participant is pinned twice; accepted: one pin each"
                yield Issue(file, row, "participant_id", "duplicate-id", message)
            seen.add(pin.participant_id)
