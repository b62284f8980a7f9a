"""Imports of WRES values in the admin: upload, preview with answers, confirm, undo, and the templates to fill in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from curation.admin_base.base import CurationAdmin, PartAdmin
from curation.admin_base.pages import admin_address, admin_page
from curation.workflow import NotPossible
from evidence.models.sources import PARTIAL_DATE, check_partial_date
from files.content_types import CSV, EXCEL
from files.request_bodies import FORM, takes_bodies_of
from files.turns import BUSY, COMPARING, NoTurn
from workforce.imports import preview
from workforce.imports.confirming import CHECKED, answer, confirm, discard
from workforce.imports.reading.spelling import FIRST_YEAR, ODS_CODE
from workforce.imports.reading.tables import Refused
from workforce.imports.receiving import NeedsDataset, Target, receive
from workforce.imports.rights import is_editor, may_decide, own_datasets, rights_of
from workforce.imports.undoing import undo
from workforce.models import Dataset, ImportState, RowOutcome, WresImport, WresImportRow

ROWS_A_PAGE = 50


class UploadForm(forms.Form):
    """A file of WRES values, and the dataset that they go to."""

    file = forms.FileField(
        label="File",
        help_text="CSV or Excel (.xlsx): a template from here, values in rows, the Staff Survey’s benchmark results, "
        "or organisations.",
    )
    dataset = forms.ModelChoiceField(
        label="Add to",
        queryset=Dataset.objects.none(),
        required=False,
        empty_label="A new dataset",
        help_text="Choose the dataset that the values are a new version of, or more of.",
    )
    title = forms.CharField(
        label="Title of a new one",
        required=False,
        max_length=250,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="As printed, for example “Workforce Race Equality Standard report 2025”. Not needed where each row "
        "of the file names its source, or for organisations.",
    )
    publisher = forms.CharField(label="Publisher", required=False, max_length=200)
    publication_date = forms.CharField(
        label="Published",
        required=False,
        max_length=10,
        validators=[
            RegexValidator(PARTIAL_DATE, "Enter a year, a year and month or a full date, for example 2025-09.")
        ],
        help_text="As far as stated: 2025-09-30, 2025-09 or 2025.",
    )
    is_return = forms.BooleanField(
        label="Own figures",
        required=False,
        help_text="They are an organisation’s own figures, and not in a publication. Small numbers are not shown. "
        "A return in the layout of the template always is.",
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dataset"].queryset = own_datasets(user)  # type: ignore[attr-defined]
        self.fields["is_return"].initial = not is_editor(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_partial_date(cleaned.get("publication_date", ""))
        return cleaned

    @property
    def target(self) -> Target:
        """Where the values go."""
        entered = self.cleaned_data
        if entered["dataset"] is not None:
            return Target(entered["dataset"])
        return Target(None, *(entered[name] for name in ("title", "publisher", "publication_date", "is_return")))


class AnswerForm(forms.Form):
    """Why warnings are no errors: of those that are ticked, or of all that are left."""

    answer = forms.CharField(required=False, max_length=250)
    row = forms.ModelMultipleChoiceField(queryset=WresImportRow.objects.none(), required=False)
    all_left = forms.BooleanField(required=False)
    take_back = forms.BooleanField(required=False)

    def __init__(self, wres_import: WresImport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wres_import = wres_import
        self.fields["row"].queryset = wres_import.rows.with_warnings()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("all_left") and not cleaned.get("row"):
            raise forms.ValidationError("Tick the rows first.")
        return cleaned

    @property
    def rows(self) -> QuerySet[WresImportRow]:
        """The rows that are answered."""
        if self.cleaned_data["all_left"]:
            return self.wres_import.rows.unanswered()
        rows: QuerySet[WresImportRow] = self.cleaned_data["row"]
        return rows

    @property
    def text(self) -> str:
        if self.cleaned_data["take_back"]:
            return ""
        return self.cleaned_data["answer"].strip() or CHECKED


class TemplateForm(forms.Form):
    """For which organisation and years a return is to be filled in."""

    organisation = forms.CharField(
        label="ODS code",
        required=False,
        max_length=10,
        validators=[RegexValidator(rf"^{ODS_CODE.pattern}$", "Use capital letters and digits, for example RXY.")],
    )
    year = forms.IntegerField(label="WRES year", required=False, min_value=FIRST_YEAR, max_value=2100)
    years = forms.IntegerField(label="How many years", required=False, min_value=1, max_value=10)

    @property
    def years_wanted(self) -> list[int]:
        """The years, the last first."""
        last = self.cleaned_data["year"] or timezone.localdate().year
        first = max(last - (self.cleaned_data["years"] or 1) + 1, FIRST_YEAR)
        return list(range(last, first - 1, -1))


class OwnAlone(admin.ModelAdmin):
    """Everybody sees their own imports; editors see all."""

    uploader = "uploaded_by"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = super().get_queryset(request)
        return seen if is_editor(request.user) else seen.filter(**{self.uploader: request.user.pk})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """One of those that they may see; raises PermissionDenied for another's."""
        found = super().get_object(request, object_id, from_field)
        every: Any = self.model._default_manager
        if found is None and object_id.isdecimal() and every.filter(pk=int(object_id)).exists():
            raise PermissionDenied
        return found


