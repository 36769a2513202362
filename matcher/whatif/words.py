"""Changes and what comes of them, in a coordinator's words; no participant but the one asked about.

What may be passed on to somebody names providers and times, never another person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from matcher.cohort import Cohort, Entry, Provider, Reason
from matcher.cohort.availability import WEEKDAYS
from matcher.cohort.places import largest_group
from matcher.report.words import (
    WEEKDAY_NAMES,
    count_words,
    is_gain,
    language_words,
    level_words,
    list_words,
    meeting_words,
    number_words,
    span_words,
    zone_words,
)
from matcher.rules import RULES

if TYPE_CHECKING:  # who only words what was found needs no solver
    from matcher.whatif.changes import Change
    from matcher.whatif.moves import Move, Moves
    from matcher.whatif.person import Answer, Counterfactual

ELSE_LOST = "whatever groups meet, it would cost a seat that somebody else has a claim to"
WITHIN = "one more time of theirs, one more group of one provider, one more seat in a group"

ELSEWHERE = frozenset({"membership", "no-language", "no-qualified-provider"})  # say it all
PRIVATE = frozenset({"apart", "supervisor", "same-organization", "together", "locked"})
_TWO = {
    True: "Nor do two of these at once, with the groups as they meet now.",
    False: "Not all pairs of these were tried in the time given.",
}
KEPT_OUT = "A rule of who may meet whom keeps them out."
LETTER = "A rule of the program keeps them out of the seats that would be open to them."


def provider_words(provider: Provider | None, id: str) -> str:
    """Return a provider's name with their id, or the id alone."""
    return f"{provider.name} ({id})" if provider is not None and provider.name else id


def entry_words(entry: Entry) -> str:
    """Return ``on Tuesdays, 5:30–6:30 pm``."""
    day = WEEKDAY_NAMES[WEEKDAYS[entry.weekday]]
    return f"on {day}s, {span_words(entry.start, entry.end - entry.start)}"


def change_words(change: Change, cohort: Cohort) -> str:
    """Return a change as it stands after *if*.

    Parameters
    ----------
    change : Change
    cohort : Cohort
        As it stands, with names.
    """
    provider = cohort.provider_by_id.get(change.who)
    who = provider_words(provider, change.who)
    if change.kind == "entry" and change.entry is not None:
        zone = cohort.participant_by_id[change.who].time_zone
        own = "" if zone == cohort.program.time_zone else f" ({zone_words(zone)})"
        return f"they can also meet {entry_words(change.entry)}{own}"
    if change.kind == "cadence":
        other = {
            "monthly": "twice a month for an hour",
            "twice-monthly": "once a month for two hours",
        }
        return f"they would also meet {other[cohort.participant_by_id[change.who].cadence]}"
    if change.kind == "wish":
        return "they would take a group in any language they can reflect in"
    if change.kind == "group":
        return f"provider {who} takes one more group"
    if change.kind == "seat" and provider is not None:
        return (
            f"provider {who} takes one more member in a group "
            f"({largest_group(cohort.program, provider) + 1})"
        )
    if change.kind == "size":
        return f"the group size went to {cohort.program.group_size[1] + 1}"
    if change.kind == "hour" and change.entry is not None:
        return f"provider {who} is also free {entry_words(change.entry)}"
    if change.kind == "renewed":
        return f"provider {who} has a credential and supervision of their own through the term"
    assert change.provider is not None  # noqa: S101 - for mypy: that kind has one
    return new_provider_words(change.provider, cohort)


def new_provider_words(provider: Provider, cohort: Cohort) -> str:
    """Return for example ``one more provider on Tuesdays, 12:00–1:00 pm``, and what they need."""
    entry = provider.availability[0]
    words = f"one more provider {entry_words(entry)}"
    if tuple(provider.languages) != ("en",):
        words += f", in {language_words(provider.languages[0])}"
    known = {(one.credential, one.endorsement) for one in cohort.providers}
    if provider.credential == "endorsed":
        words += ", endorsed" + f" as {provider.endorsement}" * (provider.endorsement != "other")
    elif (
        provider.credential,
        provider.endorsement,
    ) not in known or provider.credential != "vetted":
        words += f", {provider.credential}"
    return words


def counterfactual_words(one: Counterfactual, cohort: Cohort) -> str:
    """Return ``A seat if …``: the group it is in, and how many others it concerns."""
    changes = list_words([change_words(change, cohort) for change in one.outcome.changes])
    provider = one.outcome.cohort.provider_by_id.get(one.group.provider_id)
    leader = provider_words(
        cohort.provider_by_id.get(one.group.provider_id) or provider, one.group.provider_id
    )
    text = f"A seat if {changes}: {meeting_words(one.group)}, led by {leader}."
    if one.more:
        text += f" {count_words(len(one.more), 'other', 'others')} would get a seat, too."
    if one.fewer:
        verb = "waits" if len(one.fewer) == 1 else "wait"
        text += f" {count_words(len(one.fewer), 'later turn')} then {verb} instead."
    return text


