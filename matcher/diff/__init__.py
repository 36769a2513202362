"""Two proposals side by side: who sits elsewhere, which groups changed, what each reaches."""

from matcher.diff.compare import Difference, GroupChange, Level, PersonChange, compare

__all__ = ["Difference", "GroupChange", "Level", "PersonChange", "compare"]
