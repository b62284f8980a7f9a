"""Who may take which step with an entry, and why a step is refused."""

from typing import Any

from django.contrib.auth import get_permission_codename

from curation.models import Draft, Entry, Lacking, Status


class NotPossible(Exception):
    """A step that cannot be taken now; the message says why, to the person who tried."""


class NotReady(NotPossible):
    """An entry that lacks what a reader needs.

    Attributes:
        lacking: What it lacks, field by field.
    """

    def __init__(self, lacking: list[Lacking]) -> None:
        super().__init__("It cannot be published yet: " + " ".join(each.message for each in lacking))
        self.lacking = lacking


def has_right(user: Any, action: str, model: Any) -> bool:
    """Whether a person has the right to ``change``, ``publish`` and so on entries of a kind."""
    options = model._meta
    allowed: bool = user.has_perm(f"{options.app_label}.{get_permission_codename(action, options)}")
    return allowed


def is_own_work(user: Any, draft: Draft | None) -> bool:
    """Whether a person worked on a draft, and so may not decide on it."""
    return draft is not None and draft.contributors.filter(pk=user.pk).exists()


def require_right(user: Any, action: str, entry: Entry) -> None:
    """Check that a person has a right to an entry.

    Raises:
        NotPossible: they do not.
    """
    if not has_right(user, action, type(entry)):
        raise NotPossible(f"You may not {action} {entry._meta.verbose_name_plural}.")


def require_other_reviewer(user: Any, entry: Entry, draft: Draft) -> None:
    """Check that a person may decide on a draft: with the right to publish, and not their own work.

    Raises:
        NotPossible: they may not.
    """
    require_right(user, "publish", entry)
    if is_own_work(user, draft):
        raise NotPossible("You worked on this yourself, so somebody else has to review it.")


def steps_open_to(user: Any, entry: Entry, draft: Draft | None) -> list[str]:
    """The steps that a person may take with an entry as it stands, by name, the likeliest first."""
    if not has_right(user, "change", type(entry)):
        return []
    reviews = has_right(user, "publish", type(entry))
    own = is_own_work(user, draft)
    found = []
    if draft is not None and draft.is_in_review:
        found += ["publish", "send-back"] if reviews and not own else []
        found += ["take-back"] if own else []
    elif draft is not None or entry.status != Status.PUBLISHED:
        found.append("send-to-review")
    if draft is not None and entry.is_edited_beside and (own or reviews):
        found.append("discard")
    if entry.status == Status.PUBLISHED and reviews:
        found += ["confirm", "withdraw"]
    return found
