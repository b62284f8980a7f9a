"""Themes as lists use them: the filter by theme, its values, and counts that take in subthemes."""

from collections import defaultdict
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Model, QuerySet
from pyroaring import BitMap

from database.compiled_queries import CompiledQuery
from database.key_sets import KeysByValue, keys_by_value
from evidence.models import Theme
from lists.facets import FacetFilter, Value


def counts_by_theme(results: QuerySet[Any]) -> dict[int, int]:
    """How many of ``results`` each theme has by its key, itself or through a subtheme, each counted once."""
    having = results.order_by().filter(themes__isnull=False).values_list("themes", "themes__parent")
    keys: defaultdict[int, BitMap] = defaultdict(BitMap)
    # A row may have several of the same theme's subthemes, so the theme's rows are a set.
    for *themes, found in having.annotate(keys=ArrayAgg("pk")):
        for theme in filter(None, themes):
            keys[theme] |= BitMap(found)
    return {theme: len(rows) for theme, rows in keys.items()}


class ThemeFilter(FacetFilter):
    """The filter by theme, which takes in the subthemes of a chosen theme."""

    def load_keys(self, model: type[Model], among: BitMap | None = None) -> KeysByValue:
        rows = model._default_manager.all
        keys: defaultdict[str, BitMap] = defaultdict(BitMap)
        by_theme = keys_by_value(rows, f"{self.path}__slug", f"{self.path}__parent__slug", among=among)
        for slugs, having in by_theme.items():
            for slug in filter(None, slugs):
                keys[slug] |= having
        return dict(keys)


#: Reads the themes that the public may see.
THEMES = CompiledQuery[Any](
    lambda: (
        Theme.objects.published()
        .annotate(framework_name=F("framework__name"), parent_slug=F("parent__slug"))
        .values_list("slug", "name", "framework_name", "parent_slug", named=True)
    )
)


def theme_values() -> list[Value]:
    """The themes that the public may see, by framework, each followed by its subthemes."""
    subthemes = defaultdict(list)
    for theme in THEMES():
        subthemes[theme.parent_slug].append(theme)
    return [
        Value(theme.slug, theme.name, theme.framework_name, theme.parent_slug or "")
        for top in subthemes[None]
        for theme in (top, *subthemes.get(top.slug, ()))
    ]
