"""Studies with their citations and findings in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export.fields import Field
from import_export.resources import ModelResource

from evidence.admin.entries import (
    PUBLICATION_FIELDSET,
    CountOf,
    EntryAdmin,
    PartAdmin,
    StackedPart,
    TabularPart,
    links_to,
)
from evidence.admin.exports import ExportedList, Joined
from evidence.admin.filters import CitedByFilter, ReviewFilter, SourceFilter, ThemeFilter, has
from evidence.admin.forms import PartForm
from evidence.models import Citation, Finding, Study


class StudyCitations(TabularPart):
    """The sources that cite a study."""

    model = Citation
    form = PartForm
    fields = ["source", "number", "locator"]
    autocomplete_fields = ["source"]


class StudyFindings(StackedPart):
    """What a study found, outcome by outcome."""

    model = Finding
    fields = [
        ("outcome", "direction"),
        "statement",
        ("studies_reporting", "studies_in_this_direction"),
        ("source", "locator"),
        "position",
    ]
    autocomplete_fields = ["outcome", "source"]


class StudyResource(ModelResource):
    """Studies as rows of a table."""

    design = Field("get_design_display")
    countries = Joined("countries")
    settings = Joined("settings")
    populations = Joined("populations")
    themes = Joined("themes")
    cited_in = Joined("citations")
    findings = Joined("findings")
    status = Field("get_status_display")

    class Meta:
        model = Study
        fields = export_order = (
            "slug",
            "label",
            "title",
            "authors",
            "cited_as",
            "year",
            "journal",
            "volume",
            "issue",
            "pages",
            "doi",
            "pmid",
            "url",
            "design",
            "studies_included",
            "trials_included",
            "countries",
            "settings",
            "populations",
            "themes",
            "what_was_done",
            "reservations",
            "cited_in",
            "findings",
            "status",
            "published_on",
            "reviewed_on",
            "review_due_on",
        )


@admin.register(Study)
class StudyAdmin(ExportedList, EntryAdmin):
    """The studies, reviews and reports that sources cite."""

    index_position = 13
    resource_classes = [StudyResource]
    export_prefetch = ("countries", "settings", "populations", "themes", "findings__outcome")
    list_display = [
        "label",
        "cited_as",
        "design",
        "cited_in",
        CountOf("findings", Finding, "study"),
        CountOf("recommendations", Study.recommendations.through, "study"),
        "status",
        "review_due",
    ]
    list_filter = [
        "status",
        CitedByFilter,
        "design",
        has("findings"),
        has("themes"),
        has("recommendations"),
        ReviewFilter,
        ThemeFilter,
    ]
    search_fields = ["label", "title", "authors", "cited_as", "journal", "doi", "pmid", "slug"]
    search_help_text = "Searches labels, titles, authors, journals, DOIs and PubMed IDs."
    autocomplete_fields = ["countries", "settings", "populations", "themes"]
    prepopulated_fields = {"slug": ["label"]}
    readonly_fields = ["used_by"]
    fieldsets = [
        ("What it is", {"fields": ["label", "slug", "cited_as", "design", ("studies_included", "trials_included")]}),
        ("What it says", {"fields": ["what_was_done", "reservations"]}),
        ("What and whom it is about", {"fields": ["themes", "populations", "settings", "countries"]}),
        (
            "Publication details",
            {
                "fields": [
                    "title",
                    "authors",
                    "year",
                    "journal",
                    ("volume", "issue", "pages"),
                    ("doi", "pmid"),
                    "url",
                    "record_note",
                ],
                "description": "As far as the source or a public record states them. Say in the note what was "
                "completed from which record.",
            },
        ),
        ("Where it is used", {"fields": ["used_by"]}),
        ("Publication", {"fields": ["position", *PUBLICATION_FIELDSET[1]["fields"]]}),
    ]
    inlines = [StudyFindings, StudyCitations]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The studies with the sources that cite each."""
        return super().get_queryset(request).prefetch_related("citations__source")

    @admin.display(description="cited in")
    def cited_in(self, row: Study) -> str:
        """The sources that cite it, with the numbers by which they do."""
        return "; ".join(str(citation) for citation in row.citations.all())

    @admin.display(description="used by")
    def used_by(self, row: Any) -> str:
        """The recommendations that rest on it and the case studies that it reports."""
        return links_to([*row.recommendations.all(), *row.case_studies.all()] if row.pk else [])


@admin.register(Finding)
class FindingAdmin(PartAdmin):
    """Findings across all studies."""

    index_position = 14
    list_display = ["study", "outcome", "direction", "statement", "source_name"]
    list_display_links = ["study", "outcome"]
    list_filter = ["direction", "outcome__group", SourceFilter, "outcome"]
    list_select_related = ["study", "outcome", "source"]
    search_fields = ["statement", "study__label", "study__title", "outcome__name"]
    autocomplete_fields = ["study", "outcome", "source"]
    fieldsets = [
        ("What was found", {"fields": ["study", ("outcome", "direction"), "statement"]}),
        ("In how many studies", {"fields": [("studies_reporting", "studies_in_this_direction")]}),
        ("Where it is from", {"fields": ["source", "locator", "position"]}),
    ]

    @admin.display(description="source", ordering="source__position")
    def source_name(self, row: Finding) -> str:
        """The short title of the source that reports it."""
        return row.source.short_title


@admin.register(Citation)
class CitationAdmin(PartAdmin):
    """Which source cites which study, and by which number."""

    index_position = 15
    list_display = ["study", "source_name", "number", "locator"]
    list_filter = [SourceFilter]
    list_select_related = ["study", "source"]
    search_fields = ["study__label", "study__title", "study__authors", "=number", "locator"]
    autocomplete_fields = ["study", "source"]
    fields = ["source", "study", "number", "locator"]

    @admin.display(description="source", ordering="source__position")
    def source_name(self, row: Citation) -> str:
        """The short title of the source that cites it."""
        return row.source.short_title
