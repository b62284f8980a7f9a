"""What an uploaded workbook would change, row by row, and changing it: first looked at, then all of it or nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, connection, models, transaction

from curation import workflow
from curation.entry_words import Difference, differences
from curation.models import Draft, Entry
from curation.snapshots import Snapshot, content_fields, digest, link_fields, snapshot_of, with_contents
from curation.workbooks.files import TOO_LONG, Column, Language, Sheet, SheetRow, Unreadable, keys_in, mark_of, plain

#: More new and changed rows are not taken at once, since a person reads through them.
MOST_CHANGES = 500

# Any number that nothing else on the server takes as a lock.
LOCK = 7_305_931

#: Gives the form by which an entry is edited; of a new one without an entry.
Forms = Callable[[Any], type[forms.ModelForm]]


class Kind(Enum):
    """What becomes of a row of a workbook."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CLASH = "clash"
    REJECTED = "rejected"


@dataclass
class RowChange:
    """A row of a workbook beside the entry that it is about.

    Attributes:
        row: The row.
        kind: What becomes of it.
        entry: The entry as its row in the database has it; None for a new one.
        seen: The digest of the entry's newest draft when it was compared.
        values: What a form takes for each changed cell, by column.
        differences: What each changed cell said and says.
        problems: What is wrong, each with the column it is in, or without.
    """

    row: SheetRow
    kind: Kind = Kind.UNCHANGED
    entry: Any = None
    seen: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def reject(self, message: str, column: str = "") -> None:
        """Notes what is wrong with it."""
        self.kind = Kind.REJECTED
        self.problems.append((column, message))


class ChangedMeanwhile(Exception):
    """What was previewed no longer holds, since somebody saved something between it and its confirmation.

    Attributes:
        changes: What the rows would change by now.
    """

    def __init__(self, changes: list[RowChange]) -> None:
        super().__init__("Something was saved since this was previewed.")
        self.changes = changes


def drafted_contents(rows: models.QuerySet[Any]) -> list[tuple[Any, Snapshot, Draft | None]]:
    """Entries in order, each as its newest draft has it, with that draft; in a constant number of queries."""
    model: Any = rows.model
    entries = list(with_contents(rows))
    of_type = ContentType.objects.get_for_model(model)
    open_drafts = Draft.objects.open().filter(entry_type=of_type, entry_id__in=[entry.pk for entry in entries])
    drafts = {draft.entry_id: draft for draft in open_drafts.select_related("saved_by")}
    found = []
    for entry in entries:
        draft = drafts.get(entry.pk)
        beside = draft is not None and entry.is_edited_beside
        found.append((entry, draft.snapshot if draft and beside else snapshot_of(entry), draft))
    return found


def compare(rows: Iterable[SheetRow], language: Language, forms_for: Forms) -> list[RowChange]:
    """What each row would change. Nothing is written.

    Args:
        rows: Rows of the workbook.
        language: How entries are said in cells.
        forms_for: The forms that check what was entered.
    """
    return _Comparison(language, forms_for).of(list(rows))


