"""Worked examples, the glossary and things to use: what a source brings beside studies."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from curation.history import track, track_links
from curation.models.entries import NaturalKeyManager, closed_set, not_blank
from database.key_sets import linked_keys
from database.name_digests import NameDigest
from evidence.models.sourced_entries import SourcedEntry, SourcedEntryQuerySet
from evidence.models.sources import Theme
from evidence.models.studies import Study, cautions_about
from evidence.models.vocabulary import Country, Population, Setting
from lists.links import address
from lists.text_search import search_column
from lists.web_addresses import WebAddressField, is_web_address_or_empty


class CaseStudyQuerySet(SourcedEntryQuerySet):
    """Questions asked of case studies."""

    def for_cards(self) -> Self:
        """With what a card shows alone, in one query."""
        return self.only("slug", "title", "summary", "organisation_name", "place", "period").annotate(
            source_slug=models.F("source__slug"), source_title=models.F("source__short_title")
        )

    def with_links(self) -> Self:
        """With its source and country, and the keys of what it is linked to, in one query."""
        linked = ("themes", "settings", "populations", "studies")
        return self.select_related("source", "country").defer("search").annotate(**linked_keys(self.model, *linked))


@track(exclude=("search",))
class CaseStudy(SourcedEntry):
    """A worked example: what an organisation or place did, what came of it and what it teaches."""

    told_fields = {
        "title": "",
        "summary": "",
        "organisation_name": "Organisation",
        "place": "",
        "period": "Time",
        "background": "",
        "what_was_done": "",
        "findings": "Results",
        "lessons": "Lessons",
        "curator_note": "",
        "locator": "Place in the source",
    }
    told_links = ("themes", "settings", "populations", "studies")

    slug = models.SlugField(max_length=120, unique=True, help_text="Used in addresses. Do not change once published.")
    label = models.CharField(
        max_length=40, blank=True, help_text="The number that the source gives it, for example “1.2.1”."
    )
    title = models.CharField(max_length=250)
    summary = models.TextField(help_text="In one or two sentences, for lists.")
    organisation_name = models.CharField(max_length=200, blank=True, help_text="Leave empty if not stated.")
    place = models.CharField(max_length=120, blank=True, help_text="Town or region. Leave empty if not stated.")
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="case_studies")
    period = models.CharField(max_length=60, blank=True, help_text="When, as the source states it, for example “2019”.")
    background = models.TextField(blank=True)
    what_was_done = models.TextField(blank=True)
    findings = models.TextField(blank=True, help_text="What happened: one finding per line, with its figures.")
    lessons = models.TextField(blank=True, help_text="What the source says others can learn from it.")
    reference = models.TextField(
        blank=True, help_text="The reference that the source gives for it, if not a study here."
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="case_studies")
    settings = models.ManyToManyField(Setting, blank=True, related_name="case_studies")
    populations = models.ManyToManyField(Population, blank=True, related_name="case_studies")
    studies = models.ManyToManyField(
        Study, blank=True, related_name="case_studies", help_text="The studies that report it."
    )
    search = search_column(
        A=["title"],
        B=["summary", "organisation_name", "place"],
        C=["background", "what_was_done", "findings", "lessons"],
    )

    # Set by CaseStudyQuerySet.with_links, public or not.
    themes_keys: list[int]
    settings_keys: list[int]
    populations_keys: list[int]
    studies_keys: list[int]

    # Set by CaseStudyQuerySet.for_cards.
    source_slug: str
    source_title: str

    objects = NaturalKeyManager.from_queryset(CaseStudyQuerySet)()

    class Meta(SourcedEntry.Meta):
        verbose_name_plural = "case studies"
        ordering = ["source__position", "position", "title"]
        indexes = [
            GinIndex(fields=["search"], name="evidence_casestudy_search"),
            models.Index(NameDigest("slug"), name="evidence_casestudy_digest"),
        ]
        constraints = [*SourcedEntry.Meta.constraints, not_blank("summary")]

    def __str__(self) -> str:
        return self.title

    def cautions(self) -> list[str]:
        return cautions_about(self.studies.all())

    def get_absolute_url(self) -> str:
        return address("case-study", self.slug)


track_links(CaseStudy, "themes", "settings", "populations", "studies")


@track(exclude=("search",))
class Definition(SourcedEntry):
    """What a source means by a word."""

    told_fields = {"term": "", "text": "Meaning", "used_for": "", "curator_note": "", "locator": "Place in the source"}

    slug = models.SlugField(max_length=80, unique=True, help_text="Used in addresses. Do not change once published.")
    term = models.CharField(max_length=120)
    text = models.TextField(help_text="What it means, in our own words.")
    used_for = models.TextField(blank=True, help_text="Why the word is used here, or when not to use it.")
    search = search_column(A=["term"], B=["text"], C=["used_for"])

    objects = NaturalKeyManager.from_queryset(SourcedEntryQuerySet)()

    class Meta(SourcedEntry.Meta):
        ordering = ["term", "source__position"]
        indexes = [GinIndex(fields=["search"], name="evidence_definition_search")]
        constraints = [
            *SourcedEntry.Meta.constraints,
            not_blank("text"),
            models.UniqueConstraint(fields=["term", "source"], name="evidence_definition_once_a_source"),
        ]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return f"{address('glossary')}#{self.slug}"


class ResourceKind(models.TextChoices):
    """What a resource is."""

    TOOLKIT = "toolkit", "Toolkit"
    PROGRAMME = "programme", "Programme"
    GUIDANCE = "guidance", "Guidance"
    TRAINING = "training", "Training"
    DATA = "data", "Data"
    READING = "reading", "Reading or listening"
    BRIEF = "brief", "Evidence brief"


class ResourceQuerySet(SourcedEntryQuerySet):
    """Questions asked of resources."""

    def for_cards(self) -> Self:
        """With what a card shows alone, in one query."""
        return self.only("slug", "title", "kind", "publisher", "url", "description").annotate(
            source_slug=models.F("source__slug"), source_title=models.F("source__short_title")
        )

    def with_links(self) -> Self:
        """With its source and the keys of its themes, in one query."""
        return self.select_related("source").defer("search").annotate(**linked_keys(self.model, "themes"))


@track(exclude=("search",))
class Resource(SourcedEntry):
    """Something to use or read that a source points to."""

    web_addresses = {"url": ""}
    told_fields = {
        "title": "",
        "kind": "",
        "publisher": "",
        "url": "",
        "description": "",
        "curator_note": "",
        "locator": "Place in the source",
    }
    told_links = ("themes",)

    slug = models.SlugField(max_length=120, unique=True, help_text="Used in addresses. Do not change once published.")
    title = models.CharField(max_length=250)
    kind = models.CharField(max_length=30, choices=ResourceKind)
    publisher = models.CharField(max_length=200, blank=True, help_text="Leave empty if not stated.")
    url = WebAddressField(
        "web address", blank=True, max_length=500, help_text="As the source prints it. Leave empty if it prints none."
    )
    description = models.TextField(blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="resources")
    search = search_column(A=["title"], B=["description"], C=["publisher"])

    # Set by ResourceQuerySet.with_links, public or not.
    themes_keys: list[int]

    # Set by ResourceQuerySet.for_cards.
    source_slug: str
    source_title: str

    objects = NaturalKeyManager.from_queryset(ResourceQuerySet)()

    class Meta(SourcedEntry.Meta):
        ordering = ["source__position", "position", "title"]
        indexes = [GinIndex(fields=["search"], name="evidence_resource_search")]
        constraints = [*SourcedEntry.Meta.constraints, closed_set("kind", ResourceKind), is_web_address_or_empty("url")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("resource", self.slug)


track_links(Resource, "themes")
