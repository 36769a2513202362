"""Small nasty cohorts by seed, in the dict form of cohort.json: every feature, often at odds."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
ZONES = (
    *("America/New_York", "America/Chicago", "America/Phoenix", "Pacific/Honolulu"),
    *("Europe/London", "America/Sao_Paulo"),
)
SECTORS = ("home-visiting", "head-start", "child-welfare", "pediatrics")
TARGETS = ("none", "IFA", "ECFA", "IFS", "ECFS", "IFRS", "ECRS", "IMHS", "ECMHS", "IMHM", "ECMHM")
START_DATES = ("2027-01-04", "2027-02-15", "2027-08-31", "2027-10-20")
REFERENCE_MONDAYS = (datetime(2027, 1, 11), datetime(2027, 7, 12))
MATCHING_DEFAULTS: dict[str, Any] = {
    "role": "other",
    "organization": "",
    "region": "",
    "rural": False,
    "group_language": "any",
    "rounds_waited": 0,
    "member_until": "active",
    "endorsement_target": "none",
    "ready_to_implement": False,
    "cadence": "either",
    "credential_until": "",
    "own_rsc_current": True,
    "apart_from": [],
    "together_with": [],
    "sectors": [],
    "supervisor_id": "",
}

Row = dict[str, Any]


def random_cohort(seed: int, people: int = 10) -> dict[str, Any]:
    """A cohort of so many people and two to four providers; the same seed, the same cohort."""
    rng = Random(seed)
    program = random_program(rng)
    blocks = common_blocks(rng, program)
    participants = [random_participant(rng, n, program, blocks) for n in range(1, people + 1)]
    providers = [random_provider(rng, n, program, blocks) for n in range(1, rng.randint(2, 4) + 1)]
    if people and chance(rng, 0.35):
        make_same_person(rng, participants, providers)
    relate(rng, participants, providers)
    rows = [tidy(rng, row) for row in participants], [tidy(rng, row) for row in providers]
    return {"program": program, "participants": rows[0], "providers": rows[1]}


def random_earlier(cohort: dict[str, Any], seed: int) -> dict[str, Any]:
    """An earlier proposal's groups at plausible times, not always by the rules, for stability."""
    rng = Random(seed)
    people = [row["id"] for row in cohort["participants"]]
    rng.shuffle(people)
    size = cohort["program"]["group_size"][1]
    groups = []
    for number, provider in enumerate(cohort["providers"], 1):
        members = [people.pop() for _ in range(min(size, len(people)))]
        cadence, minutes, weeks = rng.choice(
            [("twice-monthly", 60, [1, 3]), ("twice-monthly", 60, [2, 4]), ("monthly", 120, [2])]
        )
        groups.append(
            {
                "id": f"G{number:02}",
                "provider_id": provider["id"],
                "cadence": cadence,
                "weekday": rng.choice(cohort["program"]["weekdays"]),
                "start": f"{rng.randint(10, 15):02}:00",
                "minutes": minutes,
                "weeks": weeks,
                "time_zone": cohort["program"]["time_zone"],
                "language": "en",
                "members": members,
            }
        )
    return {"schema": "1", "status": "feasible", "seed": 1, "groups": groups, "pins": []}


def random_program(rng: Random) -> dict[str, Any]:
    zone = rng.choices(ZONES, (8, 2, 2, 0, 2, 0))[0]
    program: dict[str, Any] = {
        "time_zone": zone,
        "start_date": rng.choice(START_DATES),
        "hours": rng.choice([4, 6, 12, 24]),
        "holidays": "none",
        "group_size": rng.choice([[2, 3], [2, 3], [3, 4], [2, 2], [3, 3], [2, 4]]),
        "slot_minutes": 60,
        "weekdays": [day.lower() for day in sorted(rng.sample(DAYS, 2), key=DAYS.index)],
        "day_window": rng.choice([["07:00", "21:00"], ["09:00", "17:00"], ["00:00", "24:00"]]),
        "cadences": rng.choice(
            [["twice-monthly", "monthly"]] * 2 + [["twice-monthly"], ["monthly"]]
        ),
        "accept_vetted": chance(rng, 0.8),
        "accept_emerging": chance(rng, 0.8),
        "same_organization_max": rng.choice([0, 1, 2, 2]),
        "seed": rng.randint(1, 99),
    }
    if chance(rng, 0.7):
        program["priority"] = random_priority(rng)
    if chance(rng, 0.3):
        program["levels"] = {"fewest_groups": True}
    if chance(rng, 0.6):
        attributes = ("sector", "region", "role", "organization")
        program["mix"] = {name: rng.choice([0, 1, 2, 3]) for name in attributes}
    return program


def random_priority(rng: Random) -> dict[str, Any]:
    priority: dict[str, Any] = {
        "mode": rng.choice(["tiers", "tiers", "points"]),
        "within": rng.choice(["ticket", "applied_on"]),
        "tiers": rng.choice(
            [
                ["none", "little", "some", "regular"],
                [["none", "little"], "some", "regular"],
                ["little", "none", ["some", "regular"]],
                [["none", "little", "some", "regular"]],
            ]
        ),
    }
    if priority["mode"] == "points" and chance(rng, 0.5):
        priority["points"] = {"none": rng.choice([4, 8]), "some": 5, "rural": rng.choice([0, 3])}
    return priority


