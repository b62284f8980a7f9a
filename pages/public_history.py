"""How an entry changed while the public could see it, in words, from the events that the database keeps.

Only what the public could see counts, each time as it stood when all was done that was done at once: what a curator
tried out in a draft, and who they are, never shows. Texts that were replaced are not repeated; that they changed is
said.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, pairwise
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.utils import timezone
from pghistory.models import Event

from curation.models import Status
from evidence.models import Citation, Source, SourcedEntry, Study

#: A link from the entry: the name of the relation and the key of what it links to.
Linked = tuple[str, Any]


@dataclass(frozen=True)
class PublicChange:
    """What the public found changed from one day."""

    on: datetime.date
    what: tuple[str, ...]


@dataclass
class _State:
    """An entry as events have left it: its row, what it is linked to since when, and the sources that it stands in."""

    row: Mapping[str, Any] = field(default_factory=dict)
    links: dict[Linked, datetime.date] = field(default_factory=dict)
    #: The source of each citation of a study, and the status of each source.
    cited_by: dict[Any, Any] = field(default_factory=dict)
    sources: dict[Any, str] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Whether the public could see it, by the rules of ``published()``."""
        if self.row.get("status") != Status.PUBLISHED:
            return False
        stands_in = {self.row["source_id"]} if "source_id" in self.row else set(self.cited_by.values())
        return not stands_in or any(self.sources.get(key) == Status.PUBLISHED for key in stands_in)


Apply = Callable[[_State], None]


@dataclass(frozen=True)
class _Version:
    """An entry as the public saw it from some time of a day on."""

    on: datetime.date
    row: Mapping[str, Any]
    links: Mapping[Linked, datetime.date]
    was_hidden: bool


def public_history(
    entry: SourcedEntry | Study, *, fields: Mapping[str, str], links: Mapping[str, str]
) -> list[PublicChange]:
    """The versions of a published entry, newest first, each with what changed; the oldest is its publication here.

    Args:
        entry: The entry, which the public may see.
        fields: What to tell changes of, by the name of the field, and what to call it: ``{"title": "Title"}``.
        links: The same for many-to-many relations: ``{"audiences": "audience"}``.
    """
    versions = list(_versions(entry, fields, links))
    pairs = list(pairwise(versions))
    names = _names(type(entry), {linked for before, after in pairs for linked in before.links.keys() ^ after.links})
    # A published entry has the day, as the database sees to.
    changes = [PublicChange(entry.published_on, ("Published here",))]  # type: ignore[arg-type]
    for before, after in pairs:
        what = [
            *(["Published here again"] if after.was_hidden else []),
            *_field_changes(type(entry), fields, before.row, after.row),
            *_link_changes(links, names, before, after),
        ]
        if what:
            changes.append(PublicChange(after.on, tuple(what)))
    return changes[::-1]


def _versions(entry: SourcedEntry | Study, fields: Mapping[str, str], links: Mapping[str, str]) -> Iterator[_Version]:
    """The entry as each transaction left it that did something to it, if the public could see it then."""
    state, was_hidden = _State(), False
    for at, happened in groupby(_events(entry, fields, links), key=lambda event: event[0]):
        for _, apply in happened:
            apply(state)
        if state.is_public:
            yield _Version(timezone.localdate(at), state.row, dict(state.links), was_hidden)
        was_hidden = not state.is_public


def _events(
    entry: SourcedEntry | Study, fields: Mapping[str, str], links: Mapping[str, str]
) -> list[tuple[datetime.datetime, Apply]]:
    """What happened to the entry, to its sources and to its links, each as something to apply to its state.

    What one transaction did has one time, since the database notes when the transaction began.
    """
    found: list[tuple[datetime.datetime, int, Apply]] = []
    read = ("status", *fields) if isinstance(entry, Study) else ("status", "source_id", *fields)
    rows = list(_events_of(type(entry)).filter(pgh_obj_id=entry.pk).values("pgh_created_at", "pgh_id", *read))
    found += [(row["pgh_created_at"], row["pgh_id"], _now_reads(row)) for row in rows]
    keys = {row["source_id"] for row in rows if "source_id" in row}
    if isinstance(entry, Study):
        citations = _events_of(Citation).filter(study_id=entry.pk)
        names = ("pgh_created_at", "pgh_id", "pgh_label", "pgh_obj_id", "source_id")
        for at, number, label, citation, key in citations.values_list(*names):
            found.append((at, number, _cited(citation, None if label == "delete" else key)))
            keys.add(key)
    of_sources = _events_of(Source).filter(pgh_obj_id__in=keys)
    for at, number, key, status in of_sources.values_list("pgh_created_at", "pgh_id", "pgh_obj_id", "status"):
        found.append((at, number, _source_is(key, status)))
    for at, number, label, relation, key in _link_events(entry, links):
        day = timezone.localdate(at)
        found.append((at, number, _unlinks(relation, key) if label == "delete" else _links(relation, key, day)))
    found.sort(key=lambda event: event[:2])
    return [(at, apply) for at, _, apply in found]


