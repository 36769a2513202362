"""What the oracle says of proposals, against answers worked out by hand."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.oracle_rows import (
    BOTH,
    PHOENIX,
    QUARTET,
    TRIO,
    Row,
    codes,
    cohort,
    free,
    group,
    monthly,
    pair,
    people,
    person,
    proposal,
    provider,
    rules_broken,
)

YEAR: Row = {"hours": 24}
LONG = free("Tue 12:00-14:00")
TWICE = provider(max_groups=2, **LONG)
LATE = {"weekdays": ["tue"], "start_date": "2027-12-01", "hours": 2}
LATE_PROVIDER = [provider(**free("Tue 19:00-21:00"))]
LATE_GROUP = monthly("P1", "P2", weeks=[1], start="19:00")


def late_pair(entry: str) -> Row:
    """First Tuesday of December 2027 at 19:00: in London the second Wednesday, just begun."""
    both = free("Tue 19:00-21:00"), free(entry) | {"time_zone": "Europe/London"}
    return cohort([person("P1", **both[0]), person("P2", **both[1])], LATE_PROVIDER, **LATE)


def spans(**second: Any) -> Row:
    """A year of two-hour meetings on second Tuesdays at noon."""
    first = person("P1", **LONG)
    return cohort([first, person("P2", **second)], [TWICE], **YEAR)


LONDON = {"time_zone": "Europe/London"}

KEPT = {
    "two people": (cohort(pair()), [BOTH]),
    "adjoining entries join": (cohort(pair(**free("Tue 12:00-12:30", "Tue 12:30-13:00"))), [BOTH]),
    "weeks in two entries": (
        cohort(pair(**free("Tue 12:00-13:00 weeks 1", "Tue 12:00-13:00 weeks 3 (possible)"))),
        [BOTH],
    ),
    "Phoenix in winter": (cohort(pair(**free("Tue 10:00-11:00"), **PHOENIX)), [BOTH]),
    "Phoenix all year": (cohort(pair(**free("Tue 9:00-11:00"), **PHOENIX), **YEAR), [BOTH]),
    "London, second Tuesdays": (
        spans(**free("Tue 17:00-19:00"), **LONDON),
        [monthly("P1", "P2")],
    ),
    "week of the local date": (late_pair("Wed 0:00-2:00 weeks 2"), [LATE_GROUP]),
    "other weeks, other groups": (cohort(QUARTET, [provider(max_groups=2)]), TRIO),
    "one after the other": (
        cohort(
            [person(f"P{n}", **LONG) for n in range(1, 5)],
            [provider(max_groups=2, **LONG)],
        ),
        [group("P1", "P2"), group("P3", "P4", id="G02", start="13:00")],
    ),
    "member until the start": (cohort(pair(member_until="2027-01-04")), [BOTH]),
    "credential to the end": (cohort(pair(), [provider(credential_until="2027-03-04")]), [BOTH]),
    "spoken by both": (
        cohort(pair(group_language="only en", languages=["es", "en"])),
        [BOTH],
    ),
    "two of one organization": (
        cohort([person("P1", organization="A"), person("P2", organization="A")]),
        [BOTH],
    ),
    "blank is no organization": (cohort(people("P1", "P2"), same_organization_max=1), [BOTH]),
    "no limit": (
        cohort(
            [person("P1", organization="A"), person("P2", organization="A")],
            same_organization_max=0,
        ),
        [BOTH],
    ),
    "together": (cohort(pair(together_with=["P1"])), [BOTH]),
    "leader seated at another time": (
        cohort([*QUARTET[:3], person("V1")], [provider(), provider("V2")]),
        [BOTH, group("P3", "V1", id="G02", provider_id="V2", weeks=[2, 4])],
    ),
}

BROKEN = {
    "one member": ("size", cohort(people("P1")), [group("P1")]),
    "four members": ("size", cohort(QUARTET), [group("P1", "P2", "P3", "P4")]),
    "provider's own size": (
        "size",
        cohort(QUARTET, [provider(max_group_size=2)]),
        [group("P1", "P2", "P3")],
    ),
    "two seats": (
        "one-seat",
        cohort(people("P1", "P2", "P3"), [provider(max_groups=2)]),
        [BOTH, group("P1", "P3", id="G02", weeks=[2, 4])],
    ),
    "two groups": ("capacity", cohort(QUARTET), TRIO),
    "half free": ("availability", cohort(pair(**free("Tue 12:30-13:30"))), [BOTH]),
    "provider not free": (
        "availability",
        cohort(pair(), [provider(**free("Tue 9:00-12:30"))]),
        [BOTH],
    ),
    "free in one week": ("availability", cohort(pair(**free("Tue 12:00-13:00 weeks 1"))), [BOTH]),
    "Phoenix in summer": (
        "availability",
        cohort(pair(**free("Tue 10:00-11:00"), **PHOENIX), **YEAR),
        [BOTH],
    ),
    "London in late March": (
        "availability",
        cohort(pair(**free("Tue 17:00-18:00"), **LONDON), **YEAR),
        [BOTH],
    ),
    "week of another date": (
        "availability",
        late_pair("Wed 0:00-2:00 weeks 1"),
        [LATE_GROUP],
    ),
    "off the grid": (
        "slot",
        cohort([person("P1", **LONG), person("P2", **LONG)], [provider(**LONG)]),
        [group("P1", "P2", start="12:30")],
    ),
    "another weekday": ("slot", cohort(pair(), weekdays=["mon"]), [BOTH]),
    "too early in Phoenix in summer": (
        "slot",
        cohort(
            pair(),
            [provider(**free("Tue 8:00-12:00"), **PHOENIX)],
            day_window=["10:00", "21:00"],
            **YEAR,
        ),
        [BOTH],
    ),
    "same week, two cadences": (
        "overlap",
        cohort([person(f"P{n}", **LONG) for n in range(1, 5)], [TWICE]),
        [group("P1", "P2", start="13:00"), monthly("P3", "P4", id="G02", weeks=[3])],
    ),
    "first and second": ("weeks", cohort(pair()), [group("P1", "P2", weeks=[1, 2])]),
    "monthly only": ("cadence", cohort(pair(cadence="monthly")), [BOTH]),
    "cadence of the program": ("cadence", cohort(pair(), cadences=["monthly"]), [BOTH]),
    "cadence of the provider": ("cadence", cohort(pair(), [provider(cadence="monthly")]), [BOTH]),
    "not spoken": ("language", cohort(pair(languages=["es"])), [BOTH]),
    "not led": ("language", cohort(pair(), [provider(languages=["es"])]), [BOTH]),
    "only Spanish": (
        "language",
        cohort(pair(languages=["en", "es"], group_language="only es")),
        [BOTH],
    ),
    "lapsed": ("eligible", cohort(pair(member_until="2027-01-03")), [BOTH]),
    "credential ends": (
        "eligible",
        cohort(pair(), [provider(credential_until="2027-03-03")]),
        [BOTH],
    ),
    "no own supervision": ("eligible", cohort(pair(), [provider(own_rsc_current="no")]), [BOTH]),
    "vetted": (
        "eligible",
        cohort(pair(), [provider(credential="vetted")], accept_vetted=False),
        [BOTH],
    ),
    "emerging for IMHS": (
        "qualified",
        cohort(pair(endorsement_target="ECMHS"), [provider(credential="emerging")]),
        [BOTH],
    ),
    "supervisor in the group": ("supervisor", cohort(pair(supervisor_id="P1")), [BOTH]),
    "supervisor leads": ("supervisor", cohort(pair(supervisor_id="V1")), [BOTH]),
    "report leads": (
        "supervisor",
        cohort([*pair(), person("V1", supervisor_id="P2", **free("Wed 1:00-2:00"))]),
        [BOTH],
    ),
    "apart": ("apart", cohort(pair(apart_from=["P1"])), [BOTH]),
    "apart from the provider": ("apart", cohort(pair(), [provider(apart_from=["P2"])]), [BOTH]),
    "half of a chain": (
        "together",
        cohort(
            [person("P1", together_with=["P2"]), person("P2", together_with=["P3"]), person("P3")]
        ),
        [BOTH],
    ),
    "one organization": (
        "same-organization",
        cohort(
            [person("P1", organization="A"), person("P2", organization="A")],
            same_organization_max=1,
        ),
        [BOTH],
    ),
    "own group": ("provider-own", cohort([person("P1"), person("V1")]), [group("P1", "V1")]),
    "seated while leading": (
        "provider-own",
        cohort([*QUARTET[:3], person("V1")], [provider(), provider("V2")]),
        [BOTH, group("P3", "V1", id="G02", provider_id="V2")],
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_rules_kept(name: str) -> None:
    data, groups = KEPT[name]
    assert rules_broken(data, *groups) == set()


@pytest.mark.parametrize("name", BROKEN)
def test_one_rule_broken(name: str) -> None:
    code, data, groups = BROKEN[name]
    assert rules_broken(data, *groups) == {code}


@pytest.mark.parametrize(
    ("target", "credential", "endorsements"),
    [
        ("IFA", "endorsed", "any"),
        ("IFS", "endorsed", "IFRS ECRS IMHS ECMHS IMHM ECMHM"),
        ("ECFS", "emerging", "IFRS ECRS IMHS ECMHS IMHM ECMHM"),
        ("none", "emerging", "any"),
        ("ECFA", "vetted", "any"),
        ("IFS", "vetted", "any"),
        ("ECRS", "endorsed", "IFRS ECRS IMHS ECMHS IMHM ECMHM"),
        ("IFRS", "emerging", "IFRS ECRS IMHS ECMHS IMHM ECMHM"),
        ("IFRS", "vetted", ""),
        ("IMHS", "endorsed", "IMHS ECMHS IMHM ECMHM"),
        ("IMHS", "emerging", ""),
        ("ECMHM", "endorsed", "IMHM ECMHM"),
        ("IMHM", "emerging", ""),
        ("IMHM", "vetted", ""),
    ],
)
def test_qualification_table(target: str, credential: str, endorsements: str) -> None:
    for endorsement in ("IFRS", "ECRS", "IMHS", "ECMHS", "IMHM", "ECMHM", "other"):
        leader = provider(credential=credential, endorsement=endorsement)
        broken = rules_broken(cohort(pair(endorsement_target=target), [leader]), BOTH)
        counts = endorsements == "any" or endorsement in endorsements.split()
        assert broken == (set() if counts else {"qualified"}), endorsement


def test_pins() -> None:
    data = cohort([person("P1", group_id="G07"), person("P2"), person("P3")])
    earlier = {"groups": [group("P1", "P3", id="G07", weeks=[2, 4])]}
    assert "locked" in codes(data, [group("P1", "P2", "P3")], earlier)
    assert "locked" in codes(data, [group("P2", "P3", weeks=[2, 4])], earlier)
    assert "locked" in codes(data, [BOTH])  # without the earlier proposal
    assert codes(data, [group("P1", "P2", "P3", weeks=[2, 4])], earlier) == set()
    pins = [{"participant_id": "P2", "group_id": "G01"}]
    free_of_it = cohort(people("P1", "P2", "P3"))
    assert "locked" in codes(free_of_it, [group("P1", "P3")], pins=pins)
    assert codes(free_of_it, [group("P1", "P2", "P3")], pins=pins) == set()


# --- seats ----------------------------------------------------------------------------------------


def test_open_seat_and_further_group() -> None:
    data = cohort([*people("P1", "P2"), person("P3", rc_access="regular")])
    assert codes(data, [BOTH]) == {"open-seat"}
    assert codes(data, [group("P1", "P2", "P3")]) == set()
    assert codes(data, []) == {"open-seat"}
    assert codes(cohort(QUARTET, [provider(max_groups=2, max_group_size=2)]), [BOTH]) >= {
        "open-seat"
    }
    assert "open-seat" not in codes(cohort(QUARTET, [provider(max_group_size=2)]), [BOTH])
    lapsed = cohort([*people("P1", "P2"), person("P3", member_until="2020-01-01")])
    assert codes(lapsed, [BOTH]) == set()


def test_together_fills_a_further_group_only_whole() -> None:
    chained = [
        person("P1", together_with=["P2"]),
        person("P2"),
        person("P3", **free("Mon 1:00-2:00")),
    ]
    assert codes(cohort(chained), []) == {"open-seat"}
    chained[0]["together_with"] = ["P2", "P3"]
    assert codes(cohort(chained), []) == set()


def test_envy() -> None:
    data = cohort([person("P1"), person("P2"), person("P3", rc_access="some")])
    data["providers"][0]["max_group_size"] = 2
    assert codes(data, [group("P2", "P3")]) == {"envy"}
    assert codes(data, [BOTH]) == set()
    pins = [{"participant_id": "P3", "group_id": "G01"}]
    order = sorted(["P1", "P2"], key=lambda name: hashlib.sha256(f"1|{name}".encode()).hexdigest())
    assert codes(data, [group(order[0], "P3")], pins=pins) == set()
    assert codes(data, [group(order[1], "P3")], pins=pins) == {"envy"}
    data["participants"][0]["apart_from"] = ["P2"]
    apart = codes(data, [group("P2", "P3")])  # P1 could only take the place of P2
    assert apart == (set() if order[0] == "P2" else {"envy"})
    data["participants"][2]["together_with"] = ["P2"]
    assert codes(data, [group("P2", "P3")]) == set()  # neither can go without the other


# --- what a proposal says about itself ------------------------------------------------------------


def test_unplaced_list() -> None:
    data = cohort([*people("P1", "P2"), person("P3", member_until="2020-01-01")])
    good = [{"participant_id": "P3", "reasons": [{"code": "membership", "text": "lapsed"}]}]
    assert codes(data, [BOTH], unplaced=good) == set()
    for reasons in ([], [{"code": "not-needed"}], [{"code": "rule", "text": "?"}]):
        wrong = [{"participant_id": "P3", "reasons": reasons}]
        assert codes(data, [BOTH], unplaced=wrong) == {"unplaced-list"}
    for names in ([], ["P3", "P3"], ["P3", "P1"], ["P3", "P9"]):
        wrong = [good[0] | {"participant_id": name} for name in names]
        assert codes(data, [BOTH], unplaced=wrong) == {"unplaced-list"}


def test_published_levels() -> None:
    data = cohort(people("P1", "P2"))
    true = proposal(data, [BOTH])["levels"]
    assert [row["name"] for row in true][:2] == ["seats.none", "seats.little"]
    assert codes(data, [BOTH], levels=true[:-1]) == {"value"}
    assert codes(data, [BOTH], levels=[true[1], true[0], *true[2:]]) == {"value"}
    assert codes(data, [BOTH], levels=[true[0] | {"value": 3}, *true[1:]]) == {"value"}
    assert codes(data, [BOTH], levels=[true[0] | {"bound": 1}, *true[1:]]) == {"bound"}
    assert codes(data, [BOTH], levels=[*true[:-1], true[-1] | {"bound": 1}]) == {"bound"}
    assert codes(data, [BOTH], status="optimal") == {"status"}
    met = [row | {"bound": row["value"]} for row in true]
    assert codes(data, [BOTH], status="optimal", levels=met) == set()
    assert codes(data, [BOTH], status="empty") == {"status"}


def test_format() -> None:
    data = cohort(people("P1", "P2"))
    assert codes(data, [BOTH], schema="2") == {"format"}
    for wrong in ({"minutes": 120}, {"time_zone": "UTC"}):
        assert codes(data, [BOTH | wrong]) == {"format"}
    for wrong in ({"start": "noon"}, {"weekday": "tues"}, {"provider_id": "V9"}):
        assert "format" in codes(data, [BOTH | wrong])
    assert "format" in codes(data, [group("P1", "P2", "P9")])
