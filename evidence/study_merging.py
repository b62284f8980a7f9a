"""Merges two studies that are one and the same, and undoes it.

The study that is kept gets every link of the other, whichever app the link is of, since Django knows all relations of
a model. The other is withdrawn: its history stays, and its address leads to the one that is kept. All of it happens in
one transaction, and what is needed to undo it is kept with the merge.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pghistory
from django.apps import apps
from django.core import serializers
from django.db import models, transaction

from curation.log_entries import log_step
from curation.models import Draft, Entry, Status
from curation.models.drafts import OfEntry
from curation.snapshots import content_fields, link_fields, snapshot_of
from curation.vocabulary.drafts import drafts_used_by
from curation.workflow import (
    NotPossible,
    changeable_draft,
    close,
    has_right,
    keep_version,
    keep_versions_of_loaded,
    note_new,
    note_withdrawn,
    publish_with,
    refetched,
    reopen,
    require_reviewer,
)
from evidence.models import Design, Retraction, Study, StudyMerge
from evidence.study_references import RETRACTION_FIELDS

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
#: What belongs to a study by its kind and key, from the apps above; it goes to the kept study too.
FOLLOWING: list[type[OfEntry]] = []
#: The many-to-many relations of which the kept study gets both studies' links.
LINKS = tuple(field.name for field in link_fields(Study))


def may_merge(user: Any, *studies: Study) -> bool:
    """Whether a person may merge studies: with the right to change them, and to publish where the public saw one."""
    allowed = has_right(user, "change", Study)
    if any(study.published_on is not None for study in studies):
        allowed = allowed and has_right(user, "publish", Study)
    return allowed


def states(study: Study, name: str) -> bool:
    """Whether a study says anything in a field."""
    return getattr(study, name) not in ("", None, Design.NOT_STATED)


def taken_by_default(kept: Study, other: Study) -> list[str]:
    """The fields that the other study states and the kept one does not."""
    return [name for name in FIELDS if states(other, name) and not states(kept, name)]


def merge(kept: Study, other: Study, *, by: Any, taken: Iterable[str] | None = None) -> StudyMerge:
    """Moves every link of ``other`` to ``kept``, and withdraws ``other``.

    Args:
        kept: The study to keep.
        other: The study that is the same.
        by: Who merges them.
        taken: The fields whose values are the other's, by default those that the kept one does not state; in all
            others, the kept one's stay.

    Raises:
        NotPossible: the person may not, they are one row, one was merged already or waits for review, somebody has
            changes beside one, or the public would lose a study or see what nobody else reviewed.
    """
    with transaction.atomic(), pghistory.context(why=f"Merged “{other}” into “{kept}”."):
        kept, other = _locked(kept, other)
        if not may_merge(by, kept, other):
            raise NotPossible("You may not merge these studies. For published ones, ask a reviewer.")
        draft_of_kept, draft = _changeable(kept), _changeable(other)
        if kept.status == Status.WITHDRAWN or (other.status == Status.PUBLISHED != kept.status):
            state = "withdrawn" if kept.status == Status.WITHDRAWN else "not published"
            raise NotPossible(f"“{kept}” is {state}, so the public would not see it. Keep “{other}” instead.")
        if kept.status == Status.PUBLISHED:
            require_reviewer(by, kept, draft)
        undo: dict[str, Any] = {
            "draft": draft and draft.pk,
            "draft_of_kept": draft_of_kept and draft_of_kept.pk,
            "kept": {name: getattr(kept, name) for name in FIELDS},
            "other": {name: getattr(other, name) for name in ("status", "withdrawn_because", "doi", "pmid")},
        }
        taken = taken_by_default(kept, other) if taken is None else taken
        values = {name: getattr(other, name) for name in taken if name in FIELDS}
        # A number is one study's alone, and leads to the one that is kept.
        for name in ("doi", "pmid"):
            if not getattr(kept, name) and getattr(other, name):
                values.setdefault(name, getattr(other, name))
            if values.get(name):
                setattr(other, name, "")
        # Nobody unticks a retraction by merging, nor makes it milder.
        if graver := _graver(kept, other):
            values |= {name: getattr(graver, name) for name in RETRACTION_FIELDS}
        other.status, other.withdrawn_because = Status.WITHDRAWN, f"It is the same study as “{kept}”."
        other.save()
        note_withdrawn(other)
        for name, value in values.items():
            setattr(kept, name, value)
        kept.save()
        undo["values"] = values
        undo["links"] = {name: _copy_links(kept, other, name) for name in LINKS}
        linked = _entries_linked(other)
        undo["moved"], undo["removed"], undo["completed"] = _move_rows(kept, other)
        undo["followed"] = {model._meta.label: _hand_over(model, other, kept) for model in FOLLOWING}
        made = StudyMerge.objects.create(kept=kept, merged=other, merged_by=by, undo=undo)
        log_step(by, kept, f"Merged “{other}” into it.")
        if draft is not None:
            close(draft, by=by, reason=f"Merged into “{kept}”.")
        note = f"Brought together with another entry of the same study, “{other}”."
        if kept.status == Status.PUBLISHED:
            added = publish_with(drafts_used_by(Study, snapshot_of(refetched(kept))), by=by)
            note = " ".join(filter(None, (note, added)))
            keep_version(kept, by=by, note=note)
        else:
            note_new(kept, by, writers=draft.contributors.values_list("pk", flat=True) if draft else ())
        keep_versions_of_loaded(
            linked, f"Two entries of one study that it names were brought together: “{kept}”.", by=by
        )
        return made


def undo_merge(made: StudyMerge, *, by: Any) -> None:
    """Undoes a merge: what was moved goes back, and what was changed since stays.

    Raises:
        NotPossible: the person may not, a later merge has to be undone first, one waits for review or has changes
            beside it, or another study has taken what has to go back.
    """
    with transaction.atomic(), pghistory.context(why=f"Undid merging {made}."):
        kept, other = _locked(made.kept, made.merged)
        if not may_merge(by, kept, other):
            raise NotPossible("You may not part these studies. For published ones, ask a reviewer.")
        if first := _to_undo_first(made):
            raise NotPossible(f"Undo a later merge first: {first}.")
        _changeable(kept)
        undo = made.undo
        drafts = Draft.objects.in_bulk([key for key in (undo["draft"], undo["draft_of_kept"]) if key])
        if kept.published_on is not None:
            # Values of its own come back, which nobody may have reviewed.
            require_reviewer(by, kept, drafts.get(undo["draft_of_kept"]))
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
            for row in apps.get_model(label)._base_manager.filter(pk__in=keys, **{field: kept.pk}):
                setattr(row, f"{field}_id", other.pk)
                if attribute:
                    setattr(row, attribute[0], attribute[1][str(row.pk)])
                row.save()
        # A merge that was made before anything followed has kept nothing of it.
        for label, keys in undo.get("followed", {}).items():
            _hand_over(apps.get_model(label), kept, other, only=keys)
        for label, key, before in undo["completed"]:
            apps.get_model(label)._base_manager.filter(pk=key).update(**before)
        for row in serializers.deserialize("python", undo["removed"]):
            row.save()
        made.delete()
        log_step(by, kept, f"Parted it again from “{other}”.")
        if undo["draft"] in drafts:
            reopen(drafts[undo["draft"]])
        if kept.status == Status.DRAFT:
            note_new(kept, by)
        for study, parted_from in ((kept, other), (other, kept)):
            if study.status == Status.PUBLISHED:
                keep_version(study, by=by, note=f"Parted again from “{parted_from}”.")
        keep_versions_of_loaded(_entries_linked(other), f"“{other}” and “{kept}” are two studies again.", by=by)


def _graver(*studies: Study) -> Study | None:
    """The study with the gravest of the notices; the first of equals, and None where neither has one."""
    marked = [study for study in studies if study.retraction]
    return min(marked, key=lambda study: Retraction.values.index(study.retraction), default=None)


def _locked(*studies: Study) -> list[Study]:
    """The studies, fetched anew and locked; always in the order of their keys, so that there is no deadlock."""
    chosen = Study.objects.filter(pk__in=[study.pk for study in studies]).order_by("pk")
    rows = {row.pk: row for row in chosen.select_for_update(of=("self",))}
    if len({study.pk for study in studies}) != len(studies) or len(rows) != len(studies):
        raise NotPossible("Choose two studies that are both here.")
    return [rows[study.pk] for study in studies]


def _changeable(study: Study) -> Draft | None:
    """The open draft of a study that was never published; raises NotPossible if it cannot be merged or parted now."""
    draft = changeable_draft(study)
    if study.is_edited_beside and draft is not None:
        raise NotPossible(f"There are changes to “{study}” that are not published yet. Decide on them first.")
    return draft


def _to_undo_first(made: StudyMerge) -> StudyMerge | None:
    """The last of the later merges that changed the kept study; None if there is none."""
    of_kept = models.Q(kept=made.kept_id) | models.Q(merged=made.kept_id)
    later = StudyMerge.objects.filter(of_kept, pk__gt=made.pk).order_by("-pk").first()
    return (_to_undo_first(later) or later) if later else None


def said_of_both(kept: Study, other: Study) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """What rows that both studies have say, where they differ; the kept study's then stay.

    Gives the row with the name of each column and both its values: ``("A-1", [("bearing", "Supports", "Context")])``.
    """
    for model, field in foreign_keys_to_studies():
        if _has_position(model, field):
            continue
        for row in model._base_manager.filter(**{field.name: other}).order_by("pk"):
            if mine := _clashing_row(row, field, kept):
                columns = [each for each in content_fields(model) if each is not field and each.name != "position"]
                said = [(str(each.verbose_name), *_said(each.name, mine, row)) for each in columns]
                if differing := [each for each in said if each[1] != each[2]]:
                    yield str(mine).partition(":")[0], differing


def _said(name: str, *rows: Any) -> list[str]:
    display = f"get_{name}_display"
    values = [getattr(row, display)() if hasattr(row, display) else getattr(row, name) for row in rows]
    return ["" if value is None else str(value) for value in values]


def _entries_linked(study: Study) -> list[models.QuerySet[Any]]:
    """The entries of each kind that link to a study, as they are before the links are changed."""
    found: dict[Any, set[int]] = {}
    for model, field in foreign_keys_to_studies():
        for owner in model._meta.concrete_fields:
            if isinstance(owner, models.ForeignKey) and owner is not field and issubclass(owner.related_model, Entry):
                keys = model._base_manager.filter(**{field.name: study}).values_list(owner.attname, flat=True)
                found.setdefault(owner.related_model, set()).update(keys)
    # Sources are linked too, but tell nothing of it in their versions.
    return [model._base_manager.filter(pk__in=keys) for model, keys in found.items() if keys]


def _copy_links(kept: Study, other: Study, name: str) -> list[Any]:
    """Adds the other study's links to the kept one; returns the keys of those that it did not have."""
    had = set(getattr(kept, name).values_list("pk", flat=True))
    added = [key for key in getattr(other, name).values_list("pk", flat=True) if key not in had]
    getattr(kept, name).add(*added)
    return added


