"""What the template of a map shows."""

from math import sqrt
from typing import Any

from django.utils.text import capfirst

from lists.facets import Value
from lists.links import Link
from lists.query_strings import with_changes
from lists.wording import midsentence
from pages.maps.kinds import Mark
from pages.maps.tables import Cell, MapTable

# The widths of the bubbles of one entry and of the most entries, in pixels: a number must stand in the smallest.
SMALLEST, LARGEST = 30, 52
# So few entries count as a thin spot in the summary; so many names are written out there.
FEW, MOST_NAMES = 2, 12


def map_page(table: MapTable) -> dict[str, Any]:
    """The map as the page shows it.

    Returns::

        {"kind": MapKind,
         "table": {
            "caption": "How many studies there are by theme and outcome", "row_noun": "Theme", "rows_are": "themes: …",
            "has_bubbles": True, "shows_letters": True, "has_themes": True,
            "groups": [{"heading": "Staff", "span": 9}, …], [] without headings,
            "columns": [{"label": "Staff knowledge", "total": see cell_shown}, …],
            "rows": [{"label": "Skills", "is_nested": False, "total": …, "cells": [see cell_shown, …]}, …],
            "total": see cell_shown},
         "list_query": "?theme=skills", the query of the list of the same entries,
         "gaps": see gaps, "one_column": see one_column,
         "pieces": [{"mark": Mark, "label": "Improved"}, …],
         "letters": [("SR", "Systematic review"), …]}
    """
    kind = table.kind
    groups = table.column_groups() if len(table.column_groups()) > 1 else []
    first = {columns[0].value for _, columns in groups}

    def shown(row: Value | None, column: Value | None) -> dict[str, Any]:
        starts_group = column is not None and column.value in first
        return cell_shown(table, table.cell(row, column)) | {"starts_group": starts_group}

    return {
        "kind": kind,
        "table": {
            "caption": f"How many {kind.plural} there are by {table.by_row.noun} and {table.by_column.noun}",
            "row_noun": capfirst(table.by_row.noun),
            "rows_are": midsentence(table.by_row.label),
            "has_bubbles": table.filterset.has_bubbles,
            "shows_letters": shows_letters(table),
            "has_themes": bool(table.by_row.framework or table.by_column.framework),
            "groups": [{"heading": heading, "span": len(columns)} for heading, columns in groups],
            "columns": [{"label": column.label, "total": shown(None, column)} for column in table.columns],
            "rows": [
                {
                    "label": row.label,
                    "is_nested": bool(row.parent),
                    "total": shown(row, None),
                    "cells": [shown(row, column) for column in table.columns],
                }
                for row in table.rows
            ],
            "total": shown(None, None),
        },
        "list_query": with_changes(table.listing.filter_query, {}),
        "gaps": gaps(table),
        "one_column": one_column(table),
        "pieces": [{"mark": mark, "label": kind.ring.labels[piece]} for piece, mark in marks_shown(table).items()],
        "letters": [(short, kind.letters_of.labels[value]) for value, short in kind.letters.items()]
        if kind.letters_of
        else [],
    }


def shows_letters(table: MapTable) -> bool:
    """Whether the table of numbers shows the split by letters too: not where columns are its parts."""
    return table.kind.letters_of is not None and table.kind.letters_of.name != table.by_column.filter_name


def one_column(table: MapTable) -> dict[str, Any]:
    """A choice of one column, for a screen that is too narrow for the map; it keeps the rest of the query.

    Returns::

        {"name": "outcome", "label": "Outcome", "kept": [("rows", "population"), …],
         "options": [{"value": "staff-knowledge", "text": "Staff knowledge", "is_selected": False}, …]}
    """
    name = table.by_column.filter_name
    chosen = table.filterset.chosen[name]
    query = table.listing.valid_query
    return {
        "name": name,
        "label": table.by_column.label,
        "kept": [(key, value) for key, values in query.lists() if key != name for value in values],
        "options": [
            {"value": each.value, "text": each.label, "is_selected": [each.value] == chosen}
            for each in table.filterset.values(table.by_column)
        ],
    }


def marks_shown(table: MapTable) -> dict[str, Mark]:
    """The marks that a key explains: those of pieces that the map can have."""
    return {piece: table.kind.marks[piece] for piece in table.filterset.pieces_shown}


def cell_shown(table: MapTable, cell: Cell) -> dict[str, Any]:
    """One cell.

    Returns::

        {
            "number": 3, "href": "/studies/?…", "place": "Skills, Staff knowledge", "noun": "studies",
            "words": "Systematic review: 2, Cohort study: 1. Improved: 2, Mixed: 1. Retracted: 1.",
            "letters": [{"short": "SR", "label": "Systematic review", "number": 2}, …],
            "pieces": [{"sign": "↑", "label": "Improved", "number": 2, "href": "…"}, …],
            "bubble": see bubble,
        }

    An empty cell has only its number; only a table of numbers has links of pieces.
    """
    if not cell.number:
        return {"number": 0}
    kind = table.kind
    has_links = not table.filterset.has_bubbles
    splits = (cell.parts(split) for split in kind.splits)
    return {
        "number": cell.number,
        "noun": kind.noun if cell.number == 1 else kind.plural,
        "href": cell.href,
        "place": cell.place,
        "words": " ".join(
            f"{', '.join(f'{label}: {number}' for _, label, number in parts)}." for parts in splits if parts
        ),
        "letters": [
            {"short": kind.letters[value], "label": label, "number": number}
            for value, label, number in (cell.parts(kind.letters_of) if kind.letters_of else [])
        ],
        "pieces": [
            {"sign": kind.marks[value].sign, "label": label, "number": number}
            | {"href": cell.piece_href(value) if has_links else ""}
            for value, label, number in cell.pieces
        ],
        "bubble": bubble(cell, table.most),
    }


