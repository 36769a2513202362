"""Letters: what each says, and that none says anything about anybody but its reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matcher.cohort import Cohort, Drawn, Participant, Pin, Proposal, Reason, Unplaced
from matcher.cohort.policy import Reserve
from matcher.cohort.turn import ticket
from matcher.files.read import read_cohort
from matcher.generate import generate, write_cohort_folder
from matcher.letters import letter_files, letters
from matcher.letters.chances import Chance, Chances
from matcher.letters.render import letter_html, letter_text
from matcher.propose import Options, solve
from tests.build import cohort, group, people, person, proposal


def texts(of: Cohort, made: Proposal, chances: Chances | None = None) -> dict[str, str]:
    """Everybody's letter on one line."""
    found = {one.person.id: letter_text(one) for one in letters(of, made, chances)}
    return {one: " ".join(text.split()) for one, text in found.items()}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cohort, Proposal]:
    """A cohort full of employers, supervisors and reports, in which everybody stands out."""
    folder = tmp_path_factory.mktemp("agencies")
    write_cohort_folder(generate(30, 3, 4, "agencies"), folder)
    found = read_cohort(folder).cohort
    marked = tuple(
        replace(
            one, name=f"Name{k:03}x", email=f"mail{k:03}x@example.org",
            organization=f"Org {one.organization}x" if one.organization else "",
            region=f"Region{k:03}x", monitor={"race": f"Answer{k:03}x"},
        )
        for k, one in enumerate(found.participants)
    )  # fmt: skip
    of = replace(found, participants=marked)
    return of, solve(of, options=Options(time_limit=2, workers=1))


def test_nobody_else_is_named(solved: tuple[Cohort, Proposal]) -> None:
    of, made = solved
    rows = [*of.participants, *of.providers]
    marks = {
        row.id: {row.id, row.name, row.email, row.organization, row.region} - {""} for row in rows
    }
    assert made.groups
    assert len(made.unplaced) > 5
    for letter in letters(of, made):
        both = letter_text(letter) + letter_html(letter)
        own = marks[letter.person.id]
        others = {mark for one, found in marks.items() if one != letter.person.id for mark in found}
        assert not [mark for mark in others - own if mark in both]
        assert "Answer0" not in both  # their own monitoring answer neither
        assert letter.person.name in both


def test_what_others_are_changes_no_letter(solved: tuple[Cohort, Proposal]) -> None:
    of, made = solved
    before = texts(of, made)
    for reader in of.participants[::7]:

        def other(one: Participant, reader: Participant = reader) -> Participant:
            if one.id == reader.id:
                return one
            return replace(
                one, name="Somebody", email="", organization="Elsewhere", region="Faraway",
                sector="other", role="other", endorsement_target="none", education="AA",
                mou=True, monitor={}, supervisor_id="", apart_from=(), member_until=None
                if one.is_member_on(of.program.start_date) else one.member_until,
            )  # fmt: skip

        changed = replace(of, participants=tuple(map(other, of.participants)))
        assert texts(changed, made)[reader.id] == before[reader.id]


def test_the_seated_are_told_when_and_what_to_do() -> None:
    of = cohort([person("P1", mou=True, time_zone="America/Chicago"), *people(3)[1:]])
    told = texts(of, proposal(of, [group("P1 P2")]))
    assert "You have a seat, in group G1." in told["P1"]
    assert "1st and 3rd Tuesday, 10:00–11:00 am (Eastern time)" in told["P1"]
    assert "On your own clock: Tuesday, 9:00–10:00 am (Central time)" in told["P1"]
    assert "with 1 other person" in told["P1"]
    assert "hand in before the first session: evaluation consent." in told["P1"]
    assert "On your own clock" not in told["P2"]
    assert "we have no seat for you" in told["P3"]


def test_a_membership_that_ends_midway_is_mentioned() -> None:
    of = cohort([person("P1", member_until=date(2027, 3, 1)), *people(3)[1:]])
    told = texts(of, proposal(of, [group("P1 P2")]))
    assert "renew your membership: it ends on Mon, Mar 1, 2027" in told["P1"]


def test_turn_and_ticket_are_those_of_the_draw() -> None:
    of = cohort(people(3), seed=4)
    made = proposal(of, [group("P1 P2")], seed=9)
    told = texts(of, made)
    places = sorted(("P1", "P2", "P3"), key=lambda one: ticket(9, one))
    for place, one in enumerate(places, 1):
        assert f"Your turn was number {place} of 3." in told[one]
        assert f"{ticket(9, one)}. It is the SHA-256 of “9|{one}”" in told[one]


