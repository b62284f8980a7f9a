"""The last step of an import: a curator decides on its records and confirms it, and studies are written."""

import datetime
from typing import Any

import pglock
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from curation.workflow import NotPossible, editing
from evidence.imports.batches import Progress, in_batches, lock, progress_outside_transaction
from evidence.imports.indexes import match_fields, match_fields_of_records
from evidence.imports.matching import StudyIndex, match
from evidence.imports.new_studies import FROM_A_FILE, add_studies, repeated_values, taken_numbers
from evidence.imports.reading import fillable_fields, read_all
from evidence.models import Citation, ImportedRecord, ImportState, RecordDecision, RecordOutcome, Study, StudyImport
from evidence.study_references import RETRACTION_FIELDS, field_name
from references.retractions import is_graver

#: A change that was under way when the comparing began, and was not to be seen yet, took no longer than this.
LONGEST_CHANGE = datetime.timedelta(minutes=10)


def decide(
    study_import: StudyImport, decision: RecordDecision, records: models.QuerySet[ImportedRecord], *, by: Any
) -> int:
    """Saves a decision on records of an import that is ready; returns on how many.

    Raises:
        NotPossible: the import is not ready.
    """
    with transaction.atomic():
        lock(study_import)
        if study_import.state != ImportState.READY:
            raise NotPossible("Decisions can be made once the whole file is read, and until it is imported.")
        offering: Any = study_import.records.offering(decision)
        return int(records.filter(pk__in=offering).update(decision=decision, decided_by=by))


@transaction.atomic
def discard(study_import: StudyImport) -> None:
    """Discards an import; its records stay.

    Raises:
        NotPossible: it was imported already.
    """
    lock(study_import)
    if study_import.state == ImportState.CONFIRMED:
        raise NotPossible("It was imported already.")
    study_import.state = ImportState.DISCARDED
    study_import.save(update_fields=["state"])


def confirm(
    study_import: StudyImport, *, by: Any, progress: Progress = lambda done, total: None
) -> list[ImportedRecord]:
    """Writes the studies of an import as drafts, all or none.

    Returns the records whose studies cannot be changed now, such as those that wait for review; each says so.

    Raises:
        NotPossible: it is not ready, a conflict is not decided, or studies changed meanwhile, so that some records were
            compared again.
    """
    with transaction.atomic():
        lock(study_import)
        if study_import.state != ImportState.READY:
            raise NotPossible("Only an import that was read to its end, and not imported yet, can be confirmed.")
        if undecided := study_import.records.undecided().count():
            raise NotPossible(f"Decide on the conflicts first: {undecided:,} are left.")
        # Nobody adds or changes a study until these are in; reading goes on.
        pglock.model(Study, mode=pglock.SHARE_ROW_EXCLUSIVE, side_effect=pglock.Raise)
        outdated = _outdated(study_import)
        if not outdated:
            return _write(study_import, by, progress)
    with transaction.atomic():
        lock(study_import)
        study_import.records.filter(number__in=outdated).update(
            outcome=RecordOutcome.UNREAD, decision=RecordDecision.UNDECIDED
        )
        StudyImport.objects.filter(pk=study_import.pk).update(state=ImportState.READING, compared_since=None)
    read_all(study_import)
    raise NotPossible(
        f"Studies were changed since this file was read, so {len(outdated):,} of its records were compared again. "
        "Look through them, then confirm again."
    )


