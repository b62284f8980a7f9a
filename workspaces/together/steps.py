"""The steps that can be taken with the drafts of a document together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pglock
from django.db import transaction

from curation import workflow
from curation.admin_base.pages import admin_address
from curation.models import Entry, Status
from evidence.models import Source
from workspaces.together.drafts import OpenDraft

LOCK = "drafts of a document together"


@dataclass(frozen=True)
class Together:
    """A step that is taken with many drafts of a document."""

    name: str  # in forms
    label: str  # of its button
    explains: str
    done: str  # what is said of each afterwards
    right: str
    asks: tuple[str, ...]  # fields of pages.TogetherForm
    take: Callable[[OpenDraft, Any, Mapping[str, Any]], Any]


def _send(each: OpenDraft, by: Any, choices: Mapping[str, Any]) -> None:
    workflow.send_to_review(each.entry, by=by, note=choices["note"])


def _send_back(each: OpenDraft, by: Any, choices: Mapping[str, Any]) -> None:
    workflow.send_back(each.entry, by=by, reason=choices["reason"])


def _publish(each: OpenDraft, by: Any, choices: Mapping[str, Any]) -> None:
    seen = choices["seen"].get(each.field_value, "")
    workflow.publish(each.entry, by=by, seen=seen, review_due_on=choices["review_due_on"])
    _require_prerequisites(workflow.refetched(each.entry))


def _require_prerequisites(entry: Entry) -> None:
    """Raises NotPossible where the public would not see an entry, since what it stands in is not published."""
    hidden = entry.prerequisites().exclude(status=Status.PUBLISHED)
    if names := ", ".join(f"“{each}”" for each in hidden[:3]):
        raise workflow.NotPossible(f"The public cannot see it before {names} is published.")


STEPS = {
    step.name: step
    for step in (
        Together(
            "send-to-review",
            "Send to review",
            "A reviewer compares them with the document, then publishes them or sends them back. Nobody edits them "
            "meanwhile.",
            "It waits for review.",
            "change",
            ("note", "rest"),
            _send,
        ),
        Together(
            "publish",
            "Publish",
            "The public sees them at once, each after those that it rests on. Publish only what you compared with the "
            "document. This cannot be undone.",
            "It is published.",
            "publish",
            ("review_due_on", "rest"),
            _publish,
        ),
        Together(
            "send-back",
            "Send back",
            "They become drafts again. The people who wrote them see your reason on their desks.",
            "It was sent back.",
            "publish",
            ("reason", "rest"),
            _send_back,
        ),
    )
}


def take(
    step: Together, source: Source, chosen: Sequence[OpenDraft], *, by: Any, choices: Mapping[str, Any]
) -> dict[str, Any]:
    """Takes a step with drafts in their order, all or none unless ``choices["rest"]`` is “leave”.

    ``choices["seen"]`` holds the digests of what the person saw. Returns what was done, for the page that tells it::

        {"step": "publish", "is_done": True, "entries": [{"name": …, "href": …, "is_done": True, "says": …}, …]}
    """
    results = []
    with transaction.atomic():
        # One at a time for a document; the rows in the order of bulk actions, so that the two do not deadlock.
        pglock.advisory(f"{LOCK} {source.pk}", xact=True, side_effect=pglock.Raise).acquire()
        _lock(chosen)
        for each in chosen:
            results.append((each, _result(step, each, by, choices)))
        is_done = choices["rest"] == "leave" or not any(why for _, why in results)
        transaction.set_rollback(not is_done)
    return {"step": step.name, "is_done": is_done, "entries": [_told(step, *each, is_done) for each in results]}


def _lock(chosen: Iterable[OpenDraft]) -> None:
    keys: dict[type[Entry], list[int]] = {}
    for each in chosen:
        keys.setdefault(type(each.entry), []).append(each.entry.pk)
    for model in sorted(keys, key=lambda model: model._meta.label):
        list(model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys[model]).order_by("pk").values("pk"))


def _result(step: Together, each: OpenDraft, by: Any, choices: Mapping[str, Any]) -> str:
    """Why the step could not be taken with an entry; empty if it was."""
    try:
        with transaction.atomic():
            step.take(each, by, choices)
    except workflow.NotPossible as error:
        return str(error)
    return ""


def _told(step: Together, each: OpenDraft, why: str, is_done: bool) -> dict[str, Any]:
    says = why or (step.done if is_done else "It was left, since others could not be done.")
    told = {"name": each.name, "kind": str(each.entry._meta.verbose_name), "href": admin_address(each.entry)}
    return {**told, "is_done": is_done and not why, "is_refused": bool(why), "says": says}