class _Comparison:
    def __init__(self, language: Language, forms_for: Forms) -> None:
        self.language, self.forms_for = language, forms_for
        self.model: Any = language.model
        self.columns = {column.name: column for column in language.columns}
        self.checked = 0

    def of(self, rows: list[SheetRow]) -> list[RowChange]:
        pks = [keys_in(row.key)[0] for row in rows]
        present = self.model._base_manager.filter(pk__in=[pk for pk in pks if pk is not None])
        known = {entry.pk: (entry, content, draft) for entry, content, draft in drafted_contents(present)}
        twice = {pk for pk, often in Counter(pk for pk in pks if pk is not None).items() if often > 1}
        found = []
        for row, pk in zip(rows, pks, strict=True):
            change = RowChange(row)
            if pk is not None and pk in twice:
                others = ", ".join(str(r.number) for r, p in zip(rows, pks, strict=True) if p == pk and r is not row)
                change.reject(
                    f"Row {others} is about the same entry. For a new entry, empty the hidden column A of its row."
                )
            elif pk is not None and pk in known:
                self._existing(change, *known[pk])
            elif row.key:
                change.reject("The entry that this row was exported from is no longer here, or its key was changed.")
            else:
                self._new(change)
            found.append(change)
        self._without_twins(found)
        return found

    def _edited(self, change: RowChange, cells: Mapping[str, str], marks: Mapping[str, str]) -> list[Column]:
        """The columns in which the row says something else than the entry, and than what was exported."""
        edited = []
        for name, text in change.row.cells.items():
            column = self.columns[name]
            if column.kind == "shown" or plain(text) == plain(cells.get(name, "")):
                continue
            if name in marks and mark_of(text) == marks[name]:
                continue
            if name not in change.row.problems and self._says_the_same(column, text, cells.get(name, "")):
                continue
            edited.append(column)
        return edited

    def _says_the_same(self, column: Column, text: str, saved: str) -> bool:
        if column.kind == "text":
            return False
        try:
            value, before = (self.language.value(column, each) for each in (text, saved))
        except Unreadable:
            return False
        return set(value) == set(before) if column.is_list else value == before

    def _existing(self, change: RowChange, entry: Any, content: Snapshot, draft: Draft | None) -> None:
        change.entry, change.seen = entry, digest(content)
        _, exported, marks = keys_in(change.row.key)
        cells = self.language.cells(content)
        edited = self._edited(change, cells, marks)
        if not edited:
            return
        self._say_differences(change, cells, edited)
        if exported != change.seen:
            change.kind = Kind.CLASH
            who = draft.saved_by if draft is not None else None
            name = (who.get_full_name() or who.get_username()) if who else "Somebody"
            change.problems.append(
                ("", f"{name} saved this entry after it was exported. Export it anew and make your changes there.")
            )
            return
        change.kind = Kind.CHANGED
        if draft is not None and draft.is_in_review:
            change.reject("It waits for review. To change it, take it back first.")
            return
        if not self._read_values(change, edited, cells):
            return
        form_class = self.forms_for(entry)
        for column in edited:
            if column.name not in form_class.base_fields:
                change.reject(f"{column.label} cannot be changed once the entry was published.", column.name)
        if change.kind is Kind.CHANGED:
            form = self._form(form_class, _as_drafted(entry, content), content, change.values)
            self._note_errors(change, form, set(change.values))

    def _new(self, change: RowChange) -> None:
        filled = [self.columns[name] for name, text in change.row.cells.items() if text]
        filled = [column for column in filled if column.kind != "shown"]
        change.kind = Kind.NEW
        blank = snapshot_of_blank(self.model)
        self._say_differences(change, {}, filled)
        if not filled:
            change.reject("It says nothing in any column that can be filled in.")
        elif self._read_values(change, filled, {}):
            form = self._form(self.forms_for(None), self.model(), blank, change.values)
            self._note_errors(change, form, set(form.fields))
            self._note_twin_here(change)

    def _note_twin_here(self, change: RowChange) -> None:
        """Rejects a new row that says what an entry here says, as one does that is sent twice."""
        said = {
            name: value for name, value in change.values.items() if self.columns[name].kind in ("text", "row") and value
        }
        twin = self.model._base_manager.filter(**said).first() if change.kind is Kind.NEW else None
        if twin is not None:
            change.reject(f"It is here already, as “{twin}”.")

    def _read_values(self, change: RowChange, columns: Iterable[Column], cells: Mapping[str, str]) -> bool:
        for column in columns:
            text = change.row.cells[column.name]
            if problem := change.row.problems.get(column.name):
                change.reject(problem, column.name)
            elif cells.get(column.name) == TOO_LONG:
                change.reject("Its text is too long for a cell of Excel: change it on the entry’s form.", column.name)
            else:
                try:
                    change.values[column.name] = self.language.value(column, text)
                except Unreadable as error:
                    change.reject(str(error), column.name)
        return change.kind is not Kind.REJECTED

    def _form(
        self, form_class: type[forms.ModelForm], instance: Any, content: Snapshot, values: Mapping[str, Any]
    ) -> forms.ModelForm:
        self.checked += 1
        return form_class(form_data(form_class, self.model, content, values), instance=instance)

    def _note_errors(self, change: RowChange, form: forms.ModelForm, edited: set[str]) -> None:
        if self.checked > MOST_CHANGES:
            change.reject(f"More than {MOST_CHANGES} rows are new or changed. Import the rest in another file.")
            return
        for name, messages in form.errors.items():
            column = name if name in edited and name in self.columns else ""
            label = "" if column or name == NON_FIELD_ERRORS else f"{name}: "
            for message in messages:
                change.reject(f"{label}{message}", column)

    def _say_differences(self, change: RowChange, cells: Mapping[str, str], columns: Iterable[Column]) -> None:
        before = [_in_words(column, cells.get(column.name, "")) for column in columns]
        after = [_in_words(column, change.row.cells[column.name]) for column in columns]
        change.differences = differences(before, after)

    def _without_twins(self, changes: list[RowChange]) -> None:
        """Rejects new rows that claim what only one may have."""
        unique = [f.name for f in self.model._meta.concrete_fields if f.unique and not f.primary_key]
        for name in unique:
            claimed = Counter(change.values.get(name) for change in changes if change.values.get(name))
            for change in changes:
                if claimed[change.values.get(name)] > 1 and change.kind in (Kind.NEW, Kind.CHANGED):
                    change.reject("Another row of this workbook says the same, and only one entry may.", name)


def _in_words(column: Column, text: str) -> dict[str, Any]:
    texts = [each.strip() for each in text.split(";") if each.strip()] if column.is_list else [text] if text else []
    return {"name": column.name, "label": column.label, "texts": texts, "is_list": column.is_list}


