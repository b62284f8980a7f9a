"""What people did that no other table keeps, in Django's own log: invitations, unlocks, withdrawals, exports."""

from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

#: The text of an export, which is of no row.
EXPORTED = "Exported the list."


def log_step(by: Any, about: Model | type[Model] | str, text: str, *, is_new: bool = False) -> None:
    """Log what somebody did with a row, with the list of a model, or with what has no row, such as an address."""
    is_row = isinstance(about, Model)
    kind = None if isinstance(about, str) else ContentType.objects.get_for_model(about)
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=kind,
        object_id=str(about.pk) if isinstance(about, Model) else None,
        object_repr=(str(about) if is_row or isinstance(about, str) else str(about._meta.verbose_name_plural))[:200],
        action_flag=ADDITION if is_new else CHANGE,
        change_message=text,
    )
