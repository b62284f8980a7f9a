"""Studies with their citations and findings in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from curation.admin_base.base import CountOf, PartAdmin, StackedPart, TabularPart, links_to
from curation.admin_base.exports import ExportedList
from curation.admin_base.filters import ReviewFilter, WorkFilter, has
from curation.admin_base.forms import EntryForm, PartForm
from curation.admin_base.history import history_of
from curation.admin_base.look_alikes import LookAlikesForm, TakesLookAlikes
from curation.entry_admin import PUBLICATION_FIELDSET, EntryAdmin, without
from curation.vocabulary.alike import MOST, most_alike
from curation.workflow import NotPossible
from evidence import study_merging
from evidence.admin.bulk_steps import ENTRIES_WITH_THEMES
from evidence.admin.filters import CitedByFilter, SourceFilter, ThemeFilter
from evidence.admin.sourced_entries import NamesSource
from evidence.imports.indexes import study_index
from evidence.imports.matching import ALIKE, COMPARED, MatchFields, match
from evidence.models import Citation, Finding, Retraction, Study, StudyMerge
from evidence.study_exports import NAME_OF_CITATION, NAME_OF_FINDING
from evidence.study_merging import may_merge, undo_merge
from evidence.study_references import field_name
from files.csv_columns import Linked
from lists.wording import counted


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
        *(("outcome", "direction"), "statement", ("studies_reporting", "studies_in_this_direction")),
        *(("source", "locator"), "position"),
    ]
    autocomplete_fields = ["outcome", "source"]


class StudyForm(LookAlikesForm, EntryForm):
    """A form for a study, which names those that may be the same before one is added."""

    def rows_alike(self, cleaned: dict[str, Any]) -> list[Any]:
        stated = {name: cleaned[name] for name in COMPARED if cleaned.get(name)}
        found = match(MatchFields.of_study(Study(**stated)), study_index())
        by_label = most_alike(cleaned["label"], list(Study.objects.values_list("pk", "label")), ALIKE)
        keys = dict.fromkeys([*([found.key] if found.key else []), *found.others, *by_label])
        rows = Study.objects.in_bulk(keys)
        return [rows[key] for key in keys if key in rows][:MOST]


@admin.register(Study)
class StudyAdmin(TakesLookAlikes, ExportedList, EntryAdmin):
    """The studies, reviews and reports that sources cite."""

    index_position = 13
    form = StudyForm
    change_list_template = "admin/studies.html"
    actions = ["merge_chosen"]
    export_columns = [
        *("slug", "label", "title", "authors", "cited_as", "year", "journal", "volume", "issue", "pages"),
        *("doi", "pmid", "url", "design", "studies_included", "trials_included"),
        *("countries", "settings", "populations", "themes", "what_was_done", "reservations"),
        *("retraction", "retraction_notice", "retraction_date"),
        ("cited_in", Linked(Citation.objects.all(), "study", NAME_OF_CITATION)),
        ("findings", Linked(Finding.objects.all(), "study", NAME_OF_FINDING)),
        *("status", "published_on", "reviewed_on", "review_due_on"),
    ]
    bulk_steps = ENTRIES_WITH_THEMES
    #: The relations of which the page that merges two studies says how many rows each study has.
    counted_on_merge_page = ("findings", "citations", "recommendations", "case_studies", "themes", "imported_records")
    gaps = [
        *(without("Studies without findings", has_findings="no"), without("Studies without themes", has_themes="no")),
        # Those that are published and should be looked at, by what became of the work.
        *(without(f"Studies with a notice: {each.label.lower()}", retraction__exact=each.value) for each in Retraction),
    ]
    list_display = [
        *("label", "by", "design", "cited_in", CountOf("findings", Finding, "study")),
        *(CountOf("recommendations", Study.recommendations.through, "study"), "status", "review_due"),
    ]
    list_filter = [
        *("status", WorkFilter, CitedByFilter, "design", "retraction"),
        *(has("findings"), has("themes"), has("recommendations"), ReviewFilter, ThemeFilter),
    ]
    search_fields = ["label", "title", "authors", "cited_as", "journal", "doi", "pmid", "slug"]
    search_help_text = "Searches labels, titles, authors, journals, DOIs and PubMed IDs."
    autocomplete_fields = ["countries", "settings", "populations", "themes"]
    prepopulated_fields = {"slug": ["label"]}
    readonly_fields = ["used_by"]
    fieldsets = [
        ("What it is", {"fields": ["label", "slug", "cited_as", "design", ("studies_included", "trials_included")]}),
        ("What it says", {"fields": ["what_was_done", "reservations"]}),
        (
            "Whether it still stands",
            {"fields": ["retraction", ("retraction_notice", "retraction_date")]},
        ),
        ("What and whom it is about", {"fields": ["themes", "populations", "settings", "countries"]}),
        (
            "Publication details",
            {
                "fields": [
                    *("title", "authors", "year", "journal"),
                    *(("volume", "issue", "pages"), ("doi", "pmid"), "url", "record_note"),
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
        return super().get_queryset(request).prefetch_related("citations__source")

    def choice_label(self, obj: Study) -> str:
        return f"{obj} ({told})" if (told := obj.told_apart_by) else str(obj)

    @admin.display(description="cited as", ordering="cited_as", empty_value="not stated")
    def by(self, row: Study) -> str:
        return row.cited_as_in_full or row.authors_and_year

    @admin.action(description="Merge two studies that are the same", permissions=["change"])
    def merge_chosen(self, request: HttpRequest, chosen: QuerySet[Study]) -> HttpResponse | None:
        keys = list(chosen.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            messages.error(request, "Choose exactly two studies to merge.")
            return None
        if not may_merge(request.user, *chosen):
            messages.error(request, "One of them was published: ask a reviewer to merge them.")
            return None
        return HttpResponseRedirect(reverse("admin:evidence_study_merge", args=keys))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:kept>/merge/<int:other>/", view, name="evidence_study_merge"), *super().get_urls()]

    def merge_view(self, request: HttpRequest, kept: int, other: int) -> HttpResponse:
        """Two studies side by side, which to keep, and whose value of each field."""
        study, duplicate = get_object_or_404(Study, pk=kept), get_object_or_404(Study, pk=other)
        if not may_merge(request.user, study, duplicate):
            raise PermissionDenied
        if request.method == "POST":
            taken = [name for name in study_merging.FIELDS if request.POST.get(name) == "other"]
            try:
                made = study_merging.merge(study, duplicate, by=request.user, taken=taken)
            except NotPossible as error:
                messages.error(request, str(error))
            else:
                messages.success(request, f"“{duplicate}” was merged into “{study}”.")
                return HttpResponseRedirect(reverse("admin:evidence_studymerge_change", args=[made.pk]))
        by_default = study_merging.taken_by_default(study, duplicate)
        context = {
            **self.admin_site.each_context(request),
            "title": "Merge two studies",
            "opts": self.opts,
            "kept": study,
            "other": duplicate,
            "fields": [
                (name, field_name(name), *values, name in by_default)
                for name in study_merging.FIELDS
                if any(values := [self._value_of(each, name) for each in (study, duplicate)])
            ],
            "of_both": list(study_merging.said_of_both(study, duplicate)),
            "links": [(each, self._linked(each)) for each in (study, duplicate)],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/study_merge.html", context)

    @staticmethod
    def _value_of(study: Study, name: str) -> str:
        if not study_merging.states(study, name):
            return ""
        return str(study.get_design_display() if name == "design" else getattr(study, name))

    def _linked(self, study: Any) -> list[str]:
        """How much is linked to a study, of each kind, in words."""
        rows = [getattr(study, name) for name in self.counted_on_merge_page]
        return [counted(each.count(), each.model) for each in rows]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history of a study and of those that were merged into it."""
        row = self.get_object(request, object_id)
        merged = [made.merged for made in row.merges.select_related("merged")] if row else []
        if row and merged:
            saves = [save for study in (row, *merged) for save in history_of(study)]
            saves.sort(key=lambda save: save.at, reverse=True)
            extra_context = {"saves": saves, "also": merged, **(extra_context or {})}
        return super().history_view(request, object_id, extra_context)

    @admin.display(description="cited in")
    def cited_in(self, row: Study) -> str:
        return "; ".join(str(citation) for citation in row.citations.all())

    @admin.display(description="used by")
    def used_by(self, row: Any) -> str:
        """The recommendations that rest on it and the case studies that it reports."""
        return links_to([*row.recommendations.all(), *row.case_studies.all()] if row.pk else [])


