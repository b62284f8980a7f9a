"""On which day the public could last find each published entry new or changed, without reading what its versions say.

It agrees with ``public_history``: an entry's last day here is that of the first of its changes there. That can be told
from the columns of the versions but where only links to other entries changed, which the public may not all see; the
histories of those few are read.
"""

import datetime
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from pyroaring import BitMap

from caching.query_cache import QueryCache
from curation.models import PublishedVersion
from curation.public_history import public_histories

#: How many histories are read at a time.
HISTORIES = 500


@dataclass(frozen=True)
class LastChanges:
    """The published entries of a model, those first that were last new or changed.

    Three arrays of the same length, four bytes an entry each; a day is its ordinal.
    """

    keys: "array[int]"
    days: "array[int]"  # on which the public could last find the entry new or changed
    first_days: "array[int]"  # from which it can see the entry

    def since(self, day: datetime.date) -> BitMap:
        """The keys of the entries that are new or changed since a day, that day included."""
        return BitMap(self.keys[: bisect_right(self.days, -day.toordinal(), key=lambda ordinal: -ordinal)])

    def new_since(self, day: datetime.date) -> BitMap:
        """The keys of those that are new since then."""
        ordinal = day.toordinal()
        return BitMap(key for key, first in zip(self.keys, self.first_days, strict=True) if first >= ordinal)

    @cached_property
    def unchanged(self) -> BitMap:
        """The keys of those that have not changed since the public can see them."""
        rows = zip(self.keys, self.days, self.first_days, strict=True)
        return BitMap(key for key, last, first in rows if last == first)

    @cached_property
    def day_of(self) -> dict[int, datetime.date]:
        """The last day of each entry by its key."""
        return {key: datetime.date.fromordinal(day) for key, day in zip(self.keys, self.days, strict=True)}


def last_changes(model: type[Any], cache: QueryCache | None = None) -> LastChanges:
    """The published entries of a model by their last change, cached until the content changes.

    Whoever asks more than once for one answer gives its own cache, since nothing else may be cached for a preview.
    """
    return (cache or QueryCache()).get((last_changes, model), partial(_load, model))


def _load(model: type[Any]) -> LastChanges:
    changed = _changed_on(model)
    rows = model.objects.published().with_public_from().order_by("-public_from", *model._meta.ordering, "pk")
    found = [
        (key, max(first, changed.get(key, first)).toordinal(), first.toordinal())
        for key, first in rows.values_list("pk", "public_from")
    ]
    found.sort(key=lambda row: -row[1])
    keys, days, first_days = (array("I", column) for column in zip(*found, strict=True)) if found else [array("I")] * 3
    return LastChanges(keys, days, first_days)


def _changed_on(model: type[Any]) -> dict[int, datetime.date]:
    """The day on which each entry last changed from one version to the next so that the public is told of it."""
    told, perhaps_told = _names_in_versions(model)
    of_model = PublishedVersion.objects.filter(entry_type=ContentType.objects.get_for_model(model), number__gt=1)
    was_withdrawn = PublishedVersion.objects.filter(
        entry_type=OuterRef("entry_type"),
        entry_id=OuterRef("entry_id"),
        number=OuterRef("number") - 1,
        withdrawn_at__isnull=False,
    )
    is_told = Q(changed__overlap=told) | Q(Exists(was_withdrawn))
    last = dict(_last(of_model.filter(is_told)))
    unsure = [
        key for key, day in _last(of_model.filter(changed__overlap=perhaps_told)) if key not in last or day > last[key]
    ]
    for start in range(0, len(unsure), HISTORIES):
        for key, history in public_histories(model, unsure[start : start + HISTORIES]).items():
            if len(history) > 1:
                last[key] = history[0].on
    return last


def _last(versions: Any) -> Iterator[tuple[int, datetime.date]]:
    last = versions.order_by().values_list("entry_id").annotate(at=Max("published_at"))
    return ((key, timezone.localdate(at)) for key, at in last)


def _names_in_versions(model: type[Any]) -> tuple[list[str], list[str]]:
    """The names that versions call the told fields and links by: those always told, and links told if public."""
    told: list[str] = list(model.told_fields)
    perhaps_told: list[str] = []
    for name in model.told_links:
        field = model._meta.get_field(name)
        linked: Any = field.related_model
        may_be_hidden = hasattr(linked._default_manager.all(), "published")
        parts = _parts_with(model, field.remote_field.through)
        (perhaps_told if parts or may_be_hidden else told).extend(parts or [name])
    return told, perhaps_told


def _parts_with(model: type[Any], through: Any) -> list[str]:
    """The parts of an entry whose rows are its links by a relation; none where the links are only links."""
    relations: Iterable[str] = model.part_relations
    return [name for name in relations if model._meta.get_field(name).related_model is through]
