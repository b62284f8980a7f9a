"""The texts of source documents, each with its sections and pages."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from curation.groups import CURATION, Rights
from curation.models.entries import closed_set, not_blank
from evidence.models import Source
from workspaces.locator_words import in_one_locator, page_words, section_words

EVERYTHING: Rights = dict.fromkeys(CURATION, "view add change")

# Lines up to an empty one, the end of a sentence at the end of a line, or the next item of a list.
_PARAGRAPH = re.compile(r"[^\n]+(?:(?<![.:;?!])\n(?!\n|[-•▪●*\ufffd]\s|\d{1,2}[.)]\s)[^\n]+)*")


class TextKind(models.TextChoices):
    """What a text was read from."""

    PDF = "pdf", "PDF"
    WORD = "word", "Word document"
    WEB_PAGE = "web-page", "Web page"
    PASTED = "pasted", "Pasted text"


@dataclass(frozen=True)
class Section:
    """A heading of a text and all below it, its subsections included, as offsets into the text."""

    heading: str
    level: int  # 1 is the highest
    start: int  # of the heading
    end: int

    @property
    def words(self) -> str:
        """The heading as a locator names it."""
        return section_words(self.heading)


@dataclass(frozen=True)
class Page:
    """A page of a document, as printed or counted, and where it starts in the text."""

    label: str
    start: int


def address_of(source: Source) -> str:
    """The address of a source's workspace."""
    return reverse("admin:workspace", args=[source.slug])


def hold_texts_of(source: Source) -> None:
    """Lets nobody add another text to a source before the transaction ends."""
    Source.objects.select_for_update(of=("self",), no_key=True).get(pk=source.pk)


class DocumentTextQuerySet(models.QuerySet[Any]):
    """Texts of documents."""

    def current_of(self, source: Source) -> "DocumentText | None":
        """The newest text of a source; None where it has none."""
        return self.filter(source=source).order_by("-number").first()


class DocumentText(models.Model):
    """The text of a source document, as one person put it here; it never changes."""

    group_rights = EVERYTHING

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="document_texts")
    number = models.PositiveIntegerField(help_text="1 for the first text of the source, and so on.")
    kind = models.CharField(max_length=20, choices=TextKind)
    file_name = models.CharField(max_length=250, blank=True)
    came_from = models.CharField(max_length=500, blank=True, help_text="An address, or a few words.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64, help_text="Of the text (SHA-256), to tell the same text again.")
    text = models.TextField()
    outline = models.JSONField(
        default=dict, help_text="Its sections (heading, level, start, end) and pages (label, start), in their order."
    )

    objects = DocumentTextQuerySet.as_manager()

    class Meta:
        ordering = ["source", "-number"]
        verbose_name = "text of a document"
        verbose_name_plural = "texts of documents"
        constraints = [
            closed_set("kind", TextKind),
            not_blank("text"),
            models.UniqueConstraint(fields=["source", "number"], name="workspaces_documenttext_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="workspaces_documenttext_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"Text {self.number} of {self.source.short_title or self.source}"

    @staticmethod
    def digest_of(text: str) -> str:
        """What tells a text from others."""
        return sha256(text.encode()).hexdigest()

    @cached_property
    def sections(self) -> list[Section]:
        """All sections, in the order of their headings; one lies within another if that is of a higher level."""
        return [Section(**each) for each in self.outline.get("sections", [])]

    @cached_property
    def pages(self) -> list[Page]:
        """All pages; none where the document has none, as a web page."""
        return [Page(**each) for each in self.outline.get("pages", [])]

    def words(self, start: int, end: int) -> str:
        return self.text[start:end]

    def paragraphs(self, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """Where each paragraph, heading or item of a list between two offsets starts and ends."""
        found = _PARAGRAPH.finditer(self.text, start, len(self.text) if end is None else end)
        return [match.span() for match in found]

    def section_at(self, offset: int) -> Section | None:
        """The innermost section at a place; None above the first heading."""
        return next(reversed(self.sections_at(offset)), None)

    def sections_at(self, offset: int) -> list[Section]:
        """The sections around a place, the outermost first."""
        return [each for each in self.sections if each.start <= offset < each.end]

    def page_at(self, offset: int) -> Page | None:
        """The page that a place is on."""
        place = bisect_right([each.start for each in self.pages], offset)
        return self.pages[place - 1] if place else None

    def locator_of(self, start: int, end: int) -> str:
        """Where a passage stands, as locators say it: “Section 2, Adequate time, page 12”; at most 250 characters."""
        first, last = self.page_at(start), self.page_at(max(start, end - 1))
        labels = [each.label for each in (first, last) if each]
        return in_one_locator([each.words for each in self.sections_at(start)], page_words(*labels))