def _now_reads(row: Mapping[str, Any]) -> Apply:
    def apply(state: _State) -> None:
        state.row = row

    return apply


def _cited(citation: Any, source: Any) -> Apply:
    """A citation of the entry is by this source, or gone where there is none."""

    def apply(state: _State) -> None:
        state.cited_by.pop(citation, None)
        if source is not None:
            state.cited_by[citation] = source

    return apply


def _source_is(key: Any, status: str) -> Apply:
    def apply(state: _State) -> None:
        state.sources[key] = status

    return apply


def _links(relation: str, key: Any, day: datetime.date) -> Apply:
    def apply(state: _State) -> None:
        state.links.setdefault((relation, key), day)

    return apply


def _unlinks(relation: str, key: Any) -> Apply:
    def apply(state: _State) -> None:
        state.links.pop((relation, key), None)

    return apply


def _link_events(entry: SourcedEntry | Study, links: Mapping[str, str]) -> Any:
    """The events of all the entry's links in one query: when, in which order, what, by which relation, to what."""
    queries = []
    for relation in links:
        field: Any = type(entry)._meta.get_field(relation)
        own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        queries.append(
            _events_of(field.remote_field.through)
            .filter(**{f"{own}_id": entry.pk})
            .annotate(relation=Value(relation, models.TextField()), key=F(f"{other}_id"))
            .values_list("pgh_created_at", "pgh_id", "pgh_label", "relation", "key")
        )
    return queries[0].union(*queries[1:], all=True) if queries else []


@cache
def _event_models() -> dict[type[models.Model], Any]:
    """The model of the events of each tracked model; links are tracked by proxies of their tables."""
    models_of_events: list[Any] = [
        each for each in apps.get_models() if issubclass(each, Event) and each._meta.managed and not each._meta.proxy
    ]
    return {each.pgh_tracked_model._meta.concrete_model: each for each in models_of_events}


def _events_of(model: type[models.Model]) -> Any:
    return _event_models()[model].objects.order_by()


def _names(model: type[models.Model], linked: set[Linked]) -> dict[Linked, tuple[str, datetime.date | None]]:
    """The names of what the public may see among ``linked``, each with the day when it was first published."""
    names: dict[Linked, tuple[str, datetime.date | None]] = {}
    for relation in sorted({relation for relation, _ in linked}):
        related: Any = model._meta.get_field(relation).related_model
        rows = related.objects.all()
        if hasattr(rows, "published"):
            rows = rows.published()
        for key, row in rows.in_bulk([key for each, key in linked if each == relation]).items():
            names[relation, key] = (str(row), getattr(row, "published_on", None))
    return names


def _field_changes(
    model: type[models.Model], fields: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    for name, noun in fields.items():
        old, new = before[name], after[name]
        if old == new:
            continue
        choices = dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        if choices:
            yield f"{noun} changed from {str(choices.get(old, old)).lower()} to {str(choices.get(new, new)).lower()}"
        elif isinstance(old, int) and isinstance(new, int):
            yield f"{noun} changed from {old} to {new}"
        else:
            yield f"{noun} {'reworded' if old and new else 'added' if new else 'removed'}"


def _link_changes(
    links: Mapping[str, str],
    names: Mapping[Linked, tuple[str, datetime.date | None]],
    before: _Version,
    after: _Version,
) -> Iterator[str]:
    """The links that were added and removed, of those to what the public could see when the link was made."""
    for relation, noun in links.items():
        for version, other, word in ((after, before, "added"), (before, after, "removed")):
            changed = {linked for linked in version.links if linked[0] == relation} - set(other.links)
            shown = [
                names[linked][0]
                for linked in changed & set(names)
                if (names[linked][1] or datetime.date.min) <= version.links[linked]
            ]
            for name in sorted(shown):
                yield f"{noun[0].upper()}{noun[1:]} “{name}” {word}"
