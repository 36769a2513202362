"""`matcher repair` and `matcher fit`, run as people run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.cli import main
from matcher.cohort.fingerprint import input_sha256
from matcher.cohort.hours import Calendar, hours_ahead
from matcher.files.proposal_json import (
    proposal_from_dict,
    proposal_to_dict,
    read_proposal,
    write_proposal,
)
from matcher.files.read import UnusableInput, read_cohort, read_cohort_data
from matcher.files.write.cohort import cohort_json
from matcher.propose import Options, solve
from tests.command import COHORTS, SMALL

LATE = "id,name,sector,rc_access,availability\nP90001,Late One,pediatrics,none,Mon 8:00-20:00\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published proposal and a late arrival."""
    place = tmp_path_factory.mktemp("published")
    made = solve(read_cohort(SMALL).cohort, options=Options(time_limit=2, workers=1))
    write_proposal(made, place / "proposal.json")
    (place / "late.csv").write_text(LATE, encoding="utf-8")
    return place


def test_the_options_stand_side_by_side_and_the_best_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published = folder / "proposal.json"
    before = read_proposal(published)
    gone = before.groups[0].members[0]
    out = tmp_path / "out"
    words = ["repair", SMALL, published, "--withdraw", gone, "--add", folder / "late.csv"]
    assert main([*map(str, words), "--on", "2027-03-01", "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert not shown.err
    for text in ("Ways to repair", "Members who move", "Promised hours lost", "wait", "hours."):
        assert text in shown.out
    now = read_cohort(out / "cohort.json").cohort
    assert gone not in now.participant_by_id
    assert now.participant_by_id["P90001"].name == "Late One"
    made = read_proposal(out / "proposal.json")
    assert made.input_sha256 == input_sha256(now)
    assert made.repair is not None
    assert made.repair.added == ("P90001",)
    options = json.loads((out / "repair.json").read_text(encoding="utf-8"))
    assert options["taken"] == options["recommended"] == made.repair.option
    assert (out / "proposal.xlsx").exists()
    check = ["check", out / "cohort.json", out / "proposal.json", "--from", published]
    assert main(list(map(str, check))) == 0
    verify = [
        "audit",
        "verify",
        out / "audit.json",
        "--cohort",
        out / "cohort.json",
        "--from",
        published,
    ]
    assert main(list(map(str, verify))) == 0
    capsys.readouterr()

    second = tmp_path / "second"
    other = made.groups[-1].members[0]
    again = ["repair", out / "cohort.json", out / "proposal.json", "--decline", other]
    assert main([*map(str, again), "--out", str(second), "--quiet"]) == 0
    assert not capsys.readouterr().out
    check = ["check", second / "cohort.json", second / "proposal.json", "--from",
             out / "proposal.json", "--quiet"]  # fmt: skip
    assert main(list(map(str, check))) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--withdraw", "P9"], "'P9' is not on the waitlist."),
        (["--provider-lost", "V9,V8"], "'V9' is not on the roster."),
        (["--on", "soon"], "--on takes a date"),
        (["--option", "magic"], "There is no option 'magic'"),
        (["--option", "merge"], "'merge' leads nowhere here"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    out = tmp_path / "out"
    ended = main(["repair", str(SMALL), str(folder / "proposal.json"), *words, "--out", str(out)])
    assert ended == 2
    assert sentence in capsys.readouterr().err
    assert not out.exists()


def test_a_proposal_of_another_cohort_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = COHORTS / "languages-300"
    data = proposal_to_dict(read_proposal(folder / "proposal.json"))
    data["groups"][0]["members"][0] = "stranger"
    (tmp_path / "p.json").write_text(json.dumps(data), encoding="utf-8")
    assert main(["repair", str(other), str(tmp_path / "p.json"), "--out", str(tmp_path)]) == 2
    assert "is not of this cohort" in capsys.readouterr().err


def test_faults_of_late_arrivals_name_their_row(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = tmp_path / "late.csv"
    late.write_text(LATE.replace("pediatrics", "alchemy"), encoding="utf-8")
    words = ["repair", SMALL, folder / "proposal.json", "--add", late, "--out", tmp_path / "out"]
    assert main(list(map(str, words))) == 2
    assert "late.csv:2:sector: found 'alchemy'" in capsys.readouterr().err


def test_the_best_groups_are_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["fit", SMALL, folder / "proposal.json", "P90001", "--add", folder / "late.csv"]
    assert main(list(map(str, words))) == 0
    assert "Groups for Late One" in capsys.readouterr().out
    assert main(["fit", str(SMALL), str(folder / "proposal.json"), "nobody"]) == 2


@pytest.mark.parametrize("name", sorted(path.name for path in COHORTS.iterdir()))
def test_a_cohort_written_is_the_same_one(name: str) -> None:
    cohort = read_cohort(COHORTS / name).cohort
    again = read_cohort_data(json.loads(cohort_json(cohort))).cohort
    assert again.participants == cohort.participants
    assert again.providers == cohort.providers
    assert input_sha256(again) == input_sha256(cohort)


def test_a_record_of_a_repair_is_read_as_written(folder: Path) -> None:
    data = proposal_to_dict(read_proposal(folder / "proposal.json"))
    data["repair"] = {
        "option": "move", "on": "2027-03-01", "withdrawn": ["P1"], "declined": [], "lost": ["V1"],
        "added": [], "changed_provider": ["P2"],
    }  # fmt: skip
    assert proposal_to_dict(proposal_from_dict(data)) == data
    data["repair"]["on"] = "soon"
    with pytest.raises(UnusableInput, match="found 'soon'"):
        proposal_from_dict(data)


def test_hours_follow_the_calendar(folder: Path) -> None:
    cohort = read_cohort(SMALL).cohort
    groups = read_proposal(folder / "proposal.json").groups
    start = cohort.program.start_date
    whole = Calendar(cohort, groups, start)
    later = Calendar(cohort, groups, start.replace(month=6))
    for group in groups:
        assert whole.ahead(group) == cohort.program.hours
        assert later.held(group) + later.ahead(group) == cohort.program.hours
        assert 0 < later.ahead(group) < cohort.program.hours
        assert hours_ahead(cohort, group.meeting, start) == cohort.program.hours
