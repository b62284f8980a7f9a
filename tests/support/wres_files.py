"""What tests of files of WRES values share: the measures, made-up organisations, and files as bytes."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from tests.factories import IndicatorFactory, MeasureFactory, OrganisationFactory
from workforce.imports.reading.candidates import Candidate, Known, KnownMeasure
from workforce.imports.reading.layouts import tables_of
from workforce.imports.reading.tables import sheets_of
from workforce.imports.receiving import Target, read, receive
from workforce.models import Measure, WresImport

MEASURES = Path(__file__).parents[2] / "fixtures/wres/measures.yaml"
#: Organisations that tests of reading know.
NAMES = {"RXA": "Alpha Hospitals NHS Trust", "RXB": "Beta Hospitals NHS Foundation Trust", "ENG": "England"}
LONG_HEADINGS = ("organisation_ods", "year", "indicator", "measure", "group", "value")
SHARE = "percentage experiencing harassment, bullying or abuse from staff"


def known() -> Known:
    """The base as readers know it, without a database."""
    rows = [row["fields"] for row in yaml.safe_load(MEASURES.read_text())]
    measures = [KnownMeasure(row["slug"], row["indicator"][0], row["kind"], row["name"]) for row in rows]
    return Known({measure.slug: measure for measure in measures}, NAMES, 2026)


def make_measures() -> dict[str, Measure]:
    """The measures of the standard, as rows."""
    return {
        each.slug: MeasureFactory(
            slug=each.slug, name=each.name, kind=each.kind, indicator=IndicatorFactory(number=each.indicator)
        )
        for each in known().measures.values()
    }


def make_organisations() -> None:
    """The organisations that :data:`NAMES` has."""
    for code, name in NAMES.items():
        OrganisationFactory(ods_code=code, name=name)


def csv_file(rows: Iterable[Sequence[Any]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as a CSV file, its headings the first."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def excel_file(sheets: dict[str, Iterable[Sequence[Any]]]) -> bytes:
    """Rows of each sheet as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def values_file(*values: tuple[str, int, str, Any], measure: str = SHARE, indicator: int = 6) -> bytes:
    """A file of values of one measure: the organisation, year, group and value of each."""
    rows = ((code, year, indicator, measure, group, value) for code, year, group, value in values)
    return csv_file([LONG_HEADINGS, *rows])


def candidates_of(content: bytes) -> list[Candidate]:
    """What the rows of a file state, not checked."""
    return [each for table in tables_of(sheets_of(content)) for each in read(table, known())]


def received(content: bytes, by: Any = None, title: str = "Board paper") -> WresImport:
    """A file, received for a new dataset."""
    return receive(content, "values.csv", Target(title=title), by=by)
