"""The families of synthetic cohorts: what each asks of a matcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.generate.field import HOME_ZONE, MANY_ZONES, ONE_STATE, Place


@dataclass(frozen=True, slots=True)
class Family:
    """How a family departs from the plain case, one state on one clock.

    Attributes
    ----------
    description : str
        One line for ``--help``.
    seats_per_person : float
        Seats offered by providers who may lead, over everybody on the waitlist.
    places : mapping
        Where people work, by share. On one clock only, rows leave ``time_zone`` blank.
    staff : int
        People on the waitlist per employer, roughly.
    reports, apart, together : float
        Chance that somebody names a supervisor (where their employer has one on the waitlist),
        somebody to be apart from, somebody to be together with.
    spoken, led : mapping
        Chance of each language beside English, for participants and for providers.
    cadence, led_cadence : mapping
        Cadences that participants and providers accept, by share.
    weeks : float
        Chance that a person's availability has entries that hold in some weeks of the month only.
    narrow : bool
        Whether people are free at one or two short windows only.
    idle_providers : bool
        Whether providers may lead nothing this time, so that few seats are offered by many.
    form_export : bool
        Whether the rows are written the way a form exports them.
    """

    description: str
    seats_per_person: float = 0.9
    places: Mapping[Place, float] = field(default_factory=lambda: ONE_STATE)
    staff: int = 9
    reports: float = 0.25
    apart: float = 0.015
    together: float = 0.01
    spoken: Mapping[str, float] = field(
        default_factory=lambda: {"es": 0.08, "pt": 0.02, "ht": 0.015}
    )
    led: Mapping[str, float] = field(default_factory=lambda: {"es": 0.20, "pt": 0.06, "ht": 0.03})
    cadence: Mapping[str, float] = field(
        default_factory=lambda: {"either": 62, "twice-monthly": 26, "monthly": 12}
    )
    led_cadence: Mapping[str, float] = field(
        default_factory=lambda: {"either": 68, "twice-monthly": 22, "monthly": 10}
    )
    weeks: float = 0.0
    narrow: bool = False
    idle_providers: bool = False
    form_export: bool = False

    @property
    def own_clocks(self) -> bool:
        """Whether rows name their own time zone."""
        return any(place.time_zone != HOME_ZONE for place in self.places)


_FAMILIES = {
    "state": Family("one state on one clock, almost as many seats as people"),
    "scarce": Family("seats for six in ten people", seats_per_person=0.6, idle_providers=True),
    "narrow": Family(
        "people free at only one or two short windows of the week",
        seats_per_person=1.0,
        cadence={"either": 50, "twice-monthly": 46, "monthly": 4},
        narrow=True,
    ),
    "zones": Family(
        "a national cohort over US zones, with Arizona, Hawaii and Puerto Rico",
        places=MANY_ZONES,
        spoken={"es": 0.12, "pt": 0.02, "ht": 0.01},
    ),
    "languages": Family(
        "Spanish, Portuguese, Haitian Creole and Cape Verdean, preferred or required",
        spoken={"es": 0.20, "pt": 0.10, "ht": 0.07, "kea": 0.06},
        led={"es": 0.45, "pt": 0.22, "ht": 0.16, "kea": 0.14},
    ),
    "agencies": Family(
        "few big employers, many supervisors with reports, people to keep apart or together",
        staff=40,
        reports=0.6,
        apart=0.06,
        together=0.05,
    ),
    "monthly": Family(
        "mostly one long meeting a month, with times that hold in some weeks only",
        cadence={"monthly": 68, "either": 22, "twice-monthly": 10},
        led_cadence={"monthly": 45, "either": 50, "twice-monthly": 5},
        weeks=0.35,
    ),
    "messy": Family(
        "a sound cohort as a form exports it: question texts, own spellings, am and pm",
        spoken={"es": 0.14, "pt": 0.06, "ht": 0.04, "kea": 0.02},
        weeks=0.1,
        form_export=True,
    ),
}

FAMILIES: tuple[str, ...] = tuple(_FAMILIES)
FAMILY_DESCRIPTIONS: Mapping[str, str] = {
    name: family.description for name, family in _FAMILIES.items()
}


def family_named(name: str) -> Family:
    """Return the family of this name.

    Raises
    ------
    ValueError
        If there is no such family.
    """
    if name not in _FAMILIES:
        raise ValueError(f"there is no family {name!r}; accepted are {', '.join(FAMILIES)}")
    return _FAMILIES[name]
