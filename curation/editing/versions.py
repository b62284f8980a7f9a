"""Every version of an entry that was published or saved by a curator, and the pages to compare and restore them."""

import datetime
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from curation import workflow
from curation.admin_base.pages import admin_address
from curation.editing.pages import entry_or_404, entry_page
from curation.entry_words import differences, person_name, words_of
from curation.models import Draft, DraftState, Entry, PublishedVersion, ReleasedRow
from curation.snapshots import Snapshot

#: The most events of drafts that are read, the newest; published versions are all listed.
LIMIT = 200


@dataclass(frozen=True)
class Version:
    """An entry as it was at one time."""

    key: str  # in addresses
    name: str  # such as “Version 2, published”
    at: datetime.datetime  # when it was published or saved
    who: str  # empty for a command
    note: str  # what changed, and why
    snapshot: Snapshot
    href: str = ""  # of its public page
    was_discarded: bool = False
    writers: frozenset[int] = frozenset()  # the keys of those who worked on a draft
    changed: tuple[str, ...] = ()  # the labels of what differs from the version before; see with_changes


def versions_of(entry: Entry) -> list[Version]:
    """The versions of an entry, newest first."""
    has_page = entry.is_public and "#" not in getattr(entry, "get_absolute_url", lambda: "#")()
    published = [
        Version(
            f"version-{version.number}",
            f"Version {version.number}, published",
            version.published_at,
            person_name(version.published_by),
            version.note,
            version.snapshot,
            href=version.get_absolute_url() if has_page else "",
        )
        for version in PublishedVersion.objects.of(entry).select_related("published_by").defer("words")
    ]
    found = [*published, *_saved_drafts(entry), *_waiting_release(entry)]
    return sorted(found, key=lambda version: version.at, reverse=True)


def with_changes(model: type[models.Model], versions: Sequence[Version]) -> list[Version]:
    """Versions, newest first, each with what differs from the one before it."""
    said = words_of(model, [version.snapshot for version in versions])
    texts = [{each["name"]: each["texts"] for each in words} for words in said]
    found = []
    for version, words, before in zip(versions, said, [*texts[1:], *texts[-1:]], strict=True):
        changed = tuple(each["label"] for each in words if each["texts"] != before.get(each["name"], []))
        found.append(replace(version, changed=changed))
    return found


def _draft_events(entry: Entry) -> Any:
    """The events of an entry’s drafts, newest first."""
    events: Any = Draft._meta.get_field("events").related_model
    of_entry = {"entry_type": ContentType.objects.get_for_model(type(entry)), "entry_id": entry.pk}
    return events.objects.filter(**of_entry, pgh_label__in=("insert", "update")).order_by("-pgh_id")


def _saved_drafts(entry: Entry) -> list[Version]:
    """Each content that a draft was saved with; steps of review save no new one."""
    saves: dict[Any, Version] = {}
    writers: dict[int, set[int]] = defaultdict(set)
    for draft, user in Draft.objects.of(entry).exclude(contributors=None).values_list("pk", "contributors"):
        writers[draft].add(user)
    for event in _draft_events(entry).select_related("saved_by")[:LIMIT]:
        key = event.pgh_obj_id, event.saved_at
        newer = saves.get(key)
        discarded = newer.was_discarded if newer else event.state == DraftState.DISCARDED
        # The oldest event of a save replaces newer ones, which are steps of review.
        saves[key] = Version(
            f"save-{event.pgh_id}",
            "Draft, discarded" if discarded else "Draft, saved",
            event.saved_at or event.pgh_created_at,
            person_name(event.saved_by),
            event.note,
            event.snapshot,
            was_discarded=discarded,
            # The draft itself may be gone, after a bulk action was undone.
            writers=frozenset({*writers[event.pgh_obj_id], *([event.saved_by_id] if event.saved_by_id else [])}),
        )
    return list(saves.values())


@dataclass(frozen=True)
class ReviewStep:
    """A step of an entry between its curators and its reviewers."""

    at: datetime.datetime
    who: str  # empty if it is not known
    what: str  # “Sent to review”, “Sent back” and so on
    why: str


