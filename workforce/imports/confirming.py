"""The last step of an import: warnings are answered, and its rows are written, all or none."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import pghistory
import pglock
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from curation.workflow import NotPossible
from workforce.imports.comparing import (
    LINKS,
    NUMBERS,
    ORGANISATION_FIELDS,
    TEXTS,
    as_date,
    compare,
    content_state,
    datasets_of,
    observations_of,
)
from workforce.imports.reading.candidates import Candidate
from workforce.imports.rights import rights_of
from workforce.models import (
    Dataset,
    ImportState,
    Observation,
    Organisation,
    RowKind,
    RowOutcome,
    WresImport,
    WresImportRow,
)

#: How many rows are saved at a time.
BATCH = 5_000
CHECKED = "Checked: it is right."


def lock(wres_import: WresImport) -> None:
    """Take the lock on an import, and on what it writes, until the transaction ends."""
    _hold(wres_import)
    pglock.model(Observation, Organisation, Dataset, mode=pglock.SHARE_ROW_EXCLUSIVE, side_effect=pglock.Raise)


def _hold(wres_import: WresImport) -> None:
    """Read an import again, which nobody else decides until the transaction ends.

    A lock on its row would count as a change, after which nothing is known to be as it was compared.
    """
    pglock.advisory(f"wres import {wres_import.pk}", xact=True, side_effect=pglock.Raise).acquire()
    wres_import.refresh_from_db()


@contextmanager
def in_plain_words(text: str) -> Iterator[None]:
    """Raises NotPossible with a text where the database refuses what is written."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise NotPossible(text) from error


def answer(wres_import: WresImport, rows: models.QuerySet[WresImportRow], text: str, *, by: Any) -> int:
    """Say of rows with warnings why they are right, or take that back with an empty text; returns of how many.

    Raises:
        NotPossible: it is imported or discarded already.
    """
    with transaction.atomic():
        _hold(wres_import)
        if wres_import.state != ImportState.READY:
            raise NotPossible("Warnings can be answered until the file is imported.")
        asked: Any = wres_import.rows.with_warnings() & rows
        return int(asked.update(answer=text[:250], answered_by=by))


@transaction.atomic
def discard(wres_import: WresImport) -> None:
    """Discard an import; its rows stay.

    Raises:
        NotPossible: it was imported.
    """
    _hold(wres_import)
    if wres_import.state != ImportState.READY:
        raise NotPossible("Only what was not imported yet can be discarded.")
    wres_import.state = ImportState.DISCARDED
    wres_import.save(update_fields=["state"])


def confirm(wres_import: WresImport, *, by: Any) -> None:
    """Write what an import changes.

    Raises:
        NotPossible: a row is rejected, a warning not answered, or what is here changed since the file was compared, so
            that it was compared again.
    """
    with transaction.atomic(), pghistory.context(**attribution(wres_import, by, "Imported")):
        lock(wres_import)
        # Before anything is written, since it is then not known any more.
        state = content_state()
        _check_ready(wres_import)
        is_as_compared = bool(state) and state == wres_import.compared_with
        outdated = [] if is_as_compared else _compared_again(wres_import)
        if not outdated:
            with in_plain_words("Nothing was imported: a row contradicts what is here now. Upload the file again."):
                _write(wres_import, by)
            return
    _save_comparison(outdated)
    raise NotPossible(
        f"What is here was changed since this file was read, so its rows were compared again; {len(outdated):,} of "
        "them change something else now. Look through them, then confirm again."
    )


def read_rows(rows: models.QuerySet[WresImportRow]) -> list[Candidate]:
    """Saved rows as they were compared, in the order of the file: without what the model makes of them, as many are."""
    columns = ("sheet", "line", "kind", "content", "outcome", "before", "written_key", "pk")
    found = rows.order_by("number").values_list(*columns)
    return [
        Candidate(
            sheet, line, RowKind(kind), content, outcome=RowOutcome(outcome), before=before, written_key=key, pk=pk
        )
        for sheet, line, kind, content, outcome, before, key, pk in found
    ]


