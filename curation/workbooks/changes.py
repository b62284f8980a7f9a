"""Compares the rows of an uploaded workbook with the entries, and saves the changes once they are confirmed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pglock
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, models, transaction

from curation import workflow
from curation.bulk import actions as bulk_actions
from curation.entry_words import Difference, differences, person_name
from curation.models import Draft, Entry
from curation.snapshots import Snapshot, content_fields, digest, link_fields, snapshot_of, with_contents, with_stand_ins
from curation.workbooks.files import TOO_LONG, CellFormat, Column, Sheet, SheetRow, cell_digest, normalised
from files.excel_reading import InvalidCell

#: The most new and changed rows in one import, since a person reads through them.
MAX_CHANGES = 500

#: The advisory lock that one import of a workbook at a time holds.
LOCK = "workbook imports"

#: Gives the form class for an entry, or for a new one with None.
FormFactory = Callable[[Any], type[forms.ModelForm]]


class RowStatus(Enum):
    """What an import does with a row of a workbook; the values are shown on the preview."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CLASH = "clash"
    REJECTED = "rejected"


@dataclass
class RowChange:
    """A row of a workbook, compared with its entry."""

    row: SheetRow
    status: RowStatus = RowStatus.UNCHANGED
    entry: Any = None  # None for a new one
    current_digest: str = ""  # of the entry's snapshot, its draft's if it has one
    values: dict[str, Any] = field(default_factory=dict)  # form data for the changed cells, by column
    differences: list[Difference] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)  # (column or "", message)

    def reject(self, message: str, column: str = "") -> None:
        """Rejects the row with a message, which may be about one column."""
        self.status = RowStatus.REJECTED
        self.problems.append((column, message))

    def problems_by_cell(self, sheet: Sheet) -> list[tuple[str, str]]:
        """The problems, each with the name of its cell in Excel, or an empty string."""
        cells = {column: f"{letter}{self.row.number}" for column, letter in sheet.letters.items()}
        return [(cells.get(column, ""), message) for column, message in self.problems]

    @property
    def is_written(self) -> bool:
        """Whether the row is saved once it is confirmed."""
        return self.status in (RowStatus.NEW, RowStatus.CHANGED)

    def as_json(self) -> dict[str, Any]:
        """What :func:`save` needs once the row is confirmed."""
        cells = {name: text for name, text in self.row.cells.items() if name in self.values}
        return {"number": self.row.number, "key": self.row.key, "cells": cells, "values": self.values}


class PreviewOutdated(Exception):
    """The database changed between preview and confirmation; ``changes`` holds the rows as compared now."""

    def __init__(self, changes: list[RowChange]) -> None:
        super().__init__("Something was saved since this was previewed.")
        self.changes = changes


def drafted_contents(rows: models.QuerySet[Any]) -> list[tuple[Any, Snapshot, Draft | None]]:
    """Each entry with the snapshot of its draft, or of itself without one, and the draft; in constant queries."""
    entries = list(with_contents(rows))
    of_type = ContentType.objects.get_for_model(rows.model)
    open_drafts = Draft.objects.open().filter(entry_type=of_type, entry_id__in=[entry.pk for entry in entries])
    drafts = {draft.entry_id: draft for draft in open_drafts.select_related("saved_by")}
    found = []
    for entry in entries:
        draft = drafts.get(entry.pk)
        beside = draft.snapshot if draft and entry.is_edited_beside else None
        content = with_stand_ins(rows.model, beside) if beside else snapshot_of(entry)
        found.append((entry, content, draft))
    return found


def compare(rows: Iterable[SheetRow], cell_format: CellFormat, forms_for: FormFactory) -> list[RowChange]:
    """Compares the rows of a workbook with the entries, and validates the changes with forms; writes nothing."""
    return _Comparison(cell_format, forms_for).of(list(rows))


