"""Rule ``provider-own``."""

from tests.build import codes, cohort, group, people, person, provider

# V1 and V2 lead; V1 also waits for a seat.
OF = cohort([person("V1"), *people(5)], [provider("V1"), provider("V2")])
OWN = group("P1 P2")


def test_a_provider_is_no_member_of_their_own_group() -> None:
    assert codes(OF, group("V1 P2")) == ["provider-own"]


def test_a_seat_at_another_time_is_kept() -> None:
    for other in ({"start": "11:00"}, {"weeks": (2, 4)}, {"weekday": "wed"}):
        assert codes(OF, OWN, group("V1 P3", id="G2", provider_id="V2", **other)) == []


def test_a_seat_while_they_lead_is_broken() -> None:
    for other in ({}, {"start": "10:30"}, {"cadence": "monthly", "start": "09:00"}):
        second = group("V1 P3", id="G2", provider_id="V2", **other)
        assert codes(OF, OWN, second) == ["provider-own"]
