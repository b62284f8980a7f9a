"""Snapshots: an entry with its links and parts as JSON, to store, compare and apply to the database.

A snapshot holds primary keys, and everything that a curator edits on the entry's form, but not the fields that the
workflow sets (``WORKFLOW_FIELDS``)::

    {
        "fields": {"title": "Give staff time", "source_id": 3, "period_ended_on": None},
        "links": {"themes": [4, 9]},
        "parts": {"study_links": [{"id": 7, "study_id": 12, "bearing": "supports", …}]},
    }
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import cache
from operator import attrgetter
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from curation.models.entries import NaturalKeyModel
from database.compiled_queries import rows_of

Snapshot = dict[str, Any]

#: The fields that publishing, reviewing and withdrawing set; no snapshot holds them.
WORKFLOW_FIELDS = frozenset({"status", "published_on", "withdrawn_because", "reviewed_on", "review_due_on"})


class DoesNotFit(Exception):
    """A snapshot refers to a row that was deleted since; the message says which."""


def content_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns of an entry or a part that a snapshot holds."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name not in WORKFLOW_FIELDS
    ]


def link_fields(model: type[models.Model]) -> list[models.ManyToManyField]:
    """The many-to-many fields without a through model of their own; the others are parts."""
    through: Any = attrgetter("remote_field.through._meta.auto_created")
    return [field for field in model._meta.many_to_many if through(field)]


def part_relation(model: type[models.Model], name: str) -> Any:
    """The reverse relation ``name`` from an entry to its parts."""
    return model._meta.get_field(name)


def with_contents(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Prefetches what the entries' snapshots hold."""
    model: Any = rows.model
    return rows.prefetch_related(*(field.name for field in link_fields(model)), *model.part_relations)


def snapshot_of(entry: NaturalKeyModel) -> Snapshot:
    """A snapshot of an entry; uses the relations that are prefetched."""
    model = type(entry)
    keys = _keys_by_relation(entry)
    links = {field.name: keys[field.name] for field in link_fields(model)}
    parts = {}
    for name in model.part_relations:
        own = part_relation(model, name).field.attname
        rows = sorted(getattr(entry, name).all(), key=lambda row: row.pk) if keys[name] else []
        parts[name] = [{"id": row.pk, **_values(row, without=own)} for row in rows]
    return normal({"fields": _values(entry), "links": links, "parts": parts})


def name_in(entry: NaturalKeyModel, fields: Mapping[str, Any]) -> str:
    """The name of an entry with the ``fields`` of a snapshot of it; nothing is saved."""
    named = copy(entry)
    for field in content_fields(type(entry)):
        if field.attname in fields:
            setattr(named, field.attname, fields[field.attname])
    return str(named)


def snapshots_of(rows: models.QuerySet[Any]) -> dict[Any, Snapshot]:
    """The snapshots of entries by their keys, in their order; of many, in a fraction of the time of one by one."""
    model: Any = rows.model
    found: dict[Any, Snapshot] = {
        key: {"fields": fields, "links": {}, "parts": {}} for key, fields in _rows_of_values(rows, "pk")
    }
    for field in link_fields(model):
        through: Any = field.remote_field.through
        own = f"{field.m2m_field_name()}_id"
        linked = through._base_manager.filter(**{f"{own}__in": found}).order_by(field.m2m_reverse_field_name())
        _add_to_each(found, "links", field.name, linked.values_list(own, f"{field.m2m_reverse_field_name()}_id"))
    for name in model.part_relations:
        relation = part_relation(model, name)
        own = relation.field.attname
        parts = relation.related_model._base_manager.filter(**{f"{own}__in": found}).order_by("pk")
        of_each = ((key, {"id": values.pop("pk"), **values}) for key, values in _rows_of_values(parts, own, "pk"))
        _add_to_each(found, "parts", name, of_each)
    return {key: normal(snapshot) for key, snapshot in found.items()}


