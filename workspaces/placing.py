"""Finds the words of entries that name a document but are not marked in its text, by their locators."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from workspaces.marking import mark
from workspaces.models import DocumentText
from workspaces.passages import Locators, Passage, closest_lines
from workspaces.taken import Place, not_marked

#: A longer passage, no lines of which are like the entry, is marked only where it begins.
LONGEST_WHOLE = 4_000


@dataclass(frozen=True)
class Placed:
    """An entry's place in the source, and the passages that its locator leads to; none where it leads nowhere."""

    place: Place
    passages: list[Passage]

    @property
    def why_not(self) -> str:
        """What of the locator the text does not show."""
        if not self.passages:
            return "No heading, figure, table or line of the text is called so."
        missed = [step for each in self.passages for step in each.missed]
        return f"The text does not show: {', '.join(missed)}." if missed else ""


def placed(document: DocumentText) -> Iterator[Placed]:
    """Each place in the source that no excerpt shows, with the passages that it leads to."""
    locators = Locators(document)
    for place in not_marked(document.source):
        yield Placed(place, locators.passages(place.locator))


@transaction.atomic
def place_entries(document: DocumentText, *, by: Any = None) -> list[Placed]:
    """Marks the words of each entry whose locator leads somewhere; returns all, found or not."""
    found = list(placed(document))
    for each in found:
        for passage in each.passages:
            start, end = _words(document, passage, each.place.words)
            mark(document, each.place.entry, start, end, by=by, part=each.place.part)
    return found


def _words(document: DocumentText, passage: Passage, words: str) -> tuple[int, int]:
    """The lines of a passage that are like an entry; else all of it, or of a long one its first line."""
    if lines := closest_lines(document, passage.start, passage.end, words):
        return lines
    if passage.end - passage.start <= LONGEST_WHOLE:
        return passage.start, passage.end
    line_end = document.text.find("\n", passage.start)
    return passage.start, line_end if line_end > passage.start else passage.end
