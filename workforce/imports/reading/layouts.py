"""Tells from the headings of a file which layout it has, and which of its rows belong to the table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workforce.imports.reading import spelling
from workforce.imports.reading.candidates import Line
from workforce.imports.reading.tables import Refused, Row, Sheet
from workforce.models.wres_imports import ImportLayout

#: How many rows may stand above the headings.
ROWS_ABOVE = 50
CODE = {"organisation_ods", "ods_code", "ods", "organisation_code", "org_code", "trust_code", "code", "organisation"}
#: The headings of each field, by :func:`workforce.imports.reading.spelling.key`.
LONG = {
    "organisation": CODE,
    "name": {"organisation_name", "name", "trust", "trust_name"},
    "year": {"year", "wres_year", "reporting_year"},
    "indicator": {"indicator", "indicator_number", "wres_indicator", "metric"},
    "measure": {"measure", "measure_name"},
    "coverage": {"coverage", "band", "staff"},
    "group": {"group", "ethnicity", "ethnic_group"},
    "value": {"value", "figure", "percentage"},
    "numerator": {"numerator", "count", "n"},
    "denominator": {"denominator", "base", "out_of"},
    "unit": {"unit"},
    "source": {"source", "dataset"},
    "address": {"address", "url", "web_address"},
    "data_period": {"data_period", "period"},
    "locator": {"locator"},
    "note": {"note", "notes", "source_note"},
}
RETURN = {
    "organisation": CODE,
    "year": LONG["year"],
    "indicator": LONG["indicator"],
    "part": {"part", "what_is_counted"},
    "white": {"white", "white_staff"},
    "bme": {key for key, group in spelling.GROUPS.items() if group == "bme"},
    "unknown": {"unknown", "unknown_null", "not_known", "not_stated", "ethnicity_unknown"},
    "stated": {"stated", "stated_figure", "figure_that_you_publish"},
}
TRUSTS = {
    "organisation": CODE,
    "name": {"name_nss24", "name", "organisation_name"},
    "type": {"type_nss24", "trust_type", "type", "benchmark_group"},
    "region": {"region_ods_code_etr", "region_ods_code"},
    "icb": {"icb_ods_code_etr", "icb_ods_code"},
}
ETR = {
    "organisation": CODE,
    "name": {"name"},
    "region": {"national_grouping"},
    "icb": {"high_level_health_geography"},
    "closed": {"close_date"},
}
ICBS = {
    "organisation": CODE,
    "name": {"name"},
    "region": {"region_ods_code"},
    "ons_code": {"ons_code"},
}
SUCCESSORS = {
    "organisation": {"old_code"},
    "name": {"old_name_etr2026", "old_name"},
    "successor": {"new_code"},
    "date": {"date"},
}
#: The real file has no headings, but this many columns.
ETR_WIDTH = 27
ETR_PLACES = {"organisation": 0, "name": 1, "region": 2, "icb": 3, "closed": 11}
SURVEY_VARIABLES = {
    "har_from_pat_eth_summary": 5,
    "har_from_staff_eth_summary": 6,
    "equal_eth_summary": 7,
    "q16b_eth_summary": 8,
}
SURVEY_COLUMN = re.compile(rf"({'|'.join(SURVEY_VARIABLES)})(_n)?_([12])(_n)?_(20\d\d)")
SURVEY = {
    "organisation": CODE,
    "name": {"organisation_name", "name", "trust"},
    "type": {"benchmark_group", "benchmark_group_name", "type"},
}
#: What each layout must have, the most particular first.
LAYOUTS: list[tuple[ImportLayout, dict[str, set[str]], set[str]]] = [
    (ImportLayout.RETURN, RETURN, {"organisation", "year", "indicator", "part", "white", "bme"}),
    (ImportLayout.LONG, LONG, {"organisation", "year", "indicator", "value"}),
    (ImportLayout.SUCCESSORS, SUCCESSORS, {"organisation", "successor"}),
    (ImportLayout.ORGANISATIONS, ETR, {"organisation", "name", "region", "icb"}),
    (ImportLayout.ICBS, ICBS, {"organisation", "name", "region", "ons_code"}),
    (ImportLayout.TRUSTS, TRUSTS, {"organisation", "name", "type"}),
]
KNOWN = (
    "No table that can be read was found. The headings must be those of the template, of values in rows "
    "(organisation_ods, year, indicator, measure, group, value), of the Staff Survey’s benchmark results "
    "(organisation_code, har_from_pat_eth_summary_1_2024 …), or of a file of organisations."
)


@dataclass(frozen=True)
class Table:
    """A table that was recognised."""

    layout: ImportLayout
    title: str
    lines: list[Line]


def tables_of(sheets: list[Sheet]) -> list[Table]:
    """The tables of a file, all of one layout; sheets without any are left out. Raises Refused."""
    tables = [table for sheet in sheets if (table := _table(sheet)) is not None]
    if not tables:
        raise Refused(KNOWN)
    if len({table.layout for table in tables}) > 1:
        raise Refused("Its sheets have different layouts. Upload each as a file of its own.")
    if not any(table.lines for table in tables):
        raise Refused("The file has headings, and no rows under them.")
    return tables


def _table(sheet: Sheet) -> Table | None:
    for at, row in enumerate(sheet.rows[:ROWS_ABOVE]):
        if found := _recognised(row):
            layout, places = found
            headings = {field: spelling.tidy(row.cells[place]) for field, place in places.items()}
            return Table(layout, sheet.title, list(_lines(sheet, at + 1, places, headings, row)))
    first = sheet.rows[0] if sheet.rows else None
    if first and len(first.cells) == ETR_WIDTH and re.fullmatch(r"Y\d\d", first.cells[2].strip()):
        headings = {field: f"column {place + 1}" for field, place in ETR_PLACES.items()}
        lines = list(_lines(sheet, 0, ETR_PLACES, headings, None))
        return Table(ImportLayout.ORGANISATIONS, sheet.title, lines)
    return None


def _recognised(row: Row) -> tuple[ImportLayout, dict[str, int]] | None:
    """The layout of which a row is the headings, and the place of each field."""
    keys = [spelling.key(cell) for cell in row.cells]
    survey = {key: place for place, key in enumerate(keys) if SURVEY_COLUMN.fullmatch(key)}
    if survey and (places := _places(keys, SURVEY)) and "organisation" in places:
        return ImportLayout.SURVEY, places | survey
    for layout, fields, required in LAYOUTS:
        places = _places(keys, fields)
        if required <= set(places):
            return layout, places
    return None


def _places(keys: list[str], fields: dict[str, set[str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for field, names in fields.items():
        found = [place for place, key in enumerate(keys) if key in names]
        if len(found) > 1:
            twice = " and ".join(f"“{keys[place]}”" for place in found[:2])
            raise Refused(f"Two columns could be the same: {twice}. Leave one, or rename it.")
        if found:
            places[field] = found[0]
    return places


def _lines(
    sheet: Sheet, start: int, places: dict[str, int], headings: dict[str, str], header: Row | None
) -> Iterator[Line]:
    """The rows under the headings; headings that are repeated and notes are left out."""
    for row in sheet.rows[start:]:
        filled = [cell for cell in row.cells if cell.strip()]
        if header is not None and row.cells == header.cells:
            continue
        texts = {field: row.cells[place] if place < len(row.cells) else "" for field, place in places.items()}
        unreadable = {field: row.problems[place] for field, place in places.items() if place in row.problems}
        # A note is a text alone, perhaps with its number.
        is_note = len(filled) <= 2 and not spelling.ODS_CODE.fullmatch(texts.get("organisation", "").strip())
        if is_note and not unreadable:
            continue
        yield Line(sheet.title, row.number, texts, unreadable, headings)
