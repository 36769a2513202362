"""`matcher edit`, `matcher diff` and pins, from files to files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.audit.reading import read_record
from matcher.audit.verify import verify
from matcher.cli import main
from matcher.edit.edits import Unseat
from matcher.files.edits_json import read_edits
from matcher.files.proposal_json import read_proposal
from tests.command import SMALL, started

Run = Callable[..., int]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `match` wrote."""
    out = tmp_path_factory.mktemp("solved") / "out"
    assert main(["match", str(SMALL), "--out", str(out), "--time-limit", "3", "--quiet"]) == 0
    return out


@pytest.fixture
def base(solved: Path, tmp_path: Path) -> Path:
    """A copy of its proposal and record."""
    for name in ("proposal.json", "audit.json"):
        (tmp_path / name).write_bytes((solved / name).read_bytes())
    return tmp_path / "proposal.json"


@pytest.fixture
def edit(base: Path) -> Run:
    return lambda *words: main(["edit", str(SMALL), str(base), *words])


def test_changes_go_on_where_they_were_left(
    base: Path, edit: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    before = base.read_bytes()
    proposal = read_proposal(base)
    first, last = proposal.groups[0], proposal.unplaced[-1].participant_id
    assert edit("unseat", first.members[0], "--because", "left", "--by", "office") == 0
    assert edit("swap", last, first.members[1], "--because", "tried") == 0
    edited = base.parent / "edited"
    made = read_proposal(edited / "proposal.json")
    assert made.groups[0].members != first.members
    assert first.members[0] not in made.seats()
    assert made.seats()[last] == first.id
    assert base.read_bytes() == before
    record = read_record(edited / "audit.json")
    assert verify(record) == []
    assert [(one.who, "left" in one.why) for one in record.edits] == [
        ("office", True), ("coordinator", False),
    ]  # fmt: skip
    verified = ["audit", "verify", str(edited / "audit.json"), "--proposal"]
    assert main([*verified, str(edited / "proposal.json"), "--quiet"]) == 0
    capsys.readouterr()
    assert edit("undo") == 0
    assert last not in read_proposal(edited / "proposal.json").seats()
    assert edit("show") == 0
    shown = capsys.readouterr().out
    assert f"1. {first.members[0]} gives up their seat. (office: left)" in shown
    assert "taken back" in shown
    assert edit("redo") == 0
    assert read_proposal(edited / "proposal.json").groups == made.groups
    assert {"proposal.xlsx", "report.html", "groups.csv"} <= {one.name for one in edited.iterdir()}


def test_every_change_of_several_processes_at_once_is_kept(base: Path) -> None:
    proposal = read_proposal(base)
    gone = [group.members[0] for group in proposal.groups[:3]]
    running = [started("edit", SMALL, base, "unseat", one, "--because", "left") for one in gone]
    for process in running:
        _, errors = process.communicate(timeout=240)
        assert process.returncode == 0, errors
    entries, cursor = read_edits(base.with_name("edits.json"), proposal)
    assert cursor == len(entries) == len(gone)
    assert {entry.edit for entry in entries} == {Unseat(one) for one in gone}
    made = read_proposal(base.parent / "edited" / "proposal.json")
    assert made.seats().keys() == proposal.seats().keys() - set(gone)


def test_a_broken_rule_is_refused_without_a_reason(
    base: Path, edit: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    group = read_proposal(base).groups[0].id
    assert edit("time", group, "Sunday", "6:00") == 3
    shown = capsys.readouterr().out
    assert "Breaks rule slot" in shown
    assert "--because" in shown
    assert not (base.parent / "edits.json").exists()
    there = tmp_path / "there"
    assert edit("time", group, "Sunday", "6:00", "--because", "a retreat", "--out", str(there)) == 0
    made = there / "proposal.json"
    assert {one.why for one in read_proposal(made).overrides} == {"a retreat"}
    capsys.readouterr()
    main(["check", str(SMALL), str(made)])
    assert "override: slot:" in capsys.readouterr().out
    assert "broken on purpose" in (there / "report.html").read_text()
    # What is solved from it leaves the group where it is, and says so.
    out = tmp_path / "again"
    words = ["--from", str(made), "--out", str(out), "--time-limit", "2", "--quiet"]
    assert main(["match", str(SMALL), *words]) == 0
    again = read_proposal(out / "proposal.json")
    assert next(one for one in again.groups if one.id == group).weekday == "sun"
    assert again.overrides
    checked = ["check", str(SMALL), str(out / "proposal.json"), "--from", str(made)]
    assert main(checked) == 0
    assert verify(read_record(out / "audit.json")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dance"], "no action"),
        (["move", "P00001"], "takes PERSON GROUP"),
        (["undo", "now"], "takes nothing"),
        (["undo"], "no change"),
        (["move", "nobody", "G01"], "waitlist"),
        (["open", "V9", "mon", "9:00", "P00001"], "roster"),
        (["time", "G01", "mon", "9:00", "--weeks", "one"], "weeks"),
        (["unseat", "P00001", "--by", "ana@example.org"], "role"),
    ],
)
def test_what_cannot_be_done(
    edit: Run, base: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert edit(*words) == 2
    assert said in capsys.readouterr().err
    assert not (base.parent / "edited").exists()


def test_changes_to_another_proposal_are_refused(
    base: Path, edit: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    group = read_proposal(base).groups[0].id
    assert edit("close", group, "--because", "x", "--quiet") == 0
    data = json.loads(base.read_text())
    base.write_text(json.dumps(data | {"seed": data["seed"] + 1}))
    assert edit("undo") == 2
    assert "another proposal" in capsys.readouterr().err
    (base.parent / "edits.json").write_text("[]")
    assert edit("undo") == 2


def test_two_proposals_compared(
    base: Path, edit: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    group = read_proposal(base).groups[0].id
    assert edit("close", group, "--because", "x", "--quiet") == 0
    capsys.readouterr()
    after = base.parent / "edited" / "proposal.json"
    words = ["diff", str(base), str(after), "--cohort", str(SMALL), "--out", str(tmp_path / "d")]
    assert main(words) == 0
    assert f"{group} closes" in capsys.readouterr().out
    assert {one.name for one in (tmp_path / "d").iterdir()} == {"diff.json", "diff.xlsx"}
    assert main(["diff", str(base), str(after), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["groups"][0]["change"] == "closed"
    assert main(["diff", str(base), str(tmp_path / "none.json")]) == 2


def test_pins_typed_and_in_a_file(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    group = read_proposal(base).groups[0]
    pins = tmp_path / "pins.toml"
    pins.write_text(
        f'pins = ["{group.provider_id} at {group.weekday} {group.start}",'
        f' {{group_id = "{group.id}"}}]'
    )
    out = tmp_path / "pinned"
    match = ["match", str(SMALL), "--out", str(out), "--time-limit", "2", "--quiet"]
    given = ["--from", str(base), "--pins", str(pins), "--pin", f"{group.members[0]} in {group.id}"]
    assert main([*match, *given]) == 0
    made = read_proposal(out / "proposal.json")
    assert len(made.pins) == 3
    assert {(one.weekday, one.start) for one in made.groups} >= {(group.weekday, group.start)}
    assert next(one for one in made.groups if one.id == group.id) == group
    assert verify(read_record(out / "audit.json")) == []
    verified = ["audit", "verify", str(out / "audit.json"), "--cohort", str(SMALL), "--from"]
    assert main([*verified, str(base), "--quiet"]) == 0
    capsys.readouterr()
    odd = ["--pin", "who knows what", "--pin", "P00001 in G01", "--pin", "P00001 never V9"]
    assert main([*match, *odd]) == 2
    assert main([*match, *odd[2:]]) == 2
    said = capsys.readouterr().err
    for words in ("accepted", "none was given", "roster"):
        assert words in said
    pins.write_text("pins = 7")
    assert main([*match, "--pins", str(pins)]) == 2
    pins.write_text("pins = [")
    assert main([*match, "--pins", str(pins)]) == 2
