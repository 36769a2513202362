"""Synthetic cohorts: the field's mix, the contract's columns, the same bytes every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from matcher.cohort.vocabulary import (
    CADENCE_WISHES,
    CREDENTIALS,
    EDUCATION,
    ENDORSEMENTS,
    RC_ACCESS,
    ROLES,
    SECTORS,
    TARGETS,
)
from matcher.generate import FAMILIES, FAMILY_DESCRIPTIONS, generate, write_cohort_folder
from matcher.generate.draws import Draws
from matcher.generate.field import SECTOR_MIX
from matcher.generate.relations import LAPSED
from matcher.generate.roster import PROVIDER_COLUMNS, may_lead
from matcher.generate.waitlist import PARTICIPANT_COLUMNS

PLAIN_FAMILIES = tuple(family for family in FAMILIES if family != "messy")
FILES = ("participants.csv", "providers.csv", "program.toml")
ENTRY = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri) (\d\d):([03]0)-(\d\d):([03]0)"
    r"( \((preferred|possible)\)| weeks [1-4](,[1-4])*)?"
)
ZONES = {
    "America/New_York", "America/Detroit", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "Pacific/Honolulu", "America/Puerto_Rico",
}  # fmt: skip

Rows = list[dict[str, str]]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def listed(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


def lengths(availability: str) -> list[int]:
    """Return the minutes of each entry."""
    clocks = re.findall(r"(\d\d):(\d\d)-(\d\d):(\d\d)", availability)
    return [60 * (int(c) - int(a)) + int(d) - int(b) for a, b, c, d in clocks]


# --- same arguments, same bytes ---------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_same_arguments_give_the_same_bytes(family: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_cohort_folder(generate(60, 6, 7, family), tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert sorted(contents(tmp_path / "one")) == sorted(FILES)


def test_other_processes_give_the_same_bytes(tmp_path: Path) -> None:
    write = (
        "import sys, pathlib; from matcher.generate import *; "
        "write_cohort_folder(generate(60, 6, 7, 'messy'), pathlib.Path(sys.argv[1]))"
    )
    for hash_seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", write, str(tmp_path / hash_seed)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "LC_ALL": "C"},
        )
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_another_seed_gives_another_cohort() -> None:
    assert generate(60, 6, 1).participants != generate(60, 6, 2).participants


def test_draws_keep_their_sequence_from_version_to_version() -> None:
    draws = Draws(1)
    assert [draws.below(1000) for _ in range(5)] == [134, 847, 763, 255, 495]


# --- rows --------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", PLAIN_FAMILIES)
def test_rows_keep_to_the_contracts_columns_and_words(family: str) -> None:
    cohort = generate(400, 40, 3, family)
    assert all(tuple(row) == PARTICIPANT_COLUMNS for row in cohort.participants)
    assert all(tuple(row) == PROVIDER_COLUMNS for row in cohort.providers)
    for row in cohort.participants:
        assert row["sector"] in SECTORS
        assert row["role"] in ROLES
        assert row["rc_access"] in RC_ACCESS
        assert row["endorsement_target"] in TARGETS
        assert row["education"] in EDUCATION
        assert row["cadence"] in CADENCE_WISHES
        assert row["group_id"] == ""
        for column in ("rural", "supervises_others", "ready_to_implement", "mou"):
            assert row[column] in ("yes", "no")
        wish, _, language = row["group_language"].partition(" ")
        assert wish in ("any", "prefer", "only")
        assert (wish == "any") == (language == "")
        assert not language or language in listed(row["languages"])
        assert row["member_until"] == "active" or re.fullmatch(
            r"\d{4}-\d\d-\d\d", row["member_until"]
        )
        assert row["applied_on"] < "2027-01-04"
        assert int(row["rounds_waited"]) >= 0
    for row in cohort.providers:
        assert row["credential"] in CREDENTIALS
        assert row["endorsement"] in ENDORSEMENTS
        assert row["cadence"] in CADENCE_WISHES
        assert row["own_rsc_current"] in ("yes", "no")
        assert 0 <= int(row["max_groups"]) <= 3
        assert row["max_group_size"] in ("", "5")
        assert set(listed(row["sectors"])) <= set(SECTORS)
        assert listed(row["languages"])


@pytest.mark.parametrize("family", PLAIN_FAMILIES)
def test_availability_lies_on_the_grid_in_order_and_apart(family: str) -> None:
    cohort = generate(400, 40, 3, family)
    for row in cohort.participants + cohort.providers:
        entries = [ENTRY.fullmatch(entry) for entry in listed(row["availability"])]
        assert entries
        last = ("", 0)
        for entry in entries:
            assert entry is not None, row["availability"]
            day, start, end = entry[1], entry[2] + entry[3], entry[4] + entry[5]
            assert "0700" <= start < end <= "2100"
            assert day != last[0] or int(start) > last[1]
            last = (day, int(end))
        if row["cadence"] == "monthly":
            assert max(lengths(row["availability"])) >= 120


@pytest.mark.parametrize("family", FAMILIES)
def test_ids_are_unique_and_relations_lead_to_people(family: str) -> None:
    cohort = generate(400, 40, 3, family)
    key = "ID" if family == "messy" else "id"
    people = {row[key]: row for row in cohort.participants}
    providers = {row[key] for row in cohort.providers}
    assert list(people)[:2] == ["P00001", "P00002"]
    assert min(providers) == "V0001"
    assert len(people) == 400
    assert len(providers) == 40
    named = ("Supervisor ID", "Apart from", "Together with") if family == "messy" else (
        "supervisor_id", "apart_from", "together_with",
    )  # fmt: skip
    found: Counter[str] = Counter()
    for row in cohort.participants:
        for column in named:
            for other in re.split(r"[;,] ?", row[column]) if row[column] else []:
                found[column] += 1
                assert other != row[key]
                assert other in people or (column != named[2] and other in providers)
    assert all(found[column] for column in named)


@pytest.mark.parametrize("family", PLAIN_FAMILIES)
def test_supervisors_supervise_and_work_for_the_same_employer(family: str) -> None:
    cohort = generate(400, 40, 3, family)
    everybody = {row["id"]: row for row in cohort.participants + cohort.providers}
    for row in cohort.participants:
        if row["supervisor_id"]:
            supervisor = everybody[row["supervisor_id"]]
            assert supervisor["organization"] == row["organization"] != ""
            assert supervisor.get("supervises_others", "yes") == "yes"


@pytest.mark.parametrize("family", PLAIN_FAMILIES)
def test_people_kept_together_can_be(family: str) -> None:
    people = {row["id"]: row for row in generate(800, 80, 3, family).participants}
    pairs = [(row, people[row["together_with"]]) for row in people.values() if row["together_with"]]
    assert pairs
    assert len({row["id"] for pair in pairs for row in pair}) == 2 * len(pairs)
    for one, other in pairs:
        for column in ("availability", "cadence", "group_language", "time_zone"):
            assert one[column] == other[column]
        assert LAPSED not in (one["member_until"], other["member_until"])
        assert one["supervisor_id"] != other["id"] != one["apart_from"]
        assert other["supervisor_id"] != one["id"] != other["apart_from"]


# --- the field ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many() -> Rows:
    return generate(5000, 400, 11).participants


def test_sectors_come_in_the_fields_mix(many: Rows) -> None:
    found = Counter(row["sector"] for row in many)
    assert set(found) == set(SECTOR_MIX)
    for sector, percent in SECTOR_MIX.items():
        assert found[sector] / 50 == pytest.approx(percent, abs=1.8)


def test_access_is_least_in_family_child_care_and_best_in_home_visiting(many: Rows) -> None:
    def little_or_none(sector: str) -> float:
        access = [row["rc_access"] for row in many if row["sector"] == sector]
        return sum(level in ("none", "little") for level in access) / len(access)

    assert little_or_none("family-child-care") == pytest.approx(0.85, abs=0.06)
    assert little_or_none("home-visiting") == pytest.approx(0.30, abs=0.06)
    shares = [little_or_none(sector) for sector in SECTOR_MIX]
    assert max(shares) == little_or_none("family-child-care")
    assert min(shares) == little_or_none("home-visiting")


def test_a_third_count_their_hours_and_some_memberships_have_lapsed(many: Rows) -> None:
    share = sum(row["endorsement_target"] != "none" for row in many) / len(many)
    assert share == pytest.approx(1 / 3, abs=0.03)
    lapsed = sum(row["member_until"] == LAPSED for row in many) / len(many)
    assert lapsed == pytest.approx(0.08, abs=0.02)


def test_classrooms_meet_at_nap_time_and_home_child_care_in_the_evening_too(many: Rows) -> None:
    def share(sector: str, hours: str) -> float:
        cells = [row["availability"] for row in many if row["sector"] == sector]
        return sum(hours in cell for cell in cells) / len(cells)

    assert share("early-care-and-education", "12:30-14:30") > 0.85
    assert share("family-child-care", "18:00-20:30") > 0.7
    assert share("pediatrics", "12:00-13:00") > 0.8
    assert share("home-visiting", "12:30-14:30") < 0.1


def test_employers_have_several_staff(many: Rows) -> None:
    staff = Counter(row["organization"] for row in many if row["organization"])
    assert sum(count >= 3 for count in staff.values()) > 0.9 * len(staff)
    alone = [row for row in many if row["sector"] == "family-child-care"]
    assert sum(row["organization"] == "" for row in alone) > 0.7 * len(alone)


def test_most_providers_are_endorsed_and_some_may_not_lead() -> None:
    providers = generate(5000, 500, 11).providers
    endorsed = sum(row["credential"] == "endorsed" for row in providers) / 500
    assert endorsed == pytest.approx(0.85, abs=0.05)
    assert 0.80 < sum(map(may_lead, providers)) / 500 < 0.95
    assert any(row["own_rsc_current"] == "no" for row in providers)
    assert any(row["credential_until"] == "2027-06-30" for row in providers)


# --- what each family is for -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "providers", "share"),
    [("state", 75, 0.9), ("state", 40, 0.9), ("scarce", 75, 0.6), ("scarce", 40, 0.6)],
)
def test_seats_come_to_the_familys_share(family: str, providers: int, share: float) -> None:
    rows = [row for row in generate(600, providers, 5, family).providers if may_lead(row)]
    seats = sum(int(row["max_groups"]) * int(row["max_group_size"] or 6) for row in rows)
    assert seats / 600 == pytest.approx(share, abs=0.08)


def test_narrow_people_have_one_or_two_short_windows() -> None:
    for row in generate(300, 30, 5, "narrow").participants:
        minutes = lengths(row["availability"])
        assert len(minutes) in (1, 2)
        assert max(minutes) <= 120
        assert max(minutes) <= 90 or row["cadence"] == "monthly" or len(minutes) == 1


def test_zones_reach_from_puerto_rico_to_hawaii() -> None:
    cohort = generate(600, 60, 5, "zones")
    assert {row["time_zone"] for row in cohort.participants} == ZONES
    assert {row["time_zone"] for row in cohort.providers} <= ZONES
    assert {row["time_zone"] for row in generate(60, 6, 5).participants} == {""}


def test_languages_are_spoken_wished_for_and_led() -> None:
    cohort = generate(600, 60, 5, "languages")
    wishes = {row["group_language"] for row in cohort.participants}
    assert wishes == {"any"} | {
        f"{wish} {language}"
        for wish in ("prefer", "only")
        for language in ("es", "pt", "ht", "kea")
    }
    led = {language for row in cohort.providers for language in listed(row["languages"])}
    assert led == {"en", "es", "pt", "ht", "kea"}


def test_agencies_are_few_and_full_of_relations() -> None:
    def relations(family: str) -> Counter[str]:
        return Counter(
            column
            for row in generate(400, 40, 5, family).participants
            for column in ("supervisor_id", "apart_from", "together_with")
            if row[column]
        )

    staff = Counter(row["organization"] for row in generate(400, 40, 5, "agencies").participants)
    assert len(staff) <= 12
    agencies, state = relations("agencies"), relations("state")
    assert all(agencies[column] > 1.5 * state[column] for column in agencies)
    assert agencies["supervisor_id"] > 120


def test_monthly_people_mostly_want_one_meeting_in_some_weeks() -> None:
    rows = generate(400, 40, 5, "monthly").participants
    assert sum(row["cadence"] == "monthly" for row in rows) > 0.6 * len(rows)
    assert sum("weeks 1,3" in row["availability"] for row in rows) > 30


# --- edges -------------------------------------------------------------------------------------


def test_every_family_has_one_line_of_description() -> None:
    assert FAMILIES == (
        "state", "scarce", "narrow", "zones", "languages", "agencies", "monthly", "messy",
    )  # fmt: skip
    assert tuple(FAMILY_DESCRIPTIONS) == FAMILIES
    assert all(0 < len(line) < 90 and "\n" not in line for line in FAMILY_DESCRIPTIONS.values())


@pytest.mark.parametrize("family", FAMILIES)
def test_small_cohorts_and_empty_rosters_are_written(family: str, tmp_path: Path) -> None:
    write_cohort_folder(generate(1, 0, 0, family), tmp_path)
    header, *rows = (tmp_path / "providers.csv").read_text(encoding="utf-8").splitlines()
    assert header
    assert not rows
    program = tomllib.loads((tmp_path / "program.toml").read_text(encoding="utf-8"))
    assert program["name"] == f"{family} 1"
    assert program["start_date"].isoformat() == "2027-01-04"
    assert program["seed"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0, 5, 1), "at least 1 participant, not 0"),
        ((-3, 5, 1), "at least 1 participant, not -3"),
        ((20, -1, 1), "providers must be 0 or more, not -1"),
        ((20, 5, -1), "seed must be 0 or more, not -1"),
        ((20, 5, 1, "rural"), "no family 'rural'; accepted are state, scarce"),
    ],
)
def test_senseless_arguments_are_refused_in_words(
    arguments: tuple[int, int, int], words: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        generate(*arguments)


def test_a_failed_write_leaves_the_earlier_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cohort_folder(generate(20, 2, 1), tmp_path)
    before = contents(tmp_path)
    write_bytes = Path.write_bytes

    def fail_at_the_second(path: Path, data: bytes) -> int:
        if "providers" in path.name:
            raise OSError("disk full")
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail_at_the_second)
    with pytest.raises(OSError, match="disk full"):
        write_cohort_folder(generate(20, 2, 2), tmp_path)
    assert contents(tmp_path) == before
