"""Changes by hand: what may be asked for, what they do, and the difference of two proposals."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from api.schemas.proposals import Difference, FindingOut, GroupOut, OverrideOut
from api.schemas.runs import Number

KINDS = ("move", "swap", "unseat", "seat", "close", "open", "time", "provider")
EXAMPLE: dict[str, Any] = {"kind": "move", "participant_id": "P012", "group_id": "G03"}
_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS = (
    *("participant_id", "other_id", "group_id", "provider_id", "weekday", "start"),
    *("cadence", "language"),
)
_EDIT: dict[str, Any] = {
    "type": "object",
    "title": "Edit",
    "description": "move, seat: participant_id, group_id; swap: participant_id, other_id; unseat: "
    "participant_id; close: group_id; open: provider_id, weekday, start, members [, cadence, "
    "weeks, language, group_id]; time: group_id, weekday, start [, cadence, weeks]; provider: "
    "group_id, provider_id [, language]",
    "required": ["kind"],
    "properties": {
        "kind": {"type": "string", "enum": list(KINDS)},
        **dict.fromkeys(_TEXTS, _TEXT),
        "weeks": {"type": "array", "items": {"type": "integer"}},
        "members": {"type": "array", "items": _TEXT},
    },
}  # fmt: skip
# Any list is let in: the reader of changes says what is wrong in it, fault by fault.
EditList = Annotated[
    list[Any],
    Field(min_length=1, max_length=200),
    WithJsonSchema({"type": "array", "items": _EDIT, "minItems": 1, "maxItems": 200}),
]


class EditRequest(BaseModel):
    """Changes to be made one after the other: all of them, or none."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={"examples": [{"edits": [EXAMPLE], "by": "coordinator"}]},
    )

    edits: EditList
    reason: str = Field(
        default="", max_length=2_000, description="Needed where a rule is broken on purpose"
    )
    hold: bool = Field(
        default=False,
        description="Where a rule is broken without a reason: answer what the changes would do "
        "instead of refusing them; nothing of them is kept",
    )
    by: str = Field(
        default="coordinator",
        min_length=1,
        max_length=100,
        description="An id or a role, never an e-mail address",
    )


class EditOut(BaseModel):
    """A change as it was made."""

    kind: Literal["move", "swap", "unseat", "seat", "close", "open", "time", "provider"]
    text: str
    holds: bool = Field(description="False: it was taken back")
    who: str
    why: str
    when: str | None
    overrides: list[OverrideOut]


class LevelStep(BaseModel):
    """A level's value before and after."""

    name: str
    before: Number
    after: Number
    better: bool | None = Field(description="null: the same")


class EffectOut(BaseModel):
    """What changes do, as the independent checker sees it."""

    breaks: list[FindingOut] = Field(description="Rules broken now that were not before")
    mends: list[FindingOut] = Field(description="The other way round")
    levels: list[LevelStep]
    passed_over: list[FindingOut] = Field(description="Who rightly envies somebody now")
    open_seats: list[FindingOut] = Field(description="Seats that stand open now")
    text: list[str] = Field(description="The same in words")


class EditsOut(BaseModel):
    """The changes to a proposal, and the version they give."""

    proposal_id: str
    held: bool = Field(
        default=False, description="`last` tells of changes that break a rule and were not kept"
    )
    cursor: int = Field(description="How many of the changes hold; undo and redo move it")
    edits: list[EditOut]
    last: EffectOut | None = Field(description="What this call did; null where it only looked")
    together: EffectOut = Field(description="What all changes that hold do to the stored proposal")
    overrides: list[OverrideOut] = Field(description="Rules broken on purpose, as they stand")
    difference: Difference
    groups: list[GroupOut]


class KeptOut(BaseModel):
    """An edited version that became a proposal of its own."""

    proposal_id: str
    run_id: str


class LevelPair(BaseModel):
    """A level in two proposals; null where one does not have it."""

    name: str
    before: Number | None
    after: Number | None


class GroupPair(BaseModel):
    """A group of either proposal."""

    change: Literal["opened", "closed", "changed", "members"]
    fields: list[str] = Field(description="What else than its members changed")
    before: GroupOut | None
    after: GroupOut | None


class SeatPair(BaseModel):
    """Somebody whose seat is another one; null: no seat."""

    participant_id: str
    change: Literal["seated", "unseated", "moved"]
    before: str | None = Field(description="Group id")
    after: str | None = Field(description="Group id")


class DiffOut(BaseModel):
    """What differs between two proposals, as `matcher diff --json` prints it."""

    schema_: Literal["1"] = Field(alias="schema")
    same: bool
    summary: str
    text: list[str]
    levels: list[LevelPair]
    groups: list[GroupPair]
    people: list[SeatPair]
