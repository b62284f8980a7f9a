"""Imports of studies from files, in three steps: a file is received, its records are compared, and a curator confirms.

What a file holds is kept record by record before anything is read from it, so that each further step works on a few
records at a time, in a transaction of its own, and goes on wherever it was stopped. Only the last step writes studies,
all of them in one transaction. See docs/decisions/importing-studies.md.
"""

import datetime
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from typing import Any, BinaryIO

import pglock
from django.conf import settings
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.models import Count, Max
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import slugify

from curation.workflow import NotPossible, editing, note_imported
from database.bulk_rows import copy_rows
from evidence.models import Citation, ImportedRecord, ImportState, RecordDecision, RecordOutcome, Study, StudyImport
from evidence.study_matching import COMPARED, Match, MatchFields, StudyIndex, match
from evidence.study_references import FILLED, RETRACTION_FIELDS, field_name, study_values
from references import Refused, Unreadable, open_file, read
from references.files import UNEXPECTED
from references.reference import RawRecord
from references.retractions import is_graver

logger = logging.getLogger(__name__)

#: How many records are compared, or written, between two reports of progress.
RECORDS_AT_A_TIME = 500
#: A change that was under way when the comparing began, and was not to be seen yet, took no longer than this.
LONGEST_CHANGE = datetime.timedelta(minutes=10)

Progress = Callable[[int, int], object]


# First step: the file


@transaction.atomic
def receive(file: BinaryIO, file_name: str, *, by: Any) -> StudyImport:
    """Saves the records of a file unread; nothing of a file that cannot be cut into records.

    Raises:
        Refused: it is no file of references, too large, or holds none.
    """
    found = open_file(file, settings.STUDY_IMPORT_MAX_BYTES)
    study_import = StudyImport.objects.create(
        file_name=file_name[-250:], format=found.format, encoding=found.encoding, size=file.seek(0, 2), uploaded_by=by
    )
    study_import.records_total = _copy(study_import, found.records())
    study_import.save(update_fields=["records_total"])
    if not study_import.records_total:
        raise Refused("The file holds no references.")
    return study_import


COLUMNS_COPIED = (
    *("study_import_id", "number", "line", "original", "reference", "values", "fills", "outcome", "reason"),
    *("other_studies", "decision", "doi", "pmid", "title_keys"),
)
VALUES_BEFORE_READING: tuple[Any, ...] = (
    *("{}", "{}", [], RecordOutcome.UNREAD.value, ""),
    *([], RecordDecision.UNDECIDED.value, "", "", []),
)


def _copy(study_import: StudyImport, records: Iterable[RawRecord]) -> int:
    columns = ", ".join(map(connection.ops.quote_name, COLUMNS_COPIED))
    number = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY evidence_importedrecord ({columns}) FROM STDIN") as rows:
        for number, record in enumerate(records, start=1):
            if number > settings.STUDY_IMPORT_MAX_RECORDS:
                raise Refused(
                    f"The file holds more than {settings.STUDY_IMPORT_MAX_RECORDS:,} references. "
                    "Export them in several files."
                )
            rows.write_row((study_import.pk, number, record.line, record.text, *VALUES_BEFORE_READING))
    return number


# Second step: what each record is


@transaction.atomic
def read_some(study_import: StudyImport, records: int = RECORDS_AT_A_TIME) -> bool:
    """Reads a batch of records and compares them with the studies; returns whether any are left."""
    _lock(study_import)
    if study_import.state != ImportState.READING:
        return False
    if study_import.compared_since is None:
        study_import.compared_since = timezone.now()
    batch = list(study_import.records.filter(outcome=RecordOutcome.UNREAD).order_by("number")[:records])
    _read(study_import, batch)
    _save_read(batch)
    study_import.records_read = study_import.records.exclude(outcome=RecordOutcome.UNREAD).count()
    is_done = len(batch) < records or study_import.records_read == study_import.records_total
    if is_done:
        study_import.state = ImportState.READY
    study_import.save(update_fields=["records_read", "state", "compared_since"])
    return not is_done


