"""A draw as a coordinator makes it: commit, seed, match, verify; and forgeries, all refused."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.audit.record import sealed
from matcher.audit.seed import seed_of
from matcher.cohort.turn import ticket
from matcher.files.read import read_cohort
from matcher.generate import generate, write_cohort_folder
from tests.command import matcher, process

DICE = "3 1 6 6 2 5 4 1"
SEED = seed_of(DICE)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cohort, a commitment, and the runs `one` and `two` under it."""
    home = tmp_path_factory.mktemp("draw")
    write_cohort_folder(generate(24, 3, 5, "scarce"), home / "cohort")
    ended = matcher("draw", "commit", home / "cohort", "--out", home / "commitment.json")
    assert ended.returncode == 0, ended.stderr
    (home / "commit.txt").write_text(ended.stdout, encoding="utf-8")
    for out, seed in (("one", 5), ("two", SEED)):
        ended = match(home, out, seed)
        assert ended.returncode == 0, ended.stderr
        (home / out / "stdout.txt").write_text(ended.stdout, encoding="utf-8")
    return home


def match(home: Path, out: str, seed: int, run: Callable[..., Any] = matcher) -> Any:
    return run(
        "match", home / "cohort", "--out", home / out, "--time-limit", 2, "--deterministic",
        "--seed", seed, "--commitment", home / "commitment.json",
    )  # fmt: skip


def record_of(home: Path, out: str = "two") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / out / "audit.json").read_text(encoding="utf-8"))
    return found


def test_the_hash_is_published_and_the_salt_is_not(drawn: Path) -> None:
    kept = json.loads((drawn / "commitment.json").read_text(encoding="utf-8"))
    public = (drawn / "commitment.txt").read_text(encoding="utf-8")
    shown = (drawn / "commit.txt").read_text(encoding="utf-8")
    assert kept["sha256"] in public
    assert kept["sha256"] in shown
    assert kept["salt"] not in public + shown
    again = matcher("draw", "commit", drawn / "cohort", "--out", drawn / "commitment.json")
    assert again.returncode == 2
    assert "none is replaced" in again.stderr


def test_a_seed_comes_from_dice() -> None:
    ended = matcher("draw", "seed", *DICE.split())
    assert ended.returncode == 0
    assert ended.stdout.splitlines()[0] == str(SEED)
    assert matcher("draw", "seed", " ").returncode == 2


@pytest.mark.parametrize("seed", [7, -7, SEED])
def test_anybody_can_work_out_a_ticket(seed: int) -> None:
    ended = matcher("draw", "ticket", seed, "P007")
    assert ended.stdout.strip() == hashlib.sha256(f"{seed}|P007".encode()).hexdigest()


def test_a_fresh_record_is_confirmed(drawn: Path) -> None:
    record = record_of(drawn)
    alone = process("audit", "verify", drawn / "two" / "audit.json")
    assert (alone.returncode, alone.stderr) == (0, "")
    assert alone.stdout.startswith("Confirmed: 24 tickets")
    assert "Not judged without --cohort" in alone.stdout
    assert record["commitment"]["sha256"] in alone.stdout
    whole = matcher(
        "audit", "verify", drawn / "two" / "audit.json", "--cohort", drawn / "cohort",
        "--proposal", drawn / "two" / "proposal.json",
        "--commitment", record["commitment"]["sha256"],
    )  # fmt: skip
    assert (whole.returncode, whole.stderr) == (0, "")
    assert "all 17 rules are kept" in whole.stdout
    assert "Not judged" not in whole.stdout
    quiet = matcher("audit", "verify", drawn / "two" / "audit.json", "--quiet")
    assert (quiet.returncode, quiet.stdout) == (0, "")


def test_every_run_under_a_commitment_is_told_wherever_it_was_written(drawn: Path) -> None:
    told = f"This draw was run twice, with the numbers 5 and {SEED}; this is the second."
    assert [run["seed"] for run in record_of(drawn)["runs"]] == [5, SEED]
    assert told in " ".join((drawn / "two" / "stdout.txt").read_text(encoding="utf-8").split())
    report = (drawn / "two" / "report.html").read_text(encoding="utf-8")
    assert "How the draw can be checked" in report
    assert told in report
    assert record_of(drawn)["commitment"]["sha256"] in report
    assert record_of(drawn)["sha256"] in report
    assert "run once" in (drawn / "one" / "report.html").read_text(encoding="utf-8")


def test_people_appear_by_id_only(drawn: Path) -> None:
    text = (drawn / "two" / "audit.json").read_text(encoding="utf-8")
    for person in read_cohort(drawn / "cohort").cohort.participants:
        assert f'"{person.id}"' in text
        assert person.name
        assert person.name not in text
        assert person.email not in text


def _ticket(record: dict[str, Any]) -> None:
    one, other = record["people"][:2]
    one["ticket"], other["ticket"] = other["ticket"], one["ticket"]


def _member(record: dict[str, Any]) -> None:
    out = next(row for row in record["people"] if row["eligible"] and not row["group"])
    record["groups"][0]["members"][0] = out["id"]


def _seed(record: dict[str, Any]) -> None:
    record["seed"] += 1


def _tier(record: dict[str, Any]) -> None:
    row = next(row for row in record["people"] if row["tier"] != "none")
    row["tier"] = "none"


