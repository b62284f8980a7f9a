"""The admin of a kind of entry: the form, the workflow, bulk actions, and what its lists and the desk show."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from curation.admin_base.forms import EntryForm
from curation.bulk.pages import BulkPages
from curation.editing.form import EntryFormAdmin
from curation.models import Entry, Status

#: What few entries have, folded away where there is none of it.
PUBLICATION_FIELDSET: tuple[str, Any] = (
    "What the reader should know",
    {"fields": ["period_ended_on", "curator_note"], "classes": ["collapse"]},
)


def filled_in(*fields: str) -> tuple[str, Any]:
    """The fieldset of what is filled in for the curator, folded away: an entry's address and its place in lists."""
    return "Address and order", {"fields": list(fields), "classes": ["collapse"]}


@dataclass(frozen=True)
class Gap:
    """Something that published entries of a kind may lack."""

    text: str  # for the desk: “Studies without findings”
    query: dict[str, str]  # of the admin's list that shows exactly these


def without(text: str, **query: str) -> Gap:
    """A gap in published entries; ``query`` filters the admin's list."""
    return Gap(text, {"status__exact": Status.PUBLISHED.value, **query})


class EntryAdmin(BulkPages, EntryFormAdmin):
    """The admin of a kind of entry."""

    form = EntryForm
    # What the address of an entry is made from: it stays as it is once the entry was published.
    address_field: ClassVar[str] = "slug"
    # What published entries of this kind may lack, for the desk.
    gaps: ClassVar[Sequence[Gap]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        readonly = tuple(super().get_readonly_fields(request, obj))
        fixed = isinstance(obj, Entry) and obj.published_on is not None
        return (*readonly, self.address_field) if fixed and self.address_field else readonly

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        # Django fails for a read-only field that is filled in from others.
        readonly = self.get_readonly_fields(request, obj)
        filled = super().get_prepopulated_fields(request, obj)
        return {name: sources for name, sources in filled.items() if name not in readonly}

    @admin.display(description="review due", ordering="review_due_on", empty_value="not set")
    def review_due(self, row: Entry) -> datetime.date | None:
        return row.review_due_on
