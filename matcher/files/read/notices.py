"""What a coordinator should look at although it can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations

from matcher.cohort import Cohort, Participant, Provider
from matcher.cohort.vocabulary import normal
from matcher.files.read.cross import Participants, Providers, near
from matcher.files.read.issues import shown
from matcher.files.read.organizations import spellings
from matcher.files.read.participants import Record

Anyone = Record[Participant] | Record[Provider]


def notice(cohort: Cohort, participants: Participants, providers: Providers) -> None:
    """Note every warning about people of a cohort that can be used."""
    _unknown_references(participants, providers)
    _same_email(participants, providers)
    _same_person(participants)
    _same_id(cohort, participants)
    _organizations(participants, providers)
    for record in participants:
        _membership(cohort, record)
        _own_language(record)
    for provider in providers:
        _leads_nothing(cohort, provider)
    _together(cohort, participants)


def _place(record: Anyone, beside: Anyone) -> str:
    file = "" if record.row.sheet.file == beside.row.sheet.file else f" of {record.row.sheet.file}"
    return f"row {record.row.number}{file}"


def _unknown_references(participants: Participants, providers: Providers) -> None:
    ids = {record.id for record in chain[Anyone](participants, providers)}
    for record in participants:
        supervisor = record.person.supervisor_id
        if supervisor and supervisor not in ids:
            message = (
                f"nobody has the id {shown(supervisor)}{near(supervisor, ids)}; it is not used"
            )
            record.row.warn("supervisor_id", "unknown-id", message)
        if record.id in record.person.together_with:
            record.row.warn("together_with", "own-id", "the row's own id is not used")
    for row in chain[Anyone](participants, providers):
        for other in row.person.apart_from:
            if other not in ids:
                message = f"nobody has the id {shown(other)}{near(other, ids)}; it is not used"
                row.row.warn("apart_from", "unknown-id", message)
            elif other == row.id:
                row.row.warn("apart_from", "own-id", "the row's own id is not used")


def _same_email(participants: Participants, providers: Providers) -> None:
    first: dict[str, Anyone] = {}
    for record in chain[Anyone](participants, providers):
        email = record.person.email.casefold()
        if not email:
            continue
        known = first.setdefault(email, record)
        if known.id != record.id:
            message = (
                f"the same e-mail address stands in {_place(known, record)} under the id "
                f"{shown(known.id)}; one person has one id, in both lists"
            )
            record.row.warn("email", "duplicate-email", message)


def _same_person(participants: Participants) -> None:
    """Warn of two rows with one name that share the employer or the whole availability."""
    by_name: dict[str, list[Record[Participant]]] = defaultdict(list)
    for record in participants:
        if name := normal(record.person.name):
            by_name[name].append(record)
    for records in by_name.values():
        for record, other in combinations(records[:50], 2):
            one, two = record.person, other.person
            if one.email and one.email.casefold() == two.email.casefold():
                continue  # said already
            if one.organization and one.organization == two.organization:
                why = "the same name and organization"
            elif one.availability == two.availability:
                why = "the same name and availability"
            else:
                continue
            message = f"{why} as row {record.row.number} ({shown(one.id)}): one person on two rows?"
            other.row.warn("name", "same-person", message)


def _same_id(cohort: Cohort, participants: Participants) -> None:
    for record in participants:
        provider = cohort.provider_by_id.get(record.id)
        one, two = normal(record.person.name), normal(provider.name) if provider else ""
        if one and two and one != two:
            message = (
                f"the provider with the id {shown(record.id)} has another name; "
                "one id is one person"
            )
            record.row.warn("id", "same-id", message)


def _organizations(participants: Participants, providers: Providers) -> None:
    first: dict[str, Anyone] = {}
    for record in chain[Anyone](participants, providers):
        if record.person.organization:
            first.setdefault(record.person.organization, record)
    for name, other, why in spellings(list(first)):
        record, known = first[name], first[other]
        message = (
            f"{shown(name)} and {shown(other)} ({_place(known, record)}) {why}; they count as two "
            "organizations unless written alike"
        )
        record.row.warn("organization", "organization-spelling", message)


def _membership(cohort: Cohort, record: Record[Participant]) -> None:
    until, program = record.person.member_until, cohort.program
    if until is None or until >= program.term_end:
        return
    if until < program.start_date:
        message = (
            f"the membership ends on {until}, before the start on {program.start_date}: no seat"
        )
        record.row.warn("member_until", "membership-over", message)
    else:
        message = (
            f"the membership lapses on {until}, before the end of the term on {program.term_end}"
        )
        record.row.warn("member_until", "membership-lapses", message)


def _own_language(record: Record[Participant]) -> None:
    wish, spoken = record.person.group_language, record.person.languages
    if wish.language and wish.language not in spoken:
        message = f"found '{wish}', but the languages listed are {', '.join(spoken)}: " + (
            "no group can be found" if wish.wish == "only" else "it cannot be met"
        )
        record.row.warn("group_language", "language-not-listed", message)


def _leads_nothing(cohort: Cohort, record: Record[Provider]) -> None:
    provider, program = record.person, cohort.program
    size, least = provider.max_group_size, program.group_size[0]
    if size is not None and size < least:
        message = f"found {size}, below the smallest group of {least}: this provider leads nothing"
        record.row.warn("max_group_size", "leads-nothing", message)
    accepted = {"endorsed": True, "emerging": program.accept_emerging,
                "vetted": program.accept_vetted}  # fmt: skip
    if not accepted[provider.credential]:
        message = f"the program does not accept {provider.credential} providers: leads nothing"
        record.row.warn("credential", "leads-nothing", message)
    until = provider.credential_until
    if until is not None and until < program.term_end:
        message = (
            f"the credential ends on {until}, before the term on {program.term_end}: leads nothing"
        )
        record.row.warn("credential_until", "leads-nothing", message)
    if not provider.own_rsc_current:
        message = "without own reflective supervision this provider leads nothing"
        record.row.warn("own_rsc_current", "leads-nothing", message)


def _together(cohort: Cohort, participants: Participants) -> None:
    """Warn once for each together-group that cannot be seated."""
    by_id = {record.id: record for record in participants}
    for group in dict.fromkeys(cohort.together.values()):
        reasons = list(_unplaceable(cohort, [by_id[member].person for member in sorted(group)]))
        if reasons:
            first = min((by_id[member] for member in group), key=lambda record: record.row.number)
            names = ", ".join(sorted(group)[:12])
            message = f"the together-group {names} gets no seat: {'; '.join(reasons)}"
            first.row.warn("together_with", "together-impossible", message)


def _unplaceable(cohort: Cohort, members: list[Participant]) -> Iterator[str]:
    program = cohort.program
    if len(members) > program.group_size[1]:
        yield f"it has {len(members)} members, a group at most {program.group_size[1]}"
    for person in members:
        if not person.is_member_on(program.start_date):
            yield f"the membership of {person.id} ends before the start"
    pairs = {frozenset(pair) for pair in combinations([person.id for person in members[:50]], 2)}
    for rule, forbidden in (("are to be kept apart", cohort.apart),
                            ("are supervisor and report", cohort.supervision)):  # fmt: skip
        for pair in sorted(map(sorted, pairs & forbidden)):
            yield f"{' and '.join(pair)} {rule}"
    most = program.same_organization_max
    for name, count in _counts(person.organization for person in members).items():
        if most and name and count > most:
            yield f"{count} of them work for {shown(name)}, a group takes {most}"
    if {"monthly", "twice-monthly"} <= {person.cadence for person in members}:
        yield "some meet only monthly, some only twice-monthly"
    if not set.intersection(*(_could_speak(person) for person in members)):
        yield "they share no language"


def _could_speak(person: Participant) -> set[str]:
    wish = person.group_language
    return set(person.languages) & (
        {wish.language} if wish.wish == "only" else set(person.languages)
    )


def _counts(names: Iterable[str]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    return counts
