"""Indexes of the studies, and of the records of a file, that a record may be the same as."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import connection, models
from django.db.models import Count, Max

from evidence.imports.matching import COMPARED, MatchFields, StudyIndex
from evidence.models import ImportedRecord, RecordOutcome, Study, StudyImport

_cached_index: tuple[Any, StudyIndex] = (None, StudyIndex())


def study_index() -> StudyIndex:
    """The index of all studies, cached until one changes."""
    global _cached_index
    events: Any = Study._meta.get_field("events").related_model
    stamp = (connection.settings_dict["NAME"], *events.objects.aggregate(last=Max("pgh_id"), n=Count("pk")).values())
    if _cached_index[0] != stamp:
        _cached_index = (stamp, StudyIndex(match_fields(Study.objects.all())))
    return _cached_index[1]


def match_fields(studies: models.QuerySet[Study]) -> Iterator[MatchFields]:
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


def index_of_earlier_records(study_import: StudyImport, records: list[ImportedRecord]) -> StudyIndex:
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
        for known, outcome, _, repeats in match_fields_of_records(before)
    )


def match_fields_of_records(
    records: models.QuerySet[ImportedRecord],
) -> Iterator[tuple[MatchFields, str, int | None, int | None]]:
    """What is compared of each record, with its outcome, its study's key and the record that it repeats."""
    columns = ("number", "title_keys", "values", "outcome", "study", "repeats")
    for number, keys, values, outcome, study, repeats in records.order_by("number").values_list(*columns).iterator():
        title_keys = [key.partition(" ")[2] for key in keys]
        yield MatchFields.of_values(number, values, title_keys), outcome, study, repeats
