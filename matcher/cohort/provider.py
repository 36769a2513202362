"""One person who leads groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from matcher.cohort.availability import Entry


@dataclass(frozen=True, slots=True)
class Provider:
    """One row of the roster, read and validated.

    `max_group_size` None stands for the programme's. `credential_until` None: no end known.
    `extra` keeps the file's unknown columns as they stood; it is never used and does not count
    in comparisons.
    """

    id: str
    availability: tuple[Entry, ...]
    credential: str
    max_groups: int
    time_zone: str
    name: str = ""
    email: str = ""
    organization: str = ""
    region: str = ""
    apart_from: tuple[str, ...] = ()
    endorsement: str = "other"
    credential_until: date | None = None
    own_rsc_current: bool = True
    max_group_size: int | None = None
    languages: tuple[str, ...] = ("en",)
    sectors: tuple[str, ...] = ()
    cadence: str = "either"
    extra: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
