"""The content of each row of the base, read from a release's files and from the database in one form to compare.

Rows that belong to another row, such as a study's findings, are part of that row's content::

    {
        "fields": {"title": "Give staff time", "source": ["heec-evidence-pack"], "period_ended_on": None},
        "links": {"themes": [["resources"], ["skills"]]},
        "parts": {"study_links": [{"study": ["abc"], "bearing": "supports", …}]},
        "state": {"status": "published", "withdrawn_because": ""},
        "dates": {"published_on": "2026-01-05", "reviewed_on": None, "review_due_on": None},
    }

Foreign keys and links are natural keys. ``state`` and ``dates`` are empty for models that are not entries. Columns that
the files leave out are no part of the content, so that a release leaves them as they are.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from base.files import FIXTURE_FILES, rows_of_base
from curation.models import ReleasedRow
from curation.models.entries import Entry, NaturalKeyModel
from curation.snapshots import Snapshot, content_fields, link_fields, part_relation
from evidence.models.effect_sizes import StatedNumberField

Content = dict[str, Any]
Model = type[NaturalKeyModel]

STATE = ("status", "withdrawn_because")
DATES = ("published_on", "reviewed_on", "review_due_on")


class InvalidRelease(Exception):
    """A release's files cannot be read as rows of the base; the message names the file and says why."""


@dataclass(frozen=True, order=True)
class Key:
    """A row's identity in every release: the label of its model (``evidence.study``) and its natural key."""

    label: str
    values: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name} {', '.join(map(str, self.values))}"

    @classmethod
    def of(cls, model: type[models.Model], values: Iterable[Any]) -> "Key":
        """The key of a model's row."""
        return cls(model._meta.label_lower, tuple(values))

    @classmethod
    def from_row(cls, row: ReleasedRow) -> "Key":
        """The key of the row that a ``ReleasedRow`` is about."""
        return cls(row.model, tuple(json.loads(row.key)))

    @property
    def json(self) -> str:
        """The natural key as ``ReleasedRow.key`` holds it."""
        return json.dumps(self.values)

    @property
    def model(self) -> Any:
        return apps.get_model(self.label)


def part_models() -> dict[Model, Any]:
    """The models whose rows belong to a row of another model, each with the relation from the other to it."""
    relations = [part_relation(model, name) for model in _fixture_models() for name in model.part_relations]
    return {relation.related_model: relation for relation in relations}


def owning_models() -> list[Model]:
    """The models of the base whose rows belong to no other row, each after the models that it refers to."""
    parts = part_models()
    return [model for model in _fixture_models() if model not in parts]


def _fixture_models() -> list[Model]:
    return [apps.get_model(file.model) for file in FIXTURE_FILES]


def json_value(field: models.Field, value: Any) -> Any:
    """A column's value as JSON, the same however it is written; raises ValidationError if the field cannot hold it."""
    value = field.to_python(value)
    if isinstance(value, Decimal):
        return format(value if isinstance(field, StatedNumberField) else value.normalize(), "f")
    return value.isoformat() if isinstance(value, datetime.date) else value


def _released_fields(model: type[models.Model]) -> list[models.Field]:
    left_out = getattr(model, "kept_out_of_files", ())
    return [field for field in content_fields(model) if field.name not in left_out]


def _sort_parts(rows: Iterable[Content]) -> list[Content]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


# From a release's files


def contents_of_files(folder: Path) -> dict[Key, Content]:
    """The content of each row in the files below a folder, in an order in which the rows can be created.

    Raises:
        InvalidRelease: a file or a row in it cannot be read.
    """
    parts = part_models()
    contents: dict[Model, dict[Key, Content]] = {model: {} for model in owning_models()}
    part_rows: list[tuple[Path, Model, Mapping[str, Any]]] = []
    for file in FIXTURE_FILES:
        model: Model = apps.get_model(file.model)
        for path in file.paths(folder):
            for fields in records(path, model):
                if model in parts:
                    part_rows.append((path, model, fields))
                    continue
                key, content = _parse_row(path, model, fields)
                if key in contents[model]:
                    raise InvalidRelease(f"{path}: {key} stands in the files twice.")
                contents[model][key] = content
    for path, model, fields in part_rows:
        relation = parts[model]
        owner = Key.of(relation.model, _required(path, model, fields, relation.field.name))
        if owner not in contents[relation.model]:
            raise InvalidRelease(f"{path}: a {model._meta.verbose_name} belongs to {owner}, which is in no file.")
        _, content = _parse_row(path, model, fields)
        del content["fields"][relation.field.name]
        contents[relation.model][owner]["parts"][relation.name].append(content["fields"])
    found = {key: content for rows in contents.values() for key, content in rows.items()}
    for content in found.values():
        content["parts"] = {name: _sort_parts(rows) for name, rows in content["parts"].items()}
    return found


