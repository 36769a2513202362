"""`matcher odds` as people run it."""

from __future__ import annotations

import csv
import json
import signal
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from matcher.endings import InternalFault
from matcher.files.read import read_cohort, read_cohort_data
from matcher.odds.command import News, Wish, judge_sample, odds
from matcher.odds.price import AS_IT_IS, Price, Reach, price_of_priority
from matcher.odds.price_words import price_sentences
from matcher.odds.study import study
from matcher.odds.summary import quality, tier_odds
from matcher.odds.wilson import wilson
from matcher.odds.write import odds_dict
from matcher.runs.attend import Interrupts
from tests.command import SMALL, matcher, process
from tests.oracle import best
from tests.random_cohorts import random_cohort


def test_odds_end_to_end(tmp_path: Path) -> None:
    out = tmp_path / "odds"
    ran = process("odds", SMALL, "--out", out, "--time-limit", 15, "--replays", 6)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "What chance people had before the draw" in ran.stdout
    assert sorted(path.name for path in out.iterdir()) == ["draws.json", "odds.csv", "odds.json"]
    made = json.loads((out / "odds.json").read_text())
    people = read_cohort(SMALL).cohort.participants
    assert [row["participant_id"] for row in made["people"]] == [p.id for p in people]
    assert len(made["replays"]) == made["quality"]["replays"] <= 6
    for row in made["people"]:
        seated = sum(row["participant_id"] in replay["seated"] for replay in made["replays"])
        assert row["seated"] == seated
        assert row["ticket"]["low"] <= row["ticket"]["chance"] <= row["ticket"]["high"]
        if row["never"] is not None:
            assert seated == 0
            assert row["leximin"] == 0
    with (out / "odds.csv").open(encoding="utf-8-sig") as file:
        assert [row["participant_id"] for row in csv.DictReader(file)] == [p.id for p in people]
    text = (out / "odds.json").read_text() + (out / "draws.json").read_text()
    assert not any(p.name and p.name in text for p in people)
    # What was listed can be drawn from, and the proposal says so and stands up to the checker.
    matched = tmp_path / "groups"
    listed, promise = out / "draws.json", tmp_path / "commitment.json"
    ran = matcher("draw", "commit", SMALL, "--draws", listed, "--out", promise)
    assert ran.returncode == 0, ran.stderr
    assert f"--draws {listed}" in ran.stdout
    args = ("match", SMALL, "--out", matched, "--time-limit", 10, "--seed", 4,
            "--commitment", promise)  # fmt: skip
    assert "give that list with --draws" in matcher(*args).stderr
    (tmp_path / "other.json").write_bytes(listed.read_bytes() + b" ")
    ran = matcher(*args, "--draws", tmp_path / "other.json")
    assert (ran.returncode, matched.exists()) == (2, False)
    assert "is not the list of draws that" in ran.stderr
    ran = matcher(*args, "--draws", listed)
    assert ran.returncode == 0, ran.stderr
    assert "tickets did not decide" in ran.stdout
    proposal = json.loads((matched / "proposal.json").read_text())
    assert proposal["drawn"]["draws_sha256"] == sha256(listed.read_bytes()).hexdigest()
    assert matcher("check", SMALL, matched / "proposal.json").returncode == 0
    assert "tickets did not decide" in (matched / "report.html").read_text()
    # The record of the draw follows from the list too, and another list is told from it.
    record = matched / "audit.json"
    beside = ("--cohort", SMALL, "--proposal", matched / "proposal.json", "--commitment", promise)
    ran = matcher("audit", "verify", record, *beside, "--draws", listed)
    assert (ran.returncode, ran.stdout.count("list of draws")) == (0, 1), ran.stdout
    assert "Not judged without --draws" in matcher("audit", "verify", record).stdout
    listed.write_bytes(listed.read_bytes() + b" ")
    ran = matcher("audit", "verify", record, "--draws", listed)
    assert ran.returncode == 3
    assert "draws: the list has the SHA-256" in ran.stdout


def test_odds_under_another_policy(tmp_path: Path) -> None:
    ran = matcher(
        "odds", SMALL, "--policy", "capacity", "--out", tmp_path, "--time-limit", 8, "--replays", 3
    )
    assert ran.returncode == 0, ran.stderr
    made = json.loads((tmp_path / "odds.json").read_text())
    assert made["levels"][0]["name"].startswith("reserve.")
    assert made["replays"]


def test_odds_beside_a_match(tmp_path: Path) -> None:
    ran = matcher("match", SMALL, "--out", tmp_path, "--time-limit", 10, "--odds", 8)
    assert ran.returncode == 0, ran.stderr
    assert {"odds.json", "odds.csv", "proposal.json"} <= {p.name for p in tmp_path.iterdir()}
    replays = json.loads((tmp_path / "odds.json").read_text())["replays"]
    assert replays
    equity = json.loads((tmp_path / "equity.json").read_text())
    assert equity["replays"] == len(replays)
    assert "What chance people had before the draw" in (tmp_path / "report.html").read_text()


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (["odds", SMALL, "--replays", 0], "--replays"),
        (["odds", "nowhere"], "nowhere"),
        (["match", SMALL, "--draws", "nowhere.json"], "nowhere.json"),
        (["match", SMALL, "--draws", "d.json", "--from", "p.json"], "--from"),
        (["match", SMALL, "--odds", 5, "--from", "p.json"], "--from"),
    ],
)
def test_what_cannot_be_used(args: list[object], found: str, tmp_path: Path) -> None:
    ran = matcher(*args, "--out", tmp_path / "out")
    assert ran.returncode == 2
    assert found in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()


