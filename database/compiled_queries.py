"""Queries that are compiled once in each process, planned once on each connection, and then only take their parameters.

To build and compile a query with joins and subqueries takes Django longer than to read the rows of a page, and to plan
it takes PostgreSQL longer than to run it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet

Row = TypeVar("Row")


def array_of(keys: Iterable[int]) -> str:
    """The keys as the text of a PostgreSQL array, since psycopg converts a list item by item."""
    return f"{{{','.join(map(str, keys))}}}"


class Parameter(Expression):
    """The place in a query of a value that is known only when it runs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class _PreparedCursor(psycopg.Cursor[Any]):
    """Runs statements that the server knows from the first time on, as far as the connection allows it."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)


class CompiledQuery(Generic[Row]):
    """Reads the rows of a queryset that a function gives for some values; that is called with their places.

    For example::

        related = CompiledQuery(lambda key: Recommendation.objects.published().filter(related=key))
        related(recommendation.pk)

    The values may be compared with columns, in lookups such as ``exact`` and ``in_keys``; the latter takes what
    :func:`array_of` makes of keys. Nothing else in the queryset may change from call to call, such as the day. It may
    fetch related rows by ``select_related``; what it prefetches is compiled each time. A value is never None, which SQL
    compares in another way, and a queryset that Django knows to be empty cannot be compiled. See
    docs/decisions/compiled-queries.md.
    """

    def __init__(self, queryset: Callable[..., QuerySet[Any]]) -> None:
        self._function = queryset

    @cached_property
    def _names(self) -> list[str]:
        return list(signature(self._function).parameters)

    @cached_property
    def _compiled(self) -> tuple[QuerySet[Any], Any, str, list[str]]:
        """The queryset, Django's compiler of it, which knows what is in each column, the SQL and its values' names."""
        # A queryset of its own for each thread that compiles it at the same time: compiling changes it, and joins would
        # be lost.
        queryset = self._function(*map(Parameter, self._names))
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        # What becomes of the columns is the same each time, too.
        converters = compiler.get_converters([column for column, _, _ in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _: converters
        return queryset, compiler, _with_constants(sql, parameters), [each.name for each in _places(parameters)]

    def __call__(self, *values: Any) -> list[Row]:
        """The rows for these values."""
        queryset, compiled, sql, names = self._compiled
        given = dict(zip(self._names, values, strict=True))
        # Other threads run the same query, each on a connection of its own.
        compiler = copy(compiled)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda *_, **__: [rows_of(sql, [given[name] for name in names])]
        rows: Any = queryset.all()
        rows.query.get_compiler = lambda *_, **__: compiler
        return list(rows)

    def first(self, *values: Any) -> Row | None:
        """The first of the rows for these values; None if there are none."""
        return next(iter(self(*values)), None)


def _places(parameters: Iterable[Any]) -> list[Parameter]:
    return [each for each in parameters if isinstance(each, Parameter)]


def _with_constants(sql: str, parameters: Iterable[Any]) -> str:
    """The statement with what is the same each time written out, so that the planner knows it."""
    values = iter(parameters)
    operations: Any = connections[DEFAULT_DB_ALIAS].ops

    def written(place: re.Match[str]) -> str:
        if place[0] == "%%" or isinstance(value := next(values), Parameter):
            return place[0]
        return str(operations.compose_sql("%s", [value])).replace("%", "%%")

    return re.sub("%[%s]", written, sql)


def rows_of(sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement, which the server prepares, on the connection of this thread.

    It must begin with SELECT: in a request by POST, django-pghistory puts another before any other that might change
    rows, such as one that begins with WITH, and two cannot be prepared as one.
    """
    with _cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _cursor() -> Any:
    """A cursor that prepares statements, or Django's own where queries are logged, which shows their values."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.queries_logged:
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # As Django makes its own cursors, which turn the driver's errors into Django's.
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_PreparedCursor(connection.connection))


class RowsByKey:
    """Reads those rows of a queryset that have certain primary keys."""

    def __init__(self, queryset: Callable[[], QuerySet[Any]]) -> None:
        self._rows = CompiledQuery[Any](lambda keys: queryset().order_by().filter(pk__in_keys=keys))

    def __call__(self, keys: Iterable[int]) -> dict[int, Any]:
        """The rows by their keys; one that is not in the queryset is left out."""
        return {row.pk: row for row in self._rows(array_of(keys))}
