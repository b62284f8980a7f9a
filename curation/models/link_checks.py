"""The results of checking the web addresses in entries."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from curation.models.entries import closed_set


class LinkState(models.TextChoices):
    """The state of a web address."""

    WORKS = "works", "Works"
    MOVED = "moved", "Moved for good"
    UNCLEAR = "unclear", "Cannot be told: it does not let programs in"
    FAILED = "failed", "Failed once"
    BROKEN = "broken", "Broken"


class LinkCheckQuerySet(models.QuerySet[Any]):
    """Link checks."""

    def broken(self) -> Self:
        """The broken ones, those that have failed longest first."""
        return self.filter(state=LinkState.BROKEN).order_by("failing_since", "pk")

    def moved(self) -> Self:
        return self.filter(state=LinkState.MOVED).order_by("address")

    def waiting(self) -> Self:
        """Those that are not due."""
        return self.filter(next_at__gt=timezone.now())


class LinkCheck(models.Model):
    """The result of the last check of a web address, and since when it has failed."""

    address = models.CharField(max_length=600, unique=True)
    state = models.CharField(max_length=20, choices=LinkState, db_index=True)
    status = models.PositiveSmallIntegerField(
        null=True, help_text="The HTTP status of the last answer, if there was one."
    )
    problem = models.CharField(max_length=250, blank=True, help_text="What went wrong, in words.")
    final_address = models.CharField(max_length=2000, blank=True, help_text="Where it led in the end.")
    moved_to = models.CharField(max_length=2000, blank=True, help_text="The address that replaces it for good.")
    checked_at = models.DateTimeField()
    next_at = models.DateTimeField(db_index=True, help_text="Not to be asked again before.")
    failing_since = models.DateTimeField(null=True, help_text="When it was first seen to fail, without working since.")
    failed_on = models.DateField(null=True, help_text="The last day on which it failed.")
    days_failed = models.PositiveSmallIntegerField(default=0, help_text="On how many days it failed in a row.")

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        default_permissions = ()
        constraints = [closed_set("state", LinkState)]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_state_display().lower()}"
