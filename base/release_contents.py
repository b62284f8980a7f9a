"""What a release's files and the database say of each row, in one form that can be compared.

A row that belongs to another, such as a finding to its study, is part of what is said of that one::

    {
        "fields": {"title": "Give staff time", "source": ["heec-evidence-pack"], "period_ended_on": None},
        "links": {"themes": [["resources"], ["skills"]]},
        "parts": {"study_links": [{"study": ["abc"], "bearing": "supports", …}]},
        "state": {"status": "published", "withdrawn_because": ""},
        "dates": {"published_on": "2026-01-05", "reviewed_on": None, "review_due_on": None},
    }
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from base.files import SHELVES
from curation.models.entries import Entry, NaturalKeyModel
from curation.snapshots import Snapshot, content_fields, link_fields, part_relation

Content = dict[str, Any]
Model = type[NaturalKeyModel]

STATE = ("status", "withdrawn_because")
DATES = ("published_on", "reviewed_on", "review_due_on")


class NotAsExpected(Exception):
    """A file of a release that cannot be read as rows of the base; the message names it and says why."""


@dataclass(frozen=True, order=True)
class Key:
    """What names a row in every release: the label of its model and its natural key."""

    model: str
    values: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{apps.get_model(self.model)._meta.verbose_name} {', '.join(str(value) for value in self.values)}"

    @property
    def text(self) -> str:
        """The natural key as it is kept in the database."""
        return json.dumps(self.values)

    @classmethod
    def from_text(cls, model: str, text: str) -> "Key":
        """The key that is kept as a model's label and a text."""
        return cls(model, tuple(json.loads(text)))


def label_of(model: type[models.Model]) -> str:
    """A model's label in lower case: ``evidence.casestudy``."""
    return model._meta.label_lower


@dataclass(frozen=True)
class Part:
    """A model whose rows belong to rows of another: by which relation of the owner's, and which field of its own."""

    owner: Model
    relation: str
    field: models.ForeignKey


def shelved_models() -> list[Model]:
    """The models of the base, each after those that it refers to."""
    return [apps.get_model(shelf.model) for shelf in SHELVES]


def part_models() -> dict[Model, Part]:
    """The models of parts."""
    found: dict[Model, Part] = {}
    for owner in shelved_models():
        for name in owner.part_relations:
            relation = part_relation(owner, name)
            found[relation.related_model] = Part(owner, name, relation.field)
    return found


def owning_models() -> list[Model]:
    """The models of the base whose rows belong to no other, each after those that it refers to."""
    parts = part_models()
    return [model for model in shelved_models() if model not in parts]


