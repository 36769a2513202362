"""What `matcher edit --help` and its ending say, in plain words."""

from typing import Final

EDIT_SHORT: Final = "Change a proposal by hand, with undo and redo."
EDIT: Final = """
Change a proposal by hand.

Every change is judged at once: which rules it breaks or mends, what it does at every level, who is
passed over now. One that breaks a rule is kept only with a reason (--because), and stays marked in
the files and in the audit record. The proposal itself stays as it is: the changes go into
edits.json beside it, the version they give into the folder edited beside it, or into --out.

\b
Actions:
  move PERSON GROUP                        take a seat in another group
  swap PERSON PERSON                       take each other's place; one may be without a seat
  unseat PERSON                            give up a seat
  seat PERSON GROUP                        take a seat
  close GROUP                              its members have no seat any more
  open PROVIDER WEEKDAY START PERSON...    a further group, of people wherever they are
  time GROUP WEEKDAY START                 meet at another time
  provider GROUP PROVIDER                  be led by somebody else
  undo, redo, show                         take back, make again, list the changes

\b
Examples:
  matcher edit spring.xlsx spring-groups/proposal.json move P012 G03
  matcher edit spring.xlsx spring-groups/proposal.json seat P007 G03 --because "agreed with V003"
  matcher edit spring.xlsx spring-groups/proposal.json undo
  matcher match spring.xlsx --from spring-groups/edited/proposal.json --out second-round
"""
ACTION: Final = "What to do; see above."
REST: Final = "Ids of people, groups and providers; weekday and start."
CADENCE: Final = "twice-monthly or monthly."
WEEKS: Final = "Weeks of the month, such as 1,3."
LANGUAGE: Final = "Language of the group, such as es."
NEW_GROUP: Final = "Id of the new group. [default: the next number]"
BECAUSE: Final = "Why a rule is broken on purpose; recorded with the change."
BY: Final = "Who makes the change: an id or a role, never an e-mail address."
BASE: Final = "The proposal.json to change; it stays as it is."
EARLIER: Final = "The earlier proposal.json that this one was made from, if any."
OUT: Final = "Folder for the changed version. [default: edited, beside the proposal]"
NOT_KEPT: Final = (
    'Not kept, for it breaks a rule. To keep it all the same, say why: --because "...".'
)
WRITTEN: Final = "Written to {folder}; the changes are in edits.json beside the proposal."
WAITING: Final = "Somebody else changes this proposal just now; waiting until they have done so."
UNCHANGED: Final = "No change has been made to this proposal."
TAKEN_BACK: Final = " - taken back"
TOGETHER: Final = "Together:"
DIFF_SHORT: Final = "Show what differs between two proposals."
DIFF: Final = """
Show what differs between two proposals: who moves, gets or loses a seat; which groups open, close,
or change their time, provider or language; what each level reaches.

\b
Examples:
  matcher diff spring-groups/proposal.json spring-groups/edited/proposal.json
  matcher diff first/proposal.json second/proposal.json --cohort spring.xlsx --out difference
"""
BEFORE: Final = "A proposal.json."
AFTER: Final = "Another proposal.json for the same people."
DIFF_COHORT: Final = "The cohort, for names in the workbook."
DIFF_OUT: Final = "Folder for diff.json and diff.xlsx; made if need be."
DIFF_JSON: Final = "Print the difference as JSON."
