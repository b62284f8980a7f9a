"""The rows of a page by their primary keys, from a query that is compiled once in each process."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from database.key_sets import array_of


class RowsByKey:
    """Reads those rows of a queryset that have certain primary keys.

    To build and compile a query with joins and subqueries takes Django longer than to read a page of rows, so that is
    done once. The queryset may annotate and leave out columns, but not fetch related rows.
    """

    def __init__(self, queryset: Callable[[], QuerySet[Any]]) -> None:
        self._queryset = queryset

    @cached_property
    def _compiled(self) -> tuple[type[Model], str, tuple[Any, ...]]:
        """The model, the SQL and its parameters but for the keys, which come last."""
        rows = self._queryset().order_by().filter(pk__in_keys=())
        sql, parameters = rows.query.sql_with_params()
        return rows.model, sql, tuple(parameters[:-1])

    def __call__(self, keys: Iterable[int]) -> dict[int, Any]:
        """The rows by their keys; one that is not in the queryset is left out."""
        model, sql, parameters = self._compiled
        rows = model._base_manager.raw(sql, (*parameters, array_of(keys)))
        return {row.pk: row for row in rows}