def plain(field: models.Field, value: Any) -> Any:
    """A column's value as JSON has it, the same for every way to write it.

    Raises:
        ValidationError: it is no such value.
    """
    value = field.to_python(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


# What a release's files say


def contents_of_files(folder: Path) -> dict[Key, Content]:
    """What the files below a folder say of each row, in the order in which rows can be made.

    Raises:
        NotAsExpected: a file or a row in it is not as it should be.
    """
    parts = part_models()
    owners: dict[Model, dict[Key, Content]] = defaultdict(dict)
    orphans: list[tuple[Path, Model, Mapping[str, Any]]] = []
    for shelf in SHELVES:
        model: Model = apps.get_model(shelf.model)
        for path in shelf.files(folder):
            for fields in _records(path, model):
                if model in parts:
                    orphans.append((path, model, fields))
                    continue
                key, content = _said(path, model, fields)
                if key in owners[model]:
                    raise NotAsExpected(f"{path}: {key} stands in the files twice.")
                owners[model][key] = content
    for path, model, fields in orphans:
        part = parts[model]
        key = Key(label_of(part.owner), tuple(_required(path, model, fields, part.field.name)))
        if key not in owners[part.owner]:
            raise NotAsExpected(f"{path}: a {model._meta.verbose_name} belongs to {key}, which is in no file.")
        _, content = _said(path, model, fields)
        values = {name: value for name, value in content["fields"].items() if name != part.field.name}
        owners[part.owner][key]["parts"][part.relation].append(values)
    found = {key: content for model in owning_models() for key, content in owners[model].items()}
    for content in found.values():
        for rows in content["parts"].values():
            rows.sort(key=_in_order)
    return found


def _in_order(content: Any) -> str:
    return json.dumps(content, sort_keys=True)


def _records(path: Path, model: Model) -> Iterator[Mapping[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        records = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  # both loaders are safe
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NotAsExpected(f"{path} cannot be read: {error}") from error
    for record in records or []:
        if not isinstance(record, dict) or not isinstance(record.get("fields"), dict):
            raise NotAsExpected(f"{path}: expected rows with “model” and “fields”, found {str(record)[:80]!r}.")
        if record.get("model") != label_of(model):
            raise NotAsExpected(f"{path}: expected rows of {label_of(model)}, found {record.get('model')!r}.")
        yield record["fields"]


def _required(path: Path, model: Model, fields: Mapping[str, Any], name: str) -> Any:
    try:
        return fields[name]
    except KeyError as error:
        raise NotAsExpected(f"{path}: a {model._meta.verbose_name} without “{name}”: {str(fields)[:120]}") from error


def _said(path: Path, model: Model, fields: Mapping[str, Any]) -> tuple[Key, Content]:
    is_entry = issubclass(model, Entry)
    links = {field.name for field in link_fields(model)}
    columns = {field.name: field for field in content_fields(model)}
    known = links | set(columns) | (set(STATE + DATES) if is_entry else set())
    if unknown := set(fields) - known:
        raise NotAsExpected(f"{path}: a {model._meta.verbose_name} has no {', '.join(sorted(unknown))}.")

    def value(name: str) -> Any:
        field: Any = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            return fields.get(name)
        try:
            return plain(field, fields[name] if name in fields else field.get_default())
        except ValidationError as error:
            raise NotAsExpected(f"{path}: {name} of {str(fields)[:80]}: {'; '.join(error.messages)}") from error

    content: Content = {
        "fields": {name: value(name) for name in columns},
        "links": {name: sorted(map(list, fields.get(name) or [])) for name in sorted(links)},
        "parts": {name: [] for name in model.part_relations},
        "state": {name: value(name) for name in STATE} if is_entry else {},
        "dates": {name: value(name) for name in DATES} if is_entry else {},
    }
    for name in model.natural_key_fields:
        first: Any = model._meta.get_field(name.split(".")[0])
        if not first.has_default():
            _required(path, model, fields, first.name)
    return Key(label_of(model), natural_key_in(model, content["fields"])), content


def natural_key_in(model: Model, fields: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row's natural key, from its columns with natural keys in them."""
    values = []
    for name in model.natural_key_fields:
        first, _, rest = name.partition(".")
        value = fields[first]
        if rest:
            related: Any = model._meta.get_field(first).related_model
            value = value[related.natural_key_fields.index(rest)]
        values.append(value)
    return tuple(values)


# What the database says


class Here:
    """The rows of the base in the database, kept from others until the transaction ends.

    Attributes:
        contents: What is said of each row.
        pks: The number of each row, by its model and its natural key; of parts too.
    """

    def __init__(self) -> None:
        self.contents: dict[Key, Content] = {}
        self._parts = part_models()
        self._keys: dict[Any, dict[Any, list[Any]]] = {}
        for model in shelved_models():
            rows = model._base_manager.order_by().values_list("pk", *model.natural_key_lookups())
            self._keys[model] = {pk: list(values) for pk, *values in rows}
        for model in owning_models():
            self._read(model)

    @cached_property
    def pks(self) -> dict[Key, Any]:
        """Each row's number; of parts too."""
        return {
            Key(label_of(model), tuple(values)): pk for model, keys in self._keys.items() for pk, values in keys.items()
        }

    def _read(self, model: Model) -> None:
        links = {field.name: self._linked(model, field) for field in link_fields(model)}
        parts = {name: self._part_rows(model, name) for name in model.part_relations}
        is_entry = issubclass(model, Entry)
        for row in model._base_manager.select_for_update(of=("self",)).order_by():
            self.contents[Key(label_of(model), tuple(self._keys[model][row.pk]))] = {
                "fields": self._values(row),
                "links": {name: sorted(linked.get(row.pk, [])) for name, linked in sorted(links.items())},
                "parts": {name: sorted(rows.get(row.pk, []), key=_in_order) for name, rows in parts.items()},
                "state": {name: getattr(row, name) for name in STATE} if is_entry else {},
                "dates": {name: plain(row._meta.get_field(name), getattr(row, name)) for name in DATES}  # type: ignore[arg-type]
                if is_entry
                else {},
            }

    def _values(self, row: models.Model, without: str = "") -> dict[str, Any]:
        values = {}
        for field in content_fields(type(row)):
            if field.name == without:
                continue
            value = field.value_from_object(row)
            if isinstance(field, models.ForeignKey):
                values[field.name] = None if value is None else self._keys[field.related_model][value]
            else:
                values[field.name] = plain(field, value)
        return values

    def _linked(self, model: Model, field: models.ManyToManyField) -> dict[Any, list[Any]]:
        through: Any = field.remote_field.through
        found: dict[Any, list[Any]] = defaultdict(list)
        keys = self._keys[field.related_model]
        pairs = through._base_manager.values_list(
            f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        )
        for own, other in pairs:
            found[own].append(keys[other])
        return found

    def _part_rows(self, model: Model, name: str) -> dict[Any, list[Any]]:
        relation = part_relation(model, name)
        found: dict[Any, list[Any]] = defaultdict(list)
        for row in relation.related_model._base_manager.order_by():
            found[getattr(row, relation.field.attname)].append(self._values(row, without=relation.field.name))
        return found


# From one to the other


def references_of(key: Key, content: Content) -> set[Key]:
    """The rows that a row, its links and its parts refer to."""
    model: Model = apps.get_model(key.model)
    found = _referred(model, content["fields"])
    for field in link_fields(model):
        found |= {Key(label_of(field.related_model), tuple(each)) for each in content["links"].get(field.name, [])}
    for name in model.part_relations:
        part = part_relation(model, name).related_model
        for row in content["parts"].get(name, []):
            found |= _referred(part, row)
    return found


def _referred(model: Model, fields: Mapping[str, Any]) -> set[Key]:
    return {
        Key(label_of(field.related_model), tuple(fields[field.name]))
        for field in content_fields(model)
        if isinstance(field, models.ForeignKey) and fields.get(field.name) is not None
    }


def snapshot_from(key: Key, content: Content, pks: Mapping[Key, Any]) -> Snapshot:
    """The content as a snapshot to put into the database; a part that is not there yet has no number.

    Raises:
        KeyError: something that it refers to is not there.
    """
    model: Model = apps.get_model(key.model)
    parts = {}
    for name in model.part_relations:
        relation = part_relation(model, name)
        part: Model = relation.related_model
        parts[name] = [
            {
                "id": pks.get(
                    Key(label_of(part), natural_key_in(part, {**row, relation.field.name: list(key.values)}))
                ),
                **_columns(part, row, pks),
            }
            for row in content["parts"].get(name, [])
        ]
    links = {
        field.name: sorted(
            pks[Key(label_of(field.related_model), tuple(each))] for each in content["links"].get(field.name, [])
        )
        for field in link_fields(model)
    }
    return {"fields": _columns(model, content["fields"], pks), "links": links, "parts": parts}


def _columns(model: Model, fields: Mapping[str, Any], pks: Mapping[Key, Any]) -> dict[str, Any]:
    values = {}
    for field in content_fields(model):
        if field.name not in fields:
            continue
        value = fields[field.name]
        if isinstance(field, models.ForeignKey) and value is not None:
            value = pks[Key(label_of(field.related_model), tuple(value))]
        values[field.attname] = value
    return values
