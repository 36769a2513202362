"""`matcher publish`, run as people run it: what is outstanding, and that published groups stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.cli import main
from matcher.files.proposal_json import read_proposal, write_proposal
from matcher.files.read import read_cohort
from matcher.propose import Options, solve
from tests.command import SMALL


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made") / "proposal.json"
    write_proposal(
        solve(read_cohort(SMALL).cohort, options=Options(time_limit=2, workers=1)), place
    )
    return place


@pytest.fixture
def proposal(made: Path, tmp_path: Path) -> Path:
    place = tmp_path / "proposal.json"
    place.write_bytes(made.read_bytes())
    return place


def test_who_has_what_to_hand_in_is_said_and_published_groups_stay(
    proposal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_proposal(proposal)
    cohort = read_cohort(SMALL).cohort
    missing = [one for one in before.seats() if not cohort.participant_by_id[one].mou]
    note = tmp_path / "published.json"
    assert main(["publish", str(SMALL), str(proposal), "--look"]) == 0
    looked = capsys.readouterr().out
    assert missing
    assert all(f"{one} in {before.seats()[one]}" in looked for one in missing)
    assert not note.exists()
    assert main(["publish", str(SMALL), str(proposal)]) == 0
    first = note.read_bytes()
    assert json.loads(first)["published_at"] in capsys.readouterr().out
    assert main(["publish", str(SMALL), str(proposal), "--quiet"]) == 0
    assert note.read_bytes() == first
    assert capsys.readouterr().out == ""

    seated = before.groups[0].members[0]
    for words in (
        ["edit", str(SMALL), str(proposal), "unseat", seated],
        ["match", str(SMALL), "--out", str(tmp_path)],
        ["match", str(SMALL), "--from", str(proposal), "--out", str(tmp_path / "next")],
        ["repair", str(SMALL), str(proposal), "--withdraw", seated, "--out", str(tmp_path)],
    ):
        assert main(words) == 2, words
        assert "was published" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["proposal.json", "published.json"]
    assert read_proposal(proposal) == before


def test_what_breaks_rules_is_not_published(
    proposal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(proposal.read_text(encoding="utf-8"))
    data["groups"][0]["members"].pop()
    proposal.write_text(json.dumps(data), encoding="utf-8")
    assert main(["publish", str(SMALL), str(proposal)]) == 3
    assert "Not published" in capsys.readouterr().out
    assert not (tmp_path / "published.json").exists()


@pytest.mark.parametrize("note", ["{}", "[", '{"schema": "1", "proposal_sha256": "x", '
    '"published_at": "2026-12-01"}'])  # fmt: skip
def test_a_note_about_something_else_is_not_overwritten(
    proposal: Path, note: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = proposal.with_name("published.json")
    place.write_text(note, encoding="utf-8")
    assert main(["publish", str(SMALL), str(proposal)]) == 2
    assert "published.json" in capsys.readouterr().err
    assert place.read_text(encoding="utf-8") == note
