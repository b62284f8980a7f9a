"""A list of the admin as a CSV file: the rows of all its pages, filtered and ordered as they are there."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from curation.log_entries import EXPORTED, log_step
from files.csv_columns import Column, column_of
from files.csv_files import csv_of


class ExportedList(admin.ModelAdmin):
    """An admin whose list has an “Export” button.

    Attributes:
        export_columns: Each a field or relation, as :func:`files.csv_columns.column_of` takes it, or a pair of a
            heading and that or another column.
    """

    change_list_template = "admin/exported_list.html"
    export_columns: ClassVar[Sequence[str | tuple[str, Column]]] = ()

    def get_urls(self) -> list[URLPattern]:
        """The address of the export before Django's own."""
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=self._page_name("export")), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as a file, or a redirect to the list, which says what is wrong with its filters."""
        try:
            rows = self.rows_listed(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self._page_name('changelist')}")
        columns = dict(column if isinstance(column, tuple) else (column, column) for column in self.export_columns)
        cells = {
            heading: column_of(self.model, column) if isinstance(column, str) else column
            for heading, column in columns.items()
        }
        log_step(request.user, self.model, EXPORTED)
        headers = {"Content-Disposition": self.as_attachment("csv")}
        return StreamingHttpResponse(csv_of(rows, cells), content_type="text/csv", headers=headers)

    def rows_listed(self, request: HttpRequest) -> models.QuerySet:
        """The rows of all pages of the list that a query string asks for.

        Raises:
            PermissionDenied: the person may not see the list.
            IncorrectLookupParameters: a filter of the query string, or its value, does not exist.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = request.GET.copy()
        # Which page was shown does not matter, not even one that is gone by now.
        query.pop("p", None)
        request.GET = query  # type: ignore[assignment]
        return self.get_changelist_instance(request).queryset

    def as_attachment(self, suffix: str) -> str:
        """The Content-Disposition of a file that is named for the rows and the day."""
        plural = str(self.opts.verbose_name_plural).lower().replace(" ", "-")
        return f'attachment; filename="{plural}-{timezone.localdate():%Y-%m-%d}.{suffix}"'

    def _page_name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"
