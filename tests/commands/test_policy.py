"""`matcher policy`, and naming a policy to match, check and explain."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from matcher.cohort import Program
from matcher.files.read import read_cohort_data
from matcher.files.read.policy_file import load_policy
from matcher.policies import POLICIES, policy_text
from matcher.policies.compare import comparison, outcome
from matcher.propose import Options
from tests.command import SMALL, matcher
from tests.random_cohorts import random_cohort

OURS = """[priority]
name = "Rural first"
version = "3"
[priority.reserve.rural]
floor = 14
rural = true
rationale = "they drive two hours to the next provider"
"""


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("policy") / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    return path


# --- show -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", POLICIES)
def test_a_ready_policy_is_shown_as_a_file_to_copy(name: str, tmp_path: Path) -> None:
    shown = matcher("policy", "show", name)
    assert (shown.returncode, shown.stdout) == (0, policy_text(name))
    copy = tmp_path / "copy.toml"
    copy.write_text(shown.stdout, encoding="utf-8")
    assert load_policy(str(copy), Program()) == load_policy(name, Program())


def test_without_a_name_the_ready_policies_are_listed() -> None:
    listed = matcher("policy", "show")
    assert listed.returncode == 0
    assert all(name in listed.stdout for name in POLICIES)


def test_a_cohort_s_own_policy_and_a_file_are_shown_in_words(ours: Path) -> None:
    own, file = matcher("policy", "show", SMALL), matcher("policy", "show", ours)
    assert (own.returncode, file.returncode) == (0, 0)
    words = " ".join(own.stdout.split())
    assert "Seats go first to people with no reflective consultation" in words
    assert "Race, ethnicity, sex" in words
    words = " ".join(file.stdout.split())
    assert "“Rural first”, version 3" in words
    assert "14 seats go to people who work in a rural area" in words
    assert "two hours to the next provider" in words
    assert "Seats reserved: rural" in words


def test_what_is_no_policy_is_said() -> None:
    for name in ("capacitty", "nowhere.toml"):
        ended = matcher("policy", "show", name)
        assert ended.returncode == 2
        assert "accepted: access, capacity, or a file" in ended.stderr


# --- match, check, explain ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def matched(ours: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run under our policy: its folder, and what it printed."""
    out = tmp_path_factory.mktemp("run") / "out"
    ended = matcher(
        *("match", SMALL, "--policy", ours, "--out", out, "--time-limit", 3, "--deterministic")
    )
    assert ended.returncode == 0, ended.stderr
    return out, ended.stdout


def test_match_prints_the_policy_and_the_reserve(matched: tuple[Path, str], ours: Path) -> None:
    out, printed = matched
    words = " ".join(printed.split())
    assert "The policy is “Rural first”, version 3." in words
    assert "14 seats go to people who work in a rural area (reserve rural)" in words
    assert "All other seats go first to people with no reflective consultation" in words
    assert f"--policy {ours}" in words
    levels = json.loads((out / "proposal.json").read_bytes())["levels"]
    assert levels[0]["name"] == "reserve.rural"
    assert levels[0]["value"] == levels[0]["bound"] == 13  # under the program's own it is 12


def test_the_report_shows_the_policy(matched: tuple[Path, str]) -> None:
    report = " ".join((matched[0] / "report.html").read_text(encoding="utf-8").split())
    assert "14 seats go to people who work in a rural area" in report
    assert "Seats reserved: rural" in report
    assert "What each answer is used for" in report
    assert "Race, ethnicity, sex, gender, religion, national origin, disability and age" in report


def test_check_and_explain_take_the_same_policy(matched: tuple[Path, str], ours: Path) -> None:
    proposal = matched[0] / "proposal.json"
    clean = matcher("check", SMALL, proposal, "--policy", ours)
    assert (clean.returncode, clean.stderr) == (0, "")
    other = matcher("check", SMALL, proposal)
    assert other.returncode == 3
    assert "name the one it was made under with --policy" in other.stdout
    someone = json.loads(proposal.read_bytes())["unplaced"][0]["participant_id"]
    told = matcher("explain", SMALL, proposal, someone, "--policy", ours)
    assert told.returncode == 0
    assert "rural area" in told.stdout


def test_a_policy_under_the_program_s_own_key(tmp_path: Path) -> None:
    cohort, out = tmp_path / "cohort", tmp_path / "out"
    shutil.copytree(SMALL, cohort)
    toml = (cohort / "program.toml").read_text(encoding="utf-8")
    assert "[priority]" not in toml
    (cohort / "program.toml").write_text(
        f'{toml}\n[priority]\npolicy = "capacity"\n', encoding="utf-8"
    )
    ended = matcher("match", cohort, "--out", out, "--time-limit", 2, "--quiet")
    assert ended.returncode == 0, ended.stderr
    names = [row["name"] for row in json.loads((out / "proposal.json").read_bytes())["levels"]]
    assert names[0] == "reserve.supervisors-ready"
    assert matcher("check", cohort, out / "proposal.json").returncode == 0


def test_a_policy_at_fault_stops_before_anything_is_written(tmp_path: Path) -> None:
    path, out = tmp_path / "bad.toml", tmp_path / "out"
    path.write_text(OURS.replace("rural = true", 'race = "x"'), encoding="utf-8")
    ended = matcher("match", SMALL, "--policy", path, "--out", out)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("bad.toml:6:priority.reserve.rural.race: ")
    assert not out.exists()


# --- compare --------------------------------------------------------------------------------------


def test_compare_puts_policies_side_by_side(ours: Path) -> None:
    ended = matcher(
        *("policy", "compare", SMALL, "--policy", "access", "--policy", ours),
        *("--time-limit", 1, "--deterministic"),
    )
    assert ended.returncode == 0, ended.stderr
    lines = [line.split() for line in ended.stdout.splitlines() if line.strip()]
    shown = {" ".join(line[:1]): line for line in lines}
    assert "access" in ended.stdout.splitlines()[0]
    assert shown["Rural"][-4:-1] != shown["Rural"][1:4]
    assert any(line[:2] == ["rural", "–"] for line in lines)


def test_a_single_policy_stands_beside_the_program_s_own() -> None:
    ended = matcher("policy", "compare", SMALL, "--policy", "capacity", "--time-limit", 0.3)
    assert ended.returncode == 0, ended.stderr
    assert "the program's own" in ended.stdout.splitlines()[0]


def test_compare_tells_every_fault(tmp_path: Path) -> None:
    ended = matcher("policy", "compare", SMALL, "--policy", "x", "--policy", "y")
    assert ended.returncode == 2
    assert [line[:2] for line in ended.stderr.splitlines()] == ["x:", "y:"]
    assert matcher("policy", "compare", tmp_path).returncode == 2


def test_the_comparison_counts_what_the_proposals_hold() -> None:
    of = read_cohort_data(random_cohort(3002, 12)).cohort
    options = Options(time_limit=1.0, workers=1)
    found = [outcome(of, n, load_policy(n, of.program), options) for n in POLICIES]
    rows = {(row.section, row.name): row.values for row in comparison(found)}
    for at, one in enumerate(found):
        seats = one.proposal.seats()
        eligible = [p for p in of.participants if p.is_member_on(of.program.start_date)]
        assert rows["", "People with a seat"][at] == f"{len(seats)} of {len(eligible)}"
        for section in ("By access", "By sector", "Rural"):
            counts = [values[at].split(" of ") for (s, _), values in rows.items() if s == section]
            sums = [sum(int(pair[part]) for pair in counts) for part in (0, 1)]
            assert sums == [len(seats), len(eligible)]
    assert rows["Reserves", "supervisors ready"][0] == "–"
