"""How a draw can be checked, in a coordinator's words."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.audit.reading import Record
from matcher.audit.runs import Run
from matcher.report.words import count_words, list_words, number_words

ORDINALS = ("first", "second", "third")


def draw_words(record: Record) -> list[str]:
    """Return commitment, number drawn and runs of a record, sentence by sentence."""
    seed = record.proposal.seed
    return [
        _commitment_words(record),
        *_lottery_words(record),
        f"Tickets were drawn with the number {seed}; anybody can work out their own as the "
        f"SHA-256 of “{seed}|id”.",
        runs_words(record.runs),
        *_edits_words(record),
        f"The record in audit.json has the digest {record.data['sha256']}; published beside the "
        "groups, it shows any later change.",
    ]


def _commitment_words(record: Record) -> str:
    if record.commitment is None:
        return (
            "No commitment was made before this draw: nothing shows that the list and the policy "
            "stood before the number drawn was known."
        )
    what, none = "The list and the policy", "neither"
    if record.commitment.draws_sha256 is not None:
        what, none = "The waitlist, the policy and the list of draws", "none of them"
    return (
        f"{what} were committed to as {record.commitment_sha256}. If that was published before the "
        f"number was drawn, {none} was changed afterwards."
    )


def _lottery_words(record: Record) -> list[str]:
    drawn, seed = record.proposal.drawn, record.proposal.seed
    if drawn is None:
        return []
    said = (
        f"Before the tickets, a list decided: the number drawn, {seed}, chose its line "
        f"{drawn.number:,} of {drawn.of:,}, the SHA-256 of “draw|{seed}” as a number, modulo "
        f"{drawn.of}, plus 1. Whom that line names is in draws.json, whose SHA-256 is "
        f"{drawn.draws_sha256}"
    )
    if record.commitment is not None and record.commitment.draws_sha256 is not None:
        return [f"{said}; the commitment covers it."]
    later = (
        "; if that was published before the number was drawn, the list was not changed afterwards."
    )
    return [said + later]


def runs_words(runs: Sequence[Run]) -> str:
    """Return how often was drawn, and with which numbers.

    Parameters
    ----------
    runs : sequence of Run
        The last is the one that the record is about.
    """
    *before, last = runs
    same = [run for run in before if run.same_draw(last)]
    others = len(before) - len(same)
    rest = ""
    if others:
        verb = "is" if others == 1 else "are"
        rest = (
            f" {count_words(others, 'earlier run')} of another list or policy {verb} recorded too."
        )
    if not same:
        return f"This draw was run once.{rest}"
    if len({run.draws_sha256 for run in [*same, last]}) > 1:
        rest = f" Not all of these runs drew from the same list of draws.{rest}"
    seeds = [str(run.seed) for run in [*same, last]]
    count = len(seeds)
    if len(set(seeds)) == 1:
        return f"This draw was run {_times(count)}, each time with the number {seeds[0]}.{rest}"
    this = f"with the numbers {list_words(seeds)}; this is {_nth(count)}"
    return f"This draw was run {_times(count)}, {this}.{rest}"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{number_words(count)} times"


def _nth(count: int) -> str:
    return f"the {ORDINALS[count - 1]}" if count <= len(ORDINALS) else f"number {count}"


def _edits_words(record: Record) -> list[str]:
    return [
        f"Changed by hand by {edit.who} ({count_words(edit.groups, 'group')}): {edit.why}"
        for edit in record.edits
    ]
