"""The queries about changes made to proposals by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from api.ids import new_id
from api.store.tables import DONE, EditsRow, ProposalRow, RunRow
from api.store.types import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Edits:
    """The list of changes of each proposal that has any."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, proposal_id: str) -> EditsRow | None:
        """Return the changes of a proposal."""
        return self.session.get(EditsRow, proposal_id)

    def put(
        self, proposal_id: str, entries: list[dict[str, Any]], cursor: int, version: int
    ) -> bool:
        """Keep changes; False where somebody else was quicker.

        Parameters
        ----------
        proposal_id : str
        entries : list of dict
        cursor : int
        version : int
            Of the list that these changes were made to; 0 where there was none.
        """
        values = {"entries": entries, "cursor": cursor, "version": version + 1}
        if version == 0:
            try:
                with self.session.begin_nested():
                    self.session.add(EditsRow(proposal_id=proposal_id, updated_at=now(), **values))
            except IntegrityError:
                return False
            return True
        mine = update(EditsRow).where(
            EditsRow.proposal_id == proposal_id, EditsRow.version == version
        )
        changed = mine.values(updated_at=now(), **values).returning(EditsRow.proposal_id)
        return bool(self.session.execute(changed).all())

    def forget(self, proposal_id: str) -> None:
        """Forget all changes of a proposal; whoever began from them has to look again."""
        mine = update(EditsRow).where(EditsRow.proposal_id == proposal_id)
        none = mine.values(entries=[], cursor=0, version=EditsRow.version + 1, updated_at=now())
        self.session.execute(none)

    def keep(
        self, base: ProposalRow, document: dict[str, Any], record: dict[str, Any] | None
    ) -> ProposalRow:
        """Keep an edited version as a proposal of its own, beside the one it came from.

        It stands under a run of its own, which took no time and had the same options.
        """
        run = self.session.get_one(RunRow, base.run_id)
        mine = RunRow(
            id=new_id("run"), cohort_id=run.cohort_id, status=DONE, options=run.options,
            time_limit=run.time_limit, levels=document["levels"], request_sha256="",
            created_at=now(), started_at=now(), ended_at=now(),
        )  # fmt: skip
        self.session.add(mine)
        self.session.flush()
        row = ProposalRow(
            id=new_id("prop"), run_id=mine.id, cohort_id=base.cohort_id, document=document,
            draw_record=record, created_at=now(),
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row
