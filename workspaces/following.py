"""Brings the excerpts of a document's older text to its new one: what is unchanged follows, the rest is settled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from curation.entry_words import Difference, differences
from curation.workflow import NotPossible
from workspaces.marking import LONGEST_EXCERPT
from workspaces.models import DocumentText, Excerpt, ExcerptChange
from workspaces.passages import Paragraphs

_SPACES = re.compile(r"\s+")
#: Paragraphs with a smaller share of the words of an excerpt do not say the same, changed.
ALIKE = 0.5
#: So many places of a few words that a text often repeats are compared.
MOST_PLACES = 200
#: Longer texts are not compared: where half of their paragraphs changed, it would take many seconds.
MOST_PARAGRAPHS = 4_000
#: So many words of one text times words of the other are compared on a page; what is left is shown as a whole.
MOST_PAIRS = 4_000_000
#: As much as is shown of a passage whose words are not compared.
MOST_REPLACED = 5_000
#: The most changes between two texts that a page lists.
MOST_SHOWN = 200


class _Spaced:
    """A text with single spaces, and the offset of each of its characters in the text itself."""

    def __init__(self, text: str) -> None:
        self._offsets: list[int] = []
        parts: list[str] = []
        at = 0
        for gap in [*_SPACES.finditer(text), None]:
            start, end = gap.span() if gap else (len(text), len(text))
            parts.append(text[at:start])
            self._offsets += range(at, start)
            if gap:
                parts.append(" ")
                self._offsets.append(start)
            at = end
        self._text = "".join(parts)

    def places(self, words: str) -> Iterator[tuple[int, int]]:
        """Where the words stand, whatever the spaces and line ends between them."""
        sought = _SPACES.sub(" ", words).strip()
        at = self._text.find(sought)
        while at >= 0:
            yield self._offsets[at], self._offsets[at + len(sought) - 1] + 1
            at = self._text.find(sought, at + 1)


def follow(document: DocumentText) -> None:
    """Moves the excerpts of older texts whose words are in the new one, and notes what became of the others."""
    excerpts = list(Excerpt.objects.of_older_texts(document))
    # Joined to each excerpt, a long text would come a hundred times.
    older = DocumentText.objects.in_bulk({each.document_id for each in excerpts})
    spaced, paragraphs = _Spaced(document.text), Paragraphs(document)
    for each in excerpts:
        each.document = older[each.document_id]
        _follow(each, document, spaced, paragraphs)
    fields = ["document", "start", "end", "words", "locator", "change", "settled_by", "settled_at"]
    Excerpt.objects.bulk_update(excerpts, fields, batch_size=500)


def _follow(excerpt: Excerpt, document: DocumentText, spaced: _Spaced, paragraphs: Paragraphs) -> None:
    old: Any = excerpt.document
    headings = _headings(old, excerpt.start)
    expected = excerpt.start * len(document.text) / len(old.text)
    # Of several places, one below the same headings, and the nearest to where it was.
    places = sorted(
        islice(spaced.places(excerpt.words), MOST_PLACES),
        key=lambda at: (_headings(document, at[0]) != headings, abs(at[0] - expected)),
    )
    excerpt.settled_by, excerpt.settled_at = None, None
    if not places:
        excerpt.change = ExcerptChange.CHANGED if new_place(excerpt, document, paragraphs) else ExcerptChange.GONE
        return
    is_same = _headings(document, places[0][0]) == headings
    excerpt.change = ExcerptChange.UNCHANGED if is_same else ExcerptChange.MOVED
    _put(excerpt, document, *places[0])


def _headings(document: DocumentText, offset: int) -> list[str]:
    return [each.words for each in document.sections_at(offset)]


def _put(excerpt: Excerpt, document: DocumentText, start: int, end: int) -> None:
    excerpt.document, excerpt.start, excerpt.end = document, start, end
    excerpt.words, excerpt.locator = document.words(start, end), document.locator_of(start, end)


def new_place(excerpt: Excerpt, document: DocumentText, paragraphs: Paragraphs) -> tuple[int, int] | None:
    """The paragraphs of a text that say what an excerpt says, in other words; None if none does."""
    place = paragraphs.closest(excerpt.words)
    if place is None or place[1] - place[0] > LONGEST_EXCERPT:
        return None
    old, new = (_SPACES.split(text.casefold()) for text in (excerpt.words, document.words(*place)))
    # A few words may stand anywhere in a long paragraph, so their share counts, not the paragraph's.
    same = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    return place if same >= ALIKE * len(old) else None


@transaction.atomic
def keep_at_new_place(excerpt: Excerpt, document: DocumentText, *, by: Any) -> None:
    """Moves an excerpt to the paragraphs that say it in other words. Raises NotPossible if there are none."""
    place = new_place(excerpt, document, Paragraphs(document))
    if place is None:
        raise NotPossible("The newest text has no paragraph that says this. Leave it, or open the entry.")
    _put(excerpt, document, *place)
    _settle(excerpt, by)


def leave(excerpt: Excerpt, *, by: Any) -> None:
    """Leaves an excerpt with the words of the older text."""
    _settle(excerpt, by)


def _settle(excerpt: Excerpt, by: Any) -> None:
    excerpt.settled_by, excerpt.settled_at = by, timezone.now()
    excerpt.save()


@dataclass(frozen=True)
class Unsettled:
    """An excerpt whose words the newest text changed or lacks."""

    excerpt: Excerpt
    place: tuple[int, int] | None
    differences: list[Difference]  # to what the newest text says; none where that says nothing of it

    @property
    def entry(self) -> Any:
        return self.excerpt.entry


def unsettled(document: DocumentText) -> list[Unsettled]:
    """What is to be settled since a newer text came in."""
    rows = Excerpt.objects.to_settle(document).prefetch_related("entry")
    paragraphs = Paragraphs(document)
    return [_unsettled(each, document, paragraphs) for each in rows if each.entry is not None]


def _unsettled(excerpt: Excerpt, document: DocumentText, paragraphs: Paragraphs) -> Unsettled:
    place = new_place(excerpt, document, paragraphs)
    return Unsettled(excerpt, place, _compared(excerpt.locator, excerpt.words, document.words(*place)) if place else [])


def _compared(label: str, old: str, new: str) -> list[Difference]:
    def texts(text: str) -> list[dict[str, Any]]:
        return [{"name": "words", "label": label, "texts": [text] if text else [], "is_list": False}]

    return differences(texts(old), texts(new))


def changes(old: DocumentText, new: DocumentText) -> list[Difference] | None:
    """What two texts say differently, paragraph by paragraph, each below its section; at most :data:`MOST_SHOWN`.

    None where they are too long to compare.
    """
    spans = [each.paragraphs() for each in (old, new)]
    if max(map(len, spans)) > MOST_PARAGRAPHS:
        return None
    before, after = ([each.words(*span) for span in some] for each, some in zip((old, new), spans, strict=True))
    starts = [start for start, _ in spans[1]]
    spaced_before, spaced_after = ([_SPACES.sub(" ", text) for text in texts] for texts in (before, after))
    found: list[Difference] = []
    left = MOST_PAIRS
    for change, i1, i2, j1, j2 in SequenceMatcher(None, spaced_before, spaced_after).get_opcodes():
        if change == "equal":
            continue
        at = starts[j1] if j1 < len(starts) else len(new.text)
        label = new.locator_of(at, at + 1) or "Above the first heading"
        was, now = "\n".join(before[i1:i2]), "\n".join(after[j1:j2])
        left -= len(was.split()) * len(now.split())
        found += _compared(label, was, now) if left >= 0 else [_replaced(label, was, now)]
        if len(found) >= MOST_SHOWN:
            break
    return found


def _replaced(label: str, old: str, new: str) -> Difference:
    """One text in the place of another, as a whole: no word of it is looked for in the other."""
    before, after = (Truncator(text).chars(MOST_REPLACED) for text in (old, new))
    return Difference(label, ((before, True),), ((after, True),))