def foreign_keys_to_studies() -> Iterator[tuple[Any, models.ForeignKey]]:
    """Every foreign key to a study with its model, but for those of :data:`LINKS`, of the history and of merges."""
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

    Returns, as JSON takes it, the rows that were moved, those that were deleted since the kept study had the same link,
    and the values of that study's links that were filled in from these.
    """
    moved, removed, completed = [], [], []
    for model, field in foreign_keys_to_studies():
        keys, positions = [], {}
        for row in model._base_manager.filter(**{field.name: other}).order_by("pk"):
            clashing = _clashing_row(row, field, kept)
            if _has_position(model, field):
                positions[str(row.pk)] = row.position
                if clashing is not None:
                    of_kept = model._base_manager.filter(**{field.name: kept})
                    row.position = (of_kept.aggregate(last=models.Max("position"))["last"] or 0) + 1
                    clashing = None
            if clashing is None:
                setattr(row, field.name, kept)
                row.save()
                keys.append(row.pk)
            else:
                removed += serializers.serialize("python", [row], use_natural_foreign_keys=False)
                row.delete()
                if before := _fill_empty(clashing, row):
                    completed.append((model._meta.label, clashing.pk, before))
        if keys:
            moved.append((model._meta.label, field.name, ("position", positions) if positions else None, keys))
    return moved, removed, completed


def _hand_over(model: Any, giver: Study, taker: Study, only: list[int] | None = None) -> list[int]:
    """Moves rows of a kind in :data:`FOLLOWING` from one study to another; returns their keys."""
    rows = model.objects.of(giver) if only is None else model.objects.of(giver).filter(pk__in=only)
    keys = list(rows.values_list("pk", flat=True))
    rows.update(entry_id=taker.pk)
    return keys


def _fill_empty(clashing: Any, row: Any) -> dict[str, Any]:
    """Fills what is empty in the kept study's row, such as a note, from the other; returns the former values."""
    before = {}
    for column in row._meta.concrete_fields:
        said = getattr(row, column.attname)
        if getattr(clashing, column.attname) in ("", None) and said not in ("", None):
            before[column.attname] = getattr(clashing, column.attname)
            setattr(clashing, column.attname, said)
    if before:
        clashing.save()
    return before


def _unique_together(model: type[models.Model], field: models.ForeignKey) -> list[Iterable[str]]:
    """The sets of fields that are unique together and have the foreign key to the study among them."""
    constrained = [constraint.fields for constraint in model._meta.total_unique_constraints]
    return [names for names in (*constrained, *model._meta.unique_together) if field.name in names]


def _has_position(model: type[models.Model], field: models.ForeignKey) -> bool:
    """Whether rows have a unique position within a study, so that one that clashes is moved to the end."""
    return any("position" in names for names in _unique_together(model, field))


def _clashing_row(row: Any, field: models.ForeignKey, kept: Study) -> Any:
    """The kept study's row that has the same unique values; None where there is none."""
    for names in _unique_together(type(row), field):
        values = {name: getattr(row, name) for name in names if name != field.name}
        if found := type(row)._base_manager.filter(**{field.name: kept}, **values).first():
            return found
    return None
