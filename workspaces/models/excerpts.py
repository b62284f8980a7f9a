"""Excerpts: the words of a document that an entry was taken from."""

from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from curation.groups import PART
from curation.history import track
from curation.models import Entry
from curation.models.drafts import OfEntry, OfEntryQuerySet
from curation.models.entries import closed_set
from workspaces.models.document_texts import DocumentText


class ExcerptChange(models.TextChoices):
    """What became of an excerpt's words in the newest text of its source."""

    UNCHANGED = "unchanged", "Unchanged"
    MOVED = "moved", "Moved"
    CHANGED = "changed", "Changed"
    GONE = "gone", "Gone"


class ExcerptQuerySet(OfEntryQuerySet):
    """Excerpts."""

    def in_text(self, document: DocumentText) -> Self:
        """Those in a text, in its order, an outer one before those within it."""
        return self.filter(document=document).order_by("start", "-end", "pk")

    def of_older_texts(self, document: DocumentText) -> Self:
        """Those in the texts that a text replaced."""
        return self.filter(document__source=document.source, document__number__lt=document.number)

    def to_settle(self, document: DocumentText) -> Self:
        """Those whose words a newer text of their source changed or lacks, and on which nobody decided yet."""
        changed = self.filter(document__source=document.source, change__in=[ExcerptChange.CHANGED, ExcerptChange.GONE])
        return changed.filter(settled_at=None).order_by("start", "pk")


@track()
class Excerpt(OfEntry):
    """A passage of a document's text that an entry rests on, with its words, which stay though the text goes."""

    group_rights = PART

    document = models.ForeignKey(DocumentText, null=True, on_delete=models.SET_NULL, related_name="excerpts")
    start = models.PositiveIntegerField(help_text="The offset of its first character in the text.")
    end = models.PositiveIntegerField(help_text="The offset after its last character.")
    words = models.TextField()
    locator = models.CharField(max_length=250, blank=True)
    part = models.CharField(
        max_length=100, blank=True, help_text="Which finding or field it is of, if not of the whole entry."
    )
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(auto_now_add=True)
    change = models.CharField(
        max_length=20, choices=ExcerptChange, blank=True, help_text="What a newer text of the source did to its words."
    )
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, help_text="When somebody decided what to do about the change.")

    objects = ExcerptQuerySet.as_manager()

    class Meta:
        ordering = ["document", "start", "-end", "pk"]
        constraints = [
            closed_set("change", ExcerptChange, blank=True),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="workspaces_excerpt_not_empty"),
        ]
        indexes = [models.Index(fields=["entry_type", "entry_id"], name="workspaces_excerpt_entry")]

    @property
    def is_to_settle(self) -> bool:
        """Whether a newer text changed or lacks its words, and nobody decided on that yet."""
        return self.change in (ExcerptChange.CHANGED, ExcerptChange.GONE) and self.settled_at is None

    def __str__(self) -> str:
        return f"{self.locator}: {self.words[:60]}"


def delete_with_entry(sender: type[Entry], instance: Entry, **kwargs: Any) -> None:
    """Deletes the excerpts of an entry that is deleted; for ``post_delete``."""
    Excerpt.objects.filter(entry_type=ContentType.objects.get_for_model(sender), entry_id=instance.pk).delete()