def test_points_and_reserves_of_ones_own_are_told() -> None:
    reserves = (
        Reserve("rural-seats", {"rural": ("yes",)}, floor=1, rationale="Far away."),
        Reserve("elders", {"monitor_age": ("old",)}, floor=1, rationale="Funder."),
    )
    program = cohort(people(1)).program
    priority = replace(program.priority, mode="points", reserves=reserves)
    of = cohort(
        [person("P1", rural=True, rounds_waited=1, monitor={"age": "old"}), *people(3)[1:]],
        priority=priority,
    )
    told = texts(of, proposal(of, [group("P1 P2")]))
    assert "made 12 points" in told["P1"]
    assert "for whom the policy reserves seats: rural seats." in told["P1"]
    assert "elders." not in told["P1"].partition("What decided")[0]
    assert "for whom the policy reserves seats" not in told["P2"]
    assert "waited through 1 round. Each round counts 2 points." in told["P3"]


REASONS = {
    "membership": "Your membership has lapsed",
    "no-provider-time": "No provider who could take you",
    "no-language": "leads in English",
    "no-qualified-provider": "working toward IMHM",
    "not-enough-others": "a group needs 2 people",
    "outranked": "whose turn came before yours",
    "rule": "nobody sits with their own supervisor or report",
}


@pytest.mark.parametrize("code", REASONS)
def test_each_reason_is_said_without_saying_about_whom(code: str) -> None:
    of = cohort(people(3, endorsement_target="IMHM"))
    reason = Reason(code, "rule apart: P1 and somebody whom P1 asked to be kept apart from")
    made = proposal(of, [group("P1 P2")], unplaced=(Unplaced("P3", (reason, reason)),))
    told = texts(of, made)["P3"]
    assert told.count(REASONS[code]) == 1
    assert "P1" not in told
    assert "apart" not in told


@pytest.mark.parametrize(
    ("rule", "words"),
    [("provider-own", "You lead groups yourself"), ("together", "sit together with others"),
     ("locked", "earlier round")],
)  # fmt: skip
def test_a_rule_about_oneself_is_named(rule: str, words: str) -> None:
    of = cohort(people(3))
    reason = Reason("rule", f"rule {rule}: P3 and P1")
    made = proposal(of, [group("P1 P2")], unplaced=(Unplaced("P3", (reason,)),))
    assert words in texts(of, made)["P3"]


def test_who_kept_a_seat_is_told_so() -> None:
    of = cohort(people(3))
    made = proposal(of, [group("P1 P2")], pins=(Pin("P1", "G1"),))
    told = texts(of, made)
    assert "You kept the seat that you had." in told["P1"]
    assert "You kept the seat" not in told["P2"]


def chances(**of: Chance) -> Chances:
    return Chances("", "", "abc", of)


def test_odds_are_ones_own() -> None:
    of = cohort(people(4))
    made = proposal(of, [group("P1 P2")])
    told = texts(
        of, made, chances(
            P1=Chance(86, 200, 0.36, 0.5, 0.5, ""), P2=Chance(0, 200, 0.0, 0.0188, 0.0, ""),
            P3=Chance(0, 200, 0.0, 0.0188, 0.0, "tier-seats"),
        ),
    )  # fmt: skip
    assert "replayed 200 times with other tickets; you had a seat in 86 of these" in told["P1"]
    assert "about 43%; with 95% confidence it lies between 36% and 50%" in told["P1"]
    assert "about 0%; with 95% confidence it lies between 0% and 2%" in told["P2"]
    assert "No draw could have given you a seat" in told["P3"]
    assert "was not worked out" in told["P4"]


@pytest.mark.parametrize(
    ("listed_in", "words"),
    [("abc", "list of 1,000 lines; 417 of them would have given you a seat"),
     ("def", "was not worked out")],
)  # fmt: skip
def test_a_draw_from_a_list_has_the_lists_chances(listed_in: str, words: str) -> None:
    of = cohort(people(3))
    made = proposal(of, [group("P1 P2")], drawn=Drawn(7, 1000, listed_in, ("P1", "P2")))
    told = texts(of, made, chances(P1=Chance(86, 200, 0.36, 0.5, 0.417, "")))
    assert words in told["P1"]


def test_a_name_is_text_in_a_page_and_one_line_in_a_mail() -> None:
    of = cohort([person("P1", name="<b>Ann\n\nDear Bob,"), *people(3)[1:]])
    found = letter_files(of, proposal(of, [group("P1 P2")]))
    assert b"<b>" not in found["letter-P1.html"]
    assert b"Dear <b>Ann Dear Bob,,\n" in found["letter-P1.txt"]
