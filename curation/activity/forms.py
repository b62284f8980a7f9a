"""What the list of all activity is filtered by."""

import re
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model

from curation.activity.events import Asked
from curation.activity.sources import Kind
from curation.models import Entry

#: A row's page in the admin, by its app, model and key.
_ADMIN_PAGE = re.compile(r"/admin/([a-z]+)/([a-z]+)/([0-9]{1,18})/")
_DATE = {"type": "date"}


class ActivityForm(forms.Form):
    """The filters, from a query string."""

    person = forms.ModelChoiceField(User.objects.order_by("username"), required=False, empty_label="Everybody")
    kind = forms.ChoiceField(choices=[("", "Everything"), *Kind.choices], required=False, label="What")
    since = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    about = forms.CharField(
        required=False,
        label="Entry or account",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="The reference, slug or web address of an entry, or a user name.",
    )

    def clean_about(self) -> tuple[tuple[int, int], ...] | None:
        """Return the types and keys of what is called so; None where nothing is asked for."""
        text: str = self.cleaned_data["about"]
        if not text:
            return None
        if not (found := tuple(_called(text))):
            raise ValidationError(f"There is no entry or account “{text}”.")
        return found

    def clean(self) -> dict[str, Any]:
        """See that the days are in order."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day is before the first.")
        return cleaned

    def asked(self) -> Asked:
        """What is asked for, of a valid form."""
        kind = self.cleaned_data["kind"]
        return Asked(**{**self.cleaned_data, "kind": Kind(kind) if kind else None})


def _called(text: str) -> list[tuple[int, int]]:
    """The types and keys of the rows that an address, a reference, a slug or a user name is of."""
    if page := _ADMIN_PAGE.search(text):
        app, name, key = page.groups()
        kinds = ContentType.objects.filter(app_label=app, model=name)
        return [(each.pk, int(key)) for each in kinds]
    name = text.rstrip("/").rpartition("/")[2]
    names = {name, name.lower(), name.upper()}
    entries = [model for model in apps.get_models() if issubclass(model, Entry)]
    found: list[tuple[type[Model], int]] = [
        (model, row)
        for model in entries
        if len(model.natural_key_fields) == 1
        for row in _rows(model, model.natural_key_fields[0], names)
    ]
    found += [(User, row) for row in _rows(User, "username", names)]
    return [(ContentType.objects.get_for_model(model).pk, key) for model, key in found]


def _rows(model: type[Model], field: str, names: set[str]) -> list[int]:
    return list(model._default_manager.filter(**{f"{field}__in": names}).values_list("pk", flat=True))
