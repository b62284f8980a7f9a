"""The rows of the last release of the evidence base, to compare curators' changes and new releases with."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class ReleasedRow(models.Model):
    """A row in the last release; see docs/decisions/releases-of-the-base.md."""

    model = models.CharField(max_length=100, help_text="The label of its model, for example “evidence.study”.")
    key = models.CharField(max_length=500, help_text="Its natural key, as JSON.")
    content = models.JSONField(
        null=True,
        encoder=DjangoJSONEncoder,
        help_text="What the release said of it, with its links and parts, by natural keys. Empty if it only waits.",
    )
    release = models.CharField(max_length=200, blank=True, help_text="The release that said so first.")
    brought_in_at = models.DateTimeField()
    waiting = models.JSONField(
        null=True,
        encoder=DjangoJSONEncoder,
        help_text="What a newer release says, which could not be brought in because of work here.",
    )
    waiting_snapshot = models.JSONField(
        null=True, encoder=DjangoJSONEncoder, help_text="The same as a snapshot, to compare and restore."
    )
    waiting_release = models.CharField(max_length=200, blank=True)
    waiting_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["model", "key"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="curation_released_row_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.key} in {self.release}"
