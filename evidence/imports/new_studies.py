"""The studies that an import adds: their values, labels and addresses."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models.functions import Lower
from django.utils.text import slugify

from curation.workflow import note_imported
from database.bulk_rows import copy_rows
from evidence.models import Citation, ImportedRecord, Study, StudyImport
from evidence.study_references import RETRACTION_FIELDS, field_name
from references.retractions import is_graver

#: What the public reads of where a study's record is from. Which file it was stays with the import.
FROM_A_FILE = "From an imported file of references."


def repeated_values(study_import: StudyImport) -> dict[int, list[dict[str, Any]]]:
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
STATED_IN_PART = ("authors", "journal", "pages", "abstract")


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


#: The numbers that only one study may have.
NUMBERS = ("doi", "pmid")


def taken_numbers(values: Iterable[dict[str, Any]], besides: int | None = None) -> set[tuple[str, str]]:
    """Which of the numbers other studies have already, each with the name of its field."""
    values = list(values)
    taken = set()
    for name in NUMBERS:
        wanted = {each[name].casefold() for each in values if each.get(name)}
        of_others = Study.objects.exclude(pk=besides).annotate(lower=Lower(name)).filter(lower__in=wanted)
        taken |= {(name, number) for number in of_others.values_list("lower", flat=True)} if wanted else set()
    return taken


def add_studies(
    study_import: StudyImport,
    records: list[ImportedRecord],
    position: int,
    said_again: dict[int, list[dict[str, Any]]],
    by: Any,
) -> None:
    """Add the studies of some records as drafts, in the order of ``position`` and those after it.

    ``said_again`` is from :func:`repeated_values`.
    """
    slugs = _free_slugs(records)
    stated = [_union(record.values, said_again.get(record.number, ())) for record in records]
    taken = taken_numbers(stated)
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
