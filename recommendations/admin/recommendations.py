"""The admin of recommendations, their links and audiences."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from curation.admin_base.base import CountOf, CurationAdmin, PartAdmin, TabularPart
from curation.admin_base.filters import ReviewFilter, WorkFilter, has
from curation.bulk.steps import AddLink, RemoveLink
from curation.entry_admin import PUBLICATION_FIELDSET, filled_in, without
from curation.workbooks.pages import WorkbookPages
from evidence.admin.bulk_steps import ENTRIES_WITH_THEMES
from evidence.admin.filters import SourceFilter, ThemeFilter
from evidence.admin.sourced_entries import SOURCE_FIELDSET, SourcedEntryAdmin, SourcedEntryForm
from evidence.models import Source, Study
from files.csv_columns import Linked
from recommendations.admin.certainty_sheet import sheet_address, sheet_urls
from recommendations.exports import name_of_indicator
from recommendations.grade import differs
from recommendations.models import Audience, Certainty, Recommendation, RecommendationIndicator, RecommendationStudy
from recommendations.own_assessments import levels_in_words
from workforce.models import Indicator


class RecommendationStudies(TabularPart):
    """Inline for the studies that a recommendation rests on."""

    model = RecommendationStudy
    fields = ["study", "bearing", "note", "position"]
    autocomplete_fields = ["study"]


class RecommendationIndicators(TabularPart):
    """Inline for the WRES indicators that a recommendation speaks to."""

    model = RecommendationIndicator
    fields = ["indicator", "reason"]
    autocomplete_fields = ["indicator"]


class RecommendationForm(SourcedEntryForm):
    """A form for a recommendation; an empty reference becomes the source's next one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reference" in self.fields and self.instance._state.adding:
            self.fields["reference"].required = False
            self.fields["reference"].help_text += " Leave empty for the next free number of the source."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        source = cleaned.get("source")
        if source and "reference" in self.fields and "reference" not in self.errors and not cleaned.get("reference"):
            cleaned["reference"] = next_reference(source)
        if "certainty" in self.changed_data and self.instance.assessment_finished and cleaned.get("certainty"):
            stated, own = Certainty(cleaned["certainty"]), self.instance.own_level
            if differs(stated, own) and not self.instance.assessment_note.strip():
                fault = "Say on the sheet first what differs and why."
                self.add_error("certainty", f"{levels_in_words(stated, own)} {fault}")
        return cleaned


class AddAudience(AddLink):
    """Adds an audience and unsets “audience not stated”."""

    def change(self, row: Any, links: Any, target: Any) -> str:
        also = super().change(row, links, target)
        if row.audience_not_stated:
            row.audience_not_stated = False
            row.save(update_fields=["audience_not_stated"])
            also += "; the audience is no longer “not stated”"
        return also


def next_reference(source: Source) -> str:
    """The source's prefix with the number after the highest one."""
    pattern = re.compile(rf"{re.escape(source.reference_prefix)}-(\d+)")
    taken = Recommendation.objects.filter(source=source).values_list("reference", flat=True)
    numbers = [int(match[1]) for reference in taken if (match := pattern.fullmatch(reference))]
    return f"{source.reference_prefix}-{max(numbers, default=0) + 1}"


