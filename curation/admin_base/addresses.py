"""The addresses of rows in the admin."""

from django.db import models
from django.urls import reverse


def admin_address(row: models.Model) -> str:
    """The address of a row's change form."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
