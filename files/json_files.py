"""JSON files of a list: an object with what it says of itself, and the rows."""

import datetime
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from files.about_exports import AboutExport
from files.csv_columns import Column
from files.row_queries import RowQuery


def json_of(rows: QuerySet[Any], columns: Mapping[str, Column], name: str, about: AboutExport) -> Iterator[bytes]:
    """The rows of a queryset, in its order, in parts; what is linked to them comes as lists, what is empty as null.

    Args:
        rows: Those to write.
        columns: The name of each member of a row's object with what it holds.
        name: The name of the array of rows.
        about: What the file says of itself.
    """
    yield f'{{"about": {_json(about.as_json())},\n{_json(name)}: ['.encode()
    separator = "\n"
    for batch in RowQuery(rows, columns, as_lists=True).values():
        objects = (_json(dict(zip(columns, map(_value, row), strict=True))) for row in batch)
        yield (separator + ",\n".join(objects)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def _value(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return None if value == "" else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
