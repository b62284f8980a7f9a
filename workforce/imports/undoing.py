"""Takes an import back as a whole: what it added goes, and what it changed is again as it was."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pghistory
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from curation.workflow import NotPossible
from workforce.imports.comparing import (
    NUMBERS,
    TEXTS,
    observations_of,
    organisations_of,
    value_key,
)
from workforce.imports.confirming import (
    attribution,
    in_plain_words,
    lock,
    read_rows,
    set_organisation_fields,
    write_values,
)
from workforce.imports.reading.candidates import Candidate
from workforce.models import (
    Dataset,
    ImportState,
    Organisation,
    RowKind,
    RowOutcome,
    WresImport,
)

#: How many rows that somebody changed are named.
NAMED = 5


@transaction.atomic
def undo(wres_import: WresImport, *, by: Any) -> None:
    """Take an import back.

    Raises:
        NotPossible: it is not imported, or somebody changed since what it wrote; the message names what.
    """
    with pghistory.context(**attribution(wres_import, by, "Undone:")):
        lock(wres_import)
        if wres_import.state != ImportState.CONFIRMED:
            raise NotPossible("Only an import that was confirmed, and not undone yet, can be undone.")
        rows = read_rows(wres_import.rows.written())
        with in_plain_words("Nothing was undone: what was here before contradicts what somebody added since."):
            _undo_values(wres_import.datasets_written, [row for row in rows if row.kind == RowKind.VALUE])
            _undo_organisations([row for row in rows if row.kind == RowKind.ORGANISATION])
        unused = Dataset.objects.filter(pk__in=wres_import.datasets_made, observations=None)
        for dataset in unused:
            dataset.delete()
        wres_import.refresh_from_db(fields=["dataset"])
        wres_import.state, wres_import.undone_by, wres_import.undone_at = ImportState.UNDONE, by, timezone.now()
        wres_import.save(update_fields=["state", "undone_by", "undone_at"])


def _undo_values(datasets: dict[str, int], rows: Sequence[Candidate]) -> None:
    here = observations_of(list(datasets.values()))
    pairs = [(row, here.get((datasets[row.content["source"]], *value_key(row.content)))) for row in rows]
    _refuse_changed(row for row, each in pairs if _is_changed_value(row, each))
    write_values([each | row.before for row, each in pairs if each and row.outcome == RowOutcome.CHANGED])
    new = [each["pk"] for row, each in pairs if each and row.outcome == RowOutcome.NEW]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workforce_observation WHERE id = ANY(%s)", [new])


def _is_changed_value(row: Candidate, found: dict[str, Any] | None) -> bool:
    """Whether somebody changed what a row wrote, or deleted it."""
    if found is None:
        return True
    names = [*NUMBERS, *TEXTS] if row.outcome == RowOutcome.NEW else list(row.before)
    written = {**row.content, "value": Decimal(row.content["value"])}
    return any(found[name] != written[name] for name in names)


def _undo_organisations(rows: Sequence[Candidate]) -> None:
    here = organisations_of(row.content["ods_code"] for row in rows)
    _refuse_changed(row for row in rows if _is_changed_organisation(row, here.get(row.content["ods_code"])))
    for row in rows:
        if row.outcome == RowOutcome.CHANGED:
            organisation = Organisation.objects.get(pk=row.written_key)
            set_organisation_fields(organisation, row.before)
            organisation.save()
    # The last first, since it may belong to one before it.
    for row in reversed(rows):
        if row.outcome == RowOutcome.NEW:
            _delete_organisation(row)


def _is_changed_organisation(row: Candidate, found: dict[str, Any] | None) -> bool:
    if found is None:
        return True
    names = [name for name in row.content if name in found] if row.outcome == RowOutcome.NEW else list(row.before)
    return any((found[name] or None) != (row.content[name] or None) for name in names)


def _delete_organisation(row: Candidate) -> None:
    try:
        Organisation.objects.get(pk=row.written_key).delete()
    except ProtectedError as error:
        raise NotPossible(
            f"Nothing was undone: {row.content['name']} has values now, or other organisations belong to it."
        ) from error


def _refuse_changed(rows: Any) -> None:
    changed = list(rows)
    if not changed:
        return
    named = "; ".join(f"line {row.line} ({_about(row.content)})" for row in changed[:NAMED])
    more = f" and {len(changed) - NAMED:,} more" if len(changed) > NAMED else ""
    raise NotPossible(f"Nothing was undone, since somebody changed or deleted since what it wrote: {named}{more}.")


def _about(content: dict[str, Any]) -> str:
    if "ods_code" in content:
        return str(content["ods_code"])
    return f"{content['organisation']}, {content['measure']}, {content['year']}"
