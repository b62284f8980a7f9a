"""Drafts of lists' rows: who added them, and which are published with an entry."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db.models import ForeignKey, QuerySet

from curation.entry_words import person_name, referenced_keys
from curation.history import event_models
from curation.models import Draft, Entry, VocabularyModel
from curation.snapshots import Snapshot


def drafts_used_by(model: type[Entry], *snapshots: Snapshot) -> list[VocabularyModel]:
    """The drafts that snapshots of entries refer to, each after those that it is part of itself."""
    found: dict[VocabularyModel, None] = {}
    wanted = {
        kind: keys for kind, keys in referenced_keys(model, snapshots).items() if issubclass(kind, VocabularyModel)
    }
    for kind, keys in wanted.items():
        rows: Any = kind._base_manager
        for row in rows.filter(is_draft=True, pk__in=keys).order_by("pk"):
            found |= dict.fromkeys([*_part_of(row), row])
    return list(found)


def drafts_used_by_each(model: type[Entry], snapshots: Mapping[int, Snapshot]) -> dict[int, list[VocabularyModel]]:
    """As :func:`drafts_used_by`, for each of several entries by its key; reads each list once."""
    used = drafts_used_by(model, *snapshots.values())
    found = {}
    for key, snapshot in snapshots.items():
        keys = referenced_keys(model, [snapshot])
        own = [[*_part_of(row), row] for row in used if row.pk in keys.get(type(row), ())]
        found[key] = list(dict.fromkeys(chain.from_iterable(own)))
    return found


def _part_of(row: VocabularyModel) -> list[VocabularyModel]:
    """The drafts that a row of a list is part of, such as a theme's framework; the outermost first."""
    outer: list[VocabularyModel] = []
    for field in row._meta.concrete_fields:
        if isinstance(field, ForeignKey) and issubclass(field.related_model, VocabularyModel):
            whole = getattr(row, field.name)
            if whole is not None and whole.is_draft:
                outer += [*_part_of(whole), whole]
    return outer


def publish_drafts(rows: Iterable[VocabularyModel]) -> None:
    """Lets the public see rows of lists."""
    for row in rows:
        # Not saved, since somebody may have deleted it at this moment.
        type(row)._base_manager.filter(pk=row.pk).update(is_draft=False)


def in_words(rows: Sequence[VocabularyModel]) -> str:
    """The rows by what they are: “theme “Access”, outcomes “Trust” and “Uptake””; empty without any."""
    by_kind: defaultdict[Any, list[str]] = defaultdict(list)
    for row in rows:
        by_kind[row._meta].append(f"“{row}”")
    kinds = (
        f"{kind.verbose_name_plural if len(names) > 1 else kind.verbose_name} {', '.join(names)}"
        for kind, names in by_kind.items()
    )
    return "; ".join(kinds)


def worked_on_by(user: Any, row: VocabularyModel) -> bool:
    """Whether a person added or changed a row."""
    return _events_by(user, type(row)).filter(pgh_obj_id=row.pk).exists()


def added_by(user: Any, model: type[VocabularyModel]) -> QuerySet[Any]:
    """The keys of the rows of a list that a person added, as a subquery."""
    return _events_by(user, model).filter(pgh_label="insert").values("pgh_obj_id")


def _events_by(user: Any, model: type[VocabularyModel]) -> QuerySet[Any]:
    events: Any = next(each for each in event_models() if each.pgh_tracked_model is model)
    return events.objects.filter(pgh_context__metadata__user=user.pk)


def open_drafts_with(row: VocabularyModel) -> list[Draft]:
    """The drafts being worked on that refer to a row of a list."""
    return [
        draft
        for draft in Draft.objects.open().order_by("pk").iterator()
        if row.pk in referenced_keys(draft.entry_type.model_class(), [draft.snapshot]).get(type(row), ())
    ]


def used_by_others(row: VocabularyModel, user: Any) -> list[str]:
    """The entries that use a row, each with who works on it; not those on which a person works alone."""
    workers: dict[Any, list[Any]] = {
        draft.entry: list(draft.contributors.all()) for draft in open_drafts_with(row) if draft.entry is not None
    }
    for relation in row._meta.related_objects:
        if relation.many_to_many and issubclass(relation.related_model, Entry):
            for entry in relation.related_model._base_manager.filter(**{relation.field.name: row}):
                workers.setdefault(entry, [])
    return [
        f"Used by {entry._meta.verbose_name} “{entry}” ({', '.join(map(person_name, people)) or 'nobody works on it'})"
        for entry, people in workers.items()
        if people != [user]
    ]


def in_review() -> list[VocabularyModel]:
    """The drafts that entries in review use, which nobody changes before these are decided on."""
    snapshots: defaultdict[Any, list[Snapshot]] = defaultdict(list)
    for draft in Draft.objects.in_review():
        snapshots[draft.entry_type.model_class()].append(draft.snapshot)
    return [row for model, of_model in snapshots.items() for row in drafts_used_by(model, *of_model)]
