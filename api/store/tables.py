"""The tables: cohorts as uploaded, runs with their news, proposals, keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from api.store.types import UtcDateTime, Word

QUEUED, RUNNING, DONE, STOPPED, FAILED = "queued", "running", "done", "stopped", "failed"
STATUSES = (QUEUED, RUNNING, DONE, STOPPED, FAILED)
ENDED = (DONE, STOPPED, FAILED)
GROUPS, ODDS, COMPARISON = "groups", "odds", "comparison"  # what a run works out
INTERACTIVE, BATCH = 0, 1  # whose run is taken up first
DUE, SENT, GIVEN_UP = "due", "sent", "given-up"  # somebody is to be told of a run's end


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can name it too."""

    type_annotation_map: ClassVar = {str: Word}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CohortRow(Base):
    """A cohort: counts and warnings; its files lie in `CohortFileRow`."""

    __tablename__ = "cohort"
    __table_args__ = (Index("ix_cohort_created", "created_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    participants: Mapped[int]
    providers: Mapped[int]
    time_limit: Mapped[float]
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CohortFileRow(Base):
    """A file of a cohort, byte for byte as it came: what was read can be read again."""

    __tablename__ = "cohort_file"

    cohort_id: Mapped[str] = mapped_column(
        ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class CommitmentRow(Base):
    """A promise made before a draw: this list, under this policy. Its salt is told by the record.

    `document` holds it as commitment.json does; `policy` names a ready policy in place of the
    program's own.
    """

    __tablename__ = "commitment"

    id: Mapped[str] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    policy: Mapped[str | None]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PolicyRow(Base):
    """A policy written for a cohort, in place of the program's own; none is ever changed."""

    __tablename__ = "policy"

    id: Mapped[str] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RunRow(Base):
    """A run, and the queue itself: what waits is what has status queued.

    `attempt` grows whenever a process takes the run up; only the latest may write its result.
    `options` holds what the request asked for, `time_limit` what applies. Whoever works on a run
    says so in `heartbeat_at` every few seconds. A run whose `kind` is not groups ends with a study
    instead of a proposal.
    """

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        UniqueConstraint("cohort_id", "idempotency_key"),
        Index("ix_run_queue", "status", "priority", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(default=GROUPS)
    status: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    time_limit: Mapped[float]
    levels: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    attempt: Mapped[int] = mapped_column(default=0)
    stop_requested: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[int] = mapped_column(default=INTERACTIVE)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notify_url: Mapped[str | None]
    notify_state: Mapped[str | None]
    notify_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notify_tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    idempotency_key: Mapped[str | None]
    request_sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RunEventRow(Base):
    """News of a run, numbered from 1: what the event stream sends and resumes from."""

    __tablename__ = "run_event"

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftRow(Base):
    """The best proposal of a run so far, with its record: what it ends with if it cannot go on."""

    __tablename__ = "draft"

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    draw_record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class StudyRow(Base):
    """What a run found out about a policy: odds, or several policies side by side."""

    __tablename__ = "study"

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalRow(Base):
    """A checked proposal, as proposal.json holds it, and the record of its draw.

    `draw_record` is None of what was proposed before there were records. From `published_at` on
    only repairs change what people were told.
    """

    __tablename__ = "proposal"

    id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), unique=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    draw_record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EditsRow(Base):
    """The changes made to a proposal by hand; the first `cursor` of them hold.

    `version` grows with every write: whoever began from an older one has to look again.
    """

    __tablename__ = "edits"

    proposal_id: Mapped[str] = mapped_column(
        ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True
    )
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    cursor: Mapped[int]
    version: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiKeyRow(Base):
    """Who may ask: a key's hash, never the key."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    token_sha256: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditRow(Base):
    """An act: who, what, when; of what it was done to only a hash."""

    __tablename__ = "audit_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str]
    act: Mapped[str]
    target_sha256: Mapped[str] = mapped_column(index=True)
