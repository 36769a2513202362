"""Made-up records of runs."""

from __future__ import annotations

from typing import Any

MACHINE = {"cpu": "a processor", "cores": 2, "memory_gb": 8.0, "system": "Linux"}
VERSIONS = {"python": "3.11", "matcher": "0", "ortools": "9", "numpy": "2", "scipy": "1"}


def record(
    solver: str = "matcher",
    instance: str = "massachusetts-38",
    levels: tuple[tuple[str, float, float | None], ...] = (
        ("seats.none", 9, 9),
        ("seats.little", 12, 12),
        ("turn", 531, 531),
        ("mix", 10, 10),
        ("preference", 4, 4),
    ),
    **other: Any,
) -> dict[str, Any]:
    """A clean run that told everything after one second and again at its end."""
    seconds = other.get("seconds", 2.0)
    told = [[1.0, name, value, bound] for name, value, bound in levels]
    given = {
        "key": f"{solver} {instance} {other.get('limit', 3.0)}",
        "part": "race",
        "solver": solver,
        "instance": instance,
        "family": "named",
        "people": 38,
        "sha256": "0" * 64,
        "limit": 3.0,
        "seed": None,
        "workers": 0,
        "settings": {},
        "commit": "abc",
        "date": "2027-01-04",
        "machine": MACHINE,
        "versions": VERSIONS,
        "start_up_s": 1.0,
        "seconds": seconds,
        "first_s": 1.0,
        "peak_mb": 100,
        "honoured": [],
        "about": {},
        "status": "optimal",
        "levels": [{"name": n, "value": v, "bound": b} for n, v, b in levels],
        "eligible": 38,
        "seated": 21,
        "groups": 4,
        "pairs": 50,
        "clean": True,
        "broken": {},
        "envy": 0,
        "open_seats": 0,
        "faults": [],
        "events": [*told, *([seconds, *row[1:]] for row in told)],
    }
    return {**given, **other}
