"""Imports of studies in the admin: upload, preview with decisions, confirm, report."""

from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from curation.admin_base.base import CurationAdmin, PartAdmin
from curation.models import Draft
from curation.workflow import NotPossible
from evidence.imports.confirming import confirm, decide, discard
from evidence.imports.reading import read_some, receive
from evidence.imports.rights import may_decide
from evidence.models import ImportedRecord, ImportState, RecordDecision, RecordOutcome, Source, Study, StudyImport
from evidence.models.study_imports import OFFERED
from evidence.study_references import field_name
from files.child_processes import Busy
from files.request_bodies import FORM, takes_bodies_of
from references import ENCODING_NAMES, FORMAT_NAMES, KNOWN, Refused

#: The tabs of a preview: a record’s outcome, and what it means.
TABS = {
    RecordOutcome.NEW: "No study like them is here. Each becomes a draft.",
    RecordOutcome.MATCHED: (
        "These are here already, or twice in the file. Only empty fields of a study are filled. Of records of one "
        "work, what any of them states is kept."
    ),
    RecordOutcome.CONFLICTING: (
        "These may be here already, or are here with a milder notice. Say for each whether it is that study, and "
        "whether to take its notice."
    ),
    RecordOutcome.REJECTED: "These cannot be imported. The line is that of the file.",
}
RECORDS_A_PAGE = 50
#: How much is shown of what a record fills, such as an abstract.
LONGEST_SHOWN = 300
#: How many of the records that were left are named above the report.
LEFT_NAMED = 5
#: How many records are read in one request, so that the page can soon show progress.
RECORDS_A_REQUEST = 1000
#: When to ask again where others are reading files.
SECONDS_WHILE_BUSY = 3


