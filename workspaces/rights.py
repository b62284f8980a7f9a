"""Who works with documents' texts: those who write entries."""

from typing import Any

from django.core.exceptions import PermissionDenied

from curation.workflow import has_right
from evidence.models import Source
from workspaces.models import DocumentText


def may(user: Any, action: str) -> bool:
    """Whether a person may ``view``, ``add`` or ``change`` texts of documents."""
    return has_right(user, action, DocumentText)


def require(user: Any, action: str) -> None:
    """Raises PermissionDenied unless they may."""
    if not may(user, action):
        raise PermissionDenied


def may_delete(user: Any, document: DocumentText) -> bool:
    """Whether a person added a text, or may delete documents."""
    return bool(document.added_by_id == user.pk) or has_right(user, "delete", Source)
