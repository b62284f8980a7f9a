"""The first step of an import: a file is read, checked and compared, and its rows are saved, and nothing else."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from workforce.imports.checks import check
from workforce.imports.comparing import (
    breaks,
    check_organisations,
    compare,
    content_state,
    datasets_of,
    known_base,
    reject_repeated,
    series_of,
    sources_of,
)
from workforce.imports.reading import long_values, organisations, returns, survey
from workforce.imports.reading.candidates import Candidate, Known, Problem
from workforce.imports.reading.layouts import Table, tables_of
from workforce.imports.reading.tables import Refused, sheets_of
from workforce.models import Dataset, ImportLayout, RowKind, RowOutcome, WresImport
from workforce.models.wres_imports import OF_ORGANISATIONS


@dataclass(frozen=True)
class Target:
    """Where the values of a file go: to a dataset that is here, or to a new one.

    Attributes:
        dataset: The one that is here; None for a new one of the title, publisher and date.
        is_return: Whether a new one holds an organisation's own figures, and no publication.
    """

    dataset: Dataset | None = None
    title: str = ""
    publisher: str = ""
    publication_date: str = ""
    is_return: bool = False

    @property
    def is_stated(self) -> bool:
        return self.dataset is not None or bool(self.title)


@dataclass(frozen=True)
class Rights:
    """What somebody may import: organisations too or values alone, and to which datasets they may add."""

    organisations: bool = True
    adds_to: Callable[[Dataset], bool] = lambda dataset: True


class NeedsDataset(Refused):
    """That the rows of a file name no source, and nobody said to which dataset they go."""


@transaction.atomic
def receive(content: bytes, file_name: str, target: Target, *, by: Any, rights: Rights = Rights()) -> WresImport:
    """Saves what the rows of a file would change.

    Raises:
        Refused: the file cannot be read, is too large, or is not for them to import.
    """
    if len(content) > settings.WRES_IMPORT_MAX_BYTES:
        raise Refused(f"The file is larger than {settings.WRES_IMPORT_MAX_BYTES // 1_000_000} MB. Cut it into several.")
    tables = tables_of(sheets_of(content))
    layout = tables[0].layout
    if layout in OF_ORGANISATIONS and not rights.organisations:
        raise Refused("This is a file of organisations, which only curators import.")
    target = _of_layout(target, layout)
    compared_with = content_state()
    known = known_base(timezone.localdate().year)
    candidates = _candidates(tables, known)
    if not rights.organisations:
        candidates = [candidate for candidate in candidates if candidate.kind == RowKind.VALUE]
    if not candidates:
        raise Refused("The file has no values in it. Fill in the template first.")
    datasets = datasets_of(target.dataset, sources_of(candidates))
    _check(candidates, known, target, datasets)
    wres_import = WresImport.objects.create(
        file_name=file_name[-250:],
        layout=layout,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        dataset=target.dataset,
        title=target.title,
        publisher=target.publisher,
        publication_date=target.publication_date,
        is_return=target.is_return,
        compared_with=compared_with,
    )
    for candidate in candidates:
        _set_outcome(candidate)
    _check_datasets(datasets, candidates, target, rights)
    compare(wres_import, candidates)
    _copy_rows(wres_import, candidates)
    return wres_import


def _of_layout(target: Target, layout: ImportLayout) -> Target:
    """The target of a file: returns are an organisation's own figures, whatever was ticked."""
    if layout != ImportLayout.RETURN:
        return target
    if target.dataset is None:
        return replace(target, is_return=True)
    if not target.dataset.is_return:
        raise Refused(
            f"A return holds an organisation’s own figures, and “{target.dataset}” is a publication. Choose a dataset "
            "of own figures, or give a new one a title."
        )
    return target


def _candidates(tables: Sequence[Table], known: Known) -> list[Candidate]:
    """What the rows of a file state. Raises Refused as soon as that is too much."""
    most = settings.WRES_IMPORT_MAX_ROWS
    found = list(islice((candidate for table in tables for candidate in read(table, known)), most + 1))
    if len(found) > most:
        raise Refused(f"The file states more than {most:,} values. Cut it into several.")
    return found


def read(table: Table, known: Known) -> Iterator[Candidate]:
    """What the rows of a table state."""
    match table.layout:
        case ImportLayout.LONG:
            return long_values.candidates(table.lines, known)
        case ImportLayout.RETURN:
            return returns.candidates(table.lines, known)
        case ImportLayout.SURVEY:
            return survey.candidates(table.lines, known)
        case _:
            return organisations.candidates(table.layout, table.lines, known)


def _check(
    candidates: Sequence[Candidate], known: Known, target: Target, datasets: Mapping[str, Dataset | None]
) -> None:
    is_made_up = target.dataset is not None and target.dataset.is_made_up
    check_organisations(candidates, known, is_made_up)
    reject_repeated(candidates, datasets)
    codes = {each.content["organisation"] for each in candidates if each.is_value}
    check(candidates, known, series_of(codes, is_made_up=is_made_up), breaks())


def _set_outcome(candidate: Candidate) -> None:
    """Set aside what cannot be imported, and what holds nothing; the rest is compared."""
    if candidate.is_rejected:
        candidate.outcome = RowOutcome.REJECTED
    elif candidate.reason:
        candidate.outcome = RowOutcome.NOTHING


def _check_datasets(
    datasets: Mapping[str, Dataset | None], rows: Sequence[Candidate], target: Target, rights: Rights
) -> None:
    """Reject rows whose dataset is not for this person to add to; without any dataset there is no import."""
    values = [row for row in rows if row.kind == RowKind.VALUE]
    if not target.is_stated and any(not row.content.get("source") for row in values if row.outcome == RowOutcome.NEW):
        raise NeedsDataset("Its rows name no source. Choose a dataset, or give a new one a title.")
    closed = {name for name, dataset in datasets.items() if dataset and not rights.adds_to(dataset)}
    for row in values:
        if row.outcome == RowOutcome.NEW and row.content["source"] in closed:
            row.outcome = RowOutcome.REJECTED
            text = f"Only an editor adds values to “{row.content['source']}”."
            row.problems.append(Problem("source", text))


COLUMNS_COPIED = (
    *("wres_import_id", "number", "sheet", "line", "kind", "outcome", "reason", "content", "before", "problems"),
    *("has_warning", "answer", "written_key"),
)


def _copy_rows(wres_import: WresImport, rows: Sequence[Candidate]) -> None:
    """Save the rows of an import by COPY."""
    columns = ", ".join(map(connection.ops.quote_name, COLUMNS_COPIED))
    with connection.cursor() as cursor, cursor.copy(f"COPY workforce_wresimportrow ({columns}) FROM STDIN") as copied:
        for number, row in enumerate(rows, start=1):
            problems = [asdict(problem) for problem in row.problems]
            copied.write_row(
                (
                    *(wres_import.pk, number, row.sheet[:100], row.line, row.kind.value, row.outcome.value),
                    *(row.reason[:250], json.dumps(row.content), json.dumps(row.before), json.dumps(problems)),
                    *(row.has_warning, "", row.written_key),
                )
            )
