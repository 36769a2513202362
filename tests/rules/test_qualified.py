"""Rule ``qualified``: the contract's table, cell by cell."""

import pytest

from matcher.cohort.vocabulary import CREDENTIALS, ENDORSEMENTS, TARGETS
from tests.build import codes, cohort, group, people, person, provider

REFLECTIVE = ("IFRS", "ECRS", "IMHS", "ECMHS", "IMHM", "ECMHM")
CLINICAL = ("IMHS", "ECMHS", "IMHM", "ECMHM")
MENTOR = ("IMHM", "ECMHM")
TABLE = {
    "none": (ENDORSEMENTS, ENDORSEMENTS, ENDORSEMENTS),
    "IFA": (ENDORSEMENTS, ENDORSEMENTS, ENDORSEMENTS),
    "IFS": (REFLECTIVE, REFLECTIVE, ENDORSEMENTS),
    "IFRS": (REFLECTIVE, REFLECTIVE, ()),
    "IMHS": (CLINICAL, (), ()),
    "IMHM": (MENTOR, (), ()),
}
TWIN = {"ECFA": "IFA", "ECFS": "IFS", "ECRS": "IFRS", "ECMHS": "IMHS", "ECMHM": "IMHM"}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("credential", CREDENTIALS)
def test_whose_hours_count_for_a_target(target: str, credential: str) -> None:
    counts = TABLE[TWIN.get(target, target)][CREDENTIALS.index(credential)]
    for endorsement in ENDORSEMENTS:
        leader = provider(credential=credential, endorsement=endorsement)
        of = cohort([person("P1", endorsement_target=target), person("P2")], [leader])
        expected = [] if endorsement in counts else ["qualified"]
        assert codes(of, group("P1 P2")) == expected, endorsement


def test_every_member_is_looked_up() -> None:
    of = cohort(people(3, endorsement_target="IMHM"), [provider(endorsement="IFRS")])
    assert codes(of, group("P1 P2 P3")) == ["qualified"] * 3
