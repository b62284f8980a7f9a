"""Many new rows of a model, written by COPY: in less than half the time of ``bulk_create``."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models, transaction

# Not a SELECT by its first word: before any other statement django-pghistory says to the transaction who is at work.
NEW_KEYS = """
    WITH sequence AS (SELECT pg_get_serial_sequence(%s, %s) AS name)
    SELECT nextval(name) FROM sequence, generate_series(1, %s)
"""


def copy_rows(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    """Insert new rows and return them with their keys; like ``bulk_create`` it sends no signals.

    Values must be plain: no expressions, and no defaults that the database makes. Raises the errors of the database as
    Django does.
    """
    made = list(rows)
    columns: list[Any] = [field for field in model._meta.concrete_fields if not field.generated]
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(savepoint=False), connection.wrap_database_errors:
        with connection.cursor() as cursor:
            cursor.execute(NEW_KEYS, [table, model._meta.pk.column, len(made)])
            for row, (key,) in zip(made, cursor.fetchall(), strict=True):
                row.pk = key
        prepared = (
            [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in columns] for row in made
        )
        copy_values(model, [field.column for field in columns], prepared)
    for row in made:
        row._state.adding, row._state.db = False, connection.alias
    return made


def copy_values(model: type[models.Model], columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert new rows, each given as the values of the named columns, without making instances of the model.

    The primary key may be left out, but no other column that may not be null: no defaults are filled in. The rows
    must not be read from the database while they are given, since its connection is busy.
    """
    name = connection.ops.quote_name
    table, names = name(model._meta.db_table), ", ".join(map(name, columns))
    copy = f"COPY {table} ({names}) FROM STDIN"
    with (
        transaction.atomic(savepoint=False),
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(copy) as copied,
    ):
        for row in rows:
            copied.write_row(row)