def common_blocks(rng: Random, program: dict[str, Any]) -> list[tuple[int, int, int]]:
    """A few (weekday, start hour, end hour) in the program's zone that people tend to be free."""
    blocks = []
    for _ in range(rng.randint(2, 4)):
        weekday = [day.lower() for day in DAYS].index(rng.choice(program["weekdays"]))
        start = rng.randint(10, 17)
        blocks.append((weekday, start, start + rng.choice([1, 2, 2, 3, 4])))
    return blocks


def random_participant(
    rng: Random, number: int, program: dict[str, Any], blocks: list[tuple[int, int, int]]
) -> Row:
    zone = random_zone(rng, program)
    languages = rng.choices([["en"], ["en", "es"], ["es"], ["en", "fr"]], (6, 3, 1, 1))[0]
    wishes = ["any", "prefer es", "only es", "prefer en", "only en"]
    lapses = ["active", "2026-12-31", program["start_date"], "2027-11-30"]
    return {
        "id": f"P{number:02}",
        "sector": rng.choice(SECTORS),
        "role": rng.choice(["direct-service", "supervisor", "other"]),
        "organization": rng.choices(["", "Acorn", "Birch"], (3, 1, 1))[0],
        "region": rng.choice(["", "north", "south"]),
        "rural": rng.choice([True, "yes", False, False, "no"]),
        "time_zone": zone,
        "languages": languages,
        "group_language": rng.choices(wishes, (8, 2, 1, 1, 1))[0],
        "rc_access": rng.choice(["none", "little", "some", "regular"]),
        "applied_on": f"2026-11-0{rng.randint(1, 4)}" + rng.choice(["", "", "T09:30:00"]),
        "rounds_waited": rng.choices([0, 1, 2], (5, 1, 1))[0],
        "member_until": rng.choices(lapses, (9, 1, 1, 1))[0],
        "endorsement_target": rng.choice(TARGETS) if chance(rng, 0.35) else "none",
        "ready_to_implement": chance(rng, 0.3),
        "cadence": rng.choices(["either", "twice-monthly", "monthly"], (7, 1, 1))[0],
        "availability": random_availability(rng, program, zone, blocks, marks=True),
        "apart_from": [],
        "together_with": [],
        "supervisor_id": "",
    }


def random_provider(
    rng: Random, number: int, program: dict[str, Any], blocks: list[tuple[int, int, int]]
) -> Row:
    zone = random_zone(rng, program)
    endorsements = ["IFRS", "ECRS", "IMHS", "ECMHS", "IMHM", "ECMHM", "other"]
    return {
        "id": f"V{number:02}",
        "credential": rng.choices(["endorsed", "emerging", "vetted"], (5, 1, 1))[0],
        "endorsement": rng.choices(endorsements, (3, 1, 3, 1, 3, 1, 2))[0],
        "credential_until": rng.choices(["", "2027-03-01", "2029-06-30"], (8, 1, 2))[0],
        "own_rsc_current": rng.choices([True, "yes", "no"], (8, 3, 1))[0],
        "time_zone": zone,
        "max_groups": rng.choices([0, 1, 2, 3], (1, 4, 5, 3))[0],
        "max_group_size": rng.choice([program["group_size"][1]] * 5 + [2, 3]),
        "languages": rng.choices([["en"], ["en", "es"], ["es"]], (5, 3, 1))[0],
        "sectors": rng.sample(SECTORS, rng.choice([0, 1, 2])),
        "cadence": rng.choices(["either", "twice-monthly", "monthly"], (7, 1, 1))[0],
        "availability": random_availability(rng, program, zone, blocks, marks=False),
        "apart_from": [],
    }


def random_zone(rng: Random, program: dict[str, Any]) -> str:
    return program["time_zone"] if chance(rng, 0.65) else rng.choice(ZONES)


def random_availability(
    rng: Random,
    program: dict[str, Any],
    zone: str,
    blocks: list[tuple[int, int, int]],
    marks: bool,
) -> list[str]:
    """Some of the common blocks, widened or cut, in the person's own time."""
    entries = []
    for weekday, start, end in rng.sample(blocks, rng.randint(min(2, len(blocks)), len(blocks))):
        begin = start + rng.choices([-1, 0, 1], (4, 6, 1))[0]
        finish = max(begin + 1, end + rng.choices([-1, 0, 1], (1, 6, 4))[0])
        mark = rng.choices(["", " (possible)", " (preferred)"], (6, 2, 2))[0] if marks else ""
        weeks = rng.choices(["", " weeks 1,3", " weeks 2,4", " weeks 1,2,3"], (14, 1, 1, 1))[0]
        all_year = chance(rng, 0.85)
        stretches = local_stretches(program["time_zone"], zone, weekday, begin, finish, all_year)
        if marks and chance(rng, 0.2):
            stretches = [half for stretch in stretches for half in halves(stretch)]
        for index, (day, from_minute, to_minute) in enumerate(stretches):
            other = " (possible)" if index and chance(rng, 0.3) and marks else mark
            times = f"{from_minute // 60:02}:{from_minute % 60:02}-"
            times += f"{to_minute // 60:02}:{to_minute % 60:02}"
            entries.append(f"{day} {times}{other}{weeks}")
    return entries


