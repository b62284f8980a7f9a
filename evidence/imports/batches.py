"""The work of an import in batches: the lock on it, and its progress as others see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

import pglock
from django.db import DatabaseError, connection, connections

from evidence.models import ImportedRecord, StudyImport

#: How many records are compared, or written, between two reports of progress.
RECORDS_AT_A_TIME = 500

Progress = Callable[[int, int], object]


def in_batches(records: Any) -> Iterator[list[ImportedRecord]]:
    """The records of a queryset, :data:`RECORDS_AT_A_TIME` at a time."""
    found = records.iterator(chunk_size=RECORDS_AT_A_TIME)
    while batch := list(islice(found, RECORDS_AT_A_TIME)):
        yield batch


def lock(study_import: StudyImport) -> None:
    """Takes the lock on an import until the transaction ends, and reads what others saved before.

    The row itself is not locked, so that progress can be saved meanwhile.
    """
    pglock.advisory(f"study import {study_import.pk}", xact=True, side_effect=pglock.Raise).acquire()
    study_import.refresh_from_db()


@contextmanager
def progress_outside_transaction(study_import: StudyImport) -> Iterator[Callable[[int], None]]:
    """Gives a function that saves the number of records written while these are not committed yet.

    It uses a connection of its own, and gives up where it has to wait for half a second: progress is not essential.
    """
    own: Any = connections[connection.alias].copy()

    def save(done: int) -> None:
        with suppress(DatabaseError), own.cursor() as cursor, own.wrap_database_errors, cursor.connection.transaction():
            # For this transaction alone, since the connection goes back to the pool.
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            cursor.execute(
                "UPDATE evidence_studyimport SET records_written = %s WHERE id = %s", [done, study_import.pk]
            )

    try:
        yield save
    finally:
        own.close()