class _Comparison:
    def __init__(self, cell_format: CellFormat, forms_for: FormFactory) -> None:
        self.cell_format, self.forms_for = cell_format, forms_for
        self.model: Any = cell_format.model
        self.columns = {column.name: column for column in cell_format.columns}
        self.checked = 0

    def of(self, rows: list[SheetRow]) -> list[RowChange]:
        by_pk: dict[int | None, list[SheetRow]] = defaultdict(list)
        for row in rows:
            by_pk[row.parsed_key[0]].append(row)
        present = self.model._base_manager.filter(pk__in=[pk for pk in by_pk if pk is not None])
        known = {entry.pk: (entry, content, draft) for entry, content, draft in drafted_contents(present)}
        found = []
        for row in rows:
            change, (pk, *_) = RowChange(row), row.parsed_key
            others = ", ".join(str(each.number) for each in by_pk[pk] if each is not row)
            if pk is not None and others:
                how = "For a new entry, empty the hidden column A of its row."
                change.reject(f"Row {others} is about the same entry. {how}")
            elif pk in known:
                self._compare_existing(change, *known[pk])
            elif row.key:
                change.reject("The entry that this row was exported from is no longer here, or its key was changed.")
            else:
                self._compare_new(change)
            found.append(change)
        self._reject_duplicates(found)
        return found

    def _edited(self, change: RowChange, cells: Mapping[str, str], exported: Mapping[str, str]) -> list[Column]:
        """The columns whose cell differs from the entry and from what was exported."""
        edited = []
        for name, text in change.row.cells.items():
            column, saved = self.columns[name], cells.get(name, "")
            if not (
                column.type == "shown"
                or normalised(text) == normalised(saved)
                or (name in exported and cell_digest(text) == exported[name])
                or (name not in change.row.problems and self._is_equal(column, text, saved))
            ):
                edited.append(column)
        return edited

    def _is_equal(self, column: Column, text: str, saved: str) -> bool:
        if column.type == "text":
            return False
        try:
            value, before = (self.cell_format.value(column, each) for each in (text, saved))
        except InvalidCell:
            return False
        return set(value) == set(before) if column.is_list else value == before

    def _compare_existing(self, change: RowChange, entry: Any, content: Snapshot, draft: Draft | None) -> None:
        change.entry, change.current_digest = entry, digest(content)
        _, exported, digests = change.row.parsed_key
        cells = self.cell_format.cells(content)
        edited = self._edited(change, cells, digests)
        if not edited:
            return
        self._set_differences(change, cells, edited)
        if exported != change.current_digest:
            change.status = RowStatus.CLASH
            who = person_name(draft and draft.saved_by, "Somebody")
            problem = f"{who} saved this entry after it was exported. Export it anew and make your changes there."
            change.problems.append(("", problem))
            return
        change.status = RowStatus.CHANGED
        if draft is not None and draft.is_in_review:
            change.reject("It waits for review. To change it, take it back first.")
            return
        if not self._read_values(change, edited, cells):
            return
        form_class = self.forms_for(entry)
        for column in edited:
            if column.name not in form_class.base_fields:
                change.reject(f"{column.label} cannot be changed once the entry was published.", column.name)
        if change.status is RowStatus.CHANGED:
            form = bound_form(form_class, _with_draft_values(entry, content), content, change.values)
            self._add_form_errors(change, form, set(change.values))

    def _compare_new(self, change: RowChange) -> None:
        cells = change.row.cells
        filled = [column for name in cells if cells[name] and (column := self.columns[name]).type != "shown"]
        change.status = RowStatus.NEW
        self._set_differences(change, {}, filled)
        if not filled:
            change.reject("It says nothing in any column that can be filled in.")
        elif self._read_values(change, filled, {}):
            form = bound_form(self.forms_for(None), self.model(), blank_snapshot(self.model), change.values)
            self._add_form_errors(change, form, set(form.fields))
            self._reject_existing(change)

    def _reject_existing(self, change: RowChange) -> None:
        # The same file may have been sent twice.
        types = "text", "row"
        stated = {name: value for name, value in change.values.items() if value and self.columns[name].type in types}
        existing = self.model._base_manager.filter(**stated).first() if change.status is RowStatus.NEW else None
        if existing is not None:
            change.reject(f"It is here already, as “{existing}”.")

    def _read_values(self, change: RowChange, columns: Iterable[Column], cells: Mapping[str, str]) -> bool:
        for column in columns:
            text = change.row.cells[column.name]
            if problem := change.row.problems.get(column.name):
                change.reject(problem, column.name)
            elif cells.get(column.name) == TOO_LONG:
                change.reject("Its text is too long for a cell of Excel: change it on the entry’s form.", column.name)
            else:
                try:
                    change.values[column.name] = self.cell_format.value(column, text)
                except InvalidCell as error:
                    change.reject(str(error), column.name)
        return change.status is not RowStatus.REJECTED

    def _add_form_errors(self, change: RowChange, form: forms.ModelForm, edited: set[str]) -> None:
        self.checked += 1
        if self.checked > MAX_CHANGES:
            change.reject(f"More than {MAX_CHANGES} rows are new or changed. Import the rest in another file.")
            return
        for name, messages in form.errors.items():
            column = name if name in edited and name in self.columns else ""
            label = "" if column or name == NON_FIELD_ERRORS else f"{name}: "
            for message in messages:
                change.reject(f"{label}{message}", column)

    def _set_differences(self, change: RowChange, cells: Mapping[str, str], columns: Iterable[Column]) -> None:
        before = [_in_words(column, cells.get(column.name, "")) for column in columns]
        after = [_in_words(column, change.row.cells[column.name]) for column in columns]
        change.differences = differences(before, after)

    def _reject_duplicates(self, changes: list[RowChange]) -> None:
        """Rejects rows with the same value in a unique column."""
        for name in (each.name for each in self.model._meta.concrete_fields if each.unique and not each.primary_key):
            claimed = Counter(change.values.get(name) for change in changes if change.values.get(name))
            for change in changes:
                if claimed[change.values.get(name)] > 1 and change.is_written:
                    change.reject("Another row of this workbook says the same, and only one entry may.", name)


