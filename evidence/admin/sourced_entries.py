"""What the admins of all entries that stand in a source have in common."""

from typing import Any

from django.contrib import admin

from curation.admin_base.filters import ReviewFilter, WorkFilter
from curation.admin_base.forms import EntryForm
from curation.entry_admin import EntryAdmin
from evidence.admin.filters import SourceFilter

SOURCE_FIELDSET: tuple[str, Any] = ("Where it is from", {"fields": ["source", "locator"]})


class SourcedEntryForm(EntryForm):
    """A form for an entry that stands in a source: its position is among the source's entries of its kind."""

    siblings_by = ("source",)


class NamesSource:
    """An admin of rows with a source, whose lists may show its short title."""

    @admin.display(description="source", ordering="source__position")
    def source_name(self, row: Any) -> str:
        return row.source.short_title


class SourcedEntryAdmin(NamesSource, EntryAdmin):
    """The admin of a kind of entry that stands in a source."""

    form = SourcedEntryForm
    autocomplete_fields = ["source"]
    list_filter = ["status", WorkFilter, SourceFilter, ReviewFilter]
    list_select_related = ["source"]