def attribution(wres_import: WresImport, by: Any, done: str) -> dict[str, Any]:
    """What the history says of each change."""
    who = {"user": by.pk} if by is not None else {}
    return {**who, "why": f"{done} “{wres_import.file_name}” (import {wres_import.pk})."}


def _check_ready(wres_import: WresImport) -> None:
    if wres_import.state != ImportState.READY:
        raise NotPossible("It was imported or discarded already.")
    if rejected := wres_import.rows.rejected().count():
        raise NotPossible(f"Correct the file first: {rejected:,} of its rows cannot be imported.")
    if unanswered := wres_import.rows.unanswered().count():
        raise NotPossible(f"Answer the warnings first: {unanswered:,} are left.")
    if not wres_import.rows.written().exists():
        raise NotPossible("There is nothing to import: everything in the file is here already.")


def _compared_again(wres_import: WresImport) -> list[Candidate]:
    """The rows that change something else than when they were compared."""
    rows = read_rows(wres_import.rows.comparable())
    before = [(row.outcome, row.before, row.written_key) for row in rows]
    compare(wres_import, rows)
    return [row for row, was in zip(rows, before, strict=True) if (row.outcome, row.before, row.written_key) != was]


def _save_comparison(rows: Sequence[Candidate]) -> None:
    saved = (
        WresImportRow(pk=row.pk, outcome=row.outcome, before=row.before, reason=row.reason, written_key=row.written_key)
        for row in rows
    )
    WresImportRow.objects.bulk_update(saved, ["outcome", "before", "reason", "written_key"], batch_size=BATCH)


OF_DATASETS = ("dataset", "datasets_made", "datasets_written")


def _write(wres_import: WresImport, by: Any) -> None:
    written = wres_import.rows.written()
    _write_organisations(read_rows(written.filter(kind=RowKind.ORGANISATION)))
    datasets = _made_datasets(wres_import, by)
    wres_import.datasets_written = {source: dataset.pk for source, dataset in datasets.items()}
    _write_new_values(wres_import, datasets)
    _write_changed_values(read_rows(written.filter(kind=RowKind.VALUE, outcome=RowOutcome.CHANGED)), datasets)
    wres_import.state, wres_import.confirmed_by, wres_import.confirmed_at = ImportState.CONFIRMED, by, timezone.now()
    wres_import.save(update_fields=["state", "confirmed_by", "confirmed_at", *OF_DATASETS])


def _write_organisations(rows: Iterable[Candidate]) -> None:
    for row in rows:
        content = row.content
        is_new = row.outcome == RowOutcome.NEW
        organisation = (
            Organisation(ods_code=content["ods_code"]) if is_new else Organisation.objects.get(pk=row.written_key)
        )
        fields = [name for name in ORGANISATION_FIELDS if content.get(name)] if is_new else list(row.before)
        set_organisation_fields(organisation, {name: content[name] for name in fields})
        organisation.save()
        WresImportRow.objects.filter(pk=cast(int, row.pk)).update(written_key=organisation.pk)


def set_organisation_fields(organisation: Organisation, values: dict[str, Any]) -> None:
    """Set fields of an organisation to what a row keeps of them."""
    for name, value in values.items():
        if name in LINKS:
            value = _organisation(value) if value else None
        elif name == "succeeded_on":
            value = as_date(value)
        setattr(organisation, name, value)


def _organisation(code: str) -> Organisation:
    found = Organisation.objects.filter(ods_code=code).first()
    if found is None:
        raise NotPossible(f"Nothing was changed: the organisation {code} was deleted since.")
    return found


