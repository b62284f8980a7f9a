"""Tables to open in a spreadsheet, with cells that are safe there."""

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

# What a spreadsheet would take as the start of a formula: OWASP, “CSV injection”.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that would start one follows an apostrophe."""
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    return f"'{value}" if value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS) else value


def joined(items: Iterable[str]) -> str:
    """The items in one cell."""
    return "; ".join(items)


class _Straight:
    """What a writer of CSV writes to, so that a line is given back rather than kept."""

    def write(self, line: str) -> str:
        return line


def csv_parts(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], rows_at_a_time: int) -> Iterator[str]:
    """The rows as CSV, with the mark by which Excel knows UTF-8; in parts, so that few rows are held."""
    writer = csv.DictWriter(_Straight(), columns)
    yield f"\ufeff{writer.writeheader()}"
    lines = (writer.writerow({name: harmless(value) for name, value in row.items()}) for row in rows)
    while part := "".join(itertools.islice(lines, rows_at_a_time)):
        yield part
