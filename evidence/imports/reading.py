"""The first two steps of an import: its file is received, and its records are read and compared with the studies."""

import json
import logging
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from evidence.imports.batches import RECORDS_AT_A_TIME, Progress, lock
from evidence.imports.indexes import index_of_earlier_records, study_index
from evidence.imports.matching import Match, MatchFields, match
from evidence.models import ImportedRecord, ImportState, RecordDecision, RecordOutcome, Study, StudyImport
from evidence.study_references import FILLED, RETRACTION_FIELDS, study_values
from files.child_processes import Busy, ChildProgram, NotDone
from files.turns import BUSY, UPLOADS
from references import Reference, Refused, Unreadable
from references.files import UNEXPECTED
from references.record_reading import TOO_COMPLICATED

logger = logging.getLogger(__name__)

_splitter = ChildProgram("references.splitting", seconds=120, megabytes=1_000, turns=UPLOADS)
_reader = ChildProgram("references.record_reading", seconds=60, megabytes=1_000, turns=UPLOADS)
#: How many records, and characters of them, are read at once.
RECORDS_AT_ONCE = 5_000
CHARACTERS_AT_ONCE = 20_000_000
NOT_CUT = (
    "This file is too complicated to read: it took too much time or memory. Export the references again, in several "
    "files."
)


@transaction.atomic
def receive(file: BinaryIO, file_name: str, *, by: Any) -> StudyImport:
    """Saves the records of a file unread; nothing of a file that cannot be cut into records.

    Raises:
        Refused: it is no file of references, too large or too complicated, or holds none.
    """
    try:
        with _splitter.lines(file, str(settings.STUDY_IMPORT_MAX_BYTES)) as lines:
            found = _line(next(lines, b"{}"))
            study_import = StudyImport.objects.create(
                file_name=file_name[-250:], **found, size=file.seek(0, 2), uploaded_by=by
            )
            study_import.records_total = _copy(study_import, map(_line, lines))
    except Busy:
        raise Refused(BUSY) from None
    except NotDone:
        raise Refused(NOT_CUT) from None
    study_import.save(update_fields=["records_total"])
    if not study_import.records_total:
        raise Refused("The file holds no references.")
    return study_import


def _line(line: bytes) -> Any:
    """What the program that cuts a file says. Raises Refused where it does."""
    value = json.loads(line)
    if "refused" in value:
        raise Refused(value["refused"])
    return value


COLUMNS_COPIED = (
    *("study_import_id", "number", "line", "original", "reference", "values", "fills", "outcome", "reason"),
    *("other_studies", "decision", "doi", "pmid", "title_keys"),
)
VALUES_BEFORE_READING: tuple[Any, ...] = (
    *("{}", "{}", [], RecordOutcome.UNREAD.value, ""),
    *([], RecordDecision.UNDECIDED.value, "", "", []),
)


def _copy(study_import: StudyImport, records: Iterator[tuple[int, str]]) -> int:
    columns = ", ".join(map(connection.ops.quote_name, COLUMNS_COPIED))
    number = characters = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY evidence_importedrecord ({columns}) FROM STDIN") as rows:
        for number, (line, text) in enumerate(records, start=1):
            # BibTeX repeats what others refer to.
            characters += len(text)
            if characters > 2 * settings.STUDY_IMPORT_MAX_BYTES:
                raise Refused(NOT_CUT)
            if number > settings.STUDY_IMPORT_MAX_RECORDS:
                raise Refused(
                    f"The file holds more than {settings.STUDY_IMPORT_MAX_RECORDS:,} references. "
                    "Export them in several files."
                )
            rows.write_row((study_import.pk, number, line, text, *VALUES_BEFORE_READING))
    return number


@transaction.atomic
def read_some(study_import: StudyImport, records: int = RECORDS_AT_A_TIME) -> bool:
    """Reads a batch of records and compares them with the studies; returns whether any are left.

    Raises:
        Busy: others are reading files.
    """
    lock(study_import)
    if study_import.state != ImportState.READING:
        return False
    if study_import.compared_since is None:
        study_import.compared_since = timezone.now()
    batch = list(_unread(study_import, records))
    # Whatever goes wrong, the program ends here, where the request gave its turn back to wait for it.
    with closing(_stated(study_import.format, batch)) as stated:
        for start in range(0, len(batch), RECORDS_AT_A_TIME):
            done = list(zip(batch[start : start + RECORDS_AT_A_TIME], stated, strict=False))
            _read(study_import, done)
            _save_read([record for record, _ in done])
    study_import.records_read = study_import.records.exclude(outcome=RecordOutcome.UNREAD).count()
    is_done = study_import.records_read == study_import.records_total
    if is_done:
        study_import.state = ImportState.READY
    study_import.save(update_fields=["records_read", "state", "compared_since"])
    return not is_done


def read_all(study_import: StudyImport, progress: Progress = lambda done, total: None) -> None:
    """Reads and compares all records, in batches."""
    is_left = True
    while is_left:
        is_left = read_some(study_import, RECORDS_AT_ONCE)
        progress(study_import.records_read, study_import.records_total)


def _unread(study_import: StudyImport, most: int) -> Iterator[ImportedRecord]:
    """The next records, as many as are read at once."""
    characters = 0
    unread = study_import.records.filter(outcome=RecordOutcome.UNREAD).order_by("number")[:most]
    for record in unread.iterator(chunk_size=100):
        yield record
        characters += len(record.original)
        if characters > CHARACTERS_AT_ONCE:
            return


#: What the program says of a record.
Stated = dict[str, Any]


