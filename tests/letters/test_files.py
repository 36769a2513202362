"""Letters on disk: names that clash with nothing, no letter of a proposal before, one list."""

from __future__ import annotations

import csv
import json
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.files.proposal_json import write_proposal
from matcher.letters import letter_files, letters_zip, write_letters
from tests.build import cohort, group, people, person, proposal
from tests.command import SMALL, matcher

IDS = ("../up", "a/b", "Ä", "p1", "P1", "x" * 300, "..", "con.txt")


def test_every_id_gets_a_name_of_its_own_within_the_folder(tmp_path: Path) -> None:
    of = cohort([person(one) for one in IDS])
    found = letter_files(of, proposal(of, [group(["p1", "P1"])]))
    assert len({name.casefold() for name in found}) == 2 * len(IDS) + 1
    out = tmp_path / "letters"
    assert write_letters(of, proposal(of), out) == len(IDS)
    assert {path.name for path in out.iterdir()} == found.keys()
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_the_list_says_who_gets_which() -> None:
    of = cohort([person("P1", name="=Ann", email="a@example.org"), *people(3)[1:]])
    found = letter_files(of, proposal(of, [group("P1 P2")]))
    rows = list(csv.DictReader(StringIO(found["letters.csv"].decode("utf-8-sig"))))
    assert rows[0] == {
        "participant_id": "P1", "name": "'=Ann", "email": "a@example.org", "seat": "G1",
        "text": "letter-P1.txt", "page": "letter-P1.html",
    }  # fmt: skip
    assert [row["seat"] for row in rows] == ["G1", "G1", ""]


def test_letters_of_people_no_longer_there_go_and_nothing_else(tmp_path: Path) -> None:
    of, fewer = cohort(people(4)), cohort(people(3))
    write_letters(of, proposal(of), tmp_path)
    for name in ("letter-mine.txt", "notes.txt"):
        (tmp_path / name).write_text("kept", encoding="utf-8")
    write_letters(fewer, proposal(fewer), tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert "letter-P4.txt" not in left
    assert "letter-P4.html" not in left
    assert {"letter-P3.txt", "letter-mine.txt", "notes.txt"} <= left


def test_a_zip_is_the_same_each_time() -> None:
    of = cohort(people(3))
    made = proposal(of, [group("P1 P2")])
    whole = letters_zip(of, made)
    assert whole == letters_zip(of, made)
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        assert archive.namelist()[0] == "letters.csv"
        assert len(archive.namelist()) == 7


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A proposal without groups for the small cohort."""
    from matcher.explain.unplaced import unplaced_reasons
    from matcher.files.read import read_cohort

    of = read_cohort(SMALL).cohort
    write_proposal(
        proposal(
            of, input_sha256=input_sha256(of), policy_sha256=policy_sha256(of.program),
            unplaced=unplaced_reasons(of, ()),
        ),
        tmp_path / "proposal.json",
    )  # fmt: skip
    return tmp_path / "proposal.json"


def odds(path: Path, **changes: Any) -> Path:
    from matcher.files.read import read_cohort

    of = read_cohort(SMALL).cohort
    row = {
        "participant_id": "P00001", "seated": 3, "replays": 10, "leximin": None, "never": None,
        "ticket": {"chance": 0.3, "low": 0.1, "high": 0.6},
    }  # fmt: skip
    whole = {
        "schema": "1", "input_sha256": input_sha256(of), "draws_sha256": None,
        "policy_sha256": policy_sha256(of.program), "people": [row],
    }  # fmt: skip
    path.write_text(json.dumps(whole | changes), encoding="utf-8")
    return path


def test_the_command_writes_them_with_the_odds_that_lie_beside(made: Path) -> None:
    odds(made.with_name("odds.json"))
    out = made.with_name("letters")
    ended = matcher("letters", SMALL, made, "--out", out)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "38 people" in ended.stdout
    assert "you had a seat in 3" in (out / "letter-P00001.txt").read_text(encoding="utf-8")
    assert len(list(out.glob("*.html"))) == 38


def test_the_command_writes_nothing_that_is_not_so(made: Path) -> None:
    out = made.with_name("letters")
    other = matcher("letters", SMALL, made, "--out", out, "--policy", "capacity")
    wrong = odds(made.with_name("wrong.json"), input_sha256="0" * 64)
    told = matcher("letters", SMALL, made, "--out", out, "--odds", wrong)
    torn = odds(made.with_name("torn.json"), people=[{}])
    read = matcher("letters", SMALL, made, "--out", out, "--odds", torn)
    assert [one.returncode for one in (other, told, read)] == [2, 2, 2]
    assert "another policy" in other.stderr
    assert "other files" in told.stderr
    assert "torn.json" in read.stderr
    broken = json.loads(made.read_text(encoding="utf-8"))
    broken["groups"] = [{
        "id": "G1", "provider_id": "V001", "cadence": "monthly", "weekday": "tue",
        "start": "10:00", "minutes": 120, "weeks": [1], "time_zone": "America/New_York",
        "language": "en", "members": ["P00001"],
    }]  # fmt: skip
    made.write_text(json.dumps(broken), encoding="utf-8")
    kept = matcher("letters", SMALL, made, "--out", out)
    assert kept.returncode == 2
    assert "break the rule" in kept.stderr
    assert not out.exists()