def review_steps_of(entry: Entry) -> list[ReviewStep]:
    """Each time that work on an entry was sent to review, taken or sent back, published or discarded, newest first."""
    events = _draft_events(entry).select_related("sent_by", "decided_by").defer("snapshot", "started_from")[:LIMIT]
    found: list[ReviewStep] = []
    states: dict[Any, str] = {}
    for event in reversed(events):
        before = states.get(event.pgh_obj_id, DraftState.DRAFT)
        states[event.pgh_obj_id] = event.state
        if event.state == before:
            continue
        if event.state == DraftState.IN_REVIEW:
            found.append(ReviewStep(event.sent_at, person_name(event.sent_by), "Sent to review", event.note))
        elif event.state == DraftState.DRAFT and not event.reason:
            found.append(ReviewStep(event.pgh_created_at, "", "Taken back from review", ""))
        else:
            what = "Sent back" if event.state == DraftState.DRAFT else DraftState(event.state).label
            found.append(ReviewStep(event.decided_at, person_name(event.decided_by), what, event.reason))
    return found[::-1]


def restore(entry: Entry, version: Version, *, by: Any) -> None:
    """Makes an older version the newest draft of an entry, by those who wrote it if nobody reviewed it."""
    note = f"Restored from {version.name.lower()}"
    workflow.restore(entry, version.snapshot, by=by, note=note, writers=version.writers)


def _waiting_release(entry: Entry) -> list[Version]:
    """The content in a newer release of the base, if it waits for curators to bring it in."""
    note = "A newer release of the evidence base says this, while work goes on here."
    key = json.dumps(entry.natural_key())
    rows = ReleasedRow.objects.filter(model=entry._meta.label_lower, key=key, waiting_snapshot__isnull=False)
    return [
        Version(
            "release",
            f"{row.waiting_release}, not brought in",
            row.waiting_since or row.brought_in_at,
            "",
            note,
            row.waiting_snapshot,
        )
        for row in rows
        if row.waiting_snapshot
    ]


# Pages


def history_context(entry: Entry) -> dict[str, Any]:
    """What the history page shows besides the row's changes."""
    return {
        "title": f"Versions and history: {workflow.name_as_drafted(entry, workflow.open_draft(entry))}",
        "versions": with_changes(type(entry), versions_of(entry)),
        "review_steps": review_steps_of(entry),
        "compare": admin_address(entry, "compare"),
    }


def compare_view(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Two versions side by side."""
    entry = entry_or_404(model_admin, request, object_id)
    versions = {version.key: version for version in versions_of(entry)}
    older, newer = (versions.get(request.GET.get(side, "")) for side in ("old", "new"))
    if older is None or newer is None:
        messages.warning(request, "Choose two versions to compare.")
        return HttpResponseRedirect(admin_address(entry, "history"))
    if older.at > newer.at:
        older, newer = newer, older
    context = {
        "title": f"Compare versions: {workflow.name_as_drafted(entry, workflow.open_draft(entry))}",
        "older": older,
        "newer": newer,
        "differences": differences(*words_of(type(entry), [older.snapshot, newer.snapshot])),
        "history": admin_address(entry, "history"),
        "restore": admin_address(entry, "restore"),
        "may_restore": model_admin.has_change_permission(request, entry),
    }
    return entry_page(model_admin, request, entry, "admin/entry_compare.html", context)


def restore_view(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Makes an older version the newest draft."""
    entry = entry_or_404(model_admin, request, object_id)
    if not workflow.has_right(request.user, "change", entry):
        raise PermissionDenied
    history = HttpResponseRedirect(admin_address(entry, "history"))
    version = next((each for each in versions_of(entry) if each.key == request.POST.get("version")), None)
    if version is None:
        messages.warning(request, "That version is not known.")
        return history
    try:
        restore(entry, version, by=request.user)
    except workflow.NotPossible as error:
        messages.error(request, f"It cannot be restored: {error}")
        return history
    name = workflow.name_as_drafted(entry, workflow.open_draft(entry))
    messages.success(request, f"{version.name} is now the newest draft of “{name}”.")
    return HttpResponseRedirect(admin_address(entry))
