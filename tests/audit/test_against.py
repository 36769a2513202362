"""A record held against cohort, proposal and commitment: no consistent forgery gets past them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.audit.against import against_cohort, against_commitment, against_proposal
from matcher.audit.verify import verify
from matcher.cohort import LevelValue, Pin, Reason, Unplaced
from matcher.cohort.fingerprint import input_sha256
from matcher.levels import level_values
from matcher.rules import with_seed
from tests.audit.example import changed, codes, consistent, drawn, made, random_one, read, small

Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize("seed", range(12))
def test_true_records_of_random_draws_pass(seed: int) -> None:
    of, found = random_one(seed)
    record = read(made(of, found))
    assert against_cohort(record, of) == []
    assert against_cohort(record, of, found) == []
    assert against_proposal(record, found) == []


def retiered(record: dict[str, Any]) -> None:
    """Somebody with a seat is moved to another tier, places and levels made to fit."""
    people = record["people"]
    one = next(row for row in people if row["group"] and row["tier"] != "some")
    levels = {level["name"]: level for level in record["levels"]}
    levels[f"seats.{one['tier']}"]["value"] -= 1
    one["tier"] = "some"
    levels["seats.some"]["value"] += 1
    tiers = ["none", "little", "some", "regular"]
    eligible = sorted(
        (row for row in people if row["eligible"]),
        key=lambda row: (tiers.index(row["tier"]), -row["rounds_waited"], row["ticket"]),
    )
    for place, row in enumerate(eligible, 1):
        row["place"] = place
    seated = [row["place"] for row in eligible if row["group"]]
    levels["turn"]["value"] = sum(len(eligible) + 1 - place for place in seated)


def test_a_tier_forged_throughout_is_found_with_cohort_or_commitment() -> None:
    of = small()
    record = made(of)
    forged = read(consistent(record, retiered))
    assert verify(forged) == []  # from the record alone nobody can tell, as the docs say
    assert "person" in codes(against_cohort(forged, of))
    published = record["commitment"]["sha256"]
    assert against_commitment(read(record), published.upper()) == []
    assert codes(against_commitment(forged, published)) == {"commitment"}
    assert codes(against_proposal(forged, drawn(of))) == {"proposal"}


def test_a_member_forged_throughout_is_found_with_the_cohort() -> None:
    of = small()
    record = made(of)

    def swap(data: dict[str, Any]) -> None:
        """A seat goes to the last turn without one, places and levels made to fit."""
        out = next(row for row in data["people"] if row["group"])
        into = [row for row in data["people"] if row["eligible"] and not row["group"]][-1]
        into["group"], out["group"] = out["group"], None
        group = next(one for one in data["groups"] if one["id"] == into["group"])
        group["members"][group["members"].index(out["id"])] = into["id"]
        levels = {level["name"]: level for level in data["levels"]}
        levels[f"seats.{out['tier']}"]["value"] -= 1
        levels[f"seats.{into['tier']}"]["value"] += 1
        levels["turn"]["value"] += out["place"] - into["place"]

    forged = read(consistent(record, swap))
    assert verify(forged) == []
    assert "envy" in codes(against_cohort(forged, of))
    assert against_proposal(forged, drawn(of))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 11), st.data())
def test_what_is_said_of_a_person_is_what_the_files_say(seed: int, data: st.DataObject) -> None:
    of, found = random_one(seed)
    record = made(of, found)
    place = data.draw(st.integers(0, len(record["people"]) - 1))
    row = record["people"][place]
    key = data.draw(st.sampled_from([name for name in row if name != "id"]))
    others: dict[str, Any] = {
        "eligible": not row["eligible"], "tier": "regular", "ticket": "ab", "rounds_waited": 77,
        "place": 77, "group": "G77", "points": 77, "applied_on": "1999-01-01T00:00:00",
    }  # fmt: skip
    if others[key] == row[key]:
        return
    forged = consistent(record, lambda r: r["people"][place].update({key: others[key]}))
    assert "person" in codes(against_cohort(read(forged), of))


def test_other_files_are_found() -> None:
    of = small()
    record = read(made(of))
    later = replace(of.participants[0], region="North")
    other = replace(of, participants=(later, *of.participants[1:]))
    assert codes(against_cohort(record, other)) == {"input"}
    reseeded = against_cohort(record, with_seed(of, 99))
    assert reseeded == [
        "input: the cohort's files name another number drawn than when the groups were made."
    ]
    fewer = replace(of, participants=of.participants[1:])
    assert {"input", "person"} <= codes(against_cohort(record, fewer))
    more = replace(of, participants=(*of.participants, replace(later, id="P10")))
    assert "person: P10 is on the waitlist and not in the record." in against_cohort(record, more)


def test_another_policy_is_found() -> None:
    of = small()
    mixed = replace(of, program=replace(of.program, mix={"sector": 2}))
    found = against_cohort(read(made(of)), mixed)
    assert any("have another policy than the record" in finding for finding in found)


def test_rules_and_published_values_are_judged() -> None:
    of = small()
    late = consistent(made(of), lambda r: r["groups"][0].update(start="05:00"))
    assert {"slot", "availability"} <= codes(against_cohort(read(late), of))
    mix = consistent(made(of), lambda r: r["levels"][-2].update(value=0))
    assert "value" in codes(against_cohort(read(mix), of))


def test_pins_of_a_request_count_as_the_files_own() -> None:
    of = small()
    group = drawn(of).groups[0]
    pins = (Pin(group.members[0], group.id),)
    people = (
        replace(one, group_id=group.id if one.id == group.members[0] else "")
        for one in of.participants
    )
    pinned = replace(of, participants=tuple(people))
    found = replace(drawn(of), pins=pins, input_sha256=input_sha256(pinned))
    record = read(made(pinned, found))
    assert against_cohort(record, of) == against_cohort(record, pinned) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: replace(p, seed=9), "seed"),
        (lambda p: replace(p, groups=p.groups[1:]), "G01"),
        (lambda p: replace(p, levels=p.levels[1:]), "seats.none"),
        (lambda p: replace(p, earlier="ab"), "from"),
        (
            lambda p: replace(
                p, unplaced=(Unplaced(p.unplaced[0].participant_id, (Reason("rule", "apart"),)),)
            ),
            "reasons",
        ),
    ],
)
def test_another_proposal_is_found(change: Callable[[Any], Any], told: str) -> None:
    of = small()
    found = drawn(of)
    (finding, *_) = against_proposal(read(made(of, found)), change(found))
    assert finding.startswith("proposal: ")
    assert told in finding


def test_the_time_a_run_took_is_no_difference() -> None:
    of = small()
    found = drawn(of)
    assert against_proposal(read(made(of, found)), replace(found, runtime_s=99.0)) == []


def test_a_commitment_that_is_missing_is_found() -> None:
    record = read(made(small(), committed=False))
    assert against_commitment(record, "0" * 64) == [
        "commitment: the record holds no commitment; one was published."
    ]


def test_moves_are_judged_with_the_earlier_proposal() -> None:
    of = small()
    before = drawn(of, seed=1)
    found = replace(drawn(of), earlier=before.input_sha256)
    values = level_values(with_seed(of, 3), found.groups, before)
    found = replace(found, levels=tuple(LevelValue(name, value, None) for name, value in values))
    record = read(made(of, found))
    assert against_cohort(record, of, earlier=before) == []
    wrong = changed(record.data, lambda r: r["levels"][-1].update(value=55))
    assert "value" in codes(against_cohort(read(wrong), of, earlier=before))
