"""Claims to seats: of earlier turns, where nobody else in the group keeps them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations, permutations, product

import numpy as np

from matcher.cohort import Cohort
from matcher.cohort.turn import turn_order
from matcher.odds.program import SeatProgram
from matcher.solve.seating import Sitting, fits_together
from matcher.whatif.claims import ANY, Claims
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


def test_where_members_may_keep_each_other_out_no_claim_is_sure() -> None:
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


def test_who_sits_in_the_group_may_keep_an_earlier_turn_out() -> None:
    rows = [person(f"P{n}", TUESDAY, organization="A" if n < 4 else "B") for n in range(1, 6)]
    rows.append(person("P6", TUESDAY, apart_from=("P5",)))
    of = cohort(rows, [provider(free=TUESDAY)], same_organization_max=2, group_size=(2, 3))
    number = {id: index for index, id in enumerate(turn_order(of))}
    everybody = list(number)
    seen = set()
    for members in combinations(everybody, 3):
        if not _sit_together(of, members):
            continue
        claims, of_standing, standing = claims_of(of, " ".join(members))
        found = {(one, other) for one, other, _ in claims.found(standing.seating)}
        expected = {
            (of_standing[one], of_standing[other])
            for one, other in product(set(everybody) - set(members), members)
            if number[one] < number[other]
            and _sit_together(of, [one, *(m for m in members if m != other)])
        }
        assert found == expected
        seen.add(bool(expected))
    assert seen == {True, False}


def test_rows_are_broken_by_the_claims_that_are_left_and_by_no_others() -> None:
    rows = [person(f"P{n}", TUESDAY, organization="A" if n < 4 else "B") for n in range(1, 6)]
    rows.append(person("P6", TUESDAY, apart_from=("P5",)))
    of = cohort(rows, [provider(free=TUESDAY)], same_organization_max=2, group_size=(2, 3))
    claims, _, standing = claims_of(of, "P1 P2 P4")
    (opening,) = standing.openings
    program = SeatProgram(standing.now, [], [opening])
    every = [(*pair, c) for pair in permutations(range(6), 2) for c in (ANY, opening[0])]
    for inside in combinations(range(6), 3):
        x = np.isin(program.person, inside).astype(float)
        seating = (Sitting(*opening, inside),)
        if not fits_together(standing.now, inside):
            continue
        found = set(claims.found(seating))
        assert claims.left(program, x) == found
        for claim in found:
            left, right = claims.row(program, claim)
            assert x[left].sum() > x[right].sum()
        for claim in every:
            kept = claim[0] >= claim[1] or claims.sure(claim[0], opening[0]) != (claim[2] == ANY)
            if not kept and claim not in found:
                left, right = claims.row(program, claim)
                assert x[left].sum() <= x[right].sum()


def test_whoever_could_take_a_seat_elsewhere_has_to_keep_theirs() -> None:
    both = f"{TUESDAY}; wed 10:00-11:00"
    rows = [person(f"P{n}", both) for n in (1, 2)]
    rows += [person(f"P{n}", both, rc_access="little") for n in (3, 4)]
    rows += [person("P6", both, rc_access="regular")]
    of = cohort(rows, [provider(free=both, max_groups=2)])
    groups = [group("P1 P2 P6"), group("P3 P4", weekday="wed", id="G2")]
    standing = Standing.of(of, proposal(of, groups))
    number = {id: index for index, id in enumerate(standing.loose.people)}
    claims = Claims(standing.now)
    inside, beside = standing.seating[0].members, standing.seating[1:]
    could = {number["P1"], number["P2"]}
    assert claims.claimants(inside, beside) == (tuple(sorted(could)), tuple(sorted(could)))
    first, last = sorted((number["P3"], number["P4"]))
    assert claims.claimants((first, last), beside) == ((first,), ())


def _sit_together(of: Cohort, members: Iterable[str]) -> bool:
    rows = [of.participant_by_id[one] for one in members]
    ids = {row.id for row in rows}
    apart = any(ids & set(row.apart_from) for row in rows)
    return not apart and max(Counter(row.organization for row in rows).values()) <= 2
