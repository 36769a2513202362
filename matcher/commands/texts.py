"""What `--help` says, in plain words."""

from typing import Final

APP: Final = """
Forms reflective-supervision groups from a waitlist and a roster of providers.

\b
Try it on the demo cohort:
  matcher match --demo --out out
Your own people, in a workbook with the sheets Participants and Providers:
  matcher match spring.xlsx --out spring-groups
"""

MATCH_SHORT: Final = "Form groups from a waitlist and a roster."
MATCH: Final = """
Form groups and write them as a workbook, tables, calendars and a report.

COHORT is a folder with participants.csv and providers.csv, one .xlsx workbook with the sheets
Participants and Providers, or one cohort.json. Ctrl-C stops early and keeps the best groups so
far.

\b
Examples:
  matcher match spring.xlsx --out spring-groups
  matcher match spring --time-limit 20 --seed 7
  matcher match spring --from spring-groups/proposal.json --out second-round
  matcher match spring --from spring-groups/proposal.json --pin G03 --pin "P012 in G05"
"""

CHECK_SHORT: Final = "Check a proposal, also one edited by hand."
CHECK: Final = """
Check a proposal, also one edited by hand: prints every broken rule and every seat that went to
the wrong person, without using the program that forms groups.

\b
Example:
  matcher check spring.xlsx spring-groups/proposal.json
"""

EXPLAIN_SHORT: Final = "Explain one person's seat, or why none."
EXPLAIN: Final = """
Explain why somebody has no seat and what would give them one, or why they have the one they have
and what another would cost.

Every change named has been tried out. What is printed names no other participant, so it may be
passed on; --letter also leaves out which rule of who may meet whom it was, and other groups.
--coordinator names whom a rule keeps them from, and --json holds that, too.

\b
Examples:
  matcher explain spring.xlsx spring-groups/proposal.json P007
  matcher explain spring.xlsx spring-groups/proposal.json P007 --letter
"""

RECRUIT_SHORT: Final = "Say which provider, time or place would seat the most."
RECRUIT: Final = """
Say which further provider, time, language, credential or place in a group would seat the most of
those without a seat. Every line has been tried out: so many more have a seat then, with every rule
kept and no seats level lower. Nothing is changed.

\b
Example:
  matcher recruit spring.xlsx spring-groups/proposal.json
"""

LETTERS_SHORT: Final = "Write everybody a letter about their place."
LETTERS: Final = """
Write everybody on the waitlist a letter, as text for an e-mail and as a page to print: where they
stood, what decided it, what chance they had, what happens next. None says anything about anybody
else. letters.csv lists who gets which.

\b
Examples:
  matcher letters spring.xlsx spring-groups/proposal.json --out spring-letters
  matcher letters spring.xlsx spring-groups/proposal.json --odds spring-odds/odds.json
"""

ODDS_SHORT: Final = "Work out what chance everybody had before the draw."
ODDS: Final = """
Work out what chance everybody had before the draw: the draw is replayed with other tickets, and
the fairest lottery possible stands beside it, as a numbered list to draw from. No seat is given
here. Ctrl-C stops early and keeps what was found.

\b
Examples:
  matcher odds spring.xlsx --out spring-odds
  matcher odds spring.xlsx --time-limit 180 --replays 500 --price
"""

GENERATE_SHORT: Final = "Make up a cohort of invented people."
GENERATE: Final = """
Make up a cohort of invented people, to try things on.

\b
Families:
  state      one state on one clock, almost as many seats as people
  scarce     seats for six in ten people
  narrow     people free at only one or two short windows of the week
  zones      a national cohort over US zones
  languages  Spanish, Portuguese, Haitian Creole and Cape Verdean
  agencies   few big employers, many supervisors with reports
  monthly    mostly one long meeting a month
  messy      a sound cohort as a form exports it

\b
Example:
  matcher generate --participants 60 --providers 6 --seed 1 --out invented
"""

POLICY_SHORT: Final = "Look at policies and compare what they do."
POLICIES: Final = """
Who gets a seat is a policy: tiers or points, seats reserved for those who meet a criterion, and
what every answer is used for. Two are ready to be named or copied; a program may hold its own.

\b
Examples:
  matcher policy show capacity > our-policy.toml
  matcher policy show spring.xlsx
  matcher policy compare spring.xlsx --policy access --policy our-policy.toml
  matcher match spring.xlsx --policy our-policy.toml
"""
SHOW_SHORT: Final = "Show a policy: a ready one as a file to copy, a cohort's own in words."
SHOW: Final = """
Show a policy.

NAME is a ready policy, which is printed as a file to copy; or a policy file or a cohort, whose
policy is printed in words. Without it the ready policies are listed.
"""
COMPARE_SHORT: Final = "See beforehand what policies do to seats and mix."
COMPARE: Final = """
Form groups under each policy and put what comes of it side by side: seats by access, by sector,
rural, reserves filled, mix. Nothing is written.

The time limit holds for each policy; with the default 20 seconds the figures of a large cohort may
not be the best that each policy can reach, which is said.
"""
COMPARED: Final = "A ready policy or a policy file; name two or more. [default: the program's own]"
SHOWN: Final = "A ready policy (access, capacity), a policy file, or a cohort."
UNPROVEN: Final = (
    "\nWhere not every level is proven best, a difference may come from the time limit; give it "
    "more with --time-limit."
)
EACH_LIMIT: Final = "Seconds for each policy."

