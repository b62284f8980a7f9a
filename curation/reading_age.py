"""The reading age of a text: how old a reader must be to follow it with ease."""

import re
from dataclasses import dataclass

#: Added to a Flesch–Kincaid grade, which counts years of school.
AGE_AT_SCHOOL = 5
#: The highest reading age that statements and summaries should have.
READING_AGE = 21
#: The formula needs this many words.
MIN_WORDS = 5


def reading_age(text: str) -> float:
    """The reading age in years, by Flesch and Kincaid's formula (1975); every line ends a sentence."""
    # Only the admin and checks of the base need it, and it takes long to load.
    import textstat

    lines = (line.strip() for line in text.splitlines())
    sentences = (line if line.endswith((".", "!", "?")) else f"{line}." for line in lines if line)
    return textstat.flesch_kincaid_grade("\n".join(sentences)) + AGE_AT_SCHOOL


@dataclass(frozen=True)
class Readability:
    """How long a text is and how hard to read."""

    words: int
    age: int | None  # the reading age; None for fewer than MIN_WORDS words

    @property
    def is_hard(self) -> bool:
        return self.age is not None and self.age > READING_AGE

    @property
    def age_in_words(self) -> str:
        """The age, and what to do if the text is hard to read; empty if it is None."""
        if self.age is None:
            return ""
        advice = f" Use shorter sentences and words to bring it down to {READING_AGE} or lower." if self.is_hard else ""
        return f"Reading age: {self.age}.{advice}"


def readability_of(text: str) -> Readability:
    """The length and the reading age of a text."""
    words = len(re.findall(r"\S*\w\S*", text))
    return Readability(words, max(AGE_AT_SCHOOL, round(reading_age(text))) if words >= MIN_WORDS else None)
