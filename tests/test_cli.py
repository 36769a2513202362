"""The commands, run as people run them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matcher.check import check
from matcher.cli import main
from matcher.cohort import Cohort, Proposal
from matcher.endings import Leave
from matcher.explain.unplaced import unplaced_reasons
from matcher.files.proposal_json import read_proposal, write_proposal
from matcher.files.read import read_cohort
from matcher.generate import FAMILIES, generate, write_cohort_folder
from matcher.pinning import ImpossiblePins
from matcher.propose import Options
from matcher.runs.attend import Interrupts
from tests.build import cohort as cohort_of
from tests.build import group, people, proposal, settled
from tests.command import (
    COHORTS,
    PATIENCE,
    SMALL,
    command,
    handlers_given_back,
    matcher,
    process,
    started,
    surroundings,
    until_it_has_groups,
)

COMMANDS = (
    "match", "check", "explain", "recruit", "odds", "generate", "batch", "serve", "repair",
    "publish", "fit",
)  # fmt: skip
SOLVERS_WORDS = ("infeasible", "objective", "incumbent", "constraint", "CP-SAT", "Traceback")
HEAVY = ("ortools", "numpy", "scipy", "matplotlib", "fastapi", "rich.table", "xlsxwriter")
Solve = Callable[..., Proposal]


def simple(of: Cohort, **_: object) -> Proposal:
    """A clean proposal without a solver."""
    groups = settled(of, rounds=300)
    return proposal(of, groups, unplaced=unplaced_reasons(of, groups))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outcome of one real run."""
    out = tmp_path_factory.mktemp("run") / "out"
    ended = process("match", SMALL, "--out", out, "--time-limit", 3)
    assert ended.returncode == 0, ended.stderr
    (out / "stdout.txt").write_text(ended.stdout, encoding="utf-8")
    assert ended.stderr == ""
    return out


@pytest.fixture
def handlers() -> Iterator[None]:
    """What a command called by `main` does to the handling of signals ends with its test."""
    with handlers_given_back():
        yield


@pytest.fixture
def solved_by(monkeypatch: pytest.MonkeyPatch, handlers: None) -> Callable[[Solve], None]:
    """Put something in the solver's place."""
    return lambda solve: monkeypatch.setattr("matcher.propose.solve", solve)


# --- help ----------------------------------------------------------------------------------------


def test_help_is_there_at_once() -> None:
    seconds = []
    for _ in range(5):
        before = os.times()
        assert process("--help").returncode == 0
        after = os.times()
        # The processor's time, which others' work on this machine does not change.
        seconds.append(sum(after[2:4]) - sum(before[2:4]))
    assert min(seconds) < 0.3


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    script = "import sys, api.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert not set(loaded.stdout.split()).intersection(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    ended = matcher(name, "--help", COLUMNS="100")
    assert ended.returncode == 0
    assert f"matcher {name} " in ended.stdout.split("Example")[1]
    assert name in matcher("--help").stdout


def test_version() -> None:
    assert process("--version").stdout.startswith("matcher 0.")


# --- match ---------------------------------------------------------------------------------------


def test_match_writes_every_file_and_shows_the_groups(folder: Path) -> None:
    shown = " ".join((folder / "stdout.txt").read_text(encoding="utf-8").split())
    found = read_proposal(folder / "proposal.json")
    cohort = read_cohort(SMALL).cohort

    assert check(cohort, found).clean
    assert {path.name for path in folder.iterdir()} >= {
        "proposal.json", "proposal.xlsx", "groups.csv", "unplaced.csv", "report.html", "calendars",
        "equity.json",
    }  # fmt: skip
    for one in found.groups:
        assert one.id in shown
    assert "drawn by ticket (number drawn: 1), not by date" in shown
    assert "Membership has lapsed" in shown
    assert f"matcher check {SMALL} {folder / 'proposal.json'}" in shown
    assert not [word for word in SOLVERS_WORDS if word in shown]


