"""Filters of the admin’s lists by source and by theme."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from curation.admin_base.filters import ListedFilter, Lookups, within
from evidence.models import Source, Theme


class SourceFilter(ListedFilter):
    """By source document, under its short title."""

    title = "source"
    parameter_name = "source"
    path = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return list(Source.objects.values_list("slug", "short_title"))

    @classmethod
    def narrowed(cls, queryset: QuerySet, value: str) -> QuerySet:
        return within(queryset, Q(**{f"{cls.path}__slug": value}))


class CitedByFilter(SourceFilter):
    """By a source that cites the study."""

    title = "the source that cites it"
    path = "citations__source"


class ThemeFilter(ListedFilter):
    """By theme, which takes in its subthemes."""

    title = "theme"
    parameter_name = "theme"
    template = "admin/filter_collapsed.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        themes = list(Theme.objects.select_related("framework"))
        for theme in themes:
            if theme.parent_id is None:
                yield theme.slug, f"{theme.name} ({theme.framework.name})"
                yield from ((sub.slug, f"– {sub.name}") for sub in themes if sub.parent_id == theme.pk)

    @classmethod
    def narrowed(cls, queryset: QuerySet, value: str) -> QuerySet:
        return within(queryset, Q(themes__slug=value) | Q(themes__parent__slug=value))
