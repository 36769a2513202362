"""What report and terminal say of a draw."""

from __future__ import annotations

from typing import Any

from matcher.audit.record import edited
from matcher.audit.words import draw_words, runs_words
from tests.audit.example import AT, drawn, made, read, small


def test_seed_commitment_and_digest_are_named() -> None:
    record = read(made(small()))
    text = " ".join(draw_words(record))
    assert "drawn with the number 3;" in text
    assert "“3|id”" in text
    assert record.commitment_sha256 in text
    assert record.data["sha256"] in text
    assert "run once" in text


def test_a_draw_without_commitment_says_so() -> None:
    first, *_ = draw_words(read(made(small(), committed=False)))
    assert first.startswith("No commitment was made")


def test_every_run_is_counted() -> None:
    of = small()
    history: list[dict[str, Any]] = []
    told = []
    for seed in (1, 5, 7, 7):
        record = made(of, seed=seed, history=history)
        history = record["runs"]
        told.append(runs_words(read(record).runs))
    assert told == [
        "This draw was run once.",
        "This draw was run twice, with the numbers 1 and 5; this is the second.",
        "This draw was run 3 times, with the numbers 1, 5 and 7; this is the third.",
        "This draw was run 4 times, with the numbers 1, 5, 7 and 7; this is number 4.",
    ]
    other = made(small(hours=12), history=history)
    assert runs_words(read(other).runs) == (
        "This draw was run once. 4 earlier runs of another list or policy are recorded too."
    )


def test_the_same_seed_again_is_no_other_draw() -> None:
    first = made(small(), seed=5)
    again = made(small(), seed=5, history=first["runs"])
    told = "This draw was run twice, each time with the number 5."
    assert runs_words(read(again).runs) == told


def test_runs_under_a_commitment_and_without_are_one_draw() -> None:
    first = made(small(), seed=5, committed=False)
    again = made(small(), seed=6, history=first["runs"])
    assert "with the numbers 5 and 6" in runs_words(read(again).runs)


def test_hand_edits_are_told_with_who_and_why() -> None:
    of = small()
    record = edited(made(of), drawn(of), who="C2", why="They share a car.", at=AT)
    assert "Changed by hand by C2 (0 groups): They share a car." in draw_words(read(record))