def records(path: Path, model: Model) -> Iterator[Mapping[str, Any]]:
    """The fields of each row in a file; raises InvalidRelease if it cannot be read."""
    label = model._meta.label_lower
    for record in _parsed(path, path.stat().st_mtime_ns) or []:
        if not isinstance(record, dict) or not isinstance(record.get("fields"), dict):
            raise InvalidRelease(f"{path}: expected rows with “model” and “fields”, found {str(record)[:80]!r}.")
        if record.get("model") != label:
            raise InvalidRelease(f"{path}: expected rows of {label}, found {record.get('model')!r}.")
        yield record["fields"]


@lru_cache(maxsize=128)
def _parsed(path: Path, changed_at: int) -> Any:
    """A file's YAML, kept since loading reads the files twice."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  # both loaders are safe
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidRelease(f"{path} cannot be read: {error}") from error


def _required(path: Path, model: Model, fields: Mapping[str, Any], name: str) -> Any:
    try:
        return fields[name]
    except KeyError as error:
        raise InvalidRelease(f"{path}: a {model._meta.verbose_name} without “{name}”: {str(fields)[:120]}") from error


def _parse_row(path: Path, model: Model, fields: Mapping[str, Any]) -> tuple[Key, Content]:
    state, dates = (STATE, DATES) if issubclass(model, Entry) else ((), ())
    links = sorted(field.name for field in link_fields(model))
    columns = [field.name for field in _released_fields(model)]
    if unknown := set(fields).difference(links, columns, state, dates):
        raise InvalidRelease(f"{path}: a {model._meta.verbose_name} has no {', '.join(sorted(unknown))}.")

    def value(name: str) -> Any:
        field: Any = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            return fields.get(name)
        try:
            return json_value(field, fields[name] if name in fields else field.get_default())
        except ValidationError as error:
            raise InvalidRelease(f"{path}: {name} of {str(fields)[:80]}: {'; '.join(error.messages)}") from error

    content: Content = {
        "fields": {name: value(name) for name in columns},
        "links": {name: sorted(map(list, fields.get(name) or [])) for name in links},
        "parts": {name: [] for name in model.part_relations},
        "state": {name: value(name) for name in state},
        "dates": {name: value(name) for name in dates},
    }
    for name in model.natural_key_fields:
        first: Any = model._meta.get_field(name.split(".")[0])
        if not first.has_default():
            _required(path, model, fields, first.name)
    return Key.of(model, natural_key_in(model, content["fields"])), content


def natural_key_in(model: Model, fields: Mapping[str, Any]) -> tuple[Any, ...]:
    """The natural key of a row with these ``fields``."""
    values = []
    for name in model.natural_key_fields:
        first, _, rest = name.partition(".")
        value = fields[first]
        if rest:
            related: Any = model._meta.get_field(first).related_model
            value = value[related.natural_key_fields.index(rest)]
        values.append(value)
    return tuple(values)


# From the database


class DatabaseContents:
    """The base as the database has it; locks the rows for the rest of the transaction.

    Attributes:
        contents: The content of each row that belongs to the base.
        pks: The primary key of each row, those of parts included.
    """

    def __init__(self) -> None:
        self._natural_keys: dict[Any, dict[Any, list[Any]]] = {}
        for model in _fixture_models():
            rows = model._base_manager.order_by().values_list("pk", *model.natural_key_lookups())
            self._natural_keys[model] = {pk: list(values) for pk, *values in rows}
        self.pks = {
            Key.of(model, values): pk for model, keys in self._natural_keys.items() for pk, values in keys.items()
        }
        self.contents = {key: content for model in owning_models() for key, content in self._read(model)}

    def _read(self, model: Model) -> Iterator[tuple[Key, Content]]:
        links = {field.name: self._links(field) for field in link_fields(model)}
        parts = {name: self._parts(part_relation(model, name)) for name in model.part_relations}
        state, dates = (STATE, DATES) if issubclass(model, Entry) else ((), ())
        for row in rows_of_base(model).select_for_update(of=("self",)).order_by():
            content = {
                "fields": self._values(row),
                "links": {name: sorted(linked[row.pk]) for name, linked in sorted(links.items())},
                "parts": {name: _sort_parts(rows[row.pk]) for name, rows in parts.items()},
                "state": {name: getattr(row, name) for name in state},
                "dates": {name: json_value(row._meta.get_field(name), getattr(row, name)) for name in dates},
            }
            yield Key.of(model, self._natural_keys[model][row.pk]), content

    def _values(self, row: models.Model, without: str = "") -> dict[str, Any]:
        values = {}
        for field in _released_fields(type(row)):
            value = field.value_from_object(row)
            if isinstance(field, models.ForeignKey):
                values[field.name] = None if value is None else self._natural_keys[field.related_model][value]
            else:
                values[field.name] = json_value(field, value)
        values.pop(without, None)
        return values

    def _links(self, field: models.ManyToManyField) -> dict[Any, list[Any]]:
        through: Any = field.remote_field.through
        columns = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
        found: dict[Any, list[Any]] = defaultdict(list)
        for own, other in through._base_manager.values_list(*columns):
            found[own].append(self._natural_keys[field.related_model][other])
        return found

    def _parts(self, relation: Any) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = defaultdict(list)
        for row in relation.related_model._base_manager.order_by():
            found[getattr(row, relation.field.attname)].append(self._values(row, without=relation.field.name))
        return found


# From content to database


def keys_referred_to(key: Key, content: Content) -> set[Key]:
    """The rows that a row, its links and its parts refer to."""
    found = _foreign_keys(key.model, content["fields"])
    for field in link_fields(key.model):
        found |= {Key.of(field.related_model, each) for each in content["links"].get(field.name, [])}
    for name in key.model.part_relations:
        part = part_relation(key.model, name).related_model
        for row in content["parts"].get(name, []):
            found |= _foreign_keys(part, row)
    return found


def _foreign_keys(model: Model, fields: Mapping[str, Any]) -> set[Key]:
    return {
        Key.of(field.related_model, fields[field.name])
        for field in content_fields(model)
        if isinstance(field, models.ForeignKey) and fields.get(field.name) is not None
    }


def snapshot_from(key: Key, content: Content, pks: Mapping[Key, Any]) -> Snapshot:
    """The content as a snapshot; a part that is not in the database yet has no ``id``.

    Raises:
        KeyError: something that it refers to has no primary key in ``pks``.
    """
    parts: dict[str, list[Content]] = {}
    for name in key.model.part_relations:
        relation = part_relation(key.model, name)
        part: Model = relation.related_model
        parts[name] = []
        for row in content["parts"].get(name, []):
            natural_key = natural_key_in(part, {**row, relation.field.name: list(key.values)})
            parts[name].append({"id": pks.get(Key.of(part, natural_key)), **_columns(part, row, pks)})
    links = {
        field.name: sorted(pks[Key.of(field.related_model, each)] for each in content["links"].get(field.name, []))
        for field in link_fields(key.model)
    }
    return {"fields": _columns(key.model, content["fields"], pks), "links": links, "parts": parts}


def _columns(model: Model, fields: Mapping[str, Any], pks: Mapping[Key, Any]) -> dict[str, Any]:
    values = {}
    for field in content_fields(model):
        if field.name in fields:
            value = fields[field.name]
            if isinstance(field, models.ForeignKey) and value is not None:
                value = pks[Key.of(field.related_model, value)]
            values[field.attname] = value
    return values
