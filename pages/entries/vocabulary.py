"""The themes, audiences and closed lists that entries are described with, which pages of entries show.

There are few of each, so they are read once for each version of the content, and an entry brings only their keys.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet

from caching.query_cache import QueryCache, cached_until_change
from database.compiled_queries import CompiledQuery, array_of
from evidence.models import Theme


def terms(model: type[Model], keys: Iterable[int]) -> list[Any]:
    """The rows with these keys, in the order of their table; themes with their framework, and only public ones."""
    wanted = set(keys)
    if not wanted:
        return []
    if not QueryCache().outlives_the_page:
        return _query_by_keys(model)(array_of(wanted))
    return [row for row in _rows(model) if row.pk in wanted]


@cached_until_change
def _rows(model: type[Model]) -> list[Model]:
    return _query(model)()


@cache
def _query(model: type[Model]) -> CompiledQuery[Model]:
    return CompiledQuery(lambda: _public(model))


@cache
def _query_by_keys(model: type[Model]) -> CompiledQuery[Model]:
    return CompiledQuery(lambda keys: _public(model).filter(pk__in_keys=keys))


def _public(model: type[Model]) -> QuerySet[Any]:
    manager: Any = model._default_manager
    rows: QuerySet[Any] = manager.published()
    return rows.select_related("framework") if model is Theme else rows
