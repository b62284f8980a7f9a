"""What changed in an entry from one published version to the next, in words, and since when the public could see it.

Texts that were replaced are not repeated; that they changed is said. Nothing is named that is not public now.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Min
from django.utils import timezone
from django.utils.text import capfirst

from curation.models import PublishedVersion, Status
from curation.snapshots import keys_linked_by, referenced_rows
from evidence.models import SourcedEntry, Study

#: What the history calls fields that are not called by their verbose name.
NAMES = {
    "casestudy.organisation_name": "Organisation",
    "casestudy.period": "Time",
    "casestudy.findings": "Results",
    "casestudy.lessons": "Lessons",
    "casestudy.locator": "Place in the source",
    "recommendation.certainty": "Certainty",
    "recommendation.certainty_reason": "Reason for the certainty",
    "recommendation.evidence_note": "Note on the evidence",
    "recommendation.assessment_finished": "Our own assessment of certainty",
    "recommendation.locator": "Place in the source",
    "study.label": "Name",
    "study.title": "Published title",
    "study.cited_as": "Name in its sources",
    "study.studies_included": "Number of studies included",
    "study.trials_included": "Number of trials included",
}

#: The name of a many-to-many relation and the key of the row that it links the entry to.
Link = tuple[str, Any]


@dataclass(frozen=True)
class PublicChange:
    """What the public found changed from one day."""

    on: datetime.date
    what: tuple[str, ...]


@dataclass(frozen=True)
class _Version:
    """A published version."""

    on: datetime.date  # the day on which it was published
    was_withdrawn: bool  # whether the entry was withdrawn before the next version was published
    values: Mapping[str, Any]  # its columns
    # Its links, each with the day of the first of the unbroken row of versions that have it.
    links: Mapping[Link, datetime.date]


def public_history(
    entry: SourcedEntry | Study, number: int, *, fields: Iterable[str], links: Collection[str]
) -> list[PublicChange]:
    """The versions of an entry that the public may see, newest first, each with what changed; the oldest published it.

    ``number`` is how many versions it has. ``fields`` and ``links``, which are many-to-many relations, are the names of
    what to tell changes of.
    """
    # The database requires the day of a published entry.
    changes = [PublicChange(entry.published_on, ("Published here",))]  # type: ignore[arg-type]
    if number > 1:
        versions = _versions(entry, links)
        public_from = _public_from(entry)
        pairs = list(pairwise(versions))
        rows = _public_rows(type(entry), {link for old, new in pairs for link in old.links.keys() ^ new.links})
        for before, after in pairs:
            what = (
                *(["Published here again"] if before.was_withdrawn else []),
                *_field_changes(type(entry), fields, before.values, after.values),
                *_link_changes(type(entry), links, rows, before, after),
            )
            if what and after.on >= public_from:
                changes.append(PublicChange(after.on, what))
    return changes[::-1]


def _versions(entry: SourcedEntry | Study, relations: Collection[str]) -> list[_Version]:
    """The published versions of an entry, oldest first."""
    found: list[_Version] = []
    kept = PublishedVersion.objects.of(entry).order_by("number")
    for published_at, withdrawn_at, snapshot in kept.values_list("published_at", "withdrawn_at", "snapshot"):
        on = timezone.localdate(published_at)
        earlier = found[-1].links if found else {}
        linked = ((name, key) for name in relations for key in keys_linked_by(type(entry), snapshot, name))
        links = {link: earlier.get(link, on) for link in linked}
        found.append(_Version(on, withdrawn_at is not None, snapshot["fields"], links))
    return found


def _public_from(entry: SourcedEntry | Study) -> datetime.date:
    """The day from which the public could see the entry: it and a source that it stands in were published."""
    sources = entry.prerequisites().filter(status=Status.PUBLISHED)
    days = (entry.published_on, sources.aggregate(first=Min("published_on"))["first"])
    return max(day for day in days if day is not None)


def _public_rows(model: type[models.Model], links: Collection[Link]) -> Mapping[Link, models.Model]:
    """The rows that the links lead to, of those that are public now."""
    related: dict[str, Any] = {relation: model._meta.get_field(relation).related_model for relation, _ in links}
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for relation, key in links:
        keys[related[relation]].add(key)
    rows = referenced_rows(keys, public=True)
    return {(relation, key): row for relation, key in links if (row := rows[related[relation]].get(key))}


def _field_changes(
    model: type[models.Model], fields: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    for name in fields:
        # A version that was kept before the model had the column says nothing of it.
        old, new = before.get(name, after.get(name)), after.get(name)
        if old == new:
            continue
        field: Any = model._meta.get_field(name)
        noun = NAMES.get(f"{model._meta.model_name}.{name}") or capfirst(field.verbose_name)
        choices = dict(field.flatchoices)
        if choices:
            yield f"{noun} changed from {str(choices.get(old, old)).lower()} to {str(choices.get(new, new)).lower()}"
        elif isinstance(old, int) and isinstance(new, int):
            yield f"{noun} changed from {old} to {new}"
        else:
            yield f"{noun} {'reworded' if old and new else 'added' if new else 'removed'}"


def _link_changes(
    model: type[models.Model],
    relations: Iterable[str],
    rows: Mapping[Link, models.Model],
    before: _Version,
    after: _Version,
) -> Iterator[str]:
    """The links that were added and removed, of those to what the public could see when the link was made."""
    for relation in relations:
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
