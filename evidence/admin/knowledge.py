"""Case studies, the glossary and resources in the admin."""

from typing import Any

from django.contrib import admin

from curation.admin_base.base import CountOf, links_to
from curation.admin_base.filters import ReviewFilter, WorkFilter, has
from curation.entry_admin import PUBLICATION_FIELDSET, filled_in, without
from evidence.admin.bulk_steps import ENTRIES_WITH_THEMES
from evidence.admin.filters import SourceFilter, ThemeFilter
from evidence.admin.sourced_entries import SOURCE_FIELDSET, SourcedEntryAdmin
from evidence.models import CaseStudy, Definition, Resource


@admin.register(CaseStudy)
class CaseStudyAdmin(SourcedEntryAdmin):
    """The worked examples."""

    index_position = 16
    bulk_steps = ENTRIES_WITH_THEMES
    gaps = [without("Case studies without themes", has_themes="no")]
    list_display = [
        *("title", "organisation_name", "place", "source_name"),
        *(CountOf("themes", CaseStudy.themes.through, "casestudy"), "status", "review_due"),
    ]
    list_filter = ["status", WorkFilter, SourceFilter, has("themes"), has("recommendations"), ReviewFilter, ThemeFilter]
    search_fields = ["title", "slug", "label", "summary", "organisation_name", "place", "findings"]
    autocomplete_fields = ["source", "country", "themes", "settings", "populations", "studies"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["used_by"]
    fieldsets = [
        ("Where it is from", {"fields": ["source", "locator", "label"]}),
        ("What it says", {"fields": ["title", "summary", "background", "what_was_done", "findings", "lessons"]}),
        ("Where and when", {"fields": [("organisation_name", "place"), ("country", "period")]}),
        ("What and whom it is about", {"fields": ["themes", "populations", "settings"]}),
        ("Evidence", {"fields": ["studies", "reference", "used_by"]}),
        PUBLICATION_FIELDSET,
        filled_in("slug", "position"),
    ]

    @admin.display(description="used by")
    def used_by(self, row: Any) -> str:
        return links_to(row.recommendations.all() if row.pk else [])


@admin.register(Definition)
class DefinitionAdmin(SourcedEntryAdmin):
    """The glossary."""

    index_position = 19
    list_display = ["term", "text", "source_name", "status"]
    search_fields = ["term", "slug", "text"]
    prepopulated_fields = {"slug": ["term"]}
    fieldsets = [
        SOURCE_FIELDSET,
        ("What it says", {"fields": ["term", "text", "used_for"]}),
        PUBLICATION_FIELDSET,
        filled_in("slug", "position"),
    ]


@admin.register(Resource)
class ResourceAdmin(SourcedEntryAdmin):
    """The toolkits, programmes and links that sources point to."""

    index_position = 20
    bulk_steps = ENTRIES_WITH_THEMES
    gaps = [without("Resources without themes", has_themes="no")]
    list_display = ["title", "kind", "publisher", "source_name", "status"]
    list_filter = ["status", WorkFilter, "kind", SourceFilter, has("themes"), ReviewFilter, ThemeFilter]
    search_fields = ["title", "slug", "publisher", "description", "url"]
    autocomplete_fields = ["source", "themes"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        SOURCE_FIELDSET,
        ("What it is", {"fields": ["title", "kind", "publisher", "url", "description"]}),
        ("What it is about", {"fields": ["themes"]}),
        PUBLICATION_FIELDSET,
        filled_in("slug", "position"),
    ]
