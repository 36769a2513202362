"""The oracle's reserves: floors of seats for those who meet a criterion, in a stated order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

FLAGS = ("rural", "supervises_others", "ready_to_implement")


@dataclass(frozen=True)
class OracleReserve:
    """One reserve: attribute to the answers that count, and its floor or share in per cent."""

    name: str
    where: dict[str, list[Any]]
    floor: int | None
    percent: Fraction

    @property
    def level(self) -> str:
        return "reserve." + self.name

    def meets(self, answers: Mapping[str, Any]) -> bool:
        """Whether the answers of a row fit every attribute."""
        return all(fits(answers, attribute, wanted) for attribute, wanted in self.where.items())

    def seats(self, most: int) -> int:
        return self.floor if self.floor is not None else int(self.percent * most / 100)


def fits(answers: Mapping[str, Any], attribute: str, wanted: list[Any]) -> bool:
    given = answers[attribute]
    if attribute == "rounds_waited":
        return bool(given >= wanted[0])
    if attribute == "languages":
        return any(language in wanted for language in given)
    return given in wanted


def read_reserves(priority: Mapping[str, Any]) -> tuple[OracleReserve, ...]:
    """The reserves in the order they are filled."""
    tables = priority.get("reserve") or {}
    order = priority.get("reserve_order") or list(tables)
    found = []
    for name in order:
        table = dict(tables[name])
        floor = table.pop("floor")
        table.pop("rationale")
        share = Fraction(floor[:-1]) if isinstance(floor, str) else Fraction(0)
        where = {key: value if isinstance(value, list) else [value] for key, value in table.items()}
        found.append(OracleReserve(name, where, None if isinstance(floor, str) else floor, share))
    return tuple(found)


def reserve_values(
    reserves: Collection[OracleReserve],
    most: int,
    seated: Collection[Mapping[str, Any]],
) -> list[int]:
    """min(seated who meet it, floor) of each."""
    return [
        min(sum(reserve.meets(answers) for answers in seated), reserve.seats(most))
        for reserve in reserves
    ]
