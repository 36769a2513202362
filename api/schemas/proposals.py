"""Proposals as proposal.json holds them, hand-edited groups, and what is said of both."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from api.schemas.runs import AnyPin, LevelOut, Number
from matcher.check import Verdict
from matcher.openings import Envy, OpenSeat

GROUP_EXAMPLE: dict[str, Any] = {
    "id": "G01",
    "provider_id": "V003",
    "cadence": "twice-monthly",
    "weekday": "tue",
    "start": "12:30",
    "minutes": 60,
    "weeks": [1, 3],
    "time_zone": "America/New_York",
    "language": "en",
    "members": ["P012", "P044", "P051", "P060", "P102"],
}


class GroupOut(BaseModel):
    """A group."""

    model_config = ConfigDict(json_schema_extra={"examples": [GROUP_EXAMPLE]})

    id: str
    provider_id: str
    cadence: Literal["twice-monthly", "monthly"]
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    start: str = Field(description="HH:MM in the group's time zone")
    minutes: int
    weeks: list[int] = Field(description="Which such weekdays of the month")
    time_zone: str
    language: str
    members: list[str]


class ReasonOut(BaseModel):
    """Why somebody has no seat."""

    code: str = Field(examples=["outranked"])
    text: str


class UnplacedOut(BaseModel):
    """Somebody without a seat, and why."""

    participant_id: str
    reasons: list[ReasonOut]


class OverrideOut(BaseModel):
    """A rule that somebody broke by hand and gave a reason for."""

    code: str
    group_id: str
    participant_ids: list[str]
    text: str
    who: str
    why: str
    when: str | None


class ProposalOut(BaseModel):
    """proposal.json."""

    schema_: Literal["1"] = Field(alias="schema")
    status: Literal["optimal", "feasible", "empty"]
    seed: int
    runtime_s: float
    input_sha256: str
    policy_sha256: str
    from_: str | None = Field(alias="from")
    pins: list[AnyPin]
    levels: list[LevelOut]
    groups: list[GroupOut]
    unplaced: list[UnplacedOut]
    overrides: list[OverrideOut] | None = Field(
        default=None, description="Rules broken on purpose; not there where there are none"
    )
    repair: dict[str, Any] | None = Field(
        default=None, description="What it was repaired for, and the options there were"
    )


# Any list is let in: the reader of proposals says what is wrong in its form, fault by fault, and
# the checker what is wrong in its values. So any text may stand where a group has one.
_KINDS: dict[type, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    list: {"type": "array"},
}
_EDITED: dict[str, Any] = {
    "type": "object",
    "title": "EditedGroup",
    "required": list(GROUP_EXAMPLE),
    "properties": {name: _KINDS[type(value)] for name, value in GROUP_EXAMPLE.items()},
}
Groups = Annotated[list[Any], WithJsonSchema({"type": "array", "items": _EDITED})]


class EditedGroups(BaseModel):
    """The groups of a hand-edited version; all of them, also the unchanged."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"groups": [GROUP_EXAMPLE]}]})

    groups: Groups


class FindingOut(BaseModel):
    """Something a checker found."""

    code: str = Field(description="The broken rule's code, `envy` or `open-seat`")
    group_id: str | None
    participant_ids: list[str]
    text: str


class LevelChange(BaseModel):
    """A level of the hand-edited version beside the stored one's."""

    name: str
    value: Number
    stored: Number | None


class MoveOut(BaseModel):
    """Somebody who sits elsewhere than in the stored version; null: no seat."""

    participant_id: str
    stored: str | None = Field(description="Group id in the stored version")
    edited: str | None = Field(description="Group id in the hand-edited version")


class GroupChange(BaseModel):
    """A group that was added, removed or changed, and in which of its fields."""

    group_id: str
    change: Literal["added", "removed", "changed"]
    fields: list[str]


class Difference(BaseModel):
    """What a hand edit changed."""

    moves: list[MoveOut]
    groups: list[GroupChange]


class CheckOut(BaseModel):
    """What the independent checker says of a hand-edited version."""

    clean: bool = Field(description="No rule broken, no envy, no open seat, nothing misstated")
    broken: list[FindingOut]
    envy: list[FindingOut]
    open_seats: list[FindingOut]
    misstated: list[str] = Field(
        default_factory=list,
        description="What a group says of its length or zone against its cadence or the program",
    )
    levels: list[LevelChange]
    difference: Difference
    overridden: list[OverrideOut] = Field(
        default_factory=list, description="Rules that are broken on purpose, with who and why"
    )


