"""Where rows stand in the admin."""

from django.db import models
from django.urls import reverse


def admin_address(row: models.Model) -> str:
    """Where a row is edited."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
