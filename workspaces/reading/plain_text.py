"""Reads text that was pasted, or a file of nothing else."""

import re
from collections import Counter

from base.figures_stated import headings
from workspaces.reading.document import MOST_CHARACTERS, NO_TEXT, Document, Refused, plain, sections

_NAMED = re.compile(r"^(?:\w+ )?(?:section|chapter|part|appendix) [\dA-Z]+\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+[^\W\d]")
#: The level of headings without a number.
WITHOUT_NUMBER = 9
# Headings that no numbered section holds.
_OF_THEIR_OWN = {
    *("contents", "foreword", "summary", "executive summary", "introduction", "background", "methods", "limitations"),
    *("conclusion", "conclusions", "references", "bibliography", "glossary", "acknowledgements", "acknowledgments"),
}
#: A line that stands alone more often is what the document repeats on its pages.
MOST_ALIKE = 12


def read(text: str, kind: str = "pasted") -> Document:
    """The document that a text is; its headings are the short lines that stand alone."""
    text = plain(text).strip("\n ")
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"It holds more than {MOST_CHARACTERS:,} characters. Add the part that you work on.")
    if not text:
        raise Refused(NO_TEXT)
    document = Document(kind, text)
    document.sections = sections(standing_alone(text), len(text))
    return document


def standing_alone(text: str) -> list[tuple[int, str, int]]:
    """The lines that stand alone as headings do: offset, words and level."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found = {number: words for number, words in headings(lines).items() if any(map(str.isalpha, words))}
    often = Counter(found.values())
    return [(starts[number], words, level_of(words)) for number, words in found.items() if often[words] <= MOST_ALIKE]


def level_of(heading: str) -> int:
    """1 for “Section 2” and “References”, 3 for “1.2.1 Why it matters”; what has no number lies within what has one."""
    if _NAMED.match(heading) or heading.casefold() in _OF_THEIR_OWN:
        return 1
    numbered = _NUMBERED.match(heading)
    return numbered[1].count(".") + 1 if numbered else WITHOUT_NUMBER
