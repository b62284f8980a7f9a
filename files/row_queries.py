"""Reads the columns of a file for the rows of a queryset, a batch at a time, so that few rows are held."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet, TextField

from database.compiled_queries import array_of
from files.csv_columns import Column, Linked, as_expression

#: How many rows are read at a time; larger batches take more memory, and smaller ones are planned more often.
BATCH_SIZE = 5_000
FIRST_BATCH = 200
#: The same for rows that are made into Python's values.
VALUES_BATCH_SIZE = 1_000

#: Stands for the keys of a batch among the parameters of a statement; it is told by its identity.
_KEYS = "{keys of the batch}"


class RowQuery:
    """The columns of the rows of a queryset, in its order."""

    def __init__(
        self,
        rows: QuerySet[Any],
        columns: Mapping[str, Column],
        text: Callable[[str], str] = str,
        as_lists: bool = False,
    ) -> None:
        """Compile the query.

        Args:
            rows: Those to read.
            columns: The heading of each column with a field, an expression or :class:`files.csv_columns.Linked`.
            text: Makes SQL for a cell of text out of SQL for its value.
            as_lists: Whether what is linked comes as a list rather than as one text.
        """
        self._rows = rows.prefetch_related(None)
        self._sql, self._parameters = _select(self._rows, columns, text, as_lists)

    def statements(self, batch_size: int) -> Iterator[tuple[str, list[Any]]]:
        """The statement that reads each batch, in turn, and its parameters."""
        for keys in _batches(self._rows.values_list("pk", flat=True).iterator(), batch_size):
            yield self._sql, [keys if each is _KEYS else each for each in self._parameters]

    def values(self) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of each batch as tuples."""
        for statement, parameters in self.statements(VALUES_BATCH_SIZE):
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                rows = cursor.fetchall()
            # Only now, since whoever takes the rows may use the connection.
            yield rows


def _batches(keys: Iterator[int], size: int) -> Iterator[str]:
    """The keys in arrays: a short one, so that the file begins at once, then long ones."""
    next_size = FIRST_BATCH
    while batch := list(itertools.islice(keys, next_size)):
        yield array_of(batch)
        next_size = size


def _select(
    rows: QuerySet[Any], columns: Mapping[str, Column], text: Callable[[str], str], as_lists: bool
) -> tuple[str, list[Any]]:
    """The statement that reads the rows of a batch, in the order of its keys, and its parameters.

    What is linked to them is read once for each column, which takes far less time than once for each row.
    """
    cells, expressions, joins, parameters = [], {}, [], []
    for n, column in enumerate(columns.values()):
        if isinstance(column, Linked):
            statement, its_parameters = _sql(column.by_key(_KEYS, as_list=as_lists))
            joins.append(f"LEFT JOIN ({statement}) AS linked{n} (key, cell) USING (key)")
            parameters += its_parameters
            cells.append(f"coalesce(linked{n}.cell, '{{}}')" if as_lists else text(f"linked{n}.cell"))
        else:
            expressions[f"cell{n}"] = expression = as_expression(rows.model, column)
            is_text = isinstance(expression.output_field, CharField | TextField)
            cells.append(text(f"entry.cell{n}") if is_text else f"entry.cell{n}")
    # Of the list as it is by then: what has left it is left out.
    listed, its_parameters = _sql(rows.order_by().filter(pk__in_keys=_KEYS).values_list("pk", *expressions.values()))
    # Without the offset, PostgreSQL would evaluate an expression at each place that uses its value.
    statement = f"""
        SELECT {", ".join(cells)} FROM unnest(%s::bigint[]) WITH ORDINALITY AS batch (key, place)
        JOIN ({listed} OFFSET 0) AS entry (key, {", ".join(expressions)}) USING (key) {" ".join(joins)}
        ORDER BY batch.place
    """  # noqa: S608 - made of Django's own SQL
    return statement, [_KEYS, *its_parameters, *parameters]


def _sql(rows: QuerySet[Any]) -> tuple[str, list[Any]]:
    statement, parameters = rows.query.get_compiler(rows.db).as_sql()
    return statement, list(parameters)
