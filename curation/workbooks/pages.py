"""The admin's pages to export a list as an Excel workbook and to import it again."""

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from curation.admin_base.exports import ExportedList
from curation.admin_base.forms import NoteField
from curation.admin_base.once import new_token, once
from curation.admin_base.pages import admin_address, admin_page
from curation.entry_words import words_of
from curation.log_entries import EXPORTED, log_step
from curation.models import Entry
from curation.snapshots import Snapshot
from curation.workbooks.changes import (
    MAX_CHANGES,
    PreviewOutdated,
    RowChange,
    RowStatus,
    compare,
    drafted_contents,
    save,
)
from curation.workbooks.files import MAX_ROWS, CellFormat, Sheet
from curation.workflow import NotPossible
from files.excel_reading import MAX_MEGABYTES, MEGABYTE, InvalidWorkbook
from files.request_bodies import FORM, takes_bodies_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How long a preview can be confirmed, in seconds.
PREVIEW_MAX_AGE = 24 * 60 * 60
CHANGED_MEANWHILE = (
    "Nothing was saved: somebody saved something between this preview and your confirmation. Below is what your rows "
    "would change now. Confirm it, or export anew and make your changes there."
)


class WorkbookForm(forms.Form):
    """An uploaded workbook."""

    workbook = forms.FileField(
        label="Excel workbook",
        help_text=f"A file that was exported here (.xlsx), at most {MAX_ROWS:,} rows of which at most {MAX_CHANGES} "
        "are new or changed.",
        widget=forms.FileInput(attrs={"accept": f".xlsx,{XLSX}"}),
    )
    note = NoteField(
        label="What changes, and why",
        required=False,
        help_text="A sentence for the reviewer, kept with each entry that the workbook changes.",
    )