def _rows_of_values(rows: models.QuerySet[Any], key: str, *more: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What snapshots hold of the columns of each row, and ``more``, after the value of ``key``."""
    names = [*more, *(field.attname for field in content_fields(rows.model) if field.attname != key)]
    for value, *values in rows.values_list(key, *names).iterator():
        yield value, dict(zip(names, values, strict=True))


def _add_to_each(found: dict[Any, Snapshot], kind: str, name: str, pairs: Iterable[tuple[Any, Any]]) -> None:
    for snapshot in found.values():
        snapshot[kind][name] = []
    for key, value in pairs:
        found[key][kind][name].append(value)


def _keys_by_relation(entry: NaturalKeyModel) -> dict[str, list[Any]]:
    """The keys of the rows that an entry is linked to, and of its parts; in one query, or as they are prefetched."""
    model = type(entry)
    prefetched = getattr(entry, "_prefetched_objects_cache", {})
    names = [*(field.name for field in link_fields(model)), *model.part_relations]
    found: dict[str, list[Any]] = {name: [row.pk for row in prefetched.get(name, ())] for name in names}
    if found.keys() - prefetched.keys():
        for name, key in rows_of(_keys_sql(model), {"key": entry.pk}):
            if name not in prefetched:
                found[name].append(key)
    return {name: sorted(keys) for name, keys in found.items()}


@cache
def _keys_sql(model: type[NaturalKeyModel]) -> str:
    """Reads the name of each relation with a key that belongs to it; written out, and so compiled once."""
    columns = [
        (field.name, field.m2m_reverse_name(), field.m2m_db_table(), field.m2m_column_name())
        for field in link_fields(model)
    ]
    for name in model.part_relations:
        relation = part_relation(model, name)
        part = relation.related_model._meta
        columns.append((name, part.pk.column, part.db_table, relation.field.column))
    quote = connection.ops.quote_name
    keys = [
        f"SELECT '{name}' AS relation, {quote(key)} AS key "  # noqa: S608 - our own names
        f"FROM {quote(table)} WHERE {quote(own)} = %(key)s"
        for name, key, table, own in columns
    ]
    return f"SELECT relation, key FROM ({' UNION ALL '.join(keys)}) AS keys"  # noqa: S608 - our own names


def normal(snapshot: Snapshot) -> Snapshot:
    """The snapshot as JSON reads it back, so that snapshots of the same content are equal."""
    return json.loads(json.dumps(snapshot, cls=DjangoJSONEncoder))


def digest(snapshot: Snapshot) -> str:
    """A short hash of a snapshot."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True).encode()).hexdigest()[:16]


def changed_names(before: Snapshot, after: Snapshot) -> list[str]:
    """The names of the columns, links and parts in which two snapshots differ, of those that both hold."""
    return [
        name
        for kind in ("fields", "links", "parts")
        for name, value in after[kind].items()
        if value != before[kind].get(name, value)
    ]


def keys_linked_by(model: type[models.Model], snapshot: Snapshot, relation: str) -> set[Any]:
    """The keys of the rows that an entry is linked to by a many-to-many relation, with a through model or without."""
    field: Any = model._meta.get_field(relation)
    if field in link_fields(model):
        return set(snapshot["links"].get(relation, []))
    parts = getattr(model, "part_relations", ())
    part = next(name for name in parts if part_relation(model, name).related_model is field.remote_field.through)
    return {row[f"{field.m2m_reverse_field_name()}_id"] for row in snapshot["parts"].get(part, [])}


def _values(row: models.Model, without: str = "") -> dict[str, Any]:
    return {f.attname: f.value_from_object(row) for f in content_fields(type(row)) if f.attname != without}


def with_stand_ins(model: type[models.Model], snapshot: Snapshot) -> Snapshot:
    """The snapshot with what leads to a row that was merged into another leading to that other, once."""
    (fields,) = _with_stand_ins(model, [snapshot["fields"]])
    links, parts = dict(snapshot["links"]), dict(snapshot["parts"])
    for field in link_fields(model):
        if found := _stand_ins(field, links.get(field.name, [])):
            links[field.name] = sorted({found.get(key, key) for key in links[field.name]})
    for name in parts:
        parts[name] = _with_stand_ins(part_relation(model, name).related_model, parts[name])
    return {"fields": fields, "links": links, "parts": parts}


def _stand_ins(field: Any, keys: Iterable[Any]) -> dict[Any, Any]:
    keys = [key for key in keys if key is not None]
    is_ours = keys and issubclass(field.related_model, NaturalKeyModel)
    return field.related_model.stand_ins(keys) if is_ours else {}


def _with_stand_ins(model: type[models.Model], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The values of rows of a model; where two now have the same unique values, the one that had them says more."""
    for field in content_fields(model):
        if not isinstance(field, models.ForeignKey):
            continue
        name = field.attname
        found = _stand_ins(field, (values.get(name) for values in rows))
        moved = [{**values, name: found[values[name]]} for values in rows if values.get(name) in found]
        if not moved:
            continue
        rows = [values for values in rows if values.get(name) not in found]
        is_unique = any(field.name in constraint.fields for constraint in model._meta.total_unique_constraints)
        for values in moved:
            place = next((n for n, each in enumerate(rows) if is_unique and each[name] == values[name]), None)
            if place is None:
                rows.append(values)
            else:
                rows[place] = values | {key: said for key, said in rows[place].items() if said not in ("", None)}
    if len(rows) > 1:
        # New ones, which have no key yet, last.
        rows = sorted(rows, key=lambda values: math.inf if values["id"] is None else values["id"])
    return rows


def apply_snapshot(entry: NaturalKeyModel, snapshot: Snapshot) -> None:
    """Saves a snapshot's content as the entry, its links and its parts; what an old snapshot lacks stays as it is.

    What leads to a row that was merged into another since leads to that other.

    Raises DoesNotFit if the snapshot refers to a row that was deleted, IntegrityError if it breaks a constraint.
    """
    model = type(entry)
    snapshot = with_stand_ins(model, snapshot)
    _set(entry, snapshot["fields"])
    entry.save()
    getattr(entry, "_prefetched_objects_cache", {}).clear()
    present = _keys_by_relation(entry)
    for field in link_fields(model):
        wanted = snapshot["links"].get(field.name)
        # To compare costs nothing beside Django's own queries for each relation.
        if wanted is not None and set(wanted) != set(present[field.name]):
            related: Any = field.related_model
            getattr(entry, field.name).set(related._base_manager.filter(pk__in=wanted))
    for name in model.part_relations:
        wanted = snapshot["parts"].get(name)
        if wanted or (wanted is not None and present[name]):
            _apply_parts(entry, name, wanted)
    # They still hold what was fetched before the change.
    getattr(entry, "_prefetched_objects_cache", {}).clear()
    entry._state.fields_cache.clear()


def _apply_parts(entry: NaturalKeyModel, name: str, wanted: list[dict[str, Any]]) -> None:
    relation = part_relation(type(entry), name)
    part: Any = relation.related_model
    present = {row.pk: row for row in part._base_manager.filter(**{relation.field.name: entry})}
    keys = {values["id"] for values in wanted}
    # First, so that a new part may have the unique values of a deleted one.
    part._base_manager.filter(pk__in=[key for key in present if key not in keys]).delete()
    for values in wanted:
        row = present.get(values["id"])
        before = _values(row) if row else None
        row = row or part(pk=values["id"], **{relation.field.attname: entry.pk})
        _set(row, {name: value for name, value in values.items() if name != "id"})
        if before is None:
            row.save(force_insert=True)
        elif _values(row) != before:
            row.save()


def _set(row: models.Model, values: dict[str, Any]) -> None:
    for field in content_fields(type(row)):
        if field.attname not in values:
            continue
        value = values[field.attname]
        if isinstance(field, models.ForeignKey) and value not in (None, getattr(row, field.attname)):
            related: Any = field.related_model
            if not related._base_manager.filter(**{field.target_field.attname: value}).exists():
                name = str(related._meta.verbose_name)
                raise DoesNotFit(f"The {name} that it refers to was deleted ({field.verbose_name} {value}).")
        setattr(row, field.attname, field.to_python(value))


@contextmanager
def dry_run() -> Iterator[None]:
    """Rolls back at its end whatever was written within it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def check_constraints() -> None:
    """Checks deferred constraints now; raises IntegrityError if one does not hold."""
    # By name, since “all” would run deferred triggers too, and hold the content's version until the transaction ends.
    names = _deferrable_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE; SET CONSTRAINTS {names} DEFERRED")


@cache
def _deferrable_constraints() -> str:
    """The names of all constraints that are checked at the end of a transaction, for SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(DISTINCT quote_ident(conname), ', ') FROM pg_constraint "
            "WHERE condeferrable AND contype <> 't' AND connamespace = current_schema()::regnamespace"
        )
        return str(cursor.fetchone()[0])


def referenced_rows(
    keys: Mapping[type[models.Model], Iterable[Any]], *, public: bool = False
) -> dict[type[models.Model], dict[Any, models.Model]]:
    """The rows with these primary keys, by model and key, in one query a model; with ``public``, those it may see."""
    found = {}
    for model, wanted in keys.items():
        rows: Any = model._default_manager.all()
        if public and hasattr(rows, "published"):
            rows = rows.published()
        found[model] = rows.filter(pk__in=set(wanted)).in_bulk()
    return found