def bubble(cell: Cell, most: int) -> dict[str, Any]:
    """A ring around the number of entries, the larger the more there are, split into its pieces.

    Returns::

        {"size": 52, "pieces": (("improved", 66.7, 0.0), …)}, each with length and start, of 100 around the ring.
    """
    share = min(sqrt((cell.number - 1) / max(most - 1, 1)), 1)
    total = sum(part.number for part in cell.pieces)
    pieces: list[tuple[str, float, float]] = []
    start = 0.0
    for part in cell.pieces:
        length = 100 * part.number / total
        pieces.append((cell.table.kind.marks[part.value].name, round(length, 1), round(start, 1)))
        start += length
    return {"size": round(SMALLEST + (LARGEST - SMALLEST) * share), "pieces": tuple(pieces)}


def gaps(table: MapTable) -> dict[str, list[dict[str, Any]]]:
    """Where entries are missing, in words; ``main`` is for all readers, ``more`` for those who look closer.

    Returns::

        {"main": [{"text": "231 of the 364 combinations of theme and outcome have no study.", "links": []}, …],
         "more": [{"text": "Outcomes with 1 or 2 studies:", "links": [{"text": "Retention (2)", "href": "…"}]}, …]}
    """
    rows = [row for row in table.rows if table.states_something(row=row)]
    columns = [column for column in table.columns if table.states_something(column=column)]
    row_totals = [table.cell(row, None) for row in rows]
    column_totals = [table.cell(None, column) for column in columns]
    empty = sum(not table.cell(row, column).number for row in rows for column in columns)
    kind, noun = table.kind, table.kind.noun
    pair = f"{table.by_row.noun} and {table.by_column.noun}"
    main = [_gap(f"{empty:,} of the {len(rows) * len(columns):,} combinations of {pair} have no {noun}.")]
    groups = [(group, of_group) for heading, of_group in table.column_groups() if (group := table.group_total(heading))]
    if groups:
        number = f"{table.listing.total:,} {table.listing.noun if table.listing.total == 1 else table.listing.plural}"
        text = f"Of {number}, those with a finding on an outcome for:"
        main.append(_gap(text, [_counted(group) for group, _ in groups]))
    more = []
    for plural, totals in ((table.by_column.plural, column_totals), (table.by_row.plural, row_totals)):
        named = capfirst(plural)
        # There is nothing to open.
        empty_ones: list[Link] = [{"text": cell.place, "href": ""} for cell in totals if not cell.number]
        main.append(_gap(f"{named} with no {noun}:", empty_ones))
        few = [_counted(cell) for cell in totals if 0 < cell.number <= FEW]
        more.append(_gap(f"{named} with 1 or 2 {table.kind.plural}:", few))
    for group, of_group in groups:
        lacking = [
            _counted(total)
            for row, total in zip(rows, row_totals, strict=True)
            if total.number and not any(table.cell(row, column).number for column in of_group)
        ]
        having = f"{capfirst(table.by_row.plural)} with {table.kind.plural}"
        text = f"{having}, but none on an outcome for {group.place.lower()}:"
        (main if group.place == table.kind.main_group else more).append(_gap(text, lacking))
    if kind.graded:
        for plural, totals in ((table.by_row.plural, row_totals), (table.by_column.plural, column_totals)):
            held = [(total, {part.value for part in total.pieces}) for total in totals if total.number]
            having = f"{capfirst(plural)} with {kind.plural}"
            for words, wanted in (("that is graded", kind.graded), (kind.surest_words, kind.surest)):
                lacking = [_counted(total) for total, pieces in held if pieces.isdisjoint(wanted)]
                more.append(_gap(f"{having}, but none {words}:", lacking))
    return {"main": [gap for gap in main if gap], "more": [gap for gap in more if gap]}


def _gap(text: str, links: list[Link] | None = None) -> dict[str, Any]:
    """A sentence with as many names as can be read, and how many more there are; empty where it lacks its names."""
    names = list(links or [])
    more = len(names) - MOST_NAMES
    if more > 1:
        names = [*names[:MOST_NAMES], {"text": f"and {more} more", "href": ""}]
    return {"text": text, "links": names} if names or links is None else {}


def _counted(cell: Cell) -> Link:
    """A row or column with its number of entries, which a click opens."""
    return {"text": f"{cell.place} ({cell.number:,})", "href": cell.href if cell.number else ""}
