"""What changed in an entry from one published version to the next, in words, and since when the public could see it.

Texts that were replaced are not repeated; that they changed is said. Nothing is named that is not public now. What is
told of, a model says in ``told_fields`` and ``told_links``.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from curation.models import Entry, PublishedVersion
from curation.snapshots import keys_linked_by, referenced_rows
from database.compiled_queries import CompiledQuery, array_of

#: The name of a many-to-many relation and the key of the row that it links the entry to.
Link = tuple[str, Any]

PUBLISHED = ("Published here",)


@dataclass(frozen=True)
class PublicChange:
    """What the public found changed from one moment."""

    at: datetime.datetime  # of the first, that the public could see the entry, only the day is known
    what: tuple[str, ...]

    @property
    def on(self) -> datetime.date:
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class _Version:
    """A published version."""

    at: datetime.datetime  # when it was published
    was_withdrawn: bool  # whether the entry was withdrawn before the next version was published
    values: Mapping[str, Any]  # its columns
    # Its links, each with the day of the first of the unbroken row of versions that have it.
    links: Mapping[Link, datetime.date]

    @property
    def on(self) -> datetime.date:
        return timezone.localdate(self.at)


def public_history(entry: Entry, number: int) -> list[PublicChange]:
    """The versions of a published entry that the public may see, newest first, each with what changed.

    The oldest says that it was published. ``number`` is how many versions the entry has.
    """
    return public_histories(type(entry), [entry.pk], changed=[entry.pk] if number > 1 else [])[entry.pk]


def public_histories(
    model: Any, keys: Collection[int], *, changed: Collection[int] | None = None
) -> dict[int, list[PublicChange]]:
    """The same for several entries of a model, by key, in as many queries as for one.

    ``changed`` are the keys of those that may have several versions; by default, all.
    """
    changed = keys if changed is None else changed
    versions = _versions(model, changed) if changed else {}
    pairs = {key: list(pairwise(of_entry)) for key, of_entry in versions.items()}
    links = {link for of_entry in pairs.values() for old, new in of_entry for link in old.links.keys() ^ new.links}
    rows = _public_rows(model, links)
    histories = {}
    for key, first in _public_from(model)(array_of(keys)):
        changes = [PublicChange(start_of(first), PUBLISHED)]
        for before, after in pairs.get(key, ()):
            what = (
                *(["Published here again"] if before.was_withdrawn else []),
                *_field_changes(model, before.values, after.values),
                *_link_changes(model, rows, before, after),
            )
            if what and after.on >= first:
                changes.append(PublicChange(after.at, what))
        histories[key] = changes[::-1]
    return histories


@cache
def _public_from(model: Any) -> CompiledQuery[tuple[int, datetime.date]]:
    """Reads since which day the public can see the entries with some keys."""
    entries = model._default_manager.with_public_from
    return CompiledQuery(lambda keys: entries().filter(pk__in_keys=keys).values_list("pk", "public_from"))


def start_of(day: datetime.date) -> datetime.datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _versions(model: type[Any], keys: Collection[int]) -> dict[int, list[_Version]]:
    """The published versions of each entry, oldest first."""
    found: defaultdict[int, list[_Version]] = defaultdict(list)
    kept = PublishedVersion.objects.filter(entry_type=ContentType.objects.get_for_model(model), entry_id__in=keys)
    columns = kept.order_by("number").values_list("entry_id", "published_at", "withdrawn_at", "snapshot")
    for key, published_at, withdrawn_at, snapshot in columns.iterator(chunk_size=500):
        on = timezone.localdate(published_at)
        earlier = found[key][-1].links if found[key] else {}
        linked = ((name, row) for name in model.told_links for row in keys_linked_by(model, snapshot, name))
        links = {link: earlier.get(link, on) for link in linked}
        told = {name: snapshot["fields"][name] for name in model.told_fields if name in snapshot["fields"]}
        found[key].append(_Version(published_at, withdrawn_at is not None, told, links))
    return found


def _public_rows(model: type[models.Model], links: Collection[Link]) -> Mapping[Link, models.Model]:
    """The rows that the links lead to, of those that are public now."""
    related: dict[str, Any] = {relation: model._meta.get_field(relation).related_model for relation, _ in links}
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for relation, key in links:
        keys[related[relation]].add(key)
    rows = referenced_rows(keys, public=True)
    return {(relation, key): row for relation, key in links if (row := rows[related[relation]].get(key))}


def _field_changes(model: type[Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name, called in model.told_fields.items():
        # A version that was kept before the model had the column says nothing of it.
        old, new = before.get(name, after.get(name)), after.get(name)
        if old == new:
            continue
        field: Any = model._meta.get_field(name)
        noun = called or capfirst(field.verbose_name)
        choices = dict(field.flatchoices)
        if choices:
            yield f"{noun} changed from {str(choices.get(old, old)).lower()} to {str(choices.get(new, new)).lower()}"
        elif isinstance(old, int) and isinstance(new, int):
            yield f"{noun} changed from {old} to {new}"
        else:
            yield f"{noun} {'reworded' if old and new else 'added' if new else 'removed'}"


def _link_changes(
    model: type[Any], rows: Mapping[Link, models.Model], before: _Version, after: _Version
) -> Iterator[str]:
    """The links that were added and removed, of those to what the public could see when the link was made."""
    for relation in model.told_links:
        linked: Any = model._meta.get_field(relation).related_model
        noun = f"related {linked._meta.verbose_name}" if linked == model else linked._meta.verbose_name
        for version, other, what in ((after, before, "added"), (before, after, "removed")):
            names = [
                str(rows[link])
                for link, since in version.links.items()
                if link[0] == relation and link not in other.links and link in rows and _was_public(rows[link], since)
            ]
            for name in sorted(names):
                yield f"{capfirst(noun)} “{name}” {what}"


def _was_public(row: models.Model, day: datetime.date) -> bool:
    published_on = getattr(row, "published_on", None)
    return published_on is None or published_on <= day
