"""Claims to seats: of earlier turns, where nothing but the seat is between them and it."""

from __future__ import annotations

from matcher.cohort import Cohort
from matcher.cohort.turn import turn_order
from matcher.whatif.claims import Claims
from matcher.whatif.standing import Standing
from tests.build import cohort, group, people, person, proposal, provider

TUESDAY = "tue 10:00-11:00"


def claims_of(of: Cohort, members: str) -> tuple[Claims, dict[str, int], Standing]:
    standing = Standing.of(of, proposal(of, [group(members)]))
    number = {id: index for index, id in enumerate(standing.loose.people)}
    return Claims(standing.now), number, standing


def test_earlier_turns_claim_what_later_ones_have() -> None:
    of = cohort(people(5, free=TUESDAY), [provider(free=TUESDAY)])
    claims, number, standing = claims_of(of, " ".join(turn_order(of)[:3]))
    order = [number[one] for one in turn_order(of)]
    candidate = standing.seating[0].candidate
    assert list(claims.found(standing.seating)) == []
    assert claims.on(order[4], candidate, order) == order[:4]
    assert claims.on(order[0], candidate, order) == []


def test_rules_between_members_are_for_the_checker() -> None:
    rows = people(5, free=TUESDAY, organization="A")
    rows.append(person("P6", TUESDAY, apart_from=("P1",)))
    of = cohort(rows, [provider(free=TUESDAY)], same_organization_max=3)
    claims, number, standing = claims_of(of, "P1 P2 P3")
    candidate = standing.seating[0].candidate
    assert not any(claims.sure(number[one], candidate) for one in number)
    free = cohort(people(3, free=TUESDAY, organization="A"), same_organization_max=3)
    claims, number, standing = claims_of(free, "P1 P2 P3")
    assert all(claims.sure(one, standing.seating[0].candidate) for one in number.values())


def test_who_sits_together_or_leads_has_none() -> None:
    rows = people(5, free=TUESDAY)
    rows[0] = person("P1", TUESDAY, together_with=("P2",))
    of = cohort([*rows, person("V1", TUESDAY)], [provider(free=TUESDAY)])
    claims, number, standing = claims_of(of, "P3 P4 P5")
    candidate = standing.seating[0].candidate
    assert not claims.sure(number["P1"], candidate)
    assert not claims.sure(number["V1"], candidate)
    earlier, later = sorted((number["P3"], number["P1"]))
    assert claims.between(earlier, later) == (later != number["P1"])
