"""CSV files, with cells that are safe to open in a spreadsheet."""

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

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


class _Echo:
    """A file for ``csv.writer`` that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def csv_parts(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], batch_size: int = 500) -> Iterator[str]:
    """The rows as CSV, starting with the byte order mark by which Excel recognises UTF-8; a part for each batch."""
    writer = csv.DictWriter(_Echo(), columns)
    yield f"\ufeff{writer.writeheader()}"
    lines = (writer.writerow({name: escape_formula(value) for name, value in row.items()}) for row in rows)
    while part := "".join(itertools.islice(lines, batch_size)):
        yield part
