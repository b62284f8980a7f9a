"""Loads the evidence base from its files: all rows of a model in a few statements, rather than row by row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError

from base.files import FIXTURE_FILES
from base.release_contents import InvalidRelease, records


@dataclass
class FileRow:
    """A row of a file, with the natural keys of the rows that each of its many-to-many fields links to."""

    path: Path
    instance: Any
    links: dict[str, list[Any]] = field(default_factory=dict)


class UnknownKey(InvalidRelease):
    """A natural key that no row has."""


def load_files(progress: Callable[[Path], object]) -> int:
    """Loads every file of the base, calling ``progress`` with each; returns the number of rows.

    Raises:
        InvalidRelease: a file cannot be read, or a row in it names a field or another row that is not there.
    """
    loader = _Loader(progress)
    return sum(loader.load(apps.get_model(file.model), file.paths()) for file in FIXTURE_FILES)


class _Loader:
    def __init__(self, progress: Callable[[Path], object]) -> None:
        self._progress = progress
        self._keys: dict[Any, dict[tuple[Any, ...], Any]] = {}  # primary keys by model and natural key

    def load(self, model: Any, paths: Iterable[Path]) -> int:
        """Loads the rows of a model; those that refer to others of the same model come after these."""
        saved: list[FileRow] = []
        waiting = list(self._read(model, paths))
        while waiting:
            rows, left, unknown = [], [], None
            for path, fields in waiting:
                try:
                    rows.append(self._row(model, path, fields))
                except UnknownKey as error:
                    left.append((path, fields))
                    unknown = error
            if unknown and not rows:
                raise unknown
            _save(model, [row.instance for row in rows])
            self._keys.pop(model, None)
            saved, waiting = saved + rows, left
        for column in model._meta.many_to_many:
            links = {row.instance.pk: self._linked(column, row) for row in saved if column.name in row.links}
            _save_links(column, links)
        return len(saved)

    def _read(self, model: Any, paths: Iterable[Path]) -> Iterable[tuple[Path, Mapping[str, Any]]]:
        for path in paths:
            self._progress(path)
            yield from ((path, fields) for fields in records(path, model))

    def _row(self, model: Any, path: Path, fields: Mapping[str, Any]) -> FileRow:
        row = FileRow(path, model())
        for name, value in fields.items():
            try:
                column = model._meta.get_field(name)
                if column.many_to_many:
                    row.links[name] = value
                elif column.is_relation and value is not None:
                    setattr(row.instance, column.attname, self._key(path, column.related_model, value))
                else:
                    setattr(row.instance, column.attname, column.to_python(value))
            except FieldDoesNotExist as error:
                raise InvalidRelease(f"{path}: a {model._meta.verbose_name} has no {name}.") from error
            except ValidationError as error:
                raise InvalidRelease(f"{path}: {name}: {' '.join(error.messages)}") from error
        return row

    def _linked(self, column: Any, row: FileRow) -> set[Any]:
        return {self._key(row.path, column.related_model, each) for each in row.links[column.name]}

    def _key(self, path: Path, model: Any, natural_key: Any) -> Any:
        """The primary key of the row with a natural key."""
        if model not in self._keys:
            rows = model._base_manager.values_list("pk", *model.natural_key_lookups())
            self._keys[model] = {tuple(key): pk for pk, *key in rows}
        try:
            return self._keys[model][tuple(natural_key)]
        except (KeyError, TypeError):
            raise UnknownKey(f"{path}: there is no {model._meta.verbose_name} {natural_key}.") from None


def _save(model: Any, instances: list[Any]) -> None:
    """Inserts the rows that are new by their natural key, and updates those that differ."""
    columns = [each.attname for each in model._meta.concrete_fields if not each.generated and not each.primary_key]
    identifying = [model._meta.get_field(path.split(".")[0]).attname for path in model.natural_key_fields]

    def values(row: Any, names: list[str]) -> list[Any]:
        return [getattr(row, name) for name in names]

    present = {tuple(values(row, identifying)): row for row in model._base_manager.all()}
    new = []
    for instance in instances:
        known = present.get(tuple(values(instance, identifying)))
        if known is None:
            new.append(instance)
            continue
        instance.pk = known.pk
        if values(instance, columns) != values(known, columns):
            instance.save_base(raw=True, force_update=True)
    model._base_manager.bulk_create(new)


def _save_links(column: Any, wanted: Mapping[Any, set[Any]]) -> None:
    """Makes the many-to-many links of each row, by primary key, those that are wanted."""
    through: Any = column.remote_field.through
    own, other = f"{column.m2m_field_name()}_id", f"{column.m2m_reverse_field_name()}_id"
    links = through._base_manager.filter(**{f"{own}__in": list(wanted)}).values_list("pk", own, other)
    present = {(row, linked): pk for pk, row, linked in links}
    pairs = {(row, linked) for row, keys in wanted.items() for linked in keys}
    through._base_manager.filter(pk__in=[pk for pair, pk in present.items() if pair not in pairs]).delete()
    missing = sorted(pairs.difference(present))
    through._base_manager.bulk_create(through(**{own: row, other: linked}) for row, linked in missing)
