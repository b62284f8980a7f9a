"""Sources, frameworks and themes, and what sources print and say, in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from curation.admin_base.base import CountOf, TabularPart, links_to
from curation.admin_base.filters import PresenceFilter, ReviewFilter, WorkFilter, has
from curation.admin_base.forms import PartForm
from curation.admin_base.vocabulary import AddsDrafts, VocabularyAdmin, VocabularyForm
from curation.entry_admin import PUBLICATION_FIELDSET, EntryAdmin, without
from curation.vocabulary.drafts import added_by
from curation.workflow import has_right
from evidence.admin.bulk_steps import ENTRIES_WITH_THEMES
from evidence.admin.filters import SourceFilter, ThemeFilter
from evidence.admin.sourced_entries import SOURCE_FIELDSET, SourcedEntryAdmin
from evidence.models import CaseStudy, Citation, Figure, Framework, Passage, Source, Study, Theme


@admin.register(Source)
class SourceAdmin(EntryAdmin):
    """The documents that everything else is taken from."""

    index_position = 10
    list_display = [
        *("title", "kind", "publisher", "published", "reference_prefix"),
        *(CountOf("studies", Citation, "source"), "status"),
    ]
    list_filter = ["status", WorkFilter, "kind", "states_certainty", ReviewFilter]
    search_fields = ["title", "short_title", "slug", "publisher", "authors", "reference_prefix"]
    prepopulated_fields = {"slug": ["short_title"]}
    fieldsets = [
        (
            "What it is",
            {"fields": ["title", "short_title", "slug", "reference_prefix", "kind", "summary", "intended_readers"]},
        ),
        (
            "Who published it, and when",
            {"fields": ["publisher", "publication_date", "authors", "suggested_citation", "url", "licence", "funding"]},
        ),
        ("How it was made", {"fields": ["methods", "limitations"]}),
        ("Certainty", {"fields": ["states_certainty", "certainty_caution"]}),
        ("Publication", {"fields": ["position", *PUBLICATION_FIELDSET[1]["fields"]]}),
    ]

    def choice_label(self, obj: Source) -> str:
        return obj.short_title

    @admin.display(description="date", ordering="publication_date", empty_value="not stated")
    def published(self, row: Source) -> str:
        return row.publication_date_in_words


class FrameworkThemeForm(AddsDrafts, PartForm):
    """A row for a theme on the form of its framework."""


class FrameworkThemes(TabularPart):
    """The headings of a framework."""

    model = Theme
    form = FrameworkThemeForm
    fields = ["name", "slug", "parent", "locator", "position"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["parent"]
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.adds_drafts = not has_right(request.user, "publish", Theme)
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        themes = super().get_queryset(request)
        if has_right(request.user, "publish", Theme):
            return themes
        # On the form of their own framework, nobody changes the drafts of others.
        return themes.filter(Q(is_draft=False) | Q(pk__in=added_by(request.user, Theme)))


@admin.register(Framework)
class FrameworkAdmin(VocabularyAdmin):
    """How sources sort their subject."""

    index_position = 11
    list_display = ["name", "source", "is_core", CountOf("themes", Theme, "framework"), "position"]
    list_filter = ["is_core", SourceFilter]
    list_select_related = ["source"]
    search_fields = ["name", "slug", "description"]
    autocomplete_fields = ["source"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "description", "source", "is_core", "position"]
    publisher_fields = ["is_core"]
    inlines = [FrameworkThemes]


class ThemeForm(VocabularyForm):
    """A form for a theme, whose siblings have the same parent."""

    siblings_by = ("framework", "parent")
    # Other frameworks may well have headings like it.
    compared_within = ("framework",)


class LevelFilter(PresenceFilter):
    """By whether it is a theme of the first level."""

    relation = "parent"
    title = "level"
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Themes"), ("yes", "Subthemes")]


@admin.register(Theme)
class ThemeAdmin(VocabularyAdmin):
    """The headings that entries are sorted under."""

    index_position = 12
    form = ThemeForm
    list_display = [
        *("name", "part_of", "framework", CountOf("studies", Study.themes.through, "theme")),
        *(CountOf("case studies", CaseStudy.themes.through, "theme"), "has_conclusion", "position"),
    ]
    list_filter = ["framework", LevelFilter, has("studies"), has("case_studies")]
    list_select_related = ["framework", "parent"]
    search_fields = ["name", "slug", "summary", "parent__name", "framework__name"]
    autocomplete_fields = ["framework", "parent"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["subthemes"]
    fieldsets = [
        ("What it says", {"fields": ["name", "slug", "summary", "conclusion"]}),
        ("Where it belongs", {"fields": ["framework", "parent", "position", "subthemes"]}),
        ("Where it is from", {"fields": ["locator"]}),
    ]
    choice_select_related = ["framework__source", "parent"]

    def name_among_choices(self, obj: Theme) -> str:
        within = f"{obj.parent.name}, {obj.framework.name}" if obj.parent else obj.framework.name
        return f"{obj.name} ({within})"

    @admin.display(description="part of", ordering="parent__position", empty_value="–")
    def part_of(self, row: Theme) -> Theme | None:
        return row.parent

    @admin.display(description="conclusion", boolean=True)
    def has_conclusion(self, row: Theme) -> bool:
        return bool(row.conclusion)

    @admin.display(description="subthemes")
    def subthemes(self, row: Theme) -> str:
        return links_to(row.subthemes.all() if row.pk else [])


@admin.register(Figure)
class FigureAdmin(SourcedEntryAdmin):
    """The figures and tables that sources print."""

    index_position = 18
    address_field = ""
    list_display = ["label", "title", "source_name", "data_source", "status"]
    list_display_links = ["label", "title"]
    search_fields = ["label", "title", "data_source", "shows"]
    fieldsets = [
        ("What it shows", {"fields": ["label", "title", "shows", "data_source"]}),
        SOURCE_FIELDSET,
        PUBLICATION_FIELDSET,
    ]


@admin.register(Passage)
class PassageAdmin(SourcedEntryAdmin):
    """What sources say that is no other kind of entry."""

    index_position = 17
    bulk_steps = ENTRIES_WITH_THEMES
    gaps = [without("Passages without themes", has_themes="no")]
    list_display = ["title", "kind", "source_name", "locator", "status"]
    list_filter = ["status", WorkFilter, "kind", SourceFilter, has("themes"), ThemeFilter, ReviewFilter]
    search_fields = ["title", "slug", "text", "speaker"]
    autocomplete_fields = ["source", "themes"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        ("What it says", {"fields": ["title", "slug", "kind", "text", "speaker"]}),
        ("What it is about", {"fields": ["themes"]}),
        SOURCE_FIELDSET,
        PUBLICATION_FIELDSET,
    ]
