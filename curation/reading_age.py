"""How old a reader has to be to follow a text with ease."""

import re
from dataclasses import dataclass

import textstat

#: Flesch–Kincaid grades are years of school; a reader is five years old when school starts.
AGE_AT_SCHOOL = 5
#: The highest reading age of what a reader meets first: what should be done, and the short text of a list.
READING_AGE = 21


def reading_age(text: str) -> float:
    """The reading age of a text in years, by Flesch and Kincaid's formula (1975); each line is a sentence at least."""
    lines = (line.strip() for line in text.splitlines())
    sentences = (line if line.endswith((".", "!", "?")) else f"{line}." for line in lines if line)
    age: float = textstat.flesch_kincaid_grade("\n".join(sentences)) + AGE_AT_SCHOOL
    return age


@dataclass(frozen=True)
class Measure:
    """How long a text is and how hard to read.

    Attributes:
        words: How many words it has.
        age: The reading age in whole years; none where there is too little text to tell.
    """

    words: int
    age: int | None

    @property
    def is_hard(self) -> bool:
        """Whether the age is above what a reader should meet first."""
        return self.age is not None and self.age > READING_AGE

    @property
    def age_in_words(self) -> str:
        """The age in a sentence; empty where there is none."""
        if self.age is None:
            return ""
        return f"Reading age {self.age}{f': hard to read, aim for {READING_AGE} or less' if self.is_hard else ''}."


#: A formula made for passages says nothing of a few words.
FEWEST_WORDS = 5


def measured(text: str) -> Measure:
    """The length and the reading age of a text."""
    words = len(re.findall(r"\S*\w\S*", text))
    # Rounded as the check of the evidence base says it, and never below a child's age at school.
    return Measure(words, max(AGE_AT_SCHOOL, round(reading_age(text))) if words >= FEWEST_WORDS else None)
