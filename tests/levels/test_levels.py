"""Names, order and words of the levels."""

from __future__ import annotations

from matcher.cohort import Cohort, Priority
from matcher.levels import level_values, level_words, levels_of
from matcher.rules import with_seed
from tests.build import cohort, group, people, person, proposal

TIERS = ["seats.none", "seats.little", "seats.some", "seats.regular"]


def names(of: Cohort, **given: bool) -> list[str]:
    return [level.name for level in levels_of(of.program, **given)]


def test_the_contracts_order() -> None:
    of = cohort(people(2))
    assert names(of) == [*TIERS, "turn", "mix", "preference"]
    assert names(of, earlier=True) == [*TIERS, "turn", "mix", "preference", "stability"]


def test_a_repair_settles_stability_first() -> None:
    assert names(cohort(people(2)), repair=True)[:2] == ["stability", "seats.none"]


def test_fewest_groups_stands_between_turn_and_mix() -> None:
    of = cohort(people(2), fewest_groups=True)
    assert names(of)[-4:] == ["turn", "groups", "mix", "preference"]
    assert dict(level_values(of, [group("P1 P2")]))["groups"] == 1


def test_points_are_one_level() -> None:
    of = cohort(people(2), priority=Priority(mode="points"))
    assert names(of) == ["points", "turn", "mix", "preference"]


def test_several_access_levels_in_one_tier() -> None:
    tiers = Priority(tiers=(("little",), ("none", "some"), ("regular",)))
    of = cohort(people(2), priority=tiers)
    assert names(of)[:3] == ["seats.little", "seats.none+some", "seats.regular"]
    assert level_values(of, [group("P1 P2")])[1] == ("seats.none+some", 2)


def test_every_level_is_listed_at_nought_too() -> None:
    of = cohort(people(2))
    assert level_values(of, []) == [(name, 0) for name in names(of)]


def test_which_way_each_is_better() -> None:
    of = cohort(people(1), fewest_groups=True)
    better = {level.name: level.more_is_better for level in levels_of(of.program, earlier=True)}
    assert [name for name, more in better.items() if more] == [*TIERS, "turn"]
    turn = next(level for level in levels_of(of.program) if level.name == "turn")
    assert turn.is_better(2, 1)
    assert not turn.is_better(1, 1)


def test_words_say_how_many_of_whom() -> None:
    of = cohort([*people(3), person("P4", rc_access="regular")])
    words = level_words(of, [group("P1 P2")], proposal(of))
    assert words[0] == "2 of 3 people without any access have a seat"
    assert words[3] == "0 of 1 people with regular access have a seat"
    assert words[-1] == "no people moved against the earlier proposal"
    assert len(words) == 8


def test_another_seed_draws_other_tickets_and_nothing_else() -> None:
    of = cohort(people(6))
    totals = {
        dict(level_values(with_seed(of, seed), [group("P1 P2")]))["turn"] for seed in range(20)
    }
    assert len(totals) > 1
    assert with_seed(of, of.program.seed) is of
    assert with_seed(of, 7).participants is of.participants


def test_ids_that_nobody_has_count_nothing() -> None:
    of = cohort(people(2))
    odd = [group("P1 P2 X", provider_id="Y", start="noon", cadence="weekly")]
    assert dict(level_values(of, odd))["seats.none"] == 2
