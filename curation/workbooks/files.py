"""What a workbook of entries holds: its columns, and the texts of their cells.

Cells are text, or numbers in number columns, never formulas. A hidden column holds each row's primary key, and the
digests of its snapshot and cells at export, which tell edits in the workbook from changes in the database.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.text import capfirst
from rapidfuzz import process

from curation.entry_words import value_in_words
from curation.models import Entry
from curation.snapshots import Snapshot, digest, part_relation
from files.excel_reading import InvalidCell
from files.office_texts import MAX_CELL_LENGTH, escape_sequences, for_xml

KEY_HEADER = "Key: leave as it is"
ABOUT = "About the columns"
LISTS = "Lists"
YES, NO = "Yes", "No"

MAX_ROWS = 10_000
MAX_COLUMNS = 100
TOO_LONG = "(Too long for a cell of Excel: it is changed on the entry’s form.)"
#: The lowest score of rapidfuzz for a “Did you mean”.
MIN_SIMILARITY = 60
#: How many rows of one name are named.
MOST_NAMED = 5


@dataclass(frozen=True)
class Column:
    """A column of the workbook."""

    name: str  # of the field, or of the relation to parts
    label: str
    type: str  # text, choice, yes-no, number, date, row, rows, or shown for one that is read-only
    help: str = ""
    field: Any = None  # the model's; None for a read-only column

    @property
    def is_list(self) -> bool:
        return self.type == "rows"


FIELD_TYPES = (
    (models.ManyToManyField, "rows", "Several are joined by “; ”."),
    (models.ForeignKey, "row", ""),
    (models.BooleanField, "yes-no", "Yes or No."),
    (models.DateField, "date", "As 2026-12-31."),
    (models.IntegerField, "number", ""),
)


def columns_of(model: type[Entry], names: Iterable[str]) -> list[Column]:
    """The columns of the named fields, then read-only ones of the status and parts."""
    columns = [_column(model, name) for name in names]
    columns.append(Column("status", "Status", "shown", "Where the entry stands. Only the steps on its form change it."))
    for name in model.part_relations:
        label = capfirst(str(part_relation(model, name).related_model._meta.verbose_name_plural))
        columns.append(Column(name, label, "shown", "To be read. They are linked at the foot of the entry’s form."))
    return columns


def _column(model: type[Entry], name: str) -> Column:
    of: Any = model._meta.get_field(name)
    known = ((kind, hint) for field_class, kind, hint in FIELD_TYPES if isinstance(of, field_class))
    kind, hint = next(known, ("choice" if of.choices else "text", ""))
    text = f"{of.help_text} {hint}" if hint else str(of.help_text)
    return Column(name, capfirst(str(of.verbose_name)), kind, text.strip() if kind == "rows" else text, of)


# Cell texts


def normalised(text: str) -> str:
    """A text without the differences in whitespace and escapes that spreadsheets make, to compare."""
    text = for_xml(text).replace("\u00a0", " ").replace("\u202f", " ")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def cell_digest(text: str) -> str:
    """A short hash of a cell's text."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:8]


def folded(text: str) -> str:
    """The text without differences in case and space, to find a name by."""
    return " ".join(normalised(text).split()).casefold()


#: The fields by which people call a row beside its name in cells.
OTHER_NAMES = ("slug", "code", "reference", "reference_prefix", "title", "short_title", "name", "full_name", "label")


class RowNames:
    """The names of related rows in cells: unique, and without semicolons."""

    def __init__(self, rows: Iterable[Any], own_key: bool) -> None:
        names = {row.pk: _cell_name(str(row.natural_key()[0] if own_key else row)) for row in rows}
        keys = {row.pk: "/".join(str(value) for value in row.natural_key()) for row in rows}
        often = Counter(folded(name) for name in names.values())
        self.by_pk = {pk: name if often[folded(name)] == 1 else f"{name} [{keys[pk]}]" for pk, name in names.items()}
        self._by_name = {folded(key): pk for pk, key in keys.items()}
        self._by_name |= {folded(name): pk for pk, name in self.by_pk.items()}
        self._by_any_name: dict[str, set[Any]] = {}
        for row in rows:
            for name in (names[row.pk], keys[row.pk], *(getattr(row, each, "") for each in OTHER_NAMES)):
                self._by_any_name.setdefault(_words(name), set()).add(row.pk)

    def find(self, noun: str, text: str) -> Any:
        """The primary key of a name; raises InvalidCell with a suggestion if no row has it, or several have."""
        pk = self._by_name.get(folded(text))
        if pk is not None:
            return pk
        match sorted(self._by_any_name.get(_words(text), ())):
            case []:
                raise InvalidCell(f"There is no {noun} “{shortened(text)}”.{did_you_mean(text, self.by_pk.values())}")
            case [only]:
                return only
            case several:
                named = " or ".join(f"“{self.by_pk[each]}”" for each in several[:MOST_NAMED])
                raise InvalidCell(f"More than one {noun} is called “{shortened(text)}”: write {named}.")