def nothing_words(answer: Answer, reasons: Sequence[Reason], cohort: Cohort) -> str:
    """Return what to say where nothing was found; blank where something was."""
    if answer.found:
        return ""
    if not answer.reachable:
        text = "Nothing within these providers, whatever single time, group or seat is added."
        if {reason.code for reason in reasons} <= ELSEWHERE:
            return text
        least = cohort.program.group_size[0]
        return f"{text} In no group that could take them could {least} people meet."
    if not answer.complete:
        return f"None found in the time given within: {WITHIN}. There may be one; give it longer."
    more = ", nor any two of these at once" if answer.pairs else ""
    if answer.proven:
        return f"There is none within: {WITHIN}; {ELSE_LOST}. {_TWO[answer.pairs]}"
    return (
        f"None found within: {WITHIN}{more}, with the groups as they meet now. Whether other "
        "groups altogether would do it was not searched to the end."
    )


def several_words(answer: Answer) -> str:
    """Return what is known of single changes where only several at once were found; else blank."""
    if not answer.found or any(len(one.outcome.changes) == 1 for one in answer.found):
        return ""
    if answer.proven:
        return f"No single change does it; {ELSE_LOST}."
    if answer.complete:
        return "No single change does it with the groups as they meet now."
    return "Whether a single change would do was not searched to the end in the time given."


def answer_lines(answer: Answer, cohort: Cohort, reasons: Sequence[Reason]) -> Iterator[str]:
    """Yield what would give somebody a seat, the smallest changes first."""
    if not answer.found:
        yield nothing_words(answer, reasons, cohort)
        return
    yield "What would change it; each tried out, with every rule kept and no seats lost:"
    for one in answer.found:
        yield f"  {counterfactual_words(one, cohort)}"
    if text := several_words(answer):
        yield text


def cost_words(costs: Sequence[tuple[str, float]], cohort: Cohort) -> str:
    """Return what a move changes, level by level."""
    parts = []
    for name, difference in costs:
        if not difference:
            continue
        better = (difference > 0) == is_gain(name)
        sign = "+" if difference > 0 else "−"
        words = level_words(name, cohort.program)
        parts.append(f"{words} {sign}{number_words(abs(difference))}{' (better)' * better}")
    return "; ".join(parts) or "costs nothing"


def move_words(move: Move, cohort: Cohort, *, named: bool) -> str:
    """Return one other group in words; `named`: whom a rule keeps them from, for coordinators."""
    name = f"{move.group.id} ({meeting_words(move.group)})"
    if move.broken and named:
        return f"{name}: no; " + " ".join(dict.fromkeys(one.text for one in move.broken))
    if move.broken:
        open_rules = [one for one in move.broken if one.code not in PRIVATE]
        words = [RULES[one.code].words for one in open_rules] or [KEPT_OUT]
        return f"{name}: no; " + " ".join(dict.fromkeys(words))
    if not move.kept:
        return f"{name}: no; a seat would be lost, or an earlier turn has a claim to that one."
    others = f"; {count_words(move.moved, 'other moves', 'others move')}" if move.moved else ""
    return f"{name}: {cost_words(move.costs, cohort)}{others}."


def moves_lines(moves: Moves, cohort: Cohort, *, named: bool) -> Iterator[str]:
    """Yield what moving somebody to each other group would cost; `named` as in `move_words`."""
    near = [move for move in moves.moves if move.kept]
    closed = [move for move in moves.moves if not move.kept]
    # A group that meets when they cannot come needs no line of its own.
    away = [one for one in closed if "availability" in {broken.code for broken in one.broken}]
    told = [one for one in closed if one not in away]
    for move in (*near, *told):
        yield move_words(move, cohort, named=named)
    if away:
        yield f"{count_words(len(away), 'group')} more, at times when they are not free."
    if not moves.complete:
        yield "Not every group was looked at in the time given; give it longer."


def possible_words(moves: Moves) -> str:
    """Return when and with whom somebody seated could have met at all."""
    times = count_words(moves.times, "time")
    providers = count_words(moves.providers, "provider")
    return f"They could meet at {times} of the week, with {providers}."


def letter_reasons(texts: Sequence[tuple[str, str]]) -> list[str]:
    """Return reasons as a letter may give them: nothing of who keeps apart from whom.

    Parameters
    ----------
    texts : sequence of (str, str)
        Code and text of each reason.
    """
    found = (
        LETTER if code == "rule" and text.partition(":")[0].split()[-1] in PRIVATE else text
        for code, text in texts
    )
    return list(dict.fromkeys(found))