def _outdated(study_import: StudyImport) -> list[int]:
    """The numbers of the records whose outcome would differ, since studies changed after they were compared."""
    events: Any = Study._meta.get_field("events").related_model
    since = (study_import.compared_since or study_import.uploaded_at) - LONGEST_CHANGE
    changes = events.objects.filter(pgh_created_at__gte=since)
    changed = set(changes.values_list("pgh_obj_id", flat=True))
    if not changed:
        return []
    studies = StudyIndex(match_fields(Study.objects.filter(pk__in=changed)))
    noticed = set(study_import.records.with_graver_notice().values_list("number", flat=True))
    outdated = []
    records = study_import.records.exclude(outcome=RecordOutcome.REJECTED).filter(repeats=None)
    for known, outcome, study, _ in match_fields_of_records(records):
        found = match(known, studies)
        as_before = found.key == study if study in changed or found.key is not None else True
        is_conflict = bool(found.doubt) or known.key in noticed
        doubt_as_before = found.key is None or is_conflict == (outcome == RecordOutcome.CONFLICTING)
        is_gone = study is None and outcome != RecordOutcome.NEW
        if is_gone or not (as_before and doubt_as_before):
            outdated.append(known.key)
    repeating = study_import.records.filter(repeats__in=outdated).values_list("number", flat=True)
    return [*outdated, *repeating]


def _write(study_import: StudyImport, by: Any, progress: Progress) -> list[ImportedRecord]:
    making, known = study_import.records.making_studies(), study_import.records.of_known_studies()
    if study_import.source_id is None:
        known = study_import.records.adding_to_studies()
    total, done, left = making.count() + known.count(), 0, []
    said_again = repeated_values(study_import)
    position = (Study.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    with progress_outside_transaction(study_import) as save_progress:
        for batch in in_batches(making.order_by("number").defer("original", "title_keys")):
            add_studies(study_import, batch, position, said_again, by)
            done, position = done + len(batch), position + len(batch)
            save_progress(done)
            progress(done, total)
        _link_repeats(study_import)
        for batch in in_batches(known.order_by("number").select_related("study").defer("original", "title_keys")):
            left += [record for record in batch if not _complete(study_import, record, by)]
            done += len(batch)
            save_progress(done)
            progress(done, total)
        study_import.state, study_import.records_written = ImportState.CONFIRMED, done
        study_import.confirmed_by, study_import.confirmed_at = by, timezone.now()
        study_import.save(update_fields=["state", "records_written", "confirmed_by", "confirmed_at"])
    return left


def _link_repeats(study_import: StudyImport) -> None:
    """Lets records that repeat an earlier one lead to the same study; that one may itself repeat another."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "UPDATE evidence_importedrecord AS later SET study_id = earlier.study_id "
                "FROM evidence_importedrecord AS earlier WHERE later.study_import_id = %s "
                "AND earlier.study_import_id = later.study_import_id AND earlier.number = later.repeats "
                "AND later.study_id IS NULL AND earlier.study_id IS NOT NULL "
                "AND (later.decision = 'same' OR (later.outcome = 'matched' AND later.decision = ''))",
                [study_import.pk],
            )
            if not cursor.rowcount:
                return


def _complete(study_import: StudyImport, record: ImportedRecord, by: Any) -> bool:
    """Fills the empty fields of a study and cites it; where that is not possible, the record says why."""
    try:
        _fill(study_import, record, by)
    except NotPossible as error:
        reason = f"Nothing was added to “{record.study}”. {error}"
        record.reason = " ".join(filter(None, (reason, record.reason)))
        record.save(update_fields=["reason"])
        return False
    return True


def _fill(study_import: StudyImport, record: ImportedRecord, by: Any) -> None:
    study: Any = record.study
    note = f"Completed from “{study_import.file_name}”, record {record.number}."
    with editing(study, by=by, note=note) as row:
        taken = {name for name, _ in taken_numbers([record.values], besides=row.pk)}
        filled = [name for name in fillable_fields(row, record.values) if name in record.fills and name not in taken]
        if record.decision == RecordDecision.TAKE_NOTICE and is_graver(record.values["retraction"], row.retraction):
            filled += RETRACTION_FIELDS
        for name in filled:
            setattr(row, name, record.values.get(name, ""))
        if filled:
            words = ", ".join(field_name(name) for name in dict.fromkeys(filled))
            row.record_note = f"{row.record_note}\n{words.capitalize()}: {FROM_A_FILE.lower()}".strip()
            row.save(update_fields={*filled, "record_note"})
        if study_import.source_id is not None:
            Citation.objects.get_or_create(
                source_id=study_import.source_id, study=row, defaults={"locator": study_import.locator}
            )
