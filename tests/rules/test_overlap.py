"""Rule ``overlap``."""

import pytest

from tests.build import codes, cohort, group, people, provider


def overlap(**second: object) -> list[str]:
    """What two groups of one provider break: Tue 10:00-11:00 in weeks 1 and 3, and another."""
    of = cohort(people(4), [provider(max_groups=2)])
    return codes(of, group("P1 P2"), group("P3 P4", id="G2", **second))


@pytest.mark.parametrize(
    "second",
    [
        {"start": "11:00"},
        {"start": "09:00"},
        {"weekday": "wed"},
        {"weeks": (2, 4)},
        {"cadence": "monthly", "weeks": (2,)},
        {"cadence": "monthly", "weeks": (1,), "start": "11:00"},
    ],
)
def test_adjoining_hours_and_other_weeks_are_kept(second: dict[str, object]) -> None:
    assert overlap(**second) == []


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"start": "10:30"},
        {"start": "09:30"},
        {"cadence": "monthly", "weeks": (3,), "start": "09:00"},
        {"cadence": "monthly", "weeks": (1,), "start": "10:30"},
    ],
)
def test_a_shared_half_hour_in_one_week_is_broken(second: dict[str, object]) -> None:
    assert overlap(**second) == ["overlap"]


def test_two_providers_may_meet_at_once() -> None:
    of = cohort(people(4), [provider("V1"), provider("V2")])
    assert codes(of, group("P1 P2"), group("P3 P4", id="G2", provider_id="V2")) == []
