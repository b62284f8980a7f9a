"""The open drafts of a document, each with what it rests on and what it lacks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Q

from curation import workflow
from curation.entry_words import referenced_keys
from curation.models import Draft, Entry, Status, VocabularyModel
from curation.snapshots import Snapshot, content_fields, digest, part_relation, snapshots_of
from curation.vocabulary.drafts import drafts_used_by_each
from evidence.models import Source

#: The states of a row that was never published.
UNPUBLISHED = (Status.DRAFT, Status.IN_REVIEW)

#: An entry’s model, and its key.
Key = tuple[type[Entry], int]


@dataclass
class OpenDraft:
    """An entry of a document that is not published as it stands, with the work on it."""

    entry: Any
    draft: Draft | None  # None for a row that came by another path
    content: Snapshot
    rests_on: set[Key]  # entries that it refers to
    lacking: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    digest: str = ""  # of what would be published

    @property
    def key(self) -> Key:
        return type(self.entry), self.entry.pk

    @property
    def field_value(self) -> str:
        """Its name in forms, such as ``evidence.study:12``."""
        return f"{self.entry._meta.label_lower}:{self.entry.pk}"

    @property
    def name(self) -> str:
        return workflow.name_as_drafted(self.entry, self.draft)

    @property
    def is_in_review(self) -> bool:
        return self.draft is not None and self.draft.is_in_review


def kinds(user: Any) -> list[type[Entry]]:
    """The kinds of entries that a person may change."""
    return [
        model for model in apps.get_models() if issubclass(model, Entry) and workflow.has_right(user, "change", model)
    ]


def drafts_of(source: Source, user: Any) -> list[OpenDraft]:
    """The open drafts of a document that a person may change, each after those that it rests on.

    They are those of the document itself, of entries that stand in it, of entries with a part that refers to it, such
    as a study that it cites, and of entries not yet published that these rest on.
    """
    allowed = kinds(user)
    found: dict[Key, OpenDraft] = {}
    for model in allowed:
        found |= _open(model, _of_document(model, source))
    while True:
        missing: dict[type[Entry], set[int]] = {}
        for each in list(found.values()):
            for model, key in each.rests_on - found.keys():
                missing.setdefault(model, set()).add(key)
        more: dict[Key, OpenDraft] = {}
        for model in missing.keys() & set(allowed):
            more |= _open(model, Q(pk__in=missing[model], status__in=UNPUBLISHED))
        if not more:
            break
        found |= more
    for each in found.values():
        each.rests_on &= found.keys()
    return list(in_order(found))


def _of_document(model: type[Entry], source: Source) -> Q:
    """Entries that are the document, or refer to it themselves or by a part, as they stand or as drafted."""
    condition = Q(pk=source.pk) if isinstance(source, model) else Q(pk__in=[])
    drafted = Q(pk__in=[])
    relations = {"": model} | {name: part_relation(model, name).related_model for name in model.part_relations}
    for part, of in relations.items():
        for each in content_fields(of):
            if isinstance(each, ForeignKey) and each.related_model is Source:
                condition |= Q(**{f"{part}__{each.name}" if part else each.name: source})
                refers = {each.attname: source.pk}
                drafted |= Q(snapshot__contains={"parts": {part: [refers]}} if part else {"fields": refers})
    # Changes beside a published entry may be the first to refer to it.
    return condition | Q(pk__in=_open_drafts(model).filter(drafted).values("entry_id"))


def _open_drafts(model: type[Entry]) -> Any:
    return Draft.objects.open().filter(entry_type=ContentType.objects.get_for_model(model))


def _open(model: Any, condition: Q) -> dict[Key, OpenDraft]:
    of_kind = _open_drafts(model)
    is_open = Q(status__in=UNPUBLISHED) | Q(pk__in=of_kind.values("entry_id"))
    keys = set(model._base_manager.filter(condition).filter(is_open).values_list("pk", flat=True))
    rows = model._base_manager.filter(pk__in=keys).order_by("pk")
    drafts = {
        draft.entry_id: draft for draft in of_kind.filter(entry_id__in=keys).select_related("sent_by", "saved_by")
    }
    contents = snapshots_of(rows)
    found = {}
    for entry in rows:
        draft = drafts.get(entry.pk)
        content = draft.snapshot if draft and entry.is_edited_beside else contents[entry.pk]
        found[model, entry.pk] = OpenDraft(entry, draft, content, set(_entries_in(model, content, entry.pk)))
    return found


def _entries_in(model: type[Entry], content: Snapshot, own: int) -> Iterator[Key]:
    """The entries that a snapshot refers to by foreign keys of its own and of its parts; no links, which may wait."""
    for of, keys in referenced_keys(model, [content], with_links=False).items():
        if issubclass(of, Entry):
            yield from ((of, key) for key in keys if (of, key) != (model, own))


def in_order(found: dict[Key, OpenDraft]) -> Iterator[OpenDraft]:
    """Each after those that it rests on; where some rest on one another in a circle, one of them comes first."""
    begun: set[Key] = set()
    for first in found:
        waiting: list[tuple[Key, Iterator[Key]]] = [(first, iter(()))] if first not in begun else []
        while waiting:
            key, others = waiting.pop()
            if key not in begun:
                begun.add(key)
                others = iter(sorted(found[key].rests_on, key=lambda each: (each[0]._meta.label, each[1])))
            other = next((each for each in others if each not in begun), None)
            if other is None:
                yield found[key]
            else:
                waiting += [(key, others), (other, iter(()))]


def with_prerequisites(chosen: Sequence[OpenDraft]) -> list[tuple[Entry, Draft | None]]:
    """What must be published for the public to see the chosen ones: they as drafted, and others as they stand."""
    found: dict[Key, tuple[Entry, Draft | None]] = {each.key: (each.entry, each.draft) for each in chosen}
    for each in chosen:
        for other in each.entry.prerequisites().filter(status__in=UNPUBLISHED):
            found.setdefault((type(other), other.pk), (other, None))
    return list(found.values())


def lists_of(drafts: Iterable[OpenDraft]) -> dict[Key, list[VocabularyModel]]:
    """The drafts of lists that are published with each, unless another that uses them is published before it."""
    contents: dict[type[Entry], dict[int, Snapshot]] = {}
    for each in drafts:
        contents.setdefault(type(each.entry), {})[each.entry.pk] = each.content
    return {
        (model, key): rows
        for model, of_model in contents.items()
        for key, rows in drafts_used_by_each(model, of_model).items()
    }


def assess(drafts: Sequence[OpenDraft]) -> None:
    """Notes what each would lack if all were published, from a dry run; raises NotPossible if some are locked."""
    by_model: dict[type[Entry], dict[int, OpenDraft]] = {}
    for each in drafts:
        by_model.setdefault(type(each.entry), {})[each.entry.pk] = each
    with workflow.shown_as_published([(each.entry, each.draft) for each in drafts]) as refused:
        for model, some in by_model.items():
            rows = model._base_manager.filter(pk__in=some)
            shown = snapshots_of(rows)
            for row in rows:
                some[row.pk].digest = digest(shown[row.pk])
                some[row.pk].lacking = [each.message for each in row.lacking()]
                some[row.pk].cautions = list(row.cautions())
    for entry, why in refused:
        by_model[type(entry)][entry.pk].lacking = [why]


def chosen_from(drafts: Iterable[OpenDraft], values: Iterable[str]) -> list[OpenDraft]:
    """Those whose names in forms were sent."""
    wanted = set(values)
    return [each for each in drafts if each.field_value in wanted]
