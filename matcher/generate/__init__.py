"""Synthetic cohorts: invented people in the field's mix, for tests, demos and benchmarks."""

from matcher.generate.cohort import GeneratedCohort, generate
from matcher.generate.families import FAMILIES, FAMILY_DESCRIPTIONS
from matcher.generate.folder import write_cohort_folder

__all__ = [
    "FAMILIES",
    "FAMILY_DESCRIPTIONS",
    "GeneratedCohort",
    "generate",
    "write_cohort_folder",
]