class UploadForm(forms.Form):
    """A file of references, and the document that cites them if there is one."""

    file = forms.FileField(label="File", help_text=f"{KNOWN}. What kind it is shows from what it holds.")
    source = forms.ModelChoiceField(
        label="Cited by",
        queryset=Source.objects.all(),
        required=False,
        empty_label="No document of ours",
        help_text="If one document cites all of these studies, each gets a citation of it.",
    )
    locator = forms.CharField(
        label="Where it cites them", required=False, max_length=250, help_text="For example “References, page 30”."
    )

    def clean(self) -> dict[str, Any]:
        """What was entered; a document needs the place in it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source") and not cleaned.get("locator", "").strip():
            self.add_error("locator", "Say where the document cites them.")
        return cleaned


class DecisionsForm(forms.Form):
    """A decision on one record, on those that are ticked, or on all conflicts that are not decided."""

    decision = forms.ChoiceField(choices=RecordDecision.choices, required=False)
    record = forms.ModelMultipleChoiceField(queryset=ImportedRecord.objects.none(), required=False)
    all_left = forms.BooleanField(required=False)

    def __init__(self, study_import: StudyImport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.study_import = study_import
        self.fields["record"].queryset = study_import.records.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("all_left") and not cleaned.get("record") and "record" not in self.errors:
            raise forms.ValidationError("Tick the records first.")
        return cleaned

    @property
    def records(self) -> QuerySet[ImportedRecord]:
        """The records that the decision is on."""
        if self.cleaned_data["all_left"]:
            return self.study_import.records.undecided()
        records: QuerySet[ImportedRecord] = self.cleaned_data["record"]
        return records


@admin.register(StudyImport)
class StudyImportAdmin(CurationAdmin):
    """Files of references, and what became of the studies in them."""

    index_position = 16
    list_display = ["file_name", "state", "records_total", "uploaded_by", "uploaded_at"]
    list_filter = ["state"]
    list_select_related = ["uploaded_by"]
    search_fields = ["file_name"]
    autocomplete_fields = ["source"]
    actions = None
    deleted_with = ("records",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("evidence.add_study")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may decide on it, until it is imported: from then on it tells where studies are from."""
        if obj is None:
            return self.has_add_permission(request)
        return may_decide(request.user, obj) and obj.state != ImportState.CONFIRMED

    def get_urls(self) -> list[URLPattern]:
        views = {
            step: self.admin_site.admin_view(getattr(self, f"{step}_view"))
            for step in ("read", "progress", "decide", "confirm", "discard")
        }
        steps = [path(f"<int:key>/{step}/", view, name=f"evidence_studyimport_{step}") for step, view in views.items()]
        return [*steps, *super().get_urls()]

    @takes_bodies_of(settings.STUDY_IMPORT_MAX_BYTES + FORM)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                study_import = receive(cast(BinaryIO, upload.file), upload.name, by=request.user)
            except Refused as error:
                form.add_error("file", str(error))
            else:
                study_import.source, study_import.locator = form.cleaned_data["source"], form.cleaned_data["locator"]
                study_import.save(update_fields=["source", "locator"])
                return HttpResponseRedirect(study_import.get_absolute_url())
        limit = f"{settings.STUDY_IMPORT_MAX_BYTES // 1_000_000} MB"
        return self._page(request, "upload", {"title": "Import studies", "form": form, "limit": limit})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        study_import = self.get_object(request, object_id)
        if study_import is None:
            return super().change_view(request, object_id, form_url, extra_context)
        if not self.has_view_permission(request):
            raise PermissionDenied
        counts = study_import.counts()
        shown = request.GET.get("show", "")
        if shown not in TABS:
            shown = next((tab for tab in TABS if counts[tab]), RecordOutcome.NEW)
        records = study_import.records.filter(outcome=shown).select_related("study").defer("title_keys")
        page = Paginator(records.order_by("number"), RECORDS_A_PAGE).get_page(request.GET.get("p"))
        known = study_import.records.of_known_studies()
        in_review = set(
            Draft.objects.in_review()
            .filter(
                entry_type=ContentType.objects.get_for_model(Study),
                entry_id__in=[record.study_id for record in page if record.study_id],
            )
            .values_list("entry_id", flat=True)
        )
        context = {
            "title": f"Import of {study_import}",
            "original": study_import,
            "study_import": study_import,
            "format": FORMAT_NAMES[study_import.format],
            "encoding": ENCODING_NAMES[study_import.encoding],
            "is_reading": study_import.state == ImportState.READING,
            "is_ready": study_import.state == ImportState.READY,
            "may_decide": may_decide(request.user, study_import),
            "tabs": [
                {"value": tab.value, "label": tab.label, "count": counts[tab], "is_shown": tab == shown} for tab in TABS
            ],
            "shown": shown,
            "explained": TABS[RecordOutcome(shown)],
            "page": page,
            "rows": [self._row(record, in_review) for record in page],
            "offered": [
                each for each in OFFERED.get(RecordOutcome(shown), ()) if any(each in row.offered for row in page)
            ],
            "undecided": study_import.records.undecided().count(),
            "drafts": study_import.records.making_studies().count(),
            # The chosen document cites those too to which a record has nothing to add.
            "completed": (known if study_import.source_id else study_import.records.adding_to_studies()).count(),
            "decisions": [
                (each.value, each.label)
                for each in RecordDecision
                if each and study_import.records.undecided().offering(each).exists()
            ],
        }
        return self._page(request, "preview", context)

    @staticmethod
    def _row(record: ImportedRecord, in_review: set[int]) -> dict[str, Any]:
        """A record as the preview shows it, what it would fill and the study that it is compared with."""
        return {
            "record": record,
            "title": record.reference.get("title", ""),
            "authors": "; ".join(record.values.get("authors", "").splitlines()[:3]),
            "stated": [record.values[name] for name in ("year", "journal", "doi", "pmid") if record.values.get(name)],
            "fills": [
                (field_name(name), Truncator(record.values.get(name, "")).chars(LONGEST_SHOWN)) for name in record.fills
            ],
            "options": record.offered,
            "is_in_review": record.study_id in in_review,
            "others": Study.objects.filter(pk__in=record.other_studies) if record.other_studies else [],
        }

    @method_decorator(require_POST)
    def read_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Reads a batch; answers a script with the progress and how long to pause, and leads others to the page."""
        study_import = self._open(request, key)
        pause = 0
        try:
            is_left = read_some(study_import, RECORDS_A_REQUEST)
        except Busy:
            is_left, pause = True, SECONDS_WHILE_BUSY
        if request.headers.get("Accept") == "application/json":
            done, total = study_import.records_read, study_import.records_total
            return JsonResponse({"done": done, "total": total, "is_left": is_left, "pause": pause})
        if pause:
            messages.warning(request, "Other files are being read, so this one has to wait. Continue in a few seconds.")
        return HttpResponseRedirect(study_import.get_absolute_url())

    def progress_view(self, request: HttpRequest, key: int) -> HttpResponse:
        study_import = self._open(request, key)
        return JsonResponse({"done": study_import.records_written, "total": study_import.records_total})

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Saves a decision on records of the import."""
        study_import = self._open(request, key)
        form = DecisionsForm(study_import, request.POST)
        if not form.is_valid():
            said = form.non_field_errors() or ["That is no decision on a record of this import."]
            messages.error(request, str(said[0]))
            return self._back(request, study_import)
        try:
            changed = decide(study_import, form.cleaned_data["decision"], form.records, by=request.user)
        except NotPossible as error:
            messages.error(request, str(error))
        else:
            # A decision on one record shows at the record.
            if len(request.POST.getlist("record")) != 1:
                messages.success(request, f"Decided on {changed:,} {'record' if changed == 1 else 'records'}.")
        return self._back(request, study_import)

    @method_decorator(require_POST)
    def confirm_view(self, request: HttpRequest, key: int) -> HttpResponse:
        study_import = self._open(request, key)
        try:
            left = confirm(study_import, by=request.user)
            messages.success(request, f"“{study_import}” was imported. The studies are drafts.")
            for record in left[:LEFT_NAMED]:
                messages.warning(request, f"Record {record.number} was left: {record.reason}")
            if (more := len(left) - LEFT_NAMED) > 0:
                messages.warning(request, f"{more:,} more were left. Each record says why.")
        except NotPossible as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(study_import.get_absolute_url())

    @method_decorator(require_POST)
    def discard_view(self, request: HttpRequest, key: int) -> HttpResponse:
        study_import = self._open(request, key)
        try:
            discard(study_import)
            messages.success(request, f"Nothing of “{study_import}” was imported.")
        except NotPossible as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:evidence_studyimport_changelist"))

    def _open(self, request: HttpRequest, key: int) -> StudyImport:
        study_import: StudyImport | None = self.get_object(request, str(key))
        if study_import is None or not may_decide(request.user, study_import):
            raise PermissionDenied
        return study_import

    def _back(self, request: HttpRequest, study_import: StudyImport) -> HttpResponse:
        """Back to the tab and page that a form was on."""
        asked = request.POST
        query = f"?show={asked['show']}&p={asked.get('p', '')}" if "show" in asked else ""
        anchor = f"#record-{asked['record']}" if asked.get("record", "").isdecimal() else ""
        return HttpResponseRedirect(f"{study_import.get_absolute_url()}{query}{anchor}")

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, f"admin/study_import_{template}.html", {**shared, **context})


@admin.register(ImportedRecord)
class ImportedRecordAdmin(PartAdmin):
    """Every record of every imported file, as it stood there."""

    index_position = 17
    list_display = ["__str__", "study_import", "line", "outcome", "study"]
    list_filter = ["outcome", "decision"]
    list_select_related = ["study_import", "study"]
    search_fields = ["original"]
    autocomplete_fields = ["study_import", "study"]
    fields = ["study_import", "number", "line", "outcome", "reason", "decision", "study", "reference", "original"]