def _words(name: str) -> str:
    """The words of a name without capitals and punctuation, with “&” as “and”; the name itself if it has none."""
    return " ".join(re.findall(r"\w+", folded(name).replace("&", " and "))) or folded(name)


def _cell_name(name: str) -> str:
    return " ".join(normalised(name).replace(";", ",").split())


def shortened(text: str) -> str:
    """The text, cut to 80 characters."""
    return text if len(text) <= 80 else f"{text[:79]}…"


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """“Did you mean …?” with the most similar name; empty if none is similar enough."""
    known = {folded(name): name for name in names}
    best = process.extractOne(folded(text)[:200], list(known), score_cutoff=MIN_SIMILARITY)
    return f" Did you mean “{known[best[0]]}”?" if best else ""


class CellFormat:
    """Converts entries of a model to cells and back: the columns, and the names of related rows."""

    def __init__(self, model: type[Entry], field_names: Iterable[str]) -> None:
        self.model = model
        self.columns = columns_of(model, field_names)
        self.editable = [column for column in self.columns if column.type != "shown"]
        related = {each.name: each.field.related_model for each in self.editable if each.type in ("row", "rows")}
        by_model = {each: RowNames(each._base_manager.all(), own_key=each is model) for each in {*related.values()}}
        self._names = {name: by_model[each] for name, each in related.items()}

    def names(self, column: Column) -> list[str]:
        """The values that a column's cells may have; empty if any text may stand there."""
        if column.name in self._names:
            return sorted(self._names[column.name].by_pk.values(), key=str.casefold)
        if column.type == "choice":
            return [str(label) for _, label in column.field.flatchoices]
        return [YES, NO] if column.type == "yes-no" else []

    def cells(self, snapshot: Snapshot) -> dict[str, str]:
        """The cells of the editable columns, by column."""
        texts = {column.name: self._full_text(column, snapshot) for column in self.editable}
        return {
            name: text if len(escape_sequences(text)) <= MAX_CELL_LENGTH else TOO_LONG for name, text in texts.items()
        }

    def _full_text(self, column: Column, snapshot: Snapshot) -> str:
        if column.type == "rows":
            named = self._names[column.name].by_pk
            return "; ".join(sorted(named[pk] for pk in snapshot["links"].get(column.name, []) if pk in named))
        value = snapshot["fields"].get(column.field.attname)
        if column.type not in ("row", "yes-no", "choice"):
            # A form reads these as they are, so dates stay in ISO format.
            return "" if value is None else str(value)
        return value_in_words(column.field, value, lambda _, key: self._names[column.name].by_pk.get(key, ""))

    def value(self, column: Column, text: str) -> Any:
        """The form data for a cell; raises InvalidCell if its text is not valid for the column."""
        noun = column.label[0].lower() + column.label[1:]
        match column.type:
            case "row" | "rows":
                names, noun = self._names[column.name], str(column.field.related_model._meta.verbose_name)
                if column.type == "row":
                    return names.find(noun, text) if text else None
                return list(dict.fromkeys(names.find(noun, each) for each in text.split(";") if each.strip()))
            case "choice":
                for value, label in column.field.flatchoices:
                    if text and folded(text) in (folded(str(label)), folded(str(value))):
                        return value
                known = self.names(column)
                meant = did_you_mean(text, known)
                raise InvalidCell(f"“{shortened(text)}” is no {noun}.{meant} Choose from: {', '.join(known)}.")
            case "yes-no":
                if folded(text) in ("yes", "true", "1"):
                    return True
                if folded(text) in ("no", "false", "0", ""):
                    return False
                raise InvalidCell(f"“{shortened(text)}” is neither Yes nor No.")
            case _:
                return text

    def row_key(self, pk: Any, snapshot: Snapshot) -> str:
        """The hidden column's text for an entry."""
        marks = " ".join(f"{name}={cell_digest(text)}" for name, text in self.cells(snapshot).items())
        return f"{pk} {digest(snapshot)} {marks}"


def sheet_title(model: type[Entry]) -> str:
    """The name of the sheet of a kind of entry; Excel takes 31 characters."""
    return capfirst(str(model._meta.verbose_name_plural))[:31]


@dataclass(frozen=True)
class SheetRow:
    """A row of an uploaded workbook."""

    number: int  # in the sheet
    key: str  # the hidden column's text
    cells: dict[str, str]  # by column
    problems: dict[str, str] = field(default_factory=dict)  # error messages by column

    @cached_property
    def parsed_key(self) -> tuple[int | None, str, dict[str, str]]:
        """The key's primary key, digest and cell digests; the primary key is None if it is not valid."""
        match self.key.split():
            case [pk, exported, *cells] if pk.isdecimal() and len(pk) < 19:
                return int(pk), exported, dict(each.split("=", 1) for each in cells if "=" in each)
            case _:
                return None, "", {}


@dataclass(frozen=True)
class Sheet:
    """An uploaded workbook."""

    rows: list[SheetRow]  # without empty ones
    letters: dict[str, str]  # Excel's, by column
    notes: list[str]  # on missing and unknown columns
