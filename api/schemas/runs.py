"""Runs: what a request may ask for, and how they stand."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from api.ids import ID_PATTERN
from api.schemas.policies import PolicyName

if TYPE_CHECKING:  # the processes that read uploads know no database
    from api.store.tables import RunRow

RUN_ID = "run_9a1e64d0b7c25f83e610"
PROPOSAL_ID = "prop_2b8f017ce94d6a35f1c8"
LARGEST = 2**53  # JSON numbers beyond are not the same everywhere

Number = int | float  # whole numbers stay whole in JSON
RunKind = Literal["groups", "odds", "comparison"]
RunStatus = Literal["queued", "running", "done", "stopped", "failed"]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class Pin(BaseModel):
    """A seat that must stay."""

    model_config = ConfigDict(strict=True, extra="forbid")

    participant_id: Text
    group_id: Text


class GroupPin(BaseModel):
    """A group that stays as it is: members, time, provider and language."""

    model_config = ConfigDict(strict=True, extra="forbid")

    group_id: Text


class TimePin(BaseModel):
    """A provider who leads at this time only; with several such pins, at these only."""

    model_config = ConfigDict(strict=True, extra="forbid")

    provider_id: Text
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    start: str = Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="HH:MM")


class NeverPin(BaseModel):
    """Somebody who is never to sit with a provider."""

    model_config = ConfigDict(strict=True, extra="forbid")

    participant_id: Text
    never_provider_id: Text


def _kind(pin: Any) -> str:
    """Tell by its keys which pin is meant, so that faults name the key and no other kinds."""
    given = pin if isinstance(pin, dict) else getattr(pin, "model_fields_set", ())
    if "never_provider_id" in given:
        return "as never"
    if "provider_id" in given:
        return "as time"
    return "as seat" if "participant_id" in given else "as group"


AnyPin = Annotated[
    Annotated[Pin, Tag("as seat")]
    | Annotated[GroupPin, Tag("as group")]
    | Annotated[TimePin, Tag("as time")]
    | Annotated[NeverPin, Tag("as never")],
    Discriminator(_kind),
]


class RunRequest(BaseModel):
    """How to solve; what is left out is as the cohort's program says."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={"examples": [{"time_limit": 10, "seed": 7}]},
    )

    time_limit: Number | None = Field(default=None, gt=0, le=1e6, description="Seconds")
    gap: float | None = Field(
        default=None, ge=0, le=1, description="Relative gap at which a level is good enough"
    )
    seed: int | None = Field(
        default=None, ge=-LARGEST, le=LARGEST, description="The number drawn for the tickets"
    )
    policy: PolicyName | None = None
    deterministic: bool | None = Field(
        default=None, description="The same input gives the same groups byte for byte; takes longer"
    )
    commitment: str | None = Field(
        default=None,
        pattern=f"^{ID_PATTERN}$",
        description="The commitment published before `seed` was drawn; the record then shows it",
    )
    draws: str | None = Field(
        default=None,
        pattern=f"^{ID_PATTERN}$",
        description="The run over the odds whose list of draws decides in place of tickets",
    )
    from_proposal: str | None = Field(
        default=None,
        pattern=f"^{ID_PATTERN}$",
        description="An earlier proposal, to stay close to and to take pinned seats from",
    )
    pins: list[AnyPin] = Field(default_factory=list, max_length=50_000)
    priority: Literal["interactive", "batch"] = Field(
        default="interactive", description="`batch` lets every `interactive` run go first"
    )
    notify: str | None = Field(
        default=None,
        max_length=2_000,
        pattern=r"^https?://[!-~]+$",
        description="Address, on a host that the operator has named, to which the end of the run "
        "is posted",
    )


class LevelOut(BaseModel):
    """What is reached on one level, and what is proven."""

    name: str = Field(examples=["seats.none"])
    value: Number | None = Field(examples=[9])
    bound: Number | None = Field(examples=[9])


class RunAccepted(BaseModel):
    """A run that was put into the queue."""

    id: str = Field(examples=[RUN_ID])
    status: RunStatus


class RunBrief(BaseModel):
    """A run in one line."""

    id: str
    status: RunStatus
    created_at: datetime
    proposal_id: str | None

    @classmethod
    def of(cls, row: RunRow, proposal_id: str | None) -> RunBrief:
        """Return a run as a cohort lists it."""
        return cls(
            id=row.id, status=cast("RunStatus", row.status), created_at=row.created_at,
            proposal_id=proposal_id,
        )  # fmt: skip


class RepairBrief(BaseModel):
    """What a repair was asked for; the options stand in the proposal under `repair`."""

    withdraw: list[str]
    decline: list[str]
    provider_lost: list[str]
    add: list[str]
    max_moves: int | None
    on: str | None
    option: str | None

    @classmethod
    def of(cls, wanted: dict[str, Any] | None) -> RepairBrief | None:
        """Return what was asked for, of late arrivals the ids alone."""
        if wanted is None:
            return None
        ids = [str(row.get("id", "")) for row in wanted.get("add", [])]
        return cls.model_validate(
            {"max_moves": None, "on": None, "option": None} | wanted | {"add": ids}
        )


class RunOut(BaseModel):
    """How a run stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": RUN_ID,
                    "cohort_id": "coh_5d0c9a7be1f24c3a8d10",
                    "status": "done",
                    "levels": [{"name": "seats.none", "value": 9, "bound": 9}],
                    "time_limit": 10,
                    "options": {"time_limit": 10, "pins": [], "priority": "interactive"},
                    "stop_requested": False,
                    "created_at": "2026-11-02T14:06:40Z",
                    "started_at": "2026-11-02T14:06:40Z",
                    "ended_at": "2026-11-02T14:06:44Z",
                    "failure": None,
                    "proposal_id": PROPOSAL_ID,
                }
            ]
        }
    )

    id: str
    cohort_id: str
    kind: RunKind = Field(
        default="groups", description="`odds` and `comparison` end without a proposal"
    )
    status: RunStatus
    levels: list[LevelOut]
    time_limit: float = Field(description="The seconds that apply")
    options: RunRequest = Field(description="What was asked for")
    repair: RepairBrief | None = Field(
        default=None, description="What a repair was asked for; late arrivals by id only"
    )
    stop_requested: bool
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    failure: str | None = Field(
        default=None, description="Why it ended without a proposal, or too soon, in plain words"
    )
    proposal_id: str | None = None

    @classmethod
    def of(cls, row: RunRow, proposal_id: str | None) -> RunOut:
        """Return a run as answers show it."""
        return cls(
            id=row.id,
            cohort_id=row.cohort_id,
            kind=cast("RunKind", row.kind),
            status=cast("RunStatus", row.status),
            levels=[LevelOut(**level) for level in row.levels],
            time_limit=row.time_limit,
            options=RunRequest(
                **{k: v for k, v in row.options.items() if k in RunRequest.model_fields}
            ),
            repair=RepairBrief.of(row.options.get("repair")),
            stop_requested=row.stop_requested,
            created_at=row.created_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
            failure=row.failure,
            proposal_id=proposal_id,
        )