@admin.register(WresImport)
class WresImportAdmin(OwnAlone, CurationAdmin):
    """Files of WRES values and organisations, and what became of them."""

    index_position = 36
    list_display = ["file_name", "layout", "state", "uploaded_by", "uploaded_at", "dataset"]
    list_filter = ["state", "layout"]
    list_select_related = ["uploaded_by", "dataset"]
    search_fields = ["file_name", "title", "dataset__title"]
    autocomplete_fields = ["dataset"]
    actions = None
    deleted_with = ("rows",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits one: they are confirmed, undone or discarded."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may upload, until it is confirmed: from then on it tells where values are from."""
        return self.has_add_permission(request) and (obj is None or obj.confirmed_at is None)

    def get_urls(self) -> list[URLPattern]:
        def view(name: str) -> Any:
            return self.admin_site.admin_view(getattr(self, f"{name}_view"))

        steps = [
            path(f"<int:key>/{step}/", view(step), name=f"workforce_wresimport_{step}")
            for step in ("answer", "confirm", "undo", "discard")
        ]
        template = path("template/<slug:name>.<slug:kind>", view("template"), name="workforce_wresimport_template")
        return [*steps, template, *super().get_urls()]

    @takes_bodies_of(settings.WRES_IMPORT_MAX_BYTES + FORM)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.user, request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                with COMPARING.taken():
                    made = receive(
                        upload.read(settings.WRES_IMPORT_MAX_BYTES + 1),
                        upload.name,
                        form.target,
                        by=request.user,
                        rights=rights_of(request.user),
                    )
            except NoTurn:
                form.add_error("file", BUSY)
            except Refused as error:
                form.add_error("title" if isinstance(error, NeedsDataset) else "file", str(error))
            else:
                return HttpResponseRedirect(made.get_absolute_url())
        limit = f"{settings.WRES_IMPORT_MAX_BYTES // 1_000_000} MB"
        context = {"title": "Upload WRES values", "form": form, "limit": limit, "template_form": TemplateForm()}
        return self._page(request, "upload", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        wres_import = self.get_object(request, object_id)
        if wres_import is None:
            return super().change_view(request, object_id, form_url, extra_context)
        shown = request.GET.get("show", "")
        if shown not in preview.TABS:
            shown = preview.first_tab(wres_import)
        page = Paginator(preview.rows_of_tab(wres_import, shown), ROWS_A_PAGE).get_page(request.GET.get("p"))
        counts = wres_import.counts()
        context = {
            "title": f"Import of {wres_import}",
            "original": wres_import,
            "wres_import": wres_import,
            "tabs": preview.tabs(wres_import, shown),
            "same_file": wres_import.confirmed_before(),
            "shown": shown,
            "explained": preview.TABS[shown],
            "page": page,
            "rows": preview.shown_rows(list(page)),
            "rejected": counts[RowOutcome.REJECTED],
            "new": counts[RowOutcome.NEW],
            "changed": counts[RowOutcome.CHANGED],
            "unanswered": wres_import.rows.unanswered().count(),
            "is_ready": wres_import.state == ImportState.READY,
            "is_confirmed": wres_import.state == ImportState.CONFIRMED,
            "may_decide": may_decide(request.user, wres_import),
            "organisations": preview.organisations_of(wres_import),
            "checked": CHECKED,
        }
        return self._page(request, "preview", context)

    @method_decorator(require_POST)
    def answer_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Save why rows with warnings are right."""
        wres_import = self._open(request, key)
        form = AnswerForm(wres_import, request.POST)
        if not form.is_valid():
            said = form.non_field_errors() or ["That is no row with a warning of this import."]
            messages.error(request, str(said[0]))
        else:
            self._try(request, lambda: answer(wres_import, form.rows, form.text, by=request.user))
        query = f"?show={preview.WARNINGS}&p={request.POST.get('p', '')}"
        return HttpResponseRedirect(f"{wres_import.get_absolute_url()}{query}")

    @method_decorator(require_POST)
    def confirm_view(self, request: HttpRequest, key: int) -> HttpResponse:
        wres_import = self._open(request, key)
        self._try(request, lambda: confirm(wres_import, by=request.user), f"“{wres_import}” was imported.")
        return HttpResponseRedirect(wres_import.get_absolute_url())

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        wres_import = self._open(request, key)
        said = f"“{wres_import}” was undone: everything is as it was before."
        self._try(request, lambda: undo(wres_import, by=request.user), said)
        return HttpResponseRedirect(wres_import.get_absolute_url())

    @method_decorator(require_POST)
    def discard_view(self, request: HttpRequest, key: int) -> HttpResponse:
        wres_import = self._open(request, key)
        self._try(request, lambda: discard(wres_import), f"Nothing of “{wres_import}” was imported.")
        return HttpResponseRedirect(admin_address(WresImport, "changelist"))

    def template_view(self, request: HttpRequest, name: str, kind: str) -> HttpResponse:
        """A file to fill in, for an organisation and its years or for many organisations."""
        # openpyxl takes long to load, and few processes ever need it.
        from workforce.imports.reading.template_files import as_csv, as_excel, return_template, values_template

        if not self.has_add_permission(request):
            raise PermissionDenied
        form = TemplateForm(request.GET)
        if kind not in ("csv", "xlsx") or name not in ("wres-return", "wres-values"):
            raise Http404
        if not form.is_valid():
            context = {"title": "Upload WRES values", "form": UploadForm(request.user), "template_form": form}
            return self._page(request, "upload", context, status=400)
        template = values_template()
        if name == "wres-return":
            template = return_template(form.cleaned_data["organisation"], form.years_wanted)
        headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
        if kind == "csv":
            return HttpResponse("".join(as_csv(template)), content_type=CSV, headers=headers)
        return HttpResponse(as_excel(template), content_type=EXCEL, headers=headers)

    def _open(self, request: HttpRequest, key: int) -> WresImport:
        wres_import: WresImport | None = self.get_object(request, str(key))
        if wres_import is None or not may_decide(request.user, wres_import):
            raise PermissionDenied
        return wres_import

    def _try(self, request: HttpRequest, step: Any, done: str = "") -> None:
        """Take a step, and say that it was done or why it is not possible."""
        try:
            step()
        except NotPossible as error:
            messages.error(request, str(error))
        else:
            if done:
                messages.success(request, done)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        shared = {"opts": self.opts, "media": self.media, "upload_address": reverse("admin:workforce_wresimport_add")}
        response = admin_page(request, self.admin_site, f"admin/wres_import_{template}.html", {**shared, **context})
        response.status_code = status
        return response


@admin.register(WresImportRow)
class WresImportRowAdmin(OwnAlone, PartAdmin):
    """Every row of every imported file of WRES values."""

    uploader = "wres_import__uploaded_by"
    autocomplete_fields = ["wres_import"]
    index_position = 37
    list_display = ["place", "wres_import", "kind", "outcome", "has_warning", "answer"]
    list_filter = ["outcome", "kind", "has_warning"]
    list_select_related = ["wres_import"]
    search_fields = ["wres_import__file_name"]
    fields = [
        *("wres_import", "number", "sheet", "line", "kind", "outcome", "reason", "content", "before", "problems"),
        *("has_warning", "answer"),
    ]