def test_the_groups_are_shown_by_name_and_the_same_names_by_id(
    tmp_path: Path,
    solved_by: Callable[[Solve], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    source = Path(shutil.copytree(SMALL, tmp_path / "cohort"))
    table = (source / "participants.csv").read_text(encoding="utf-8")
    (source / "participants.csv").write_text(table.replace("Ben Khan", "Ben Xu"), encoding="utf-8")
    solved_by(simple)

    assert main(["match", str(source), "--out", str(tmp_path / "out")]) == 0

    words = " ".join(capsys.readouterr().out.split())
    assert "Ben Xu (P000" in words
    assert "Sam Xu," in words


def test_quiet_prints_nothing(
    tmp_path: Path, solved_by: Callable[[Solve], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solved_by(simple)
    assert main(["match", str(SMALL), "--out", str(tmp_path), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert (tmp_path / "proposal.xlsx").exists()


def test_the_demo_needs_no_cohort(
    tmp_path: Path, solved_by: Callable[[Solve], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solved_by(simple)
    assert main(["match", "--demo", "--out", str(tmp_path)]) == 0
    assert "make your own workbook" in capsys.readouterr().out


def test_options_reach_the_solver_and_the_limit_counts_from_the_start(
    tmp_path: Path, solved_by: Callable[[Solve], None]
) -> None:
    asked: list[Options] = []

    def solve(of: Cohort, *, options: Options, **_: object) -> Proposal:
        asked.append(options)
        return simple(of)

    solved_by(solve)
    words = ["--time-limit", "9", "--gap", "0.1", "--seed", "1", "--workers", "2", "--quiet"]
    main(["match", str(SMALL), "--out", str(tmp_path), *words])
    main(["match", str(SMALL), "--out", str(tmp_path), *words, "--deterministic"])

    first, second = asked
    assert (first.gap, first.seed, first.workers, first.deterministic) == (0.1, 1, 2, False)
    assert first.time_limit is not None
    assert 5 < first.time_limit < 9
    # What is left differs from run to run, and a deterministic run must not.
    assert (second.time_limit, second.deterministic) == (9, True)


def test_a_cohort_without_any_group_is_done_and_says_so(tmp_path: Path) -> None:
    write_cohort_folder(generate(3, 1, 1), tmp_path / "three")
    ended = matcher("match", tmp_path / "three", "--out", tmp_path / "out", "--time-limit", 3)
    assert ended.returncode == 0, ended.stderr
    assert "No group is possible" in ended.stdout
    assert read_proposal(tmp_path / "out" / "proposal.json").status == "empty"


def test_faulty_rows_are_left_out_and_listed(
    tmp_path: Path, solved_by: Callable[[Solve], None], capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(shutil.copytree(SMALL, tmp_path / "cohort"))
    table = (source / "participants.csv").read_text(encoding="utf-8")
    (source / "participants.csv").write_text(table.replace("P00001", "", 1), encoding="utf-8")
    solved_by(simple)

    words = ["match", str(source), "--out", str(tmp_path / "out"), "--leave-out-faulty"]
    assert main(words) == 0

    shown = capsys.readouterr().out
    assert "1 fault in rows that were left out" in shown
    assert "participants.csv:2:id" in shown


def test_an_earlier_proposal_is_started_from(
    folder: Path, tmp_path: Path, solved_by: Callable[[Solve], None]
) -> None:
    before = read_proposal(folder / "proposal.json")
    given: list[Proposal | None] = []

    def solve(of: Cohort, *, earlier: Proposal | None, **_: object) -> Proposal:
        given.append(earlier)
        raise ImpossiblePins("Both seats cannot stay.")

    solved_by(solve)
    words = ["--from", str(folder / "proposal.json"), "--out", str(tmp_path / "out")]
    assert main(["match", str(SMALL), *words]) == 2
    assert given == [before]
    assert not (tmp_path / "out").exists()


# --- stopping ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_stopped_run_keeps_its_best_groups(name: str, times: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("match", COHORTS / "statewide-150", "--out", out, "--time-limit", 600)
    run = started(*words, FORCE_COLOR="1", COLUMNS="200")  # a terminal, to all that it prints
    until_it_has_groups(run)
    for _ in range(times):
        run.send_signal(getattr(signal, name))
        time.sleep(0.15)
    shown, complaints = run.communicate(timeout=PATIENCE)

    assert run.returncode == 4, complaints
    assert "Traceback" not in complaints
    assert "Stopping" in complaints
    assert "You stopped the run" in shown
    cohort = read_cohort(COHORTS / "statewide-150").cohort
    assert check(cohort, read_proposal(out / "proposal.json")).clean
    assert not list(out.glob(".*"))  # no half-written file


def test_the_third_signal_leaves_at_once() -> None:
    interrupts = Interrupts()
    interrupts.heard(signal.SIGINT, None)
    assert interrupts.stop.asked
    interrupts.heard(signal.SIGINT, None)
    with pytest.raises(Leave):
        interrupts.heard(signal.SIGINT, None)


# --- what goes wrong inside ----------------------------------------------------------------------


def broken(of: Cohort, **_: object) -> Proposal:
    """A proposal that seats somebody twice."""
    found = simple(of)
    first, second = found.groups[:2]
    return proposal(of, [first, group(first.members, id=second.id, provider_id=second.provider_id)])


def test_a_proposal_that_breaks_a_rule_is_never_written(
    tmp_path: Path, solved_by: Callable[[Solve], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solved_by(broken)
    assert main(["match", str(SMALL), "--out", str(tmp_path)]) == 1

    shown, complaints = capsys.readouterr()
    assert shown == ""
    assert "do not stand up to the checker" in complaints
    assert len(complaints.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["failed"]
    failed = tmp_path / "failed"
    assert main(["check", str(failed / "cohort.json"), str(failed / "proposal.json")]) == 3
    assert capsys.readouterr().out.splitlines() == (
        (failed / "findings.txt").read_text(encoding="utf-8").splitlines()
    )


def test_what_is_kept_of_a_failure_holds_nothing_personal(
    tmp_path: Path, solved_by: Callable[[Solve], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def solve(of: Cohort, **_: object) -> Proposal:
        raise KeyError(of.participants[0].name)

    solved_by(solve)
    assert main(["match", str(SMALL), "--out", str(tmp_path)]) == 1

    complaint = capsys.readouterr().err
    kept = (tmp_path / "failed" / "cohort.json").read_text(encoding="utf-8")
    with (SMALL / "participants.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            for private in (row["name"], row["email"], row["organization"] or "@"):
                assert private not in kept + complaint
    assert "monitor" not in kept
    assert "Traceback" not in complaint
    again = read_cohort(tmp_path / "failed" / "cohort.json").cohort
    assert len(again.participants) == len(read_cohort(SMALL).cohort.participants)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_kept_cohort_reads_as_the_one_that_failed(family: str, tmp_path: Path) -> None:
    from matcher.files.replay import write_replay

    write_cohort_folder(generate(40, 6, 2, family), tmp_path / "cohort")
    cohort = read_cohort(tmp_path / "cohort").cohort
    again = read_cohort(write_replay(cohort, tmp_path) / "cohort.json").cohort

    assert simple(again).groups == simple(cohort).groups
    assert simple(again).levels == simple(cohort).levels


def test_files_that_cannot_be_written_are_a_sentence(
    tmp_path: Path, solved_by: Callable[[Solve], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def solve(of: Cohort, **_: object) -> Proposal:
        (tmp_path / "out" / "proposal.json").mkdir(parents=True)
        return simple(of)

    solved_by(solve)
    assert main(["match", str(SMALL), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.endswith("proposal.json: Is a directory.\n")


def test_a_traceback_is_shown_to_those_who_ask(
    tmp_path: Path,
    solved_by: Callable[[Solve], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def solve(of: Cohort, **_: object) -> Proposal:
        raise ZeroDivisionError

    solved_by(solve)
    monkeypatch.setenv("MATCHER_DEBUG", "1")
    assert main(["match", str(SMALL), "--out", str(tmp_path)]) == 1
    assert "in solve\n    raise ZeroDivisionError" in capsys.readouterr().err


def test_a_reader_who_goes_away_ends_nothing(folder: Path) -> None:
    words = command("explain", SMALL, folder / "proposal.json", "P00002")
    run = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings()
    )
    assert run.stdout
    assert run.stderr
    run.stdout.close()
    complaints = run.stderr.read()
    run.stderr.close()
    assert run.wait(30) == 0
    assert complaints == b""


# --- check ---------------------------------------------------------------------------------------


def test_check_says_what_it_found_clean(folder: Path) -> None:
    ended = process("check", SMALL, folder / "proposal.json")
    assert ended.returncode == 0
    assert ended.stdout.startswith("Clean: ")
    assert len(ended.stdout.splitlines()) == 1


def test_check_prints_every_finding(folder: Path, tmp_path: Path) -> None:
    found = json.loads((folder / "proposal.json").read_text(encoding="utf-8"))
    found["groups"][0]["start"] = "23:00"
    found["levels"][0]["value"] += 1
    found["unplaced"].pop()
    (tmp_path / "edited.json").write_text(json.dumps(found))

    ended = process("check", SMALL, tmp_path / "edited.json")

    assert ended.returncode == 3
    codes = {line.split(":")[0] for line in ended.stdout.splitlines()}
    assert codes >= {"availability", "slot", "unplaced", "value"}
    assert ended.stderr == ""


# --- explain -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def explained(folder: Path) -> tuple[Cohort, Proposal]:
    return read_cohort(SMALL).cohort, read_proposal(folder / "proposal.json")


def test_explain_says_nothing_about_anybody_else(
    folder: Path, explained: tuple[Cohort, Proposal], capsys: pytest.CaptureFixture[str]
) -> None:
    cohort, found = explained
    seats = found.seats()
    for person in cohort.participants:
        assert main(["explain", str(SMALL), str(folder / "proposal.json"), person.id]) == 0
        shown = capsys.readouterr().out
        assert person.name in shown
        assert ("has a seat" in shown) == (person.id in seats)
        others = [one for one in cohort.participants if one.id != person.id]
        assert not [one.id for one in others if one.id in shown]
        assert not [one.id for one in others if one.email in shown]


def test_explain_gives_the_reasons_of_the_proposal(
    folder: Path, explained: tuple[Cohort, Proposal], capsys: pytest.CaptureFixture[str]
) -> None:
    _, found = explained
    for unplaced in found.unplaced:
        main(["explain", str(SMALL), str(folder / "proposal.json"), unplaced.participant_id])
        shown = " ".join(capsys.readouterr().out.split())
        assert all(" ".join(reason.text.split()) in shown for reason in unplaced.reasons)


def test_explain_tells_the_time_on_a_persons_own_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_cohort_folder(generate(60, 8, 3, "zones"), tmp_path / "cohort")
    cohort = read_cohort(tmp_path / "cohort").cohort
    found = simple(cohort)
    write_proposal(found, tmp_path / "proposal.json")
    away = next(
        one.id
        for one in cohort.participants
        if one.id in found.seats() and one.time_zone == "America/Chicago"
    )

    assert main(["explain", str(tmp_path / "cohort"), str(tmp_path / "proposal.json"), away]) == 0

    shown = capsys.readouterr().out
    assert "(Eastern time)" in shown
    assert "on their own clock" in shown
    assert "(Central time)" in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("p00007", "Did you mean P00007"),
        ("P7", "Did you mean P00007"),
        ("P000077", "Did you mean P00007"),
        ("nobody at all", "'nobody at all' is nobody's id on the waitlist.\n"),
        ("V001", "is a provider"),
    ],
)
def test_explain_suggests_ids(
    asked: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = asked if asked != "V001" else read_cohort(SMALL).cohort.providers[0].id
    assert main(["explain", str(SMALL), str(folder / "proposal.json"), asked]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "value"), [("weekday", "caturday"), ("start", "25:99"), ("time_zone", "Moon/Base"),
                       ("weeks", []), ("cadence", "hourly")],
)  # fmt: skip
def test_a_group_edited_into_nonsense_is_no_traceback(
    key: str, value: object, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads((folder / "proposal.json").read_text(encoding="utf-8"))
    found["groups"][0][key] = value
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(found))
    member = found["groups"][0]["members"][0]

    assert main(["explain", str(SMALL), str(edited), member]) == 2
    assert "matcher check says where" in capsys.readouterr().err
    assert main(["check", str(SMALL), str(edited)]) == 3


# --- words ---------------------------------------------------------------------------------------


def test_a_name_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    from matcher.terminal.proposal import groups_table
    from matcher.terminal.screen import screen

    cohort = cohort_of(people(4, name="\x1b[31mred [bold]Ann[/]"), group_size=(2, 4))
    screen().print(groups_table(cohort, simple(cohort)))
    shown = " ".join(capsys.readouterr().out.split())
    assert "\x1b" not in shown
    assert "[bold]Ann[/]" in shown
