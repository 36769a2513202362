"""What following a record found."""

from __future__ import annotations

from pydantic import BaseModel, Field


class VerifyOut(BaseModel):
    """What `matcher audit verify` says of a stored record."""

    clean: bool
    findings: list[str] = Field(
        description="A sentence for each thing that does not fit, led by a code",
        examples=[["ticket: P007 has the ticket 00ff; '7|P007' gives 3b1c."]],
    )
    words: list[str] = Field(description="How the draw can be checked, in plain words")