def _in_words(column: Column, text: str) -> dict[str, Any]:
    texts = [each.strip() for each in text.split(";") if each.strip()] if column.is_list else [text] if text else []
    return {"name": column.name, "label": column.label, "texts": texts, "is_list": column.is_list}


def blank_snapshot(model: type[Entry]) -> Snapshot:
    """The snapshot of an empty entry."""
    blank = model()
    fields = {each.attname: each.value_from_object(blank) for each in content_fields(model)}
    # The form puts an entry without a position last.
    fields["position"] = None
    return {"fields": fields, "links": {}, "parts": {}}


def _with_draft_values(entry: Any, content: Snapshot) -> Any:
    """The entry with its columns set to a snapshot's, not saved."""
    for each in content_fields(type(entry)):
        if each.attname in content["fields"]:
            setattr(entry, each.attname, each.to_python(content["fields"][each.attname]))
    return entry


def bound_form(
    form_class: type[forms.ModelForm], entry: Entry, content: Snapshot, values: Mapping[str, Any]
) -> forms.ModelForm:
    """The form of an entry with a snapshot's content and some values changed."""
    fields = {each.name: content["fields"].get(each.attname) for each in entry._meta.concrete_fields}
    links = {each.name: content["links"].get(each.name, []) for each in link_fields(type(entry))}
    saved = fields | links
    return form_class({name: values.get(name, saved.get(name)) for name in form_class.base_fields}, instance=entry)


def save(
    data: Iterable[Mapping[str, Any]], cell_format: CellFormat, forms_for: FormFactory, *, by: Any, note: str
) -> list[RowChange]:
    """Saves rows in one transaction, from :meth:`RowChange.as_json`; raises PreviewOutdated if one differs by now.

    What was done is kept, so that whoever did it can undo it.
    """
    with transaction.atomic():
        # One import at a time, so that a file that is sent twice finds its rows there.
        pglock.advisory(LOCK, xact=True, side_effect=pglock.Raise).acquire()
        data = list(data)
        rows = [SheetRow(each["number"], each["key"], each["cells"]) for each in data]
        changes = compare(rows, cell_format, forms_for)
        for change, each in zip(changes, data, strict=True):
            if not change.is_written or change.values != each["values"]:
                raise PreviewOutdated(changes)
        # Fetched again, since checking the forms set the new values.
        known = cell_format.model._base_manager.in_bulk([change.entry.pk for change in changes if change.entry])
        before = bulk_actions.states_of(known.values())
        for change in changes:
            save_row = _save_new if change.status is RowStatus.NEW else _save_changed
            if not save_row(change, cell_format, forms_for, by, note):
                raise PreviewOutdated(changes)
        if changes:
            _keep(changes, before, cell_format.model, by)
        return changes


def _keep(changes: list[RowChange], before: Mapping[int, dict[str, Any]], model: type[Entry], by: Any) -> None:
    counts = Counter(change.status for change in changes)
    summary = (
        f"Imported {model._meta.verbose_name_plural} from Excel: "
        f"{counts[RowStatus.CHANGED]} changed, {counts[RowStatus.NEW]} new"
    )
    changed = [(change.entry, before.get(change.entry.pk)) for change in changes]
    bulk_actions.keep("workbook", summary, model, changed, by=by)


def _save_new(change: RowChange, cell_format: CellFormat, forms_for: FormFactory, by: Any, note: str) -> bool:
    model = cell_format.model
    form = bound_form(forms_for(None), model(), blank_snapshot(model), change.values)
    if form.is_valid():
        change.entry = form.save()
        workflow.note_new(change.entry, by, note or None)
        return True
    change.reject("; ".join(str(message) for messages in form.errors.values() for message in messages))
    return False


def _save_changed(change: RowChange, cell_format: CellFormat, forms_for: FormFactory, by: Any, note: str) -> bool:
    try:
        with workflow.editing(change.entry, by=by, note=note or None) as row:
            content = snapshot_of(row)
            if digest(content) != change.current_digest:
                raise workflow.NotPossible("Somebody saved it at this moment.")
            form = bound_form(forms_for(row), row, content, change.values)
            if not form.is_valid():
                raise workflow.NotPossible("It is no longer valid.")
            _write(change, form.cleaned_data, cell_format.model)
    except (workflow.NotPossible, IntegrityError) as error:
        change.reject(str(error))
        return False
    return True


def _write(change: RowChange, cleaned: Mapping[str, Any], model: type[Entry]) -> None:
    """Writes only the changed cells."""
    row = workflow.refetched(change.entry)
    links = {each.name for each in link_fields(model)}
    for name in change.values:
        if name not in links:
            setattr(row, name, cleaned[name])
    row.save()
    for name in links & set(change.values):
        getattr(row, name).set(cleaned[name])
