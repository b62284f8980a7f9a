"""The themes, audiences and closed lists that entries are described with, which pages of entries show.

There are few of each, so they are read once for each version of the content, and an entry brings only their keys.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery
from evidence.models import Theme


def terms(model: type[Model], keys: Iterable[int]) -> list[Any]:
    """The rows with these keys, in the order of their table; themes with their framework, and only public ones."""
    wanted = set(keys)
    return [row for row in _rows(model) if row.pk in wanted]


@cached_until_change
def _rows(model: type[Model]) -> list[Model]:
    return _query(model)()


@cache
def _query(model: type[Model]) -> CompiledQuery[Model]:
    if model is Theme:
        return CompiledQuery(lambda: Theme.objects.published().select_related("framework"))
    return CompiledQuery(model._default_manager.all)
