"""Marks the words of a document that an entry rests on."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from curation.models import Entry
from curation.workflow import NotPossible
from workspaces.models import DocumentText, Excerpt
from workspaces.models.excerpts import ExcerptQuerySet

#: Who rests on more than this should say on what.
LONGEST_EXCERPT = 20_000
#: How much of the text is shown before and after an excerpt.
AROUND = 300


def trimmed(document: DocumentText, start: int, end: int) -> tuple[int, int]:
    """The passage without the spaces at its ends; raises NotPossible if it is none of the text."""
    end = min(end, len(document.text))
    if not 0 <= start < end or not (words := document.text[start:end]).strip():
        raise NotPossible("Mark some words of the text first.")
    if end - start > LONGEST_EXCERPT:
        raise NotPossible(f"Mark fewer words: up to {LONGEST_EXCERPT:,} characters.")
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def excerpt_of(document: DocumentText, entry: Entry, start: int, end: int, *, by: Any, part: str = "") -> Excerpt:
    """An excerpt that is not saved yet; raises NotPossible if its words are none of the text."""
    start, end = trimmed(document, start, end)
    return Excerpt(
        document=document,
        entry_type=ContentType.objects.get_for_model(type(entry)),
        entry_id=entry.pk,
        part=part,
        start=start,
        end=end,
        words=document.words(start, end),
        locator=document.locator_of(start, end),
        marked_by=by,
    )


def mark(document: DocumentText, entry: Entry, start: int, end: int, *, by: Any, part: str = "") -> Excerpt:
    """Saves that an entry, or a part of it, rests on a passage, once; raises NotPossible if it is none of the text."""
    excerpt = excerpt_of(document, entry, start, end, by=by, part=part)
    same = Excerpt.objects.of(entry).filter(document=document, part=part, start=excerpt.start, end=excerpt.end)
    if (saved := same.first()) is not None:
        return saved
    excerpt.save()
    return excerpt


def excerpts_of(entry: Entry) -> list[dict[str, Any]]:
    """The words that an entry rests on, with the text before and after them.

    Returns::

        [{"excerpt": Excerpt, "before": "…", "words": "…", "after": "…", "locator": "Section 2, page 12"}, …]
    """
    found: ExcerptQuerySet = Excerpt.objects.of(entry).select_related("document__source", "marked_by")
    return [_in_context(each) for each in found.order_by("document", "start", "pk")]


def _in_context(excerpt: Excerpt) -> dict[str, Any]:
    text = excerpt.document.text if excerpt.document else ""
    return {
        "excerpt": excerpt,
        "before": text[max(0, excerpt.start - AROUND) : excerpt.start],
        "words": excerpt.words,
        "after": text[excerpt.end : excerpt.end + AROUND],
        "locator": excerpt.locator,
    }
