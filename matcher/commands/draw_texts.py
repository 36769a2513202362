"""What `--help` says of the commands around a draw, in plain words."""

from typing import Final

DRAW_SHORT: Final = "Commit to a draw, make its number, work out a ticket."
DRAW: Final = """
A draw that everybody can check: commit to the list, publish the hash, draw a number in public,
match with both.

\b
Example:
  matcher draw commit spring.xlsx --out commitment.json
  matcher draw seed 3 1 6 6 2 5 4 1
  matcher match spring.xlsx --commitment commitment.json --seed 15518776135908 --out groups
  matcher draw ticket 15518776135908 P007
"""

COMMIT_SHORT: Final = "Close the list and the policy before the number is drawn."
COMMIT: Final = """
Close the list and the policy before the number is drawn.

Prints a hash to publish. commitment.json, with the salt that proves it, is for you to keep until
the groups are published; commitment.txt beside it holds the sentence to publish.

\b
Example:
  matcher draw commit spring.xlsx --out commitment.json
"""
COMMIT_OUT: Final = "File to keep; never written over another."
COMMIT_DRAWS: Final = (
    "The list of draws of matcher odds that the seats are to be drawn from, where a list is to "
    "decide and not tickets."
)
COMMITTED: Final = """Publish this now, before anybody draws the number:
  {sha256}
{kept}: keep it; it proves what the hash stands for.
{public}: the same hash in a sentence, to publish.
Then draw the number in public ({matcher} draw seed …) and match with {options}."""

SEED_SHORT: Final = "Make the number drawn of dice or a public drawing."
SEED: Final = """
Make a number of what was drawn: dice, the numbers of a lottery, any text that nobody could know
before.

\b
Example:
  matcher draw seed 3 1 6 6 2 5 4 1
"""
SEED_WORDS: Final = "What was drawn, in the order agreed on beforehand."
SEEDED: Final = """{seed}
The first 12 hex digits of the SHA-256 of '{text}', as a number; match with --seed {seed}."""

TICKET_SHORT: Final = "Work out somebody's ticket."
TICKET: Final = """
Work out somebody's ticket: the SHA-256 of SEED|ID. The smaller goes first.

\b
Example:
  matcher draw ticket 7 P007
"""
TICKET_SEED: Final = "The number drawn, as every output names it."
TICKET_ID: Final = "The id of somebody on the waitlist."

AUDIT_SHORT: Final = "Verify the record of a draw."
AUDIT: Final = """
Verify the record that every run leaves in audit.json.

\b
Example:
  matcher audit verify spring-groups/audit.json --cohort spring.xlsx
"""
VERIFY_SHORT: Final = "Follow a record and confirm it, without the solver."
VERIFY: Final = """
Follow a record and confirm it, without the program that forms groups.

Alone it works out again tickets, order, seats, what was reached, and every hash; with --cohort
also the files, the policy, the rules, every published value, and that nobody was passed over.
Ends with 0 if all fits, with 3 and a sentence for each thing that does not.

\b
Example:
  matcher audit verify spring-groups/audit.json
  matcher audit verify spring-groups/audit.json --cohort spring.xlsx
"""
RECORD: Final = "The audit.json to follow."
VERIFY_COHORT: Final = "The files that the groups were made from."
VERIFY_PROPOSAL: Final = "The proposal.json that the record is about."
VERIFY_COMMITMENT: Final = "The hash published before the draw, or its commitment.json."
VERIFY_DRAWS: Final = "The list of draws, draws.json, that the run drew from."
VERIFY_EARLIER: Final = "The earlier proposal.json that the run started from."
MATCH_COMMITMENT: Final = "The commitment.json made before the number was drawn; needs --seed."