@pytest.mark.parametrize("change", [_ticket, _member, _seed, _tier])
def test_a_changed_record_is_refused(
    drawn: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    record = record_of(drawn)
    change(record)
    path = tmp_path / "audit.json"
    for forged in (record, sealed(record)):
        path.write_text(json.dumps(forged), encoding="utf-8")
        ended = matcher("audit", "verify", path)
        assert ended.returncode == 3
        assert not ended.stderr
        code = change.__name__[1:]
        assert {"ticket": "ticket:", "member": "seat:", "seed": "ticket:", "tier": "candidates:"}[
            code
        ] in ended.stdout
        assert ("digest:" in ended.stdout) is (forged is record)
        assert "Confirmed" not in ended.stdout


def test_other_files_other_proposals_and_other_commitments_are_refused(
    drawn: Path, tmp_path: Path
) -> None:
    write_cohort_folder(generate(24, 3, 6, "scarce"), tmp_path / "other")
    ended = matcher(
        "audit", "verify", drawn / "two" / "audit.json", "--cohort", tmp_path / "other",
        "--proposal", drawn / "one" / "proposal.json", "--commitment", "0" * 64,
    )  # fmt: skip
    assert ended.returncode == 3
    for code in ("input:", "person:", "proposal:", "commitment:"):
        assert code in ended.stdout
    assert "Traceback" not in ended.stderr


def test_what_is_no_record_cannot_be_used(drawn: Path, tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    record = record_of(drawn)
    record["people"][4]["ticket"] = None
    path.write_text(json.dumps(record), encoding="utf-8")
    ended = matcher("audit", "verify", path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "audit.json/people:5:ticket: found null; accepted: text\n"
    ended = matcher("audit", "verify", tmp_path / "none.json")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "cannot be read" in ended.stderr
    ended = matcher("audit", "verify", drawn / "two" / "audit.json", "--cohort", tmp_path / "no")
    assert ended.returncode == 2


def test_the_same_draw_gives_the_same_record_byte_for_byte(drawn: Path, tmp_path: Path) -> None:
    shutil.copytree(drawn / "cohort", tmp_path / "cohort")
    shutil.copy(drawn / "commitment.json", tmp_path)
    assert match(tmp_path, "again", 5, process).returncode == 0  # with other hashes of texts
    again = (tmp_path / "again" / "audit.json").read_bytes()
    assert again == (drawn / "one" / "audit.json").read_bytes()


def test_what_was_committed_to_cannot_be_changed(drawn: Path, tmp_path: Path) -> None:
    shutil.copytree(drawn / "cohort", tmp_path / "cohort")
    shutil.copy(drawn / "commitment.json", tmp_path)
    path = tmp_path / "cohort" / "participants.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["rounds_waited"] = "9"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    ended = match(tmp_path, "out", 5)
    assert ended.returncode == 2
    assert "who is on the waitlist, in which tier, or for how long changed" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_a_commitment_needs_the_seed_that_was_drawn(drawn: Path, tmp_path: Path) -> None:
    ended = matcher(
        "match", drawn / "cohort", "--out", tmp_path / "out",
        "--commitment", drawn / "commitment.json",
    )  # fmt: skip
    assert ended.returncode == 2
    assert "--commitment needs --seed" in ended.stderr


def test_a_changed_list_of_runs_stops_a_run_before_it_begins(drawn: Path, tmp_path: Path) -> None:
    record = record_of(drawn)
    record["runs"] = record["runs"][1:]
    (tmp_path / "audit.json").write_text(json.dumps(sealed(record)), encoding="utf-8")
    ended = matcher("match", drawn / "cohort", "--out", tmp_path, "--time-limit", 1)
    assert ended.returncode == 2
    assert "lists the runs before this one and is not as it was written" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["audit.json"]


def test_a_batch_leaves_a_record_of_each_cohort(drawn: Path, tmp_path: Path) -> None:
    ended = matcher("batch", drawn / "cohort", "--out", tmp_path, "--time-limit", 1)
    assert ended.returncode == 0, ended.stderr
    path = tmp_path / "cohort" / "audit.json"
    assert matcher("audit", "verify", path, "--cohort", drawn / "cohort").returncode == 0
    first = record_of(tmp_path, "cohort")
    assert first["runs"][0]["at"]
    assert first["commitment"] is None
    one = first["people"][0]
    assert one["ticket"] == ticket(first["seed"], one["id"])


@pytest.mark.parametrize(
    "words", [("draw",), ("draw", "commit"), ("draw", "seed"), ("draw", "ticket"), ("audit",),
              ("audit", "verify")],
)  # fmt: skip
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    ended = matcher(*words, "--help", COLUMNS="100")
    assert ended.returncode == 0
    assert f"matcher {' '.join(words)} " in ended.stdout.split("Example")[1]
    assert words[0] in matcher("--help").stdout


def test_a_policy_named_on_the_command_line_is_committed_to_and_verified(
    drawn: Path, tmp_path: Path
) -> None:
    cohort, promise, out = drawn / "cohort", tmp_path / "commitment.json", tmp_path / "out"
    policy = ("--policy", "capacity")
    assert matcher("draw", "commit", cohort, "--out", promise, *policy).returncode == 0
    words = ("--out", out, "--time-limit", 1, "--seed", SEED, "--commitment", promise)
    other = matcher("match", cohort, *words)
    assert other.returncode == 2
    assert "the policy changed" in other.stderr
    assert matcher("match", cohort, *words, *policy).returncode == 0
    record = record_of(tmp_path, "out")
    assert list(record["floors"]) == ["supervisors-ready"]
    assert {"supervisors-ready"} >= {one for row in record["people"] for one in row["reserves"]}
    path = out / "audit.json"
    assert matcher("audit", "verify", path, "--commitment", promise).returncode == 0
    with_cohort = matcher("audit", "verify", path, "--cohort", cohort, *policy)
    assert with_cohort.returncode == 0, with_cohort.stdout
    without = matcher("audit", "verify", path, "--cohort", cohort)
    assert without.returncode == 3
    assert "have another policy than the record" in without.stdout
