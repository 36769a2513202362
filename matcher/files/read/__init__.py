"""Reading a cohort from spreadsheets, CSV and JSON, with every fault and where it stands."""

from matcher.files.read.issues import Issue, Reading, UnusableInput
from matcher.files.read.read import read_cohort, read_cohort_data, read_cohort_files

__all__ = [
    "Issue",
    "Reading",
    "UnusableInput",
    "read_cohort",
    "read_cohort_data",
    "read_cohort_files",
]
