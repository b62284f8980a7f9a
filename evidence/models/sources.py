"""The published documents that the evidence base is made from, and how each sorts its subject."""

import datetime
import re
from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.dateformat import format as format_date

from curation.history import track, track_links
from curation.models import Status, VocabularyModel, VocabularyQuerySet
from curation.models.entries import Entry, EntryQuerySet, NaturalKeyManager, closed_set, not_blank
from evidence.models.sourced_entries import SourcedEntry, SourcedEntryQuerySet
from lists.links import address
from lists.text_search import search_column
from lists.web_addresses import WebAddressField, is_web_address_or_empty

PARTIAL_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


class SourceKind(models.TextChoices):
    """What kind of document a source is."""

    EVIDENCE_BRIEF = "evidence-brief", "Evidence brief"
    EVIDENCE_PACK = "evidence-pack", "Evidence pack"
    GUIDE = "guide", "Guide"
    GUIDANCE = "guidance", "Guidance"


def partial_date_in_words(value: str) -> str:
    """A date as far as it is known, in words: ``2024-12-18`` is “18 December 2024”, ``2025-07`` is “July 2025”.

    A date that there is not, such as ``2024-02-30``, stays as it is.
    """
    match value.split("-"):
        case [_, _, *day] if is_a_date(value):
            return format_date(datetime.date.fromisoformat(f"{value}-01"[:10]), "j F Y" if day else "F Y")
        case _:
            return value


def is_a_date(value: str) -> bool:
    """Whether the calendar has the date, as far as it is known: it has no ``2024-02-30``."""
    try:
        datetime.date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def check_partial_date(publication_date: str) -> None:
    """Raises ValidationError for a date of the right form that the calendar does not have."""
    if re.match(PARTIAL_DATE, publication_date) and not is_a_date(publication_date):
        raise ValidationError({"publication_date": f"The calendar has no {publication_date}."})


@track()
class Source(Entry):
    """A published document that entries are taken from."""

    web_addresses = {"url": ""}
    told_fields = {
        "title": "",
        "kind": "",
        "publisher": "",
        "publication_date": "",
        "authors": "",
        "suggested_citation": "",
        "url": "",
        "licence": "",
        "summary": "",
        "intended_readers": "",
        "methods": "",
        "limitations": "",
        "funding": "",
        "certainty_caution": "Caution about certainty",
        "curator_note": "",
    }

    slug = models.SlugField(max_length=80, unique=True, help_text="Used in addresses. Do not change once published.")
    reference_prefix = models.CharField(
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]+(-[A-Z]+)*$", "Use capital letters and hyphens, for example HEEC-ES.")],
        help_text="What the references of its recommendations start with, for example HEEC-ES.",
    )
    title = models.CharField(max_length=250, help_text="As printed on the document.")
    short_title = models.CharField(max_length=80, help_text="For lists and tables, for example “Evidence brief”.")
    kind = models.CharField(max_length=30, choices=SourceKind)
    publisher = models.CharField(max_length=200, help_text="The organisation that published it, as it names itself.")
    publication_date = models.CharField(
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(PARTIAL_DATE, "Enter a year, a year and month or a full date, for example 2024-12.")
        ],
        help_text="As far as the document states it: 2024-12-18, 2024-12 or 2024. Leave empty if not stated.",
    )
    authors = models.TextField(blank=True, help_text="As printed, one name per line. Leave empty if not stated.")
    suggested_citation = models.TextField(blank=True, help_text="Only where the document itself suggests one.")
    url = WebAddressField("web address", blank=True, max_length=500, help_text="Where the document can be read.")
    licence = models.CharField(max_length=200, blank=True, help_text="As stated on the document.")
    summary = models.TextField(blank=True, help_text="What the document is and finds, in our own words.")
    intended_readers = models.TextField(blank=True, help_text="Who the document says it is for.")
    methods = models.TextField(blank=True, help_text="How its evidence was found and chosen.")
    limitations = models.TextField(blank=True, help_text="What the document says about its own limits.")
    funding = models.TextField(blank=True, help_text="Who paid for it. Leave empty if not stated.")
    states_certainty = models.BooleanField(
        default=False, help_text="Whether the document itself states the GRADE certainty of its recommendations."
    )
    certainty_caution = models.TextField(
        blank=True, help_text="What the document says about how its certainty ratings are to be read."
    )
    position = models.PositiveIntegerField(
        default=0, help_text="Its place in lists of sources. Lower numbers come first."
    )

    objects = NaturalKeyManager.from_queryset(EntryQuerySet)()

    class Meta(Entry.Meta):
        ordering = ["position", "title"]
        constraints = [
            *Entry.Meta.constraints,
            closed_set("kind", SourceKind),
            is_web_address_or_empty("url"),
            models.CheckConstraint(
                condition=Q(publication_date="") | Q(publication_date__regex=PARTIAL_DATE),
                name="evidence_source_publication_date_iso",
            ),
        ]

    @classmethod
    def documents(cls, keys: Iterable[Any]) -> dict[Any, Entry]:
        return {row.pk: row for row in cls._base_manager.filter(pk__in=list(keys))}

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        check_partial_date(self.publication_date)

    def get_absolute_url(self) -> str:
        return address("source", self.slug)

    @property
    def publication_date_in_words(self) -> str:
        return partial_date_in_words(self.publication_date)


class FrameworkQuerySet(VocabularyQuerySet):
    """Questions asked of frameworks."""

    def published(self) -> Self:
        return super().published().filter(source__status=Status.PUBLISHED)


