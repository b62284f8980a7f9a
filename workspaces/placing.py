"""Finds the words of entries that name a document but are not marked in its text, by their locators."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from workspaces.marking import excerpt_of
from workspaces.models import DocumentText, Excerpt
from workspaces.passages import Locators, Passage, closest_paragraphs
from workspaces.taken import Place, not_marked

#: A longer passage is marked only where it begins.
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
    Excerpt.objects.bulk_create(
        excerpt_of(document, each.place.entry, *span, by=by, part=each.place.part)
        for each in found
        # Two steps of a locator may lead to the same words.
        for span in {_words(document, passage, each.place.words) for passage in each.passages}
    )
    return found


def _words(document: DocumentText, passage: Passage, words: str) -> tuple[int, int]:
    """The paragraphs of a passage that are like an entry; else all of it, or of a long one its first line."""
    start, end = closest_paragraphs(document, passage.start, passage.end, words) or (passage.start, passage.end)
    if end - start > LONGEST_WHOLE:
        first_line = document.words(start, start + LONGEST_WHOLE).partition("\n")[0]
        end = start + len(first_line)
    return start, end
