"""Whether everybody without a seat gets a reason, and a change that would really give them one.

For each person the first answer is confirmed in full: the changed cohort's proposal with all that
belongs to one goes through the checker, and the solver then begins from it and may do better. Where
no answer is found, the solver itself searches: with the person free at all times, with one more
group of each provider, and with one more seat in every group.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.instances import NAMED, given, named, prepare
from matcher.check import check
from matcher.cohort import Cohort, Group, LevelValue, Proposal
from matcher.explain.unplaced import unplaced_reasons
from matcher.files.proposal_json import read_proposal
from matcher.files.read import read_cohort
from matcher.levels import level_values
from matcher.propose import Options, solve
from matcher.rules import as_drawn
from matcher.whatif.changes import Change, changed
from matcher.whatif.person import Answer, counterfactuals
from matcher.whatif.standing import ALL_WEEK

FULL = 150  # people up to which every answer is matched anew, and searched for where there is none
ALL = 500  # people up to which everybody is asked for
SAMPLE = 20  # people of a larger cohort


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for the proposal, for one person's answer, and for one solve that confirms it."""

    match: float = 60.0
    person: float = 10.0
    confirm: float = 10.0


def explain_all(
    folders: Sequence[Path], proposals: Sequence[Path], limits: Limits, say: Callable[[str], object]
) -> int:
    """Go through cohorts, print a JSON line for each; 1 where anything was missed.

    Parameters
    ----------
    folders : sequence of Path
        Cohorts; the four shared ones and national-1900 where none is given.
    proposals : sequence of Path
        Their proposals, in the same order; those that are missing are made.
    limits : Limits
    say : callable
        Given each line.
    """
    instances = [given(folder) for folder in folders] or [named(name) for name in NAMED]
    missed = 0
    for number, instance in enumerate(instances):
        folder, _ = prepare(instance)
        cohort = read_cohort(folder).cohort
        if number < len(proposals):
            proposal = read_proposal(proposals[number])
        else:
            proposal = solve(cohort, options=Options(time_limit=limits.match))
        figures = figures_of(as_drawn(cohort, proposal), proposal, limits)
        missed += figures["missed"] + figures["unconfirmed"] + figures["without_reason"]
        say(json.dumps({"cohort": instance.name, **figures}, allow_nan=False))
    return int(missed > 0)


def figures_of(cohort: Cohort, proposal: Proposal, limits: Limits) -> dict[str, Any]:
    """Return what was found for a cohort's people without a seat."""
    size = len(cohort.participants)
    start = cohort.program.start_date
    people = [one for one in proposal.unplaced if _eligible(cohort, one.participant_id, start)]
    some = people[:: max(1, len(people) // SAMPLE)][:SAMPLE]
    asked, matched = (people if size <= most else some for most in (ALL, FULL))
    seconds, found, confirmed, two, seated = [], 0, 0, 0, 0
    kept: list[bool] = []
    missed: list[str] = []
    cut: list[str] = []
    for one in asked:
        began = time.monotonic()
        answer = counterfactuals(cohort, proposal, one.participant_id, seconds=limits.person)
        seconds.append(time.monotonic() - began)
        single = [f for f in answer.found if len(f.outcome.changes) == 1]
        if not answer.complete:
            cut.append(one.participant_id)
        if not single:
            two += bool(answer.found)
            if size <= FULL and searched(cohort, proposal, one.participant_id, limits):
                missed.append(one.participant_id)
            continue
        found += 1
        confirmed += stands(proposal, one.participant_id, answer)
        if one in matched:
            again = match_anew(answer, limits)
            changed_cohort = answer.found[0].outcome.cohort
            seated += one.participant_id in again.seats() and check(changed_cohort, again).clean
            kept.append(good(proposal, again, changed_cohort, one.participant_id))
    return {
        "people": len(cohort.participants),
        "unplaced": len(proposal.unplaced),
        "without_reason": sum(not one.reasons for one in proposal.unplaced),
        "asked": len(asked),
        "one_change": found,
        "two_changes": two,
        "none": len(asked) - found - two,
        "confirmed": confirmed,
        "unconfirmed": found - confirmed,
        "matched_anew": len(kept),
        "seated_by_full_match": seated,
        "at_no_tier_s_cost": sum(kept),
        "missed": len(missed),
        "missed_ids": missed,
        "cut_short": len(cut),
        "cut_short_ids": cut,
        "seconds_mean": round(sum(seconds) / max(1, len(seconds)), 2),
        "seconds_most": round(max(seconds, default=0.0), 2),
    }


def _eligible(cohort: Cohort, person_id: str, start: Any) -> bool:
    return cohort.participant_by_id[person_id].is_member_on(start)


def stands(proposal: Proposal, person_id: str, answer: Answer) -> bool:
    """Whether the checker agrees with an answer, as a proposal with all that belongs to one."""
    outcome = answer.found[0].outcome
    whole = as_proposal(outcome.cohort, proposal, outcome.groups)
    return good(proposal, whole, outcome.cohort, person_id)


def match_anew(answer: Answer, limits: Limits) -> Proposal:
    """Return a whole match of the changed cohort, which begins from the answer.

    It may do better by the levels' order: one more of the first tier for one fewer of the last.
    """
    outcome = answer.found[0].outcome
    options = Options(time_limit=limits.confirm)
    return solve(outcome.cohort, options=options, start=outcome.groups)


def as_proposal(cohort: Cohort, like: Proposal, groups: tuple[Group, ...]) -> Proposal:
    """Return groups as a proposal with all that belongs to one."""
    levels = tuple(LevelValue(name, value, None) for name, value in level_values(cohort, groups))
    return replace(
        like, status="feasible", groups=groups, levels=levels, earlier=None,
        unplaced=unplaced_reasons(cohort, groups, like.pins),
    )  # fmt: skip


def good(before: Proposal, after: Proposal, cohort: Cohort, person_id: str) -> bool:
    """Whether a proposal is clean, seats somebody and is no worse at any seats level."""
    then = {level.name: level.value for level in after.levels}
    upper = [lv for lv in before.levels if lv.name.startswith(("seats.", "reserve.", "points"))]
    no_worse = all(then[level.name] >= level.value for level in upper)
    return person_id in after.seats() and no_worse and check(cohort, after).clean


def searched(cohort: Cohort, proposal: Proposal, person_id: str, limits: Limits) -> bool:
    """Whether the solver itself seats somebody with one change."""
    options = Options(time_limit=limits.confirm)
    for wider in _wider(cohort, person_id):
        if good(proposal, solve(wider, options=options), wider, person_id):
            return True
    return False


def _wider(cohort: Cohort, person_id: str) -> Iterator[Cohort]:
    """Yield the cohort with everything that one change of each kind could bring."""
    people = tuple(
        replace(one, availability=ALL_WEEK) if one.id == person_id else one
        for one in cohort.participants
    )
    yield replace(cohort, participants=people)
    yield changed(cohort, [Change("size")])
    for provider in cohort.providers:
        yield changed(cohort, [Change("group", provider.id)])
