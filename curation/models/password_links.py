"""Links by which people choose a password: invitations, and for those who forgot theirs."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class PasswordLinkQuerySet(models.QuerySet[Any]):
    """Links to choose a password by."""

    def open(self) -> Self:
        """Those that can still be used."""
        return self.filter(used_at=None, withdrawn_at=None, ends_at__gt=timezone.now())

    def invitations(self) -> Self:
        return self.filter(is_invitation=True)


class PasswordLink(models.Model):
    """A link by which somebody chooses a password, once and for a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="password_links")
    is_invitation = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, help_text="Of what is in the link, which is kept nowhere.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PasswordLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"Link for {self.user}"
