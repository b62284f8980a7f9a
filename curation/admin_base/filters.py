"""Filters of the admin's lists, each with one small query at most."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from curation.models import Draft

Lookups = Iterable[tuple[str, str]]


class ListedFilter(admin.SimpleListFilter, ABC):
    """A filter that ignores values it does not list, with a warning."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        if value not in {str(known) for known, _ in self.lookup_choices}:
            messages.warning(request, f"There is no {self.title} “{value}”, so the list is not filtered by it.")
            raise IncorrectLookupParameters
        return self.narrowed(queryset, value)

    @classmethod
    @abstractmethod
    def narrowed(cls, queryset: QuerySet, value: str) -> QuerySet:
        """The rows that match a listed value."""


class ReviewFilter(ListedFilter):
    """Filters by the date of the next review."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("overdue", "Overdue"), ("soon", "Due within 90 days"), ("unset", "No review date")]

    @classmethod
    def narrowed(cls, queryset: QuerySet, value: str) -> QuerySet:
        rows: Any = queryset
        if value == "unset":
            return rows.filter(review_due_on=None)
        return rows.overdue() if value == "overdue" else rows.due_soon()


class WorkFilter(ListedFilter):
    """Filters by the state of the open draft, as the desk's sections do."""

    title = "work"
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        named = {"draft": "Draft open", "sent-back": "Sent back", "in-review": "In review", "none": "Nothing open"}
        return named.items()

    @classmethod
    def narrowed(cls, queryset: QuerySet, value: str) -> QuerySet:
        of_type = ContentType.objects.get_for_model(queryset.model)
        drafts = Draft.objects.filter(entry_type=of_type, entry_id=OuterRef("pk"))
        asked = {"draft": drafts.in_hand, "sent-back": drafts.sent_back, "in-review": drafts.in_review}
        return queryset.filter(Exists(asked[value]()) if value in asked else ~Exists(drafts.open()))


class PresenceFilter(ListedFilter):
    """Filters by whether a relation has any rows; see :func:`has`."""

    relation: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("yes", f"With {self.title}"), ("no", f"Without {self.title}")]

    @classmethod
    def narrowed(cls, queryset: QuerySet, value: str) -> QuerySet:
        is_absent = f"{cls.relation}__isnull"
        if value == "no":
            # The outer join runs once; a subquery would run for every row.
            return queryset.filter(**{is_absent: True})
        return queryset.filter(Exists(rows_like(queryset).filter(pk=OuterRef("pk"), **{is_absent: False})))


def has(relation: str, title: str | None = None) -> type[PresenceFilter]:
    """A filter class for whether ``relation`` has any rows."""
    options = {"relation": relation, "title": title or relation.replace("_", " "), "parameter_name": f"has_{relation}"}
    return type("PresenceFilter", (PresenceFilter,), options)


def within(queryset: QuerySet, condition: Q) -> QuerySet:
    """The rows that meet a condition on to-many relations, without duplicates."""
    return queryset.filter(pk__in=rows_like(queryset).filter(condition).values("pk"))


def rows_like(queryset: QuerySet) -> QuerySet:
    """All rows of the queryset's model, unordered."""
    return queryset.model._base_manager.order_by()
