"""Every version of an entry that was published or saved by a curator."""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from curation.entry_words import Difference, differences, words_of
from curation.models import Draft, DraftState, Entry, PublishedVersion, ReleasedRow
from curation.snapshots import Snapshot

#: As many saved drafts are listed, the newest; published versions always are.
LIMIT = 200


@dataclass(frozen=True)
class Version:
    """An entry as it was at one time.

    Attributes:
        key: How the address names it.
        name: What it is called: “Version 2”, “Draft saved 3 May 2026, 14:05”.
        at: When it was published or saved.
        who: Who did it, empty where nobody in particular did.
        note: What changed, and why, as they said.
        is_published: Whether the public could see it.
        snapshot: What it says.
        href: Where the public reads it.
        was_discarded: Whether it was a draft that was let go.
        changed: The labels of what it says otherwise than the version before; see :func:`with_changes`.
    """

    key: str
    name: str
    at: datetime.datetime
    who: str
    note: str
    is_published: bool
    snapshot: Snapshot
    href: str = ""
    was_discarded: bool = False
    changed: tuple[str, ...] = ()


def versions_of(entry: Entry) -> list[Version]:
    """The versions of an entry, newest first."""
    found = []
    has_page = "#" not in getattr(entry, "get_absolute_url", lambda: "#")()
    for version in PublishedVersion.objects.of(entry).select_related("published_by").defer("words"):
        found.append(
            Version(
                f"version-{version.number}",
                f"Version {version.number}, published",
                version.published_at,
                _name(version.published_by),
                version.note,
                is_published=True,
                snapshot=version.snapshot,
                href=version.get_absolute_url() if has_page and entry.is_public else "",
            )
        )
    found += [*_saved_drafts(entry), *_waiting_release(entry)]
    return sorted(found, key=lambda version: version.at, reverse=True)


def with_changes(model: type[models.Model], versions: Sequence[Version]) -> list[Version]:
    """Versions, newest first, each with what it says otherwise than the one before it."""
    said = words_of(model, [version.snapshot for version in versions])
    texts = [{each["name"]: each["texts"] for each in words} for words in said]
    return [
        replace(
            version, changed=tuple(each["label"] for each in words if each["texts"] != before.get(each["name"], []))
        )
        for version, words, before in zip(versions, said, [*texts[1:], *texts[-1:]], strict=True)
    ]


def _saved_drafts(entry: Entry) -> list[Version]:
    """Each content that a draft was saved with; steps of review save no new one."""
    events: Any = Draft._meta.get_field("events").related_model
    of_type = ContentType.objects.get_for_model(type(entry))
    saves: dict[Any, Version] = {}
    rows = (
        events.objects.filter(entry_type=of_type, entry_id=entry.pk, pgh_label__in=("insert", "update"))
        .select_related("saved_by")
        .order_by("-pgh_id")[:LIMIT]
    )
    for event in rows:
        key = event.pgh_obj_id, event.saved_at
        newer = saves.get(key)
        discarded = newer.was_discarded if newer else event.state == DraftState.DISCARDED
        # The events are read from the newest; a save is known by its oldest, which stays.
        saves[key] = Version(
            f"save-{event.pgh_id}",
            "Draft, discarded" if discarded else "Draft, saved",
            event.saved_at or event.pgh_created_at,
            _name(event.saved_by),
            event.note,
            is_published=False,
            snapshot=event.snapshot,
            was_discarded=discarded,
        )
    return list(saves.values())


@dataclass(frozen=True)
class ReviewStep:
    """A step of an entry between its curators and its reviewers.

    Attributes:
        at: When it was taken.
        who: Who took it, empty where nobody in particular did.
        what: “Sent to review”, “Sent back” and so on.
        why: What they said.
    """

    at: datetime.datetime
    who: str
    what: str
    why: str


def review_steps_of(entry: Entry) -> list[ReviewStep]:
    """Each time that work on an entry was sent to review, back, on to the public or let go, newest first."""
    events: Any = Draft._meta.get_field("events").related_model
    rows = (
        events.objects.filter(entry_type=ContentType.objects.get_for_model(type(entry)), entry_id=entry.pk)
        .exclude(pgh_label="delete")
        .select_related("sent_by", "decided_by")
        .defer("snapshot", "started_from")
        .order_by("-pgh_id")[:LIMIT]
    )
    found: list[ReviewStep] = []
    stood: dict[Any, str] = {}
    for event in reversed(rows):
        before = stood.get(event.pgh_obj_id, DraftState.DRAFT)
        stood[event.pgh_obj_id] = event.state
        if event.state == before:
            continue
        if event.state == DraftState.IN_REVIEW:
            found.append(ReviewStep(event.sent_at, _name(event.sent_by), "Sent to review", event.note))
        elif event.state == DraftState.DRAFT and not event.reason:
            found.append(ReviewStep(event.pgh_created_at, "", "Taken back from review", ""))
        else:
            what = "Sent back" if event.state == DraftState.DRAFT else DraftState(event.state).label
            found.append(ReviewStep(event.decided_at, _name(event.decided_by), what, event.reason))
    return found[::-1]


def _waiting_release(entry: Entry) -> list[Version]:
    """What a release of the base says, where it was left to curators."""
    rows = ReleasedRow.objects.filter(
        model=entry._meta.label_lower, key=json.dumps(entry.natural_key()), waiting_snapshot__isnull=False
    )
    return [
        Version(
            "release",
            f"{row.waiting_release}, not brought in",
            row.waiting_since or row.brought_in_at,
            "",
            "A newer release of the evidence base says this, while work goes on here.",
            is_published=False,
            snapshot=row.waiting_snapshot,
        )
        for row in rows
        if row.waiting_snapshot
    ]


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def comparison(model: type[models.Model], older: Version, newer: Version) -> list[Difference]:
    """What two versions say differently."""
    before, after = words_of(model, [older.snapshot, newer.snapshot])
    return differences(before, after)
