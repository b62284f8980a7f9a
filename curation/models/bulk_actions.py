"""Steps that curators took with many entries at once, and what they did to each."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from curation.history import track
from curation.models.entries import closed_set

#: For how long an action can be undone.
UNDO_WITHIN = datetime.timedelta(days=7)


class BulkActionQuerySet(models.QuerySet[Any]):
    """Bulk actions."""

    def that_can_be_undone_by(self, user: Any) -> Self:
        """The user's own recent actions that changed something and were not undone, newest first."""
        since = timezone.now() - UNDO_WITHIN
        done = BulkActionEntry.objects.filter(action=models.OuterRef("pk"), outcome=BulkOutcome.DONE)
        mine = self.filter(by=user, done_at__gte=since, undone_at=None, can_be_undone=True)
        return mine.filter(models.Exists(done)).order_by("-done_at", "-pk")


@track()
class BulkAction(models.Model):
    """A step that a curator took with many entries of a kind at once."""

    name = models.CharField(max_length=40, help_text="Which action it was, as addresses name it.")
    summary = models.CharField(max_length=250, help_text="What was done, in words.")
    entry_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=20, help_text="The right on each entry that it needs, and undoing it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)
    can_be_undone = models.BooleanField(default=True, help_text="Publishing cannot: the public may have read it.")
    undone_at = models.DateTimeField(null=True)

    objects = BulkActionQuerySet.as_manager()

    class Meta:
        ordering = ["-done_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["by", "-done_at"], name="curation_bulkaction_by")]

    def __str__(self) -> str:
        return self.summary

    def undo_until(self) -> datetime.datetime:
        return self.done_at + UNDO_WITHIN

    def may_be_undone_by(self, user: Any) -> bool:
        """Whether the user did it, and it is recent enough and of a kind to be undone."""
        in_time = timezone.now() < self.undo_until()
        return self.can_be_undone and self.undone_at is None and self.by_id == user.pk and in_time


class BulkOutcome(models.TextChoices):
    """What a bulk action did to an entry."""

    DONE = "done", "Done"
    UNDONE = "undone", "Undone"
    NOT_UNDONE = "kept", "Could not be undone"
    REFUSED = "refused", "Not possible"
    UNCHANGED = "nothing", "Nothing to change"


@track()
class BulkActionEntry(models.Model):
    """What a bulk action did to one entry, and the entry's state before."""

    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="entries")
    entry_id = models.PositiveBigIntegerField()
    entry_name = models.CharField(max_length=400, help_text="What it was called then.")
    outcome = models.CharField(max_length=20, choices=BulkOutcome)
    message = models.TextField(blank=True, help_text="What was done or why not, in words.")
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder, help_text="How it stood before.")
    digest_after = models.CharField(max_length=32, blank=True, help_text="A short name for how it stood after.")

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            closed_set("outcome", BulkOutcome),
            models.UniqueConstraint(fields=["action", "entry_id"], name="curation_bulkactionentry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_name}: {self.get_outcome_display().lower()}"

    @property
    def is_gone(self) -> bool:
        """Whether the action added it, and undoing deleted it again."""
        return self.outcome == BulkOutcome.UNDONE and self.before is None