def _stated(format_name: str, records: list[ImportedRecord]) -> Generator[Stated]:
    """What records say, as they are read: of as many as there was time for."""
    given = "".join(f"{json.dumps([record.line, record.original])}\n" for record in records)
    try:
        with _reader.lines(given.encode(), format_name) as lines:
            yield from map(json.loads, lines)
    except Busy:
        raise
    except NotDone:
        # It ended at this record.
        yield {"unreadable": TOO_COMPLICATED}


#: What reading a record sets, with the types that the database has for it.
COLUMNS_READ = {
    **dict.fromkeys(("outcome", "reason", "doi", "pmid"), "text"),
    **dict.fromkeys(("fills", "title_keys"), "text[]"),
    **dict.fromkeys(("reference", "values"), "jsonb"),
    **dict.fromkeys(("id", "study_id"), "bigint"),
    "other_studies": "bigint[]",
    "repeats": "integer",
}


def _save_read(records: list[ImportedRecord]) -> None:
    """Saves what was read through a temporary table, many times faster than row by row or in one statement."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS_READ.items())
    names = ", ".join(f'"{name}"' for name in COLUMNS_READ)
    changes = ", ".join(f'"{name}" = done."{name}"' for name in COLUMNS_READ if name != "id")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE records_read ({columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY records_read ({names}) FROM STDIN") as rows:
            for record in records:
                values = {name: getattr(record, name) for name in COLUMNS_READ}
                values |= {name: json.dumps(values[name]) for name in ("reference", "values")}
                rows.write_row(tuple(values.values()))
        cursor.execute(
            f"UPDATE evidence_importedrecord AS record SET {changes} FROM records_read AS done "  # noqa: S608 - our names
            "WHERE record.id = done.id"
        )
        cursor.execute("DROP TABLE records_read")


def _read(study_import: StudyImport, records: list[tuple[ImportedRecord, Stated]]) -> None:
    """Sets what each record says, and by comparison its outcome."""
    wanted: dict[int, MatchFields] = {}
    for record, stated in records:
        record.reason, record.repeats, record.study_id, record.fills, record.other_studies = "", None, None, [], []
        if reason := stated.get("unreadable"):
            record.outcome, record.reason = RecordOutcome.REJECTED, reason
            continue
        try:
            reference = Reference.of_json(stated["reference"])
            values = study_values(reference)
        except Unreadable as error:
            record.outcome, record.reason = RecordOutcome.REJECTED, str(error)
            continue
        except Exception:
            logger.exception("Record %s of import %s could not be read.", record.number, study_import.pk)
            record.outcome, record.reason = RecordOutcome.REJECTED, UNEXPECTED
            continue
        # It is long, and among the values.
        record.reference, record.values = replace(reference, abstract="").as_json(), values.fields
        record.reason = " ".join(filter(None, [values.caution, *(f"Left out: {each}" for each in values.left_out)]))
        known = wanted[record.number] = MatchFields.of_values(record.number, values.fields)
        record.doi, record.pmid = known.doi, known.pmid
        # Under the import's own number, so that records of others are not even looked at.
        record.title_keys = [f"{study_import.pk} {words}" for words in known.keys]
    _compare(study_import, [record for record, _ in records], wanted)


def _compare(study_import: StudyImport, records: list[ImportedRecord], wanted: dict[int, MatchFields]) -> None:
    studies, earlier = study_index(), index_of_earlier_records(study_import, records)
    for record in records:
        if record.number not in wanted:
            continue
        known = wanted[record.number]
        found = match(known, studies)
        before = match(known, earlier, is_strict=True) if found.key is None or found.doubt else Match()
        # The same as an earlier record is more than perhaps the same as a study.
        if before.key is not None and (found.key is None or not before.doubt):
            _set_earlier_record(record, before)
            earlier.add(known if before.doubt else replace(known, key=before.key))
        else:
            _set_study(record, found)
            if found.key is None or found.doubt:
                earlier.add(known)
    rows = Study.objects.in_bulk({record.study_id for record in records if record.study_id})
    for record in records:
        if record.study_id in rows:
            record.study = rows[record.study_id]
            record.fills = fillable_fields(record.study, record.values)
            if record.has_graver_notice:
                record.outcome = RecordOutcome.CONFLICTING
                record.reason = f"{record.reason} Here: {record.study.retraction_in_words}".strip()


def fillable_fields(study: Study, values: dict[str, Any]) -> list[str]:
    """The empty fields of a study that values fill; a notice only that of what became of the study."""
    has_other = bool(study.retraction) and study.retraction != values.get("retraction")
    fields = [name for name in FILLED if not (has_other and name in RETRACTION_FIELDS)]
    return [name for name in fields if name in values and getattr(study, name) in ("", None)]


def _set_study(record: ImportedRecord, found: Match) -> None:
    record.study_id, record.other_studies = found.key, list(found.others)
    if found.key is None:
        record.outcome = RecordOutcome.NEW
    else:
        record.outcome = RecordOutcome.CONFLICTING if found.doubt else RecordOutcome.MATCHED
        record.reason = " ".join(filter(None, (found.doubt, record.reason)))


def _set_earlier_record(record: ImportedRecord, before: Match) -> None:
    record.repeats = before.key
    if before.doubt:
        record.outcome = RecordOutcome.CONFLICTING
        doubt = before.doubt.replace("A study", f"Record {before.key} of this file", 1)
        doubt = doubt.replace(" has this ", " has the same ", 1)
    else:
        record.outcome, doubt = RecordOutcome.MATCHED, f"The same as record {before.key} of this file."
    record.reason = " ".join(filter(None, (doubt, record.reason)))
