"""The record of a stored draw: as it is, and followed without the solver."""

from __future__ import annotations

from api.errors import NotFoundError
from api.schemas.audit import VerifyOut
from api.services.proposals import Loaded, load
from api.store import Store
from matcher.audit.against import against_cohort, against_commitment, against_proposal
from matcher.audit.reading import record_from_dict
from matcher.audit.record import record_bytes
from matcher.audit.verify import verify
from matcher.audit.words import draw_words


def record(loaded: Loaded) -> bytes:
    """Return a proposal's record as audit.json holds it.

    Raises
    ------
    NotFoundError
        It was made before there were records.
    """
    if loaded.draw_record is None:
        raise NotFoundError("The proposal was made before there were audit records; run it anew.")
    return record_bytes(loaded.draw_record)


def follow(store: Store, proposal_id: str, published: str | None) -> VerifyOut:
    """Follow a proposal's record, beside its cohort, the proposal and the published hash.

    Raises
    ------
    NotFoundError
        Of the proposal, or of its record.
    """
    loaded = load(store, proposal_id)
    record(loaded)
    followed = record_from_dict(loaded.draw_record)
    findings = [
        *verify(followed),
        *against_proposal(followed, loaded.proposal),
        *against_cohort(followed, loaded.cohort, loaded.proposal, loaded.earlier),
    ]
    if published is not None:
        findings += against_commitment(followed, published)
    findings = list(dict.fromkeys(findings))
    return VerifyOut(clean=not findings, findings=findings, words=draw_words(followed))
