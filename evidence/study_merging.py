"""Merges two studies that are one and the same, and undoes it.

The study that is kept gets every link of the other, whichever app the link is of, since Django knows all relations of
a model. The other is withdrawn: its history stays, and its address leads to the one that is kept. All of it happens in
one transaction, and what is needed to undo it is kept with the merge.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pghistory
from django.core import serializers
from django.db import models, transaction

from curation.models import Entry, Status
from curation.snapshots import content_fields, link_fields
from curation.workflow import NotPossible, has_right, is_own_work, keep_version, note_withdrawn, open_draft
from evidence.models import Study, StudyMerge

#: The fields that each study keeps: its address, and its place in lists.
KEPT = frozenset({"slug", "position"})
_OF_EVERY_ENTRY = {field.name for field in Entry._meta.local_fields}
#: The fields of which a curator chooses one study's value: the study's own first, then those that every entry has.
FIELDS = tuple(
    sorted(
        (field.name for field in content_fields(Study) if field.name not in KEPT),
        key=lambda name: name in _OF_EVERY_ENTRY,
    )
)
#: The many-to-many relations of which the kept study gets both studies' links.
LINKS = tuple(field.name for field in link_fields(Study))


def may_merge(user: Any, *studies: Study) -> bool:
    """Whether a person may merge studies: with the right to change them, and to publish where the public saw one."""
    allowed = has_right(user, "change", Study)
    if any(study.published_on is not None for study in studies):
        allowed = allowed and has_right(user, "publish", Study)
    return allowed


def merge(kept: Study, other: Study, *, by: Any, taken: Iterable[str] = ()) -> StudyMerge:
    """Gives a study every link of another, and withdraws the other.

    Args:
        kept: The study to keep.
        other: The study that is the same.
        by: Who merges them.
        taken: The fields whose values are the other's; in all others, the kept one's stay.

    Raises:
        NotPossible: the person may not, they are one row, one was merged already, somebody has a draft of one, or the
            public would see what nobody else reviewed.
    """
    with transaction.atomic(), pghistory.context(why=f"Merged “{other}” into “{kept}”."):
        kept, other = _locked(kept, other)
        if not may_merge(by, kept, other):
            raise NotPossible("You may not merge these studies. For published ones, ask a reviewer.")
        for study in (kept, other):
            if StudyMerge.objects.filter(merged=study).exists():
                raise NotPossible(f"“{study}” was merged into another study already.")
            if study.is_edited_beside and open_draft(study) is not None:
                raise NotPossible(f"There are changes to “{study}” that are not published yet. Decide on them first.")
        if kept.status == Status.PUBLISHED and other.published_on is None:
            draft = open_draft(other)
            if draft is not None and is_own_work(by, draft):
                raise NotPossible(
                    f"The public would see “{other}” at once, and nobody reviewed it but you who worked on it. "
                    "Send it to review first, or ask another reviewer."
                )
        undo: dict[str, Any] = {
            "kept": {name: getattr(kept, name) for name in FIELDS},
            "other": {name: getattr(other, name) for name in ("status", "withdrawn_because", "doi", "pmid")},
        }
        values = {name: getattr(other, name) for name in taken if name in FIELDS}
        # A number is one study's alone, and leads to the one that is kept.
        for name in ("doi", "pmid"):
            if not getattr(kept, name) and getattr(other, name):
                values.setdefault(name, getattr(other, name))
            if values.get(name):
                setattr(other, name, "")
        other.status, other.withdrawn_because = Status.WITHDRAWN, f"It is the same study as “{kept}”."
        other.save()
        note_withdrawn(other)
        for name, value in values.items():
            setattr(kept, name, value)
        kept.save()
        undo["values"] = values
        undo["links"] = {name: _give_links(kept, other, name) for name in LINKS}
        undo["moved"], undo["removed"], undo["completed"] = _move_rows(kept, other)
        made = StudyMerge.objects.create(kept=kept, merged=other, merged_by=by, undo=undo)
        if kept.status == Status.PUBLISHED:
            keep_version(kept, by=by, note=f"Brought together with another entry of the same study, “{other}”.")
        return made


def undo_merge(made: StudyMerge, *, by: Any) -> None:
    """Parts two studies again: what was moved goes back, and what was changed since stays.

    Raises:
        NotPossible: the person may not, or another study has taken what has to go back.
    """
    with transaction.atomic(), pghistory.context(why=f"Undid merging {made}."):
        kept, other = _locked(made.kept, made.merged)
        if not may_merge(by, kept, other):
            raise NotPossible("You may not part these studies. For published ones, ask a reviewer.")
        for study in (kept, other):
            if study.is_edited_beside and open_draft(study) is not None:
                raise NotPossible(f"There are changes to “{study}” that are not published yet. Decide on them first.")
        undo = made.undo
        for name, value in undo["values"].items():
            column: Any = Study._meta.get_field(name)
            if getattr(kept, name) == column.to_python(value):
                setattr(kept, name, column.to_python(undo["kept"][name]))
        kept.save()
        for name, value in undo["other"].items():
            setattr(other, name, value)
        for name in ("doi", "pmid"):
            number = getattr(other, name)
            if number and Study.objects.exclude(pk=other.pk).filter(**{name: number}).exists():
                raise NotPossible(f"Another study has the number {number} of “{other}” now.")
        other.save()
        for name, keys in undo["links"].items():
            getattr(kept, name).remove(*keys)
        for label, field, attribute, keys in undo["moved"]:
            for row in _model(label)._base_manager.filter(pk__in=keys, **{field: kept.pk}):
                setattr(row, f"{field}_id", other.pk)
                if attribute:
                    setattr(row, attribute[0], attribute[1][str(row.pk)])
                row.save()
        for label, key, before in undo["completed"]:
            _model(label)._base_manager.filter(pk=key).update(**before)
        for row in serializers.deserialize("python", undo["removed"]):
            row.save()
        made.delete()
        if kept.status == Status.PUBLISHED:
            keep_version(kept, by=by, note=f"Parted again from “{other}”.")
        if other.status == Status.PUBLISHED:
            keep_version(other, by=by, note=f"Parted again from “{kept}”.")


def _locked(*studies: Study) -> list[Study]:
    """The studies as they are now, nobody else's to change; in one order always, so that no two wait for each other."""
    chosen = Study.objects.filter(pk__in=[study.pk for study in studies]).order_by("pk")
    rows = {row.pk: row for row in chosen.select_for_update(of=("self",))}
    if len({study.pk for study in studies}) != len(studies) or len(rows) != len(studies):
        raise NotPossible("Choose two studies that are both here.")
    return [rows[study.pk] for study in studies]


