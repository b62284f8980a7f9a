"""The files to fill in with WRES values, as CSV and as Excel: an organisation's return, and values a row each."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from files.csv_files import csv_parts
from files.excel_files import BLACK, BLUE, TOP, Column, font, write_header, write_text
from workforce.imports.reading.returns import PARTS
from workforce.models import Group, Measure

#: The last row that drop-down lists cover.
LAST_ROW = 20_000
LISTS, HOW_TO = "Lists", "How to fill it in"


@dataclass(frozen=True)
class TemplateFile:
    """A file to fill in: its columns, the rows that are there already, lists to choose from, and what to know."""

    name: str
    sheet: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    choices: dict[str, list[str]]
    how_to: Sequence[str]


_COMMON = (
    "Write whole numbers of people, without % signs. Leave a cell empty where you have no number.",
    "Write * where a number is suppressed. It is then left out, and the preview says so.",
    "The year is the WRES year: that of the 31 March of its data. The Staff Survey of autumn 2024 is of WRES 2025.",
    "Upload the file where you found it. You see what it would change before anything is written.",
)
_RETURN_COLUMNS = (
    *(Column("organisation_ods", 18), Column("year", 8), Column("indicator", 10), Column("part", 60)),
    *(Column(name, 12) for name in ("white", "bme", "unknown")),
    Column("stated", 14),
)
RETURN = TemplateFile(
    "wres-return",
    "Return",
    _RETURN_COLUMNS,
    (),
    {"indicator": [str(number) for number in PARTS]},
    (
        "One organisation: a row for each thing that is counted, with the numbers of White, BME and unknown staff.",
        "For another year, copy the rows below the last and change the year.",
        "Indicators 5 to 8 take percentages, and how many people answered.",
        "In “stated”, write the relative likelihood (2, 3, 4) or the difference (9) that you publish, if you do.",
        "Keep the texts of the column “part” as they are. Rows that you leave empty are left out.",
        *_COMMON,
    ),
)
_VALUE_COLUMNS = (
    *(Column("organisation_ods", 18), Column("year", 8), Column("indicator", 10), Column("measure", 60)),
    *(Column("coverage", 34), Column("group", 22), Column("value", 10)),
    *(Column("numerator", 12), Column("denominator", 12), Column("data_period", 24), Column("note", 40)),
)
VALUES = TemplateFile(
    "wres-values",
    "Values",
    _VALUE_COLUMNS,
    (),
    {},
    (
        "Many organisations: a row for each value, of one organisation, year, measure and group.",
        "Give a value, its counts (how many of how many), or both. A percentage is worked out from its counts.",
        "A band or grade goes into “coverage”, for example “Clinical, band 5”. Leave it empty for all staff.",
        *_COMMON,
    ),
)


def return_template(organisation: str, years: Sequence[int]) -> TemplateFile:
    """A return of an organisation for some years; the code may be empty."""
    rows = [
        (organisation, year, indicator, part) for year in years for indicator, parts in PARTS.items() for part in parts
    ]
    return replace(RETURN, rows=rows)


def values_template() -> TemplateFile:
    """Values a row each, with the measures and groups that are here to choose from."""
    measures = Measure.objects.order_by("indicator__number", "position").values_list("name", flat=True)
    choices = {"indicator": RETURN.choices["indicator"], "measure": list(dict.fromkeys(measures))}
    return replace(VALUES, choices={**choices, "group": [str(group.label) for group in Group]})


def as_csv(template: TemplateFile) -> Iterator[str]:
    """The file as CSV."""
    names = [column.heading for column in template.columns]
    yield from csv_parts(names, (dict(zip(names, row, strict=False)) for row in template.rows))


def as_excel(template: TemplateFile) -> bytes:
    """The file as a workbook, with lists to choose from and how to fill it in."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = template.sheet
    write_header(page, template.columns)
    page.freeze_panes = "A2"
    for number, row in enumerate(template.rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = page.cell(number, place)
            cell.font = font(BLACK)
            if isinstance(value, int):
                cell.value = value
            else:
                write_text(cell, value)
    _write_how_to(book.create_sheet(HOW_TO), template)
    _write_lists(book.create_sheet(LISTS), page, template)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_how_to(page: Any, template: TemplateFile) -> None:
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 110
    page["A1"] = HOW_TO
    page["A1"].font = font(BLUE, bold=True, size=16)
    for number, line in enumerate(template.how_to, start=3):
        cell = page.cell(number, 1)
        write_text(cell, line)
        cell.font, cell.alignment = font(BLACK), TOP


def _write_lists(lists: Any, page: Any, template: TemplateFile) -> None:
    """Write the texts to choose from, and let the columns offer them."""
    lists.sheet_state = "hidden"
    places = {column.heading: get_column_letter(place) for place, column in enumerate(template.columns, start=1)}
    for place, (name, texts) in enumerate(template.choices.items(), start=1):
        letter = get_column_letter(place)
        for number, text in enumerate(texts, start=1):
            write_text(lists.cell(number, place), text)
        rule = DataValidation(type="list", formula1=f"{LISTS}!${letter}$1:${letter}${len(texts)}", allow_blank=True)
        # Files spell measures and groups in other ways, too, which are read.
        rule.showErrorMessage = False
        rule.add(f"{places[name]}2:{places[name]}{LAST_ROW}")
        page.add_data_validation(rule)