@admin.register(Finding)
class FindingAdmin(NamesSource, PartAdmin):
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


@admin.register(Citation)
class CitationAdmin(NamesSource, PartAdmin):
    """Which source cites which study, and by which number."""

    index_position = 15
    list_display = ["study", "source_name", "number", "locator"]
    list_filter = [SourceFilter]
    list_select_related = ["study", "source"]
    search_fields = ["study__label", "study__title", "study__authors", "=number", "locator"]
    autocomplete_fields = ["study", "source"]
    fields = ["source", "study", "number", "locator"]


@admin.register(StudyMerge)
class StudyMergeAdmin(PartAdmin):
    """Studies that turned out to be one and the same."""

    index_position = 18
    change_form_template = "admin/study_merged.html"
    list_display = ["merged", "kept", "merged_by", "merged_at"]
    list_display_links = ["merged", "kept"]
    list_select_related = ["merged", "kept", "merged_by"]
    search_fields = ["merged__label", "kept__label"]
    fields = ["kept", "merged", "merged_by", "merged_at"]
    readonly_fields = ["merged_at", "merged_by"]
    autocomplete_fields = ["kept", "merged"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:key>/undo/", view, name="evidence_studymerge_undo"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The merge, with the way to undo it for who may."""
        made = context.get("original")
        context["may_undo"] = made is not None and may_merge(request.user, made.kept, made.merged)
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        made = get_object_or_404(StudyMerge.objects.select_related("merged", "kept"), pk=key)
        if not may_merge(request.user, made.kept, made.merged):
            raise PermissionDenied
        try:
            undo_merge(made, by=request.user)
        except NotPossible as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:evidence_studymerge_change", args=[key]))
        messages.success(request, f"“{made.merged}” and “{made.kept}” are two studies again.")
        return HttpResponseRedirect(reverse("admin:evidence_study_change", args=[made.merged_id]))