def local_stretches(
    program_zone: str, zone: str, weekday: int, begin: int, finish: int, all_year: bool
) -> list[tuple[str, int, int]]:
    """Hours in the program's zone as (weekday, from, to) in another; all_year widens for DST."""
    spans = []
    for monday in REFERENCE_MONDAYS[: 2 if all_year else 1]:
        midnight = (monday + timedelta(weekday)).replace(tzinfo=ZoneInfo(program_zone))
        local = [
            (midnight + timedelta(hours=hour)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            for hour in (begin, finish)
        ]
        spans.append([int((at - monday).total_seconds()) // 60 for at in local])
    first, last = min(pair[0] for pair in spans), max(pair[1] for pair in spans)
    found = []
    for day in range(first // 1440, (last - 1) // 1440 + 1):
        name = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day % 7]
        found.append((name, max(first - day * 1440, 0), min(last - day * 1440, 1440)))
    return found


def halves(stretch: tuple[str, int, int]) -> list[tuple[str, int, int]]:
    """Two adjoining stretches instead of one."""
    day, start, end = stretch
    middle = (start + end) // 2
    return [(day, start, middle), (day, middle, end)] if middle > start else [stretch]


def make_same_person(rng: Random, participants: list[Row], providers: list[Row]) -> None:
    """One provider is also a participant, free at much the same times."""
    person, provider = rng.choice(participants), rng.choice(providers)
    provider["id"], provider["time_zone"] = person["id"], person["time_zone"]
    plain = [
        entry.replace(" (possible)", "").replace(" (preferred)", "")
        for entry in person["availability"]
    ]
    provider["availability"] = plain + ([] if chance(rng, 0.5) else ["Fri 10:00-12:00"])


def relate(rng: Random, participants: list[Row], providers: list[Row]) -> None:
    """Supervisors, people to keep apart and people to keep together."""
    ids = [row["id"] for row in participants]
    anyone = ids + [row["id"] for row in providers]
    for row in participants:
        others = [name for name in anyone if name != row["id"]]
        if others and chance(rng, 0.15):
            row["supervisor_id"] = rng.choice(others)
        if others and chance(rng, 0.12):
            row["apart_from"] = [rng.choice(others)]
    for row in providers:
        if ids and chance(rng, 0.15):
            row["apart_from"] = [rng.choice(ids)]
    if len(ids) >= 3 and chance(rng, 0.5):
        chain = rng.sample(participants, rng.choice([2, 2, 3]))
        for row, following in pairwise(chain):
            row["together_with"] = [following["id"]]


def tidy(rng: Random, row: Row) -> Row:
    """Leave out a value that is the default anyway, now and then."""
    return {
        key: value
        for key, value in row.items()
        if not (key in MATCHING_DEFAULTS and value == MATCHING_DEFAULTS[key] and chance(rng, 0.5))
    }


def chance(rng: Random, probability: float) -> bool:
    return rng.random() < probability


def with_reserves(data: dict[str, Any], seed: int) -> dict[str, Any]:
    """The cohort with one to three reserves, often at odds with each other and with the tiers.

    Few providers lead one group each, and late turns are those whom reserves often favour.
    """
    rng = Random(seed)
    providers = [
        {**row, "max_groups": 1, "credential": "endorsed", "endorsement": "IMHM",
         "credential_until": "", "own_rsc_current": True}
        for row in data["providers"][: rng.choice([1, 2, 2, 3])]
    ]  # fmt: skip
    for row in data["participants"]:
        row["supervises_others"] = chance(rng, 0.4)
    criteria: list[dict[str, Any]] = [
        {"rural": True},
        {"rural": False, "role": ["supervisor", "other"]},
        {"sector": rng.sample(SECTORS, rng.choice([1, 2]))},
        {"supervises_others": True, "ready_to_implement": True},
        {"supervises_others": True},
        {"rounds_waited": 1},
        {"languages": ["es", "fr"]},
        {"region": "north"},
        {"rc_access": ["some", "regular"]},
        {"rc_access": "regular"},
        {"rc_access": "little", "rural": True},
    ]
    names = rng.sample(["one", "two", "three"], rng.choice([1, 1, 2, 2, 3]))
    tables = {
        name: {
            "floor": rng.choice([1, 1, 2, 2, 3, 4, "25%", "50%", "12.5%"]),
            "rationale": "to try it",
            **rng.choice(criteria),
        }
        for name in names
    }
    order = rng.sample(names, len(names))
    priority = {**data["program"].get("priority", {}), "reserve": tables, "reserve_order": order}
    program = {**data["program"], "priority": priority}
    return {**data, "program": program, "providers": providers}
