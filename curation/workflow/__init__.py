"""From draft to published and on: the steps of an entry, each with the check of who may take it.

An entry is a row from its first draft on. Once it was published, changes to it are a snapshot beside it (a
:class:`curation.models.Draft`) until they are published; see docs/decisions/versions-of-an-entry.md. Every path that
changes an entry's content goes through :func:`editing`.
"""

from curation.workflow.editing import (
    as_proposed,
    editing,
    locked,
    note_new,
    open_draft,
    propose,
    refetched,
    restore,
    shown_as_drafted,
)
from curation.workflow.publishing import REVIEW_AFTER, confirm, plan_review, publish, withdraw
from curation.workflow.review import discard, send_back, send_to_review, take_back
from curation.workflow.rights import NotPossible, NotReady, has_right, is_own_work, steps_open_to
from curation.workflow.versions import keep_version, keep_versions_of_loaded, note_withdrawn

__all__ = [
    "REVIEW_AFTER",
    "NotPossible",
    "NotReady",
    "as_proposed",
    "confirm",
    "discard",
    "editing",
    "has_right",
    "is_own_work",
    "keep_version",
    "keep_versions_of_loaded",
    "locked",
    "note_new",
    "note_withdrawn",
    "open_draft",
    "plan_review",
    "propose",
    "publish",
    "refetched",
    "restore",
    "send_back",
    "send_to_review",
    "shown_as_drafted",
    "steps_open_to",
    "take_back",
    "withdraw",
]
