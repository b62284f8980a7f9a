"""Finds the words of a text that somebody marked, or described where their browser marks none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from curation.workflow import NotPossible
from workspaces.marking import trimmed
from workspaces.models import DocumentText

#: The most characters that are looked for.
LONGEST = 20_000
_TOKEN = re.compile(r"[^\W_]+")
_NOT_WORDS = r"[\W_]+"
NONE_MARKED = "Mark some words of the text first, or say below which they are."


@dataclass(frozen=True)
class Marked:
    """A passage of a text."""

    document: DocumentText
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.document.words(self.start, self.end)

    @property
    def locator(self) -> str:
        """Where it stands, as locators say it."""
        return self.document.locator_of(self.start, self.end)

    @property
    def query(self) -> dict[str, int]:
        """What an address says of it."""
        return {"document": self.document.pk, "start": self.start, "end": self.end}


def number_in(data: Mapping[str, str], name: str) -> int | None:
    """A number that was sent; None if it is none that the database has room for."""
    value = data.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None


def marked(document: DocumentText, data: Mapping[str, str]) -> Marked:
    """The passage that ``start`` and ``end`` name. Raises NotPossible if there is none."""
    start, end = number_in(data, "start"), number_in(data, "end")
    if start is None or end is None:
        raise NotPossible(NONE_MARKED)
    return Marked(document, *trimmed(document, start, end))


def described(document: DocumentText, data: Mapping[str, str]) -> Marked:
    """The passage that was described: its words, or the first and last of them, in a section or the whole text.

    Where nothing of these is said, the passage that is marked. Raises NotPossible if there is none.
    """
    words, first, last = (data.get(name, "")[:LONGEST].strip() for name in ("words", "first", "last"))
    number = number_in(data, "section")
    if not (words or first or last) and number is None:
        return marked(document, data)
    start, end = 0, len(document.text)
    if number is not None and number < len(document.sections):
        start, end = document.sections[number].start, document.sections[number].end
    if words:
        start, end = _place(document, words, start, end)
    else:
        if first:
            start = _place(document, first, start, end)[0]
        if last:
            end = _place(document, last, start, end)[1]
    return Marked(document, *trimmed(document, start, end))


def _place(document: DocumentText, words: str, start: int, end: int) -> tuple[int, int]:
    """Where words stand between two offsets, however they are spaced and punctuated there."""
    tokens = _TOKEN.findall(words)
    found = tokens and re.compile(_NOT_WORDS.join(tokens), re.IGNORECASE).search(document.text, start, end)
    if not found:
        raise NotPossible(f"These words do not stand there: “{words[:100]}”. Copy them from the text.")
    stop = found.end()
    # With the full stop or the like that ends them.
    ending = re.compile(r"[.!?%)”’\"]*").match(document.text, stop, end)
    return found.start(), ending.end() if ending else stop


def in_newest(passage: Marked) -> Marked:
    """The same words in the newest text of the document, if another took the place of theirs meanwhile."""
    newest = DocumentText.objects.current_of(passage.document.source)
    if newest is None or newest.pk == passage.document.pk:
        return passage
    at = newest.text.find(passage.words)
    if at < 0:
        raise NotPossible(
            "A newer text of this document was added meanwhile, and these words do not stand in it. Save this once "
            "you have marked the words in the newer text."
        )
    return Marked(newest, at, at + len(passage.words))