class WorkbookPages(ExportedList):
    """An admin whose filtered list can be exported as a workbook, and imported again after a preview."""

    change_list_template = "admin/workbook_list.html"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("workbook/export/", wrap(self.workbook_export_view), name=self._page_name("workbook_export")),
            path("workbook/import/", wrap(self.workbook_import_view), name=self._page_name("workbook_import")),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        extra = {**(extra_context or {}), "may_import_workbook": self.may_import_workbook(request)}
        return super().changelist_view(request, extra)

    def may_import_workbook(self, request: HttpRequest) -> bool:
        return bool(super().has_change_permission(request))

    def workbook_format(self) -> CellFormat:
        """The columns of a workbook."""
        return CellFormat(self.model, self.workbook_fields())

    def workbook_fields(self) -> list[str]:
        """The fields that a workbook has a column for: those of the form that can be changed."""
        return [name for name in flatten_fieldsets(self.fieldsets or []) if name not in self.readonly_fields]

    def workbook_export_view(self, request: HttpRequest) -> HttpResponse:
        # openpyxl takes long to load, and few processes ever need it.
        from curation.workbooks.writing import workbook_of

        try:
            entries = self.rows_listed(request)
        except IncorrectLookupParameters:
            return redirect(admin_address(self.model, "changelist"))
        log_step(request.user, self.model, EXPORTED)
        plural, now = capfirst(str(self.opts.verbose_name_plural)), timezone.localtime()
        exported = f"{plural}, exported on {date_format(now, 'DATETIME_FORMAT')}"
        file = workbook_of(self.workbook_format(), self._workbook_rows(entries), exported=exported)
        headers = {"Content-Disposition": self.as_attachment("xlsx"), "Cache-Control": "no-store"}
        return HttpResponse(file, content_type=XLSX, headers=headers)

    def _workbook_rows(self, entries: QuerySet[Any]) -> Iterator[tuple[Any, Snapshot, dict[str, str]]]:
        contents = drafted_contents(entries)
        said = words_of(self.model, [content for _, content, _ in contents])
        for (entry, content, draft), words in zip(contents, said, strict=True):
            shown = {each["name"]: "\n".join(each["texts"]) for each in words}
            beside = f"; changes: {draft.get_state_display().lower()}" if draft and entry.is_edited_beside else ""
            yield entry.pk, content, {**shown, "status": f"{entry.get_status_display()}{beside}"}

    @takes_bodies_of(MAX_MEGABYTES * MEGABYTE + FORM)
    def workbook_import_view(self, request: HttpRequest) -> HttpResponse:
        """The upload form, then the preview, then saving."""
        # openpyxl takes long to load, and few processes ever need it.
        from curation.workbooks.reading import read

        if not self.may_import_workbook(request):
            raise PermissionDenied
        if request.method == "POST" and "previewed" in request.POST:
            return self._workbook_confirmed(request)
        form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
        if form.is_valid():
            cell_format = self.workbook_format()
            try:
                sheet = read(form.cleaned_data["workbook"], cell_format)
            except InvalidWorkbook as error:
                form.add_error("workbook", str(error))
            else:
                changes = compare(sheet.rows, cell_format, self._workbook_forms(request))
                return self._workbook_preview(request, changes, sheet, form.cleaned_data["note"])
        return self._workbook_page(request, {"form": form}, "admin/workbook_import.html")

    def _workbook_forms(self, request: HttpRequest) -> Any:
        known: dict[Any, type[forms.ModelForm]] = {}

        def form_for(entry: Entry | None) -> type[forms.ModelForm]:
            # The form depends on whether the entry is new, unpublished or was published.
            key = None if entry is None else entry.published_on is not None
            if key not in known:
                known[key] = self.get_form(request, entry, change=entry is not None)
            return known[key]

        return form_for

    def _workbook_preview(
        self, request: HttpRequest, changes: list[RowChange], sheet: Sheet, note: str, problem: str = ""
    ) -> HttpResponse:
        counts = Counter(change.status for change in changes)
        writable = counts[RowStatus.NEW] + counts[RowStatus.CHANGED]
        previewed = {"rows": [change.as_json() for change in changes if change.is_written], "note": note}
        order = (RowStatus.REJECTED, RowStatus.CLASH, RowStatus.NEW, RowStatus.CHANGED)
        shown = [change for status in order for change in changes if change.status is status]
        context = {
            "notes": sheet.notes,
            "problem": problem,
            "counts": [(status.value, counts[status]) for status in RowStatus],
            "rows": [
                {
                    "number": change.row.number,
                    "kind": change.status.value,
                    "name": str(change.entry) if change.entry else "New entry",
                    "differences": change.differences,
                    "problems": change.problems_by_cell(sheet),
                }
                for change in shown
            ],
            "writable": writable,
            "once": new_token(),
            "left_out": counts[RowStatus.CLASH] + counts[RowStatus.REJECTED],
            "previewed": self._workbook_signer(request).sign_object(previewed, compress=True) if writable else "",
        }
        return self._workbook_page(request, context, "admin/workbook_preview.html")

    def _workbook_signer(self, request: HttpRequest) -> signing.TimestampSigner:
        # Only the user who previewed it can confirm it.
        return signing.TimestampSigner(salt=f"workbook of {self.opts.label} for {request.user.pk}")

    def _workbook_confirmed(self, request: HttpRequest) -> HttpResponse:
        try:
            previewed = self._workbook_signer(request).unsign_object(request.POST["previewed"], max_age=PREVIEW_MAX_AGE)
        except (signing.BadSignature, ValueError, zlib.error):
            messages.error(request, "Nothing was saved: this preview is too old or was altered. Import the file again.")
            return redirect(admin_address(self.model, "workbook_import"))
        note = previewed["note"]
        try:
            counts = once(request, lambda: self._workbook_saved(request, previewed["rows"], note)).result
        except PreviewOutdated as error:
            return self._workbook_preview(request, error.changes, Sheet([], {}, []), note, CHANGED_MEANWHILE)
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect(admin_address(self.model, "workbook_import"))
        messages.success(
            request,
            f"Saved from the workbook: {counts['changed']} changed and {counts['new']} new. "
            "The public sees them once they are reviewed and published. You can undo the import from your desk.",
        )
        return redirect(admin_address(self.model, "changelist"))

    def _workbook_saved(self, request: HttpRequest, rows: list[dict[str, Any]], note: str) -> dict[str, int]:
        """Saves rows, and gives how many were changed and are new."""
        changes = save(rows, self.workbook_format(), self._workbook_forms(request), by=request.user, note=note)
        counts = Counter(change.status for change in changes)
        return {"changed": counts[RowStatus.CHANGED], "new": counts[RowStatus.NEW]}

    def _workbook_page(self, request: HttpRequest, context: dict[str, Any], template: str) -> HttpResponse:
        context |= {
            "title": f"Import {self.opts.verbose_name_plural} from Excel",
            "opts": self.opts,
            "import_address": admin_address(self.model, "workbook_import"),
            "export_address": admin_address(self.model, "workbook_export"),
        }
        response = admin_page(request, self.admin_site, template, context)
        response["Cache-Control"] = "no-store"
        return response