def read_all(study_import: StudyImport, progress: Progress = lambda done, total: None) -> None:
    """Reads and compares all records, in batches."""
    is_left = True
    while is_left:
        is_left = read_some(study_import)
        progress(study_import.records_read, study_import.records_total)


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


def _read(study_import: StudyImport, records: list[ImportedRecord]) -> None:
    """Sets what each record says, and by comparison its outcome."""
    wanted: dict[int, MatchFields] = {}
    for record in records:
        record.reason, record.repeats, record.study_id, record.fills, record.other_studies = "", None, None, [], []
        try:
            reference = read(study_import.format, RawRecord(record.line, record.original))
            values = study_values(reference)
        except Unreadable as error:
            record.outcome, record.reason = RecordOutcome.REJECTED, str(error)
            continue
        except Exception:
            logger.exception("Record %s of import %s could not be read.", record.number, study_import.pk)
            record.outcome, record.reason = RecordOutcome.REJECTED, UNEXPECTED
            continue
        # A summary is long, and stays in the original.
        record.reference, record.values = replace(reference, abstract="").as_json(), values.fields
        record.reason = " ".join(filter(None, [values.caution, *(f"Left out: {each}" for each in values.left_out)]))
        known = wanted[record.number] = MatchFields.of_values(record.number, values.fields)
        record.doi, record.pmid = known.doi, known.pmid
        # Under the import's own number, so that records of others are not even looked at.
        record.title_keys = [f"{study_import.pk} {words}" for words in known.keys]
    _compare(study_import, records, wanted)


def _compare(study_import: StudyImport, records: list[ImportedRecord], wanted: dict[int, MatchFields]) -> None:
    studies, earlier = _study_index(), _index_of_earlier_records(study_import, records)
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
            record.fills = _fillable(record.study, record.values)
            if record.has_graver_notice:
                record.outcome = RecordOutcome.CONFLICTING
                record.reason = f"{record.reason} Here: {record.study.retraction_in_words}".strip()


def _fillable(study: Study, values: dict[str, Any]) -> list[str]:
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


_cached_index: tuple[Any, StudyIndex] = (None, StudyIndex())


def _study_index() -> StudyIndex:
    """The index of all studies, cached until one changes."""
    global _cached_index
    events: Any = Study._meta.get_field("events").related_model
    stamp = (connection.settings_dict["NAME"], *events.objects.aggregate(last=Max("pgh_id"), n=Count("pk")).values())
    if _cached_index[0] != stamp:
        _cached_index = (stamp, StudyIndex(_match_fields(Study.objects.all())))
    return _cached_index[1]


def _match_fields(studies: models.QuerySet[Study]) -> Iterator[MatchFields]:
    """What is compared of studies, without those merged into another; withdrawn ones too, lest they come again."""
    return map(MatchFields.of_study, studies.filter(merged_into=None).order_by("pk").only(*COMPARED).iterator())


# One key after another, each by the index. All at once, PostgreSQL would compare every record with every key, since it
# cannot tell how few records have any of them.
SHARING_A_KEY = """
    SELECT record.id FROM unnest(%s::text[]) AS wanted (key)
    CROSS JOIN LATERAL (
        SELECT id FROM evidence_importedrecord WHERE title_keys @> ARRAY[wanted.key] OFFSET 0
    ) AS record
    UNION SELECT id FROM evidence_importedrecord WHERE study_import_id = %s AND doi = ANY(%s)
    UNION SELECT id FROM evidence_importedrecord WHERE study_import_id = %s AND pmid = ANY(%s)
"""


def _index_of_earlier_records(study_import: StudyImport, records: list[ImportedRecord]) -> StudyIndex:
    """An index of the earlier records of the file that share a number or a title key with any of these."""
    words = {words for record in records for words in record.title_keys}
    dois, pmids = ({getattr(record, name) for record in records} - {""} for name in ("doi", "pmid"))
    with connection.cursor() as cursor:
        cursor.execute(SHARING_A_KEY, [list(words), study_import.pk, list(dois), study_import.pk, list(pmids)])
        alike = [key for (key,) in cursor.fetchall()]
    before = study_import.records.filter(
        models.Q(outcome__in=[RecordOutcome.NEW, RecordOutcome.CONFLICTING])
        | models.Q(outcome=RecordOutcome.MATCHED, repeats__isnull=False),
        pk__in=alike,
    )
    return StudyIndex(
        replace(known, key=repeats) if repeats and outcome == RecordOutcome.MATCHED else known
        for known, outcome, _, repeats in _match_fields_of_records(before)
    )


