"""Rows for the oracle's own tests: small cohorts and proposals in the dict form of the contract."""

from __future__ import annotations

from typing import Any

from tests.oracle import RULES, judge, levels

Row = dict[str, Any]
TUESDAY_NOON = ["Tue 12:00-13:00"]


def person(name: str, **more: Any) -> Row:
    row = {"id": name, "sector": "other", "rc_access": "none", "availability": TUESDAY_NOON}
    return row | more


def provider(name: str = "V1", **more: Any) -> Row:
    row = {"id": name, "credential": "endorsed", "endorsement": "IMHM", "max_groups": 1}
    return row | {"availability": TUESDAY_NOON} | more


def cohort(people: list[Row], providers: list[Row] | None = None, **program: Any) -> Row:
    """Four sessions in January and February 2027, Tuesdays in New York, groups of two or three."""
    usual = {"group_size": [2, 3], "hours": 4, "weekdays": ["tue"], "slot_minutes": 60}
    listed = [provider()] if providers is None else providers
    return {"program": usual | program, "participants": people, "providers": listed}


def group(*members: str, **more: Any) -> Row:
    row: Row = {"id": "G01", "provider_id": "V1", "cadence": "twice-monthly", "weekday": "tue"}
    row |= {"start": "12:00", "minutes": 60, "weeks": [1, 3], "time_zone": "America/New_York"}
    return row | {"language": "en", "members": list(members)} | more


def monthly(*members: str, **more: Any) -> Row:
    return group(*members, **({"cadence": "monthly", "minutes": 120, "weeks": [2]} | more))


def proposal(data: Row, groups: list[Row], earlier: Row | None = None, **more: Any) -> Row:
    """A proposal that states its own values and unplaced people truly."""
    seated = {member for row in groups for member in row["members"]}
    outranked = {"code": "outranked", "text": "seats went to earlier turns"}
    lapsed = {"code": "membership", "text": "it has lapsed"}
    start = str(data["program"].get("start_date", "2027-01-04"))
    written: Row = {
        "schema": "1",
        "status": "feasible" if groups else "empty",
        "seed": data["program"].get("seed", 1),
        "pins": [],
        "groups": groups,
        "unplaced": [
            {"participant_id": row["id"], "reasons": [lapsed if gone else outranked]}
            for row in data["participants"]
            for gone in (row.get("member_until", "active") < start,)
            if row["id"] not in seated
        ],
    } | more
    values = levels(data, written, earlier)
    return {"levels": [{"name": n, "value": v, "bound": None} for n, v in values]} | written


def codes(data: Row, groups: list[Row], earlier: Row | None = None, **more: Any) -> set[str]:
    return {code for code, _ in judge(data, proposal(data, groups, earlier, **more), earlier)}


def rules_broken(data: Row, *groups: Row) -> set[str]:
    return codes(data, list(groups)) & set(RULES)


def people(*names: str) -> list[Row]:
    return [person(name) for name in names]


def pair(**second: Any) -> list[Row]:
    """Two people, the second as given."""
    return [person("P1"), person("P2", **second)]


def free(*entries: str) -> Row:
    return {"availability": list(entries)}


def values(data: Row, *groups: Row, earlier: Row | None = None) -> dict[str, float]:
    return dict(levels(data, proposal(data, list(groups), earlier), earlier))


BOTH = group("P1", "P2")
TRIO = [group("P1", "P2"), group("P3", "P4", id="G02", weeks=[2, 4])]
QUARTET = people("P1", "P2", "P3", "P4")
PHOENIX = {"time_zone": "America/Phoenix"}
