"""Themes as lists use them: the filter by theme, its values, and counts that take in subthemes."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from evidence.models import Theme
from lists.facets import FacetFilter, RowsByValue, Value, rows_by


def counts_by_theme(results: QuerySet[Any]) -> dict[int, int]:
    """How many of ``results`` each theme has by its key, itself or through a subtheme, each counted once."""
    having = results.order_by().filter(themes__isnull=False)
    top = Coalesce("themes__parent", "themes")
    # A row has a theme once, but may have several of the same theme's subthemes.
    of_subthemes = having.filter(themes__parent__isnull=False).values_list("themes").annotate(n=Count("*"))
    of_tops = having.annotate(top=top).values_list("top").annotate(n=Count("pk", distinct=True))
    return dict(of_subthemes.union(of_tops, all=True))


class ThemeFilter(FacetFilter):
    """The filter by theme, which takes in the subthemes of a chosen theme."""

    def matching(self, values: Sequence[str], chosen: dict[str, list[str]]) -> Q:
        """What a row must satisfy to have any of the themes, or a subtheme of one."""
        within = Theme.objects.filter(Q(slug__in=values) | Q(parent__slug__in=values)).order_by()
        return Q(**{f"{self.path}__in": within})

    def load_rows(self, model: type[Model]) -> RowsByValue:
        """The rows that have each theme, itself or through a subtheme."""
        links = model._default_manager.order_by().filter(**{f"{self.path}__isnull": False})
        found = list(links.values_list(f"{self.path}__slug", f"{self.path}__parent__slug", "pk"))
        return rows_by([*((theme, row) for theme, _, row in found), *((top, row) for _, top, row in found if top)])


def theme_values() -> list[Value]:
    """The themes that the public may see, by framework, each followed by its subthemes."""
    themes = list(Theme.objects.published().select_related("framework", "parent"))
    tops = [theme for theme in themes if theme.parent_id is None]
    ordered: list[Theme] = []
    for top in tops:
        ordered += [top, *(theme for theme in themes if theme.parent_id == top.pk)]
    return [
        Value(theme.slug, theme.name, theme.framework.name, theme.parent.slug if theme.parent else "")
        for theme in ordered
    ]