# --- what it is made of -------------------------------------------------------------------------


def test_points_have_odds_but_no_lottery() -> None:
    data = random_cohort(31, 9)
    data["program"]["priority"] = {"mode": "points"}
    found = study(read_cohort_data(data).cohort, time_limit=10.0, most=4)
    assert found.lottery is None
    assert {c.tier for c in found.chances} == {"points"}
    assert all(c.leximin is None for c in found.chances)
    assert [row.tier for row in tier_odds(found)] == ["points"]


def test_who_no_draw_can_seat_and_why() -> None:
    """Every `never` is true: such people are in no best seating, and a rule is named."""
    named = 0
    for seed in range(40, 52):
        data = random_cohort(seed, 8)
        data["program"]["priority"] = {}
        found = study(read_cohort_data(data).cohort, time_limit=8.0, most=3)
        for chance in found.chances:
            if chance.never is None:
                continue
            named += chance.never.code != "tier-seats"
            assert chance.seated == 0
            assert chance.leximin == 0
            assert chance.never.code != "outranked"
            assert chance.never.text
    assert named > 5


def test_quality_and_json_are_numbers() -> None:
    found = study(read_cohort(SMALL).cohort, time_limit=8.0, most=3)
    measured = quality(found)
    assert measured.replays == len(found.replays)
    json.dumps(odds_dict(found), allow_nan=False)


def test_wilson_by_the_book() -> None:
    # Newcombe (1998), method 3: 81 of 263 is 0.2553 to 0.3662; 0 of 20 is 0 to 0.1611.
    assert (wilson(81, 263).low, wilson(81, 263).high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (wilson(0, 20).low, wilson(0, 20).high) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(0, 0).high == 1.0


@pytest.mark.parametrize("seed", range(60, 66))
def test_price_against_the_best_of_each_policy(seed: int) -> None:
    data = random_cohort(seed, 8)
    data["program"]["priority"] = {"tiers": ["none", "little", "some", "regular"]}
    data["program"]["levels"] = {}
    data["program"]["mix"] = {"sector": 1}
    prices = {p.part: p for p in price_of_priority(read_cohort_data(data).cohort, time_limit=60.0)}
    truth = dict(best(data))
    tiers = sum(v for n, v in truth.items() if n.startswith("seats."))
    assert prices[AS_IT_IS].seats == Reach(tiers, tiers)
    assert prices[AS_IT_IS].mix.value == truth["mix"]
    one = {**data, "program": {**data["program"], "priority": {"tiers": [
        ["none", "little", "some", "regular"]]}}}  # fmt: skip
    most = dict(best(one))
    seats = next(v for n, v in most.items() if n.startswith("seats."))
    assert prices["tiers"].seats == Reach(seats, seats)
    assert prices["tiers"].mix.value == most["mix"]
    assert prices["ticket"].mix.value <= truth["mix"]
    assert prices["ticket"].seats.value == tiers


def test_price_in_words() -> None:
    prices = [
        Price(AS_IT_IS, Reach(30, 30), Reach(14, 14)),
        Price("tiers", Reach(30, 30), Reach(10, 10)),
        Price("rounds_waited", Reach(31, 31), Reach(14, 14)),
        Price("ticket", Reach(30, 30), Reach(9, 7)),
    ]
    assert price_sentences(prices) == [
        "Seating people by their access at work, tier by tier, costs no seat and 4 same-sector "
        "pairs.",
        "Seating those first who waited through more rounds costs 1 seat and no same-sector pair "
        "(with another number of people seated).",
        "Following the order of turns within each tier costs no seat and 5 same-sector pairs in "
        "the groups found (proven: between 5 and 7).",
    ]


def test_a_stopped_study_writes_what_it_has(tmp_path: Path) -> None:
    interrupts, news, heard = Interrupts(), News(), []

    def tick() -> None:
        if not heard and "replayed" in news.text:
            heard.append(interrupts.heard(signal.SIGINT, None))

    wish = Wish(SMALL, tmp_path, time_limit=600.0, replays=100_000, seed=1)
    made = odds(wish, interrupts, news, tick)
    assert heard
    assert 0 < len(made.study.replays) < 100_000
    assert made.study.lottery is None
    assert json.loads((tmp_path / "odds.json").read_text())["people"]
    assert not (tmp_path / "draws.json").exists()


def test_a_seating_that_breaks_a_rule_is_never_written() -> None:
    found = study(read_cohort(SMALL).cohort, time_limit=8.0, most=1)
    judge_sample(found)
    replay = found.replays[0]
    (first, *rest) = replay.seating
    wrong = (replace(first, members=first.members[:1]), *rest)
    with pytest.raises(InternalFault, match="size"):
        judge_sample(replace(found, replays=(replace(replay, seating=wrong),)))
