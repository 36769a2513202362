"""Why somebody has no seat, said to them: nothing in it is about anybody else.

A coordinator's words may tell that a supervisor sits somewhere, or that somebody asked to be kept
apart. So these follow from the code of the reason and from what the person wrote themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from matcher.cohort import Participant, Program, Reason
from matcher.report.words import day_words, language_words, list_words

Words = Callable[[Participant, Program], str]


def _membership(person: Participant, program: Program) -> str:
    until = person.member_until
    ended = "has lapsed" if until is None else f"ends on {day_words(until)}"
    start = day_words(program.start_date)
    return f"Your membership {ended}; a seat is for those who are members on {start}."


def _no_language(person: Participant, program: Program) -> str:
    wish = person.group_language
    spoken = [wish.language] if wish.wish == "only" else list(person.languages)
    tongue = list_words([language_words(one) for one in spoken], "or")
    return f"No provider who may lead a group leads in {tongue}."


def _no_company(person: Participant, program: Program) -> str:
    return (
        f"At none of your times could enough others meet: a group needs {program.group_size[0]} "
        "people."
    )


def _unqualified(person: Participant, program: Program) -> str:
    return (
        f"You are working toward {person.endorsement_target}; hours with the providers who lead "
        "in your language would not count for it."
    )


def _outranked(person: Participant, program: Program) -> str:
    kept = " or for whom the policy reserves seats" if program.priority.reserves else ""
    return (
        "There were fewer seats than people at the times you could meet. They went to people "
        f"whose turn came before yours{kept}, or no further group could be filled then."
    )


def _rule(person: Participant, program: Program) -> str:
    most = program.same_organization_max
    few = f", and at most {most} of one organization sit together" if most else ""
    return (
        "One of the rules about who may share a group kept you out of the seats that were left "
        f"at your times: for example, nobody sits with their own supervisor or report{few}."
    )


_WORDS: dict[str, Words] = {
    "membership": _membership,
    "no-provider-time": lambda person, program: (
        "No provider who could take you is available at the times you gave."
    ),
    "no-language": _no_language,
    "no-qualified-provider": _unqualified,
    "not-enough-others": _no_company,
    "outranked": _outranked,
    "rule": _rule,
}
# What somebody said of themselves, so that it may be said to them.
_OWN_RULES = {
    "provider-own": "You lead groups yourself at the times at which you could have been a member.",
    "together": (
        "You are to sit together with others, and all of you could not be seated in one group."
    ),
    "locked": "You were to keep the place of an earlier round, which could not be kept.",
}
_ADVICE = {
    "membership": "Renew your membership before you apply again.",
    "no-provider-time": "More times, also early or late ones, would let more groups take you.",
    "not-enough-others": "More times, also early or late ones, would let more groups take you.",
    "outranked": "More times, also early or late ones, would let more groups take you.",
}


def reason_words(person: Participant, reasons: Sequence[Reason], program: Program) -> Iterator[str]:
    """Yield somebody's reasons in words to them, each once."""
    said = dict.fromkeys(_said(person, one, program) for one in reasons)
    yield from said or ["No reason was written down; ask whoever sent you this letter."]


def _said(person: Participant, reason: Reason, program: Program) -> str:
    named = reason.text.removeprefix("rule ").partition(":")[0]
    if reason.code == "rule" and named in _OWN_RULES:
        return _OWN_RULES[named]
    return _WORDS.get(reason.code, _rule)(person, program)


def advice_words(reasons: Sequence[Reason]) -> Iterator[str]:
    """Yield what somebody can do about their reasons, each once."""
    yield from dict.fromkeys(_ADVICE[one.code] for one in reasons if one.code in _ADVICE)
