"""An entry with its links and its parts as plain data: to keep beside the row, to compare, and to put back.

A snapshot holds keys, not names, and everything that a curator edits on the entry's form, but nothing that the workflow
decides (see ``WORKFLOW_FIELDS``)::

    {
        "fields": {"title": "Give staff time", "source_id": 3, "period_ended_on": None},
        "links": {"themes": [4, 9]},
        "parts": {"study_links": [{"id": 7, "study_id": 12, "bearing": "supports", …}]},
    }
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from curation.models.entries import NaturalKeyModel

Snapshot = dict[str, Any]

#: What publishing, reviewing and withdrawing set; no version of an entry's content holds it.
WORKFLOW_FIELDS = frozenset({"status", "published_on", "withdrawn_because", "reviewed_on", "review_due_on"})


class DoesNotFit(Exception):
    """A snapshot refers to something that has since been deleted; the message says what."""


def content_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns that a snapshot holds of an entry or a part."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name not in WORKFLOW_FIELDS
    ]


def link_fields(model: type[models.Model]) -> list[models.ManyToManyField]:
    """The many-to-many relations that hold nothing but the link; the others are parts."""
    through: Any = attrgetter("remote_field.through._meta.auto_created")
    return [field for field in model._meta.many_to_many if through(field)]


def part_relation(model: type[models.Model], name: str) -> Any:
    """The relation from an entry to the parts that its model calls ``name``."""
    return model._meta.get_field(name)


def with_contents(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The entries with all that their snapshots hold, in a constant number of queries."""
    model: Any = rows.model
    return rows.prefetch_related(*(field.name for field in link_fields(model)), *model.part_relations)


def snapshot_of(entry: NaturalKeyModel) -> Snapshot:
    """The entry as it is in the database, or in memory as far as its relations were fetched before."""
    model = type(entry)
    links = {field.name: sorted(row.pk for row in getattr(entry, field.name).all()) for field in link_fields(model)}
    parts = {}
    for name in model.part_relations:
        own = part_relation(model, name).field.attname
        rows = sorted(getattr(entry, name).all(), key=lambda row: row.pk)
        parts[name] = [{"id": row.pk, **_values(row, without=own)} for row in rows]
    return normal({"fields": _values(entry), "links": links, "parts": parts})


def normal(snapshot: Snapshot) -> Snapshot:
    """The snapshot as it comes back from JSON, in which two of the same content are equal."""
    found: Snapshot = json.loads(json.dumps(snapshot, cls=DjangoJSONEncoder))
    return found


def digest(snapshot: Snapshot) -> str:
    """A short name for what a snapshot holds."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True).encode()).hexdigest()[:16]


def _values(row: models.Model, without: str = "") -> dict[str, Any]:
    return {f.attname: f.value_from_object(row) for f in content_fields(type(row)) if f.attname != without}


def put_back(entry: NaturalKeyModel, snapshot: Snapshot) -> None:
    """Makes the entry, its links and its parts in the database those of a snapshot.

    Columns and relations that the snapshot does not know, being older than they, stay as they are.

    Raises:
        DoesNotFit: something that the snapshot refers to is gone.
        IntegrityError: another entry has by now what only one may have.
    """
    model = type(entry)
    _set(entry, snapshot["fields"])
    entry.save()
    for field in link_fields(model):
        if field.name in snapshot["links"]:
            wanted = snapshot["links"][field.name]
            related: Any = field.related_model
            getattr(entry, field.name).set(related._base_manager.filter(pk__in=wanted))
    for name in model.part_relations:
        if name in snapshot["parts"]:
            _put_back_parts(entry, name, snapshot["parts"][name])
    # What was fetched before the change would else be taken for what is there.
    getattr(entry, "_prefetched_objects_cache", {}).clear()
    entry._state.fields_cache.clear()


def _put_back_parts(entry: NaturalKeyModel, name: str, wanted: list[dict[str, Any]]) -> None:
    relation = part_relation(type(entry), name)
    part: Any = relation.related_model
    present = {row.pk: row for row in part._base_manager.filter(**{relation.field.name: entry})}
    keys = {values["id"] for values in wanted}
    # First, so that what is added may take the place of what goes.
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
        if isinstance(field, models.ForeignKey) and value is not None:
            related: Any = field.related_model
            if not related._base_manager.filter(**{field.target_field.attname: value}).exists():
                name = str(related._meta.verbose_name)
                raise DoesNotFit(f"The {name} that it refers to was deleted ({field.verbose_name} {value}).")
        setattr(row, field.attname, field.to_python(value))


@contextmanager
def trial() -> Iterator[None]:
    """Undoes at its end whatever was done to the database within it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def check_constraints() -> None:
    """Checks now what the database would only check at the end of the transaction.

    Raises:
        IntegrityError: a constraint does not hold.
    """
    connection.check_constraints()


def rows_by_key(model: type[models.Model], keys: Iterable[Any], *, public: bool) -> dict[Any, Any]:
    """The rows with these keys; with ``public`` those alone that the public may see."""
    rows: Any = model._default_manager.all()
    if public and hasattr(rows, "published"):
        rows = rows.published()
    found: dict[Any, Any] = rows.filter(pk__in=set(keys)).in_bulk()
    return found
