"""Rule ``eligible``: current members, and providers whose credential and support are current."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Group, Participant, Program, Provider
from matcher.rules.plan import Plan
from matcher.rules.shape import Broken, Rule

CODE = "eligible"
WORDS = (
    "Members' association membership runs on the first day; the provider's credential is one the "
    "program accepts and runs to the end of the term, and they receive their own supervision."
)


def not_a_member(person: Participant, program: Program) -> str | None:
    """Say why somebody cannot be admitted at all, None where they can."""
    if person.is_member_on(program.start_date):
        return None
    return (
        f"{person.id}'s membership ended on {person.member_until}, "
        f"before the program starts on {program.start_date}."
    )


def may_not_lead(provider: Provider, program: Program) -> str | None:
    """Say why a provider cannot lead any group of this program, None where they can."""
    refused = {"vetted": not program.accept_vetted, "emerging": not program.accept_emerging}
    if refused.get(provider.credential, False):
        return f"{provider.id} is {provider.credential}, which the program does not accept."
    until = provider.credential_until
    if until is not None and until < program.term_end:
        return f"{provider.id}'s credential ends on {until}, before the term ({program.term_end})."
    if not provider.own_rsc_current:
        return f"{provider.id} does not receive reflective supervision of their own."
    return None


def crew(group: Group, plan: Plan) -> Iterator[Broken]:
    """Find ids that neither list knows."""
    if plan.provider(group) is None:
        text = f"{group.id} is led by '{group.provider_id}', who is not on the roster."
        yield Broken(CODE, group.id, (), text)
    for member in dict.fromkeys(group.members):
        if member not in plan.cohort.participant_by_id:
            text = f"'{member}' sits in {group.id} but is not on the waitlist."
            yield Broken(CODE, group.id, (member,), text)


def lead(provider: Provider, group: Group, plan: Plan) -> str | None:
    """Judge the provider's credential and own supervision."""
    return may_not_lead(provider, plan.cohort.program)


def seat(person: Participant, group: Group, plan: Plan) -> str | None:
    """Judge a member's membership."""
    return not_a_member(person, plan.cohort.program)


RULE = Rule(CODE, WORDS, lead=lead, seat=seat, crew=crew)
