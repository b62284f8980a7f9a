"""The history of a row and of its links, in words, from the events that pghistory's triggers store."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.text import capfirst
from pghistory.models import Events

from curation.entry_words import DELETED, NOT_STATED, person_name, value_in_words
from curation.history import event_models
from curation.snapshots import referenced_rows

FROM_OUTSIDE = "the system"
# Each of the two lists that a history is made from stops here, at the newest.
LIMIT = 500


@dataclass(frozen=True)
class Change:
    """One thing that changed, such as a field with its old and new value, or a link that was added."""

    what: str
    old: str = ""
    new: str = ""

    @property
    def is_long(self) -> bool:
        """Whether the values are too long to read within a sentence."""
        return len(self.old) + len(self.new) > 120 or "\n" in self.old + self.new


@dataclass
class Save:
    """Everything that one person changed at one time."""

    at: datetime.datetime
    who: str
    why: str = ""
    changes: list[Change] = field(default_factory=list)


def history_of(row: models.Model) -> list[Save]:
    """The changes to a row, its links and its parts, newest first; those made together are one :class:`Save`."""
    kept: Any = Events.objects
    labels = link_labels(type(row))
    found = [kept.tracks(row), *([kept.references(row).across(*labels)] if labels else [])]
    events = [event for some in found for event in some.order_by("-pgh_created_at", "-pgh_id")[:LIMIT]]
    events.sort(key=lambda event: event.pgh_created_at, reverse=True)

    names = EventNames(events)
    label_of = {event_model._meta.label: label for event_model, label in labels.items()}
    saves: dict[Any, Save] = {}
    for event in events:
        context = event.pgh_context or {}
        # All changes of a request have its context; those without one are told apart by their time.
        together = event.pgh_context_id or event.pgh_created_at
        newest = Save(event.pgh_created_at, names.user(context.get("user")), str(context.get("why", "")))
        save = saves.setdefault(together, newest)
        if event.pgh_model in label_of:
            described = link_changes(event, row, label_of[event.pgh_model], names)
        else:
            described = row_changes(event, names)
        save.changes += [change for change in described if change not in save.changes]
    return [save for save in saves.values() if save.changes]


def is_tracked(model: type[models.Model]) -> bool:
    """Whether the database keeps events of the model's rows."""
    return any(event.pgh_tracked_model is model for event in event_models())


def link_labels(model: type[models.Model]) -> dict[Any, str]:
    """The models of events of a model's links and parts, with what each link or part is called."""
    label_of: dict[Any, str] = {}
    for many_to_many in model._meta.many_to_many:
        to_itself = many_to_many.related_model is model
        noun = many_to_many.verbose_name if to_itself else many_to_many.related_model._meta.verbose_name
        label_of[many_to_many.remote_field.through] = str(noun)
    for relation in model._meta.related_objects:
        if relation.one_to_many and relation.on_delete is models.CASCADE:
            label_of[relation.related_model] = str(relation.related_model._meta.verbose_name)
    # Links are tracked by proxies of their tables.
    tracked = {event: event.pgh_tracked_model._meta.concrete_model for event in event_models()}
    return {event: label_of[concrete] for event, concrete in tracked.items() if concrete in label_of}


def row_changes(event: Any, names: "EventNames") -> Iterator[Change]:
    """What an event changed in a row."""
    if event.pgh_label == "insert":
        yield Change("Added")
    fields = {field.column: field for field in apps.get_model(event.pgh_obj_model)._meta.concrete_fields}
    for column, (old, new) in (event.pgh_diff or {}).items():
        field = fields[column]
        yield Change(capfirst(str(field.verbose_name)), names.value(field, old), names.value(field, new))


def link_changes(event: Any, row: models.Model, label: str, names: "EventNames") -> Iterator[Change]:
    """What an event changed in a link or a part of a row."""
    ends = [(end, event.pgh_data[end.column]) for end in foreign_keys(event)]
    own = next((end for end in ends if end[0].related_model is type(row) and str(end[1]) == str(row.pk)), None)
    others = ", ".join(names.value(end, value) for end, value in ends if (end, value) != own)
    what = f"{capfirst(label)} “{others}”"
    if event.pgh_label == "insert":
        yield Change(f"{what} added")
    elif event.pgh_label == "delete":
        yield Change(f"{what} removed")
    else:
        for change in row_changes(event, names):
            yield Change(f"{what}: {change.what[0].lower()}{change.what[1:]}", change.old, change.new)


def foreign_keys(event: Any) -> list[models.ForeignKey]:
    """The foreign keys of the row that an event is about."""
    fields = apps.get_model(event.pgh_obj_model)._meta.concrete_fields
    return [each for each in fields if isinstance(each, models.ForeignKey)]


class EventNames:
    """The names of all rows and people that some events refer to, read in one query a model."""

    def __init__(self, events: Iterable[Any]) -> None:
        keys: dict[type[models.Model], set[Any]] = defaultdict(set)
        for event in events:
            keys[get_user_model()].add((event.pgh_context or {}).get("user"))
            for end in foreign_keys(event):
                before_and_after = (event.pgh_diff or {}).get(end.column, ())
                keys[end.related_model] |= {event.pgh_data[end.column], *before_and_after}
        self.rows = referenced_rows({model: wanted - {None} for model, wanted in keys.items()})

    def user(self, key: Any) -> str:
        """The person who did it."""
        if not key:
            return FROM_OUTSIDE
        return person_name(self.rows[get_user_model()].get(key), f"a former user ({key})")

    def row(self, model: type[models.Model], key: Any) -> str:
        """The name of a row; the key of a deleted one."""
        row = self.rows.get(model, {}).get(key)
        return str(row) if row else f"{DELETED} ({key})"

    def value(self, column: models.Field, value: Any) -> str:
        """A value in the words of the admin."""
        in_words = value_in_words(column, value, self.row) or NOT_STATED
        return in_words.lower() if isinstance(column, models.BooleanField) else in_words