BATCH_SHORT: Final = "Form groups for many cohorts, unattended."
BATCH: Final = """
Form groups for many cohorts, one after the other or several at a time.

Each gets a folder of its own below OUT. A cohort that cannot be used never stops the rest; run
the same command again and only what is new, changed or failed is done.

\b
Example:
  matcher batch cohorts/* --out cycle --jobs 2 --time-limit 120
"""

COHORT: Final = "Folder, .xlsx workbook or cohort.json."
PROPOSAL: Final = "The proposal.json to look at."
OUT: Final = "Folder for the files; made if need be, earlier results in it are replaced."
TIME_LIMIT: Final = (
    "Seconds from now until the groups are chosen; writing files comes on top. "
    "[default: the program's, else 60]"
)
GAP: Final = "Be content with this distance from the best possible, for example 0.01."
SEED: Final = "The number drawn: draws the tickets anew; every output names it."
WORKERS: Final = "Processor cores to use; 0 uses all."
EARLIER: Final = "An earlier proposal.json, whose seats named in group_id stay."
PIN: Final = (
    'Something that stays: "P012 in G03" or "G03" of the earlier proposal, "V003 at Tue 12:30" '
    '(leads at no other time), "P012 never V003". May be given again and again.'
)
PIN_FILE: Final = "The same in a file: pins.json or pins.toml, a list under the key pins."
DETERMINISTIC: Final = "The same input gives the same groups byte for byte; takes longer."
POLICY: Final = (
    "Who gets a seat: a ready policy (access, capacity) or a policy file, in place of the "
    "program's own."
)
POLICY_SAME: Final = "The policy that `match` was given, if any."
LEAVE_OUT: Final = "Go on without the rows at fault, and list them."
QUIET: Final = "Print nothing but errors."
ODDS_AFTER: Final = "Then work out for S seconds what chance everybody had; see matcher odds."
ODDS_UNDER_WAY: Final = "The groups are found; for {seconds:.0f} s what chance everybody had."
DRAWS: Final = "Draw one of the ways to fill the seats in this list of matcher odds, not tickets."
LETTERS_OUT: Final = "Folder for the letters; made if need be."
LETTERS_ODDS: Final = (
    "The odds.json of matcher odds, from which everybody is told their own chance. "
    "[default: the one beside the proposal, if there is one]"
)
LETTERS_WRITTEN: Final = """{out}: a letter to each of {people}, as text and as a page; \
letters.csv lists who gets which."""
LETTERS_NO_ODDS: Final = (
    "They do not tell anybody's chance: it was not worked out. 'matcher odds' does; then give "
    "--odds odds.json."
)
ODDS_OUT: Final = "Folder for odds.csv, odds.json and draws.json; made if need be."
ODDS_TIME: Final = "Seconds for all of it; more gives more replays and a tighter lottery."
REPLAYS: Final = "Replay the draw so many times, if the time allows."
ODDS_SEED: Final = "Another number replays other draws; it changes nobody's real ticket."
PRICE: Final = "Also say what each part of the policy costs in seats and mix."
ODDS_DETERMINISTIC: Final = (
    "The same input gives the same files byte for byte; the seconds are then counted work and may "
    "take longer."
)
TICKET_ONLY: Final = "Leave the fairest lottery out."
DEMO: Final = "Use the demo cohort that comes with the program (38 invented people)."
WHAT_IF_TIME: Final = "Seconds for trying things out; what was found until then is told."
JSON: Final = "Print it as JSON, for programs."
LETTER: Final = "Only what belongs into a letter to the person."
COORDINATOR: Final = "Name whom a rule keeps them from; for coordinators only."
ID: Final = "The id of somebody on the waitlist."
PARTICIPANTS: Final = "How many people on the waitlist."
PROVIDERS: Final = "How many providers."
GENERATE_SEED: Final = "The same seed gives the same cohort."
FAMILY: Final = "What kind of cohort; see above."
BATCH_OUT: Final = "Folder that receives one folder per cohort."
JOBS: Final = "Cohorts at a time; the processor's cores are shared among them."
VERSION: Final = "Show the version."
GENERATE_OUT: Final = "Folder for the cohort's files."
COHORTS: Final = "Folders, .xlsx workbooks or cohort.json files."
GENERATED: Final = """{out}: invented {participants} on the waitlist and {providers} on the roster.
Next: {match} {cohort} --out {groups}"""
STOPPING: Final = "Stopping: the best groups so far are checked and written."
STILL_STOPPING: Final = "Stopping already; once more leaves at once, without the latest groups."
