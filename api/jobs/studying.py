"""A run that studies policies instead of forming groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from api.jobs.repairing import Unfit
from api.schemas.policies import OWN
from api.store import Store
from api.store.reading import program_under, reading_of, under_policy
from api.store.tables import COMPARISON, RunRow
from matcher.cohort import Cohort, Program
from matcher.files.read import UnusableInput
from matcher.odds.command import SHARE_PRICE, judge_sample
from matcher.odds.list_file import draws_bytes
from matcher.odds.price import Price, price_of_priority
from matcher.odds.price_words import price_sentences
from matcher.odds.study import study
from matcher.odds.words import lottery_sentences, no_lottery_sentences, replay_sentences
from matcher.odds.write import draws_list, odds_csv, odds_dict
from matcher.policies.compare import Outcome, comparison, outcome
from matcher.propose import Options, with_options
from matcher.report.words import tier_words
from matcher.solve.stop import Stop

Tell = Callable[[str], None]
LEAST = 0.5  # seconds for one policy


@dataclass(frozen=True, slots=True)
class Subject:
    """What a study is about.

    Attributes
    ----------
    cohort : Cohort
        Under the policy that was named, if one was.
    compared : tuple of (str, Program)
        The policies to compare, by the name they were asked for.
    """

    cohort: Cohort
    compared: tuple[tuple[str, Program], ...]


def subject_of(store: Store, run_id: str) -> tuple[Subject, RunRow]:
    """Return what a study is about, and its run.

    Raises
    ------
    Unfit
        It has been purged, or this version reads the files otherwise.
    """
    with store.read() as repository:
        run = repository.runs.get(run_id)
        if run is None:
            raise Unfit("The run has been purged.")
        try:
            cohort = reading_of(repository, run.cohort_id).cohort
            own = cohort.program
            compared = tuple(
                (name, own if name == OWN else program_under(repository, own, name))
                for name in run.options.get("policies", ())
            )
            cohort = under_policy(repository, cohort, run.options.get("policy"))
        except UnusableInput as error:
            count = len(error.faults)
            raise Unfit(
                f"This version of the service finds {count} faults in the cohort's files or the "
                "policy; upload them again to see which."
            ) from error
    if not cohort.participants:
        raise Unfit("There is nobody on the waitlist, so there is nothing to work out.")
    return Subject(cohort, compared), run


def studied(
    subject: Subject, run: RunRow, options: Options, stop: Stop, tell: Tell
) -> dict[str, Any]:
    """Return what a study finds, as it is kept."""
    if run.kind == COMPARISON:
        return _compared(subject, options, stop, tell)
    return _odds(with_options(subject.cohort, options), run.options, options, stop, tell)


def _compared(subject: Subject, options: Options, stop: Stop, tell: Tell) -> dict[str, Any]:
    seconds = (options.time_limit or 0.0) / len(subject.compared)
    each = replace(options, time_limit=max(LEAST, seconds))
    outcomes: list[Outcome] = []
    for number, (label, program) in enumerate(subject.compared, start=1):
        if outcomes and stop.asked:
            break
        tell(f"Forming groups under policy {number} of {len(subject.compared)}")
        outcomes.append(outcome(subject.cohort, label, program, each, stop=stop))
    return {
        "policies": [one.label for one in outcomes],
        "names": [one.cohort.program.priority.name for one in outcomes],
        "rows": [
            {"section": row.section, "name": row.name, "values": list(row.values)}
            for row in comparison(outcomes)
        ],
        "proven": all(level.proven for one in outcomes for level in one.proposal.levels),
    }


def _odds(
    cohort: Cohort, wanted: Mapping[str, Any], options: Options, stop: Stop, tell: Tell
) -> dict[str, Any]:
    seconds, priced = options.time_limit or 0.0, bool(wanted.get("price"))
    found = study(
        cohort,
        time_limit=(1 - SHARE_PRICE * priced) * seconds,
        most=wanted["replays"],
        seed=wanted["seed"],
        leximin=wanted["leximin"],
        stop=stop,
        tell=tell,
        deterministic=options.deterministic,
    )
    judge_sample(found)
    prices: tuple[Price, ...] = ()
    if priced and not stop.asked:
        left = seconds - (found.seconds or (1 - SHARE_PRICE) * seconds)
        prices = price_of_priority(cohort, time_limit=max(1.0, left), stop=stop, tell=tell)
    lottery = lottery_sentences(found) if found.draws else no_lottery_sentences(found)
    draws = None
    if found.draws is not None:
        draws = draws_bytes(draws_list(found.ground, found.draws))
    content = odds_dict(found, prices, None if draws is None else sha256(draws).hexdigest())
    return {
        "odds": content,
        "csv": odds_csv(found),
        "draws": None if draws is None else draws.decode(),
        "tiers": [{"tier": row["tier"], "words": tier_words(row["tier"])}
                  for row in content["tiers"]],
        "words": {
            "replays": replay_sentences(found),
            "lottery": lottery,
            "price": price_sentences(prices),
        },
    }  # fmt: skip
