"""`matcher explain` and `matcher recruit`, run as people run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.cli import main
from matcher.explain.unplaced import unplaced_reasons
from matcher.files.proposal_json import read_proposal, write_proposal
from matcher.files.read import read_cohort
from matcher.whatif.person import counterfactuals
from matcher.whatif.words import ELSEWHERE
from tests.build import proposal, settled
from tests.command import SMALL, matcher


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A proposal for the small cohort."""
    path = tmp_path_factory.mktemp("whatif") / "proposal.json"
    cohort = read_cohort(SMALL).cohort
    groups = settled(cohort, rounds=300)
    reasons = unplaced_reasons(cohort, groups)
    write_proposal(proposal(cohort, groups, unplaced=reasons), path)
    return path


@pytest.fixture(scope="module")
def helped(file: Path) -> str:
    """Somebody without a seat in it to whom a small change would give one."""
    cohort, shown = read_cohort(SMALL).cohort, read_proposal(file)
    waiting = (one for one in shown.unplaced if one.reasons[0].code not in ELSEWHERE)
    return next(
        one.participant_id
        for one in waiting
        if counterfactuals(cohort, shown, one.participant_id).found
    )


def test_explain_tells_what_would_change_it(file: Path, helped: str) -> None:
    ended = matcher("explain", SMALL, file, helped)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "each tried out" in ended.stdout
    assert "A seat if " in ended.stdout


def test_explain_as_json(file: Path, helped: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(SMALL), str(file), helped, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counterfactuals"][0]["changes"][0]["kind"]
    assert found["nothing"] is None
    assert main(["explain", str(SMALL), str(file), "P00021", "--json", "--letter"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "Nothing within these providers" in found["nothing"]
    assert "moves" not in found


def test_explain_for_coordinators_and_for_letters(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    member = json.loads(file.read_text(encoding="utf-8"))["groups"][0]["members"][0]
    told = []
    for option in ([], ["--letter"], ["--coordinator"]):
        assert main(["explain", str(SMALL), str(file), member, *option]) == 0
        told.append(capsys.readouterr().out)
    assert "What another group would cost" in told[0]
    assert "What another group would cost" not in told[1]
    assert "for coordinators only" in told[2]
    assert main(["explain", str(SMALL), str(file), member, "--letter", "--coordinator"]) == 2


def test_recruit(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recruit", str(SMALL), str(file), "--time-limit", "10"]) == 0
    assert "eligible people without a seat" in capsys.readouterr().out
    assert main(["recruit", str(SMALL), str(file), "--time-limit", "10", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["waiting"] > 5
    assert found["tried"] <= found["listed"]
