"""Lists of the admin as files: exactly what is filtered, in one click."""

import csv
import io
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV

from lists.csv_files import escape_formula


class Joined(Field):
    """A column of everything that is linked by a relation, in one cell."""

    def export(self, instance: Any, **_: Any) -> str:
        """The linked rows' names."""
        return "; ".join(str(linked) for linked in getattr(instance, self.attribute).all())


class HarmlessCSV(CSV):
    """CSV in which no cell is a formula."""

    def export_data(self, dataset: Any, **_: Any) -> str:
        """The rows as text."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(dataset.headers)
        writer.writerows([escape_formula(cell) for cell in row] for row in dataset)
        return file.getvalue()


class ExportedList(ExportMixin):
    """An admin whose list can be taken away as it is filtered; ``resource_classes`` says which columns."""

    export_formats = [HarmlessCSV]
    skip_export_form = True
    # With the mark by which Excel knows UTF-8.
    to_encoding = "utf-8-sig"
    # What the columns need besides the list's own relations.
    export_prefetch: tuple[str, ...] = ()

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """The file, or the way back to the list where it is filtered by what there is not."""
        try:
            response: HttpResponse = super().export_action(request)
        except IncorrectLookupParameters:
            return redirect("admin:{}_{}_changelist".format(*self.get_model_info()))
        return response

    def get_export_queryset(self, request: HttpRequest) -> Any:
        """The list as filtered, with what its columns show."""
        return super().get_export_queryset(request).prefetch_related(*self.export_prefetch)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever may see the list may take it away."""
        return bool(self.has_view_permission(request))

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        """What the list is of, and the day."""
        name: str = super().get_export_filename(request, queryset, file_format)
        plural = str(self.model._meta.verbose_name_plural)
        return name.replace(self.model.__name__, plural.lower().replace(" ", "-"), 1)
