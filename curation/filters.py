"""The filter of every list by when the public could last find its entries new or changed."""

import datetime
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from curation.last_changes import last_changes
from lists.facets import SharedField
from lists.wording import day_in_words

#: How a day may be written; addresses of ours have the first.
DAY_FORMATS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y")


class PastDayField(SharedField, forms.DateField):
    """A day that has come."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "input_formats": DAY_FORMATS, "required": False})
        self.error_messages["invalid"] = f"{self.label} must be a real date, like 1 June 2026 or 2026-06-01"

    def validate(self, value: datetime.date | None) -> None:
        if value and value > timezone.localdate():
            raise ValidationError(f"{self.label} must be today or in the past")


class ChangedSinceFilter(django_filters.Filter):
    """The entries that the public found new or changed on a day or since."""

    field_class = PastDayField
    is_day = True

    def __init__(self) -> None:
        super().__init__(label="Changed since")

    def filter(self, qs: QuerySet[Any], value: datetime.date | None) -> QuerySet[Any]:
        cache = getattr(getattr(self, "parent", None), "_cache", None)
        return qs.filter(pk__in_keys=last_changes(qs.model, cache).since(value)) if value else qs

    def description(self, cleaned: Mapping[str, Any]) -> str:
        """The day, as the list's heading says it."""
        return f"new or changed since {day_in_words(cleaned[self.field_name])}"
