"""CSV files, with cells that are safe to open in a spreadsheet."""

import csv
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

#: How many rows are read and written at a time.
BATCH_SIZE = 500
# A spreadsheet runs a cell that starts with one of these as a formula; see OWASP, “CSV injection”.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def escape_formula(value: Any) -> Any:
    """The value of a cell, with an apostrophe before text that a spreadsheet would run as a formula."""
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    return f"'{value}" if value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS) else value


def joined(items: Iterable[str]) -> str:
    """The items as the text of one cell, with semicolons between them."""
    return "; ".join(items)


def with_linked(
    rows: QuerySet[Any], linked: Callable[[list[int]], Mapping[str, Iterable[tuple[int, str]]]]
) -> Iterator[tuple[Any, dict[str, str]]]:
    """Each row with the cells of what is linked to it, by column; a batch of rows is held at a time.

    ``linked`` takes the keys of a batch, and gives for each column the names that are linked, each after a row's key.
    """
    entries = rows.iterator(chunk_size=BATCH_SIZE)
    while batch := list(itertools.islice(entries, BATCH_SIZE)):
        names: dict[str, dict[int, list[str]]] = {}
        for column, pairs in linked([row.pk for row in batch]).items():
            names[column] = defaultdict(list)
            for key, name in pairs:
                names[column][key].append(name)
        for row in batch:
            yield row, {column: joined(by_key[row.pk]) for column, by_key in names.items()}


class _Echo:
    """A file for ``csv.writer`` that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def csv_parts(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The rows as CSV, starting with the byte order mark by which Excel recognises UTF-8; a part for each batch."""
    writer = csv.DictWriter(_Echo(), columns)
    yield f"\ufeff{writer.writeheader()}"
    lines = (writer.writerow({name: escape_formula(value) for name, value in row.items()}) for row in rows)
    while part := "".join(itertools.islice(lines, BATCH_SIZE)):
        yield part
