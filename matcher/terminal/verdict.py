"""What `matcher check` says of a proposal in which it finds nothing."""

from __future__ import annotations

from matcher.cohort import Cohort, Proposal
from matcher.cohort.fingerprint import policy_sha256
from matcher.report.words import count_words
from matcher.rules import RULES


def policy_note(cohort: Cohort, proposal: Proposal) -> str:
    """Return what to say where a proposal was made under another policy; blank if it was not."""
    made, known = proposal.policy_sha256, policy_sha256(cohort.program)
    if not made or made == known:
        return ""
    return (
        "The proposal was made under another policy than the one it was judged by; name the one "
        "it was made under with --policy."
    )


def clean_words(cohort: Cohort, proposal: Proposal, earlier: Proposal | None = None) -> str:
    """Return one line that says what was checked and found clean."""
    groups = count_words(len(proposal.groups), "group")
    seated = len(proposal.seats())
    people = count_words(len(cohort.participants), "person", "people")
    but = f", but for {len(proposal.overrides)} broken on purpose" if proposal.overrides else ""
    words = (
        f"Clean: {groups} with {seated} of {people} keep all {len(RULES)} rules{but}; "
        "nobody was passed over, no seat or further group is open, and "
        f"the list of the unplaced and all {len(proposal.levels)} published values are right."
    )
    if earlier is not None:
        return f"{words} Moves were counted against the earlier proposal."
    if proposal.earlier is not None:
        return f"{words} Moves were not judged; --from names the earlier proposal."
    return words
