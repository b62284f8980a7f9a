"""CSV files, with cells that are safe to open in a spreadsheet.

PostgreSQL writes those with a row for each row of a table: that is many times faster than to make them here.
"""

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from files import row_queries
from files.csv_columns import SPACES, Column
from files.row_queries import RowQuery

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
    while part := "".join(itertools.islice(lines, row_queries.BATCH_SIZE)):
        yield part


def csv_of(rows: QuerySet[Any], columns: Mapping[str, Column]) -> Iterator[bytes]:
    """The rows of a queryset, in its order, as the same kind of CSV; in parts, so that few are held.

    Args:
        rows: Those to write.
        columns: The heading of each column with a field, an expression or :class:`files.csv_columns.Linked`.
    """
    yield from map(str.encode, csv_parts(list(columns), ()))
    for statement, parameters in RowQuery(rows, columns, text=_escaped).statements(row_queries.BATCH_SIZE):
        with connection.cursor() as cursor:
            copy = cursor.mogrify(f"COPY ({statement}) TO STDOUT (FORMAT csv)", parameters)
            with cursor.copy(copy) as lines:
                # The server sends each line by itself, with the line end of Unix.
                part = b"".join(bytes(line)[:-1] + b"\r\n" for line in lines)
        # Only now, since whoever takes the part may use the connection, which is busy until all is copied.
        yield part


def _escaped(cell: str) -> str:
    """SQL for a cell of text as :func:`escape_formula` gives it; none for an empty one, which CSV would quote."""
    is_formula = f"left({cell}, 1) = ANY({_SUSPECT}) AND {cell} ~ {_FORMULA} AND {cell} !~ {_NUMBER}"
    return f"CASE WHEN {is_formula} THEN '''' || {cell} ELSE nullif({cell}, '') END"