def snapshot_of_blank(model: type[Entry]) -> Snapshot:
    """What an entry says in which nothing was entered yet."""
    blank = model()
    fields = {each.attname: each.value_from_object(blank) for each in content_fields(model)}
    # Where it is left empty, the form puts it last.
    fields["position"] = None
    return {"fields": fields, "links": {}, "parts": {}}


def _as_drafted(entry: Any, content: Snapshot) -> Any:
    """The entry in memory, its columns as its draft has them."""
    for each in content_fields(type(entry)):
        if each.attname in content["fields"]:
            setattr(entry, each.attname, each.to_python(content["fields"][each.attname]))
    return entry


def form_data(
    form_class: type[forms.ModelForm], model: type[Entry], content: Snapshot, values: Mapping[str, Any]
) -> dict[str, Any]:
    """What a browser would send of the form with some values changed."""
    links = {each.name for each in link_fields(model)}
    data: dict[str, Any] = {}
    for name in form_class.base_fields:
        if name in values:
            data[name] = values[name]
        elif name in links:
            data[name] = content["links"].get(name, [])
        else:
            attname = getattr(model._meta.get_field(name), "attname", name)
            data[name] = content["fields"].get(attname)
    return data


# From the preview to its confirmation


def to_confirm(changes: Iterable[RowChange]) -> list[dict[str, Any]]:
    """What a preview shows as new or changed, as plain data that comes back when it is confirmed."""
    return [
        {
            "number": change.row.number,
            "key": change.row.key,
            "cells": {name: text for name, text in change.row.cells.items() if name in change.values},
            "values": change.values,
        }
        for change in changes
        if change.kind in (Kind.NEW, Kind.CHANGED)
    ]


def confirmed(data: Iterable[Mapping[str, Any]], language: Language, forms_for: Forms) -> list[RowChange]:
    """What was previewed, compared with what the database says now.

    Raises:
        ChangedMeanwhile: it would not do what was previewed; ``changes`` says what it would do.
    """
    data = list(data)
    changes = compare([SheetRow(each["number"], each["key"], each["cells"]) for each in data], language, forms_for)
    for change, each in zip(changes, data, strict=True):
        if change.kind not in (Kind.NEW, Kind.CHANGED) or change.values != each["values"]:
            raise ChangedMeanwhile(changes)
    return changes


def save(
    data: Iterable[Mapping[str, Any]], language: Language, forms_for: Forms, *, by: Any, note: str
) -> list[RowChange]:
    """Writes what was previewed: new rows as drafts, changes as the workflow keeps them; all of it, or nothing.

    Raises:
        ChangedMeanwhile: a row can no longer be saved as it was previewed.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # One at a time, so that what was sent twice finds the first there.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        changes = confirmed(data, language, forms_for)
        for change in changes:
            if change.kind is Kind.NEW:
                is_saved = _save_new(change, language, forms_for, by, note)
            else:
                is_saved = _save_changed(change, language, forms_for, by, note)
            if not is_saved:
                raise ChangedMeanwhile(changes)
        return changes


def _save_new(change: RowChange, language: Language, forms_for: Forms, by: Any, note: str) -> bool:
    model = language.model
    form_class = forms_for(None)
    form = form_class(form_data(form_class, model, snapshot_of_blank(model), change.values), instance=model())
    if form.is_valid():
        change.entry = form.save()
        workflow.note_new(change.entry, by, note)
        return True
    change.reject("; ".join(str(message) for messages in form.errors.values() for message in messages))
    return False


def _save_changed(change: RowChange, language: Language, forms_for: Forms, by: Any, note: str) -> bool:
    try:
        with workflow.editing(change.entry, by=by, note=note) as row:
            content = snapshot_of(row)
            if digest(content) != change.seen:
                raise workflow.NotPossible("Somebody saved it at this moment.")
            form_class = forms_for(row)
            form = form_class(form_data(form_class, language.model, content, change.values), instance=row)
            if not form.is_valid():
                raise workflow.NotPossible("It is no longer valid.")
            _write(change, form.cleaned_data, language.model)
    except (workflow.NotPossible, IntegrityError) as error:
        change.reject(str(error))
        return False
    return True


def _write(change: RowChange, cleaned: Mapping[str, Any], model: type[Entry]) -> None:
    """Writes the changed cells alone, so that nothing else is tidied up on the way."""
    manager: Any = model._base_manager
    row = manager.get(pk=change.entry.pk)
    links = {each.name for each in link_fields(model)}
    for name in change.values:
        if name not in links:
            setattr(row, name, cleaned[name])
    row.save()
    for name in links & set(change.values):
        getattr(row, name).set(cleaned[name])


def counted(changes: Iterable[RowChange]) -> dict[Kind, int]:
    """How many rows there are of each kind."""
    often = Counter(change.kind for change in changes)
    return {kind: often[kind] for kind in Kind}


def placed(change: RowChange, sheet: Sheet) -> list[tuple[str, str]]:
    """What is wrong with a row, each with the cell it is in as Excel names it, or without."""
    return [
        (f"{sheet.letters[column]}{change.row.number}" if column in sheet.letters else "", message)
        for column, message in change.problems
    ]
