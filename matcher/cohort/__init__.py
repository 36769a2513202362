"""What a coordinator talks about: people, providers, the programme, times and proposals."""

from matcher.cohort.availability import Entry, Mark, Meeting, Span
from matcher.cohort.cohort import Cohort
from matcher.cohort.participant import GroupLanguage, Participant
from matcher.cohort.pins import AnyPin, GroupPin, NeverPin, Pin, TimePin
from matcher.cohort.policy import Bonus, Override, Reserve
from matcher.cohort.program import Priority, Program, Qualification
from matcher.cohort.proposal import (
    Drawn,
    Group,
    LevelValue,
    Overridden,
    Proposal,
    Reason,
    Repair,
    Unplaced,
)
from matcher.cohort.provider import Provider

__all__ = [
    "AnyPin",
    "Bonus",
    "Cohort",
    "Drawn",
    "Entry",
    "Group",
    "GroupLanguage",
    "GroupPin",
    "LevelValue",
    "Mark",
    "Meeting",
    "NeverPin",
    "Overridden",
    "Override",
    "Participant",
    "Pin",
    "Priority",
    "Program",
    "Proposal",
    "Provider",
    "Qualification",
    "Reason",
    "Repair",
    "Reserve",
    "Span",
    "TimePin",
    "Unplaced",
]
