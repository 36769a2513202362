"""The people of a cohort, for the coordinator who keeps its lists."""

from __future__ import annotations

from api.schemas.people import LeaderOut, LevelWords, PeopleOut, PersonOut, ProgramOut
from api.services import cohorts, proposals
from api.store import Store
from api.store.reading import reading_of
from matcher.cohort import Cohort, Participant, Program, Provider
from matcher.cohort.availability import WEEKDAYS, clock_of
from matcher.cohort.places import largest_group, may_lead
from matcher.cohort.turn import tier_name, turn_order
from matcher.files.replay import entry_words
from matcher.levels import levels_of
from matcher.report.policy import policy_words
from matcher.report.words import (
    is_gain,
    language_words,
    level_words,
    outstanding_words,
    sector_words,
    zone_words,
)
from matcher.rules import as_drawn


def of_cohort(store: Store, cohort_id: str) -> PeopleOut:
    """Return everybody of a cohort with names and times, as it was brought in.

    Raises
    ------
    NotFoundError
    """
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        cohort = reading_of(repository, cohort_id).cohort
    return _people(cohort_id, cohort)


def of_proposal(store: Store, proposal_id: str) -> PeopleOut:
    """Return everybody a proposal is about: under its policy and tickets, after its repairs.

    Raises
    ------
    NotFoundError
    """
    loaded = proposals.load(store, proposal_id)
    with store.read() as repository:
        cohort_id = proposals.found(repository, proposal_id).cohort_id
    return _people(cohort_id, as_drawn(loaded.cohort, loaded.proposal))


def _people(cohort_id: str, cohort: Cohort) -> PeopleOut:
    turns = {person: place for place, person in enumerate(turn_order(cohort), start=1)}
    rows: list[Participant | Provider] = [*cohort.participants, *cohort.providers]
    languages = {code for row in rows for code in row.languages}
    return PeopleOut(
        cohort_id=cohort_id,
        program=_program(cohort.program),
        levels=_levels(cohort, turns),
        participants=[_person(one, turns.get(one.id)) for one in cohort.participants],
        providers=[_leader(one, cohort.program) for one in cohort.providers],
        sectors={name: sector_words(name) for name in cohort.program.sectors},
        languages={code: language_words(code) for code in sorted(languages)},
        zone=zone_words(cohort.program.time_zone),
    )


def _program(program: Program) -> ProgramOut:
    return ProgramOut(
        name=program.name,
        time_zone=program.time_zone,
        start_date=program.start_date.isoformat(),
        group_size=list(program.group_size),
        slot_minutes=program.slot_minutes,
        day_window=[clock_of(minute) for minute in program.day_window],
        weekdays=[WEEKDAYS[day] for day in program.weekdays],
        cadences=list(program.cadences),
        time_limit=program.time_limit,
        seed=program.seed,
        policy=list(policy_words(program, program.seed)),
    )


def _levels(cohort: Cohort, admitted: dict[str, int]) -> list[LevelWords]:
    counts = {
        f"seats.{tier_name(tier)}": sum(
            person.rc_access in tier for person in cohort.participants if person.id in admitted
        )
        for tier in cohort.program.priority.tiers
    }
    names = [level.name for level in levels_of(cohort.program, earlier=True)]
    return [
        LevelWords(
            name=name, words=level_words(name, cohort.program), gain=is_gain(name),
            people=counts.get(name),
        )
        for name in names
    ]  # fmt: skip


def _person(person: Participant, turn: int | None) -> PersonOut:
    return PersonOut(
        id=person.id,
        name=person.name,
        email=person.email,
        sector=person.sector,
        access=person.rc_access,
        role=person.role,
        organization=person.organization,
        region=person.region,
        rural=person.rural,
        languages=list(person.languages),
        group_language=str(person.group_language),
        target=person.endorsement_target,
        cadence=person.cadence,
        time_zone=person.time_zone,
        availability=_times(person),
        rounds_waited=person.rounds_waited,
        supervisor_id=person.supervisor_id,
        apart_from=list(person.apart_from),
        together_with=list(person.together_with),
        outstanding=outstanding_words(person.mou, person.evaluation_consent),
        turn=turn,
    )


def _leader(provider: Provider, program: Program) -> LeaderOut:
    return LeaderOut(
        id=provider.id,
        name=provider.name,
        email=provider.email,
        organization=provider.organization,
        region=provider.region,
        credential=provider.credential,
        endorsement=provider.endorsement,
        languages=list(provider.languages),
        sectors=list(provider.sectors),
        cadence=provider.cadence,
        time_zone=provider.time_zone,
        availability=_times(provider),
        max_groups=provider.max_groups,
        most_members=largest_group(program, provider),
        may_lead=may_lead(program, provider),
    )


def _times(row: Participant | Provider) -> list[str]:
    return [entry_words(entry) for entry in row.availability]
