"""One person's place, whole: why, what would change it, what another group would cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from matcher.cohort import Cohort, Proposal
from matcher.files.proposal_json import group_to_dict
from matcher.solve.stop import Stop
from matcher.whatif.moves import Move, Moves, possible_moves
from matcher.whatif.person import SECONDS, Counterfactual, counterfactuals
from matcher.whatif.standing import NotStanding
from matcher.whatif.words import (
    answer_lines,
    change_words,
    counterfactual_words,
    move_words,
    moves_lines,
    nothing_words,
    possible_words,
    several_words,
)


@dataclass(frozen=True)
class Explanation:
    """What can be said beyond the reasons.

    Attributes
    ----------
    lines : tuple of str
        May be passed on to the person; names no other participant.
    others, named : tuple of str
        What other groups would cost: without a word on other people, and for coordinators only.
    document : mapping
        All of it as JSON holds it.
    """

    lines: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    document: dict[str, Any] = field(default_factory=dict)


def explanation(
    cohort: Cohort,
    proposal: Proposal,
    person_id: str,
    *,
    seconds: float = SECONDS,
    stop: Stop | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> Explanation:
    """Explain one person's place beyond the proposal's own reasons.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
    person_id : str
        Of somebody on the waitlist.
    seconds : float
        Of wall clock.
    stop : Stop, optional
    tell : callable
        Told what is being tried.
    """
    try:
        if person_id in proposal.seats():
            moves = possible_moves(
                cohort, proposal, person_id, seconds=seconds, stop=stop, tell=tell
            )
            return _of_moves(cohort, moves)
        answer = counterfactuals(cohort, proposal, person_id, seconds=seconds, stop=stop, tell=tell)
    except NotStanding as finding:
        empty: dict[str, Any] = {
            "counterfactuals": [], "nothing": str(finding), "single": None, "moves": [],
            "complete": False,
        }  # fmt: skip
        return Explanation((str(finding),), document=empty)
    reasons = [
        reason
        for one in proposal.unplaced
        if one.participant_id == person_id
        for reason in one.reasons
    ]
    document = {
        "counterfactuals": [_counterfactual(cohort, one) for one in answer.found],
        "nothing": nothing_words(answer, reasons, cohort) or None,
        "single": several_words(answer) or None,
        "moves": [],
        "complete": answer.complete,
    }
    return Explanation(tuple(answer_lines(answer, cohort, reasons)), document=document)


def _counterfactual(cohort: Cohort, one: Counterfactual) -> dict[str, Any]:
    me = {**group_to_dict(one.group), "members": []}
    return {
        "changes": [
            {**change.to_dict(), "text": change_words(change, cohort)}
            for change in one.outcome.changes
        ],
        "group": me,
        "seated_more": len(one.more),
        "seated_fewer": len(one.fewer),
        "levels": [{"name": name, "value": value} for name, value in one.outcome.levels],
        "text": counterfactual_words(one, cohort),
    }


def _of_moves(cohort: Cohort, moves: Moves) -> Explanation:
    document = {
        "counterfactuals": [],
        "nothing": None,
        "single": None,
        "moves": [_move(cohort, move) for move in moves.moves],
        "complete": moves.complete,
    }
    others, named = (tuple(moves_lines(moves, cohort, named=whether)) for whether in (False, True))
    return Explanation((possible_words(moves),), others, named, document)


def _move(cohort: Cohort, move: Move) -> dict[str, Any]:
    return {
        "group_id": move.group.id,
        "possible": move.kept,
        "broken": sorted({one.code for one in move.broken}),
        "levels": [{"name": name, "difference": difference} for name, difference in move.costs],
        "others_moved": move.moved,
        "text": move_words(move, cohort, named=True),
    }