def _made_datasets(wres_import: WresImport, by: Any) -> dict[str, Dataset]:
    """The dataset of each source that written values name; those that are not here are made.

    Somebody may have made one since the file was read, so rights to it are asked again.
    """
    made: dict[str, Dataset] = {}
    values = wres_import.rows.written().filter(kind=RowKind.VALUE).order_by()
    sources = dict(values.values_list("content__source", "content__url").distinct())
    for source, dataset in datasets_of(wres_import.dataset, sources).items():
        if dataset is None:
            dataset = _new_dataset(wres_import, source, sources[source])
            wres_import.datasets_made.append(dataset.pk)
            if not source:
                wres_import.dataset = dataset
        elif by is not None and not rights_of(by).adds_to(dataset):
            raise NotPossible(f"Only an editor adds values to “{dataset}”, which is here now.")
        made[source] = dataset
    return made


def _new_dataset(wres_import: WresImport, source: str, url: str) -> Dataset:
    title = source or wres_import.title
    if not title:
        raise NotPossible("The dataset that it was for was deleted. Upload the file again.")
    dataset = Dataset(slug=_free_slug(title), title=title, url=url, is_return=wres_import.is_return)
    if not source:
        dataset.publisher, dataset.publication_date = wres_import.publisher, wres_import.publication_date
    dataset.save()
    return dataset


def _free_slug(title: str) -> str:
    slug = slugify(title)[:110].strip("-") or "dataset"
    taken = set(Dataset.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(each for each in numbered if each not in taken)


#: From the rows of an import that are new values, within the database: many times faster than through Python.
NEW_VALUES = """
    INSERT INTO workforce_observation (
        organisation_id, measure_id, coverage, reporting_year, "group", dataset_id, value, decimals_published,
        numerator, denominator, data_period, locator, note
    )
    SELECT organisation.id, measure.id, content->>'coverage', (content->>'year')::integer,
        content->>'group', dataset.id, (content->>'value')::numeric, (content->>'decimals')::integer,
        (content->>'numerator')::integer, (content->>'denominator')::integer, content->>'data_period',
        content->>'locator', content->>'note'
    FROM workforce_wresimportrow AS row
    JOIN workforce_organisation AS organisation ON organisation.ods_code = content->>'organisation'
    JOIN workforce_measure AS measure ON measure.slug = content->>'measure'
    JOIN unnest(%s::text[], %s::bigint[]) AS dataset (source, id) ON dataset.source = content->>'source'
    WHERE row.wres_import_id = %s AND row.outcome = 'new' AND row.kind = 'value'
    ORDER BY row.number
"""


def _write_new_values(wres_import: WresImport, datasets: dict[str, Dataset]) -> None:
    new = wres_import.rows.filter(kind=RowKind.VALUE, outcome=RowOutcome.NEW).count()
    keys = [dataset.pk for dataset in datasets.values()]
    with connection.cursor() as cursor:
        cursor.execute(NEW_VALUES, [list(datasets), keys, wres_import.pk])
        if cursor.rowcount != new:
            raise NotPossible("An organisation or a measure was deleted since. Upload the file again.")


def _write_changed_values(rows: Sequence[Candidate], datasets: dict[str, Dataset]) -> None:
    here = (
        {each["pk"]: each for each in observations_of([each.pk for each in datasets.values()]).values()} if rows else {}
    )
    write_values([here[row.written_key] | {name: row.content[name] for name in row.before} for row in rows])


#: What an observation is set to, with the types that the database has for it.
COLUMNS_SET = {**NUMBERS, **{name: name for name in TEXTS}}
TYPES = ("bigint", "numeric", "integer", "integer", "integer", *["text"] * len(TEXTS))


def write_values(values: Sequence[dict[str, Any]]) -> None:
    """Set the numbers and texts of observations, each given by its key as ``pk``."""
    if not values:
        return
    columns = [[each[name] for each in values] for name in ("pk", *COLUMNS_SET)]
    arrays = ", ".join(f"%s::{kind}[]" for kind in TYPES)
    names = ", ".join(COLUMNS_SET.values())
    changes = ", ".join(f"{name} = given.{name}" for name in COLUMNS_SET.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE workforce_observation AS row SET {changes} FROM unnest({arrays}) AS given (id, {names}) "  # noqa: S608 - our names
            "WHERE row.id = given.id",
            columns,
        )