@track()
class Framework(VocabularyModel):
    """How a source sorts its subject, for example the brief's four themes."""

    slug = models.SlugField(max_length=80, unique=True, help_text="Used in addresses. Do not change once published.")
    name = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True, help_text="What it sorts, and where it comes from.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="frameworks")
    is_core = models.BooleanField(
        "core framework", default=False, help_text="The core framework is the one that all entries share."
    )
    position = models.PositiveIntegerField(default=0, help_text="Its place in lists. Lower numbers come first.")

    objects = NaturalKeyManager.from_queryset(FrameworkQuerySet)()

    class Meta(VocabularyModel.Meta):
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_core"],
                condition=Q(is_core=True),
                name="evidence_framework_one_core",
                violation_error_message="There is a core framework already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ThemeQuerySet(VocabularyQuerySet):
    """Questions asked of themes."""

    def published(self) -> Self:
        return super().published().filter(framework__is_draft=False, framework__source__status=Status.PUBLISHED)

    def top_level(self) -> Self:
        return self.filter(parent__isnull=True)


@track()
class Theme(VocabularyModel):
    """One heading of a framework; a theme may be part of another, one level deep."""

    slug = models.SlugField(max_length=80, unique=True, help_text="Used in addresses. Do not change once published.")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="themes")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subthemes",
        help_text="Leave empty for a heading of the first level.",
    )
    name = models.CharField(max_length=150)
    summary = models.TextField(blank=True, help_text="What the theme covers, in a sentence or two.")
    conclusion = models.TextField(blank=True, help_text="What its source concludes from the evidence on it.")
    locator = models.CharField(max_length=250, help_text="Where the source treats it: section and page when known.")
    position = models.PositiveIntegerField(default=0, help_text="Its place in the framework. Lower numbers come first.")

    objects = NaturalKeyManager.from_queryset(ThemeQuerySet)()

    class Meta(VocabularyModel.Meta):
        ordering = ["framework__position", "position", "name"]
        constraints = [
            not_blank("locator"),
            models.UniqueConstraint(
                fields=["framework", "parent", "name"], nulls_distinct=False, name="evidence_theme_name_unique"
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")),
                name="evidence_theme_not_its_own_parent",
                violation_error_message="A theme cannot be part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not self.is_draft and self.framework_id and self.framework.is_draft:
            raise ValidationError({"framework": f"“{self.framework}” is a draft. Publish it first."})
        if self.parent is None:
            return
        if not self.is_draft and self.parent.is_draft:
            raise ValidationError({"parent": f"“{self.parent}” is a draft. Publish it first."})
        if self.parent.parent_id is not None:
            raise ValidationError({"parent": "Choose a theme of the first level: subthemes have no subthemes."})
        if self.parent.framework_id != self.framework_id:
            raise ValidationError({"parent": f"“{self.parent}” belongs to another framework."})
        if self.pk and self.subthemes.exists():
            raise ValidationError({"parent": "This theme has subthemes, so it cannot be part of another theme."})

    def get_absolute_url(self) -> str:
        return address("theme", self.slug)

    @property
    def is_public(self) -> bool:
        return super().is_public and self.framework.is_public and self.framework.source.is_public


@track()
class Figure(SourcedEntry):
    """A figure or table that a source prints: its title and where its data are from."""

    natural_key_fields = ("source.slug", "label")

    label = models.CharField(max_length=40, help_text="As printed, for example “Figure 1”.")
    title = models.CharField(max_length=250, help_text="As printed.")
    data_source = models.CharField(
        max_length=250, blank=True, help_text="The source that is printed with it. Leave empty if none is."
    )
    shows = models.TextField(blank=True, help_text="What it shows, in our own words, as far as its text tells.")

    objects = NaturalKeyManager.from_queryset(SourcedEntryQuerySet)()

    class Meta(SourcedEntry.Meta):
        ordering = ["source__position", "position", "pk"]
        constraints = [
            *SourcedEntry.Meta.constraints,
            models.UniqueConstraint(fields=["source", "label"], name="evidence_figure_label_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.title}"


class PassageKind(models.TextChoices):
    """What a passage is in its document."""

    KEY_MESSAGE = "key-message", "Key message"
    CONTEXT = "context", "Context"
    CASE_FOR_ACTION = "case-for-action", "Case for action"
    BARRIER = "barrier", "Barrier"
    ENABLER = "enabler", "Enabler"
    INSET_BOX = "inset-box", "Inset box"
    QUOTATION = "quotation", "Quotation"
    NOTE = "note", "Note"


@track(exclude=("search",))
class Passage(SourcedEntry):
    """Something that a source says which is no other kind of entry, such as a key message, a barrier or a quotation."""

    slug = models.SlugField(max_length=120, unique=True, help_text="Used in addresses. Do not change once published.")
    kind = models.CharField(max_length=30, choices=PassageKind)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="In our own words; for a quotation, the words themselves.")
    speaker = models.CharField(max_length=120, blank=True, help_text="Who is quoted, as the source names them.")
    themes = models.ManyToManyField(Theme, blank=True, related_name="passages")
    search = search_column(A=["title"], B=["text"], C=["speaker"])

    objects = NaturalKeyManager.from_queryset(SourcedEntryQuerySet)()

    class Meta(SourcedEntry.Meta):
        ordering = ["source__position", "position", "pk"]
        indexes = [GinIndex(fields=["search"], name="evidence_passage_search")]
        constraints = [*SourcedEntry.Meta.constraints, closed_set("kind", PassageKind), not_blank("text")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.source.get_absolute_url()}#{self.slug}"


track_links(Passage, "themes")
