"""`matcher letters` from files to files: what a letter promises is held against the files first."""

from __future__ import annotations

from pathlib import Path

from matcher.cohort import Cohort, Proposal
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.endings import Refused
from matcher.letters.chances import NAME, Chances, read_chances
from matcher.letters.files import write_letters
from matcher.rules import Plan, broken_rules, with_seed
from matcher.runs.matching import refuse_unwritable


def write_all(
    cohort: Cohort, proposal: Proposal, out: Path, odds: Path | None, *, beside: Path
) -> tuple[int, bool]:
    """Write everybody's letter; return to how many people, and whether they tell chances.

    Parameters
    ----------
    cohort : Cohort
        Under the policy that the proposal was made with.
    proposal : Proposal
    out : Path
    odds : Path or None
        An odds.json.
    beside : Path
        Folder in which an odds.json is looked for where none is given; one that is about
        something else is passed over there.

    Raises
    ------
    UnusableInput
        Where odds.json cannot be read.
    Refused
        Where the files are not those of the proposal or the odds, a group breaks a rule, or the
        folder cannot be written.
    """
    refuse_unwritable(out)
    _refuse_other_files(cohort, proposal)
    if broken := broken_rules(Plan.of(cohort, proposal)):
        raise Refused(
            f"The groups break the rule {broken[0].code}: {broken[0].text} A letter would promise "
            "what cannot be kept, so none is written; 'matcher check' tells all."
        )
    chances = _chances(cohort, odds, beside)
    return write_letters(cohort, proposal, out, chances), chances is not None


def _refuse_other_files(cohort: Cohort, proposal: Proposal) -> None:
    drawn = with_seed(cohort, proposal.seed)
    if policy_sha256(drawn.program) != proposal.policy_sha256:
        raise Refused(
            "The proposal was made under another policy; name it with --policy, as for 'match'."
        )
    if input_sha256(drawn) != proposal.input_sha256:
        raise Refused(
            "The proposal was made from other files than these: letters would tell people what "
            "is not so. Give the files it was made from, or match anew."
        )


def _chances(cohort: Cohort, odds: Path | None, beside: Path) -> Chances | None:
    path = beside / NAME if odds is None else odds
    if odds is None and not path.exists():
        return None
    chances = read_chances(path)
    same = (chances.input_sha256, chances.policy_sha256) == (
        input_sha256(cohort),
        policy_sha256(cohort.program),
    )
    if same:
        return chances
    if odds is None:
        return None
    raise Refused(
        f"{odds} was worked out for other files or another policy than the proposal's; run "
        "'matcher odds' on these files, with the same --policy."
    )
