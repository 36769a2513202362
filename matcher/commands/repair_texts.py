"""What `repair` and `fit` say."""

from typing import Final

REPAIR_SHORT: Final = "Put a published proposal right with the fewest changes."
REPAIR: Final = """
Put a published proposal right with the fewest changes, after somebody withdrew or declined, a
provider was lost, or people arrived late.

The ways to do it stand side by side, with who moves, who must agree and the hours at stake. The
recommended one, or the one named with --option, is written as `match` writes groups, together with
cohort.json, the cohort as it is now, and repair.json, all the options.

\b
Examples:
  matcher repair spring.xlsx spring-groups/proposal.json --withdraw P012,P044
  matcher repair spring.xlsx spring-groups/proposal.json --provider-lost V003 --on 2027-03-01
  matcher repair spring.xlsx spring-groups/proposal.json --add late.csv --max-moves 2 --option move
"""
FIT_SHORT: Final = "Show the best groups for one person now."
FIT: Final = """
Show the best groups for one person now, somebody who waits or has just arrived: those with a seat
for them, what it would change, and what keeps them out of the others. Nothing is changed.

\b
Examples:
  matcher fit spring.xlsx spring-groups/proposal.json P007
  matcher fit spring.xlsx spring-groups/proposal.json P901 --add late.csv
"""
COHORT: Final = "Folder, .xlsx workbook or cohort.json that the proposal was made from."
PROPOSAL: Final = "The proposal.json that was published."
WITHDRAW: Final = "Who has left the waitlist; may be given again."
DECLINE: Final = "Who does not take the seat and stays on the waitlist, no longer free at its time."
LOST: Final = "Providers who lead no more groups."
ADD: Final = "Late arrivals: a CSV (workbook, JSON) with the columns of the waitlist."
ON: Final = "The first day after the change; hours before it have been had. [default: the start]"
MAX_MOVES: Final = "Move no more members of published groups than this."
OPTION: Final = "Which way to take: backfill, move, merge, provider, wait, fewest."
OUT: Final = "Folder for the files; made if need be, earlier results in it are replaced."
TIME_LIMIT: Final = "Seconds for all options together."
DETERMINISTIC: Final = "The same input gives the same groups byte for byte."
LEAVE_OUT: Final = "Go on without the rows at fault."
FIT_ID: Final = "The id of somebody on the waitlist, or in the file given with --add."
NONE_CLEAN: Final = (
    "None of these ways keeps every rule within the moves that are allowed, so nothing was "
    "written. Allow more moves, or more time with --time-limit."
)
WRITTEN: Final = (
    "\nTaken: {option}. Written to {out}: {count} files, with cohort.json as it is now."
)
NEXT: Final = "Next: matcher check {out}/cohort.json {out}/proposal.json --from {earlier}"
