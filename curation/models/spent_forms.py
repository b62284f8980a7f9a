"""Forms that were sent, so that the same one is not carried out twice."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class SpentForm(models.Model):
    """A form that a person sent, by the token that only this form had, with what came of it."""

    token = models.CharField(max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    result: Any = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["by", "token"], name="curation_spentform_once")]

    def __str__(self) -> str:
        return f"Form {self.token}"