class ChangeOut(BaseModel):
    """A small change of a cohort."""

    kind: Literal[
        "entry", "cadence", "wish", "group", "seat", "size", "hour", "renewed", "provider"
    ]
    id: str | None = Field(description="Of the participant or provider it asks something of")
    availability: str | None = Field(description="The time added, as files hold one")
    provider: dict[str, Any] | None = Field(None, description="Somebody new, as files hold one")
    text: str


class LevelAfter(BaseModel):
    """What a level is worth after a change."""

    name: str
    value: Number


class LevelDifference(BaseModel):
    """What a level changes by."""

    name: str
    difference: Number


class CounterfactualOut(BaseModel):
    """Changes that give somebody a seat; tried out, and judged by the checker."""

    changes: list[ChangeOut]
    group: GroupOut = Field(description="Where they would sit, without its members")
    seated_more: int = Field(description="Others who then have a seat, too")
    seated_fewer: int = Field(description="Later turns that then wait")
    levels: list[LevelAfter]
    text: str


class MoveToOut(BaseModel):
    """What moving somebody to another group would cost."""

    group_id: str
    possible: bool
    broken: list[str] = Field(description="Codes of rules that keep them out")
    levels: list[LevelDifference]
    others_moved: int
    text: str = Field(description="For coordinators only: it may name others")


class ExplainOut(BaseModel):
    """Why somebody has their seat, or none, and what would change it."""

    participant_id: str
    group: GroupOut | None = Field(description="Their group, without its other members")
    reasons: list[ReasonOut] = Field(description="Why they have no seat")
    turn: int | None = Field(description="Place in the order of turns; null: not eligible")
    turns: int = Field(description="How many have a turn")
    text: str = Field(description="The same in words, as `matcher explain` prints it")
    counterfactuals: list[CounterfactualOut] = Field(
        [], description="Without a seat: what would give them one, the smallest changes first"
    )
    nothing: str | None = Field(None, description="What to say where nothing was found")
    single: str | None = Field(
        None, description="What is known of single changes where only two at once were found"
    )
    moves: list[MoveToOut] = Field([], description="With a seat: what other groups would cost")
    complete: bool = Field(True, description="Whether the time sufficed to try everything")
    letter: str = Field("", description="What may be passed on to the person")
    coordinators_only: str = Field("", description="What may name others")


class OfferOut(BaseModel):
    """Something to recruit; tried out, and judged by the checker."""

    changes: list[ChangeOut]
    seats: int = Field(description="How many more people have a seat then")
    by_access: dict[str, int]
    moved: int = Field(description="People who sit in another group than before")
    confirmed: bool = Field(
        False, description="Forming all groups anew seats as many in every tier, proven best"
    )
    levels: list[LevelAfter]
    text: str


class RecruitOut(BaseModel):
    """Whom to recruit, the most seats first."""

    waiting: int = Field(0, description="Eligible people without a seat")
    offers: list[OfferOut] = []
    bundles: list[OfferOut] = Field([], description="Two offers at once")
    tried: int = 0
    listed: int = Field(0, description="Offers that somebody could use")
    text: str


def findings(verdict: Verdict) -> dict[str, list[FindingOut]]:
    """Return what a checker found in groups, by kind."""
    return {
        "broken": [
            FindingOut(
                code=one.code, group_id=one.group_id or None,
                participant_ids=list(one.participant_ids), text=one.text,
            )
            for one in verdict.broken
        ],
        "envy": [envy_out(one) for one in verdict.envy],
        "open_seats": [open_out(one) for one in verdict.open_seats],
    }  # fmt: skip


def envy_out(one: Envy) -> FindingOut:
    """Return somebody passed over."""
    people = [one.participant_id, one.seated_id]
    return FindingOut(code="envy", group_id=one.group_id, participant_ids=people, text=one.text)


def open_out(one: OpenSeat) -> FindingOut:
    """Return a seat left open."""
    return FindingOut(
        code="open-seat", group_id=next(iter(one.group_ids), None),
        participant_ids=list(one.participant_ids), text=one.text,
    )  # fmt: skip
