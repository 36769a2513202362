"""Hashes that say which input and which policy a proposal came from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from typing import Any

from matcher.cohort import Cohort, Participant, Priority, Program, Provider
from matcher.cohort.roles import used_monitoring

# What the best groups cannot depend on: renaming somebody or a longer run changes no hash.
PRIVATE = frozenset(
    {"name", "email", "monitor", "extra", "mou", "evaluation_consent"}
    | {"time_limit", "gap_limit", "workers", "columns"}
    | {"backfill_hours"}  # only repairs look at it
)
_ITSELF = frozenset({str, int, float, bool, type(None)})
_TOLD: dict[type, Sequence[str]] = {}
_ALWAYS = ("mode", "tiers", "within", "points")


def input_sha256(cohort: Cohort) -> str:
    """Return the hash of everything in a cohort that the groups may depend on.

    Monitoring answers are part of it only where a recorded override makes them count.
    """
    data: dict[str, object] = {
        "program": _plain(cohort.program),
        "participants": [_plain(person) for person in cohort.participants],
        "providers": [_plain(provider) for provider in cohort.providers],
    }
    if names := used_monitoring(cohort.program):
        data["overridden"] = [
            [person.monitor.get(name, "") for name in names] for person in cohort.participants
        ]
    return data_sha256(data)


def list_sha256(cohort: Cohort) -> str:
    """Return the hash of the same but for the seed, which is drawn when the list is closed."""
    return input_sha256(replace(cohort, program=replace(cohort.program, seed=0)))


def policy_data(program: Program) -> dict[str, Any]:
    """Return who comes first and by what rule, as JSON holds it."""
    return {
        "priority": _plain(program.priority),
        "mix": _plain(program.mix),
        "fewest_groups": program.fewest_groups,
        "qualification": _plain(program.qualification),
    }


def policy_sha256(program: Program) -> str:
    """Return the hash of who comes first and by what rule."""
    return data_sha256(policy_data(program))


def data_sha256(data: object) -> str:
    """Return the SHA-256 of canonical JSON, as lower-case hex.

    Canonical: keys sorted, no spaces, every character itself, UTF-8.

    Raises
    ------
    ValueError
        If JSON has no word for something in it: a number that is not finite, half a character.
    """
    text = json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return sha256(text.encode()).hexdigest()


def _told(kind: type) -> Sequence[str]:
    """Return the fields of a dataclass that go into a hash; none of any other type."""
    if kind not in _TOLD:
        private = PRIVATE if issubclass(kind, Participant | Program | Provider) else ()
        names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
        _TOLD[kind] = [name for name in names if name not in private]
    return _TOLD[kind]


def _plain(value: object) -> object:
    if type(value) in _ITSELF:
        return value
    if names := _told(type(value)):
        if isinstance(value, Priority):  # what a policy leaves out changes no hash of before
            names = [name for name in names if name in _ALWAYS or getattr(value, name)]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
