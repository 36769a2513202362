"""What can be done, as JSON: repair.json, and the same over HTTP."""

from __future__ import annotations

from typing import Any

from matcher.repair.option import Option, Repaired


def repaired_dict(found: Repaired, taken: str | None = None) -> dict[str, Any]:
    """Return the options side by side.

    Parameters
    ----------
    found : Repaired
    taken : str, optional
        The option that was taken.
    """
    best = found.recommended
    return {
        "fewest_moves": found.fewest,
        "fewest_reached": found.reached,
        "max_moves": found.most,
        "recommended": None if best is None else best.name,
        "taken": taken,
        "unavailable": list(found.unavailable),
        "options": [option_dict(option, found) for option in found.options],
    }


def option_dict(option: Option, found: Repaired) -> dict[str, Any]:
    """Return one option: who moves, who must agree, hours at stake, levels, what is wrong."""
    return {
        "name": option.name,
        "available": found.allows(option),
        "moved": option.moved,
        "people": [
            {
                "participant_id": one.participant_id,
                "before": one.before,
                "after": one.after,
                "must_agree": one.agrees,
                "new_provider": one.new_provider,
                "hours": {
                    "had": one.hours.had,
                    "ahead": one.hours.ahead,
                    "counting": one.hours.counting,
                    "of": one.hours.of,
                },
            }
            for one in option.people
        ],
        "providers_must_agree": list(option.providers),
        "hours_lost": option.hours_lost,
        "levels": [
            {"name": level.name, "value": level.value, "bound": level.bound}
            for level in option.proposal.levels
        ],
        "findings": list(option.findings),
    }
