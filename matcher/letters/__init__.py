"""A letter to each person on the waitlist: where they stood, what decided it, what happens next."""

from matcher.letters.chances import Chances, read_chances
from matcher.letters.files import letter_files, letters_zip, write_letters
from matcher.letters.letter import Letter, Part, letters

__all__ = [
    "Chances",
    "Letter",
    "Part",
    "letter_files",
    "letters",
    "letters_zip",
    "read_chances",
    "write_letters",
]
