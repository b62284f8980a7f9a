"""CSV files, with cells that are safe to open in a spreadsheet.

PostgreSQL writes those with a row for each row of a table: that is many times faster than to make them here.
"""

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet, TextField

from database.compiled_queries import array_of
from lists.csv_columns import SPACES, Column, Linked, as_expression

#: How many rows are written at a time; larger batches take more memory, and smaller ones are planned more often.
BATCH_SIZE = 5_000
FIRST_BATCH = 200
# A spreadsheet runs a cell that starts with one of these as a formula; see OWASP, “CSV injection”.
FORMULA_SIGNS = "=+@-＝＋－＠"
FORMULA_STARTS = f"\t\r\n{FORMULA_SIGNS}"
# In what Python's regular expressions and PostgreSQL's have in common.
FORMULA = re.compile(rf"\A(?:[\t\r\n]|[{SPACES}]*[{re.escape(FORMULA_SIGNS)}])")
NUMBER = re.compile(r"\A-?[0-9]+(\.[0-9]+)?\Z")
# The same in SQL, where the first character already tells that most cells are no formula.
_FORMULA, _NUMBER = (f"'{each.pattern}'" for each in (FORMULA, NUMBER))
_SUSPECT = "ARRAY[{}]".format(", ".join(f"'{each}'" for each in [*SPACES, *FORMULA_STARTS]))


def escape_formula(value: Any) -> Any:
    """The value of a cell, with an apostrophe before text that a spreadsheet would run as a formula."""
    if isinstance(value, str) and FORMULA.match(value) and not NUMBER.match(value):
        return f"'{value}"
    return value


class _Echo:
    """A file for ``csv.writer`` that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def csv_parts(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Rows that are made here as CSV, starting with the byte order mark by which Excel recognises UTF-8; in parts."""
    writer = csv.DictWriter(_Echo(), columns)
    yield f"\ufeff{writer.writeheader()}"
    lines = (writer.writerow({name: escape_formula(value) for name, value in row.items()}) for row in rows)
    while part := "".join(itertools.islice(lines, BATCH_SIZE)):
        yield part


def csv_of(rows: QuerySet[Any], columns: Mapping[str, Column]) -> Iterator[bytes]:
    """The rows of a queryset, in its order, as the same kind of CSV; in parts, so that few are held.

    Args:
        rows: Those to write.
        columns: The heading of each column with a field, an expression or :class:`lists.csv_columns.Linked`.
    """
    yield from map(str.encode, csv_parts(list(columns), ()))
    rows = rows.prefetch_related(None)
    statement, parameters = _copy_statement(rows, columns)
    for keys in _batches(rows.values_list("pk", flat=True).iterator()):
        of_batch = [keys if each is _KEYS else each for each in parameters]
        with connection.cursor() as cursor, cursor.copy(cursor.mogrify(statement, of_batch)) as lines:
            # The server sends each line by itself, with the line end of Unix.
            part = b"".join(bytes(line)[:-1] + b"\r\n" for line in lines)
        # Only now, since whoever takes the part may use the connection, which is busy until all is copied.
        yield part


def _batches(keys: Iterator[int]) -> Iterator[str]:
    """The keys in arrays: a short one, so that the file begins at once, then long ones."""
    size = FIRST_BATCH
    while batch := list(itertools.islice(keys, size)):
        yield array_of(batch)
        size = BATCH_SIZE


#: Stands for the keys of a batch among the parameters of a statement; it is told by its identity.
_KEYS = "{keys of the batch}"


def _copy_statement(rows: QuerySet[Any], columns: Mapping[str, Column]) -> tuple[str, list[Any]]:
    """The statement that writes the rows of a batch, in the order of its keys, as lines of CSV; and its parameters.

    What is linked to them is read once for each column, which takes far less time than once for each row.
    """
    cells, expressions, joins, parameters = [], {}, [], []
    for n, column in enumerate(columns.values()):
        if isinstance(column, Linked):
            statement, its_parameters = _sql(column.by_key(_KEYS))
            joins.append(f"LEFT JOIN ({statement}) AS linked{n} (key, cell) USING (key)")
            parameters += its_parameters
            cells.append(_escaped(f"linked{n}.cell"))
        else:
            expressions[f"cell{n}"] = expression = as_expression(rows.model, column)
            is_text = isinstance(expression.output_field, CharField | TextField)
            cells.append(_escaped(f"entry.cell{n}") if is_text else f"entry.cell{n}")
    # Of the list as it is by then: what has left it is left out.
    listed, its_parameters = _sql(rows.order_by().filter(pk__in_keys=_KEYS).values_list("pk", *expressions.values()))
    # Without the offset, PostgreSQL would evaluate an expression at each place that uses its value.
    statement = f"""
        COPY (
            SELECT {", ".join(cells)} FROM unnest(%s::bigint[]) WITH ORDINALITY AS batch (key, place)
            JOIN ({listed} OFFSET 0) AS entry (key, {", ".join(expressions)}) USING (key) {" ".join(joins)}
            ORDER BY batch.place
        ) TO STDOUT (FORMAT csv)
    """  # noqa: S608 - made of Django's own SQL
    return statement, [_KEYS, *its_parameters, *parameters]


def _escaped(cell: str) -> str:
    """SQL for a cell of text as :func:`escape_formula` gives it; none for an empty one, which CSV would quote."""
    is_formula = f"left({cell}, 1) = ANY({_SUSPECT}) AND {cell} ~ {_FORMULA} AND {cell} !~ {_NUMBER}"
    return f"CASE WHEN {is_formula} THEN '''' || {cell} ELSE nullif({cell}, '') END"


def _sql(rows: QuerySet[Any]) -> tuple[str, list[Any]]:
    statement, parameters = rows.query.get_compiler(rows.db).as_sql()
    return statement, list(parameters)
