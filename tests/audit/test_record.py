"""Making a record: its hashes, and that the same run gives the same record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import matcher
from matcher.audit import code
from matcher.audit.code import folder_sha256, sources_sha256
from matcher.audit.record import following, moment, record_bytes, sealed
from matcher.files.proposal_json import proposal_to_dict
from matcher.rules import with_seed
from tests.audit.example import drawn, made, small


def canonical(data: object) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_is_of_all_else_in_canonical_json() -> None:
    record = json.loads(record_bytes(made(small())))
    digest = record.pop("sha256")
    assert digest == canonical(record)
    assert sealed(record)["sha256"] == digest
    assert sealed({**record, "note": "more"})["sha256"] != digest


def test_the_hash_of_a_proposal_can_be_worked_out_from_its_file() -> None:
    of = small()
    document = proposal_to_dict(drawn(of))
    record = made(of, drawn(of))
    unplaced = canonical(document.pop("unplaced"))
    del document["runtime_s"], document["schema"]
    assert record["unplaced_sha256"] == unplaced
    assert record["proposal_sha256"] == canonical({**document, "unplaced": unplaced})


def test_the_same_run_gives_the_same_record() -> None:
    of = small()
    assert record_bytes(made(of)) == record_bytes(made(of))
    assert made(of, seed=4)["sha256"] != made(of)["sha256"]
    slower = replace(drawn(of), runtime_s=9.0)
    assert made(of, slower) == made(of)


def test_a_record_made_before_its_run_ended_is_the_same_one() -> None:
    of = small()
    before = made(of, seed=4)["runs"]
    whole = made(of, history=before, at="2027-01-04T12:00:00Z")
    assert following(made(of), before, "2027-01-04T12:00:00Z") == whole
    assert record_bytes(following(made(of), before, "2027-01-04T12:00:00Z")) == record_bytes(whole)


def test_the_files_seed_is_not_the_draws() -> None:
    of = small()
    one, other = made(of), made(with_seed(of, 99), drawn(of))
    assert one["list_sha256"] == other["list_sha256"]
    assert one["commitment"] == other["commitment"]


def test_the_sources_are_the_packages_own(tmp_path: Path) -> None:
    home = Path(matcher.__file__).parent
    assert (home / "solve" / "defaults.toml").suffix in code.SUFFIXES
    assert len(sources_sha256()) == 64
    copy = tmp_path / "matcher"
    copy.mkdir()
    (copy / "__init__.py").write_text("", encoding="utf-8")
    first = folder_sha256(copy)
    (copy / "__init__.py").write_text("# changed", encoding="utf-8")
    second = folder_sha256(copy)
    (copy / "__init__.py").rename(copy / "other.py")
    assert len({first, second, folder_sha256(copy), sources_sha256()}) == 4


def test_a_moment_is_utc_to_the_second() -> None:
    assert len(moment()) == len("2026-12-01T09:30:00Z")
    assert moment().endswith("Z")