@admin.register(Recommendation)
class RecommendationAdmin(WorkbookPages, SourcedEntryAdmin):
    """What sources say should be done."""

    index_position = 1
    address_field = "reference"
    form = RecommendationForm
    export_columns = [
        *("reference", "title", "statement", "points", "kind", "certainty", "certainty_reason"),
        *("audiences", "themes", "settings", "populations", ("source", "source__title"), "locator"),
        *(("studies", Linked(Study.objects.all(), "recommendations", "label")), "evidence_note"),
        ("wres_indicators", Linked(Indicator.objects.all(), "recommendations", name_of_indicator())),
        *("status", "published_on", "reviewed_on", "review_due_on", "curator_note"),
    ]
    bulk_steps = (*ENTRIES_WITH_THEMES, AddAudience("audiences", "audience"), RemoveLink("audiences", "audience"))
    gaps = [
        without("Recommendations without a study that they rest on", has_studies="no"),
        without("Recommendations without themes", has_themes="no"),
        without("Recommendations that are not graded", certainty__exact=Certainty.NOT_GRADED.value),
    ]
    list_display = [
        *("reference", "title", "kind", "level", "audience_names"),
        *(CountOf("studies", RecommendationStudy, "recommendation"), "status", "review_due"),
    ]
    list_display_links = ["reference", "title"]
    list_filter = [
        *("status", WorkFilter, SourceFilter, "certainty", "kind"),
        *(has("studies"), has("themes"), has("indicators", "WRES indicators"), ReviewFilter, "audiences", ThemeFilter),
    ]
    search_fields = ["reference", "title", "statement", "points"]
    search_help_text = "Searches references, titles, statements and points."
    autocomplete_fields = ["source", "audiences", "themes", "settings", "populations", "case_studies", "related"]
    fieldsets = [
        SOURCE_FIELDSET,
        ("What it says", {"fields": ["title", "statement", "points", "kind"]}),
        (
            "Whom and what it is for",
            {"fields": ["audiences", "audience_not_stated", "themes", "settings", "populations"]},
        ),
        (
            "Evidence",
            {
                "fields": ["evidence_note", "case_studies", "related"],
                "description": "Studies and WRES indicators are linked at the foot of this form.",
            },
        ),
        ("Certainty", {"fields": ["certainty", "certainty_reason", "own_assessment"]}),
        PUBLICATION_FIELDSET,
        filled_in("reference", "position"),
    ]
    inlines = [RecommendationStudies, RecommendationIndicators]
    readonly_fields = ["own_assessment"]

    def get_urls(self) -> list[Any]:
        return [*sheet_urls(self.admin_site), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("audiences")

    @admin.display(description="certainty", ordering="certainty")
    def level(self, row: Recommendation) -> str:
        return f"{row.level.label} {row.level.symbols}".strip()

    @admin.display(description="our own assessment")
    def own_assessment(self, row: Recommendation) -> str:
        if row._state.adding:
            return "Save the recommendation with its studies first."
        words = "None yet."
        if row.certainty_assessments.exists():
            finished = "Finished." if row.assessment_finished else "Not finished, so not public."
            words = f"{levels_in_words(row.level, row.own_level)} {finished}"
        return format_html('{} <a href="{}">Assess the certainty, outcome by outcome</a>', words, sheet_address(row))

    @admin.display(description="audiences")
    def audience_names(self, row: Recommendation) -> str:
        return ", ".join(str(audience) for audience in row.audiences.all())


@admin.register(Audience)
class AudienceAdmin(CurationAdmin):
    """Whom recommendations are addressed to."""

    index_position = 2
    list_display = [
        *("name", "full_name", "kind"),
        *(CountOf("recommendations", Recommendation.audiences.through, "audience"), "position"),
    ]
    list_filter = ["kind", has("recommendations")]
    search_fields = ["name", "full_name", "slug", "description"]
    autocomplete_fields = ["umbrellas"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "full_name", "slug", "kind", "description", "umbrellas", "position"]


class LinkAdmin(PartAdmin):
    """An admin of links, which are made on a recommendation's form and so need no place on the admin index."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(RecommendationStudy)
class RecommendationStudyAdmin(LinkAdmin):
    """Which recommendation rests on which study, and how."""

    list_display = ["recommendation", "study", "bearing", "note"]
    list_display_links = ["recommendation", "study"]
    list_filter = ["bearing"]
    list_select_related = ["recommendation", "study"]
    search_fields = ["recommendation__reference", "recommendation__title", "study__label", "note"]
    autocomplete_fields = ["recommendation", "study"]
    fields = ["recommendation", "study", "bearing", "note", "position"]


@admin.register(RecommendationIndicator)
class RecommendationIndicatorAdmin(LinkAdmin):
    """Which recommendation speaks to which WRES indicator, and why."""

    list_display = ["recommendation", "indicator", "reason"]
    list_display_links = ["recommendation", "indicator"]
    list_filter = ["indicator"]
    list_select_related = ["recommendation", "indicator"]
    search_fields = ["recommendation__reference", "recommendation__title", "=indicator__number", "reason"]
    autocomplete_fields = ["recommendation", "indicator"]
    fields = ["recommendation", "indicator", "reason"]
