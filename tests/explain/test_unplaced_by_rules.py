"""Reason codes of random cohorts against asking the rules about every meeting, one by one."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from matcher.check import REASON_CODES
from matcher.cohort import Cohort, Group, Participant
from matcher.explain.unplaced import unplaced_reasons
from matcher.files.read import read_cohort_data
from matcher.openings.grid import all_meetings
from matcher.rules import RULES, Plan, may_share
from matcher.rules.size import bounds
from tests.build import settled
from tests.random_cohorts import random_cohort
from tests.random_proposals import random_groups


def offers(of: Cohort, *but: str) -> list[Group]:
    """Every group without members that a provider could lead, some rules left aside."""
    plan = Plan(of, ())
    found = []
    for leader in of.providers:
        most = bounds(leader, of.program)[1]
        if leader.max_groups == 0 or most < of.program.group_size[0]:
            continue
        for meeting, language in product(all_meetings(of.program), leader.languages):
            group = Group.at(
                meeting,
                id="",
                provider_id=leader.id,
                time_zone=of.program.time_zone,
                language=language,
                members=(),
            )
            rules = [rule for rule in RULES.values() if rule.code not in but]
            if not any(rule.lead and rule.lead(leader, group, plan) for rule in rules):
                found.append(group)
    return found


def may(person: Participant, group: Group, of: Cohort, *but: str) -> bool:
    """Whether the rules about one person in one group, but for some, admit a person."""
    plan = Plan(of, ())
    return not any(
        rule.seat and rule.seat(person, group, plan)
        for rule in RULES.values()
        if rule.code not in but
    ) and ("pair" in but or may_share(person.id, group.provider_id, of))


def expected(person: Participant, of: Cohort) -> str:
    """The first reason somebody has, as far as no other group matters; else "others"."""
    if not person.is_member_on(of.program.start_date):
        return "membership"
    timeless = ("availability", "slot", "provider-own", "pair")
    held = offers(of, "availability", "slot")
    spoken = [g for g in held if may(person, g, of, "qualified", "cadence", *timeless)]
    if not spoken:
        return "no-language" if held else "no-provider-time"
    anytime = [group for group in spoken if may(person, group, of, "qualified", *timeless)]
    if not anytime:
        return "no-provider-time"
    counting = [group for group in anytime if may(person, group, of, *timeless)]
    if not counting:
        return "no-qualified-provider"
    possible = offers(of)
    open_to = [group for group in possible if may(person, group, of)]
    if not open_to:
        others = [group for group in counting if may(person, group, of, "availability")]
        kept = [group for group in possible if may(person, group, of, "provider-own", "pair")]
        return "no-provider-time" if others or not kept else "rule"
    low = of.program.group_size[0]
    if all(sum(may(one, group, of) for one in of.participants) < low for group in open_to):
        return "not-enough-others"
    return "others"


@pytest.mark.parametrize("seed", range(30))
def test_reasons_are_those_the_rules_give(seed: int) -> None:
    of = read_cohort_data(random_cohort(seed, people=9)).cohort
    groups = settled(of, random_groups(of, Random(seed)))
    seated = {member for group in groups for member in group.members}
    listed = unplaced_reasons(of, groups)
    assert [one.participant_id for one in listed] == [
        person.id for person in of.participants if person.id not in seated
    ]
    providers = {leader.id for leader in of.providers}
    for one in listed:
        codes = [reason.code for reason in one.reasons]
        assert codes
        assert set(codes) <= set(REASON_CODES)
        assert all("even now" not in reason.text for reason in one.reasons)
        for reason in one.reasons:
            assert reason.code != "rule" or reason.text.split()[1].rstrip(":") in RULES
        if one.participant_id in of.together or one.participant_id in providers:
            continue  # more is asked of them than of one person in one group
        person = of.participant_by_id[one.participant_id]
        wanted = expected(person, of)
        assert codes[0] == wanted or (wanted == "others" and codes[0] in ("rule", "outranked"))
