"""A policy's reserves, further points, roles and overrides in a coordinator's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from matcher.cohort import Cohort, Program, Proposal, Reserve
from matcher.cohort.policy import MONITOR, Where
from matcher.cohort.roles import ATTRIBUTES, MONITORING, ROLES, roles_of
from matcher.report.words import (
    access_words,
    count_words,
    language_words,
    list_words,
    number_words,
    sector_words,
)

ROLE_WORDS = {
    "eligibility": "Who may sit where",
    "priority": "Who comes first",
    "reserve": "Seats reserved",
    "preference": "Wishes and mixed groups, last of all",
    "monitoring-only": "Decides nothing",
}
NEVER = (
    "Race, ethnicity, sex, gender, religion, national origin, disability and age never decide "
    "who gets a seat; they are not even passed on to the part of the program that forms groups."
)


def _or(answers: Sequence[str], words: Callable[[str], str] = str) -> str:
    return list_words([words(one) for one in answers], "or")


def _flag(yes: str, no: str) -> Callable[[Sequence[str]], str]:
    return lambda answers: " or ".join(yes if one == "yes" else no for one in answers)


_CRITERIA: Mapping[str, Callable[[Sequence[str]], str]] = {
    "sector": lambda found: f"work in {_or(found, lambda one: sector_words(one).lower())}",
    "role": lambda found: f"work as {_or(found)}",
    "organization": lambda found: f"work for {_or(found)}",
    "region": lambda found: f"work in {_or(found)}",
    "rural": _flag("work in a rural area", "do not work in a rural area"),
    "languages": lambda found: f"can reflect in {_or(found, language_words)}",
    "rc_access": lambda found: f"have {access_words(found)} to reflective consultation at work",
    "endorsement_target": lambda found: f"work toward {_or(found)}",
    "education": lambda found: f"have the education {_or(found)}",
    "supervises_others": _flag("supervise others", "do not supervise others"),
    "ready_to_implement": _flag("are ready to implement", "are not yet ready to implement"),
    "rounds_waited": lambda found: f"waited through {count_words(int(found[0]), 'round')} or more",
}


def criterion_words(where: Where) -> str:
    """Return whom a criterion means: ``people who supervise others and are ready to implement``."""
    parts = [
        _CRITERIA[name](found)
        if name in _CRITERIA
        else f"answered {_or(found)} to {name.removeprefix(MONITOR).replace('_', ' ')}"
        for name, found in where.items()
    ]
    return f"people who {list_words(parts)}"


def floor_words(reserve: Reserve) -> str:
    """Return ``6 seats``, or ``25% of the seats there can be``."""
    if reserve.floor is not None:
        return count_words(reserve.floor, "seat")
    return f"{number_words(reserve.percent or 0)}% of the seats there can be"


def reserve_words(program: Program) -> list[str]:
    """Return a sentence for each reserve, in the order in which they are filled."""
    return [
        f"{'Next' if number else 'First'}, as far as the rules allow, {floor_words(reserve)} "
        f"{'goes' if reserve.floor == 1 else 'go'} to {criterion_words(reserve.where)} "
        f"(reserve {reserve.name}). Why: {_sentence(reserve.rationale)}"
        for number, reserve in enumerate(program.priority.reserves)
    ]


def bonus_words(program: Program) -> list[str]:
    """Return a sentence for each of the further points."""
    return [
        f"{number_words(bonus.points)} more for {criterion_words(bonus.where)}. "
        f"Why: {_sentence(bonus.rationale)}"
        for bonus in program.priority.bonuses
    ]


def override_words(program: Program) -> list[str]:
    """Return a sentence for each recorded override."""
    return [
        f"On record: {one.who} decided on {one.when} that the answer “{one.attribute}”, otherwise "
        f"for monitoring only, may decide. Why: {_sentence(one.why)}"
        for one in program.priority.overrides
    ]


def role_rows(cohort: Cohort) -> list[tuple[str, str]]:
    """Return each role with the answers that have it, those for monitoring only last."""
    real = roles_of(cohort.program)
    monitored = sorted({MONITOR + name for one in cohort.participants for name in one.monitor})
    idle = [name for name in (*ATTRIBUTES, *monitored) if name not in real]
    named = {role: [name for name, roles in real.items() if role in roles] for role in ROLES}
    named[MONITORING] = idle
    return [
        (ROLE_WORDS[role], ", ".join(map(attribute_words, names)))
        for role, names in named.items()
        if names
    ]


def attribute_words(name: str) -> str:
    """Return what an answer is about: ``rounds waited``, ``race (monitoring)``."""
    if name.startswith(MONITOR):
        return f"{name.removeprefix(MONITOR).replace('_', ' ')} (monitoring)"
    return _ATTRIBUTES.get(name, name.replace("_", " "))


_ATTRIBUTES = {
    "member_until": "membership",
    "apart_from": "people to keep apart",
    "together_with": "people to keep together",
    "supervisor_id": "supervisor",
    "rc_access": "access to reflective consultation",
    "applied_on": "date of application",
    "supervises_others": "supervising others",
    "ready_to_implement": "readiness to implement",
}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def policy_words(program: Program, seed: int | None) -> list[str]:
    """Return how seats are given, sentence by sentence, in a coordinator's words.

    Parameters
    ----------
    program : Program
    seed : int or None
        The number drawn; None while nothing has been drawn.
    """
    priority = program.priority
    words = []
    if priority.name or priority.version:
        version = f", version {priority.version}" if priority.version else ""
        words.append(f"The policy is “{priority.name or 'unnamed'}”{version}.")
    words += turn_policy_words(program, seed)
    if seed is None:
        text = "A ticket is the SHA-256 of “number|id”, of the number drawn and somebody's id"
    else:
        text = f"A ticket is the SHA-256 of “{seed}|id”"
    words.append(f"{text}, the smaller first; anyone can work it out again.")
    words += override_words(program)
    if program.fewest_groups:
        words.append("Where that leaves a choice, fewer groups are better.")
    weighed = [name for name, weight in program.mix.items() if weight]
    if weighed:
        words.append(
            "Where that leaves a choice, groups are mixed: as few pairs as possible share the same "
            f"{list_words(weighed, 'or')}; then come wishes for time, language and sector."
        )
    return words


def turn_policy_words(program: Program, seed: int | None) -> list[str]:
    """Return what decides between people: reserves, tiers or points, rounds, ticket or date.

    Parameters as in `policy_words`.
    """
    words = reserve_words(program)
    if program.priority.mode == "points":
        words += [_points_words(program), *bonus_words(program)]
        within = "Between equal points"
    else:
        tiers = [access_words(tier).removesuffix(" access") for tier in program.priority.tiers]
        first = "All other seats go first" if words else "Seats go first"
        words.append(
            f"{first} to people with {tiers[0]} reflective consultation at work"
            + "".join(f", then {tier}" for tier in tiers[1:])
            + "."
        )
        within = "Within a tier"
    number = "" if seed is None else f" (number drawn: {seed})"
    if program.priority.within == "applied_on":
        drawn = f"then whoever applied earlier, then a ticket{number}"
    else:
        drawn = f"then the seat is drawn by ticket{number}, not by date"
    words.append(f"{within}, people who waited through more rounds come first; {drawn}.")
    return words


def _points_words(program: Program) -> str:
    points = program.priority.points
    access = [f"{access_words([level])} {number_words(points[level])}" for level in _ACCESS]
    extra = [f"{words} {number_words(points[key])}" for key, words in _EXTRA if points.get(key)]
    return f"Seats go by points: {', '.join([*access, *extra])}."


_ACCESS = ("none", "little", "some", "regular")
_EXTRA = (
    ("rural", "rural"),
    ("round_waited", "each round waited"),
    ("ready_to_implement", "ready to implement"),
)


def lottery_words(proposal: Proposal) -> list[str]:
    """Return what a draw from a list changed in how seats were given; nothing without one."""
    drawn = proposal.drawn
    if drawn is None:
        return []
    return [
        f"Here tickets did not decide: the number drawn, {proposal.seed}, chose line "
        f"{drawn.number:,} of {drawn.of:,} of a list made before (draws.json, SHA-256 "
        f"{drawn.draws_sha256}). Within a tier those whom that line names come first; rounds "
        "waited and tickets order the rest."
    ]


def rule_words(program: Program) -> list[str]:
    """Return the program's own limits, for people who read only the summary."""
    low, high = program.group_size
    size = f"{low}" if low == high else f"{low} to {high}"
    words = [f"Groups have {size} members and meet for {program.hours} hours in all."]
    if program.same_organization_max:
        words.append(
            f"At most {program.same_organization_max} members of a group share an organization."
        )
    words.append("Nobody sits with their own supervisor or report.")
    return words