def _give_links(kept: Study, other: Study, name: str) -> list[Any]:
    """Adds the other's links of a relation; returns the keys of those that the kept one did not have."""
    had = set(getattr(kept, name).values_list("pk", flat=True))
    added = [key for key in getattr(other, name).values_list("pk", flat=True) if key not in had]
    getattr(kept, name).add(*added)
    return added


def foreign_keys_to_studies() -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Every model whose rows point to a study, through which field; links of many to many by their own tables."""
    for relation in Study._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        model: Any = relation.related_model
        field: Any = relation.field  # type: ignore[union-attr]
        own_table = model._meta.auto_created is Study
        is_event = hasattr(model, "pgh_tracked_model")
        if isinstance(field, models.ForeignKey) and not (
            own_table or is_event or model is StudyMerge or model._meta.proxy
        ):
            yield model, field


def _move_rows(kept: Study, other: Study) -> tuple[list[Any], list[Any], list[Any]]:
    """Moves every row that points to the other study.

    Returns what was moved, what the kept one had already, and what its own said before it was completed from that.
    """
    moved, removed, completed = [], [], []
    for model, field in foreign_keys_to_studies():
        keys, positions = [], {}
        for row in model._base_manager.filter(**{field.name: other}).order_by("pk"):
            twin = _twin(row, field, kept)
            if twin is not None and _has_place(model, field):
                positions[str(row.pk)] = row.position  # type: ignore[attr-defined]
                last = model._base_manager.filter(**{field.name: kept}).aggregate(last=models.Max("position"))["last"]
                row.position = (last or 0) + 1  # type: ignore[attr-defined]
                twin = None
            elif _has_place(model, field):
                positions[str(row.pk)] = row.position  # type: ignore[attr-defined]
            if twin is None:
                setattr(row, field.name, kept)
                row.save()
                keys.append(row.pk)
            else:
                removed += serializers.serialize("python", [row], use_natural_foreign_keys=False)
                row.delete()
                if before := _complete(twin, row):
                    completed.append((model._meta.label, twin.pk, before))
        if keys:
            moved.append((model._meta.label, field.name, ("position", positions) if positions else None, keys))
    return moved, removed, completed


def _complete(twin: Any, row: Any) -> dict[str, Any]:
    """Gives a link that stays what only the one beside it said, such as a note; returns what it said before."""
    before = {}
    for column in row._meta.concrete_fields:
        said = getattr(row, column.attname)
        if getattr(twin, column.attname) in ("", None) and said not in ("", None):
            before[column.attname] = getattr(twin, column.attname)
            setattr(twin, column.attname, said)
    if before:
        twin.save()
    return before


def _uniques(model: type[models.Model], field: models.ForeignKey) -> Iterator[tuple[str, ...]]:
    """The sets of fields, the one to the study among them, of which no two rows have the same values."""
    for constraint in model._meta.constraints:
        if (
            isinstance(constraint, models.UniqueConstraint)
            and field.name in constraint.fields
            and not constraint.condition
        ):
            yield tuple(constraint.fields)
    for names in model._meta.unique_together:
        if field.name in names:
            yield tuple(names)


def _has_place(model: type[models.Model], field: models.ForeignKey) -> bool:
    """Whether rows are numbered within a study, so that what clashes only goes to the end."""
    return any("position" in names for names in _uniques(model, field))


def _twin(row: Any, field: models.ForeignKey, kept: Study) -> Any:
    """The kept study's row beside which this one cannot stand; none where it can."""
    for names in _uniques(type(row), field):
        values: Mapping[str, Any] = {name: getattr(row, name) for name in names if name != field.name}
        if found := type(row)._base_manager.filter(**{field.name: kept}, **values).first():
            return found
    return None


def _model(label: str) -> Any:
    from django.apps import apps

    return apps.get_model(label)