def _match_fields_of_records(
    records: models.QuerySet[ImportedRecord],
) -> Iterator[tuple[MatchFields, str, int | None, int | None]]:
    """What is compared of each record, with its outcome, its study's key and the record that it repeats."""
    columns = ("number", "title_keys", "values", "outcome", "study", "repeats")
    for number, keys, values, outcome, study, repeats in records.order_by("number").values_list(*columns).iterator():
        title_keys = [key.partition(" ")[2] for key in keys]
        yield MatchFields.of_values(number, values, title_keys), outcome, study, repeats


# What a curator decides


def decide(
    study_import: StudyImport, decision: RecordDecision, records: models.QuerySet[ImportedRecord], *, by: Any
) -> int:
    """Saves a decision on records of an import that is ready; returns on how many.

    Raises:
        NotPossible: the import is not ready.
    """
    with transaction.atomic():
        _lock(study_import)
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
    _lock(study_import)
    if study_import.state == ImportState.CONFIRMED:
        raise NotPossible("It was imported already.")
    study_import.state = ImportState.DISCARDED
    study_import.save(update_fields=["state"])


# Third step: the studies


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
        _lock(study_import)
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
        _lock(study_import)
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
    studies = StudyIndex(_match_fields(Study.objects.filter(pk__in=changed)))
    noticed = set(study_import.records.with_graver_notice().values_list("number", flat=True))
    outdated = []
    records = study_import.records.exclude(outcome=RecordOutcome.REJECTED).filter(repeats=None)
    for known, outcome, study, _ in _match_fields_of_records(records):
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
    said_again = _said_again(study_import)
    position = (Study.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    with _progress_outside_transaction(study_import) as save_progress:
        for batch in _batches(making.order_by("number").defer("original", "title_keys")):
            _add_studies(study_import, batch, position, said_again, by)
            done, position = done + len(batch), position + len(batch)
            save_progress(done)
            progress(done, total)
        _link_repeats(study_import)
        for batch in _batches(known.order_by("number").select_related("study").defer("original", "title_keys")):
            left += [record for record in batch if not _complete(study_import, record, by)]
            done += len(batch)
            save_progress(done)
            progress(done, total)
        study_import.state, study_import.records_written = ImportState.CONFIRMED, done
        study_import.confirmed_by, study_import.confirmed_at = by, timezone.now()
        study_import.save(update_fields=["state", "records_written", "confirmed_by", "confirmed_at"])
    return left


def _said_again(study_import: StudyImport) -> dict[int, list[dict[str, Any]]]:
    """What the records that repeat another say, by the number of the first."""
    repeats: dict[int, int] = {}
    said_again: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = study_import.records.repeating_others().order_by("number")
    number: int
    before: Any
    for number, before, values in rows.values_list("number", "repeats", "values").iterator():
        repeats[number] = repeats.get(before, before)
        said_again[repeats[number]].append(values)
    return said_again


#: Of these a record may state less than another of the same work.
STATED_IN_PART = ("authors", "journal", "pages")


def _union(values: dict[str, Any], said_again: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """All that the records of one work state; where the first states something, it counts unless another says more."""
    union = dict(values)
    for each in said_again:
        state, before = each.get("retraction", ""), union.get("retraction", "")
        if is_graver(state, before):
            union = {name: value for name, value in union.items() if name not in RETRACTION_FIELDS}
        for name, value in each.items():
            if name in RETRACTION_FIELDS and is_graver(before, state):
                continue
            if name not in union or (name in STATED_IN_PART and len(value) > len(union[name])):
                union[name] = value
    return union


def _batches(records: Any) -> Iterator[list[ImportedRecord]]:
    found = records.iterator(chunk_size=RECORDS_AT_A_TIME)
    while batch := list(islice(found, RECORDS_AT_A_TIME)):
        yield batch


#: What the public reads of where a study's record is from. Which file it was stays with the import.
FROM_A_FILE = "From an imported file of references."


#: The numbers that only one study may have.
NUMBERS = ("doi", "pmid")


def _taken(values: Iterable[dict[str, Any]], besides: int | None = None) -> set[tuple[str, str]]:
    """Which of the numbers other studies have already, each with the name of its field."""
    values = list(values)
    taken = set()
    for name in NUMBERS:
        wanted = {each[name].casefold() for each in values if each.get(name)}
        of_others = Study.objects.exclude(pk=besides).annotate(lower=Lower(name)).filter(lower__in=wanted)
        taken |= {(name, number) for number in of_others.values_list("lower", flat=True)} if wanted else set()
    return taken


def _add_studies(
    study_import: StudyImport,
    records: list[ImportedRecord],
    position: int,
    said_again: dict[int, list[dict[str, Any]]],
    by: Any,
) -> None:
    slugs = _free_slugs(records)
    stated = [_union(record.values, said_again.get(record.number, ())) for record in records]
    taken = _taken(stated)
    studies = []
    for offset, (record, values, slug) in enumerate(zip(records, stated, slugs, strict=True)):
        note = FROM_A_FILE
        # A curator decided that it is another work than the one that has the number.
        for name in NUMBERS:
            number = name, values.get(name, "").casefold()
            if number in taken:
                del values[name]
                note += f" Its {field_name(name)} is another study’s, so it was left out."
            elif name in values:
                taken.add(number)
        studies.append(
            Study(slug=slug, label=label_for(record), position=position + offset, record_note=note, **values)
        )
    copy_rows(Study, studies)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evidence_importedrecord SET study_id = made.study FROM unnest(%s::bigint[], %s::bigint[]) "
            "AS made (record, study) WHERE id = made.record",
            [[record.pk for record in records], [study.pk for study in studies]],
        )
    if study_import.source_id is not None:
        copy_rows(
            Citation,
            (
                Citation(source_id=study_import.source_id, study=study, locator=study_import.locator)
                for study in studies
            ),
        )
    note_imported(Study.objects.filter(pk__in=[study.pk for study in studies]).order_by("pk"), by=by)


def label_for(record: ImportedRecord) -> str:
    """The title as far as a label is long, until a curator says in other words what the study is about."""
    title = record.values["title"]
    return title if len(title) <= 200 else f"{title[:199].rpartition(' ')[0] or title[:199]}…"


def slug_for(record: ImportedRecord) -> str:
    """An address of first author, year and the first words of the title: ``jongen-2018-health-workforce``."""
    author = record.values.get("authors", "").partition("\n")[0].partition(",")[0]
    words = slugify(record.values["title"]).split("-")[:6]
    parts = [slugify(author)[:30], str(record.values.get("year", "")), *words]
    return "-".join(part for part in parts if part)[:100].strip("-") or "study"


def _free_slugs(records: list[ImportedRecord]) -> list[str]:
    """An address for each record that no study has; where its own is taken, its number makes another."""
    wanted = [slug_for(record) for record in records]
    numbered = [f"{slug}-{each.study_import_id}-{each.number}" for slug, each in zip(wanted, records, strict=True)]
    taken = set(Study.objects.filter(slug__in=[*wanted, *numbered]).values_list("slug", flat=True))
    free = []
    for slug, other in zip(wanted, numbered, strict=True):
        while slug in taken:
            slug = other if slug != other else (other := f"{other}-2")
        taken.add(slug)
        free.append(slug)
    return free


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
        taken = {name for name, _ in _taken([record.values], besides=row.pk)}
        filled = [name for name in _fillable(row, record.values) if name in record.fills and name not in taken]
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


def _lock(study_import: StudyImport) -> None:
    """Takes the lock on an import until the transaction ends, and reads what others saved before.

    The row itself is not locked, so that progress can be saved meanwhile.
    """
    pglock.advisory(f"study import {study_import.pk}", xact=True, side_effect=pglock.Raise).acquire()
    study_import.refresh_from_db()


@contextmanager
def _progress_outside_transaction(study_import: StudyImport) -> Iterator[Callable[[int], None]]:
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
